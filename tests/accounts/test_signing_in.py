"""Signing in and out, on SQLite and on PostgreSQL."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from accounts import EMAIL, PASSWORD, People
from argon2 import PasswordHasher
from browsing import BASE_URL, Visitor
from flask import Flask
from htmlpage import Page, words
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from toolkit.accounts import ended, service
from toolkit.accounts.sessions import IDLE_SECONDS, LONGEST_SECONDS
from toolkit.models import Blob
from toolkit.roles import Role
from toolkit.storage.database import Engines

SignIn = Callable[..., Page]
REFUSED = "The email address or the password is not right"


def is_signed_in(visitor: Visitor) -> bool:
    return visitor.get("/account/").h1 == "Your account"


def test_sign_in_and_out(visitor: Visitor, people: People, sign_in: SignIn) -> None:
    people.add((Role.ADMINISTRATOR, ""), (Role.EXECUTIVE, "Example agency"))
    page = sign_in()
    assert page.h1 == "Your account"
    assert f"Signed in as {EMAIL}" in page.text
    assert "Administrator" in page.text
    assert "Executive of Example agency" in page.text
    page = visitor.post("/account/sign-out")
    assert page.h1 == "Sign in"
    assert not is_signed_in(visitor)


def test_the_way_back_to_the_account_is_on_every_page_of_staff_and_on_no_other(
    visitor: Visitor, people: People, sign_in: SignIn
) -> None:
    people.add((Role.ADMINISTRATOR, ""))
    sign_in()
    for path in ("/account/jobs/", "/account/results/"):
        main, footer = visitor.get(path).all("nav")[0], visitor.get(path).all("nav")[-1]
        assert "Your account" in words(main)
        assert "Sign in" not in words(footer)
    for path in ("/", "/assessment/", "/tools/"):  # where nobody is asked who they are
        main, footer = visitor.get(path).all("nav")[0], visitor.get(path).all("nav")[-1]
        assert "Your account" not in words(main)
        assert "Return to your answers" in words(main)
        assert "Sign in" in words(footer)


def test_an_address_in_any_letters(people: People, sign_in: SignIn) -> None:
    people.add()
    assert sign_in(f"  {EMAIL.upper()} ").h1 == "Your account"


def test_a_password_typed_on_another_keyboard(people: People, sign_in: SignIn) -> None:
    with people.writing() as session:
        service.create(session, EMAIL, "café ﬁne battery", actor="tests")
    assert sign_in(EMAIL, "cafe\u0301 fine battery").h1 == "Your account"


def test_an_account_without_a_role_opens_nothing(people: People, sign_in: SignIn) -> None:
    people.add()
    assert "Your account has no role yet" in sign_in().text


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (EMAIL, "wrong horse battery"),
        ("nobody@example.org", PASSWORD),
        ("not an address", PASSWORD),
        ("disabled@example.org", PASSWORD),
        ("disabled@example.org", "wrong horse battery"),
    ],
)
def test_one_answer_to_everybody_who_is_not_let_in(
    visitor: Visitor, people: People, sign_in: SignIn, email: str, password: str
) -> None:
    people.add()
    people.add(email="disabled@example.org")
    with people.writing() as session:
        service.set_active(session, "disabled@example.org", active=False, actor="tests")
    page = sign_in(email, password, status=422)
    assert f"There is a problem {REFUSED}" in page.text
    assert password not in page.html
    assert not is_signed_in(visitor)


@pytest.mark.parametrize(
    ("email", "password", "said"),
    [
        ("", PASSWORD, "Enter your email address"),
        (EMAIL, "", "Enter your password"),
        ("\x00", PASSWORD, "Enter your email address"),
        ("a\x00@example.org", PASSWORD, REFUSED),
        ("a" * 5000 + "@example.org", PASSWORD, REFUSED),
        (EMAIL, "\x00" * 20, REFUSED),
        (EMAIL, "x" * 5000, REFUSED),
        (EMAIL, "\ufdfa" * 900, REFUSED),  # eighteen letters each, once it is normal
    ],
)
def test_nonsense(people: People, sign_in: SignIn, email: str, password: str, said: str) -> None:
    people.add()
    assert said in sign_in(email, password, status=422).text


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.org", "disabled@example.org"])
def test_the_same_work_for_every_account(
    app: Flask, people: People, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, email: str
) -> None:
    people.add()
    people.add(email="disabled@example.org")
    with people.writing() as session:
        service.set_active(session, "disabled@example.org", active=False, actor="tests")
    context = app.extensions["security"].pwd_context
    work: list[str] = []
    for name in ("hash", "verify"):
        original = getattr(context, name)

        def noted(*arguments: object, _name: str = name, _original: object = original) -> object:
            work.append(_name)
            assert callable(_original)
            return _original(*arguments)

        monkeypatch.setattr(context, name, noted)
    sign_in(email, "wrong horse battery", status=422)
    assert len(work) == 1


def test_a_form_without_token_is_refused(visitor: Visitor, people: People) -> None:
    people.add()
    visitor.get("/account/sign-in")
    data = {"email": EMAIL, "password": PASSWORD, "csrf_token": "forged"}
    visitor.post("/account/sign-in", data, status=400)
    assert not is_signed_in(visitor)


def test_signing_out_takes_a_form_with_a_token(
    visitor: Visitor, people: People, sign_in: SignIn
) -> None:
    people.add()
    sign_in()
    assert visitor.fetch("/account/sign-out").status_code == 405
    assert visitor.send("/account/sign-out", {"csrf_token": "forged"}).status_code == 400
    assert is_signed_in(visitor)


def test_a_page_that_was_asked_for_comes_after_signing_in(visitor: Visitor, people: People) -> None:
    people.add()
    page = visitor.get("/account/?from=mail")
    assert page.h1 == "Sign in"
    data = {"email": EMAIL, "password": PASSWORD, "next": page.values("next")[0]}
    assert visitor.send("/account/sign-in", data).location == "/account/?from=mail"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        r"\\evil.example",
        r"/\evil.example",
        "\t//evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "https://localhost@evil.example/",
        "security.logout",
    ],
)
@pytest.mark.parametrize("place", ["form", "address"])
def test_signing_in_leads_nowhere_else(
    visitor: Visitor, people: People, address: str, place: str
) -> None:
    people.add()
    visitor.get("/account/sign-in")
    data = {"email": EMAIL, "password": PASSWORD}
    if place == "form":
        response = visitor.send("/account/sign-in", data | {"next": address})
    else:
        response = visitor.send("/account/sign-in", data, query_string={"next": address})
    assert response.status_code == 302
    target = urlsplit(response.location)
    assert (target.scheme, target.netloc) == ("", "")
    assert target.path.startswith("/") or ":" not in target.path
    assert not response.location.startswith(("//", "/\\", "\\"))


@pytest.mark.parametrize("address", ["http://[", "//[::1", "http://\u2100.example/"])
@pytest.mark.parametrize("place", ["data", "query_string"])
def test_an_address_that_cannot_be_read(
    visitor: Visitor, people: People, address: str, place: str
) -> None:
    people.add()
    visitor.get("/account/sign-in")
    credentials = {"email": EMAIL, "password": PASSWORD}
    if place == "data":
        visitor.post("/account/sign-in", credentials | {"next": address}, status=400)
    else:
        visitor.post("/account/sign-in", credentials, query_string={"next": address}, status=400)


@pytest.mark.parametrize("body", [{"email": 5, "password": [1]}, [1], "x", {}])
def test_a_body_that_is_no_form(visitor: Visitor, people: People, body: object) -> None:
    people.add()
    token = visitor.get("/account/sign-in").csrf_token
    headers = {"X-CSRFToken": token, "Accept": "application/json"}
    response = visitor.client.post(
        "/account/sign-in", json=body, headers=headers, base_url=BASE_URL
    )
    assert (response.status_code, response.mimetype) == (400, "text/html")


def test_nobody_is_shown_the_password_when_the_database_is_in_trouble(
    visitor: Visitor, people: People, engines: Engines, caplog: pytest.LogCaptureFixture
) -> None:
    people.add()
    visitor.get("/account/sign-in")
    with engines.writing.begin() as connection:
        connection.execute(text("ALTER TABLE user_account RENAME TO elsewhere"))
    data = {"email": EMAIL, "password": PASSWORD}
    page = visitor.post("/account/sign-in", data, status=503)
    assert page.h1 == "Not saved, please try again"
    for place in (page.html, caplog.text):
        assert PASSWORD not in place


@pytest.mark.parametrize(
    ("key", "seconds"), [("fs_paa", LONGEST_SECONDS + 5), ("seen", IDLE_SECONDS + 5)]
)
def test_a_sign_in_ends_by_itself(
    visitor: Visitor, people: People, sign_in: SignIn, key: str, seconds: int
) -> None:
    people.add()
    sign_in()
    with visitor.client.session_transaction("/account/", base_url=BASE_URL) as session:
        session[key] = session["fs_paa"] - seconds
    assert not is_signed_in(visitor)
    with visitor.client.session_transaction("/account/", base_url=BASE_URL) as session:
        assert "_user_id" not in session


def test_a_sign_in_that_does_not_say_when_it_began_has_ended(
    visitor: Visitor, people: People, sign_in: SignIn
) -> None:
    people.add()
    sign_in()
    with visitor.client.session_transaction("/account/", base_url=BASE_URL) as session:
        del session["fs_paa"]
    assert not is_signed_in(visitor)


def test_a_kept_cookie_opens_nothing_after_signing_out(
    visitor: Visitor, people: People, sign_in: SignIn, new_visitor: Callable[[], Visitor]
) -> None:
    people.add()
    sign_in()
    thief = new_visitor()
    cookie = visitor.client.get_cookie("staff", path="/account")
    assert cookie is not None
    thief.client.set_cookie("staff", cookie.value, path="/account", secure=True)
    assert is_signed_in(thief)
    visitor.post("/account/sign-out")
    assert not is_signed_in(thief)
    sign_in()
    assert not is_signed_in(thief)


def test_signing_out_ends_this_device_and_everywhere_ends_them_all(
    visitor: Visitor, people: People, sign_in: SignIn, new_visitor: Callable[[], Visitor]
) -> None:
    people.add()
    phone, office = new_visitor(), new_visitor()
    for device in (visitor, phone, office):
        sign_in(by=device)
    assert visitor.post("/account/sign-out").h1 == "Sign in"
    assert (is_signed_in(phone), is_signed_in(office)) == (True, True)
    assert office.post("/account/sign-out-everywhere").h1 == "Sign in"
    assert (is_signed_in(phone), is_signed_in(office)) == (False, False)
    assert sign_in().h1 == "Your account"


def going_on(session: Session, names: str) -> str:
    return "".join(one for one in names if session.scalar(select(ended.goes_on(one))))


def test_what_ended_is_forgotten_when_its_cookie_would_have_ended(people: People) -> None:
    day = datetime(2027, 1, 31, 20, tzinfo=UTC)
    with people.writing() as session:
        for name in ("a", "a", "b"):  # twice: two tabs that sign out at once
            ended.note(session, name, day)
        assert going_on(session, "abcd") == "cd"
        ended.note(session, "c", day + timedelta(days=1))
        assert going_on(session, "abcd") == "d"
        ended.note(session, "d", day + timedelta(days=2))
        assert going_on(session, "abcd") == "ab"


def test_a_sign_in_without_a_name_has_ended(
    visitor: Visitor, people: People, sign_in: SignIn
) -> None:
    people.add()
    sign_in()
    with visitor.client.session_transaction("/account/", base_url=BASE_URL) as session:
        del session["name"]
    assert not is_signed_in(visitor)


def test_disabling_an_account_ends_its_sessions(
    visitor: Visitor, people: People, sign_in: SignIn
) -> None:
    people.add()
    sign_in()
    with people.writing() as session:
        service.set_active(session, EMAIL, active=False, actor="tests")
    assert not is_signed_in(visitor)
    with people.writing() as session:
        service.set_active(session, EMAIL, active=True, actor="tests")
    assert not is_signed_in(visitor)
    assert sign_in().h1 == "Your account"


def test_another_password_ends_the_sessions(
    visitor: Visitor, people: People, sign_in: SignIn
) -> None:
    people.add()
    sign_in()
    with people.writing() as session:
        service.set_password(session, EMAIL, "another horse battery", actor="tests")
    assert not is_signed_in(visitor)
    sign_in(status=422)
    assert sign_in(EMAIL, "another horse battery").h1 == "Your account"


def test_a_role_holds_from_the_next_page_on(
    visitor: Visitor, people: People, sign_in: SignIn
) -> None:
    people.add((Role.CURATOR, ""))
    assert "Curator" in sign_in().text
    with people.writing() as session:
        service.revoke(session, EMAIL, Role.CURATOR, actor="tests")
    assert "Curator" not in visitor.get("/account/").text


def test_a_hash_of_weaker_settings_is_renewed(people: People, sign_in: SignIn) -> None:
    people.add()
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with people.writing() as session:
        service.find(session, EMAIL).password = weak
    assert sign_in().h1 == "Your account"
    renewed = people.find().password
    assert renewed != weak
    assert not service.HASHER.check_needs_rehash(renewed)


def test_a_hash_of_today_is_left_alone(people: People, sign_in: SignIn) -> None:
    people.add()
    before = people.find().password
    sign_in()
    assert people.find().password == before


def test_the_cookie(visitor: Visitor, people: People, sign_in: SignIn) -> None:
    people.add()
    sign_in()
    cookie = visitor.client.get_cookie("staff", path="/account")
    assert cookie is not None
    assert (cookie.http_only, cookie.secure, cookie.same_site) == (True, True, "Lax")
    with visitor.client.session_transaction("/account/", base_url=BASE_URL) as session:
        assert "_id" not in session  # Flask-Login's fingerprint of address and browser


def test_nobody_is_remembered(visitor: Visitor, people: People) -> None:
    people.add()
    visitor.get("/account/sign-in")
    data = {"email": EMAIL, "password": PASSWORD, "remember": "y"}
    response = visitor.send("/account/sign-in", data)
    names = {text.split("=")[0] for text in response.headers.getlist("Set-Cookie")}
    assert names == {"staff"}


def test_a_token_in_the_address_or_header_signs_nobody_in(
    app: Flask, visitor: Visitor, people: People
) -> None:
    people.add()
    with app.test_request_context(base_url=BASE_URL):
        datastore = app.extensions["security"].datastore
        token = datastore.find_user(email=EMAIL).get_auth_token()
    for options in (
        {"query_string": {"auth_token": token}},
        {"headers": {"Authentication-Token": token}},
    ):
        assert visitor.fetch("/account/", **options).status_code == 303


def test_no_secret_and_no_name_in_any_log(
    people: People, sign_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    people.add((Role.ADMINISTRATOR, ""))
    sign_in(EMAIL, "wrong horse battery", status=422)
    sign_in()
    for secret in (PASSWORD, "wrong horse", people.find().password, EMAIL):
        assert secret not in caplog.text


def test_a_password_is_checked_without_the_lock_that_answers_need(
    people: People, sign_in: SignIn, engines: Engines
) -> None:
    people.add((Role.ADMINISTRATOR, ""))
    with engines.writing.begin() as connection:
        connection.execute(update(Blob).values(wave_id=1))
        sign_in(EMAIL, "wrong horse battery", status=422)
        assert sign_in().h1 == "Your account"


def test_guessing_with_other_spellings_is_guessing_at_one_account(
    people: People, sign_in: SignIn
) -> None:
    people.add()
    for number in range(10):
        spelling = EMAIL[:number].upper() + EMAIL[number:] + " " * number
        sign_in(spelling, "wrong horse battery", status=422)
    sign_in(status=429)


def test_guessing_from_one_place_locks_nobody_out(
    visitor: Visitor,
    people: People,
    sign_in: SignIn,
    new_visitor: Callable[[], Visitor],
    caplog: pytest.LogCaptureFixture,
) -> None:
    people.add()
    people.add(email="other@example.org")
    for _attempt in range(10):
        sign_in(EMAIL, "wrong horse battery", status=422)
    page = sign_in(status=429)
    assert page.h1 == "Please wait a few minutes"
    assert "too many wrong passwords" in caplog.text
    assert sign_in("other@example.org", by=new_visitor()).h1 == "Your account"
    elsewhere = new_visitor()
    elsewhere.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert sign_in(by=elsewhere).h1 == "Your account"
    visitor.begin()  # a respondent behind the same address is not in the way of it
    visitor.get("/assessment/return")
    visitor.post("/assessment/return", {"code": "0" * 26}, status=422)
