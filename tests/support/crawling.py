"""What a page of results may say: each number with the function of a publication that makes it."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from io import StringIO
from itertools import product
from math import ceil, floor
from xml.etree import ElementTree as ET

from documents import READERS, Document, read
from flask import Flask
from htmlpage import Page
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from aggregation.certainty import Estimate
from aggregation.change import changes
from aggregation.entities import grouped
from aggregation.findings import findings
from aggregation.levels import levels
from aggregation.publication import NodeFigures, Publication, QuestionFigures
from aggregation.summaries import (
    factor_means,
    headline_means,
    module_means,
    own_means,
    system_medians,
)
from questionnaires.model import Questionnaire
from questionnaires.texts import texts
from toolkit.content import tools
from toolkit.wording.reader import one_decimal

# What pages say of the method and of levels, whatever was answered.
CONSTANTS = {"1", "2", "3", "4", "5", "10", "15", "20", "30", "80", "95", "0.2", "2026", "2027"}
CONSTANTS |= {"3.0", "3.5", "4.0"}  # what is good enough, by the questionnaire
FEWEST_POINTS = 10  # other entities, for their means to be said without names
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_FIGURES = ("value", "low", "high", "people_from", "people_to")  # of a file
_SPOKEN = ("alt", "aria-label", "aria-description", "title")  # of an element
_TEXTUAL = ("text/", "image/svg+xml", "application/json")
_PATH = re.compile(r"[ML] (\S+) (\S+)")


def written_texts(session: Session, questionnaire: Questionnaire) -> list[str]:
    """Texts of the questionnaire and of tools, longest first: their numbers are no figures."""
    return sorted({*texts(questionnaire).values(), *tool_texts(session)}, key=len, reverse=True)


def numbers_said(text: str, written: Iterable[str]) -> list[str]:
    """The numbers of a text beside those that stand in texts written beforehand."""
    said = " ".join(text.split())
    for one in written:
        said = said.replace(" ".join(one.split()), "")
    return NUMBER.findall(said)


def words_of(page: Page) -> str:
    """What the main part of a page says, be it to the eye or to the ear."""
    (main,) = page.all("main")
    spoken = [one.get(name, "") for one in main.iter() for name in _SPOKEN]
    return " ".join([*main.itertext(), *spoken])


def figures_of_file(text: str) -> list[str]:
    """The figures of a file, as the page writes them."""
    lines = csv.DictReader(StringIO(text.removeprefix("\ufeff")))
    return [line[name].removeprefix("-") for line in lines for name in _FIGURES if line[name]]


def words_of_chart(svg: str) -> str:
    """What a chart says."""
    root = ET.fromstring(svg)  # noqa: S314 - our own
    return " ".join(
        text for one in root.iter() if one.tag.endswith("}text") for text in one.itertext()
    )


def levels_of_chart(svg: str) -> list[str]:
    """The levels at which something stands in the rows of a chart of estimates.

    Its first path draws the five levels of every row; whatever else lies between them is a mark.
    """
    root = ET.fromstring(svg)  # noqa: S314 - our own
    lines = [one for one in root.iter() if (one.get("id") or "").startswith("line2d")]
    scale, *marks = (_points("".join(path.get("d", "") for path in one)) for one in lines)
    start, end = min(x for x, _y in scale), max(x for x, _y in scale)
    bands = list(zip(scale[::2], scale[1::2], strict=True))
    return [
        f"{1 + 4 * (x - start) / (end - start):.4f}".rstrip("0").ljust(3, "0")
        for mark in marks
        for x, y in mark
        if start <= x <= end
        if any(min(a[1], b[1]) <= y <= max(a[1], b[1]) for a, b in bands)
    ]


def _points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in _PATH.findall(path)]


@dataclass(frozen=True, slots=True)
class Address:
    """What can be asked for: a route with its parts filled in."""

    endpoint: str
    parts: Mapping[str, str]
    path: str


def addresses(app: Flask, values: Mapping[str, Iterable[str]]) -> Iterator[Address]:
    """Every address that can be read, with every combination of these values of its parts.

    Raises
    ------
    LookupError
        When there is an address with a part of which no value is given.
    """
    for rule in app.url_map.iter_rules():
        names = sorted(rule.arguments)
        if "GET" in (rule.methods or ()) and rule.endpoint not in {"static", "security.logout"}:
            if unknown := set(names).difference(values):
                raise LookupError(
                    f"{rule.endpoint}: the crawler has nothing to fill in for {unknown}"
                )
            for chosen in product(*(values[name] for name in names)):
                parts = dict(zip(names, chosen, strict=True))
                path = app.url_map.bind("localhost").build(rule.endpoint, parts)
                yield Address(rule.endpoint, parts, str(path))


def said_by(response: TestResponse) -> str:
    """All that a response says, in whatever kind; an error where nobody can read the kind."""
    kind = response.mimetype or ""
    if kind in READERS and kind.startswith(_TEXTUAL):
        return response.text
    found = read(kind, response.data) if response.data else Document("")
    return f"{found.everything} {' '.join(f'{number:g}' for number in found.numbers)}"


def figures_of_document(found: Document, written: Iterable[str]) -> set[str]:
    """The numbers of a document, as pages write them: means with one decimal, shares in percent."""
    said = {one.replace(",", "") for one in numbers_said(found.everything, written)}
    return said | {f"{number:g}" for number in found.numbers}


def is_among(figure: str, allowed: Iterable[str]) -> bool:
    """Whether a figure is one of these, however its decimals are written; a share may be of one."""
    values = {float(one.replace(",", "")) for one in allowed}
    return not {float(figure), round(100 * float(figure), 6)}.isdisjoint(values)


def tool_texts(session: Session) -> Iterator[str]:
    for tool in tools(session):
        yield tool.monday
        yield f"{tool.people.fewest} to {tool.people.most} people"
        yield from (f"{tool.minutes} minutes", f"{tool.minutes / 60:g} hours")
        hours, rest = divmod(tool.minutes, 60)
        yield f"{hours} h {rest} min"
        yield f"{-(-2 * tool.minutes // 420) / 2:g}½ days".replace(".5½", "½")
        yield f"{-(-2 * tool.minutes // 420) // 2} days"


def numbers_of(now: Publication, before: Publication, node_id: str) -> Iterator[str]:
    node = now.node(node_id)
    yield from _grid(node)
    yield from _grid(before.node(node_id))
    peers = [one for one in now.nodes if node_id in ("system", *one.entities)]
    for row in (one for one in now.nodes if one.parent == node_id or one in peers):
        yield from _response(row)
        yield from _estimates(module_means(now, row.id).values())
    means = (headline_means(now, node_id), headline_means(before, node_id), system_medians(now))
    for found in (*means, factor_means(now, node_id)):
        yield from _estimates(found.values())
    if node_id == "system":
        yield from _medians_of_factors(now)
    else:
        yield from _others(now, node_id)
    yield from map(str, range(len(factor_means(now, node_id)) + 1))  # how many subjects are low
    yield from _estimates(one.difference for one in changes(before, now, node_id) if one.difference)
    for statement in levels(now, node_id).values():
        if statement.tolerance:
            yield f"{floor(round(statement.tolerance.points * 10, 6)) / 10:.1f}"
    for one in findings(now, node_id, before):
        if one.kind in {"barrier", "cannot-say"} and one.estimate:
            low, high = one.estimate.interval
            yield str(floor(round(low * 100, 6)))
            yield str(ceil(round(high * 100, 6)))
    entities = [one for one in now.nodes if one.kind == "entity"]
    yield from map(str, range(len(entities) + 1))  # how many entities see a module highest
    yield from (str(len(entities)), str(len(now.structure) * (len(entities) + 1)), "27")
    yield from (str(one) for one in _band(now.node("system")))
    if now.spares:
        yield from (str(now.spares.made), str(now.spares.handed_out))
    yield from _among_each_other(now, node_id)
    yield from _own(now, node_id)


def _own(now: Publication, node_id: str) -> Iterator[str]:
    """What an entity asked of its own, and how many of its questions are withheld."""
    asked = now.own_of(node_id)
    yield from _questions(one.figures for one in asked)
    yield from _estimates(own_means(now, node_id).values())
    yield from map(str, range(len(asked) + 1))


def _among_each_other(now: Publication, node_id: str) -> Iterator[str]:
    """How many entities took part in the search, and how far the nearest are."""
    groups = grouped(now)
    if groups.found:
        yield from (str(groups.found.took_part), str(groups.found.needed))
    for member in groups.members:
        for near in member.neighbours:
            if node_id in ("system", member.id):
                yield _rounded(near.distance)
            if node_id == "system":
                yield from map(_rounded, near.interval)


def bars_of(page: Page) -> list[str]:
    """How long the bars of a page are drawn, in percent."""
    names = (name for one in page.root.iter() for name in (one.get("class") or "").split())
    return [name.removeprefix("bar--") for name in names if re.fullmatch(r"bar--\d+", name)]


def widths_of(now: Publication, node: NodeFigures) -> Iterator[str]:
    """Shares and what they leave of the whole, an end of the grid in its middle; also two added."""
    choices = [choice.shares or () for choice in (*node.progress, node.barriers)]
    asked = [*node.questions, *(one.figures for one in now.own_of(node.id))]
    buckets = [one.buckets for one in asked if one.buckets]
    without = [one.without_level for one in asked if one.without_level]
    shares = [
        *(answer.share for answers in choices for answer in answers),
        *(share for one in buckets for share in (one.low, one.middle, one.high)),
        *(share for one in without for share in (one.cannot_say, one.does_not_apply)),
    ]
    both = [(one.cannot_say, one.does_not_apply) for one in without]
    added = [sum(one.percent for one in pair if one.cap != "at-most") for pair in both]
    ends = {"at-most": 5, "at-least": 95}
    widths = {ends[share.cap] if share.cap else share.percent for share in shares} | {*added}
    yield from (str(number) for width in widths for number in (width, 100 - width))


def _grid(node: NodeFigures) -> Iterator[str]:
    yield from _response(node)
    yield from _questions(node.questions)
    for choice in (*node.progress, node.barriers):
        yield from (str(answer.share.percent) for answer in choice.shares or ())
        if choice.people:
            yield from (str(choice.people.low), str(choice.people.high))


def _questions(asked: Iterable[QuestionFigures]) -> Iterator[str]:
    for question in asked:
        if question.mean:
            yield f"{question.mean.tenths / 10:.1f}"
        for band in (question.people, question.without_level and question.without_level.people):
            if band:
                yield from (str(band.low), str(band.high))
        for part in (question.buckets, question.without_level):
            shares = ("low", "middle", "high", "does_not_apply", "cannot_say")
            yield from (str(getattr(part, name).percent) for name in shares if hasattr(part, name))


def _response(node: NodeFigures) -> Iterator[str]:
    yield from (str(one) for one in _band(node))
    if node.response_rate is not None:
        yield from (str(node.response_rate), str(100 - node.response_rate))


def _band(node: NodeFigures) -> tuple[int | None, ...]:
    return (node.respondents.low, node.respondents.high) if node.respondents else ()


def _estimates(found: object) -> Iterator[str]:
    for one in found:  # type: ignore[attr-defined] # any iterable of estimates
        assert isinstance(one, Estimate)
        yield str(one.n)
        for value in (one.estimate, *one.interval):
            yield _rounded(value)


def _others(now: Publication, node_id: str) -> Iterator[str]:
    """The means of other entities by module, where there are enough of them."""
    others = [
        module_means(now, one.id) for one in now.nodes if one.kind == "entity" and one.id != node_id
    ]
    for module in now.structure:
        found = [means[module.id].estimate for means in others if module.id in means]
        yield from (_rounded(value) for value in found if len(found) >= FEWEST_POINTS)


def _medians_of_factors(now: Publication) -> Iterator[str]:
    of_entity = [factor_means(now, one.id) for one in now.nodes if one.kind == "entity"]
    for factor in (factor for module in now.structure for factor in module.factors):
        values = sorted(means[factor.id].estimate for means in of_entity if factor.id in means)
        middle = (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2
        yield _rounded(middle)


def _rounded(value: float) -> str:
    return f"{float(one_decimal(Fraction(abs(value)).limit_denominator(10**6))):.1f}"
