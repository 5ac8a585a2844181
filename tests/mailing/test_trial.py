"""Trying out the mail server: on the command line and by the doctor."""

from pathlib import Path

import pytest
from administering import Administrator
from mailserver import PASSWORD, mail_server, text_of

from toolkit.config import Settings, from_environ
from toolkit.doctor import mail as doctor
from toolkit.doctor.findings import Rank

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def administrator(settings: Settings, **more: str) -> Administrator:
    return Administrator(
        {
            "TOOLKIT_INSTANCE": str(settings.instance),
            "TOOLKIT_DATABASE_URL": settings.database_url,
            "TOOLKIT_PUBLIC_URL": "https://innovation.example.org",
            **more,
        }
    )


def test_a_letter_goes_to_whom_it_is_for(settings: Settings) -> None:
    with mail_server() as box:
        said = administrator(settings, **box.environ()).runs("mail", "test", "a@example.org")
        assert "took a letter to a@example.org" in said.output
        ((_address, message),) = box.got
    assert "https://innovation.example.org" in text_of(message)


def test_what_is_wrong_is_said_in_one_line(settings: Settings) -> None:
    nobody = administrator(settings)
    assert "set TOOLKIT_SMTP_HOST" in nobody.runs("mail", "test", "a@example.org", status=1).output
    with mail_server() as box:
        box.says = lambda _address, _time: "550 <a@example.org> unknown"
        here = administrator(settings, **box.environ())
        said = here.runs("mail", "test", "a@example.org", status=1).output
        assert said == "Error: the letter was not taken: 550 … unknown\n"
        said = here.runs("mail", "test", "nobody", status=1).output
        assert said == "Error: the letter was not taken: this is not a mail address\n"
    said = here.runs("mail", "test", "a@example.org", status=1).output
    assert said == "Error: the mail server cannot be reached at its address and port\n"


def test_the_doctor_signs_in_and_sends_nothing(settings: Settings, tmp_path: Path) -> None:
    assert [one.rank for one in doctor.server(settings)] == [Rank.GOOD]
    assert list(doctor.password(settings)) == []
    file = tmp_path / "password"
    file.write_text(PASSWORD)
    file.chmod(0o644)
    with mail_server() as box:
        there = from_environ({"TOOLKIT_INSTANCE": str(settings.instance), **box.environ()})
        assert [one.rank for one in doctor.server(there)] == [Rank.GOOD]
        signing = from_environ(
            {
                "TOOLKIT_INSTANCE": str(settings.instance),
                **box.environ(),
                "TOOLKIT_SMTP_USER": "toolkit",
                "TOOLKIT_SMTP_PASSWORD_FILE": str(file),
            }
        )
        (finding,) = doctor.server(signing)
        assert finding.rank is Rank.PROBLEM
        assert "does not accept the user and the password" in str(finding)
        (finding,) = doctor.password(signing)
        assert "chmod 600" in str(finding)
        file.chmod(0o600)
        assert list(doctor.password(signing)) == []
        assert box.got == []
    (finding,) = doctor.server(there)
    assert finding.rank is Rank.PROBLEM
    assert PASSWORD not in str(finding)
