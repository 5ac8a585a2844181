"""What an entity asked of its own, on its page of results and in its file, and nowhere else."""

import csv
from collections.abc import Callable
from dataclasses import replace
from io import StringIO

import ownasked
import pytest
from accounts import PASSWORD, People
from browsing import Visitor
from flask import Flask
from reportfiles import words_of_pdf, words_of_sheet, words_of_slides
from voting import Voter, Voting, everything

from aggregation.summaries import own_means
from questionnaires.model import Answer, Questionnaire
from questionnaires.responses import Response
from toolkit.config import Settings
from toolkit.insights import service
from toolkit.insights.reports.making import report_of
from toolkit.models import ReportKind
from toolkit.publications import SYSTEM, entity_id, published
from toolkit.reading import reading_token
from toolkit.roles import Role
from toolkit.storage.database import Engines

READ: dict[ReportKind, Callable[[bytes], list[str]]] = {
    ReportKind.PDF: words_of_pdf,
    ReportKind.NOTE: words_of_pdf,
    ReportKind.SHEET: words_of_sheet,
    ReportKind.SLIDES: words_of_slides,
}
SIZES = {("Alpha", "Field"): 40, ("Alpha", "Home"): 40, ("Bravo", ""): 60}
HEADING = "Own questions of Alpha"


def answering(questionnaire: Questionnaire, voter: Voter) -> Response:
    """One question that all answer, one that few do, one that nobody can say, markup in none."""
    own = {"own-1": Answer(2 + voter.number % 2), "own-3": Answer.CANNOT_SAY}
    if voter.number < 9:
        own["own-2"] = Answer(4)
    return everything(questionnaire, replace(voter)).model_copy(update={"own": own})


@pytest.fixture
def wave_id(settings: Settings, engines: Engines, questionnaire: Questionnaire) -> int:
    voting = Voting(settings, engines, questionnaire, own={"Alpha": 3})
    return voting.publish(SIZES, 30, answering).id


def signed_in(app: Flask, engines: Engines, *grants: tuple[Role, str]) -> Visitor:
    email = People(engines).add(*grants, email=f"{grants[0][0]}@example.org")
    visitor = Visitor(app)
    visitor.get("/account/sign-in")
    visitor.post("/account/sign-in", {"email": email, "password": PASSWORD})
    return visitor


@pytest.mark.parametrize(
    "grant",
    [
        (Role.EXECUTIVE, "Alpha"),
        (Role.COORDINATOR, "Alpha"),
        (Role.SYSTEM_EXECUTIVE, ""),
        (Role.ADMINISTRATOR, ""),
    ],
    ids=lambda grant: grant[0],
)
def test_everybody_who_reads_the_page_of_the_entity_reads_them(
    app: Flask, engines: Engines, wave_id: int, grant: tuple[Role, str]
) -> None:
    page = signed_in(app, engines, grant).get(f"/account/results/{wave_id}/entity/Alpha")
    asked = ownasked.questions(3)
    for text in (
        HEADING,
        asked[0].statement,
        asked[1].levels[4],
        "only, after the self-assessment",
    ):
        assert text in page.text
    assert "2 of 3 questions that Alpha asked of its own are not shown in full." in page.text


def test_whoever_was_invited_reads_the_same(
    visitor: Visitor, settings: Settings, wave_id: int
) -> None:
    page = visitor.get(f"/results/read/{reading_token(settings.secret_key, wave_id, 'Alpha')}")
    assert HEADING in page.text
    assert "2.5" in page.text
    other = visitor.get(f"/results/read/{reading_token(settings.secret_key, wave_id, 'Bravo')}")
    assert "Own questions" not in other.text


def test_no_other_page_has_them(app: Flask, engines: Engines, wave_id: int) -> None:
    visitor = signed_in(app, engines, (Role.SYSTEM_EXECUTIVE, ""))
    for path in ("system", "entity/Bravo"):
        page = visitor.get(f"/account/results/{wave_id}/{path}")
        assert "Own questions" not in page.text
        assert ownasked.question().statement not in page.text


def test_the_file_has_a_line_for_each_figure_and_blanks_where_it_is_withheld(
    app: Flask, engines: Engines, wave_id: int
) -> None:
    visitor = signed_in(app, engines, (Role.EXECUTIVE, "Alpha"))
    text = visitor.fetch(f"/account/results/{wave_id}/figures/Alpha.csv").text
    lines = [
        line
        for line in csv.DictReader(StringIO(text.removeprefix("\ufeff")))
        if line["figure"] == "own-question"
    ]
    assert len(lines) == 3 * (1 + 1 + 5)
    assert lines[0]["answer"] == ownasked.question().statement
    mean = lines[1]
    assert (mean["id"], mean["value"], mean["people_from"]) == ("own-1", "2.5", "50")
    assert float(mean["low"]) < 2.5 < float(mean["high"])
    few = [line for line in lines if line["id"] == "own-2"]
    assert not any(line["value"] for line in few)
    unsaid = [line for line in lines if line["id"] == "own-3"]
    assert [line["value"] for line in unsaid if line["answer"] == "cannot-say"] == ["90"]


@pytest.mark.parametrize("kind", ReportKind)
def test_every_report_of_the_entity_has_them_and_no_other(
    engines: Engines, wave_id: int, kind: ReportKind
) -> None:
    def said(node_id: str) -> str:
        with engines.read() as session:
            results = service.results(session, wave_id, node_id)
        parts = READ[kind](report_of(results, kind, "en"))
        return " ".join(" ".join(parts).replace("\u00a0", " ").split())

    asked = ownasked.questions(3)
    own = said(entity_id("Alpha"))
    assert all(one.statement in own for one in asked)
    with engines.read() as session:
        means = own_means(published(session, wave_id), entity_id("Alpha"))
    assert "{:.1f} to {:.1f}".format(*means["own-1"].interval) in own
    assert "not shown" in own
    for node_id in (SYSTEM, entity_id("Bravo")):
        assert not [one for one in asked if one.statement in said(node_id)]


def test_a_wave_without_them_says_nothing_of_them(
    app: Flask, settings: Settings, engines: Engines, questionnaire: Questionnaire
) -> None:
    wave = Voting(settings, engines, questionnaire).publish(SIZES, 30)
    visitor = signed_in(app, engines, (Role.EXECUTIVE, "Alpha"))
    assert "Own questions" not in visitor.get(f"/account/results/{wave.id}/entity/Alpha").text
