"""Stage two: what changed in a group since an earlier wave, said only when it is clear."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Literal

from aggregation.certainty import CONFIDENCE, Estimate, normal_quantile, two_sided
from aggregation.publication import Publication
from aggregation.summaries import headline_means

Verdict = Literal["changed", "no-clear-change", "too-few-answers"]
SMALLEST_CHANGE = 0.2  # of a level
LARGEST_RATE_GAP = 15  # percentage points, exclusive
LOWEST_RATE = 20  # percent


@dataclass(frozen=True, slots=True)
class Change:
    """How far a module's mean moved, with its p-value after Holm over the group's modules."""

    module: str
    verdict: Verdict
    difference: Estimate | None = None
    p: float | None = None


def changes(
    before: Publication,
    after: Publication,
    node_id: str,
    only: Collection[str] | None = None,
) -> tuple[Change, ...]:
    """Compare a group's modules with an earlier wave, over the questions that both show.

    ``only`` are the ids of the questions that both asked alike; all that both show by default.

    "changed" needs a difference of at least 0.2, p under 0.05 after Holm, and response rates less
    than 15 points apart; no difference is given where a rate is under 20 % or unknown, or a mean is
    missing. Rates are taken as published, in steps of ten. Caps can only make a difference smaller.
    Nothing is said where either wave was open. KeyError where the later wave lacks the group.
    """
    if before.settings.open_wave or after.settings.open_wave:
        return ()
    differences = _differences(before, after, node_id, only)
    adjusted = dict(
        zip(differences, holm([_p_value(one) for one in differences.values()]), strict=True)
    )
    near = abs(_rate(after, node_id) - _rate(before, node_id)) < LARGEST_RATE_GAP
    return tuple(
        Change(
            module.id,
            _verdict(differences[module.id], adjusted[module.id], near=near),
            differences[module.id],
            adjusted[module.id],
        )
        if module.id in differences
        else Change(module.id, "too-few-answers")
        for module in after.structure
    )


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjust p-values for being several (Holm 1979, Scand. J. Statist. 6:65).

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    order = sorted(range(len(p_values)), key=lambda place: p_values[place])
    adjusted, largest = [0.0] * len(p_values), 0.0
    for rank, place in enumerate(order):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p_values[place]))
        adjusted[place] = largest
    return adjusted


def _differences(
    before: Publication, after: Publication, node_id: str, only: Collection[str] | None
) -> dict[str, Estimate]:
    if min(_rate(before, node_id), _rate(after, node_id)) < LOWEST_RATE:
        return {}
    shared = _shown(before, node_id) & _shown(after, node_id)
    if only is not None:
        shared &= set(only)
    old = headline_means(before, node_id, shared)
    new = headline_means(after, node_id, shared)
    return {key: _difference(old[key], new[key], key) for key in new if key in old}


def _shown(publication: Publication, node_id: str) -> set[str]:
    return {figures.id for figures in publication.node(node_id).questions if figures.mean}


def _difference(old: Estimate, new: Estimate, module_id: str) -> Estimate:
    moved = new.estimate - old.estimate
    error = hypot(old.standard_error or 0.0, new.standard_error or 0.0)
    half = normal_quantile(CONFIDENCE) * error
    interval = moved - half, moved + half
    return Estimate(moved, interval, min(old.n, new.n), "difference", (module_id,), error)


def _p_value(difference: Estimate) -> float:
    return two_sided(difference.estimate, difference.standard_error or 0.0)


def _verdict(difference: Estimate, p: float, *, near: bool) -> Verdict:
    large = abs(difference.estimate) >= SMALLEST_CHANGE - 1e-12
    return "changed" if near and large and p < 1 - CONFIDENCE else "no-clear-change"


def _rate(publication: Publication, node_id: str) -> int:
    """The response rate; -1 where none is known."""
    known = {node.id: node.response_rate for node in publication.nodes}.get(node_id)
    return -1 if known is None else known
