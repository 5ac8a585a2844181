"""How a person signs in, on pages of their own: password, app, passkeys, backup codes."""

import base64
import binascii
import time

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from toolkit.accounts import claims, factors, passkeys, service, sessions, totp
from toolkit.accounts.forms import ChangePasswordForm, current_brake
from toolkit.web import qr
from toolkit.web.form import Errors, errors_of, plain
from toolkit.web.language import gettext as _
from toolkit.web.runtime import current, reading, writing

blueprint = Blueprint("methods", __name__, url_prefix="/account/methods")
IDENTITY = "identity"  # in the session: what an organisation said, until its owner confirms it


class NotRecentError(Exception):
    """Somebody wants to change how they sign in, long after signing in."""


@blueprint.before_request
def _only_soon_after_signing_in() -> None:
    """Let nobody change how to sign in who only found an open session."""
    if request.method == "POST" and not sessions.is_recent(session, time.time()):
        raise NotRecentError


@blueprint.get("/")
def index() -> str:
    """Every way in, and how to change it."""
    return _index([])


@blueprint.get("/password")
def password() -> str:
    """Ask for another password."""
    return _password_page(ChangePasswordForm(), [])


@blueprint.post("/password")
def change_password() -> Response | tuple[str, int]:
    """Change the password; sessions elsewhere end."""
    form = ChangePasswordForm(request.form)
    errors = errors_of(form) if not form.validate() else _change(form)
    if errors:
        return _password_page(form, errors), 422
    return redirect(url_for(".index"), 303)


@blueprint.get("/app")
def app() -> str:
    """Show a secret to an authenticator app, and ask for its first code."""
    return _app_page(totp.new_secret(), [])


@blueprint.post("/app")
def add_app() -> Response | tuple[str, int] | str:
    """Keep an app that showed a right code, and make backup codes where there are none."""
    me, settings = current_user.id, current().settings
    secret = _secret_sent()
    if secret is None:
        return _app_page(totp.new_secret(), [("code", _("Scan the new code, then try again"))]), 422
    with writing() as database:
        is_kept = factors.set_up_app(
            database, me, settings, secret, request.form.get("code", ""), time.time()
        )
        is_first = is_kept and not factors.methods(database, me).backup_codes
        codes = factors.new_backup_codes(database, me) if is_first else []
    if not is_kept:
        error = _("This code is not right. Enter the six digits that the app shows now.")
        return _app_page(secret, [("code", error)]), 422
    if codes:
        return render_template("accounts/backup_codes.html", codes=codes)
    return redirect(url_for(".index"), 303)


@blueprint.post("/app/remove")
def remove_app() -> Response:
    """Forget the app."""
    with writing() as database:
        factors.remove_app(database, current_user.id)
    return redirect(url_for(".index"), 303)


@blueprint.post("/passkeys")
def add_passkey() -> Response | tuple[str, int]:
    """Keep a passkey that the browser made."""
    site = passkeys.Site(current().settings.public_url)
    name = (plain(request.form.get("name")) or "").strip() or _("Passkey")
    challenge, sent = sessions.take_challenge(session), request.form.get("passkey", "")
    try:
        with writing() as database:
            passkeys.register(database, current_user.id, site, challenge, sent, name)
    except passkeys.PasskeyError:
        return _index([("passkey-button", _("The passkey could not be used. Try again."))]), 422
    return redirect(url_for(".index"), 303)


@blueprint.post("/passkeys/remove")
def remove_passkey() -> Response | tuple[str, int]:
    """Forget a passkey, unless it is the only way in."""
    key = request.form.get("key", "")
    with writing() as database:
        if factors.is_only_way_in(database, current_user.id, key):
            return _index(
                [("remove-passkey", _("This is your only way in. Set a password first."))]
            ), 422
        passkeys.remove(database, current_user.id, key)
    return redirect(url_for(".index"), 303)


@blueprint.post("/backup-codes")
def make_codes() -> str:
    """Make ten new backup codes, and show them this once."""
    with writing() as database:
        codes = factors.new_backup_codes(database, current_user.id)
    return render_template("accounts/backup_codes.html", codes=codes)


@blueprint.post("/organisation")
def link() -> Response:
    """Link the organisation's sign-in that was just confirmed to this account."""
    known = session.pop(IDENTITY, None)
    if known:
        with writing() as database:
            claims.link(database, current_user.id, *known)
    return redirect(url_for(".index"), 303)


def _change(form: ChangePasswordForm) -> Errors:
    address, email = request.remote_addr or "", current_user.email
    brake = current_brake()
    brake.check(address, email)
    with writing() as database:
        if not service.is_password(database, email, form.current.data or ""):
            brake.failed(address, email)
            return [("current", _("This is not your password now"))]
        service.set_password(database, email, form.password.data or "", actor=email)
        sessions.keep(session, service.find(database, email).fs_uniquifier)
    return []


def _secret_sent() -> bytes | None:
    """The secret that the form brings back, sealed so that nobody chooses it."""
    try:
        sealed = base64.b64decode(request.form.get("secret", ""), validate=True)
    except binascii.Error:
        return None
    return totp.unseal(current().settings.secret_key, current_user.id, sealed)


def _app_page(secret: bytes, errors: Errors) -> str:
    sealed = totp.seal(current().settings.secret_key, current_user.id, secret)
    return render_template(
        "accounts/app.html",
        errors=errors,
        qr=qr.image(totp.address(secret, current_user.email)),
        spelled=totp.spelled(secret),
        sealed=base64.b64encode(sealed).decode(),
    )


def _password_page(form: ChangePasswordForm, errors: Errors) -> str:
    return render_template(
        "accounts/password.html",
        form=form,
        errors=errors,
        shortest=service.SHORTEST_PASSWORD,
        email=current_user.email,
    )


def _index(errors: Errors) -> str:
    settings = current().settings
    site = passkeys.Site(settings.public_url)
    person = service.person_of(current_user)
    options = ""
    with reading() as database:
        methods = factors.methods(database, current_user.id)
        if site.can_have_passkeys:
            options = passkeys.to_register(
                database, current_user.id, site, sessions.challenge(session)
            )
    return render_template(
        "accounts/methods.html",
        errors=errors,
        methods=methods,
        is_needed=factors.needs_second_step(settings, person.roles),
        passkey_options=options,
        organisation=settings.organisation,
        most_passkeys=passkeys.MOST,
    )
