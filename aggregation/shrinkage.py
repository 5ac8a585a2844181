"""Groups' means drawn towards each other as far as chance made them differ, without any array."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import inf, log, sqrt
from typing import TypeVar

from aggregation.certainty import CONFIDENCE, Interval, normal_quantile

Key = TypeVar("Key", bound=Hashable)

_STEPS = 240  # of the search for the variance between groups, evenly spaced in its logarithm
_DECADES = 6.0  # that it reaches below and above the groups' own error
_GOLDEN = (sqrt(5) - 1) / 2


@dataclass(frozen=True, slots=True)
class GroupMean:
    """One group's mean as observed and as it is best guessed.

    ``reliability`` is the share of the distance to the intercept that is kept, from 0 to 1: of n
    people ``n / (n + sigma2 / tau2)``.
    """

    observed: float
    estimate: float
    interval: Interval
    reliability: float


@dataclass(frozen=True, slots=True)
class GroupMeans:
    """A random-intercept model of groups.

    Attributes
    ----------
    groups
        Each group's means, by its key.
    intercept
        The mean that groups vary around.
    tau2
        The variance between groups' true means.
    sigma2
        The variance within groups; None where only their standard errors were given.
    """

    groups: Mapping[Hashable, GroupMean]
    intercept: float
    tau2: float
    sigma2: float | None = None


def shrunken_means_from_summaries(
    means: Mapping[Key, float],
    standard_errors: Mapping[Key, float],
    confidence: float = CONFIDENCE,
) -> GroupMeans:
    """The empirical-Bayes mean of each group, from published means and their standard errors.

    ``tau2`` by restricted maximum likelihood of ``mean ~ N(intercept, tau2 + se²)``; then
    ``intercept + B (mean - intercept)`` with ``B = tau2 / (tau2 + se²)``, and the normal interval
    of ``tau2 (1 - B) + (1 - B)² var(intercept)``. The interval takes ``tau2`` as known.

    Parameters
    ----------
    means, standard_errors
        By group; the standard errors are above zero.
    confidence
        Between 0 and 1.

    Raises
    ------
    ValueError
        When there is no group, or one without a standard error above zero.

    References
    ----------
    Morris (1983), JASA 78:47. Viechtbauer (2005), J. Educ. Behav. Statist. 30:261.

    Examples
    --------
    >>> means = {"a": 2.0, "b": 3.0, "c": 4.0}
    >>> found = shrunken_means_from_summaries(means, dict.fromkeys("abc", 0.5))
    >>> round(found.tau2, 4), round(found.groups["a"].estimate, 4)
    (0.75, 2.25)
    """
    errors = {key: standard_errors.get(key, 0.0) for key in means}
    if not means or not all(0 < error < inf for error in errors.values()):
        raise ValueError(f"{len(means)} groups, not all of them with a standard error")
    values, variances = list(means.values()), [error**2 for error in errors.values()]
    tau2 = between_variance(values, variances)
    return shrunken(means, variances, tau2, confidence=confidence)


def between_variance(means: Sequence[float], variances: Sequence[float]) -> float:
    """The variance between groups by restricted maximum likelihood; 0 for a single group."""
    if len(means) < 2:  # noqa: PLR2004
        return 0.0
    return minimum(lambda tau2: deviance(means, variances, tau2), max(variances))


def deviance(means: Sequence[float], variances: Sequence[float], tau2: float) -> float:
    """Minus twice the restricted log-likelihood of groups' means, but for a constant.

    ``sum log(v + tau2) + log sum 1 / (v + tau2) + sum (mean - intercept)² / (v + tau2)``
    """
    weights = [1 / (variance + tau2) for variance in variances]
    middle = _weighted(means, weights)
    far = sum(w * (mean - middle) ** 2 for w, mean in zip(weights, means, strict=True))
    return log(sum(weights)) - sum(map(log, weights)) + far


def shrunken(
    means: Mapping[Key, float],
    variances: Sequence[float],
    tau2: float,
    *,
    sigma2: float | None = None,
    confidence: float = CONFIDENCE,
) -> GroupMeans:
    """Draw means towards their weighted mean, given both variances; some variance is above zero."""
    totals = [variance + tau2 for variance in variances]
    weights = [1 / total for total in totals]
    middle, z = _weighted(list(means.values()), weights), normal_quantile(confidence)
    groups: dict[Hashable, GroupMean] = {}
    for (key, mean), total in zip(means.items(), totals, strict=True):
        kept = tau2 / total
        estimate = middle + kept * (mean - middle)
        half = z * sqrt(tau2 * (1 - kept) + (1 - kept) ** 2 / sum(weights))
        groups[key] = GroupMean(mean, estimate, (estimate - half, estimate + half), kept)
    return GroupMeans(groups, middle, tau2, sigma2)


def minimum(of: Callable[[float], float], scale: float) -> float:
    """Where a function of a variance is least, zero included, within decades around a scale.

    A grid first, for such likelihoods can have two valleys; then the golden section of the best.
    """
    grid = [0.0]
    grid += [scale * 10 ** (_DECADES * (2 * place / _STEPS - 1)) for place in range(_STEPS + 1)]
    values = [of(at) for at in grid]
    best = values.index(min(values))
    low, high = grid[max(0, best - 1)], grid[min(len(grid) - 1, best + 1)]
    while high - low > 1e-12 * scale:
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        if of(left) <= of(right):
            high = right
        else:
            low = left
    found = (low + high) / 2
    return found if of(found) < values[0] else 0.0


def _weighted(means: Sequence[float], weights: Sequence[float]) -> float:
    return sum(w * mean for w, mean in zip(weights, means, strict=True)) / sum(weights)
