"""Which tools a maturity profile calls for, and why each stands where it stands."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from fractions import Fraction
from itertools import zip_longest

from tools_catalog.gains import Candidate, weigh
from tools_catalog.model import (
    TIE_BREAKERS,
    AheadReason,
    FindOutFirst,
    Need,
    Recommendation,
    Recommendations,
    Situation,
    Tool,
)
from tools_catalog.weights import STANDARD, Weights

MOST_PROPOSED = 3

_UNSTATED = Situation()


def recommend(
    tools: Sequence[Tool],
    needs: Iterable[Need],
    situation: Situation = _UNSTATED,
    *,
    count: int = 5,
    weights: Weights = STANDARD,
) -> Recommendations:
    """Choose the tools to begin with, each with its reasons, in exact fractions.

    ``tools`` come in curated order, each id once; ``needs`` in any order, each factor once.
    gain(tool) = sum over factors of relevance x gap x reliability x fit (STATISTICS.md). At most
    ``count`` are chosen, by maximal marginal relevance (Carbonell and Goldstein 1998) and from at
    least three modules where the gaps allow. ``to_propose`` and ``left_out`` hold tools that
    close a gap, best first; a tool that takes too much time or too many people is only in
    ``left_out``, whoever may start it.
    """
    asked = tuple(needs)
    candidates = weigh(tools, asked, situation, weights)
    feasible = [one for one in candidates if _is_feasible(one.tool, situation)]
    own = [one for one in feasible if _is_startable(one.tool, situation)]
    above = [one for one in feasible if not _is_startable(one.tool, situation)]
    excess = [one for one in candidates if not _is_feasible(one.tool, situation)]
    return Recommendations(
        chosen=_explained(_varied(own, count, weights))[:count],
        to_propose=_explained(_closing_gaps(above))[:MOST_PROPOSED],
        find_out_first=_find_out_first(tools, asked, situation.matters),
        left_out=_explained(_closing_gaps(excess)),
    )


def reliability(answered: int, asked: int) -> Fraction:
    """Say how far one person's level on a factor can be relied on, 0 to 1.

    1 with all ``asked`` questions answered and 7/10 with one of two; between, and beyond two
    questions, on the straight line through these; 0 without an answer. Raises ValueError unless
    0 <= answered <= asked and asked >= 1.
    """
    if asked < 1 or not 0 <= answered <= asked:
        message = f"{answered} answered of {asked} asked"
        raise ValueError(message)
    return Fraction(2, 5) + Fraction(3, 5) * Fraction(answered, asked) if answered else Fraction(0)


def similarity(one: Tool, other: Tool) -> Fraction:
    """Say how near two tools are, 0 to 1: half for shared factors, half for the same module.

    The first half is the weighted Jaccard index of their relevances, sum of minima over sum of
    maxima: unlike a cosine it stays an exact fraction.
    """
    common = one.factors.keys() & other.factors.keys()
    shared = sum(min(one.factors[factor_id], other.factors[factor_id]) for factor_id in common)
    either = sum(one.factors.values()) + sum(other.factors.values()) - shared
    return Fraction(shared + either * (one.module == other.module), 2 * either)


def _is_feasible(tool: Tool, situation: Situation) -> bool:
    in_time = situation.minutes is None or tool.minutes <= situation.minutes
    with_people = situation.people is None or tool.people.fewest <= situation.people
    return in_time and with_people


def _is_startable(tool: Tool, situation: Situation) -> bool:
    return situation.role is None or tool.can_be_started_by(situation.role)


def _varied(candidates: Sequence[Candidate], count: int, weights: Weights) -> list[Candidate]:
    """Put the best ``count`` and the one after them in order, gain traded against nearness.

    ``candidates`` stand in order of place. Gains count relative to the largest of their kind.
    """
    modules = {one.tool.module for one in _closing_gaps(candidates)}
    required = min(weights.fewest_modules, len(modules))
    tops = {one.kind: one.gain for one in reversed(candidates)}
    worth = {one.tool.id: weights.gain_share * one.gain / tops[one.kind] for one in candidates}
    value, nearness = dict(worth), dict.fromkeys(worth, Fraction(0))
    chosen: list[Candidate] = []
    left = list(candidates)
    while left and len(chosen) <= count:
        taken = {one.tool.module for one in chosen}
        must_be_new = 0 < count - len(chosen) <= required - len(taken)
        best = max(
            _eligible(left, taken if must_be_new else frozenset()),
            key=lambda one: value[one.tool.id],
        )
        chosen.append(best)
        left = [one for one in left if one is not best]
        for key, near in ((one.tool.id, similarity(best.tool, one.tool)) for one in left):
            if near > nearness[key]:
                nearness[key] = near
                value[key] = worth[key] - (1 - weights.gain_share) * near
    return chosen


def _eligible(left: Sequence[Candidate], taken_modules: AbstractSet[str]) -> list[Candidate]:
    """Those of the first kind left, gaps before going further, outside the modules taken."""
    kind = left[0].kind
    return [one for one in left if one.kind == kind and one.tool.module not in taken_modules]


def _closing_gaps(candidates: Iterable[Candidate]) -> list[Candidate]:
    return [one for one in candidates if one.kind == "gap"]


def _explained(ordered: Sequence[Candidate]) -> tuple[Recommendation, ...]:
    return tuple(
        Recommendation(
            tool=one.tool,
            kind=one.kind,
            gain=one.gain,
            contributions=one.contributions,
            ahead_of_next=_ahead(one, after) if after else None,
        )
        for one, after in zip_longest(ordered, ordered[1:])
    )


def _ahead(one: Candidate, after: Candidate) -> AheadReason:
    if one.place > after.place:
        return "variety"
    if one.kind != after.kind:
        return "gap"
    if one.gain > after.gain:
        return _what_raised(one, after)
    return next(
        name
        for name, mine, other in zip(TIE_BREAKERS, one.ties, after.ties, strict=True)
        if mine != other
    )


def _what_raised(one: Candidate, after: Candidate) -> AheadReason:
    """Name what makes the gain larger: the answers, else the first boost that suffices."""
    if one.plain_gain() > after.plain_gain():
        return "gain"
    if one.plain_gain(with_matters=True) > after.plain_gain(with_matters=True):
        return "matters"
    return "barriers"


def _find_out_first(
    tools: Iterable[Tool], needs: Iterable[Need], matters: AbstractSet[str]
) -> tuple[FindOutFirst, ...]:
    """List what nobody could say: what matters first, then in the order of the tools."""
    factors = list(dict.fromkeys(factor_id for tool in tools for factor_id in tool.factors))
    places = {factor_id: place for place, factor_id in enumerate(factors)}
    unknown = sorted(
        (need for need in needs if need.cannot_say),
        key=lambda need: (
            need.factor_id not in matters,
            places.get(need.factor_id, len(places)),
            need.factor_id,
        ),
    )
    return tuple(FindOutFirst(need.factor_id, need.module_id) for need in unknown)
