from collections.abc import Callable
from dataclasses import astuple
from fractions import Fraction

import pytest

from tools_catalog.gains import Candidate, weigh
from tools_catalog.model import Need, Situation, Tool
from tools_catalog.weights import STANDARD, Weights

MakeTool = Callable[..., Tool]


def _need(level: Fraction | int, target: int = 3, certainty: Fraction | int = 1) -> Need:
    return Need("goals", "strategy", Fraction(level), Fraction(target), Fraction(certainty))


def _weigh(tool: Tool, need: Need, situation: Situation | None = None) -> Candidate:
    (candidate,) = weigh([tool], [need], situation or Situation())
    return candidate


def test_a_contribution_is_the_product_of_its_parts(make_tool: MakeTool) -> None:
    tool = make_tool(factors={"goals": 3}, levels={"from": 2, "to": 4})
    said = Situation(matters=frozenset({"goals"}), barrier_factors=frozenset({"goals"}))

    (part,) = _weigh(tool, _need(1, 5, Fraction(7, 10)), said).contributions

    assert [part.relevance, part.gap] == [3, 2]
    assert [part.reliability, part.fit] == [Fraction(7, 10), Fraction(1, 2)]
    assert part.matters
    assert part.barrier
    assert part.gain == 3 * 2 * Fraction(7, 10) * Fraction(1, 2) * Fraction(3, 2) * Fraction(6, 5)


@pytest.mark.parametrize(
    ("level", "fit"),
    [
        (Fraction(1), Fraction(1, 4)),
        (Fraction(3, 2), Fraction(1, 2)),
        (Fraction(12, 5), Fraction(1, 2)),
        (Fraction(5, 2), Fraction(1)),
        (Fraction(17, 5), Fraction(1)),
        (Fraction(7, 2), Fraction(1, 2)),
        (Fraction(9, 2), Fraction(1, 4)),
    ],
)
def test_a_tool_fits_the_level_that_a_page_would_name(
    make_tool: MakeTool, level: Fraction, fit: Fraction
) -> None:
    tool = make_tool(levels={"from": 3, "to": 3})

    assert _weigh(tool, _need(level, 5)).contributions[0].fit == fit


def test_no_level_above_the_fifth_is_aimed_at(make_tool: MakeTool) -> None:
    one = _weigh(make_tool(), _need(Fraction(9, 2)))

    assert one.kind == "further"
    assert one.contributions[0].target == 5
    assert one.gain == Fraction(3, 4)


def test_the_gain_by_the_answers_alone_leaves_out_what_was_said(make_tool: MakeTool) -> None:
    said = Situation(matters=frozenset({"goals"}), barrier_factors=frozenset({"goals"}))

    one = _weigh(make_tool(), _need(1), said)

    assert one.plain_gain() == 6
    assert one.plain_gain(with_matters=True) == 9
    assert one.gain == Fraction(54, 5)


def test_other_weights_are_used_wherever_the_rule_weighs(make_tool: MakeTool) -> None:
    tool = make_tool(factors={"goals": 3}, levels={"from": 2, "to": 4})
    said = Situation(matters=frozenset({"goals"}), barrier_factors=frozenset({"goals"}))
    other = Weights(
        largest_gap=Fraction(3),
        one_outside=Fraction(1, 3),
        matters=Fraction(2),
        barrier=Fraction(5),
    )
    (found,) = weigh([tool], [_need(1, 5)], said, other)
    assert found.gain == 3 * 3 * Fraction(1, 3) * 2 * 5
    assert found.plain_gain() == 3
    assert found.plain_gain(with_matters=True) == 6


def test_the_weights_of_today_are_the_published_ones() -> None:
    assert astuple(STANDARD) == (
        *(Fraction(2), Fraction(1, 2), Fraction(1, 4)),
        *(Fraction(1, 2), Fraction(3, 2), Fraction(6, 5), Fraction(7, 10), 3),
    )
