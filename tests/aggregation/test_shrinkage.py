"""Groups drawn together as far as chance made them differ: the likelihood, closed forms, laws."""

from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from aggregation.agreement import icc
from aggregation.estimates import shrunken_means, shrunken_means_from_summaries

SIZES = [3, 5, 8, 12, 20, 30]
SUMMARIES = st.dictionaries(
    st.integers(0, 30), st.tuples(st.floats(1, 5), st.floats(0.05, 1)), min_size=1, max_size=12
)


def _drawn(tau: float, sizes: list[int], seed: int) -> tuple[list[float], list[int]]:
    rng = np.random.default_rng(seed)
    effects = rng.normal(3, tau, len(sizes))
    values = [rng.normal(effect, 1, size) for effect, size in zip(effects, sizes, strict=True)]
    return np.concatenate(values).tolist(), np.repeat(np.arange(len(sizes)), sizes).tolist()


def _restricted(values: list[float], groups: list[int], tau2: float, sigma2: float) -> float:
    """Minus twice the restricted log-likelihood, from whole covariance matrices."""
    same = np.equal.outer(np.array(groups), np.array(groups))
    inverse = np.linalg.inv(tau2 * same + sigma2 * np.eye(len(values)))
    ones, y = np.ones(len(values)), np.array(values)
    information = float(ones @ inverse @ ones)
    apart = y - float(ones @ inverse @ y) / information
    logarithm = -float(np.linalg.slogdet(inverse)[1])
    return logarithm + float(np.log(information)) + float(apart @ inverse @ apart)


@pytest.mark.parametrize(("tau", "seed"), [(0.6, 1), (0.2, 2), (0.0, 4), (1.5, 5)])
def test_nothing_on_a_grid_is_likelier(tau: float, seed: int) -> None:
    values, groups = _drawn(tau, SIZES, seed)
    found = shrunken_means(values, groups)
    assert found.sigma2
    best = _restricted(values, groups, found.tau2, found.sigma2)
    for tau2 in [0, *np.geomspace(1e-3, 10, 25), *(found.tau2 * np.array([0.98, 1.02]))]:
        for sigma2 in [*np.geomspace(0.2, 5, 25), *(found.sigma2 * np.array([0.99, 1, 1.01]))]:
            assert _restricted(values, groups, tau2, sigma2) >= best - 1e-8


@pytest.mark.parametrize(("tau", "seed"), [(0.8, 1), (0.5, 2)])
def test_groups_of_one_size_as_by_analysis_of_variance(tau: float, seed: int) -> None:
    values, groups = _drawn(tau, [7] * 6, seed)
    found, squares = shrunken_means(values, groups), icc(values, groups)
    assert found.sigma2 == pytest.approx(squares.within, rel=1e-6)
    assert found.tau2 == pytest.approx((squares.between - squares.within) / 7, rel=1e-6)
    assert found.intercept == pytest.approx(np.mean(values))
    kept = {group.reliability for group in found.groups.values()}
    assert all(one == pytest.approx(squares.icc2, rel=1e-6) for one in kept)


def test_groups_that_differ_less_than_chance_are_one() -> None:
    found = shrunken_means([1, 2, 3, 1, 2, 3, 1, 2, 3], list("aaabbbccc"))
    assert (found.tau2, found.sigma2) == (0, 0.75)
    assert {group.estimate for group in found.groups.values()} == {2}
    half = 1.959964 * (0.75 / 9) ** 0.5  # that of the mean of all
    assert found.groups["a"].interval == pytest.approx((2 - half, 2 + half))


def test_the_reliability_of_a_group_is_what_it_keeps() -> None:
    found = shrunken_means(*_drawn(0.6, SIZES, 1))
    assert found.sigma2
    for size, group in zip(SIZES, found.groups.values(), strict=True):
        assert group.reliability == pytest.approx(size / (size + found.sigma2 / found.tau2))
        kept = group.reliability * (group.observed - found.intercept)
        assert group.estimate == pytest.approx(found.intercept + kept)


def test_small_groups_are_nearer_to_the_truth_by_two_fifths() -> None:
    rng, tau2 = np.random.default_rng(5), 0.13 / 0.87
    errors = np.zeros(2)
    for _ in range(40):
        truth = rng.normal(3, tau2**0.5, 40)
        groups = np.repeat(np.arange(40), [5] * 20 + [20] * 20)
        found = shrunken_means(rng.normal(truth[groups], 1), groups)
        small = [found.groups[key] for key in range(20)]
        errors += [
            sum((getattr(one, name) - true) ** 2 for one, true in zip(small, truth, strict=False))
            for name in ("estimate", "observed")
        ]
    assert 1 - (errors[0] / errors[1]) ** 0.5 > 0.3  # of the root mean square
    assert errors[0] / errors[1] < 0.6  # of the squared error: more than two fifths


def test_intervals_hold_the_groups_as_often_as_they_say() -> None:
    rng, held = np.random.default_rng(3), []
    for _ in range(60):
        truth = rng.normal(3, 0.5, 30)
        groups = np.repeat(np.arange(30), 12)
        found = shrunken_means(rng.normal(truth[groups], 1), groups)
        intervals = [found.groups[key].interval for key in range(30)]
        held += [low <= true <= high for (low, high), true in zip(intervals, truth, strict=True)]
    assert 0.92 <= np.mean(held) <= 0.98


def test_missing_values_and_empty_groups_change_nothing() -> None:
    values, groups = _drawn(0.6, SIZES, 1)
    with_gaps = shrunken_means([nan, *values, nan], [0, *groups, 99])
    assert with_gaps == shrunken_means(values, groups)


def test_order_changes_nothing_and_scale_scales() -> None:
    values, groups = _drawn(0.6, SIZES, 1)
    found = shrunken_means(values, groups)
    backwards = shrunken_means(values[::-1], groups[::-1])
    larger = shrunken_means(10 * np.array(values) + 5, groups)
    assert backwards.tau2 == pytest.approx(found.tau2)
    assert larger.tau2 == pytest.approx(100 * found.tau2)
    assert larger.intercept == pytest.approx(10 * found.intercept + 5)


def test_constant_answers_one_group_and_people_alone() -> None:
    constant = shrunken_means([3, 3, 3, 3], list("aabb"))
    assert (constant.tau2, constant.sigma2, constant.groups["a"].interval) == (0, 0, (3, 3))
    apart = shrunken_means([2, 2, 4, 4], list("aabb"))
    assert (apart.tau2, apart.sigma2, apart.groups["a"].estimate) == (2, 0, 2)
    one = shrunken_means([2, 3, 4], list("aaa"))
    assert (one.tau2, one.sigma2, one.groups["a"].estimate) == (0, 1, 3)
    alone = shrunken_means([2, 3, 4], list("abc"))
    assert alone.tau2 == 0
    assert alone.groups["a"].estimate == 3
    single = shrunken_means([2], ["a"])
    assert (single.intercept, single.tau2, single.sigma2) == (2, 0, 0)


def test_no_value_is_refused() -> None:
    with pytest.raises(ValueError, match="no group has a value"):
        shrunken_means([nan], ["a"])
    with pytest.raises(ValueError, match="values of"):
        shrunken_means([1, 2], ["a"])


@given(SUMMARIES)
def test_laws_of_means_from_summaries(summaries: dict[int, tuple[float, float]]) -> None:
    means = {key: mean for key, (mean, _) in summaries.items()}
    errors = {key: error for key, (_, error) in summaries.items()}
    found = shrunken_means_from_summaries(means, errors)
    assert found.tau2 >= 0
    for key, group in found.groups.items():
        ends = sorted((found.intercept, means[int(str(key))]))
        assert ends[0] - 1e-9 <= group.estimate <= ends[1] + 1e-9
        assert group.interval[0] <= group.estimate <= group.interval[1]
        assert 0 <= group.reliability < 1
    if len(means) == 1:
        assert found.tau2 == 0


@given(SUMMARIES)
def test_nothing_between_is_likelier_for_summaries(
    summaries: dict[int, tuple[float, float]],
) -> None:
    means = np.array([mean for mean, _ in summaries.values()])
    variances = np.array([error for _, error in summaries.values()]) ** 2
    keys = [str(key) for key in summaries]
    by_key = dict(zip(keys, means.tolist(), strict=True))
    errors = dict(zip(keys, np.sqrt(variances).tolist(), strict=True))
    tau2 = shrunken_means_from_summaries(by_key, errors).tau2
    if len(means) > 1:
        best = _of_summaries(means, variances, tau2)
        for other in [0, *np.geomspace(1e-4, 20, 60), tau2 * 0.99, tau2 * 1.01]:
            assert _of_summaries(means, variances, other) >= best - 1e-7


def _of_summaries(
    means: np.ndarray[tuple[int], np.dtype[np.float64]],
    variances: np.ndarray[tuple[int], np.dtype[np.float64]],
    tau2: float,
) -> float:
    totals = variances + tau2
    middle = np.average(means, weights=1 / totals)
    likelihood = np.sum(stats.norm.logpdf(means, middle, np.sqrt(totals)))
    return float(-2 * likelihood + np.log((1 / totals).sum()))


def test_equal_errors_have_a_closed_form() -> None:
    found = shrunken_means_from_summaries({"a": 2, "b": 3, "c": 4}, dict.fromkeys("abc", 0.5))
    assert found.tau2 == pytest.approx(1 - 0.25)
    assert found.groups["c"].reliability == pytest.approx(0.75)
    half = 1.959964 * (0.75 * 0.25 + 0.25**2 / 3) ** 0.5
    assert found.groups["b"].interval == pytest.approx((3 - half, 3 + half))


@pytest.mark.parametrize("error", [0.0, -1.0, inf, nan])
def test_means_without_an_error_are_refused(error: float) -> None:
    with pytest.raises(ValueError, match="not all of them with a standard error"):
        shrunken_means_from_summaries({"a": 3}, {"a": error})
    with pytest.raises(ValueError, match="0 groups"):
        shrunken_means_from_summaries({}, {})
