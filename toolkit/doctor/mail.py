"""The mail server: whether it lets us in, and who else can read its password."""

from collections.abc import Iterator
from pathlib import Path

from toolkit import mail
from toolkit.config import Settings
from toolkit.doctor.findings import Finding, good, problem
from toolkit.doctor.surroundings import is_open_to_others
from toolkit.mail import MailError

_SECONDS = 5.0  # that the server may take for each of its answers


def password(settings: Settings) -> Iterator[Finding]:
    """Whether the password is its owner's alone."""
    path = settings.mail.password_file if settings.mail else ""
    if path and is_open_to_others(Path(path)):
        yield problem(f"others than the owner may use {path}", f"Run: chmod 600 {path}")


def server(settings: Settings) -> Iterator[Finding]:
    """Whether the server lets us in; no letter is sent."""
    if settings.mail is None:
        yield good("no mail is sent: TOOLKIT_SMTP_HOST is not set")
        return
    try:
        with mail.conversation(settings.mail, _SECONDS):
            yield good("the mail server lets us in")
    except MailError as error:
        yield problem(
            str(error), "Mend the settings of mail, or the server: letters wait until then."
        )


CHECKS = (password, server)
