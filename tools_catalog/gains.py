"""What each tool would give for the needs of a profile, in exact fractions."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from tools_catalog.model import Contribution, Kind, LevelWindow, Need, Situation, Tool
from tools_catalog.weights import STANDARD, Weights

HIGHEST_LEVEL = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A tool that has something to give, with what decides its place."""

    tool: Tool
    kind: Kind
    contributions: tuple[Contribution, ...]
    gain: Fraction
    ties: tuple[bool | int, ...]  # as TIE_BREAKERS, smaller first; the last one is unique
    weights: Weights = STANDARD

    @property
    def place(self) -> tuple[bool, Fraction, tuple[bool | int, ...]]:
        """Where the tool stands by itself: gaps first, the largest gain first, then the ties."""
        return self.kind == "further", -self.gain, self.ties

    def plain_gain(self, *, with_matters: bool = False) -> Fraction:
        """Gain by the answers alone, or raised only where a factor matters."""
        return sum(
            (
                part.gain
                / (self.weights.barrier if part.barrier else 1)
                / (self.weights.matters if part.matters and not with_matters else 1)
                for part in self.contributions
            ),
            start=Fraction(0),
        )


def weigh(
    tools: Iterable[Tool],
    needs: Iterable[Need],
    situation: Situation,
    weights: Weights = STANDARD,
) -> list[Candidate]:
    """Weigh every tool that is neither refused nor done, and put them in order of place.

    A tool that closes no gap is weighed for going further; one with nothing to give falls away.
    """
    levels = {need.factor_id: need for need in needs if not need.cannot_say}
    gone = situation.refused | situation.done
    weighed = (
        _candidate(tool, levels, situation, weights, order)
        for order, tool in enumerate(tools)
        if tool.id not in gone
    )
    return sorted((one for one in weighed if one is not None), key=lambda one: one.place)


def _candidate(
    tool: Tool, needs: Mapping[str, Need], situation: Situation, weights: Weights, order: int
) -> Candidate | None:
    kind: Kind = "gap"
    parts = _contributions(tool, needs, situation, weights, kind)
    if not parts:
        kind = "further"
        parts = _contributions(tool, needs, situation, weights, kind)
    if not parts:
        return None
    return Candidate(
        tool=tool,
        kind=kind,
        contributions=parts,
        gain=sum((part.gain for part in parts), start=Fraction(0)),
        ties=(
            not any(part.matters for part in parts),
            not any(part.barrier for part in parts),
            not tool.can_be_started_by(situation.role or "anyone"),
            tool.minutes,
            order,
        ),
        weights=weights,
    )


def _contributions(
    tool: Tool, needs: Mapping[str, Need], situation: Situation, weights: Weights, kind: Kind
) -> tuple[Contribution, ...]:
    parts = (
        _contribution(needs[factor_id], relevance, tool.levels, situation, weights, kind)
        for factor_id, relevance in tool.factors.items()
        if factor_id in needs
    )
    speaking = (part for part in parts if part is not None and part.gain > 0)
    return tuple(sorted(speaking, key=lambda part: -part.gain))


def _contribution(
    need: Need,
    relevance: int,
    window: LevelWindow,
    situation: Situation,
    weights: Weights,
    kind: Kind,
) -> Contribution | None:
    if need.level is None:
        return None
    further = min(need.level + 1, Fraction(HIGHEST_LEVEL))
    target = need.target if kind == "gap" else further
    if target <= need.level:
        return None
    gap = min(target - need.level, weights.largest_gap)
    matters = need.factor_id in situation.matters
    barrier = need.factor_id in situation.barrier_factors
    fit = weights.fit(_outside(need.level, window))
    weight = 1 if kind == "gap" else weights.going_further
    boost = (weights.matters if matters else 1) * (weights.barrier if barrier else 1)
    return Contribution(
        factor_id=need.factor_id,
        relevance=relevance,
        level=need.level,
        target=target,
        gap=gap,
        reliability=need.reliability,
        fit=fit,
        matters=matters,
        barrier=barrier,
        gain=relevance * gap * need.reliability * fit * weight * boost,
    )


def _outside(level: Fraction, window: LevelWindow) -> int:
    """How far outside a window a level lies, as the whole level that a page would name."""
    named = math.floor(level + Fraction(1, 2))
    return max(window.lowest - named, named - window.highest, 0)
