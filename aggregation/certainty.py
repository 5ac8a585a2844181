"""Estimates with what chance allows around them, from a few numbers and without any array."""

from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import NormalDist
from typing import Literal

from aggregation.grid import Cap

CONFIDENCE = 0.95
STATED_FROM = 0.8  # the probability from which something is said without reserve
BORDERS = (1.5, 2.5, 3.5, 4.5)  # between the five levels

Method = Literal[
    "t",
    "dirichlet",
    "wilson",
    "pooled-spread",
    "difference",
    "median-of-entities",
]
Interval = tuple[float, float]

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number, and where the truth lies as far as chance goes.

    Attributes
    ----------
    estimate
        The number itself; with a ``cap`` it is this or further out.
    interval
        Its lower and upper end at 95 % unless asked otherwise.
    n
        On how many people it rests, at least; of a median on how many entities.
    method
        How the interval was made.
    ids
        The questions, or other things asked or compared, that it is made of.
    standard_error
        Of a mean or of a difference of means.
    """

    estimate: float
    interval: Interval
    n: int
    method: Method
    ids: tuple[str, ...] = ()
    standard_error: float | None = None
    cap: Cap | None = None


def normal_quantile(confidence: float) -> float:
    """How many standard errors an interval reaches to each side, e.g. 1.96 at 0.95."""
    return _NORMAL.inv_cdf((1 + confidence) / 2)


def wilson(share: float, n: int, confidence: float = CONFIDENCE) -> Interval:
    """The score interval of a share (Wilson 1927, JASA 22:209).

    ``(p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n)``
    """
    z = normal_quantile(confidence)
    middle = share + z * z / (2 * n)
    half = z * sqrt(share * (1 - share) / n + (z / (2 * n)) ** 2)
    scale = 1 + z * z / n
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def level_chances(mean: float, standard_error: float) -> tuple[float, ...]:
    """The probability of each of the five levels for a mean with a normal error.

    A mean exactly at a border counts half for each side where there is no error.
    """
    below = [0.0, *(_below(border - mean, standard_error) for border in BORDERS), 1.0]
    return tuple(upper - lower for lower, upper in pairwise(below))


def chance_above_zero(difference: float, standard_error: float) -> float:
    """The probability that the true difference is above zero."""
    return _below(difference, standard_error)


def two_sided(difference: float, standard_error: float) -> float:
    """The p-value of a difference under the hypothesis that there is none."""
    return 2 * (1 - _below(abs(difference), standard_error))


def _below(distance: float, standard_error: float) -> float:
    if standard_error > 0:
        return _NORMAL.cdf(distance / standard_error)
    return (distance > 0) + 0.5 * (distance == 0)
