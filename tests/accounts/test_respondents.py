"""Respondents' pages know nothing of accounts: no query, no cookie, whoever opens them."""

from collections.abc import Callable

import pytest
from accounts import People
from browsing import BASE_URL, Visitor
from flask import Flask
from flask.testing import FlaskClient
from htmlpage import Page

from questionnaires.model import Questionnaire
from toolkit.roles import Role

PAGES = (
    "/",
    "/about",
    "/privacy",
    "/method",
    "/health",
    "/tools/",
    "/assessment/",
    "/assessment/return",
    "/assessment/tasks",
    "/assessment/answer/strategy",
    "/assessment/check",
    "/assessment/result",
    "/no-such-page",
)


@pytest.fixture
def staff_cookie(visitor: Visitor, people: People, sign_in: Callable[..., Page]) -> str:
    people.add((Role.ADMINISTRATOR, ""))
    sign_in()
    cookie = visitor.client.get_cookie("staff", path="/account")
    assert cookie is not None
    return cookie.value


def sheet_of(visitor: Visitor, questionnaire: Questionnaire) -> str:
    """A sheet with some answers, submitted, as its cookie."""
    visitor.begin()
    first = questionnaire.modules[0]
    visitor.answer(first.id, {question.id: "3" for question in first.questions})
    visitor.submit()
    cookie = visitor.client.get_cookie("sheet", path="/assessment")
    assert cookie is not None
    return cookie.value


def open_all(app: Flask, cookies: str) -> list[tuple[int, list[str]]]:
    client: FlaskClient = app.test_client(use_cookies=False)
    found = []
    for path in PAGES:
        response = client.get(path, base_url=BASE_URL, headers={"Cookie": cookies})
        names = [text.split("=")[0] for text in response.headers.getlist("Set-Cookie")]
        found.append((response.status_code, names))
    return found


def test_no_statement_more_for_somebody_who_is_signed_in(
    app: Flask,
    staff_cookie: str,
    new_visitor: Callable[[], Visitor],
    questionnaire: Questionnaire,
    statements: list[str],
) -> None:
    sheet = sheet_of(new_visitor(), questionnaire)
    open_all(app, f"sheet={sheet}")  # what is read once, such as content, is read
    statements.clear()
    answers = open_all(app, f"sheet={sheet}")
    alone = list(statements)
    assert len(alone) > len(PAGES)
    assert [status for status, _names in answers].count(200) == len(PAGES) - 1
    statements.clear()
    # A browser would not send the staff's cookie there. Even under the respondents' name it counts
    # for nothing.
    answers = open_all(app, f"sheet={sheet}; staff={staff_cookie}; session={staff_cookie}")
    assert statements == alone
    assert not [text for text in alone if "user_account" in text or "role_grant" in text]
    cookies = {name for _status, names in answers for name in names}
    assert cookies <= {"session", "sheet", "invitation"}


def test_a_page_of_staff_asks_for_the_account_and_its_roles_once(
    visitor: Visitor, staff_cookie: str, statements: list[str]
) -> None:
    assert staff_cookie
    statements.clear()
    visitor.get("/account/")
    asked = [text for text in statements if "user_account" in text or "role_grant" in text]
    assert len(asked) == 2


def test_browsers_send_the_staff_cookie_to_staff_pages_only(
    visitor: Visitor, staff_cookie: str
) -> None:
    assert staff_cookie
    for path in PAGES:
        visitor.fetch(path)
        response = visitor.fetch(path)
        assert "staff=" not in response.request.headers.get("Cookie", "")
    assert "staff=" in visitor.fetch("/account/").request.headers["Cookie"]


def test_a_respondents_session_signs_nobody_in(
    visitor: Visitor,
) -> None:
    visitor.get("/assessment/")
    cookie = visitor.client.get_cookie("session", path="/assessment")
    assert cookie is not None
    visitor.client.set_cookie("staff", cookie.value, path="/account", secure=True)
    assert visitor.get("/account/").h1 == "Sign in"


def test_answering_signs_nobody_out(
    visitor: Visitor, staff_cookie: str, questionnaire: Questionnaire
) -> None:
    assert staff_cookie
    sheet_of(visitor, questionnaire)
    visitor.post("/assessment/finish")
    assert visitor.get("/account/").h1 == "Your account"
