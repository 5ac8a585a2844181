"""The numbers of a page as a file: one number a line, exactly as the page shows them."""

import csv
from collections.abc import Iterable, Iterator
from fractions import Fraction
from io import StringIO
from math import ceil, floor

from aggregation.certainty import Estimate
from aggregation.grid import Band, Share
from aggregation.publication import NodeFigures, QuestionFigures
from aggregation.summaries import own_means
from toolkit.insights.efforts import marks
from toolkit.insights.figures import Figures, figures_of
from toolkit.insights.others import points
from toolkit.insights.service import Evidence, Results
from toolkit.publications import group_name
from toolkit.spreadsheet import cell
from toolkit.wording.figures import exact
from toolkit.wording.reader import one_decimal

HEADER = (
    *("wave", "group", "part", "figure", "id", "answer", "value", "unit", "cap"),
    *("low", "high", "people_from", "people_to", "publication"),
)
_Line = tuple[object, ...]


def csv_of(results: Results, evidence: Evidence) -> str:
    """Every figure of a group's page; what is not shown has an empty value.

    Means are levels from 1 to 5 with one decimal, shares are percent. The byte order mark lets
    spreadsheets read names in every language.
    """
    figures = figures_of(evidence)
    group = group_name(figures.node.id) if figures.node.kind == "entity" else figures.node.kind
    file = StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(HEADER)
    beside = (
        *_own(evidence),
        *_others(evidence),
        *_efforts(results, evidence),
        *_ambitions(results),
    )
    for part, *rest in (*_lines(figures), *beside):
        line = (results.wave.title, group, part, *rest, evidence.sha256)
        writer.writerow([cell(value) for value in line])
    return "\ufeff" + file.getvalue()


def _lines(figures: Figures) -> Iterator[_Line]:
    yield from _response("", figures.node.respondents, figures.node.response_rate)
    for module in figures.modules:
        yield _mean("", "module", module.id, module.now)
        yield _mean("", "module-before", module.id, module.before)
        yield _mean("", "module-system", module.id, module.system)
        difference = module.change.difference if module.change else None
        yield _mean("", "module-change", module.id, difference)
    for row in figures.rows:
        name = group_name(row.id, figures.node.id)
        yield from _response(name, row.respondents, row.response_rate)
        for module in figures.modules:
            yield _mean(name, "module", module.id, row.means.get(module.id))
    for row in figures.peers:
        for module in figures.modules:
            yield _mean(group_name(row.id), "module-group", module.id, row.means.get(module.id))
    for factor in figures.factors:
        ends = map(_one, factor.interval) if factor.interval else ("", "")
        cap = factor.cap or ""
        yield ("", "factor", factor.id, "", _one(factor.value), "level", cap, *ends, "", "")
    yield from _questions("question", figures.node.questions)
    yield from _choices(figures.node)


def _others(evidence: Evidence) -> Iterator[_Line]:
    """Means of other entities by module, from low to high, without names."""
    if evidence.node.kind == "entity":
        for key, levels in points(evidence.publication, evidence.node_id).items():
            for level in levels:
                yield ("", "module-other-entity", key, "", _one(level), "level", *[""] * 5)


def _efforts(results: Results, evidence: Evidence) -> Iterator[_Line]:
    """What was put in, from 0 to 3, and the share who see that it got better."""
    for mark in marks(results, evidence):
        key, seen = mark.module_id, mark.progress
        ends = floor(exact(seen.interval[0] * 100)), ceil(exact(seen.interval[1] * 100))
        yield ("", "effort", key, "", _one(mark.effort), "effort", *[""] * 5)
        share = (round(seen.estimate * 100), "percent", "")
        yield ("", "progress-seen", key, "", *share, *ends, seen.n, "")


def _ambitions(results: Results) -> Iterator[_Line]:
    for stated in results.said.own.ambitions:
        yield (
            "",
            "ambition",
            stated.module_id,
            stated.year,
            _one(stated.level),
            "level",
            *[""] * 5,
        )


def _response(part: str, people: Band | None, rate: int | None) -> Iterator[_Line]:
    value = "" if rate is None or people is None else rate
    yield (part, "response", "", "", value, "percent", "at-least", "", "", *_people(people))


def _mean(part: str, figure: str, key: str, estimate: Estimate | None) -> _Line:
    if estimate is None:
        return (part, figure, key, "", "", "level", "", "", "", "", "")
    of_median = estimate.method == "median-of-entities"
    people = ("", "") if of_median else (estimate.n, "")
    value, cap = _one(estimate.estimate), estimate.cap or ""
    return (part, figure, key, "", value, "level", cap, *map(_one, estimate.interval), *people)


def _own(evidence: Evidence) -> Iterator[_Line]:
    """What the entity asked of its own; the statement stands in the place of an answer."""
    means = own_means(evidence.publication, evidence.node_id)
    for asked in evidence.publication.own_of(evidence.node_id):
        key = asked.figures.id
        yield ("", "own-question", key, asked.statement, *[""] * 7)
        (mean, *shares) = _questions("own-question", [asked.figures])
        ends = map(_one, means[key].interval) if key in means else ("", "")
        yield (*mean[:7], *ends, *mean[9:])
        yield from shares


def _questions(figure: str, asked: Iterable[QuestionFigures]) -> Iterator[_Line]:
    for one in asked:
        value = one.mean.tenths / 10 if one.mean else ""
        cap = one.mean.cap or "" if one.mean else ""
        yield ("", figure, one.id, "", value, "level", cap, "", "", *_people(one.people))
        for answer, share, people in _shares(one):
            yield _share(figure, one.id, answer, share, people)


def _shares(one: QuestionFigures) -> Iterator[tuple[str, Share | None, Band | None]]:
    buckets, without = one.buckets, one.without_level
    yield "levels-1-2", buckets.low if buckets else None, one.people
    yield "level-3", buckets.middle if buckets else None, one.people
    yield "levels-4-5", buckets.high if buckets else None, one.people
    people = without.people if without else None
    yield "cannot-say", without.cannot_say if without else None, people
    yield "does-not-apply", without.does_not_apply if without else None, people


def _choices(node: NodeFigures) -> Iterator[_Line]:
    for figure, choices in (("progress", node.progress), ("barriers", (node.barriers,))):
        for choice in choices:
            if choice.shares is None:
                yield _share(figure, choice.id, "", None, None)
            for answer in choice.shares or ():
                yield _share(figure, choice.id, answer.id, answer.share, choice.people)


def _share(figure: str, key: str, answer: str, share: Share | None, people: Band | None) -> _Line:
    if share is None:
        return ("", figure, key, answer, "", "percent", "", "", "", "", "")
    value = (share.percent, "percent", share.cap or "")
    return ("", figure, key, answer, *value, "", "", *_people(people))


def _people(band: Band | None) -> tuple[object, object]:
    return ("", "") if band is None else (band.low, "" if band.high is None else band.high)


def _one(value: float | Fraction) -> float:
    """One decimal, half up away from zero, as the page rounds."""
    rounded = float(one_decimal(abs(exact(value))))
    return -rounded if value < 0 else rounded
