"""The second step of signing in, after a password: a code of an app, a backup code or a passkey."""

import time

from flask import Blueprint, redirect, render_template, request, session
from flask_login import current_user
from werkzeug.wrappers import Response

from toolkit.accounts import factors, passkeys, sessions
from toolkit.accounts.entering import leads_to
from toolkit.accounts.forms import current_brake
from toolkit.accounts.signin import passkey_options
from toolkit.web.form import Errors
from toolkit.web.language import gettext as _
from toolkit.web.runtime import current, reading, writing

blueprint = Blueprint("second", __name__, url_prefix="/account/second-step")
_DIGITS = 6


@blueprint.get("/")
def show() -> Response | str:
    """Ask for it, or go on where nothing is left to prove."""
    if sessions.is_whole(session):
        return redirect(leads_to(request.args.get("next", "")), 303)
    return _page([])


@blueprint.post("/")
def check() -> Response | tuple[str, int]:
    """Check a code of the app, or a backup code."""
    typed = request.form.get("code", "").strip()
    if not typed:
        return _page([("code", _("Enter the code of your app, or a backup code"))]), 422
    address, account = request.remote_addr or "", current_user.email
    brake = current_brake()
    brake.check_code(address, account)
    if not _is_right(typed):
        brake.failed_code(address, account)
        return _page([("code", _("This code is not right, or was used already"))]), 422
    return _go_on()


@blueprint.post("/passkey")
def passkey() -> Response | tuple[str, int]:
    """Check a passkey of the same account."""
    site = passkeys.Site(current().settings.public_url)
    challenge, sent = sessions.take_challenge(session), request.form.get("passkey", "")
    try:
        with writing() as database:
            proved = passkeys.sign_in(database, site, challenge, sent)
    except passkeys.PasskeyError:
        proved = None
    if proved != current_user.id:
        return _page([("passkey-button", _("The passkey could not be used. Try again."))]), 422
    return _go_on()


def _is_right(typed: str) -> bool:
    with writing() as database:
        if sum(letter.isdigit() for letter in typed) == _DIGITS and len(typed) <= _DIGITS + 1:
            settings, now = current().settings, time.time()
            return factors.check_app(database, current_user.id, settings, typed, now)
        return factors.spend_backup_code(database, current_user.id, typed)


def _go_on() -> Response:
    sessions.complete(session)
    return redirect(leads_to(request.form.get("next", "")), 303)


def _page(errors: Errors) -> str:
    with reading() as database:
        methods = factors.methods(database, current_user.id)
    return render_template(
        "accounts/second_step.html",
        errors=errors,
        methods=methods,
        next=leads_to(request.values.get("next", "")),
        passkey_options=passkey_options(current_user.id) if methods.passkeys else "",
        email=current_user.email,
    )
