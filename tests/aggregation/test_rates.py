"""What a response rate tells while a wave is open: nothing that isolates somebody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregation import grid, rates
from aggregation.bands import band

SIZES = [*range(rates.FEWEST, 420), 999, 1000, 4310]


def stretches(eligible: int) -> dict[int, list[int]]:
    """The numbers of answers behind each step."""
    found: dict[int, list[int]] = {}
    for answered in range(eligible + 1):
        found.setdefault(rates.step(answered, eligible), []).append(answered)
    return found


@pytest.mark.parametrize("eligible", SIZES)
def test_behind_each_step_lie_five_numbers_in_a_row(eligible: int) -> None:
    found = stretches(eligible)
    assert set(found) <= set(range(0, 91, 10))
    for low, numbers in found.items():
        assert len(numbers) >= grid.NARROWEST_BAND
        assert numbers == [*range(numbers[0], numbers[-1] + 1)]
        assert low <= 100 * numbers[0] / eligible  # never overstated


@pytest.mark.parametrize("eligible", SIZES)
def test_the_last_step_and_the_published_band_do_not_meet_in_one_number(eligible: int) -> None:
    """After the last count more may answer, nobody fewer: what the two leave open together."""
    published: dict[object, list[int]] = {}
    for answered in range(eligible + 1):
        key = (band(answered), grid.rate(answered, eligible))
        published.setdefault(key, []).append(answered)
    for numbers in published.values():
        for last in stretches(eligible).values():
            left = [number for number in numbers if number >= last[0]]
            assert not left or left == numbers or len(left) >= grid.NARROWEST_BAND


def test_a_plain_step_would_meet_the_published_band() -> None:
    """The control: 20 % of 245 people begins at 49, where the band of 30 to 49 ends."""
    plain = [n for n in range(246) if 100 * n // 245 // 10 * 10 >= 20 and band(n) == band(49)]
    assert plain == [49]


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(1, 400), max_size=6))
def test_counted_groups_have_nobody_in_common_and_fifty_people(eligible: dict[str, int]) -> None:
    found = rates.counted(eligible, whole="")
    assert all(number >= rates.FEWEST for number in found.values())
    assert "" not in found or len(found) == 1
    assert sum(found.values()) <= sum(eligible.values())


@given(st.lists(st.tuples(st.sampled_from(range(0, 91, 10)), st.integers(50, 5000)), min_size=1))
def test_what_is_said_of_all_lies_between_the_groups(groups: list[tuple[int, int]]) -> None:
    steps = {str(place): low for place, (low, _people) in enumerate(groups)}
    people = {str(place): number for place, (_low, number) in enumerate(groups)}
    found = rates.overall(steps, people)
    assert found is not None
    assert min(steps.values()) <= found <= max(steps.values())
    assert found % grid.RATE_STEP == 0


def test_of_no_group_nothing_is_said() -> None:
    assert rates.overall({}, {"Alpha": 40}) is None
