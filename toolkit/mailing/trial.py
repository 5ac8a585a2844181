"""One letter that tries out the mail server."""

from toolkit import mail
from toolkit.config import Settings
from toolkit.mail import Answer, Letter

SECONDS = 5.0  # that the server may take for each of its answers: somebody waits


def letter(settings: Settings, address: str) -> Letter:
    """What is sent to try it out, in the administrators' language."""
    return Letter(
        to=address,
        subject="Innovation Maturity Toolkit: a letter to try out the mail server",
        text=(
            f"This letter was sent by {settings.public_url} to see whether letters arrive.\n\n"
            "Somebody who looks after that site asked for it. There is nothing to do.\n"
        ),
    )


def send(settings: Settings, address: str) -> Answer:
    """Send it at once.

    Raises
    ------
    NoServerError
        When no server is set up.
    MailError
        When the server cannot be used.
    """
    return mail.send(mail.server_of(settings), letter(settings, address), SECONDS)
