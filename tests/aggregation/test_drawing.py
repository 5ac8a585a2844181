"""Draws are seeded, stay on the scale, and spread as their standard errors say."""

from fractions import Fraction
from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregation.certainty import Estimate
from aggregation.drawing import as_fractions, draws


def _mean(at: float, error: float | None = 0.2) -> Estimate:
    return Estimate(at, (1, 5), 60, "pooled-spread", standard_error=error)


def test_draws_spread_as_their_standard_errors_say() -> None:
    found = [float(one["a"]) for one in draws({"a": _mean(3)}, random_state=1, number=2000)]
    assert fmean(found) == pytest.approx(3, abs=0.02)
    assert stdev(found) == pytest.approx(0.2, abs=0.01)


@given(st.floats(1, 5), st.floats(0, 2), st.integers())
def test_draws_stay_on_the_scale_and_in_hundredths(at: float, error: float, seed: int) -> None:
    for one in draws({"a": _mean(at, error)}, random_state=seed, number=5):
        assert 1 <= one["a"] <= 5
        assert 100 % one["a"].denominator == 0


def test_the_same_seed_draws_the_same_whatever_else_is_drawn() -> None:
    alone = [one["a"] for one in draws({"a": _mean(3)}, random_state=7)]
    beside = [one["a"] for one in draws({"b": _mean(2), "a": _mean(3)}, random_state=7)]
    assert alone == beside
    assert alone != [one["a"] for one in draws({"a": _mean(3)}, random_state=8)]
    assert alone != [one["b"] for one in draws({"b": _mean(3)}, random_state=7)]


def test_a_mean_without_an_error_is_drawn_as_it_is() -> None:
    assert {one["a"] for one in draws({"a": _mean(2.5, None)}, random_state=1)} == {Fraction(5, 2)}
    assert as_fractions({"a": _mean(2.7)}) == {"a": Fraction(27, 10)}
    assert list(draws({}, random_state=1, number=2)) == [{}, {}]
