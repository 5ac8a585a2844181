"""When a day begins and ends in a time zone, as moments in UTC."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

DEFAULT = "UTC"
_OFFSETS = timedelta(days=2)  # no zone is further from UTC


@cache
def known() -> frozenset[str]:
    """The names of all zones, by the IANA's list."""
    return frozenset(available_timezones())


def begins(day: date, zone: str) -> datetime:
    """The first moment of a day; where clocks skip midnight, the moment at which they do.

    Examples
    --------
    >>> begins(date(2027, 1, 1), "Pacific/Kiritimati").isoformat()
    '2026-12-31T10:00:00+00:00'
    """
    if day < date.min + _OFFSETS:
        return datetime.min.replace(tzinfo=UTC)
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


def ends(day: date, zone: str) -> datetime:
    """The first moment after a day.

    Examples
    --------
    >>> ends(date(2027, 1, 1), "Pacific/Pago_Pago").isoformat()
    '2027-01-02T11:00:00+00:00'
    """
    if day > date.max - _OFFSETS:
        return datetime.max.replace(tzinfo=UTC)
    return begins(day + timedelta(days=1), zone)
