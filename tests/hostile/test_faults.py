"""A database that is locked, full, broken off or gone: nothing lost, nothing said in a log."""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import psycopg
import pytest
from browsing import BASE_URL, Visitor
from flask import Flask
from htmlpage import Page, faults
from sqlalchemy import create_engine, event, text
from sqlalchemy.orm import Session
from waves import OpenWave

from toolkit import errors
from toolkit.config import Settings
from toolkit.storage import database
from toolkit.storage.database import Engines

Fault = Callable[[], AbstractContextManager[None]]
CODE = re.compile(r"[0-9A-Z]{5}(-[0-9A-Z]{5}){3}-[0-9A-Z]{6}")


@pytest.fixture
def engines(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engines]:
    monkeypatch.setattr(database, "BUSY_SECONDS", 1)
    engines = database.connect(settings.database_url)
    yield engines
    engines.dispose()


@pytest.fixture
def locked(settings: Settings) -> Fault:
    """Another connection holds the lock that every writer needs."""

    @contextmanager
    def hold() -> Iterator[None]:
        engine = create_engine(settings.database_url, isolation_level="AUTOCOMMIT")
        statements = {
            "sqlite": ("BEGIN IMMEDIATE",),
            "postgresql": ("BEGIN", "LOCK TABLE blob IN EXCLUSIVE MODE"),
        }
        with engine.connect() as connection:
            for statement in statements[engine.dialect.name]:
                connection.exec_driver_sql(statement)
            yield
            connection.exec_driver_sql("ROLLBACK")
        engine.dispose()

    return hold


@pytest.fixture
def gone(settings: Settings) -> Fault:
    """A table cannot be found, for reading or writing."""

    @contextmanager
    def rename() -> Iterator[None]:
        with database.transaction(settings.database_url) as session:
            session.execute(text("ALTER TABLE blob RENAME TO blob_away"))
        yield
        with database.transaction(settings.database_url) as session:
            session.execute(text("ALTER TABLE blob_away RENAME TO blob"))

    return rename


def send_again(visitor: Visitor) -> Page:
    """Choose the button of the page that says that nothing was saved."""
    page = visitor.page
    assert page is not None
    (form,) = (form for form in page.all("form") if form.get("method") == "post")
    fields: dict[str, list[str]] = {}
    for field in form.iter("input"):
        fields.setdefault(field.get("name", ""), []).append(field.get("value", ""))
    assert any("Try again" in "".join(button.itertext()) for button in form.iter("button"))
    return visitor.post(form.get("action", ""), fields)


@pytest.mark.parametrize("kind", ["locked", "gone"])
def test_answers_that_could_not_be_saved_wait_in_the_page(
    begun: Visitor, kind: str, request: pytest.FixtureRequest
) -> None:
    fault: Fault = request.getfixturevalue(kind)
    given = {"goals-set": "5", "goals-problems": "cannot-say", "go": "goals-problems"}
    with fault():
        page = begun.post("/assessment/answer/strategy", given, status=503)
    assert page.h1 == "Not saved, please try again"
    for name, value in given.items():
        assert page.values(name) == [value]
    send_again(begun)
    page = begun.get("/assessment/answer/strategy")
    assert page.values("goals-set") == ["5"]
    assert page.values("goals-problems") == ["cannot-say"]


def test_a_field_with_several_values_waits_whole(begun: Visitor, locked: Fault) -> None:
    chosen = ["time", "risk"]
    page = begun.get("/assessment/answer/barriers")
    chosen = [
        field.get("value", "") for field in page.all("input") if field.get("name") == "barriers"
    ][:2]
    with locked():
        begun.post("/assessment/answer/barriers", {"barriers": chosen}, status=503)
    send_again(begun)
    kept = begun.get("/assessment/answer/barriers").values("barriers")
    assert sorted(kept) == sorted(chosen)


def test_what_is_typed_is_shown_as_text_and_never_as_markup(begun: Visitor, locked: Fault) -> None:
    nasty = '"><script>alert(1)</script>\0\ufffe'
    with locked():
        page = begun.post("/assessment/answer/strategy", {nasty: nasty, "b": "1"}, status=503)
    assert "<script>alert" not in page.html


@pytest.mark.parametrize("path", ["submit", "delete", "again"])
def test_a_form_without_fields_can_be_sent_again_too(
    begun: Visitor, locked: Fault, path: str
) -> None:
    begun.submit()
    with locked():
        begun.post(f"/assessment/{path}", status=503)
    send_again(begun)


def test_beginning_can_be_sent_again(visitor: Visitor, locked: Fault) -> None:
    form = {"size": "large", "perspective": "team"}
    with locked():
        visitor.post("/assessment/begin", form, status=503)
        assert visitor.client.get_cookie("sheet", path="/assessment") is None
    assert send_again(visitor).h1 == "Keep your recovery code"


def test_an_autosave_that_fails_is_offline_to_the_page(begun: Visitor, locked: Fault) -> None:
    with locked():
        response = begun.send(
            "/assessment/answer/strategy", {"goals-set": "5"}, headers={"X-Autosave": "1"}
        )
    assert response.status_code == 503


def test_a_ballot_that_cannot_be_cast_spends_nothing(
    invited: Visitor, locked: Fault, stored: Callable[[], object]
) -> None:
    before = stored()
    with locked():
        invited.post("/assessment/submit", status=503)
    assert stored() == before
    assert send_again(invited).h1 == "Your result"


def test_pages_that_cannot_be_read_say_so(begun: Visitor, gone: Fault) -> None:
    with gone():
        for path in ("tasks", "answer/strategy", "check", "result", "delete"):
            page = begun.get(f"/assessment/{path}", status=503)
            assert page.h1 == "This page cannot be shown just now"
        begun.get("/assessment/copy", status=503)
        begun.get("/assessment/")
    begun.get("/assessment/tasks")


def test_returning_can_be_tried_again(begun: Visitor, gone: Fault) -> None:
    code = begun.begin()
    begun.post("/assessment/finish")
    begun.get("/assessment/return")
    with gone():
        page = begun.post("/assessment/return", {"code": code}, status=503)
    assert page.values("code") == [code]
    assert "parts completed" in send_again(begun).text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_full_disk(visitor: Visitor, engines: Engines) -> None:
    with engines.writing.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    form = {"size": "large", "perspective": "team"}
    page = visitor.post("/assessment/begin", form, status=503)
    assert page.values("perspective") == ["team"]
    with engines.writing.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 1000}")
    send_again(visitor)


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_connection_that_breaks_at_the_last_moment(
    invited: Visitor, wave: OpenWave, settings: Settings, stored: Callable[[], object]
) -> None:
    before = stored()
    address = settings.database_url.replace("+psycopg", "")

    def kill(session: Session) -> None:
        pid = session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with psycopg.connect(address, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [pid])

    event.listen(Session, "before_commit", kill)
    try:
        invited.post("/assessment/submit", status=503)
    finally:
        event.remove(Session, "before_commit", kill)
    assert stored() == before
    assert send_again(invited).h1 == "Your result"
    assert wave.id


def test_failures_leave_no_trace_of_the_request(
    begun: Visitor,
    locked: Fault,
    gone: Fault,
    tokens: list[str],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    code = begun.begin()
    for fault in (locked, gone):
        with fault():
            begun.post("/assessment/answer/strategy", {"goals-set": "cannot-say"}, status=503)
            begun.post("/assessment/submit", status=503)
    with gone():
        begun.fetch(f"/assessment/link/{tokens[0]}")
        begun.get("/assessment/result?where=secret-query", status=503)
        begun.post("/assessment/return", {"code": code}, status=503)
    begun.get("/assessment/link/wrong-token", status=404)
    said = caplog.text + "".join(capfd.readouterr())
    assert "toolkit" in said
    for secret in (
        code,
        code.replace("-", ""),
        tokens[0],
        "cannot-say",
        "goals-set",
        "/assessment",
        "secret-query",
        "wrong-token",
        "127.0.0.1",
        "parameters",
        "INSERT",
    ):
        assert secret not in said, secret


def test_an_error_page_that_cannot_be_made_is_still_a_page(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise RuntimeError("secret words")

    app.jinja_env.globals["static_url"] = broken
    response = app.test_client().get("/no/such/page", base_url=BASE_URL)
    assert response.status_code == 404
    assert not faults(Page(response.text))
    assert "secret words" not in caplog.text
    assert response.headers["Cache-Control"] == "no-store"


def test_a_damaged_blob_says_so(begun: Visitor, settings: Settings) -> None:
    with database.transaction(settings.database_url) as session:
        body = session.execute(text("SELECT body FROM blob")).scalar_one()
        session.execute(text("UPDATE blob SET body = :body"), {"body": bytes(body[:-1]) + b"x"})
    for path in ("tasks", "result", "copy", "answer/strategy"):
        page = begun.get(f"/assessment/{path}", status=500)
        assert page.h1 == "Your answers cannot be opened"
    begun.post("/assessment/answer/strategy", {"goals-set": "2"}, status=500)
    begun.begin()


def test_no_database_error_becomes_an_error_of_ours() -> None:
    for kind in database_errors():
        assert errors.page_of(kind("", {}, Exception())).status == 503


def database_errors() -> list[Callable[..., Exception]]:
    from sqlalchemy import exc  # noqa: PLC0415

    return [exc.OperationalError, exc.InternalError, exc.IntegrityError, exc.InterfaceError]
