"""What curators need to know of tools and questions: pure functions of content and publications."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from aggregation.grid import Coefficient
from aggregation.publication import ChoiceFigures, Publication
from questionnaires.model import Questionnaire
from toolkit.needs import needs_by_group
from toolkit.publications import SYSTEM
from tools_catalog.gains import weigh
from tools_catalog.model import OWN_RELEVANCE, Situation, Tool
from tools_catalog.recommender import recommend
from tools_catalog.weights import STANDARD, Weights

FEWEST_GROUPS = 6  # entities, as for a comparison group; fewer would be one entity's own picture
PRIOR_VOTES = 10  # the weight of the average of all tools in the estimate of one
LEVELS = (1, 2, 3, 4, 5)
TIMES = (60, 120, 240)  # minutes, at most; the last column is for what takes longer

_UNSTATED = Situation()


@dataclass(frozen=True, slots=True)
class Covered:
    """One factor: which tools serve it, at which levels, and in how much time."""

    factor_id: str
    own: tuple[Tool, ...]
    beside: tuple[Tool, ...]
    by_level: tuple[int, ...]  # how many tools suit each level, lowest first
    by_time: tuple[int, ...]  # how many take up to each of TIMES, and longer
    can_be_started_by_anyone: bool


@dataclass(frozen=True, slots=True)
class Called:
    """How strongly published levels call for one tool."""

    tool: Tool
    gain: Fraction  # at the level of the whole system; 0 where it closes no gap there
    entities: int | None  # in which it is among the first five; None where too few are shown
    of: int


@dataclass(frozen=True, slots=True)
class Tried:
    """How many of those who answered tried a tool, and how many of these it helped.

    ``useful`` counts ten votes of the average tool beside those that were given, so that a tool
    that few people tried is not called the best or the worst.
    """

    tool_id: str
    tried: int | None  # percent, on the publication's grid; None where it is withheld
    useful: Fraction | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is published of one question, of the whole system."""

    question_id: str
    does_not_apply: int | None  # percent, on the publication's grid
    cannot_say: int | None
    spread: Fraction | None  # the standard deviation within groups, in levels
    item_rest: Coefficient | None  # with the mean of the other questions of its module


def coverage(tools: Iterable[Tool], questionnaire: Questionnaire) -> list[Covered]:
    """Every factor in the order of the questionnaire, with what serves it."""
    known = list(tools)
    return [_covered(factor_id, known) for factor_id in questionnaire.factors]


def called_for(
    tools: Sequence[Tool],
    publication: Publication,
    questionnaire: Questionnaire,
    weights: Weights = STANDARD,
) -> list[Called]:
    """Every tool, the most strongly called for first."""
    entities = [node.id for node in publication.nodes if node.kind == "entity"]
    needs_of = needs_by_group(publication, [SYSTEM, *entities], questionnaire)
    weighed = weigh(tools, needs_of[SYSTEM], _UNSTATED, weights)
    gains = {one.tool.id: one.gain for one in weighed if one.kind == "gap"}
    profiles = [needs_of[key] for key in entities if needs_of[key]]
    is_enough = len(profiles) >= FEWEST_GROUPS
    chosen = Counter(
        one.tool.id
        for needs in (profiles if is_enough else ())
        for one in recommend(tools, needs, weights=weights).chosen
        if one.kind == "gap"
    )
    found = [
        Called(
            tool=tool,
            gain=gains.get(tool.id, Fraction(0)),
            entities=chosen[tool.id] if is_enough else None,
            of=len(profiles),
        )
        for tool in tools
    ]
    return sorted(found, key=lambda one: (-(one.entities or 0), -one.gain))


def tried(publication: Publication) -> dict[str, Tried]:
    """Every tool that was asked about, by id."""
    figures = publication.node(SYSTEM).tools
    votes = {one.id: _votes(one) for one in figures}
    given = [pair for pair in votes.values() if pair is not None]
    useful, all_ = (sum((pair[i] for pair in given), start=Fraction(0)) for i in (0, 1))
    average = useful / all_ if all_ else None
    return {
        one.id: Tried(one.id, _tried_percent(one), _estimated(votes[one.id], average))
        for one in figures
    }


def questions(publication: Publication) -> list[Asked]:
    """Every question, those that most people could not answer first."""
    items = {item.id: item for scale in publication.scales for item in scale.items or ()}
    found = []
    for one in publication.node(SYSTEM).questions:
        spread = publication.question_spread(one.id)
        apart = one.without_level
        found.append(
            Asked(
                question_id=one.id,
                does_not_apply=apart.does_not_apply.percent if apart else None,
                cannot_say=apart.cannot_say.percent if apart else None,
                spread=Fraction(spread.tenths, 10) if spread else None,
                item_rest=items[one.id].item_rest if one.id in items else None,
            )
        )
    return sorted(found, key=lambda one: -(one.cannot_say or 0) - (one.does_not_apply or 0))


def _covered(factor_id: str, tools: Sequence[Tool]) -> Covered:
    serving = [tool for tool in tools if factor_id in tool.factors]
    own = tuple(tool for tool in serving if tool.factors[factor_id] == OWN_RELEVANCE)
    limits = [0, *TIMES, float("inf")]
    return Covered(
        factor_id=factor_id,
        own=own,
        beside=tuple(tool for tool in serving if tool not in own),
        by_level=tuple(
            sum(tool.levels.lowest <= level <= tool.levels.highest for tool in serving)
            for level in LEVELS
        ),
        by_time=tuple(
            sum(shortest < tool.minutes <= longest for tool in serving)
            for shortest, longest in pairwise(limits)
        ),
        can_be_started_by_anyone=any(tool.who_can_start == "anyone" for tool in serving),
    )


def _shares(figures: ChoiceFigures) -> Mapping[str, int] | None:
    if figures.shares is None or figures.people is None:
        return None
    return {one.id: one.share.percent for one in figures.shares}


def _tried_percent(figures: ChoiceFigures) -> int | None:
    shares = _shares(figures)
    return None if shares is None else min(shares["useful"] + shares["not-useful"], 100)


def _votes(figures: ChoiceFigures) -> tuple[Fraction, Fraction] | None:
    """About how many found it useful, and how many tried it: shares of the fewest there can be."""
    shares = _shares(figures)
    if shares is None or figures.people is None:
        return None
    useful, not_useful = (
        Fraction(shares[key] * figures.people.low, 100) for key in ("useful", "not-useful")
    )
    return useful, useful + not_useful


def _estimated(
    votes: tuple[Fraction, Fraction] | None, average: Fraction | None
) -> Fraction | None:
    if votes is None or average is None:
        return None
    useful, all_ = votes
    return (useful + PRIOR_VOTES * average) / (all_ + PRIOR_VOTES)
