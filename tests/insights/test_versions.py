"""Waves of two versions: only what both asked alike is compared, and the page says so."""

import hashlib
from collections.abc import Callable

import pytest
from browsing import Visitor
from nothing import never_nothing_as_a_number, rows_without_nothing
from sqlalchemy.orm import Session
from voting import Voting

from toolkit import content
from toolkit.insights import service
from toolkit.insights.figures import figures_of
from toolkit.models import Content
from toolkit.publications import entity_id


def revise(voting: Voting, *changes: tuple[str, str]) -> None:
    """Release version 2, in which some texts are others."""
    with Session(voting.engines.writing) as session, session.begin():
        first = session.get_one(Content, (content.QUESTIONNAIRE, content.CORE, 1))
        text = first.text.replace("version: 1\n", "version: 2\n", 1)
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        session.add(Content(kind=first.kind, id=first.id, version=2, text=text, sha256=sha256))


@pytest.fixture
def low_level(voting: Voting) -> str:
    return next(iter(voting.questionnaire.questions.values())).levels[0]


def test_a_reworded_question_is_named_and_left_out(
    voting: Voting,
    visitor: Visitor,
    reading_path: Callable[[int, str], str],
    low_level: str,
) -> None:
    voting.publish({("Alpha", ""): 40})
    revise(voting, (low_level, "Nothing of the kind was ever said here."))
    second = voting.publish({("Alpha", ""): 40})
    page = visitor.get(reading_path(second.id, "Alpha"))
    first_question = next(iter(voting.questionnaire.questions.values()))
    assert "the 26 questions that both waves asked alike" in page.text
    assert f"One question is new or was reworded: “{first_question.stem.text('unit')}”" in page.text
    assert "there is no earlier wave" not in page.text


def test_a_new_version_that_asks_the_same_compares_everything(
    voting: Voting, visitor: Visitor, reading_path: Callable[[int, str], str]
) -> None:
    voting.publish({("Alpha", ""): 40})
    why = next(iter(voting.questionnaire.questions.values())).help.why
    revise(voting, (why, "Because it matters."))
    second = voting.publish({("Alpha", ""): 40})
    page = visitor.get(reading_path(second.id, "Alpha"))
    assert "every question is asked as before" in page.text


def test_the_chart_of_change_rests_on_the_same_questions_as_the_verdict(
    voting: Voting, low_level: str
) -> None:
    voting.publish({("Alpha", ""): 40})
    revise(voting, (low_level, "Nothing of the kind was ever said here."))
    second = voting.publish({("Alpha", ""): 40})
    with Session(voting.engines.writing) as session:
        found = service.results(session, second.id, entity_id("Alpha"), "en")
    assert found.evidence is not None
    figures = figures_of(found.evidence)
    compared = [one for one in figures.modules if one.change and one.change.difference]
    assert compared
    for one in compared:
        assert one.compared
        assert one.before
        assert one.change
        assert one.change.difference
        moved = one.compared.estimate - one.before.estimate
        assert one.change.difference.estimate == pytest.approx(moved)


def test_nothing_alike_says_so_and_gives_no_change(
    voting: Voting, visitor: Visitor, reading_path: Callable[[int, str], str]
) -> None:
    voting.publish({("Alpha", ""): 40})
    asked = voting.questionnaire.questions.values()
    revise(
        voting,
        *((question.levels[0], f"Nobody here ever spoke of {question.id}.") for question in asked),
    )
    second = voting.publish({("Alpha", ""): 40})
    page = visitor.get(reading_path(second.id, "Alpha"))
    never_nothing_as_a_number(page)
    assert "27 questions are new or were reworded" in page.text
    assert "Nothing can be said about change since" in page.text
    file = visitor.fetch(f"{reading_path(second.id, 'Alpha')}/figures.csv")
    rows = rows_without_nothing(file.text)
    changes = [row for row in rows if row["figure"] in {"module-before", "module-change"}]
    assert {row["value"] for row in changes} == {""}
