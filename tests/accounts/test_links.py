"""Links by which somebody sets how to sign in: once, in time, for one account."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from accounts import EMAIL, People
from browsing import BASE_URL, Visitor
from htmlpage import Page
from sqlalchemy import select

from toolkit.accounts import accountlinks, factors, service
from toolkit.models import AccountLink, Audit
from toolkit.roles import Role

SignIn = Callable[..., Page]
NEW = "another horse battery"
NOW = datetime(2027, 1, 15, 12, tzinfo=UTC)


def invite(people: People, now: datetime | None = None) -> accountlinks.Made:
    with people.writing() as session:
        return accountlinks.invite(
            session,
            EMAIL,
            [(Role.EXECUTIVE, "Agency")],
            actor="tests",
            now=now or datetime.now(UTC),
        )


def test_an_invitation_becomes_an_account(
    visitor: Visitor, people: People, sign_in: SignIn, new_visitor: Callable[[], Visitor]
) -> None:
    made = invite(people)
    sign_in(EMAIL, "any password at all", status=422)
    page = visitor.get(made.path)
    assert page.h1 == "Welcome"
    assert EMAIL in page.text
    page = visitor.post(made.path, {"password": "short"}, status=422)
    assert "Choose a password of 12 to 1000 characters" in page.text
    page = visitor.post(made.path, {"password": NEW})
    assert page.h1 == "Your account"
    assert "Executive of Agency" in page.text
    other = new_visitor()
    assert other.get(made.path, status=404).h1 == "This link does not work any more"
    assert sign_in(EMAIL, NEW, by=other).h1 == "Your account"


def test_a_link_ends_and_a_newer_one_replaces_it(people: People) -> None:
    first = invite(people, NOW)
    with people.writing() as session:
        second = accountlinks.again(session, EMAIL, actor="tests", now=NOW)
    with people.writing() as session:
        assert accountlinks.holder(session, second.token, NOW).email == EMAIL
        assert accountlinks.pending(session, NOW) == {people.find().id}
        for token, moment in (
            (first.token, NOW),
            (second.token, NOW + timedelta(days=accountlinks.INVITATION_DAYS, seconds=1)),
            ("", NOW),
        ):
            with pytest.raises(accountlinks.UnknownAccountLinkError):
                accountlinks.holder(session, token, moment)


def test_the_database_keeps_no_link(people: People) -> None:
    made = invite(people)
    with people.writing() as session:
        (kept,) = session.scalars(select(AccountLink))
        assert made.token not in kept.digest
        assert not [line for line in session.scalars(select(Audit)) if made.token in line.detail]


def test_a_link_is_spent_once(people: People) -> None:
    made = invite(people, NOW)
    with people.writing() as session:
        assert accountlinks.spend(session, made.token, NOW).email == EMAIL
        with pytest.raises(accountlinks.UnknownAccountLinkError):
            accountlinks.spend(session, made.token, NOW)


def test_a_disabled_account_has_no_link(people: People) -> None:
    made = invite(people, NOW)
    with people.writing() as session:
        service.set_active(session, EMAIL, active=False, actor="tests")
    with people.writing() as session:
        with pytest.raises(accountlinks.UnknownAccountLinkError):
            accountlinks.holder(session, made.token, NOW)
        with pytest.raises(service.AccountError):
            accountlinks.again(session, EMAIL, actor="tests", now=NOW)


def test_who_has_a_second_step_still_needs_it_after_a_link(
    visitor: Visitor, people: People
) -> None:
    people.add()
    with people.writing() as session:
        user = service.find(session, EMAIL)
        user.totp = b"sealed"
        made = accountlinks.again(session, EMAIL, actor="tests", now=datetime.now(UTC))
    assert visitor.get(made.path).h1 == "Set how you sign in"
    assert visitor.post(made.path, {"password": NEW}).h1 == "One more step"


def test_a_backup_code_sets_a_password(visitor: Visitor, people: People, sign_in: SignIn) -> None:
    people.add()
    with people.writing() as session:
        codes = factors.new_backup_codes(session, people.find().id)
    visitor.get("/account/recover")
    fields = {"email": EMAIL, "code": codes[0], "password": NEW}
    page = visitor.post("/account/recover", {**fields, "code": "A" * 16}, status=422)
    assert "The email address or the backup code is not right" in page.text
    assert codes[0] not in page.html
    page = visitor.post("/account/recover", {**fields, "email": "no@example.org"}, status=422)
    assert "The email address or the backup code is not right" in page.text
    assert visitor.post("/account/recover", fields).h1 == "Sign in"
    assert sign_in(EMAIL, NEW).h1 == "Your account"
    visitor.post("/account/sign-out")
    visitor.get("/account/recover")
    visitor.post("/account/recover", fields, status=422)


def test_guessing_backup_codes_is_slowed_down(visitor: Visitor, people: People) -> None:
    people.add()
    visitor.get("/account/recover")
    fields = {"email": EMAIL, "code": "A" * 16, "password": NEW}
    for _attempt in range(10):
        visitor.post("/account/recover", fields, status=422)
    visitor.post("/account/recover", fields, status=429)


def test_changing_the_password_ends_other_sessions_only(
    visitor: Visitor, people: People, sign_in: SignIn, new_visitor: Callable[[], Visitor]
) -> None:
    people.add()
    other = new_visitor()
    sign_in(by=other)
    sign_in()
    visitor.get("/account/methods/password")
    fields = {"current": "wrong horse battery", "password": NEW}
    page = visitor.post("/account/methods/password", fields, status=422)
    assert "This is not your password now" in page.text
    assert not re.search("horse battery", page.html)
    fields["current"] = "correct horse battery"
    assert visitor.post("/account/methods/password", fields).h1 == "How you sign in"
    assert other.get("/account/").h1 == "Sign in"


@pytest.mark.parametrize("is_invitation", [True, False])
def test_scanners_that_open_a_link_spend_nothing(
    visitor: Visitor, people: People, new_visitor: Callable[[], Visitor], *, is_invitation: bool
) -> None:
    made = invite(people)
    if not is_invitation:
        with people.writing() as session:
            service.set_password(session, EMAIL, NEW, actor="tests")
            made = accountlinks.again(session, EMAIL, actor="tests", now=datetime.now(UTC))
    heading = "Welcome" if is_invitation else "Set how you sign in"
    for _time in range(30):
        scanner = new_visitor()
        assert scanner.get(made.path).h1 == heading
        assert scanner.client.head(made.path, base_url=BASE_URL).status_code == 200
        assert scanner.client.post(made.path, base_url=BASE_URL).status_code == 400  # no token
    with people.writing() as session:
        assert len(session.scalars(select(AccountLink)).all()) == 1
        assert "user.link-used" not in session.scalars(select(Audit.action)).all()
    visitor.get(made.path)
    assert visitor.post(made.path, {"password": NEW}).h1 == "Your account"
