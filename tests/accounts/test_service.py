"""Accounts are made and changed with a line in the audit log each, and nothing else in it."""

from datetime import UTC, datetime, timedelta

import pytest
from accounts import EMAIL, PASSWORD
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from toolkit import audit
from toolkit.accounts import service
from toolkit.accounts.service import AccountError
from toolkit.models import Audit
from toolkit.roles import FOR_AN_ENTITY, Role
from toolkit.storage.database import Engines, transaction


def lines(session: Session) -> list[tuple[str, str, str, str]]:
    return [
        (line.actor, line.action, line.subject, line.detail)
        for line in reversed(audit.newest(session, 100))
    ]


def test_the_log_tells_what_was_done(database_url: str) -> None:
    before = datetime.now(UTC)
    with transaction(database_url) as session:
        service.create(session, "Amina@Example.org ", PASSWORD, actor="root")
        service.grant(session, EMAIL, Role.EXECUTIVE, " Agency ", actor="root")
        service.grant(session, EMAIL, Role.CURATOR, actor="root")
    with transaction(database_url) as session:
        service.revoke(session, EMAIL, Role.EXECUTIVE, "Agency", actor="admin@example.org")
        service.set_password(session, EMAIL, "another horse battery", actor="root")
        service.set_active(session, EMAIL, active=False, actor="root")
        service.set_active(session, EMAIL, active=True, actor="root")
    with transaction(database_url) as session:
        assert lines(session) == [
            ("root", "user.created", EMAIL, ""),
            ("root", "role.granted", EMAIL, "executive of Agency"),
            ("root", "role.granted", EMAIL, "curator"),
            ("admin@example.org", "role.revoked", EMAIL, "executive of Agency"),
            ("root", "user.password-set", EMAIL, ""),
            ("root", "user.disabled", EMAIL, ""),
            ("root", "user.enabled", EMAIL, ""),
        ]
        for line in audit.newest(session, 100):
            assert before - timedelta(seconds=1) <= line.at <= datetime.now(UTC)
        (user,) = service.every_user(session)
        assert [(held.role, held.entity) for held in user.grants] == [(Role.CURATOR, "")]


def test_what_is_undone_leaves_no_line(database_url: str) -> None:
    def all_at_once() -> None:
        with transaction(database_url) as session:
            service.create(session, EMAIL, PASSWORD, actor="root")
            service.grant(session, EMAIL, Role.EXECUTIVE, actor="root")

    with pytest.raises(AccountError, match="say of which entity"):
        all_at_once()
    with transaction(database_url) as session:
        assert lines(session) == []
        assert service.every_user(session) == []


def test_one_account_for_an_address(database_url: str) -> None:
    with transaction(database_url) as session:
        service.create(session, EMAIL, PASSWORD, actor="root")
    with pytest.raises(AccountError, match="has an account"), transaction(database_url) as session:
        service.create(session, EMAIL.upper(), PASSWORD, actor="root")


def test_a_password_is_kept_as_its_hash_only(database_url: str) -> None:
    with transaction(database_url) as session:
        first = service.create(session, EMAIL, PASSWORD, actor="root").password
        second = service.create(session, "b@example.org", PASSWORD, actor="root").password
    assert first.startswith("$argon2id$")
    assert first != second
    assert PASSWORD not in first


@pytest.mark.parametrize("password", ["", "eleven char", "x" * 1001])
def test_a_password_of_no_good_length(sqlite_url: str, password: str) -> None:
    with pytest.raises(AccountError, match="a password has"), transaction(sqlite_url) as session:
        service.create(session, EMAIL, password, actor="root")


@pytest.mark.parametrize("email", ["", "amina", "a@b@c.org", "a@example.org\x00", "a@[127.0.0.1]"])
def test_what_is_no_address(email: str) -> None:
    with pytest.raises(AccountError, match="not an email address"):
        service.canonical_email(email)


@given(local=st.from_regex(r"[A-Za-zÀ-ÖØ-öø-ÿ0-9]{1,20}", fullmatch=True))
def test_an_address_is_found_as_it_is_kept(local: str) -> None:
    kept = service.canonical_email(f"{local}@Example.org")
    assert service.canonical_email(f" {kept} ") == kept
    if local.isascii():
        assert service.canonical_email(kept.upper()) == kept


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("entity", ["", "  ", "Agency", "x" * 121])
def test_an_entity_where_the_role_is_of_one(sqlite_url: str, role: Role, entity: str) -> None:
    is_right = bool(entity.strip()) is (role in FOR_AN_ENTITY) and len(entity) <= 120
    with transaction(sqlite_url) as session:
        service.create(session, EMAIL, PASSWORD, actor="root")
        if is_right:
            service.grant(session, EMAIL, role, entity, actor="root")
        else:
            with pytest.raises(AccountError, match="entity"):
                service.grant(session, EMAIL, role, entity, actor="root")


def test_a_role_is_given_once_and_taken_once(database_url: str) -> None:
    with transaction(database_url) as session:
        service.create(session, EMAIL, PASSWORD, actor="root")
        service.grant(session, EMAIL, Role.EXECUTIVE, "A", actor="root")
        service.grant(session, EMAIL, Role.EXECUTIVE, "B", actor="root")
        with pytest.raises(AccountError, match="is executive of A already"):
            service.grant(session, EMAIL, Role.EXECUTIVE, "A", actor="root")
        service.revoke(session, EMAIL, Role.EXECUTIVE, "A", actor="root")
        with pytest.raises(AccountError, match="is not executive of A"):
            service.revoke(session, EMAIL, Role.EXECUTIVE, "A", actor="root")
        person = service.person_of(service.find(session, EMAIL))
        assert person.grants == ((Role.EXECUTIVE, "B"),)


def test_nobody_by_that_address(sqlite_url: str) -> None:
    with pytest.raises(AccountError, match="has no account"), transaction(sqlite_url) as session:
        service.grant(session, EMAIL, Role.CURATOR, actor="root")


def test_the_log_has_no_room_for_a_respondent() -> None:
    assert set(Audit.__table__.columns.keys()) == {
        "id",
        "at",
        "actor",
        "action",
        "subject",
        "detail",
    }
    kinds = {action.split(".")[0] for action in audit.Action}
    of_staff = {"user", "role", "case", "content", "entity", "group", "groups", "release"}
    # Who is invited and written to, not who answered.
    of_waves = {"wave", "publication", "roster", "invitation", "mailing"}
    assert {"user", "role"} <= kinds <= of_staff | of_waves


def test_the_newest_lines_first(engines: Engines) -> None:
    with Session(engines.writing) as session, session.begin():
        for name in "abc":
            action = audit.Action.USER_CREATED
            audit.record(session, actor="root", action=action, subject=name)
    with Session(engines.reading) as session:
        assert [line.subject for line in audit.newest(session, 2)] == ["c", "b"]
