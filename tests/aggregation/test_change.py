"""A change is said when the test is clear, it is large enough, and as many answered."""

from collections.abc import Sequence
from itertools import pairwise
from math import nan

import numpy as np
import pytest
from answering import at_level, flat, publish, respond, showing
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.stats import norm

from aggregation.change import Change, adjusted, benjamini_hochberg, changes, compare, holm
from aggregation.grid import Band, Mean
from aggregation.publication import Publication
from aggregation.settings import Settings

MANY = Band(500, 999)
HUGE = Band(20_000, None)


def _wave(strategy: int = 30, *, rate: int | None = 40, people: Band = MANY) -> Publication:
    return showing(flat(strategy, 30), rate=rate, people=people)


def _verdict(before: Publication, after: Publication) -> str:
    strategy, culture = changes(before, after, "a")
    assert (strategy.module, culture.module) == ("strategy", "culture")
    return strategy.verdict


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (_wave(30), _wave(33), "changed"),
        (_wave(33), _wave(30), "changed"),
        (_wave(30), _wave(32), "changed"),
        (_wave(30, people=HUGE), _wave(31, people=HUGE), "no-clear-change"),  # smaller than 0.2
        (_wave(30, people=Band(20, 29)), _wave(33), "no-clear-change"),  # may be chance
        (_wave(30, rate=30), _wave(33, rate=40), "changed"),
        (_wave(30, rate=20), _wave(33, rate=40), "no-clear-change"),  # others answered
        (_wave(30, rate=10), _wave(33, rate=20), "too-few-answers"),
        (_wave(30, rate=20), _wave(33, rate=10), "too-few-answers"),
        (_wave(30, rate=None), _wave(33), "too-few-answers"),
        (showing({}, rate=40), _wave(33), "too-few-answers"),
    ],
)
def test_verdicts(before: Publication, after: Publication, verdict: str) -> None:
    assert _verdict(before, after) == verdict


def test_a_change_has_its_difference_with_an_interval() -> None:
    (change, same) = changes(_wave(30, people=Band(100, 199)), _wave(34), "a")
    assert change.difference
    assert change.difference.estimate == pytest.approx(0.4)
    assert (change.difference.n, change.difference.ids) == (100, ("strategy",))
    error = change.difference.standard_error or 0
    assert error == pytest.approx((1 / 100 + 1 / 500) ** 0.5, abs=0.003)
    assert change.difference.interval == pytest.approx(
        (0.4 - 1.96 * error, 0.4 + 1.96 * error), abs=1e-4
    )
    assert change.p == pytest.approx(2 * 2 * norm.sf(0.4 / error))  # one of two, after Holm
    assert same.verdict == "no-clear-change"


def test_only_questions_that_both_waves_show_are_compared() -> None:
    fewer = {key: mean for key, mean in flat(30, 30).items() if key != "trends"}
    more = {**flat(30, 30), "trends": Mean(44)}
    waves = showing(fewer, people=MANY), showing(more, people=MANY)
    for before, after in (waves, waves[::-1]):
        (strategy, _) = changes(before, after, "a")
        assert strategy.difference
        assert strategy.difference.estimate == 0


def test_a_group_that_is_new_has_too_few_answers_before() -> None:
    whole = publish(respond({0: 90, 2: 90}, at_level(3)))
    before = publish(respond({0: 90}, at_level(3)))
    assert {one.verdict for one in changes(before, whole, "b")} == {"too-few-answers"}
    assert Change("culture", "too-few-answers") in changes(before, whole, "b")


def test_nothing_is_said_of_open_waves() -> None:
    opened = publish(respond({0: 90}), Settings(open_wave=True))
    closed = publish(respond({0: 90}))
    assert changes(opened, closed, "a") == changes(closed, opened, "a") == ()


@given(st.lists(st.floats(0, 1), max_size=8))
def test_holm_keeps_order_and_never_makes_surer(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    assert all(p <= q <= 1 for p, q in zip(p_values, adjusted, strict=True))
    in_order = sorted(zip(p_values, adjusted, strict=True))
    assert all(one[1] <= other[1] for one, other in pairwise(in_order))
    assert min(adjusted, default=0) == min(1, len(p_values) * min(p_values, default=0))


SOME = st.lists(st.integers(1, 5), min_size=10, max_size=40).filter(lambda v: len(set(v)) > 1)


@given(SOME, SOME)
def test_raw_answers_are_compared_as_in_scipy(before: list[int], after: list[int]) -> None:
    found = compare(before, after)
    welch = stats.ttest_ind(after, before, equal_var=False)
    interval = welch.confidence_interval()
    assert found.difference
    assert found.p == pytest.approx(welch.pvalue, rel=1e-7)
    assert found.difference.interval == pytest.approx((interval.low, interval.high))
    assert found.difference.n == min(len(before), len(after))
    backwards = compare(after, before)
    assert backwards.difference
    assert backwards.difference.estimate == pytest.approx(-found.difference.estimate)
    assert backwards.verdict == found.verdict
    assert backwards.p == pytest.approx(found.p)


@given(st.lists(st.tuples(st.floats(1, 5), st.floats(1, 5)), min_size=10, max_size=31))
def test_entities_are_compared_in_pairs(pairs: list[tuple[float, float]]) -> None:
    before, after = zip(*pairs, strict=True)
    found = compare(before, after, paired=True)
    with_gap = compare([*before, nan, 3.0], [*after, 3.0, nan], paired=True)
    assert with_gap == found
    if np.std(np.subtract(after, before)) > 1e-6:
        assert found.p == pytest.approx(stats.ttest_rel(after, before).pvalue, rel=1e-6)


@pytest.mark.parametrize(
    ("before", "after", "rates", "verdict"),
    [
        ([2, 3] * 10, [3, 4] * 10, (40, 40), "changed"),
        ([2, 3] * 10, [3, 4] * 10, (40, 54), "changed"),
        ([2, 3] * 10, [3, 4] * 10, (40, 55), "no-clear-change"),
        ([2, 3] * 10, [3, 4] * 10, (30, 19), "too-few-answers"),
        ([2, 3] * 10, [2, 3] * 10, None, "no-clear-change"),
        ([2, 3] * 10, [3, 4, nan] * 4, None, "too-few-answers"),
        ([], [3, 4] * 10, None, "too-few-answers"),
        ([3] * 10, [3] * 10, None, "no-clear-change"),
        ([3] * 10, [4] * 10, None, "changed"),
    ],
)
def test_verdicts_of_raw_answers(
    before: list[float], after: list[float], rates: tuple[int, int] | None, verdict: str
) -> None:
    found = compare(before, after, rates=rates, module="strategy")
    assert found.verdict == verdict
    assert (found.difference is None) == (verdict == "too-few-answers")


def test_a_clear_change_among_many_is_said_no_more() -> None:
    one = compare([2, 3, 4] * 5, [3, 3, 4] * 5, smallest=0.1)
    clear = compare([2, 3] * 10, [3, 4] * 10)
    assert one.p
    assert one.verdict == "no-clear-change"
    weak = Change("weak", "changed", clear.difference, 0.03)
    silent = Change("silent", "too-few-answers")
    found = adjusted([weak, silent, clear, one], holm)
    assert [change.verdict for change in found] == [
        "no-clear-change",
        "too-few-answers",
        "changed",
        "no-clear-change",
    ]
    assert found[1] is silent
    assert found[0].p == 0.06
    assert adjusted([], holm) == ()


def test_pairs_have_two_sides() -> None:
    with pytest.raises(ValueError, match="shorter"):
        compare([1.0] * 12, [1.0] * 11, paired=True)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=31))
def test_benjamini_hochberg_as_in_scipy(p_values: Sequence[float]) -> None:
    expected = stats.false_discovery_control(p_values)
    assert benjamini_hochberg(p_values) == pytest.approx(expected.tolist())
    assert all(
        b <= h + 1e-12 for b, h in zip(benjamini_hochberg(p_values), holm(p_values), strict=True)
    )
