"""Intervals and probabilities from a few numbers."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregation.certainty import (
    chance_above_zero,
    level_chances,
    normal_quantile,
    two_sided,
    wilson,
)

MEANS = st.floats(1, 5)
ERRORS = st.floats(0.01, 2)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(1, max(1, n - 1)), st.just(n))))
def test_the_ends_of_wilsons_interval_are_where_the_score_test_stops_rejecting(
    case: tuple[int, int],
) -> None:
    successes, n = case
    share, z = successes / n, normal_quantile(0.95)
    for end in wilson(share, n):
        if 0 < end < 1:
            assert abs(share - end) / sqrt(end * (1 - end) / n) == pytest.approx(z, abs=1e-10)


@given(MEANS, ERRORS)
def test_the_chances_of_all_levels_add_up_to_one(mean: float, error: float) -> None:
    chances = level_chances(mean, error)
    assert len(chances) == 5
    assert sum(chances) == pytest.approx(1)
    assert min(chances) >= 0


@given(MEANS, ERRORS)
def test_levels_are_symmetric(mean: float, error: float) -> None:
    assert level_chances(6 - mean, error) == pytest.approx(level_chances(mean, error)[::-1])


@pytest.mark.parametrize(
    ("mean", "chances"),
    [(3.0, (0, 0, 1, 0, 0)), (2.5, (0, 0.5, 0.5, 0, 0)), (1.0, (1, 0, 0, 0, 0))],
)
def test_without_an_error_the_level_is_certain(mean: float, chances: tuple[float, ...]) -> None:
    assert level_chances(mean, 0) == chances


@pytest.mark.parametrize(
    ("difference", "error", "above", "p"),
    [(1.959963984540054, 1, 0.975, 0.05), (0, 1, 0.5, 1), (0, 0, 0.5, 1), (0.1, 0, 1, 0)],
)
def test_a_difference_against_chance(
    difference: float, error: float, above: float, p: float
) -> None:
    assert chance_above_zero(difference, error) == pytest.approx(above)
    assert chance_above_zero(-difference, error) == pytest.approx(1 - above)
    assert two_sided(difference, error) == two_sided(-difference, error) == pytest.approx(p)
