"""Numbers of people as bands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregation.bands import LOWER_ENDS, band

people = st.integers(0, 100_000)


@given(people)
def test_every_number_lies_in_its_band(number: int) -> None:
    low, high = band(number)
    assert low <= number
    assert high is None or number <= high


@given(people, people)
def test_bands_do_not_overlap_and_keep_the_order(one: int, other: int) -> None:
    first, second = band(min(one, other)), band(max(one, other))
    assert first == second or (first[1] is not None and first[1] < second[0])


@given(people)
def test_all_numbers_of_a_band_look_alike(number: int) -> None:
    low, high = band(number)
    assert band(low) == (low, high)
    assert high is None or (band(high) == (low, high) and band(high + 1)[0] == high + 1)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, (0, 9)),
        (9, (0, 9)),
        (10, (10, 14)),
        (14, (10, 14)),
        (15, (15, 19)),
        (29, (20, 29)),
        (30, (30, 49)),
        (50, (50, 99)),
        (19_999, (10_000, 19_999)),
        (20_000, (20_000, None)),
    ],
)
def test_borders(number: int, expected: tuple[int, int | None]) -> None:
    assert band(number) == expected


def test_no_band_begins_between_nought_and_the_smallest_group_shown() -> None:
    assert LOWER_ENDS[:2] == (0, 10)


def test_fewer_than_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        band(-1)
