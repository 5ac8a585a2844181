"""Rounding half up, caps, and a response rate that does not sharpen the band."""

from collections import defaultdict
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregation import grid
from aggregation.bands import band
from aggregation.grid import Coefficient, Mean, Share, Spread

PEOPLE = st.integers(1, 5000)


@given(PEOPLE.flatmap(lambda n: st.tuples(st.integers(n, 5 * n), st.just(n))))
def test_a_mean_is_within_half_a_tenth_or_beyond_its_cap(case: tuple[int, int]) -> None:
    total, number = case
    exact, rounded = Fraction(total, number), grid.mean(*case)
    within = Fraction(rounded.tenths, 10) - exact
    assert rounded.cap or -Fraction(1, 20) <= -within < Fraction(1, 20)
    assert (rounded.cap == "at-most") == (exact < Fraction(155, 100))
    assert (rounded.cap == "at-least") == (exact >= Fraction(445, 100))
    assert 15 <= rounded.tenths <= 45


@given(PEOPLE.flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_is_within_half_a_step_or_beyond_its_cap(case: tuple[int, int]) -> None:
    part, whole = case
    exact, rounded = Fraction(100 * part, whole), grid.share(part, whole)
    assert rounded.cap or -Fraction(5, 2) <= exact - rounded.percent < Fraction(5, 2)
    assert (rounded.cap == "at-most") == (exact < Fraction(25, 2))
    assert (rounded.cap == "at-least") == (exact >= Fraction(175, 2))
    assert rounded.percent % 5 == 0
    assert 10 <= rounded.percent <= 90


@pytest.mark.parametrize(
    ("total", "number", "tenths"), [(245, 100, 25), (244, 100, 24), (155, 100, 16), (444, 100, 44)]
)
def test_halves_round_up(total: int, number: int, tenths: int) -> None:
    assert grid.mean(total, number) == Mean(tenths)


def test_caps_are_data() -> None:
    assert grid.mean(10, 10) == grid.mean(15, 10) == Mean(15, "at-most")
    assert grid.mean(50, 10) == grid.mean(45, 10) == Mean(45, "at-least")
    assert grid.share(0, 20) == grid.share(2, 20) == Share(10, "at-most")
    assert grid.share(20, 20) == Share(90, "at-least")


@pytest.mark.parametrize(
    ("deviation", "rounded"),
    [(0.0, Spread(5, "at-most")), (0.54, Spread(5, "at-most")), (0.96, Spread(10))],
)
def test_a_spread_does_not_tell_that_all_agree(deviation: float, rounded: Spread) -> None:
    assert grid.spread(deviation) == rounded


@given(st.integers(10, 3000).flatmap(lambda e: st.tuples(st.integers(10, e), st.just(e))))
def test_a_rate_is_a_step_that_was_reached(case: tuple[int, int]) -> None:
    number, eligible = case
    rate = grid.rate(number, eligible)
    assert rate in range(0, 101, 10)
    assert rate * eligible <= 100 * number


@given(st.integers(10, 1500))
def test_a_rate_never_narrows_a_band_below_the_narrowest(eligible: int) -> None:
    answered: dict[tuple[int, int | None, int], int] = defaultdict(int)
    whole: dict[tuple[int, int | None], int] = defaultdict(int)
    for number in range(10, eligible + 1):
        answered[*band(number), grid.rate(number, eligible)] += 1
        whole[band(number)] += 1
    assert all(n >= min(5, whole[low, high]) for (low, high, _), n in answered.items())


def test_more_answers_than_eligible_people_are_all_of_them() -> None:
    assert grid.rate(30, 12) == 100


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        (0.825, Coefficient(83)),
        (-0.004, Coefficient(0)),
        (0.944, Coefficient(94)),
        (0.945, Coefficient(95, "at-least")),
        (1.0, Coefficient(95, "at-least")),
        (-3.0, Coefficient(-95, "at-most")),
        (float("-inf"), Coefficient(-95, "at-most")),
        (float("nan"), Coefficient(0)),
    ],
)
def test_a_coefficient_does_not_tell_that_answers_are_one(
    value: float, rounded: Coefficient
) -> None:
    assert grid.coefficient(value) == rounded
