"""The pages: their order, their pictures, their numbers, and the file with the same numbers."""

import csv
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from io import StringIO
from math import ceil, floor

from browsing import Visitor
from htmlpage import Page, words
from sqlalchemy.orm import Session
from voting import Voting
from waves import OpenWave

from aggregation.certainty import Estimate
from aggregation.change import changes
from aggregation.findings import findings
from aggregation.levels import levels
from aggregation.publication import NodeFigures, Publication
from aggregation.summaries import factor_means, headline_means, module_means, system_medians
from questionnaires.model import Questionnaire
from questionnaires.texts import texts
from toolkit.content import tools
from toolkit.publications import entity_id, published
from toolkit.roles import Role
from toolkit.wording.reader import one_decimal

SIZES = {
    ("Alpha", "Field"): 70,
    ("Alpha", "Headquarters"): 60,
    **{(name, ""): 75 for name in ("Bravo", "Charlie", "Delta", "Echo", "Foxtrot")},
}
ORDER = (
    *("five", "decisions", "modules", "groups", "questions", "barriers", "progress", "unknown"),
    *("response", "method"),
)
# What pages say of the method and of levels, whatever was answered.
CONSTANTS = {"1", "2", "3", "4", "5", "10", "15", "20", "30", "80", "95", "0.2", "2026", "2027"}
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


def sentences(page: Page) -> list[str]:
    return [
        words(item) for item in page.all("li") if (item.get("id") or "").startswith("sentence-")
    ]


def test_the_five_sentences_come_first_and_in_order(
    wave: OpenWave, visitor: Visitor, reading_path: Callable[[int, str], str]
) -> None:
    page = visitor.get(reading_path(wave.id, "Bravo"))
    found = sentences(page)
    assert len(found) == 5
    assert found[0].startswith("Of those who were asked, at least 40 % answered (30 to 49 people)")
    for sentence in found[1:]:
        assert sentence.startswith("Of those who answered")
    assert all("Chance" in sentence and "Silence" in sentence for sentence in found)
    ids = [element.get("id") for element in page.root.iter() if element.get("id") in ORDER]
    assert ids == [key for key in ORDER if key != "groups"]
    assert "an audit, a ranking, an assessment of managers" in page.text


def test_each_sentence_leads_to_its_evidence(
    wave: OpenWave, visitor: Visitor, reading_path: Callable[[int, str], str]
) -> None:
    page = visitor.get(reading_path(wave.id, "Alpha"))
    ids = {element.get("id") for element in page.root.iter()}
    anchors = [link for link in page.links() if link.startswith("#") and "main" not in link]
    assert len(anchors) == 5
    assert {anchor[1:] for anchor in anchors} <= ids


def test_a_majority_is_staff(
    voting: Voting, visitor: Visitor, reading_path: Callable[[int, str], str]
) -> None:
    wave = voting.publish({("Alpha", ""): 50, ("Bravo", ""): 50})
    found = sentences(visitor.get(reading_path(wave.id, "Alpha")))
    assert not [one for one in found if one.startswith("Of those who answered")]
    assert found[1].startswith("Staff see")


def test_every_question_every_barrier_and_every_part_is_there(
    wave: OpenWave,
    visitor: Visitor,
    questionnaire: Questionnaire,
    reading_path: Callable[[int, str], str],
) -> None:
    page = visitor.get(reading_path(wave.id, "Alpha"))
    for question in questionnaire.questions.values():
        assert question.stem.text("unit") in page.text
    for barrier in questionnaire.barriers.options:
        assert barrier.text in page.text
    assert [name for name in ("Field", "Headquarters") if name in page.text] == [
        "Field",
        "Headquarters",
    ]
    pictures = [cell for cell in page.all("div") if cell.get("class") == "bar"]
    assert len(pictures) == 27 + 15 + 5
    widths = set(re.findall(r"bar--(\d+)", page.html))
    assert widths
    assert all(int(width) % 5 == 0 for width in widths)


def test_the_system_is_never_named_without_what_it_rests_on(
    wave: OpenWave, visitor: Visitor, reading_path: Callable[[int, str], str]
) -> None:
    page = visitor.get(reading_path(wave.id, "Bravo"))
    assert "System, median" in page.text
    assert "The system is the median of entities: 7 of 7 entities, 200 to 499 people." in page.text


def test_under_six_entities_the_system_would_say_what_others_said(
    voting: Voting, visitor: Visitor, reading_path: Callable[[int, str], str]
) -> None:
    wave = voting.publish({(name, ""): 50 for name in "ABCDE"})
    page = visitor.get(reading_path(wave.id, "A"))
    assert "System, median" not in page.text
    assert "median of entities" not in page.text


def test_decisions_are_one_to_three_with_owner_tool_and_first_step(
    wave: OpenWave, visitor: Visitor, reading_path: Callable[[int, str], str]
) -> None:
    page = visitor.get(reading_path(wave.id, "Bravo"))
    cards = [item for item in page.all("li") if "decision" in (item.get("class") or "").split()]
    assert 1 <= len(cards) <= 3
    for card in cards:
        said = words(card)
        for part in ("Owner", "Tool", "First step, within 30 days", "accepted", "not now"):
            assert part in said


def test_the_wave_before_stands_beside(
    voting: Voting, visitor: Visitor, reading_path: Callable[[int, str], str]
) -> None:
    voting.publish(SIZES, seed=1)
    later = voting.publish(SIZES, seed=2)
    page = visitor.get(reading_path(later.id, "Bravo"))
    assert "Wave before" in page.text
    assert "compared with “Innovation survey 2026”" in sentences(page)[2]


def test_every_number_is_the_publications_or_a_named_function_of_it(
    voting: Voting,
    questionnaire: Questionnaire,
    visitor: Visitor,
    sign_in: Callable[..., Visitor],
    reading_path: Callable[[int, str], str],
) -> None:
    before, after = voting.publish(SIZES, seed=1), voting.publish(SIZES, seed=2)
    with Session(voting.engines.reading) as session:
        earlier, now = published(session, before.id), published(session, after.id)
        foreign = [*texts(questionnaire).values(), *_tool_texts(session)]
    executive = sign_in((Role.SYSTEM_EXECUTIVE, ""))
    pages = [
        (entity_id("Alpha"), visitor.get(reading_path(after.id, "Alpha"))),
        (entity_id("Bravo"), visitor.get(reading_path(after.id, "Bravo"))),
        ("system", executive.get(f"/account/results/{after.id}/system")),
    ]
    for node_id, page in pages:
        allowed = CONSTANTS | set(_numbers_of(now, earlier, node_id))
        said = " ".join(" ".join(page.all("main")[0].itertext()).split()).replace(now.hash, "")
        for text in sorted(foreign, key=len, reverse=True):
            said = said.replace(" ".join(text.split()), "")
        found = NUMBER.findall(said)
        assert len(found) > 100
        assert set(found) - allowed == set(), node_id


def _tool_texts(session: Session) -> Iterator[str]:
    for tool in tools(session):
        yield tool.monday
        yield f"{tool.people.fewest} to {tool.people.most} people"
        yield from (f"{tool.minutes} minutes", f"{tool.minutes / 60:g} hours")
        hours, rest = divmod(tool.minutes, 60)
        yield f"{hours} h {rest} min"
        yield f"{-(-2 * tool.minutes // 420) / 2:g}½ days".replace(".5½", "½")
        yield f"{-(-2 * tool.minutes // 420) // 2} days"


def _numbers_of(now: Publication, before: Publication, node_id: str) -> Iterator[str]:
    node = now.node(node_id)
    yield from _grid(node)
    yield from _grid(before.node(node_id))
    for row in (one for one in now.nodes if one.parent == node_id):
        yield from _response(row)
        yield from _estimates(module_means(now, row.id).values())
    means = (headline_means(now, node_id), headline_means(before, node_id), system_medians(now))
    for found in (*means, factor_means(now, node_id)):
        yield from _estimates(found.values())
    if node_id == "system":
        yield from _medians_of_factors(now)
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


def _grid(node: NodeFigures) -> Iterator[str]:
    yield from _response(node)
    for question in node.questions:
        if question.mean:
            yield f"{question.mean.tenths / 10:.1f}"
        for band in (question.people, question.without_level and question.without_level.people):
            if band:
                yield from (str(band.low), str(band.high))
        for part in (question.buckets, question.without_level):
            shares = ("low", "middle", "high", "does_not_apply", "cannot_say")
            yield from (str(getattr(part, name).percent) for name in shares if hasattr(part, name))
    for choice in (*node.progress, node.barriers):
        yield from (str(answer.share.percent) for answer in choice.shares or ())
        if choice.people:
            yield from (str(choice.people.low), str(choice.people.high))


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


def _medians_of_factors(now: Publication) -> Iterator[str]:
    of_entity = [factor_means(now, one.id) for one in now.nodes if one.kind == "entity"]
    for factor in (factor for module in now.structure for factor in module.factors):
        values = sorted(means[factor.id].estimate for means in of_entity if factor.id in means)
        middle = (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2
        yield _rounded(middle)


def _rounded(value: float) -> str:
    return f"{float(one_decimal(Fraction(abs(value)).limit_denominator(10**6))):.1f}"


def test_the_file_holds_what_the_page_shows(
    wave: OpenWave, visitor: Visitor, reading_path: Callable[[int, str], str]
) -> None:
    path = reading_path(wave.id, "Alpha")
    page = visitor.get(path)
    response = visitor.fetch(f"{path}/figures.csv")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    lines = list(csv.DictReader(StringIO(response.text.removeprefix("\ufeff"))))
    assert {line["publication"] for line in lines} == {page.text.split("Publication ")[1][:64]}
    assert {line["group"] for line in lines} == {"Alpha"}
    assert {line["part"] for line in lines} == {"", "Field", "Headquarters"}
    assert not [line for line in lines if "nan" in str(line.values()).casefold()]
    modules = [line for line in lines if line["figure"] == "module" and not line["part"]]
    assert [f"{line['value']} of 5" in page.text for line in modules] == [True] * 5
    questions = {line["id"] for line in lines if line["figure"] == "question"}
    assert len(questions) == 27


def test_no_cell_of_the_file_is_a_formula(
    voting: Voting, visitor: Visitor, reading_path: Callable[[int, str], str]
) -> None:
    wave = voting.publish({("=SUM(A1)", ""): 40})
    response = visitor.fetch(f"{reading_path(wave.id, '=SUM(A1)')}/figures.csv")
    lines = list(csv.DictReader(StringIO(response.text.removeprefix("\ufeff"))))
    assert {line["group"] for line in lines} == {"'=SUM(A1)"}
