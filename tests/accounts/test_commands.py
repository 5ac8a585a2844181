"""Accounts on the command line; a password comes from a prompt or from standard input."""

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from accounts import EMAIL, PASSWORD, People
from browsing import Visitor
from click.testing import CliRunner, Result

from toolkit.accounts import factors, service
from toolkit.accounts.commands import audit_command, users
from toolkit.cli import cli
from toolkit.config import Settings
from toolkit.models import Passkey
from toolkit.storage.database import transaction


def run(settings: Settings, *arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(users, arguments, obj=settings, input=typed)


def said(settings: Settings, *arguments: str, typed: str = "") -> str:
    result = run(settings, *arguments, typed=typed)
    assert result.exit_code == 0, result.output
    return result.output


def test_an_account_from_its_making_to_its_end(settings: Settings) -> None:
    said(settings, "create", EMAIL, typed=f"{PASSWORD}\n")
    assert said(settings, "list") == f"{EMAIL}\tactive\tno role\n"
    said(settings, "grant", EMAIL, "administrator")
    said(settings, "grant", EMAIL, "executive", "--entity", "Example agency")
    roles = "administrator; executive of Example agency"
    assert said(settings, "list") == f"{EMAIL}\tactive\t{roles}\n"
    said(settings, "revoke", EMAIL, "administrator")
    said(settings, "disable", EMAIL)
    assert said(settings, "list") == f"{EMAIL}\tdisabled\texecutive of Example agency\n"
    said(settings, "enable", EMAIL)
    said(settings, "password", EMAIL, typed="another horse battery\n")
    output = CliRunner().invoke(audit_command, ["--last", "2"], obj=settings).output
    newest, before = (line.split("\t") for line in output.splitlines())
    assert newest[1].startswith("command line: ")
    assert newest[2:] == ["user.password-set", EMAIL, ""]
    assert before[2:] == ["user.enabled", EMAIL, ""]


def test_no_password_in_what_is_said(settings: Settings) -> None:
    output = said(settings, "create", EMAIL, typed=f"{PASSWORD}\r\n")
    output += CliRunner().invoke(audit_command, obj=settings).output
    assert PASSWORD not in output
    with transaction(settings.database_url) as session:
        assert service.find(session, EMAIL).password not in output
        assert service.HASHER.verify(service.find(session, EMAIL).password, PASSWORD)


@pytest.mark.parametrize("command", ["create", "password"])
def test_no_option_takes_a_password(command: str) -> None:
    parameters = users.commands[command].params
    assert [parameter.name for parameter in parameters] == ["email"]


@pytest.mark.parametrize("typed", ["", "\n", "too short\n"])
def test_no_account_without_a_good_password(settings: Settings, typed: str) -> None:
    result = run(settings, "create", EMAIL, typed=typed)
    assert isinstance(result.exception, service.AccountError)
    assert said(settings, "list") == ""


def test_a_refusal_is_one_message(settings: Settings) -> None:
    environment = {
        "TOOLKIT_DATABASE_URL": settings.database_url,
        "TOOLKIT_INSTANCE": str(settings.instance),
    }
    arguments = ["users", "grant", EMAIL, "curator"]
    result = CliRunner().invoke(cli, arguments, env=environment)
    assert result.exit_code == 1
    assert result.output == f"Error: {EMAIL} has no account\n"


def test_a_role_that_does_not_exist(settings: Settings) -> None:
    result = run(settings, "grant", EMAIL, "king")
    assert result.exit_code == 2
    assert "'administrator', 'curator', 'reviewer', 'coordinator'" in result.output


def test_at_a_terminal_the_password_is_asked_for_twice_and_not_shown(
    sqlite_url: str, tmp_path: Path
) -> None:
    ours, theirs = pty.openpty()
    code = (
        "from toolkit.accounts.commands import users; from toolkit.config import from_environ;"
        f"users(['create', '{EMAIL}'], obj=from_environ())"
    )
    environment = {
        **os.environ,
        "TOOLKIT_DATABASE_URL": sqlite_url,
        "TOOLKIT_INSTANCE": str(tmp_path / "instance"),
    }
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment,
        start_new_session=True,
    )
    os.close(theirs)
    shown = b""
    for _time in range(2):
        while not shown.rstrip().endswith(b":"):
            shown += os.read(ours, 1024)
        os.write(ours, f"{PASSWORD}\n".encode())
        shown += b"|"
    while b"has an account" not in shown:
        shown += os.read(ours, 1024)
    assert process.wait(30) == 0
    os.close(ours)
    assert PASSWORD.encode() not in shown
    assert shown.count(b"Password") + shown.count(b"confirmation") >= 2


def path_of(output: str) -> str:
    """Where a link that was printed leads on the site."""
    return urlsplit(output.splitlines()[0]).path


def test_an_invitation_is_one_link_that_opens_the_account(
    settings: Settings, visitor: Visitor
) -> None:
    output = said(settings, "invite", f" {EMAIL.upper()} ", "executive", "--entity", "Agency")
    first, second = output.splitlines()
    assert first.startswith(f"{settings.public_url}/account/welcome/")
    assert second.startswith(f"For {EMAIL} alone; it works once, until ")
    assert visitor.get(path_of(output)).h1 == "Welcome"
    assert visitor.post(path_of(output), {"password": PASSWORD}).h1 == "Your account"
    assert said(settings, "list") == f"{EMAIL}\tactive\texecutive of Agency\n"
    assert path_of(output) not in CliRunner().invoke(audit_command, obj=settings).output


def test_somebody_can_be_invited_without_a_role(settings: Settings) -> None:
    said(settings, "invite", EMAIL)
    assert said(settings, "list") == f"{EMAIL}\tactive\tno role\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((EMAIL, "executive"), "say of which entity: executive"),
        ((EMAIL, "curator", "--entity", "Agency"), "curator is not a role of an entity"),
        (("nobody", "curator"), "not an email address"),
    ],
)
def test_an_invitation_that_makes_no_sense_makes_no_account(
    settings: Settings, arguments: tuple[str, ...], message: str
) -> None:
    result = run(settings, "invite", *arguments)
    assert message in str(result.exception)
    assert said(settings, "list") == ""


def test_who_has_an_account_is_not_invited_but_gets_another_link(
    settings: Settings, visitor: Visitor
) -> None:
    first = said(settings, "invite", EMAIL)
    assert "has an account already" in str(run(settings, "invite", EMAIL).exception)
    second = said(settings, "link", EMAIL)
    visitor.get(path_of(first), status=404)
    visitor.get(path_of(second))
    visitor.post(path_of(second), {"password": PASSWORD})
    assert visitor.get(path_of(said(settings, "link", EMAIL))).h1 == "Set how you sign in"


def test_a_disabled_account_and_one_that_is_not_there_get_no_link(settings: Settings) -> None:
    said(settings, "invite", EMAIL)
    said(settings, "disable", EMAIL)
    assert str(run(settings, "link", EMAIL).exception) == f"{EMAIL} is disabled"
    assert "has no account" in str(run(settings, "link", "no@example.org").exception)


def test_a_reset_forgets_every_second_step_and_ends_sessions(
    settings: Settings, visitor: Visitor, new_visitor: Callable[[], Visitor], people: People
) -> None:
    people.add()
    visitor.get("/account/sign-in")
    visitor.post("/account/sign-in", {"email": EMAIL, "password": PASSWORD})
    with people.writing() as session:
        user = service.find(session, EMAIL)
        user.totp = b"sealed"
        session.add(
            Passkey(id="of-a-lost-phone", user_id=user.id, name="", public_key=b"", counter=0)
        )
        codes = factors.new_backup_codes(session, user.id)
    assert "by password alone" in said(settings, "reset", EMAIL)
    assert visitor.get("/account/").h1 == "Sign in"
    with people.writing() as session:
        left = factors.methods(session, people.find().id)
        assert (left.has_app, left.passkeys, left.backup_codes) == (False, (), 0)
        assert not factors.spend_backup_code(session, people.find().id, codes[0])
    other = new_visitor()
    other.get("/account/sign-in")
    page = other.post("/account/sign-in", {"email": EMAIL, "password": PASSWORD})
    assert page.h1 == "Your account"
    assert "has no account" in str(run(settings, "reset", "no@example.org").exception)
