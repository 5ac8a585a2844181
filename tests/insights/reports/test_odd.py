"""Reports of odd waves: each is made, and says nothing as a number."""

import re
from collections.abc import Callable

import pytest
from nothing import halved, rewrite
from reportfiles import words_of_pdf, words_of_sheet, words_of_slides
from sqlalchemy.orm import Session
from voting import Sizes, Voter, Voting, everything

from questionnaires.model import Answer, Questionnaire
from questionnaires.responses import Response
from toolkit.insights import service
from toolkit.insights.reports.making import report_of
from toolkit.models import ReportKind
from toolkit.publications import SYSTEM, entity_id

READ: dict[ReportKind, Callable[[bytes], list[str]]] = {
    ReportKind.PDF: words_of_pdf,
    ReportKind.NOTE: words_of_pdf,
    ReportKind.SHEET: words_of_sheet,
    ReportKind.SLIDES: words_of_slides,
}
ALONE: Sizes = {("Alpha", ""): 60}
TWO: Sizes = {("Alpha", ""): 60, ("Bravo", ""): 60}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What reports say does not depend on the database."""
    return sqlite_url


def always(answer: Answer) -> Callable[[Questionnaire, Voter], Response]:
    def answering(questionnaire: Questionnaire, _voter: Voter) -> Response:
        return Response(answers=dict.fromkeys(questionnaire.questions, answer))

    return answering


def said(voting: Voting, wave_id: int) -> str:
    """Every word of every kind of report, of the system and of Alpha."""
    parts: list[str] = []
    for node_id in (SYSTEM, entity_id("Alpha")):
        with Session(voting.engines.reading) as session:
            results = service.results(session, wave_id, node_id)
        for kind, words in READ.items():
            parts.extend(words(report_of(results, kind, "en")))
    return " ".join(" ".join(parts).replace("\u00a0", " ").split())


@pytest.mark.parametrize(
    ("sizes", "answering"),
    [
        (ALONE, everything),
        (TWO, always(Answer.DOES_NOT_APPLY)),
        (TWO, always(Answer.LEVEL_1)),
        (TWO, always(Answer.LEVEL_5)),
    ],
)
def test_reports_of_odd_waves(
    voting: Voting, sizes: Sizes, answering: Callable[[Questionnaire, Voter], Response]
) -> None:
    nothing_as_a_number(said(voting, voting.publish(sizes, 40, answering).id))


def test_reports_of_half_of_the_cells(voting: Voting) -> None:
    wave = voting.publish(TWO, 40)
    rewrite(voting, wave, halved)
    nothing_as_a_number(said(voting, wave.id))


def nothing_as_a_number(text: str) -> None:
    assert not {"nan", "inf"} & set(re.findall(r"[a-z]+", text.casefold()))
    assert "None" not in re.sub(r"None(:| of these)", "", text)
    assert not re.search(r"(?<![\d.,])0(\.0)? (of 5|%)", text)
    assert not re.search(r"\b0\.0 of ", text)
