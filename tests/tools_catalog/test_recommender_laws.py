import itertools
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools_catalog.model import (
    STARTERS,
    Need,
    Recommendation,
    Recommendations,
    Situation,
    Tool,
)
from tools_catalog.recommender import MOST_PROPOSED, recommend

MakeTool = Callable[..., Tool]

MODULE_OF = {
    "goals": "strategy",
    "trends": "strategy",
    "new-partners": "partnerships",
    "user-focus": "architecture",
    "scale": "architecture",
    "learning": "culture",
    "storytelling": "evaluation",
}
POOL_SIZE = 28
HALVES = [Fraction(half, 2) for half in range(2, 11)]


def _need(
    factor_id: str,
    level: Fraction | None,
    target: int,
    *,
    reliability: Fraction = Fraction(1),
    cannot_say: bool = False,
) -> Need:
    module_id = MODULE_OF[factor_id]
    return Need(factor_id, module_id, level, Fraction(target), reliability, cannot_say)


def _ids(recommendations: tuple[Recommendation, ...]) -> list[str]:
    return [one.tool.id for one in recommendations]


@pytest.fixture(scope="module")
def pool(make_tool: MakeTool) -> tuple[Tool, ...]:
    """Tools whose relevances, windows, minutes, people and starters vary out of step."""
    factors = list(MODULE_OF)
    return tuple(
        make_tool(
            f"tool-{i}",
            factors={factors[i % 7]: 3, factors[(i * 3 + 1) % 7]: 1 + i % 3},
            module=MODULE_OF[factors[i % 7]],
            levels={"from": 1 + i % 3, "to": 3 + i % 3},
            minutes=30 * (1 + i % 5),
            people={"from": 1 + i % 4, "to": 10},
            who_can_start=STARTERS[i % 11 % 4],
        )
        for i in range(POOL_SIZE)
    )


needs_lists = st.lists(
    st.builds(
        _need,
        st.sampled_from(list(MODULE_OF)),
        st.none() | st.sampled_from(HALVES),
        st.sampled_from([3, 4]),
        reliability=st.sampled_from([Fraction(1), Fraction(7, 10)]),
        cannot_say=st.sampled_from([False, False, True]),
    ),
    unique_by=lambda need: need.factor_id,
)
factor_sets = st.frozensets(st.sampled_from(list(MODULE_OF)), max_size=3)
tool_sets = st.frozensets(st.sampled_from([f"tool-{i}" for i in range(POOL_SIZE)]))
situations = st.builds(
    Situation,
    role=st.none() | st.sampled_from(STARTERS),
    minutes=st.none() | st.sampled_from([30, 90, 150]),
    people=st.none() | st.sampled_from([1, 3, 10]),
    matters=factor_sets,
    barrier_factors=factor_sets,
    refused=tool_sets,
    done=tool_sets,
)
picks = st.lists(st.integers(0, POOL_SIZE - 1), unique=True, max_size=14)


def _all(found: Recommendations) -> tuple[Recommendation, ...]:
    return found.chosen + found.to_propose + found.left_out


@given(needs=needs_lists, situation=situations)
def test_what_is_refused_or_done_is_nowhere(
    pool: tuple[Tool, ...], needs: list[Need], situation: Situation
) -> None:
    gone = situation.refused | situation.done

    assert not gone & set(_ids(_all(recommend(pool, needs, situation))))


@given(data=st.data(), needs=needs_lists, situation=situations)
def test_the_order_of_needs_changes_nothing(
    pool: tuple[Tool, ...], data: st.DataObject, needs: list[Need], situation: Situation
) -> None:
    shuffled = data.draw(st.permutations(needs))

    assert recommend(pool, shuffled, situation) == recommend(pool, needs, situation)


@given(needs=needs_lists, situation=situations)
def test_reasons_add_up_to_the_gain_largest_first(
    pool: tuple[Tool, ...], needs: list[Need], situation: Situation
) -> None:
    for one in _all(recommend(pool, needs, situation)):
        gains = [part.gain for part in one.contributions]
        assert sum(gains) == one.gain > 0
        assert gains == sorted(gains, reverse=True)


@given(needs=needs_lists, situation=situations, count=st.integers(0, 7))
def test_at_most_so_many_different_tools_are_chosen_gaps_before_going_further(
    pool: tuple[Tool, ...], needs: list[Need], situation: Situation, count: int
) -> None:
    chosen = recommend(pool, needs, situation, count=count).chosen

    assert len(set(_ids(chosen))) == len(chosen) <= count
    assert sorted(one.kind == "further" for one in chosen) == [
        one.kind == "further" for one in chosen
    ]


@given(chosen_tools=picks, needs=needs_lists, situation=situations, count=st.integers(1, 5))
def test_three_modules_are_chosen_where_the_gaps_allow(
    pool: tuple[Tool, ...],
    chosen_tools: list[int],
    needs: list[Need],
    situation: Situation,
    count: int,
) -> None:
    tools = [pool[i] for i in chosen_tools]
    everything = recommend(tools, needs, situation, count=len(tools)).chosen
    possible = {one.tool.module for one in everything if one.kind == "gap"}

    chosen = recommend(tools, needs, situation, count=count).chosen

    assert len({one.tool.module for one in chosen}) >= min(3, len(possible), count)


@given(needs=needs_lists, situation=situations)
def test_hard_limits_come_first(
    pool: tuple[Tool, ...], needs: list[Need], situation: Situation
) -> None:
    found = recommend(pool, needs, situation)
    minutes = situation.minutes or 10_000
    people = situation.people or 10_000
    role = situation.role or "executive"

    for one in found.chosen + found.to_propose:
        assert one.tool.minutes <= minutes
        assert one.tool.people.fewest <= people
    for one in found.left_out:
        assert one.kind == "gap"
        assert one.tool.minutes > minutes or one.tool.people.fewest > people
    assert all(one.tool.can_be_started_by(role) for one in found.chosen)
    assert not any(one.tool.can_be_started_by(role) for one in found.to_propose)
    assert len(found.to_propose) <= MOST_PROPOSED


@given(needs=needs_lists, situation=situations)
def test_the_first_has_the_largest_gain_of_its_kind(
    pool: tuple[Tool, ...], needs: list[Need], situation: Situation
) -> None:
    chosen = recommend(pool, needs, situation, count=POOL_SIZE).chosen

    assert not chosen or chosen[0].gain == max(
        one.gain for one in chosen if one.kind == chosen[0].kind
    )


@given(
    chosen_tools=picks,
    needs=needs_lists,
    situation=situations,
    factor_id=st.sampled_from(list(MODULE_OF)),
)
def test_a_factor_that_matters_never_stands_later(
    pool: tuple[Tool, ...],
    chosen_tools: list[int],
    needs: list[Need],
    situation: Situation,
    factor_id: str,
) -> None:
    tools = [pool[i] for i in chosen_tools]
    marked = replace(situation, matters=situation.matters | {factor_id})
    gains = {
        one.tool.id: one.gain
        for one in recommend(tools, needs, situation, count=POOL_SIZE).chosen
        for part in one.contributions
        if part.factor_id == factor_id
    }
    before = [one.tool.id for one in recommend(tools, needs, situation, count=POOL_SIZE).chosen]
    after = [one.tool.id for one in recommend(tools, needs, marked, count=POOL_SIZE).chosen]

    if gains:
        first = min(before.index(tool_id) for tool_id in gains)
        assert min(after.index(tool_id) for tool_id in gains) <= first


@given(needs=needs_lists, situation=situations, data=st.data())
def test_refusing_what_is_not_shown_changes_nothing_shown(
    pool: tuple[Tool, ...], needs: list[Need], situation: Situation, data: st.DataObject
) -> None:
    shown = recommend(pool, needs, situation).chosen
    hidden = sorted({tool.id for tool in pool} - set(_ids(shown)))
    refused = situation.refused | {data.draw(st.sampled_from(hidden))}

    again = recommend(pool, needs, replace(situation, refused=refused)).chosen

    assert _ids(again) == _ids(shown)


@given(needs=needs_lists, situation=situations)
def test_every_reason_is_true(
    pool: tuple[Tool, ...], needs: list[Need], situation: Situation
) -> None:
    chosen = recommend(pool, needs, situation, count=POOL_SIZE).chosen
    starter = situation.role or "anyone"

    for one, after in itertools.pairwise(chosen):
        tied = one.gain == after.gain
        matters = [any(part.matters for part in each.contributions) for each in (one, after)]
        barriers = [any(part.barrier for part in each.contributions) for each in (one, after)]
        can_start = [each.tool.can_be_started_by(starter) for each in (one, after)]
        assert {
            "gap": one.kind != after.kind,
            "gain": one.gain > after.gain,
            "matters": matters[0] and one.gain >= after.gain,
            "barriers": barriers[0] and one.gain >= after.gain,
            "can-start": tied and can_start == [True, False],
            "shorter": tied and one.tool.minutes < after.tool.minutes,
            "curated-order": tied and pool.index(one.tool) < pool.index(after.tool),
            "variety": one.kind == after.kind and one.gain <= after.gain,
        }[str(one.ahead_of_next)]
    assert not chosen or chosen[-1].ahead_of_next is None


@given(needs=needs_lists, situation=situations)
def test_half_the_certainty_everywhere_keeps_the_order(
    pool: tuple[Tool, ...], needs: list[Need], situation: Situation
) -> None:
    halved = [replace(need, reliability=need.reliability / 2) for need in needs]

    found, less_sure = (recommend(pool, each, situation) for each in (needs, halved))

    assert _ids(_all(found)) == _ids(_all(less_sure))
    assert [one.ahead_of_next for one in found.chosen] == [
        one.ahead_of_next for one in less_sure.chosen
    ]


@given(situation=situations)
def test_no_needs_call_for_nothing(pool: tuple[Tool, ...], situation: Situation) -> None:
    assert recommend(pool, [], situation) == Recommendations(chosen=())


@given(situation=situations)
def test_nothing_goes_further_than_the_fifth_level(
    pool: tuple[Tool, ...], situation: Situation
) -> None:
    needs = [_need(factor_id, Fraction(5), 3) for factor_id in MODULE_OF]

    assert recommend(pool, needs, situation) == Recommendations(chosen=())
