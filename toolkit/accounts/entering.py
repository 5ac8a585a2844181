"""Ways in beside a password: a passkey, a link from an administrator, a backup code."""

from datetime import UTC, datetime

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_security.utils import validate_redirect_url
from werkzeug.wrappers import Response

from toolkit.accounts import accountlinks, passkeys, service, sessions
from toolkit.accounts.forms import BackupCodeForm, NewPasswordForm, current_brake
from toolkit.accounts.signin import let_in
from toolkit.web.form import Errors, errors_of, plain
from toolkit.web.language import gettext as _
from toolkit.web.runtime import current, reading, writing

blueprint = Blueprint("entering", __name__, url_prefix="/account")
WELCOMED = (
    "welcomed"  # in the session: the link that somebody opened, for an organisation's sign-in
)


def leads_to(asked: str) -> str:
    """A page of this site that was asked for, or the account's own."""
    is_ours = asked.startswith("/") and validate_redirect_url(asked)
    return asked if is_ours else url_for("accounts.home")


@blueprint.post("/passkey")
def passkey() -> Response | tuple[str, int]:
    """Sign in by a passkey."""
    address = request.remote_addr or ""
    current_brake().check(address, "")
    site = passkeys.Site(current().settings.public_url)
    try:
        with writing() as database:
            user_id = passkeys.sign_in(
                database, site, sessions.take_challenge(session), request.form.get("passkey", "")
            )
    except passkeys.PasskeyError:
        current_brake().failed(address, "")
        return render_template("accounts/no_passkey.html"), 422
    let_in(user_id, sessions.PASSKEY)
    return redirect(leads_to(request.form.get("next", "")), 303)


@blueprint.get("/recover")
def recover() -> str:
    """Ask for a backup code and a new password."""
    return render_template("accounts/recover.html", form=BackupCodeForm(), errors=[])


@blueprint.post("/recover")
def reset() -> Response | tuple[str, int]:
    """Set another password with a backup code."""
    form = BackupCodeForm(request.form)
    errors = errors_of(form) if not form.validate() else _reset(form)
    if errors:
        return render_template("accounts/recover.html", form=form, errors=errors), 422
    return redirect(url_for("security.login"), 303)


def _reset(form: BackupCodeForm) -> Errors:
    address, email = request.remote_addr or "", form.email.data or ""
    brake = current_brake()
    brake.check(address, email)
    with writing() as database:
        if service.recover(database, email, form.code.data or "", form.password.data or ""):
            return []
    brake.failed(address, email)
    return [("code", _("The email address or the backup code is not right"))]


@blueprint.get("/welcome/<token>")
def welcome(token: str) -> str:
    """Where an administrator's link leads: and a way of signing in is chosen."""
    holder = _holder(token)
    session[WELCOMED] = token
    return _welcome(token, holder, NewPasswordForm(), [])


@blueprint.post("/welcome/<token>")
def set_password(token: str) -> Response | tuple[str, int]:
    """Set a password by a link, which is used up."""
    holder = _holder(token)
    form = NewPasswordForm(request.form)
    if not form.validate():
        return _welcome(token, holder, form, errors_of(form)), 422
    with writing() as database:
        holder = accountlinks.spend(database, token, datetime.now(UTC))
        service.set_password(database, holder.email, form.password.data or "", actor=holder.email)
    session.pop(WELCOMED, None)
    let_in(holder.user_id, sessions.PASSWORD)
    return redirect(url_for("accounts.home"), 303)


@blueprint.post("/welcome/<token>/passkey")
def set_passkey(token: str) -> Response | tuple[str, int]:
    """Keep a passkey by a link, which is used up."""
    holder = _holder(token)
    site = passkeys.Site(current().settings.public_url)
    name = (plain(request.form.get("name")) or "").strip() or _("Passkey")
    challenge = sessions.take_challenge(session)
    try:
        with writing() as database:
            holder = accountlinks.spend(database, token, datetime.now(UTC))
            sent = request.form.get("passkey", "")
            passkeys.register(database, holder.user_id, site, challenge, sent, name)
    except passkeys.PasskeyError:
        errors = [("passkey-button", _("The passkey could not be used. Try again."))]
        return _welcome(token, holder, NewPasswordForm(), errors), 422
    session.pop(WELCOMED, None)
    let_in(holder.user_id, sessions.PASSKEY)
    return redirect(url_for("accounts.home"), 303)


def _holder(token: str) -> accountlinks.Holder:
    address = request.remote_addr or ""
    current_brake().check(address, "")
    try:
        with reading() as database:
            return accountlinks.holder(database, token, datetime.now(UTC))
    except accountlinks.UnknownAccountLinkError:
        current_brake().failed(address, "")
        raise


def _welcome(token: str, holder: accountlinks.Holder, form: NewPasswordForm, errors: Errors) -> str:
    settings = current().settings
    site = passkeys.Site(settings.public_url)
    options = ""
    if site.can_have_passkeys:
        with reading() as database:
            options = passkeys.to_register(
                database, holder.user_id, site, sessions.challenge(session)
            )
    return render_template(
        "accounts/welcome.html",
        token=token,
        holder=holder,
        form=form,
        errors=errors,
        passkey_options=options,
        organisation=settings.organisation,
        password_sign_in=settings.password_sign_in,
        shortest=service.SHORTEST_PASSWORD,
    )
