"""The letters that bring somebody a link to an account."""

import flask_babel

from toolkit import mail
from toolkit.accounts.accountlinks import Made
from toolkit.config import MailServer
from toolkit.mail import Letter, MailError, Verdict
from toolkit.web.language import gettext as _

_SECONDS = 5.0  # that the server may take for each of its answers: somebody waits


def letter(made: Made, site: str, *, is_invitation: bool, by: str) -> Letter:
    """An invitation to an account, or a way back in to one, from who asked for it."""
    paragraphs = [
        _("An account is yours at %(site)s. It was made by %(by)s.", site=site, by=by)
        if is_invitation
        else _("%(by)s made a new way in to your account at %(site)s.", site=site, by=by),
        _("With this link you choose how you sign in:"),
        f"{site}{made.path}",
        _(
            "It works once, until %(time)s (UTC). Whoever opens it decides how the account of "
            "%(email)s signs in, so please do not forward this letter.",
            time=flask_babel.format_datetime(made.until, "medium"),
            email=made.email,
        ),
        _("If you did not expect this letter, leave it, and tell %(by)s.", by=by),
    ]
    subject = (
        _("Your account at %(site)s", site=site)
        if is_invitation
        else _("A new way in to your account at %(site)s", site=site)
    )
    return Letter(made.email, subject, "\n\n".join(paragraphs) + "\n", by)


def send(server: MailServer, found: Letter) -> str:
    """Send it at once; what is wrong where it was not taken, else nothing."""
    try:
        answer = mail.send(server, found, _SECONDS)
    except MailError as error:
        return str(error)
    return "" if answer.verdict is Verdict.TAKEN else answer.said
