"""The pages: their order, their pictures, their numbers, and the file with the same numbers."""

import csv
import re
from collections.abc import Callable
from io import StringIO

from browsing import Visitor
from crawling import CONSTANTS, numbers_of, numbers_said, words_of, written_texts
from htmlpage import Page, words
from sqlalchemy.orm import Session
from voting import Voting
from waves import OpenWave

from questionnaires.model import Questionnaire
from toolkit.publications import entity_id, published
from toolkit.roles import Role

SIZES = {
    ("Alpha", "Field"): 70,
    ("Alpha", "Headquarters"): 60,
    **{(name, ""): 75 for name in ("Bravo", "Charlie", "Delta", "Echo", "Foxtrot")},
}
ORDER = (
    *("five", "decisions", "modules", "groups", "questions", "barriers", "progress", "unknown"),
    *("response", "method"),
)


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
    items = [one for one in page.all("p") if one.get("class") == "five__evidence"]
    anchors = [link.get("href", "") for item in items for link in item.iter("a")]
    assert len(anchors) == 5
    assert {anchor.removeprefix("#") for anchor in anchors} <= ids


def test_the_contents_lead_to_every_part(
    wave: OpenWave, visitor: Visitor, reading_path: Callable[[int, str], str]
) -> None:
    page = visitor.get(reading_path(wave.id, "Alpha"))
    (contents,) = (one for one in page.all("nav") if one.get("class") == "contents")
    anchors = [link.get("href", "").removeprefix("#") for link in contents.iter("a")]
    headed = [one.get("id") for one in page.all("h2") if one.get("id")]
    assert set(headed) - set(anchors) == {"five", "response"}
    assert [key for key in headed if key in anchors] == anchors


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
        written = written_texts(session, questionnaire)
    executive = sign_in((Role.SYSTEM_EXECUTIVE, ""))
    pages = [
        (entity_id("Alpha"), visitor.get(reading_path(after.id, "Alpha"))),
        (entity_id("Bravo"), visitor.get(reading_path(after.id, "Bravo"))),
        ("system", executive.get(f"/account/results/{after.id}/system")),
    ]
    for node_id, page in pages:
        allowed = CONSTANTS | set(numbers_of(now, earlier, node_id))
        found = numbers_said(words_of(page).replace(now.hash, ""), written)
        assert len(found) > 100
        assert set(found) - allowed == set(), node_id


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


def test_a_median_of_entities_has_no_interval_that_would_be_withheld(
    wave: OpenWave,
    sign_in: Callable[..., Visitor],
    visitor: Visitor,
    reading_path: Callable[[int, str], str],
) -> None:
    sure, caption = "95 % sure of the average", "good enough for a larger office"
    system = sign_in((Role.SYSTEM_EXECUTIVE, "")).get(f"/account/results/{wave.id}/system")
    (table,) = (one for one in system.all("table") if caption in words(one))
    assert sure not in words(table)
    assert "not shown" not in words(table)
    entity = visitor.get(reading_path(wave.id, "Alpha"))
    (table,) = (one for one in entity.all("table") if caption in words(one))
    assert sure in words(table)
