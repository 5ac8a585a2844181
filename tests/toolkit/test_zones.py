"""Days in time zones: around midnight, where clocks change, and at the ends of the calendar."""

import zoneinfo
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import zones

HOURS = timedelta(hours=1)


@pytest.mark.parametrize(
    ("day", "zone", "begins", "hours"),
    [
        (date(2027, 1, 1), "UTC", "2027-01-01T00:00", 24),
        (date(2027, 1, 1), "Pacific/Kiritimati", "2026-12-31T10:00", 24),
        (date(2027, 1, 1), "Pacific/Pago_Pago", "2027-01-01T11:00", 24),
        (date(2027, 1, 1), "Asia/Kathmandu", "2026-12-31T18:15", 24),
        (date(2027, 3, 28), "Europe/Zurich", "2027-03-27T23:00", 23),
        (date(2027, 10, 31), "Europe/Zurich", "2027-10-30T22:00", 25),
        (date(2027, 3, 28), "Atlantic/Azores", "2027-03-28T01:00", 23),  # midnight is skipped
        (date(2027, 10, 31), "Atlantic/Azores", "2027-10-31T00:00", 25),  # midnight comes twice
        (date(2011, 12, 29), "Pacific/Apia", "2011-12-29T10:00", 24),  # the next day was left out
    ],
)
def test_when_a_day_begins_and_how_long_it_lasts(
    day: date, zone: str, begins: str, hours: int
) -> None:
    found = zones.begins(day, zone)
    assert found == datetime.fromisoformat(begins).replace(tzinfo=UTC)
    assert zones.ends(day, zone) - found == hours * HOURS


@given(st.dates(), st.sampled_from(sorted(zones.known())))
def test_every_day_begins_and_ends_everywhere(day: date, zone: str) -> None:
    assert zones.begins(day, zone) <= zones.ends(day, zone)


def test_a_machine_without_zones_takes_those_that_are_installed_with_us() -> None:
    """A slim container has none, nor has Windows."""
    zoneinfo.reset_tzpath(to=[])
    try:
        zone = zoneinfo.ZoneInfo.no_cache("Pacific/Kiritimati")
        assert zone.utcoffset(datetime(2027, 1, 1)) == 14 * HOURS  # noqa: DTZ001 - local time
        assert "Pacific/Pago_Pago" in zoneinfo.available_timezones()
    finally:
        zoneinfo.reset_tzpath()
