"""Estimates from raw answers, against other ways to compute them."""

from math import nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from aggregation.certainty import level_chances
from aggregation.estimates import (
    impute_two_way,
    level_probability,
    mean_interval,
    share_interval,
)

LEVELS = st.lists(st.integers(1, 5), min_size=1, max_size=40)


@given(st.lists(st.integers(1, 5), min_size=2, max_size=40).filter(lambda v: len(set(v)) > 1))
def test_the_t_interval_as_in_scipy(values: list[int]) -> None:
    found = mean_interval(values)
    error = stats.sem(values)
    low, high = stats.t.interval(0.95, len(values) - 1, np.mean(values), error)
    assert found.method == "t"
    assert found.interval == pytest.approx((max(1, low), min(5, high)), abs=1e-10)
    assert found.standard_error == pytest.approx(error)


@given(LEVELS, st.integers(0, 5))
def test_answers_without_a_level_change_nothing(values: list[int], missing: int) -> None:
    found = mean_interval([*values, *[float("nan")] * missing])
    assert found == mean_interval(values)
    assert found.n == len(values)
    assert 1 <= found.interval[0] <= found.estimate <= found.interval[1] <= 5


@pytest.mark.parametrize("level", [1, 2, 4, 5])
@pytest.mark.parametrize("n", [1, 6, 30])
def test_equal_answers_have_the_interval_of_the_dirichlet_posterior(level: int, n: int) -> None:
    found = mean_interval([level] * n)
    weights = np.full(5, 0.2)
    weights[level - 1] += n
    drawn = np.random.default_rng(1).dirichlet(weights, 200_000) @ np.arange(1, 6)
    low, high = np.quantile(drawn, [0.025, 0.975])
    assert found.method == "dirichlet"
    assert found.interval == pytest.approx((min(low, level), max(high, level)), abs=0.02)


def test_equal_answers_of_more_people_are_surer() -> None:
    widths = [high - low for n in (1, 2, 5, 12, 80) for low, high in [_interval([3] * n)]]
    assert widths == sorted(widths, reverse=True)


def _interval(values: list[int]) -> tuple[float, float]:
    return mean_interval(values).interval


@pytest.mark.parametrize("chances", [(0.1, 0.2, 0.4, 0.2, 0.1), (0.3, 0.3, 0.2, 0.1, 0.1)])
def test_intervals_of_twelve_answers_hold_the_mean_as_often_as_they_say(
    chances: tuple[float, ...],
) -> None:
    rng = np.random.default_rng(2026)
    truth = float(np.dot(chances, range(1, 6)))
    samples = rng.choice(np.arange(1, 6), (2000, 12), p=chances)
    held = [low <= truth <= high for low, high in map(_interval, samples.tolist())]
    assert 0.92 <= np.mean(held) <= 0.98


@pytest.mark.parametrize("values", [[], [float("nan")], [0, 3], [3, 6]])
def test_no_level_or_one_outside_the_scale_is_refused(values: list[float]) -> None:
    with pytest.raises(ValueError, match="levels, where some from 1 to 5"):
        mean_interval(values)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_shares_as_printed_by_newcombe(successes: int, n: int, low: float, high: float) -> None:
    """Newcombe 1998, table I, method 3."""
    found = share_interval(successes, n)
    assert [round(end, 4) for end in found.interval] == [low, high]


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_shares_as_in_scipy(case: tuple[int, int]) -> None:
    exact = stats.binomtest(*case).proportion_ci(method="wilson")
    assert share_interval(*case).interval == pytest.approx((exact.low, exact.high), abs=1e-10)


@pytest.mark.parametrize(("successes", "n"), [(0, 0), (3, 2), (-1, 2)])
def test_what_is_no_share_is_refused(successes: int, n: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        share_interval(successes, n)


def test_level_probabilities_of_arrays_of_any_shape() -> None:
    means = np.array([[1.2, 2.5, 3.0], [4.4, 4.5, 5.0]])
    found = level_probability(means, 0.3)
    assert found.shape == (2, 3, 5)
    assert found[1, 0].tolist() == list(level_chances(4.4, 0.3))
    assert level_probability([], 0.3).shape == (0, 5)


def test_what_was_not_given_is_the_person_and_the_item() -> None:
    """The person's mean 3.5 and the item's 3 less that of all, 13 / 5."""
    filled = impute_two_way([[1.0, 2, 3], [3.0, 4, nan]])
    assert filled.tolist() == [[1, 2, 3], [3, 4, pytest.approx(3.5 + 3 - 2.6)]]


def test_what_does_not_apply_and_what_nobody_said_stays_open() -> None:
    items = [[1.0, nan, nan, nan], [3.0, 4, nan, nan], [nan] * 4]
    filled = impute_two_way(items, np.array([[True, False, True, True]] * 3))
    assert filled[0, 0] == 1
    assert np.isnan(filled[0, 1:]).all()  # does not apply; and two items without a level
    assert np.isnan(filled[2]).all()
    assert np.isnan(impute_two_way(np.full((2, 2), np.nan))).all()


def test_a_guess_stays_on_the_scale() -> None:
    assert impute_two_way([[5.0, 5, nan], [1.0, 1, 5], [1.0, 1, 5]])[0, 2] == 5


@given(
    st.lists(st.lists(st.sampled_from([1, 2, 3, 4, 5, nan]), min_size=3, max_size=3), min_size=1)
)
def test_what_was_given_never_changes(items: list[list[float]]) -> None:
    before = np.array(items)
    filled = impute_two_way(items)
    given_ = ~np.isnan(before)
    assert (filled[given_] == before[given_]).all()
    assert np.nanmax(filled, initial=1) <= 5
    assert np.nanmin(filled, initial=5) >= 1
    backwards = impute_two_way(before[::-1])[::-1]
    assert backwards == pytest.approx(filled, nan_ok=True)
