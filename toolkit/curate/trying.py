"""A dry run: which tools the last survey calls for by another text or other weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from aggregation.drawing import draws
from aggregation.publication import Publication
from aggregation.summaries import factor_means
from toolkit.curate import knowledge
from toolkit.curate.knowledge import Called
from toolkit.curate.newest import Newest
from toolkit.needs import needs_by_group
from tools_catalog.group import GroupRecommendation, recommend_for_group
from tools_catalog.model import Need, Tool
from tools_catalog.weights import STANDARD, Weights

MOST_DRAWN = 60  # tools; firmness takes forty times as long, and a page has to come
_SEED, _DRAWS = 20_261_128, 40  # the same survey always says the same
_GROUPS = ("system", "group")

_SHARES = ("0", "0.25", "0.5", "0.75", "1")
# The weights that show in what a group published, each with the values that can be tried.
TRIED: Mapping[str, tuple[str, ...]] = {
    "largest_gap": ("1", "1.5", "2", "2.5", "3", "4"),
    "one_outside": _SHARES,
    "further_outside": _SHARES,
    "gain_share": ("0.5", "0.6", "0.7", "0.8", "0.9", "1"),
    "fewest_modules": ("1", "2", "3", "4", "5"),
}

Change = Literal["enters", "leaves", "moves", "stays"]


@dataclass(frozen=True, slots=True)
class Rule:
    """What tools are chosen by: their texts, and the weights of the recommender."""

    tools: tuple[Tool, ...]
    weights: Weights = STANDARD


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tool stands among the five, and whether it would in four of five repetitions."""

    rank: int
    is_firm: bool | None  # None where it is not worked out


@dataclass(frozen=True, slots=True)
class Shift:
    """One tool among the five of a group, today and then."""

    tool: Tool
    today: Place | None
    then: Place | None

    @property
    def change(self) -> Change:
        """What happens to it."""
        if self.today is None:
            return "enters"
        if self.then is None:
            return "leaves"
        return "stays" if self.today == self.then else "moves"


@dataclass(frozen=True, slots=True)
class GroupShift:
    """The tools of one group, as they would stand then, those that leave last."""

    node_id: str
    shifts: tuple[Shift, ...]

    @property
    def is_changed(self) -> bool:
        """Whether anything is different."""
        return any(one.change != "stays" for one in self.shifts)


def replaced(tools: Sequence[Tool], tool: Tool) -> tuple[Tool, ...]:
    """The catalogue as it would be with another text of one tool, or with a new one."""
    if all(one.id != tool.id for one in tools):
        return (*tools, tool)
    return tuple(tool if one.id == tool.id else one for one in tools)


def weights_of(values: Mapping[str, str]) -> Weights:
    """The weights of today, but for those of which another value is chosen."""
    chosen = {
        name: Fraction(values[name]) for name, known in TRIED.items() if values.get(name) in known
    }
    modules = int(chosen.pop("fewest_modules", STANDARD.fewest_modules))
    return replace(STANDARD, fewest_modules=modules, **chosen)


def is_of(weights: Weights, name: str, value: str) -> bool:
    """Whether a weight has a value, as it is written."""
    return bool(getattr(weights, name) == Fraction(value))


@lru_cache(maxsize=16)
def called(last: Newest, rule: Rule) -> tuple[Called, ...]:
    """Every tool, the most strongly called for first; worked out once in each process."""
    return tuple(
        knowledge.called_for(rule.tools, last.publication, last.questionnaire, rule.weights)
    )


@lru_cache(maxsize=16)
def places(last: Newest, rule: Rule, *, is_drawn: bool) -> Mapping[str, Mapping[str, Place]]:
    """The first five of the whole system and of every comparison group, likewise."""
    groups = [node.id for node in last.publication.nodes if node.kind in _GROUPS]
    needs = needs_by_group(last.publication, groups, last.questionnaire)
    number = _DRAWS if is_drawn else 0
    return {
        node_id: _places(last.publication, rule, node_id, needs[node_id], number)
        for node_id in groups
    }


def can_be_drawn(*rules: Rule) -> bool:
    """Whether it is worked out how firmly tools stand."""
    return all(len(rule.tools) <= MOST_DRAWN for rule in rules)


def shifts(last: Newest, today: Rule, then: Rule) -> list[GroupShift]:
    """What would change, group by group: the whole system first; no entity by itself."""
    is_drawn = can_be_drawn(today, then)
    before, after = (places(last, rule, is_drawn=is_drawn) for rule in (today, then))
    tools = {tool.id: tool for tool in (*today.tools, *then.tools)}
    return [
        GroupShift(
            node_id,
            tuple(
                Shift(tools[key], before[node_id].get(key), chosen.get(key))
                for key in (*chosen, *(one for one in before[node_id] if one not in chosen))
            ),
        )
        for node_id, chosen in after.items()
    ]


def counts(last: Newest, today: Rule, then: Rule) -> list[tuple[Called | None, Called | None]]:
    """Every tool that would be called for more or less strongly: today, and then."""
    before = {one.tool.id: one for one in called(last, today)}
    after = {one.tool.id: one for one in called(last, then)}
    pairs = [(before.get(key), after.get(key)) for key in after | before]
    return [pair for pair in pairs if _strength(pair[0]) != _strength(pair[1])]


def _strength(one: Called | None) -> tuple[int | None, Fraction] | None:
    return (one.entities, one.gain) if one else None


def _places(
    publication: Publication, rule: Rule, node_id: str, needs: tuple[Need, ...], number: int
) -> dict[str, Place]:
    drawn = draws(factor_means(publication, node_id), random_state=_SEED, number=number)
    found = recommend_for_group(rule.tools, needs, drawn, weights=rule.weights).chosen
    closing = [one for one in found if one.recommendation.kind == "gap"]
    return {
        one.recommendation.tool.id: Place(rank, _is_firm(one, number))
        for rank, one in enumerate(closing, start=1)
    }


def _is_firm(one: GroupRecommendation, number: int) -> bool | None:
    return one.is_firm if number else None
