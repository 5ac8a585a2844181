"""A level is stated when it is likely enough, and with how much silence it could bear."""

import pytest
from answering import flat, publish, respond, showing
from hypothesis import given
from hypothesis import strategies as st

from aggregation.certainty import Estimate, level_chances
from aggregation.grid import Band
from aggregation.levels import Tolerance, level_statement, levels
from aggregation.settings import Settings


def _estimate(mean: float, error: float) -> Estimate:
    return Estimate(mean, (1, 5), 30, "pooled-spread", standard_error=error)


@pytest.mark.parametrize(
    ("mean", "error", "low", "high"),
    [
        (3.0, 0.1, 3, 3),
        (2.5, 0.1, 2, 3),
        (2.6, 0.15, 2, 3),
        (1.2, 0.2, 1, 1),
        (4.9, 0.2, 5, 5),
        (3.0, 0.5, 2, 3),
        (3.1, 1.0, 2, 4),
    ],
)
def test_a_level_or_the_fewest_neighbours(mean: float, error: float, low: int, high: int) -> None:
    found = level_statement(_estimate(mean, error), 30)
    assert (found.low, found.high) == (low, high)
    assert found.is_between == (low != high)
    assert (found.tolerance is None) == found.is_between


@given(st.floats(1, 5), st.floats(0.02, 1.5))
def test_a_single_level_is_stated_exactly_from_four_fifths(mean: float, error: float) -> None:
    found = level_statement(_estimate(mean, error), None)
    chances = level_chances(mean, error)
    assert found.is_between == (max(chances) < 0.8 - 1e-12)
    assert found.probability == pytest.approx(sum(chances[found.low - 1 : found.high]))
    assert found.probability >= 0.8 - 1e-9


@pytest.mark.parametrize(
    ("mean", "rate", "tolerance"),
    [
        (2.8, 25, Tolerance(0.4, "lower")),  # .3 / .75
        (3.2, 50, Tolerance(0.6, "higher")),
        (1.2, 40, Tolerance(0.5, "higher")),
        (4.8, 70, Tolerance(1.0, "lower")),
        (3.0, 0, Tolerance(0.5, "lower")),
        (3.0, 100, None),
        (3.0, None, None),
    ],
)
def test_tolerance_is_the_distance_to_the_border_over_the_silent_share(
    mean: float, rate: int | None, tolerance: Tolerance | None
) -> None:
    assert level_statement(_estimate(mean, 0.05), rate).tolerance == tolerance


def test_levels_of_a_group() -> None:
    publication = showing(flat(28, 35), people=Band(500, 999), rate=30)
    found = levels(publication, "a")
    assert (found["strategy"].low, found["strategy"].high) == (3, 3)
    tolerance = found["strategy"].tolerance
    assert tolerance == Tolerance(round(0.3 / 0.7, 6), "lower")
    assert (found["culture"].low, found["culture"].high) == (3, 4)
    assert found["culture"].probability == pytest.approx(1)


def test_nothing_is_stated_of_a_withheld_group_or_an_open_wave() -> None:
    assert levels(showing(flat(28, 35)), "b") == {}
    assert levels(publish(respond({0: 90}), Settings(open_wave=True)), "a") == {}
