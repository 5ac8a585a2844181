"""The same thing twice, one after the other or at the same moment: counted once, nothing lost."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest
from browsing import BASE_URL, Visitor
from flask import Flask
from htmlpage import Page, faults
from sqlalchemy import event
from sqlalchemy.orm import Session
from waves import OpenWave
from werkzeug.test import TestResponse

from questionnaires.model import Questionnaire
from questionnaires.responses import items
from toolkit.assess import service
from toolkit.assess.service import WaveNotOpenError
from toolkit.models import Ballot, Link, Wave
from toolkit.sealing.ballots import BALLOT_BYTES, unseal
from toolkit.sealing.codes import read
from toolkit.storage.database import Engines

Stored = Callable[[], dict[str, set[tuple[object, ...]]]]


def spent(stored: Stored) -> int:
    return sum(bool(row[2]) for row in stored()["link"])


def opened(wave: OpenWave) -> list[bytes]:
    with Session(wave.engines.reading) as session:
        return [
            unseal(wave.private_key(), wave.id, ballot.cell_id, ballot.body)
            for ballot in session.query(Ballot)
        ]


def at_once(
    app: Flask, visitors: list[Visitor], path: str, forms: list[dict[str, str]]
) -> list[TestResponse]:
    """Send each visitor's form from a thread of its own, all let go at the same moment."""
    barrier = Barrier(len(visitors))
    tokens = [visitor.token() for visitor in visitors]
    cookies = [
        "; ".join(
            f"{name}={found.value}"
            for name in ("session", "sheet")
            if (found := visitor.client.get_cookie(name, path="/assessment"))
        )
        for visitor in visitors
    ]

    def send(number: int) -> TestResponse:
        barrier.wait()
        return app.test_client(use_cookies=False).post(
            forms[number].get("path", path),
            data={"csrf_token": tokens[number]} | forms[number],
            headers={"Cookie": cookies[number]},
            base_url=BASE_URL,
        )

    with ThreadPoolExecutor(len(visitors)) as pool:
        return list(pool.map(send, range(len(visitors))))


def test_submitting_twice(invited: Visitor, stored: Stored, wave: OpenWave) -> None:
    invited.submit()
    (first,) = stored()["ballot"]
    invited.submit()
    (second,) = stored()["ballot"]
    assert first[:2] == second[:2]
    assert first[2] != second[2]
    assert spent(stored) == 1
    assert len(set(opened(wave))) == 1


@pytest.mark.parametrize("round_", range(3))
def test_submitting_twice_at_the_same_moment(
    app: Flask, invited: Visitor, stored: Stored, round_: int
) -> None:
    responses = at_once(app, [invited] * 4, "/assessment/submit", [{}] * 4)
    assert [response.status_code for response in responses] == [303] * 4, round_
    assert (len(stored()["ballot"]), spent(stored)) == (1, 1)
    assert invited.get("/assessment/result").h1 == "Your result"


@pytest.mark.parametrize("round_", range(3))
def test_two_people_with_one_link_at_the_same_moment(
    app: Flask, new_visitor: Callable[[], Visitor], tokens: list[str], stored: Stored, round_: int
) -> None:
    people = [new_visitor() for _ in range(3)]
    for person in people:
        person.get(f"/assessment/link/{tokens[0]}")
        person.begin_invited()
    responses = at_once(app, people, "/assessment/submit", [{}] * 3)
    assert sorted(r.status_code for r in responses) == [303, 410, 410], round_
    assert (len(stored()["ballot"]), spent(stored)) == (1, 1)
    for response in responses:
        assert response.status_code == 303 or not faults(Page(response.text))


@pytest.mark.parametrize("round_", range(3))
def test_parts_saved_at_the_same_moment_lose_nothing(
    app: Flask, visitor: Visitor, questionnaire: Questionnaire, round_: int
) -> None:
    visitor.begin()
    forms = [
        {"path": f"/assessment/answer/{module.id}", module.questions[0].id: "4"}
        for module in questionnaire.modules
    ]
    responses = at_once(app, [visitor] * len(forms), "", forms)
    assert [response.status_code for response in responses] == [303] * len(forms), round_
    for module in questionnaire.modules:
        page = visitor.get(f"/assessment/answer/{module.id}")
        assert page.values(module.questions[0].id) == ["4"]


def test_saving_while_submitting_loses_nothing(
    app: Flask, invited: Visitor, stored: Stored
) -> None:
    forms = [
        {"path": "/assessment/submit"},
        {"path": "/assessment/answer/culture", "learning-used": "5"},
    ]
    responses = at_once(app, [invited] * 2, "", forms)
    assert [response.status_code for response in responses] == [303, 303]
    assert invited.get("/assessment/answer/culture").values("learning-used") == ["5"]
    assert (len(stored()["ballot"]), spent(stored)) == (1, 1)


def test_beginning_twice_under_one_code_at_the_same_moment(app: Flask, begun: Visitor) -> None:
    begun.get("/assessment/")
    code = begun.begin()
    begun.post("/assessment/delete")
    fresh = begun.begin()
    form = {"size": "small", "perspective": "unit", "code": fresh}
    responses = at_once(app, [begun] * 3, "/assessment/begin", [form] * 3)
    assert {response.status_code for response in responses} == {303}
    begun.post("/assessment/return", {"code": code}, status=422)


def test_answering_anew_twice_keeps_what_was_finished(
    visitor: Visitor, questionnaire: Questionnaire
) -> None:
    visitor.begin()
    module = questionnaire.modules[0]
    every = {question.id: "4" for question in module.questions}
    visitor.answer(module.id, every)
    visitor.submit()
    visitor.post("/assessment/again")
    visitor.post("/assessment/again")
    visitor.answer(module.id, dict.fromkeys(every, "3"))
    assert "1.0 lower" in visitor.submit().text


def test_deleting_twice(invited: Visitor, stored: Stored, wave: OpenWave) -> None:
    invited.submit()
    invited.get("/assessment/delete")
    token = invited.token()
    invited.post("/assessment/delete")
    invited.post("/assessment/delete", {"csrf_token": token}, status=404)
    assert opened(wave) == [bytes(BALLOT_BYTES)]
    assert (stored()["blob"], spent(stored)) == (set(), 1)


# On SQLite a writer waits for the other from its beginning.
@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_wave_that_closes_in_the_middle_of_deleting_keeps_its_ballots(
    visitor: Visitor, tokens: list[str], wave: OpenWave, questionnaire: Questionnaire
) -> None:
    visitor.get(f"/assessment/link/{tokens[0]}")
    code = visitor.begin_invited()
    visitor.answer("strategy", {"goals-set": "3"})
    visitor.submit()
    key = service.Key(read(code), wave.id)
    with (
        _after_first_reading_of(Wave, wave.engines, wave.close),
        Session(wave.engines.writing) as session,
        pytest.raises(WaveNotOpenError),
        session.begin(),
    ):
        service.delete(session, key, wave.settings.keys)
    (ballot,) = opened(wave)
    assert ballot[items(questionnaire).index("question:goals-set")] == 3


@contextmanager
def _after_first_reading_of(
    table: type[Wave], engines: Engines, happens: Callable[[], None]
) -> Iterator[None]:
    """Let something happen in another connection between a transaction's read and its write."""
    done: list[bool] = []

    def watch(*arguments: object) -> None:
        if f"FROM {table.__tablename__}" in str(arguments[2]) and not done:
            done.append(True)
            happens()

    event.listen(engines.writing, "after_cursor_execute", watch)
    try:
        yield
    finally:
        event.remove(engines.writing, "after_cursor_execute", watch)
    assert done


def test_ballots_never_outnumber_spent_links(
    visitor: Visitor, tokens: list[str], engines: Engines
) -> None:
    visitor.get(f"/assessment/link/{tokens[0]}")
    code = visitor.begin_invited()
    visitor.submit()
    for token in tokens[1:4]:
        visitor.post("/assessment/delete")
        visitor.get(f"/assessment/link/{token}")
        visitor.post("/assessment/begin", {"size": "small", "code": code}, status=422)
        code = visitor.begin_invited()
        visitor.submit()
    with Session(engines.reading) as session:
        assert session.query(Ballot).count() <= session.query(Link).filter(Link.spent).count()
