"""Every exception has its page: a status, a title, and what can be done."""

import logging
import sqlite3
from collections.abc import Iterator

import pytest
from browsing import BASE_URL, Visitor
from flask import Flask
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from werkzeug.exceptions import (
    BadRequest,
    Forbidden,
    HTTPException,
    ImATeapot,
    InternalServerError,
    MethodNotAllowed,
    NotFound,
    RequestEntityTooLarge,
    ServiceUnavailable,
)

from toolkit import errors
from toolkit.assess.service import (
    NoSheetError,
    SpentLinkError,
    UnknownLinkError,
    WaveNotOpenError,
)
from toolkit.errors import page_of
from toolkit.sealing.blobs import BlobError
from toolkit.web.throttle import TooManyFailuresError

DATABASE = ("INSERT INTO blob", {"body": "secret answers"}, sqlite3.OperationalError("locked"))
STATUSES: list[tuple[Exception, int]] = [
    (CSRFError(), 400),
    (UnknownLinkError(), 404),
    (SpentLinkError(), 410),
    (WaveNotOpenError(), 410),
    (NoSheetError(), 404),
    (BlobError(), 500),
    (TooManyFailuresError(), 429),
    (OperationalError(*DATABASE), 503),
    (IntegrityError(*DATABASE), 503),
    (DataError(*DATABASE), 503),
    (BadRequest(), 400),
    (Forbidden(), 403),
    (ImATeapot(), 400),
    (NotFound(), 404),
    (MethodNotAllowed(), 405),
    (RequestEntityTooLarge(), 413),
    (InternalServerError(), 500),
    (ServiceUnavailable(), 500),
    (ValueError("secret answers"), 500),
    (RecursionError(), 500),
]
WITH_WORDS = [
    *errors._BY_EXCEPTION.items(),  # noqa: SLF001 - every row of the table
    *errors._BY_STATUS.items(),  # noqa: SLF001
]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages of errors do not depend on the database."""
    return sqlite_url


@pytest.fixture
def failing(app: Flask) -> Flask:
    """An application in which ``/tools/<number>`` raises that row of the table."""

    def fail(tool_id: str) -> str:
        raise STATUSES[int(tool_id)][0]

    app.view_functions["catalog.tool"] = fail
    return app


@pytest.fixture
def words(app: Flask) -> Iterator[None]:
    with app.test_request_context(base_url=BASE_URL):
        yield


@pytest.mark.parametrize(("error", "status"), STATUSES, ids=lambda value: type(value).__name__)
def test_the_status(error: Exception, status: int) -> None:
    assert page_of(error).status == status


@pytest.mark.parametrize("number", range(len(STATUSES)))
def test_the_page(failing: Flask, number: int) -> None:
    error, status = STATUSES[number]
    page = Visitor(failing).get(f"/tools/{number}", status=status)
    assert "secret" not in page.html
    assert type(error).__name__ not in page.html
    assert "Traceback" not in page.html
    assert len(page.text.split()) > 20


@pytest.mark.usefixtures("words")
@pytest.mark.parametrize(("key", "page"), WITH_WORDS, ids=lambda value: str(value)[:40])
def test_every_row_of_the_table_has_a_title_and_says_what_to_do(
    key: type[Exception] | int, page: errors.ErrorPage
) -> None:
    assert page.title()
    assert not page.title().endswith(".")
    assert page.text().endswith(".")
    assert len(page.text().split()) >= 8
    assert 400 <= page.status < 600
    assert not isinstance(key, int) or key == page.status


@pytest.mark.parametrize(
    ("error", "paths"),
    [
        (SpentLinkError(), ["/assessment/return", "/"]),
        (WaveNotOpenError(), ["/assessment/return", "/"]),
        (NoSheetError(), ["/assessment/return", "/assessment/"]),
        (BlobError(), ["/assessment/", "/"]),
        (NotFound(), ["/"]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_page_leads_where_its_words_send(
    failing: Flask, error: Exception, paths: list[str]
) -> None:
    number = next(n for n, (one, _) in enumerate(STATUSES) if type(one) is type(error))
    page = Visitor(failing).get(f"/tools/{number}", status=page_of(error).status)
    (main,) = page.all("main")
    assert [link.get("href") for link in main.iter("a")] == paths


def test_the_nearest_class_decides() -> None:
    class LockedError(OperationalError):
        """A kind that the table does not name."""

    class OddError(NoSheetError):
        """A kind that the table does not name."""

    assert page_of(LockedError(*DATABASE)).status == 503
    assert page_of(OddError()).status == 404


def test_a_redirect_is_no_error(failing: Flask) -> None:
    response = Visitor(failing).fetch("/tools")
    assert response.status_code == 308
    assert response.location.endswith("/tools/")


def test_what_failed_is_logged_and_nothing_that_was_worked_on(
    failing: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    number = next(n for n, (error, _) in enumerate(STATUSES) if isinstance(error, ValueError))
    with caplog.at_level(logging.DEBUG):
        Visitor(failing).get(f"/tools/{number}?code=secret", status=500)
    assert "ValueError" in caplog.text
    assert "test_errors.py" in caplog.text
    for trace in ("secret", "/tools/", "code=", "127.0.0.1"):
        assert trace not in caplog.text


def test_a_respondents_mistake_is_not_logged(
    failing: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        Visitor(failing).get("/nowhere", status=404)
        Visitor(failing).get("/assessment/link/wrong", status=404)
    assert caplog.records == []


def test_an_unknown_status_is_a_request_that_cannot_be_understood() -> None:
    class OddError(HTTPException):
        code = 418

    assert page_of(OddError()).status == 400
