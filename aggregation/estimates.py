"""Estimates from raw arrays: for stage one, for teaching, and to check any figure by hand."""

from collections.abc import Hashable
from math import log, pi

import numpy as np
import numpy.typing as npt
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.special import stdtrit

from aggregation.certainty import CONFIDENCE, Estimate, Interval, level_chances, wilson
from aggregation.shrinkage import (
    GroupMean,
    GroupMeans,
    deviance,
    minimum,
    shrunken,
    shrunken_means_from_summaries,
)

__all__ = [
    "GroupMean",
    "GroupMeans",
    "impute_two_way",
    "level_probability",
    "mean_interval",
    "share_interval",
    "shrunken_means",
    "shrunken_means_from_summaries",
]

Floats = npt.NDArray[np.float64]


def mean_interval(
    values: npt.ArrayLike,
    confidence: float = CONFIDENCE,
    bounds: tuple[int, int] = (1, 5),
) -> Estimate:
    """The mean of answers and its t interval, clipped to the scale.

    ``mean ± t(n - 1) s / sqrt(n)``. When all answers are equal ``s`` is no evidence that others
    would agree: then the interval is that of the mean under a Dirichlet(1/5) prior on the five
    levels (1/K for K levels; Perks 1947), stretched to hold the mean itself.

    Parameters
    ----------
    values : array_like, shape (n,)
        Levels within ``bounds``; ``nan`` is "no level given".
    confidence
        Between 0 and 1.
    bounds
        The lowest and the highest level.

    Raises
    ------
    ValueError
        When no level was given, or one lies outside the bounds.

    References
    ----------
    Student (1908), Biometrika 6:1. Perks (1947), J. Inst. Actuaries 73:285.

    Examples
    --------
    >>> found = mean_interval([2, 3, 3, 4, float("nan")])
    >>> found.estimate, found.n, [round(end, 3) for end in found.interval]
    (3.0, 4, [1.701, 4.299])
    >>> found = mean_interval([4, 4, 4, 4, 4, 4])
    >>> found.method, [round(end, 2) for end in found.interval]
    ('dirichlet', [3.24, 4.14])
    """
    levels = _given(values, bounds)
    mean = float(levels.mean())
    if levels.min() == levels.max():
        low, high = _unanimous_interval(mean, levels.size, confidence, bounds)
        return Estimate(mean, (min(low, mean), max(high, mean)), levels.size, "dirichlet")
    error = float(levels.std(ddof=1)) / levels.size**0.5
    half = float(stdtrit(levels.size - 1, (1 + confidence) / 2)) * error
    clipped = max(float(bounds[0]), mean - half), min(float(bounds[1]), mean + half)
    return Estimate(mean, clipped, levels.size, "t", standard_error=error)


def share_interval(successes: int, n: int, confidence: float = CONFIDENCE) -> Estimate:
    """A share and its score interval, as R's ``prop.test`` without continuity correction.

    ``(p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n)``

    Parameters
    ----------
    successes
        From 0 to ``n``.
    n
        People asked, at least one.
    confidence
        Between 0 and 1.

    Raises
    ------
    ValueError
        When there is nobody, or the successes are no part of them.

    References
    ----------
    Wilson (1927), JASA 22:209. Newcombe (1998), Statist. Med. 17:857, table I.

    Examples
    --------
    >>> [round(end, 4) for end in share_interval(81, 263).interval]
    [0.2553, 0.3662]
    """
    if not 0 <= successes <= n or n < 1:
        raise ValueError(f"{successes} of {n} people is no share")
    return Estimate(successes / n, wilson(successes / n, n, confidence), n, "wilson")


def level_probability(mean: npt.ArrayLike, standard_error: npt.ArrayLike) -> Floats:
    """The probability of each of the five levels, whose borders are 1.5, 2.5, 3.5 and 4.5.

    ``Phi((upper - mean) / se) - Phi((lower - mean) / se)``; the outer levels have no outer border.
    A level is stated when its probability is at least 0.8.

    Parameters
    ----------
    mean, standard_error : array_like
        Of any shapes that broadcast against each other.

    Returns
    -------
    ndarray, shape (..., 5)
        Rows add up to one.

    Examples
    --------
    >>> level_probability(3.0, 0.25).round(3).tolist()
    [0.0, 0.023, 0.954, 0.023, 0.0]
    """
    means, errors = np.broadcast_arrays(np.asarray(mean, float), np.asarray(standard_error, float))
    rows = [level_chances(*pair) for pair in zip(means.flat, errors.flat, strict=True)]
    return np.asarray(rows, float).reshape(*means.shape, 5)


def shrunken_means(
    values: npt.ArrayLike, groups: npt.ArrayLike, confidence: float = CONFIDENCE
) -> GroupMeans:
    """The empirical-Bayes mean of each group under a random-intercept model, fitted by REML.

    ``value = intercept + N(0, tau2) of the group + N(0, sigma2)``. A group of n keeps the share
    ``B = n / (n + sigma2 / tau2)`` of its distance to the intercept; its interval is the normal one
    of ``tau2 (1 - B) + (1 - B)² var(intercept)``, with both variances taken as known. Where nobody
    shares a group the two variances cannot be told apart: then, as for a single group, ``tau2``
    is 0. Where nobody differs from the own group, ``sigma2`` is 0 and nothing is drawn together.

    Parameters
    ----------
    values : array_like, shape (n,)
        Of any scale; ``nan`` is "no level given", and a group without any value is absent.
    groups : array_like, shape (n,)
        The key of each value's group.
    confidence
        Between 0 and 1.

    Raises
    ------
    ValueError
        When there is no value, or the shapes differ.

    References
    ----------
    Patterson and Thompson (1971), Biometrika 58:545. Laird and Ware (1982), Biometrics 38:963.

    Examples
    --------
    >>> found = shrunken_means([1, 3, 3, 5, 2, 2], ["a", "a", "b", "b", "c", "c"])
    >>> [round(float(x), 3) for x in (found.intercept, found.sigma2, found.tau2)]
    [2.667, 1.333, 0.667]
    >>> round(found.groups["b"].estimate, 3), found.groups["b"].observed
    (3.333, 4.0)
    """
    keys, sizes, means, within = _by_group(values, groups)
    by_key = dict(zip(keys, means, strict=True))
    freedom = sum(sizes) - len(keys)
    if within == 0 and freedom:
        tau2 = float(np.var(means, ddof=1)) if len(keys) > 1 else 0.0
        return _as_observed(by_key, tau2)
    variances = [1 / size for size in sizes]
    alone = len(keys) == 1 or not freedom
    ratio = 0.0 if alone else minimum(lambda at: _profile(means, variances, within, at), 1.0)
    sigma2 = _residual(means, variances, within, ratio) / (sum(sizes) - 1 or 1)
    if sigma2 == 0:
        return _as_observed(by_key, 0.0)
    scaled = [sigma2 * variance for variance in variances]
    return shrunken(by_key, scaled, ratio * sigma2, sigma2=sigma2, confidence=confidence)


def impute_two_way(
    items: npt.ArrayLike,
    applicable: npt.ArrayLike | None = None,
    bounds: tuple[int, int] = (1, 5),
) -> Floats:
    """Fill in levels that were not given: the person's mean plus the item's, less the overall one.

    ``mean of the person + mean of the item - mean of all``, over what was given, clipped to the
    scale. For "cannot say" and unanswered only; what does not apply to a person has no level to
    guess. A person, or an item, without any level stays as it is.

    Parameters
    ----------
    items : array_like, shape (n, k)
        Levels; ``nan`` is "no level given".
    applicable : array_like of bool, shape (n, k)
        False where a question does not apply; everything applies where absent.
    bounds
        The lowest and the highest level.

    Returns
    -------
    ndarray, shape (n, k)
        A new array; what was given is unchanged.

    References
    ----------
    Bernaards and Sijtsma (2000), Multivariate Behav. Res. 35:321, "two-way imputation".

    Examples
    --------
    >>> impute_two_way([[1, 2, 3], [3, 4, float("nan")]]).tolist()
    [[1.0, 2.0, 3.0], [3.0, 4.0, 3.9]]
    """
    levels = np.array(items, float, ndmin=2)
    given = ~np.isnan(levels)
    if not given.any():
        return levels
    filled = np.where(given, levels, 0.0)
    with np.errstate(invalid="ignore"):  # a person or an item without any level has no mean
        persons = filled.sum(axis=1) / given.sum(axis=1)
        columns = filled.sum(axis=0) / given.sum(axis=0)
    guess = persons[:, None] + columns[None, :] - filled.sum() / given.sum()
    missing = ~given if applicable is None else ~given & np.asarray(applicable, bool)
    levels[missing] = guess.clip(*bounds)[missing]
    return levels


def _given(values: npt.ArrayLike, bounds: tuple[int, int]) -> Floats:
    levels: Floats = np.asarray(values, float)
    levels = levels[~np.isnan(levels)]
    lowest, highest = bounds
    if not levels.size or levels.min() < lowest or levels.max() > highest:
        raise ValueError(f"{levels.size} levels, where some from {lowest} to {highest} are needed")
    return levels


def _unanimous_interval(
    mean: float, n: int, confidence: float, bounds: tuple[int, int]
) -> Interval:
    """The equal-tailed interval of the mean under its Dirichlet posterior."""
    levels = np.arange(bounds[0], bounds[1] + 1, dtype=float)
    weights = np.full(levels.size, 1 / levels.size) + n * (levels == mean)
    tail = (1 - confidence) / 2

    def quantile(probability: float) -> float:
        inside = bounds[0] + 1e-9, bounds[1] - 1e-9
        return brentq(lambda at: _chance_below(at, levels, weights) - probability, *inside)

    return quantile(tail), quantile(1 - tail)


def _chance_below(at: float, levels: Floats, weights: Floats) -> float:
    """The chance that a Dirichlet mean lies below a value.

    It is that of ``sum((level - at) * gamma(weight)) < 0``, by inverting the characteristic
    function (Imhof 1961, Biometrika 48:419), over the logarithm of its argument.
    """
    distances = levels - at

    def integrand(logarithm: float) -> float:
        scaled = np.exp(logarithm) * distances
        angle = float(weights @ np.arctan(scaled))
        return float(np.sin(angle) * np.exp(-0.5 * weights @ np.log1p(scaled**2)))

    return 0.5 - float(quad(integrand, -40, 40, limit=400)[0]) / pi


def _by_group(
    values: npt.ArrayLike, groups: npt.ArrayLike
) -> tuple[list[Hashable], list[int], list[float], float]:
    """Each group's key, size and mean, and the sum of squares within them."""
    numbers, labels = np.asarray(values, float), np.asarray(groups)
    if numbers.ndim != 1 or numbers.shape != labels.shape:
        raise ValueError(f"{numbers.shape} values of {labels.shape} groups")
    has_value = ~np.isnan(numbers)
    numbers, labels = numbers[has_value], labels[has_value]
    if not numbers.size:
        raise ValueError("no group has a value")
    keys, places = np.unique(labels, return_inverse=True)
    sizes = np.bincount(places)
    means = np.bincount(places, numbers) / sizes
    within = float(((numbers - means[places]) ** 2).sum())
    return keys.tolist(), sizes.tolist(), means.tolist(), within


def _residual(means: list[float], variances: list[float], within: float, ratio: float) -> float:
    """The sum of squares within groups, and of groups' means around theirs at a variance ratio."""
    weights = 1 / (np.asarray(variances) + ratio)
    apart = np.asarray(means) - np.average(means, weights=weights)
    return float(within + weights @ apart**2)


def _profile(means: list[float], variances: list[float], within: float, ratio: float) -> float:
    """Minus twice the restricted log-likelihood at ``tau2 / sigma2``, with the best ``sigma2``."""
    residual = _residual(means, variances, within, ratio)
    sizes = sum(round(1 / variance) for variance in variances)
    return deviance(means, variances, ratio) - (residual - within) + (sizes - 1) * log(residual)


def _as_observed(means: dict[Hashable, float], tau2: float) -> GroupMeans:
    groups = {key: GroupMean(mean, mean, (mean, mean), 1.0) for key, mean in means.items()}
    return GroupMeans(groups, float(np.mean(list(means.values()))), tau2, 0.0)
