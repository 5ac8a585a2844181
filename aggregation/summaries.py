"""Stage two: means of factors and modules, and medians of entities, from a publication alone."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import comb, sqrt

from aggregation.certainty import CONFIDENCE, Estimate, Interval, normal_quantile, wilson
from aggregation.comparison import medians_by_group
from aggregation.grid import SHARE_STEP, Band, Cap, Mean, Share
from aggregation.publication import NodeFigures, Publication, QuestionFigures
from aggregation.structure import Factor, Module

MIN_QUESTIONS = 3  # with a mean, for a module to be stated
MIN_SHARE = Fraction(3, 5)  # of the module's questions
LOWEST, HIGHEST = 1, 5
LARGEST_SPREAD = 2.0  # that levels 1 to 5 can have; stands in where none is published
_ROUNDING = 0.1**2 / 12  # the variance that rounding to one decimal adds


@dataclass(frozen=True, slots=True)
class _Part:
    """One question's mean and what it weighs in the mean that it is a part of."""

    id: str
    weight: Fraction
    mean: Mean
    people: Band
    spread: float


def factor_means(
    publication: Publication, node_id: str, only: Collection[str] | None = None
) -> dict[str, Estimate]:
    """The mean of each factor's question means; a factor without one is absent.

    Its standard deviation is taken as the mean of its questions', which is what it would be if
    everybody answered them alike: the true one is not larger.
    """
    node = publication.node(node_id)
    factors = (factor for module in publication.structure for factor in module.factors)
    parts = {factor.id: _factor_parts(publication, node, factor, only) for factor in factors}
    return {key: _mean_of(some, _deviation(some)) for key, some in parts.items() if some}


def module_means(
    publication: Publication, node_id: str, only: Collection[str] | None = None
) -> dict[str, Estimate]:
    """The mean of each module's factor means, as for one person.

    A module is absent where fewer than three of its questions, or fewer than 60 % of them, have a
    published mean.

    Parameters
    ----------
    publication
        The wave.
    node_id
        The group; KeyError where the table list does not have it.
    only
        The ids of the questions to use; all by default.

    Notes
    -----
    ``estimate ± z sqrt(s² / n + r)``: s is the wave's pooled standard deviation of respondents'
    module means within cells, n the lower end of the smallest question's band, r the variance
    from rounding. Question means that are capped stretch the interval to where they may lie.
    """
    node = publication.node(node_id)
    found = {}
    for module in publication.structure:
        parts = _module_parts(publication, node, module, only)
        if _is_stated(len(parts), len(module.questions)):
            spread = publication.module_spread(module.id)
            deviation = spread.tenths / 10 if spread else _deviation(parts)
            found[module.id] = _mean_of(parts, deviation)
    return found


def own_means(publication: Publication, node_id: str) -> dict[str, Estimate]:
    """The mean of each question that an entity asked of its own, by the question's id.

    A standard deviation of the entity's own answers is never published; the widest of the core's
    questions in the same wave stands in for it.
    """
    spreads = [one.spread.tenths / 10 for one in publication.question_spreads if one.spread]
    widest = max(spreads, default=LARGEST_SPREAD)
    return {
        one.figures.id: _mean_of(
            [_Part(one.figures.id, Fraction(1), one.figures.mean, one.figures.people, widest)],
            widest,
        )
        for one in publication.own_of(node_id)
        if one.figures.mean and one.figures.people
    }


def system_medians(
    publication: Publication, only: Collection[str] | None = None
) -> dict[str, Estimate]:
    """The median over entities of their module means; ``n`` counts the entities.

    The interval lies between two entities' means, by their order alone (Thompson 1936, Ann. Math.
    Statist. 7:122): it needs six entities, and is the whole scale where there are fewer.
    """
    entities = {
        node.id: module_means(publication, node.id, only)
        for node in publication.nodes
        if node.kind == "entity"
    }
    found = {}
    for module in publication.structure:
        values = {
            key: means[module.id].estimate for key, means in entities.items() if module.id in means
        }
        for median in medians_by_group(values, dict.fromkeys(values, module.id)).values():
            interval = _order_interval(sorted(values.values()))
            error = (interval[1] - interval[0]) / 2 / normal_quantile(CONFIDENCE)
            found[module.id] = Estimate(
                median, interval, len(values), "median-of-entities", (module.id,), error
            )
    return found


def headline_means(
    publication: Publication, node_id: str, only: Collection[str] | None = None
) -> dict[str, Estimate]:
    """What stands for a group, by module: medians of entities for the system, else its means."""
    if publication.node(node_id).kind == "system":
        return system_medians(publication, only)
    return module_means(publication, node_id, only)


def share_estimate(share: Share, people: Band, ids: tuple[str, ...] = ()) -> Estimate:
    """A published share from 0 to 1 with its score interval at the fewest people it may rest on.

    The interval is widened by what rounding and caps may hide.
    """
    percent, step = share.percent, SHARE_STEP / 2
    lowest = 0 if share.cap == "at-most" else max(0, percent - step)
    highest = 100 if share.cap == "at-least" else min(100, percent + step)
    interval = wilson(lowest / 100, people.low)[0], wilson(highest / 100, people.low)[1]
    return Estimate(percent / 100, interval, people.low, "wilson", ids, cap=share.cap)


def _factor_parts(
    publication: Publication, node: NodeFigures, factor: Factor, only: Collection[str] | None
) -> list[_Part]:
    asked = (key for key in factor.questions if only is None or key in only)
    parts = [part for key in asked if (part := _part(publication, node.question(key)))]
    return [replace(part, weight=Fraction(1, len(parts))) for part in parts]


def _is_stated(shown: int, asked: int) -> bool:
    return shown >= MIN_QUESTIONS and shown >= MIN_SHARE * asked


def _part(publication: Publication, figures: QuestionFigures) -> _Part | None:
    if not (figures.mean and figures.people):
        return None
    spread = publication.question_spread(figures.id)
    deviation = spread.tenths / 10 if spread else LARGEST_SPREAD
    return _Part(figures.id, Fraction(1), figures.mean, figures.people, deviation)


def _module_parts(
    publication: Publication, node: NodeFigures, module: Module, only: Collection[str] | None
) -> list[_Part]:
    factors = [_factor_parts(publication, node, factor, only) for factor in module.factors]
    stated = [parts for parts in factors if parts]
    return [replace(part, weight=part.weight / len(stated)) for parts in stated for part in parts]


def _deviation(parts: Iterable[_Part]) -> float:
    """The mean of the questions' deviations: no mean of them can spread wider."""
    return sum(float(part.weight) * part.spread for part in parts)


def _mean_of(parts: list[_Part], deviation: float) -> Estimate:
    middle = sum(part.weight * Fraction(part.mean.tenths, 10) for part in parts)
    lowest = sum(part.weight * _reach(part.mean, "at-most", LOWEST) for part in parts)
    highest = sum(part.weight * _reach(part.mean, "at-least", HIGHEST) for part in parts)
    n = min(part.people.low for part in parts)
    rounding = _ROUNDING * float(sum(part.weight**2 for part in parts))
    error = sqrt(deviation**2 / n + rounding)
    half = normal_quantile(CONFIDENCE) * error
    return Estimate(
        estimate=float(middle),
        interval=(max(LOWEST, float(lowest) - half), min(HIGHEST, float(highest) + half)),
        n=n,
        method="pooled-spread",
        ids=tuple(part.id for part in parts),
        standard_error=error,
        cap=_common_cap(lowest < middle, highest > middle),
    )


def _reach(mean: Mean, cap: Cap, end: int) -> Fraction:
    """How far out a mean may lie on the side of one cap."""
    return Fraction(end) if mean.cap == cap else Fraction(mean.tenths, 10)


def _common_cap(may_be_lower: bool, may_be_higher: bool) -> Cap | None:  # noqa: FBT001
    if may_be_lower == may_be_higher:
        return None
    return "at-most" if may_be_lower else "at-least"


def _order_interval(ordered: list[float]) -> Interval:
    n, below, place = len(ordered), 0.0, 0
    while place < n and 2 * (below + comb(n, place) / 2**n) <= 1 - CONFIDENCE:
        below += comb(n, place) / 2**n
        place += 1
    if not place:
        return float(LOWEST), float(HIGHEST)
    return ordered[place - 1], ordered[n - place]
