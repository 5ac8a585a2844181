"""Whoever is invited by an entity that asks something of its own is asked it after the core."""

import json
from collections.abc import Callable
from io import BytesIO

import ownasked
import pytest
from browsing import Visitor
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session
from voting import roster
from waves import OpenWave, open_wave

from questionnaires.model import Questionnaire
from questionnaires.responses import items
from toolkit.config import Settings
from toolkit.models import Ballot, Link, OwnQuestionsKept
from toolkit.planning import ownquestions
from toolkit.sealing.ballots import BALLOT_BYTES, unseal
from toolkit.sealing.links import link_id
from toolkit.storage.database import Engines

ASKING, SMALL, SILENT = "Alpha", "Bravo", "Charlie"
PART = "/assessment/answer/own-questions"


@pytest.fixture
def wave(settings: Settings, engines: Engines) -> OpenWave:
    sizes = {(ASKING, ""): 24, (SMALL, ""): 19, (SILENT, ""): 24}
    return open_wave(settings, engines, roster(sizes), own={ASKING: 3, SMALL: 2})


def token(wave: OpenWave, entity: str = ASKING, person: int = 0) -> str:
    return wave.tokens[f"{entity}--{person}"]


def ballots(wave: OpenWave, questionnaire: Questionnaire) -> list[bytes]:
    """The five bytes of each ballot for own questions; all of a ballot's length is checked."""
    key, core = wave.private_key(), len(items(questionnaire))
    with Session(wave.engines.reading) as session:
        rows = session.scalars(select(Ballot)).all()
        assert len({len(row.body) for row in rows}) == 1
        opened = [unseal(key, wave.id, row.cell_id, row.body) for row in rows]
    assert {len(one) for one in opened} == {BALLOT_BYTES}
    assert not any(any(one[core + 5 :]) for one in opened)
    return [one[core : core + 5] for one in opened]


def begin(visitor: Visitor, wave: OpenWave, entity: str = ASKING, person: int = 0) -> str:
    visitor.get(f"/assessment/link/{token(wave, entity, person)}")
    return visitor.begin_invited()


def test_the_start_says_who_asks_how_long_it_takes_and_who_will_see_it(
    new_visitor: Callable[[], Visitor], wave: OpenWave
) -> None:
    page = new_visitor().get(f"/assessment/link/{token(wave)}")
    assert "about 17 minutes" in page.text
    assert "Alpha asks 3 questions of its own" in page.text
    assert "only from 20 answers" in page.text
    for entity in (SMALL, SILENT):
        page = new_visitor().get(f"/assessment/link/{token(wave, entity)}")
        assert "about 15 minutes" in page.text
        assert "of its own" not in page.text


def test_they_are_asked_after_the_core_and_go_into_the_same_ballot(
    visitor: Visitor, wave: OpenWave, questionnaire: Questionnaire
) -> None:
    begin(visitor, wave)
    tasks = visitor.get("/assessment/tasks")
    assert tasks.text.index("Tools you have tried") < tasks.text.index("Questions of Alpha")
    page = visitor.answer("tools-tried", {})
    assert page.h1 == "Questions of Alpha"
    for text in (
        "Alpha itself asks these",
        "They count in no module",
        "for the whole of Alpha",
        "only from 20 answers",
        "How do you use our network for small experiments?",
        "Some of us know that the network for experiments exists.",
        "Question 3 of 3",
    ):
        assert text in page.text
    following = visitor.send(
        PART, {"own-1": "4", "own-2": "cannot-say", "own-3": "does-not-apply", "go": "own-2"}
    )
    assert following.headers["Location"] == f"{PART}#own-2"
    check = visitor.get("/assessment/check")
    assert "Each quarter the fund helps us with an experiment." in check.text
    visitor.submit()
    assert ballots(wave, questionnaire) == [bytes([4, 7, 6, 0, 0])]


def test_they_change_nothing_in_the_own_result(
    new_visitor: Callable[[], Visitor], wave: OpenWave
) -> None:
    results = []
    for person, level in enumerate(("1", "5", "")):
        visitor = new_visitor()
        begin(visitor, wave, person=person)
        visitor.answer("strategy", {"goals-set": "4"})
        visitor.answer("own-questions", {"own-1": level} if level else {})
        results.append(visitor.submit().text)
    assert len(set(results)) == 1
    assert "Questions of Alpha" not in results[0]


def test_they_are_kept_changed_copied_and_deleted_with_everything_else(
    new_visitor: Callable[[], Visitor], wave: OpenWave, questionnaire: Questionnaire
) -> None:
    code = begin(visitor := new_visitor(), wave)
    visitor.answer("own-questions", {"own-1": "2"})
    visitor.submit()
    later = new_visitor()
    later.get("/assessment/return")
    assert "1 of 3 answered" in later.post("/assessment/return", {"code": code}).text
    assert 'name="own-1" type="radio" value="2" checked' in later.get(PART).html
    copy = later.fetch("/assessment/copy").data
    assert json.loads(copy)["response"]["own"] == {"own-1": 2}
    later.get("/assessment/result")
    assert (
        "What has changed" in later.post("/assessment/compare", {"copy": (BytesIO(copy), "c")}).text
    )
    later.answer("own-questions", {"own-2": "5"})
    later.submit()
    assert ballots(wave, questionnaire) == [bytes([0, 5, 0, 0, 0])]
    later.post("/assessment/delete")
    assert ballots(wave, questionnaire) == [bytes(5)]


@pytest.mark.parametrize("entity", [SMALL, SILENT])
def test_others_are_not_asked_and_can_answer_nothing_of_the_kind(
    visitor: Visitor, wave: OpenWave, questionnaire: Questionnaire, entity: str
) -> None:
    begin(visitor, wave, entity)
    assert "Questions of" not in visitor.get("/assessment/tasks").text
    visitor.get(PART, status=404)
    visitor.post(PART, {"own-1": "5"}, status=404)
    visitor.answer("strategy", {"goals-set": "4", "own-1": "5"})
    visitor.submit()
    assert ballots(wave, questionnaire) == [bytes(5)]


def test_who_answers_alone_is_asked_nothing_of_the_kind(visitor: Visitor, wave: OpenWave) -> None:
    assert wave.id
    visitor.begin()
    visitor.get(PART, status=404)


@pytest.mark.parametrize("answer", ["6", "0", "yes", "-1"])
def test_what_is_no_answer_is_refused(visitor: Visitor, wave: OpenWave, answer: str) -> None:
    begin(visitor, wave)
    visitor.post(PART, {"own-1": answer}, status=422)
    assert "0 of 3" not in visitor.get("/assessment/tasks").text


def test_a_question_that_was_not_asked_takes_no_answer(
    visitor: Visitor, wave: OpenWave, questionnaire: Questionnaire
) -> None:
    begin(visitor, wave)
    visitor.answer("own-questions", {"own-1": "3", "own-4": "5"})
    visitor.submit()
    assert ballots(wave, questionnaire) == [bytes([3, 0, 0, 0, 0])]


def test_whoever_moves_to_another_entity_is_asked_what_that_one_asks(
    visitor: Visitor, wave: OpenWave, questionnaire: Questionnaire
) -> None:
    """A link that is gone, and another with the same code before anything was submitted."""
    code = begin(visitor, wave)
    visitor.answer("own-questions", {"own-1": "3"})
    with wave.engines.write() as session:
        session.delete(session.get_one(Link, link_id(token(wave))))
    visitor.get(f"/assessment/link/{token(wave, SILENT)}")
    visitor.begin_invited(code=code)
    visitor.get(PART, status=404)
    visitor.submit()
    assert ballots(wave, questionnaire) == [bytes(5)]


def test_questions_that_were_changed_in_the_database_are_asked_of_nobody(
    visitor: Visitor, wave: OpenWave, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(visitor, wave)
    with wave.engines.write() as session:
        text = ownasked.question("secret").model_dump_json()
        session.execute(update(OwnQuestionsKept).values(text=f"[{text}]"))
    monkeypatch.setattr(ownquestions, "_BY_HASH", {})  # as in a process that starts later
    page = visitor.get("/assessment/tasks", status=500)
    assert page.h1 == "These questions were changed"


def test_a_page_asks_the_database_for_them_once_and_never_where_nobody_asks(
    visitor: Visitor, wave: OpenWave, settings: Settings, engines: Engines
) -> None:
    other = open_wave(settings, engines, roster({("Delta", ""): 24}))
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    begin(visitor, other, "Delta")
    event.listen(engines.reading, "before_cursor_execute", note)
    try:
        visitor.get("/assessment/tasks")
        alone = [one for one in statements if "own_questions.text" in one]
        begin(visitor, wave)
        statements.clear()
        visitor.get("/assessment/tasks")
        visitor.get(PART)
        asked = [one for one in statements if "own_questions.text" in one]
    finally:
        event.remove(engines.reading, "before_cursor_execute", note)
    assert statements
    assert (alone, asked) == ([], [])
