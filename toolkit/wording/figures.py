"""Published figures in words: means, shares, people, intervals, levels."""

from fractions import Fraction
from math import ceil, floor

from aggregation.certainty import Estimate, Interval
from aggregation.grid import Band, Cap, Share
from aggregation.levels import LevelStatement
from toolkit.wording.reader import Reader

_FINEST = 1_000_000  # what is left of a fraction after it was a float


def exact(value: float | Fraction) -> Fraction:
    """The fraction that a float stands for: 2.15 is 43/20 again, and rounds up."""
    return Fraction(value).limit_denominator(_FINEST)


def mean(reader: Reader, estimate: Estimate) -> str:
    """A mean with one decimal, or how far out it is at least."""
    return capped(reader, reader.mean(exact(estimate.estimate)), estimate.cap)


def mean_of_five(reader: Reader, estimate: Estimate) -> str:
    """A mean as it stands in a sentence."""
    _ = reader.gettext
    return _("%(mean)s of 5", mean=mean(reader, estimate))


def interval(reader: Reader, ends: Interval) -> str:
    """Where a mean lies as far as chance goes."""
    _ = reader.gettext
    low, high = (reader.mean(exact(end)) for end in ends)
    return _("%(low)s to %(high)s", low=low, high=high)


def percent(reader: Reader, number: int) -> str:
    """A whole number of percent; the space does not break."""
    _ = reader.gettext
    return _("%(number)s\u00a0%%", number=reader.whole(number))


def share(reader: Reader, figure: Share) -> str:
    """A share, or how far out it is at least."""
    return capped(reader, percent(reader, figure.percent), figure.cap)


def share_of(reader: Reader, estimate: Estimate) -> str:
    """The share that an estimate of one is made from."""
    return share(reader, Share(round(estimate.estimate * 100), estimate.cap))


def share_interval(reader: Reader, ends: Interval) -> str:
    """Where a share lies as far as chance goes, in whole percent, rounded outwards."""
    _ = reader.gettext
    low, high = floor(exact(ends[0] * 100)), ceil(exact(ends[1] * 100))
    return _("%(low)s to %(high)s", low=percent(reader, low), high=percent(reader, high))


def people(reader: Reader, band: Band) -> str:
    """A band of people."""
    _ = reader.gettext
    low = reader.whole(band.low)
    if band.high is None:
        return _("%(low)s or more people", low=low)
    return _("%(low)s to %(high)s people", low=low, high=reader.whole(band.high))


def level(reader: Reader, statement: LevelStatement) -> str:
    """A level in words, or those between which it lies."""
    if not statement.is_between:
        return reader.level_name(statement.low)
    _ = reader.gettext
    return _(
        "between %(low)s and %(high)s",
        low=reader.level_name(statement.low),
        high=reader.level_name(statement.high),
    )


def listed(reader: Reader, names: list[str]) -> str:
    """Names as a list in a sentence."""
    _ = reader.gettext
    if len(names) < 2:  # noqa: PLR2004 - a list needs two
        return "".join(names)
    return _("%(first)s and %(last)s", first=", ".join(names[:-1]), last=names[-1])


def capped(reader: Reader, text: str, cap: Cap | None) -> str:
    """A number that may be only the end of where it lies."""
    _ = reader.gettext
    if cap is None:
        return text
    if cap == "at-most":
        return _("%(number)s or less", number=text)
    return _("%(number)s or more", number=text)
