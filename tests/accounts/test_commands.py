"""Accounts on the command line; a password comes from a prompt or from standard input."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from accounts import EMAIL, PASSWORD
from click.testing import CliRunner, Result

from toolkit.accounts import service
from toolkit.accounts.commands import audit_command, users
from toolkit.cli import cli
from toolkit.config import Settings
from toolkit.database import transaction


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
