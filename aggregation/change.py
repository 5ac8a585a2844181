"""What changed in a group since an earlier wave, said only when it is clear."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from math import hypot, isnan, sqrt
from statistics import fmean, stdev
from typing import Literal

from aggregation.certainty import CONFIDENCE, Estimate, normal_quantile, two_sided
from aggregation.publication import Publication
from aggregation.student import t_quantile, two_sided_t
from aggregation.summaries import headline_means

Verdict = Literal["changed", "no-clear-change", "too-few-answers"]
SMALLEST_CHANGE = 0.2  # of a level
LARGEST_RATE_GAP = 15  # percentage points, exclusive
LOWEST_RATE = 20  # percent
FEWEST_ANSWERS = 10  # in each wave, as for every published mean

Adjustment = Callable[[Sequence[float]], list[float]]


@dataclass(frozen=True, slots=True)
class Change:
    """How far a module's mean moved, with its p-value; adjusted where several were compared."""

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


def compare(
    before: Iterable[float],
    after: Iterable[float],
    *,
    module: str = "",
    paired: bool = False,
    rates: tuple[int, int] | None = None,
    smallest: float = SMALLEST_CHANGE,
) -> Change:
    """Compare a mean in two waves, from raw values.

    Respondents are never linked between waves: the difference is ``mean(after) - mean(before)``
    with Welch's standard error ``sqrt(s1² / n1 + s2² / n2)`` and degrees of freedom. Entities are,
    so their values may be paired: then it is a t test of their differences. "changed" needs
    p < 0.05, a difference of at least ``smallest``, and response rates near each other.

    Parameters
    ----------
    before, after
        One value a respondent, or an entity; ``nan`` is "no level given". Paired values stand in
        the same order, and a pair that lacks one is left out.
    module
        What the values are of.
    paired
        Whether values at the same place belong together.
    rates
        The response rates in percent; where absent nothing is asked of them, as for entities.
    smallest
        The smallest difference that is said, in the values' unit.

    Returns
    -------
    Change
        With "too-few-answers" and no difference where fewer than ten values are given in a wave,
        or a rate is under 20 %. The p-value is not adjusted: see :func:`adjusted`.

    Raises
    ------
    ValueError
        When paired values are not as many in both waves.

    References
    ----------
    Welch (1947), Biometrika 34:28. Student (1908), Biometrika 6:1.

    Examples
    --------
    >>> found = compare([2, 3] * 10, [3, 4] * 10, module="strategy")
    >>> found.verdict, found.difference.estimate, [round(x, 3) for x in found.difference.interval]
    ('changed', 1.0, [0.672, 1.328])
    """
    found = _paired(before, after) if paired else _unpaired(before, after)
    if found is None or (rates and min(rates) < LOWEST_RATE):
        return Change(module, "too-few-answers")
    moved, error, freedom, n = found
    p = two_sided_t(moved / error, freedom) if error else float(moved == 0)
    half = t_quantile(CONFIDENCE, freedom) * error
    difference = Estimate(moved, (moved - half, moved + half), n, "difference", (module,), error)
    near = rates is None or abs(rates[1] - rates[0]) < LARGEST_RATE_GAP
    return Change(module, _verdict(difference, p, near=near, smallest=smallest), difference, p)


def adjusted(compared: Iterable[Change], adjustment: Adjustment) -> tuple[Change, ...]:
    """Correct changes for being several.

    By :func:`holm` over an entity's modules, by :func:`benjamini_hochberg` over entities. Those
    without a p-value do not count. A change that is no longer clear is said no more.

    Examples
    --------
    >>> two = [compare([2, 3] * 10, [3, 4] * 10), compare([2, 3] * 10, [2, 3] * 10)]
    >>> [change.verdict for change in adjusted(two, holm)]
    ['changed', 'no-clear-change']
    """
    found = tuple(compared)
    places = [place for place, change in enumerate(found) if change.p is not None]
    p_values = dict(zip(places, adjustment([found[at].p or 0.0 for at in places]), strict=True))
    return tuple(
        _readjusted(change, p_values[place]) if place in p_values else change
        for place, change in enumerate(found)
    )


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Adjust p-values for the share of false alarms among what is said.

    ``min over j >= i of m p(j) / j`` of the ordered p-values (Benjamini and Hochberg 1995,
    J. R. Statist. Soc. B 57:289).

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03])
    [0.03, 0.04, 0.04]
    """
    order = sorted(range(len(p_values)), key=lambda place: p_values[place], reverse=True)
    found, smallest = [0.0] * len(p_values), 1.0
    for rank, place in zip(range(len(order), 0, -1), order, strict=True):
        smallest = min(smallest, len(order) * p_values[place] / rank)
        found[place] = smallest
    return found


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


def _verdict(
    difference: Estimate, p: float, *, near: bool, smallest: float = SMALLEST_CHANGE
) -> Verdict:
    large = abs(difference.estimate) >= smallest - 1e-12
    return "changed" if near and large and p < 1 - CONFIDENCE else "no-clear-change"


def _rate(publication: Publication, node_id: str) -> int:
    """The response rate; -1 where none is known."""
    known = {node.id: node.response_rate for node in publication.nodes}.get(node_id)
    return -1 if known is None else known


_Moved = tuple[float, float, float, int]  # difference, standard error, degrees of freedom, people


def _unpaired(before: Iterable[float], after: Iterable[float]) -> _Moved | None:
    old, new = ([float(x) for x in values if not isnan(x)] for values in (before, after))
    if min(len(old), len(new)) < FEWEST_ANSWERS:
        return None
    variances = [stdev(values) ** 2 / len(values) for values in (old, new)]
    total, moved = sum(variances), fmean(new) - fmean(old)
    parts = zip(variances, (len(old) - 1, len(new) - 1), strict=True)
    scatter = sum(variance**2 / freedom for variance, freedom in parts)
    freedom = total**2 / scatter if scatter else len(old) + len(new) - 2
    return moved, sqrt(total), freedom, min(len(old), len(new))


def _paired(before: Iterable[float], after: Iterable[float]) -> _Moved | None:
    pairs = zip(before, after, strict=True)
    moved = [float(new - old) for old, new in pairs if not isnan(new - old)]
    if len(moved) < FEWEST_ANSWERS:
        return None
    return fmean(moved), stdev(moved) / sqrt(len(moved)), len(moved) - 1, len(moved)


def _readjusted(change: Change, p: float) -> Change:
    is_clear = change.verdict == "changed" and p < 1 - CONFIDENCE
    return replace(change, p=p, verdict="changed" if is_clear else "no-clear-change")
