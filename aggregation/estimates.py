"""Estimates from raw arrays: for stage one, for teaching, and to check any figure by hand."""

from math import pi

import numpy as np
import numpy.typing as npt
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.special import stdtrit

from aggregation.certainty import CONFIDENCE, Estimate, Interval, level_chances, wilson

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
