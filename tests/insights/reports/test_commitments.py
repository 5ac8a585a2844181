"""What entities say of themselves stands in their reports too: decided, done, offered, agreed."""

from collections.abc import Callable
from datetime import date

import pytest
from reportfiles import words_of_pdf, words_of_sheet, words_of_slides
from sqlalchemy.orm import Session
from voting import Voting
from waves import OpenWave

from toolkit.insights import regrouping, service
from toolkit.insights.decisions import decisions
from toolkit.insights.figures import figures_of
from toolkit.insights.reports.making import report_of
from toolkit.models import (
    DecisionTaken,
    EntityReturn,
    FollowUpWritten,
    PostingKind,
    PostingMade,
    ReportKind,
)
from toolkit.publications import SYSTEM, entity_id

READ: dict[ReportKind, Callable[[bytes], list[str]]] = {
    ReportKind.PDF: words_of_pdf,
    ReportKind.SHEET: words_of_sheet,
    ReportKind.SLIDES: words_of_slides,
    ReportKind.NOTE: words_of_pdf,
}
TABLES = (ReportKind.PDF, ReportKind.SHEET)


def say(voting: Voting, *said: object) -> None:
    with Session(voting.engines.writing) as session, session.begin():
        session.add_all(said)


def words(voting: Voting, wave: OpenWave, kind: ReportKind, node_id: str) -> str:
    with Session(voting.engines.reading) as session:
        found = service.results(session, wave.id, node_id)
    return " ".join(" ".join(READ[kind](report_of(found, kind, "en"))).split())


def posting(wave: OpenWave, entity: str, title: str, contact: str = "") -> PostingMade:
    return PostingMade(
        wave_id=wave.id,
        entity=entity,
        kind=PostingKind.OFFER,
        number=1,
        factor_id="trends",
        title=title,
        text="Two hours a month",
        contact=contact,
    )


@pytest.mark.parametrize("kind", TABLES)
def test_an_entitys_report_has_its_own_offers_and_the_systems_has_all(
    voting: Voting, wave: OpenWave, kind: ReportKind
) -> None:
    say(voting, posting(wave, "Alpha", "A scanning circle"), posting(wave, "Bravo", "A template"))
    own = words(voting, wave, kind, entity_id("Alpha"))
    assert "A scanning circle" in own
    assert "not said" in own  # nobody to ask
    assert "A template" not in own
    whole = words(voting, wave, kind, SYSTEM)
    assert "A scanning circle" in whole
    assert "A template" in whole


@pytest.mark.parametrize("kind", TABLES)
def test_what_was_done_stands_in_the_report(
    voting: Voting, wave: OpenWave, kind: ReportKind
) -> None:
    assert "You said, we did" not in words(voting, wave, kind, entity_id("Alpha"))
    line = {"said": "factor:trends", "done": "A circle meets monthly", "owner": "Strategy"}
    say(
        voting,
        FollowUpWritten(wave_id=wave.id, entity="Alpha", lines=[line]),
        EntityReturn(
            wave_id=wave.id,
            entity="Alpha",
            effort={},
            actions={"e": "A call for partners"},
            signer_name="Amina Diallo",
            signer_title="Deputy Executive Director",
            signed_by="amina@example.org",
            signed_on=date(2027, 1, 1),
        ),
    )
    said = words(voting, wave, kind, entity_id("Alpha"))
    for text in ("You said, we did", "A circle meets monthly", "A call for partners"):
        assert text in said
    assert "nobody has checked it" in said


@pytest.mark.parametrize("kind", [*TABLES, ReportKind.SLIDES])
def test_what_was_decided_takes_the_place_of_boxes_to_tick(
    voting: Voting, wave: OpenWave, kind: ReportKind
) -> None:
    with Session(voting.engines.reading) as session:
        found = service.results(session, wave.id, entity_id("Alpha"))
    assert found.evidence is not None
    factors = figures_of(found.evidence).factors
    proposed = decisions(factors, found.questionnaire, found.tools)
    assert proposed
    taken = DecisionTaken(
        wave_id=wave.id,
        entity="Alpha",
        factor_id=proposed[0].factor.id,
        tool_id=proposed[0].tool.id,
        is_accepted=True,
        owner="Head of strategy",
        first_step_on=date(2027, 2, 1),
    )
    say(voting, taken)
    said = words(voting, wave, kind, entity_id("Alpha"))
    assert "Accepted, Head of strategy: first step by 1 February 2027" in said


def test_the_note_says_what_will_be_done_once_it_is_decided(voting: Voting, wave: OpenWave) -> None:
    with Session(voting.engines.reading) as session:
        found = service.results(session, wave.id, entity_id("Alpha"))
    assert found.evidence is not None
    factors = figures_of(found.evidence).factors
    proposed = decisions(factors, found.questionnaire, found.tools)
    names = [found.questionnaire.factors[one.factor.id].name for one in proposed]
    said = words(voting, wave, ReportKind.NOTE, entity_id("Alpha"))
    assert "What we will do, if the executive head accepts it" in said
    for number, one in enumerate(proposed):
        taken = DecisionTaken(
            wave_id=wave.id,
            entity="Alpha",
            factor_id=one.factor.id,
            tool_id=one.tool.id,
            is_accepted=number == 0,
            owner="Head of strategy" if number == 0 else "",
            first_step_on=date(2027, 2, 1) if number == 0 else None,
        )
        say(voting, taken)
    said = words(voting, wave, ReportKind.NOTE, entity_id("Alpha"))
    assert "if the executive head accepts it" not in said
    assert "Accepted, with a first step by 1 February 2027." in said
    assert "Owner: Head of strategy." in said
    actions = said.partition("What we will do")[2].partition("What members may ask")[0]
    assert names[0] in actions
    assert not [name for name in names[1:] if name in actions]


@pytest.mark.parametrize("kind", TABLES)
@pytest.mark.parametrize("node_id", [SYSTEM, entity_id("Alpha")])
def test_a_report_says_whether_there_are_groups(
    voting: Voting, wave: OpenWave, kind: ReportKind, node_id: str
) -> None:
    regrouping.regroup(voting.engines, wave.id, lambda *_: None)
    said = words(voting, wave, kind, node_id)
    assert "Entities of a similar shape" in said
    assert "nobody is above or below anybody" in said
