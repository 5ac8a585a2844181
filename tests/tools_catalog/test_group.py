"""Tools for a group: chosen by the person's rule, firm where they would be chosen again."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from random import Random

import pytest

from tools_catalog.group import recommend_for_group
from tools_catalog.model import Need, Tool
from tools_catalog.recommender import recommend

FACTORS = ("goals", "means", "trends", "learning", "risk", "reward", "scale", "effect")
MODULES = dict(zip(FACTORS, ("s", "s", "p", "p", "a", "a", "c", "c"), strict=True))


@pytest.fixture
def tools(make_tool: Callable[..., Tool]) -> list[Tool]:
    return [make_tool(f"for-{key}", factors={key: 3}, module=MODULES[key]) for key in FACTORS]


def _needs(levels: dict[str, Fraction], reliability: Fraction = Fraction(1)) -> list[Need]:
    return [
        Need(key, MODULES[key], level, Fraction(4), reliability) for key, level in levels.items()
    ]


LEVELS = {key: Fraction(20 + 2 * place, 10) for place, key in enumerate(FACTORS)}


def _drawn(spread: float, number: int = 100) -> Iterator[dict[str, Fraction]]:
    chance = Random(1)  # noqa: S311
    for _ in range(number):
        yield {
            key: Fraction(round(100 * min(5, max(1, chance.gauss(float(at), spread)))), 100)
            for key, at in LEVELS.items()
        }


def test_without_chance_the_choice_is_the_persons_and_firm(tools: list[Tool]) -> None:
    found = recommend_for_group(tools, _needs(LEVELS), [LEVELS] * 3)
    assert [one.recommendation for one in found.chosen] == list(
        recommend(tools, _needs(LEVELS)).chosen
    )
    assert all(one.is_firm and one.recurs == 1 for one in found.chosen)
    assert found.close_calls == ()


def test_what_chance_could_change_is_a_close_call(tools: list[Tool]) -> None:
    found = recommend_for_group(tools, _needs(LEVELS), _drawn(0.3))
    recurs = {one.recommendation.tool.id: one.recurs for one in found.chosen}
    assert found.chosen[0].is_firm
    assert not found.chosen[-1].is_firm
    assert found.close_calls
    assert recurs.keys().isdisjoint(key for key, _ in found.close_calls)
    shares = [share for _, share in found.close_calls]
    assert shares == sorted(shares, reverse=True)
    assert min(shares) >= Fraction(1, 5)


def test_four_of_five_recur_where_means_are_sure(tools: list[Tool]) -> None:
    found = recommend_for_group(tools, _needs(LEVELS), _drawn(0.1))
    assert sum(one.recurs for one in found.chosen) >= 4


def test_a_factor_relied_on_less_calls_for_less(tools: list[Tool]) -> None:
    needs = _needs(LEVELS)
    weaker = [
        Need(
            n.factor_id,
            n.module_id,
            n.level,
            n.target,
            Fraction(1 if n.factor_id != "goals" else 0),
        )
        for n in needs
    ]
    ids = [one.recommendation.tool.id for one in recommend_for_group(tools, weaker, []).chosen]
    assert "for-goals" not in ids
    assert "for-goals" in [one.tool.id for one in recommend(tools, needs).chosen]


def test_without_draws_nothing_is_firm_and_without_needs_nothing_is_chosen(
    tools: list[Tool],
) -> None:
    found = recommend_for_group(tools, _needs(LEVELS), [])
    assert found.chosen
    assert not any(one.is_firm for one in found.chosen)
    assert recommend_for_group(tools, [], [{}]).chosen == ()


def test_a_factor_without_a_level_gets_none_from_a_draw(tools: list[Tool]) -> None:
    unknown = Need("goals", "s", None, Fraction(4), Fraction(1), cannot_say=True)
    found = recommend_for_group(tools, [unknown], [{"goals": Fraction(1)}])
    assert found.chosen == ()
    assert found.whole.find_out_first[0].factor_id == "goals"
