"""The grid: what every published number is rounded and capped to before anything else sees it."""

from dataclasses import dataclass
from itertools import pairwise
from math import floor, isnan
from typing import Literal

from aggregation.bands import LOWER_ENDS, band

Cap = Literal["at-most", "at-least"]

LOWEST_MEAN, HIGHEST_MEAN = 15, 45  # tenths
LOWEST_SHARE, HIGHEST_SHARE = 10, 90  # percent
LOWEST_SPREAD = 5  # tenths
FURTHEST_COEFFICIENT = 95  # hundredths, to either side
SHARE_STEP = 5  # percent
RATE_STEP = 10  # percent
NARROWEST_BAND = min(after - before for before, after in pairwise(LOWER_ENDS[1:]))


@dataclass(frozen=True, slots=True)
class Band:
    """A number of people, both ends included; ``high`` is None where there is no upper end."""

    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean level in tenths; with a cap the mean is this or further out."""

    tenths: int
    cap: Cap | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A share in percent, in steps of five; with a cap the share is this or further out."""

    percent: int
    cap: Cap | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """A standard deviation in tenths; capped below, where it would say that all agree."""

    tenths: int
    cap: Cap | None = None


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A correlation or the like in hundredths; capped where one answer would tell the others."""

    hundredths: int
    cap: Cap | None = None


def people(number: int) -> Band:
    """The band that a number of people lies in."""
    return Band(*band(number))


def mean(total: int, number: int) -> Mean:
    """The mean of ``number`` levels that add up to ``total``, half up; exact, for it has no float.

    Examples
    --------
    >>> mean(49, 20)  # 2.45
    Mean(tenths=25, cap=None)
    >>> mean(12, 10)
    Mean(tenths=15, cap='at-most')
    """
    return Mean(*_capped((20 * total + number) // (2 * number), LOWEST_MEAN, HIGHEST_MEAN))


def share(part: int, whole: int) -> Share:
    """The share of ``part`` in ``whole`` people, half up.

    Examples
    --------
    >>> share(9, 40)  # 22.5 %
    Share(percent=25, cap=None)
    >>> share(0, 40)
    Share(percent=10, cap='at-most')
    """
    steps = 100 // SHARE_STEP
    rounded = (2 * steps * part + whole) // (2 * whole) * SHARE_STEP
    return Share(*_capped(rounded, LOWEST_SHARE, HIGHEST_SHARE))


def spread(deviation: float) -> Spread:
    """A standard deviation, half up."""
    tenths = floor(deviation * 10 + 0.5)
    return Spread(LOWEST_SPREAD, "at-most") if tenths <= LOWEST_SPREAD else Spread(tenths)


def coefficient(value: float) -> Coefficient:
    """A coefficient of at most 1, half up; 0 where it is ``nan``, for a constant goes with nothing.

    Examples
    --------
    >>> coefficient(0.8249), coefficient(-1.7)
    (Coefficient(hundredths=82, cap=None), Coefficient(hundredths=-95, cap='at-most'))
    """
    if isnan(value):
        return Coefficient(0)
    furthest = FURTHEST_COEFFICIENT
    hundredths = floor(max(-1.0, min(1.0, value)) * 100 + 0.5)
    return Coefficient(*_capped(hundredths, -furthest, furthest))


def rate(number: int, eligible: int) -> int:
    """The step of ten percent that the response rate of ``eligible`` people has at least reached.

    Beside the band, a step at its edge could tell the number of respondents to one. So the steps
    within a band count only where each stretch that they leave is at least as wide as the narrowest
    band; otherwise the step before is given. It never overstates.

    Examples
    --------
    >>> rate(75, 100)
    70
    >>> rate(49, 245)  # 20 % begins at 49, the last number of the band 30-49
    10
    """
    lowest, highest = band(number)
    last = eligible if highest is None else min(highest, eligible)
    reached = lowest
    for step in range(RATE_STEP, 101, RATE_STEP):
        start = -(-step * eligible // 100)
        wide = start - reached >= NARROWEST_BAND and last + 1 - start >= NARROWEST_BAND
        if wide and start <= number:
            reached = start
    return min(100, 100 * reached // eligible // RATE_STEP * RATE_STEP)


def _capped(value: int, lowest: int, highest: int) -> tuple[int, Cap | None]:
    if value <= lowest:
        return lowest, "at-most"
    if value >= highest:
        return highest, "at-least"
    return value, None
