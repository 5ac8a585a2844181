"""The page on which administrators see how mail is set up, and try it out."""

from flask import Blueprint, render_template, request

from toolkit.mail import MailError, NoServerError, Verdict
from toolkit.mailing import trial, words
from toolkit.web.form import Errors, plain
from toolkit.web.language import gettext as _
from toolkit.web.runtime import current
from toolkit.web.signed_in import current_person

blueprint = Blueprint("mailserver", __name__, url_prefix="/account/mail-server")


@blueprint.get("/")
def show() -> str:
    """How mail is set up."""
    return _page(current_person().email)


@blueprint.post("/")
def send() -> str | tuple[str, int]:
    """Send one letter, and say within seconds what happened."""
    address = (plain(request.form.get("address", "")) or "").strip()
    try:
        answer = trial.send(current().settings, address)
    except NoServerError:
        return _page(address), 422
    except MailError as error:
        said = words.FAULTS[error.fault]()
        return _page(address, errors=[("address", said)], answer=error.answer), 422
    if answer.verdict is not Verdict.TAKEN:
        said = _("The mail server did not take the letter to this address.")
        return _page(address, errors=[("address", said)], answer=answer.said), 422
    return _page(address, is_sent=True)


def _page(
    address: str, *, errors: Errors | None = None, answer: str = "", is_sent: bool = False
) -> str:
    return render_template(
        "mailing/server.html",
        server=current().settings.mail,
        address=address,
        errors=errors or [],
        answer=answer,
        is_sent=is_sent,
    )
