"""An invited person answers in a wave: one link, one ballot, replaceable until it closes."""

import hashlib
from collections.abc import Callable

import pytest
from browsing import Visitor
from sqlalchemy import select
from sqlalchemy.orm import Session
from waves import OpenWave, open_wave

from questionnaires.model import Questionnaire
from questionnaires.responses import items
from toolkit.config import Settings
from toolkit.content import QUESTIONNAIRE
from toolkit.models import Ballot, Blob, Content, Link
from toolkit.sealing.ballots import BALLOT_BYTES, unseal
from toolkit.storage.database import Engines


@pytest.fixture
def wave(settings: Settings, engines: Engines) -> OpenWave:
    return open_wave(settings, engines)


def token(wave: OpenWave, person: int = 0) -> str:
    return wave.tokens[f"person-{person}@example.org"]


def ballots(wave: OpenWave) -> list[bytes]:
    key = wave.private_key()
    with Session(wave.engines.reading) as session:
        return [
            unseal(key, wave.id, ballot.cell_id, ballot.body)
            for ballot in session.scalars(select(Ballot))
        ]


def spent(wave: OpenWave) -> int:
    with Session(wave.engines.reading) as session:
        return sum(link.spent for link in session.scalars(select(Link)))


def byte_of(ballot: bytes, questionnaire: Questionnaire, item: str) -> int:
    return ballot[items(questionnaire).index(item)]


def test_the_start_speaks_of_the_version_that_the_wave_asks(
    visitor: Visitor, wave: OpenWave
) -> None:
    with wave.engines.write() as session:
        first = session.scalars(select(Content).where(Content.kind == QUESTIONNAIRE)).one()
        text = first.text.replace("version: 1\n", "version: 2\n", 1)
        text = text.replace("reviewed, not yet tested with staff", "tested with staff", 1)
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        session.add(Content(kind=first.kind, id=first.id, version=2, text=text, sha256=sha256))
    invited = visitor.get(f"/assessment/link/{token(wave)}")
    assert "Its questions are: reviewed, not yet tested with staff." in invited.text


def test_who_asks_why_and_who_will_see_what(visitor: Visitor, wave: OpenWave) -> None:
    page = visitor.get(f"/assessment/link/{token(wave)}")
    assert page.h1 == "Innovation self-assessment"
    for text in (
        "Innovation survey 2026",
        "Amina Diallo, Deputy Executive Director",
        "Which two areas get a full-time adviser next year",
        "1 February 2027",
        "Only you: not your manager, not the people who run this site.",
        "Everybody invited and the head of the organisation, on the same page",
        "From 10 to 14 people in it are invited",
        "Your unit: the office, section or division whose head plans your work",
        "How large is your unit?",
        "This survey is a pilot",
        "reviewed, not yet tested with staff",
    ):
        assert text in page.text
    assert token(wave) not in page.html


def test_answers_go_into_one_sealed_ballot(
    visitor: Visitor, wave: OpenWave, questionnaire: Questionnaire
) -> None:
    visitor.get(f"/assessment/link/{token(wave)}")
    visitor.begin_invited()
    visitor.answer("strategy", {"goals-set": "4", "goals-problems": "cannot-say"})
    visitor.answer("culture", {"learning-used": "does-not-apply"})
    visitor.answer("progress", {"culture": "clearly-better"})
    visitor.answer("barriers", {"barriers": ["none"]})
    assert (ballots(wave), spent(wave)) == ([], 0)
    page = visitor.submit()
    assert page.h1 == "Your result"
    (ballot,) = ballots(wave)
    assert len(ballot) == BALLOT_BYTES
    assert byte_of(ballot, questionnaire, "question:goals-set") == 4
    assert byte_of(ballot, questionnaire, "question:goals-problems") == 7
    assert byte_of(ballot, questionnaire, "question:learning-used") == 6
    assert byte_of(ballot, questionnaire, "question:learning-spoken") == 0
    assert byte_of(ballot, questionnaire, "progress:culture") == 4
    assert byte_of(ballot, questionnaire, "barrier:none") == 1
    assert spent(wave) == 1


def test_opening_a_link_spends_nothing(new_visitor: Callable[[], Visitor], wave: OpenWave) -> None:
    for _scanner in range(3):
        new_visitor().get(f"/assessment/link/{token(wave)}")
        new_visitor().client.head(f"/assessment/link/{token(wave)}", base_url="https://localhost")
    assert spent(wave) == 0


def test_the_ballot_is_replaced_until_the_wave_closes(
    visitor: Visitor, wave: OpenWave, questionnaire: Questionnaire
) -> None:
    visitor.get(f"/assessment/link/{token(wave)}")
    visitor.begin_invited()
    visitor.answer("strategy", {"goals-set": "2"})
    visitor.submit()
    visitor.answer("strategy", {"goals-set": "5"})
    visitor.submit()
    (ballot,) = ballots(wave)
    assert byte_of(ballot, questionnaire, "question:goals-set") == 5
    wave.close()
    visitor.answer("strategy", {"goals-set": "1"})
    assert "does not take answers now" in visitor.post("/assessment/submit", status=410).text
    (ballot,) = ballots(wave)
    assert byte_of(ballot, questionnaire, "question:goals-set") == 5


def test_double_submission_counts_once(visitor: Visitor, wave: OpenWave) -> None:
    visitor.get(f"/assessment/link/{token(wave)}")
    visitor.begin_invited()
    visitor.submit()
    visitor.submit()
    assert (len(ballots(wave)), spent(wave)) == (1, 1)


def test_a_link_used_under_two_codes_counts_once(
    new_visitor: Callable[[], Visitor], wave: OpenWave
) -> None:
    first, second = new_visitor(), new_visitor()
    for person in (first, second):
        person.get(f"/assessment/link/{token(wave)}")
        person.begin_invited()
    first.submit()
    page = second.post("/assessment/submit", status=410)
    assert page.h1 == "This invitation has been used"
    assert (len(ballots(wave)), spent(wave)) == (1, 1)
    assert second.get("/assessment/result").h1 == "Your result"
    new_visitor().get(f"/assessment/link/{token(wave)}", status=410)


def test_deleting_replaces_the_ballot_by_an_empty_one(visitor: Visitor, wave: OpenWave) -> None:
    visitor.get(f"/assessment/link/{token(wave)}")
    visitor.begin_invited()
    visitor.answer("strategy", {"goals-set": "2"})
    visitor.submit()
    assert "replaced by an empty one" in visitor.get("/assessment/delete").text
    visitor.post("/assessment/delete")
    assert ballots(wave) == [bytes(BALLOT_BYTES)]
    with Session(wave.engines.reading) as session:
        assert session.scalars(select(Blob)).all() == []


def test_a_wave_begins_with_a_module_that_the_code_chooses(
    new_visitor: Callable[[], Visitor], wave: OpenWave
) -> None:
    first_modules = set()
    for person in range(12):
        visitor = new_visitor()
        visitor.get(f"/assessment/link/{token(wave, person)}")
        visitor.begin_invited()
        page = visitor.get("/assessment/tasks")
        first_modules.add(next(link for link in page.links() if "/answer/" in link))
    assert len(first_modules) > 1


def test_another_wave_with_the_same_code_compares_with_the_last(
    visitor: Visitor, settings: Settings, engines: Engines, questionnaire: Questionnaire
) -> None:
    first = open_wave(settings, engines)
    visitor.get(f"/assessment/link/{token(first)}")
    code = visitor.begin_invited()
    for module in questionnaire.modules:
        visitor.answer(module.id, {question.id: "2" for question in module.questions})
    visitor.submit()
    first.close()
    second = open_wave(settings, engines)
    visitor.get(f"/assessment/link/{token(second)}")
    visitor.begin_invited(code=code)
    for module in questionnaire.modules:
        visitor.answer(module.id, {question.id: "3" for question in module.questions})
    assert visitor.submit().text.count("1.0 higher") == 5
    second.close()
    open_wave(settings, engines).close()
    with Session(engines.reading) as session:
        assert sorted(session.scalars(select(Blob.wave_id))) == [second.id]
