"""Cookies that were cut, changed, exchanged, kept or made elsewhere open nothing."""

import base64
from collections.abc import Callable
from dataclasses import replace

import pytest
from browsing import BASE_URL, Visitor
from flask.testing import FlaskClient

from toolkit.app import create_app
from toolkit.config import Settings
from toolkit.storage.database import Engines


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def cookie(client: FlaskClient, name: str) -> str:
    found = client.get_cookie(name, path="/assessment")
    assert found is not None
    return found.value


def put(client: FlaskClient, name: str, value: str) -> None:
    client.set_cookie(name, value, domain="localhost", path="/assessment", secure=True)


def mangled(value: str) -> list[str]:
    raw = base64.urlsafe_b64decode(value)
    return [
        "",
        "x",
        "=",
        "null",
        "\u00e9",
        "%00",
        value[:-4],
        value[:20],
        "A" + value,
        base64.urlsafe_b64encode(raw[:12]).decode(),
        base64.urlsafe_b64encode(raw[:11]).decode(),
        base64.urlsafe_b64encode(bytes(200)).decode(),
        base64.urlsafe_b64encode(raw[:-1] + bytes([raw[-1] ^ 1])).decode(),
        base64.urlsafe_b64encode(bytes([raw[0] ^ 1]) + raw[1:]).decode(),
        "A" * 3000,
    ]


def test_a_sheet_cookie_that_was_tampered_with(begun: Visitor) -> None:
    good = cookie(begun.client, "sheet")
    for value in mangled(good):
        put(begun.client, "sheet", value)
        page = begun.get("/assessment/tasks", status=404)
        assert page.h1 == "There are no answers here"
        begun.get("/assessment/")
    put(begun.client, "sheet", good)
    begun.get("/assessment/tasks")


def test_an_invitation_cookie_that_was_tampered_with(visitor: Visitor, tokens: list[str]) -> None:
    visitor.get(f"/assessment/link/{tokens[0]}")
    for value in mangled(cookie(visitor.client, "invitation")):
        put(visitor.client, "invitation", value)
        assert "Why you are asked" not in visitor.get("/assessment/").text


def test_the_two_cookies_cannot_stand_for_each_other(begun: Visitor, tokens: list[str]) -> None:
    sheet = cookie(begun.client, "sheet")
    begun.get(f"/assessment/link/{tokens[0]}")
    invitation = cookie(begun.client, "invitation")
    put(begun.client, "sheet", invitation)
    put(begun.client, "invitation", sheet)
    assert "Why you are asked" not in begun.get("/assessment/").text
    begun.get("/assessment/tasks", status=404)


def test_cookies_of_another_installation(
    begun: Visitor, settings: Settings, engines: Engines
) -> None:
    elsewhere = Visitor(create_app(replace(settings, secret_key="another" * 8), engines))
    put(elsewhere.client, "sheet", cookie(begun.client, "sheet"))
    elsewhere.get("/assessment/tasks", status=404)
    page_token = begun.token()
    elsewhere.client.set_cookie(
        "session", cookie(begun.client, "session"), domain="localhost", path="/assessment"
    )
    response = elsewhere.client.post(
        "/assessment/finish", data={"csrf_token": page_token}, base_url=BASE_URL
    )
    assert response.status_code == 400


def test_a_tampered_session_is_an_old_page(begun: Visitor, stored: Callable[[], object]) -> None:
    before = stored()
    token = begun.token()
    for value in ("", "x.y.z", cookie(begun.client, "session")[:-3] + "AAA", "e30.aaaa.bbbb"):
        put(begun.client, "session", value)
        response = begun.client.post(
            "/assessment/delete", data={"csrf_token": token}, base_url=BASE_URL
        )
        assert response.status_code == 400
    assert stored() == before


def test_a_replayed_form_after_finishing_finds_nothing(
    begun: Visitor, stored: Callable[[], object]
) -> None:
    begun.get("/assessment/answer/strategy")
    token = begun.token()
    begun.post("/assessment/finish")
    before = stored()
    for path in ("answer/strategy", "submit", "delete", "again", "code", "compare"):
        begun.post(f"/assessment/{path}", {"csrf_token": token, "goals-set": "5"}, status=404)
    assert stored() == before


def test_finishing_leaves_nothing_on_the_device(begun: Visitor, tokens: list[str]) -> None:
    begun.get(f"/assessment/link/{tokens[0]}")
    begun.post("/assessment/finish")
    response = begun.response
    assert response is not None
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    for name in ("sheet", "invitation"):
        assert begun.client.get_cookie(name, path="/assessment") is None


def test_every_cookie_is_hidden_from_scripts_and_other_sites(
    visitor: Visitor, tokens: list[str]
) -> None:
    set_cookies = []
    for path in ("/assessment/", f"/assessment/link/{tokens[0]}", "/language/en"):
        set_cookies += visitor.fetch(path).headers.getlist("Set-Cookie")
    begun = visitor.send("/assessment/begin", {"size": "small"})
    set_cookies += begun.headers.getlist("Set-Cookie")
    by_name = {line.partition("=")[0]: line for line in set_cookies if "Max-Age=0" not in line}
    assert set(by_name) == {"session", "invitation", "sheet", "language"}
    for name, line in by_name.items():
        assert {"HttpOnly", "Secure", "SameSite=Lax"} <= set(line.split("; ")), line
        assert ("Path=/assessment" in line) is (name != "language"), line
        assert "Domain" not in line


def test_a_code_stands_in_no_address_and_no_header(visitor: Visitor) -> None:
    visitor.get("/assessment/")
    response = visitor.send("/assessment/begin", {"size": "small", "perspective": "unit"})
    code = visitor.get("/assessment/code").all("p")
    written = next(p.get("data-text", "") for p in code if p.get("id") == "code")
    assert len(written) == 30
    plain = written.replace("-", "")
    for answer in (
        response,
        visitor.fetch("/assessment/code"),
        visitor.fetch("/assessment/code/file"),
        visitor.send("/assessment/code"),
        visitor.send("/assessment/return", {"code": written}),
    ):
        headers = str(answer.headers).upper()
        assert plain not in headers.replace("-", "")
    page = visitor.get("/assessment/tasks")
    assert not any(plain in link.replace("-", "") for link in page.links())
