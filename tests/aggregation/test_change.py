"""A change is said when the test is clear, it is large enough, and as many answered."""

from itertools import pairwise

import pytest
from answering import at_level, flat, publish, respond, showing
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from aggregation.change import Change, changes, holm
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
