"""The pages on which administrators look after people: list, invite, roles, and a way back in."""

from collections.abc import Callable
from datetime import UTC, datetime

import flask_babel
from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from toolkit.accounts import accountletters, accountlinks, passkeys, people, service
from toolkit.accounts.accountlinks import Made
from toolkit.accounts.forms import InviteForm, RoleForm
from toolkit.accounts.rolewords import role_title
from toolkit.roles import Role
from toolkit.web.form import Errors, errors_of, plain
from toolkit.web.language import gettext as _
from toolkit.web.language import whole
from toolkit.web.runtime import current, reading, writing
from toolkit.web.signed_in import current_person

blueprint = Blueprint("people", __name__, url_prefix="/account/people")


@blueprint.get("/")
def index() -> str:
    """Everybody with an account, fifty a page."""
    words = (plain(request.args.get("words")) or "").strip()
    number = max(request.args.get("page", 1, int), 1)
    with reading() as session:
        count = people.count(session, words)
        lines = people.page(session, words, number, datetime.now(UTC))
    return render_template(
        "accounts/people.html",
        lines=lines,
        words=words,
        count=whole(count),
        is_one=count == 1,
        number=number,
        pages=-(-count // people.PAGE),
        role_title=role_title,
    )


@blueprint.get("/invite")
def ask() -> str:
    """Ask whom to invite."""
    return _invite_page(InviteForm(), [])


@blueprint.post("/invite")
def invite() -> str | tuple[str, int]:
    """Make an account and show its link, this once."""
    form = InviteForm(request.form)
    if not form.validate():
        return _invite_page(form, errors_of(form)), 422
    roles = [(Role(form.role.data), form.entity.data or "")] if form.role.data else []
    try:
        with writing() as session:
            made = accountlinks.invite(
                session,
                form.email.data or "",
                roles,
                actor=current_person().email,
                now=datetime.now(UTC),
            )
    except service.AccountError:
        taken = _("There is an account with this address already: look for it in the list")
        return _invite_page(form, [("email", taken)]), 422
    return _made_page(made, is_invitation=True)


@blueprint.get("/<int:user_id>")
def show(user_id: int) -> str:
    """One person: roles, ways of signing in, and what can be done."""
    return _person_page(user_id, RoleForm(), [])


@blueprint.post("/<int:user_id>/roles")
def give(user_id: int) -> Response | tuple[str, int]:
    """Give a role."""
    form = RoleForm(request.form)
    if not form.validate():
        return _person_page(user_id, form, errors_of(form)), 422
    role, entity = Role(form.role.data or ""), form.entity.data or ""
    return _done(
        user_id,
        lambda session, email, actor: service.grant(session, email, role, entity, actor=actor),
        form,
    )


@blueprint.post("/<int:user_id>/roles/take")
def take(user_id: int) -> Response | tuple[str, int]:
    """Take a role that was given here."""
    try:
        role = Role(request.form.get("role", ""))
    except ValueError:
        abort(400)
    entity = request.form.get("entity", "")
    return _done(
        user_id,
        lambda session, email, actor: people.take(session, email, role, entity, actor=actor),
    )


@blueprint.post("/<int:user_id>/disable")
def disable(user_id: int) -> Response | tuple[str, int]:
    """Let this person sign in no longer."""
    return _done(user_id, lambda session, email, actor: people.disable(session, email, actor=actor))


@blueprint.post("/<int:user_id>/enable")
def enable(user_id: int) -> Response | tuple[str, int]:
    """Let this person sign in again."""
    return _done(
        user_id,
        lambda session, email, actor: service.set_active(session, email, active=True, actor=actor),
    )


@blueprint.post("/<int:user_id>/reset")
def reset(user_id: int) -> Response | tuple[str, int]:
    """Forget a lost app, passkeys and backup codes."""
    return _done(
        user_id,
        lambda session, email, actor: people.reset_second_step(session, email, actor=actor),
    )


@blueprint.post("/<int:user_id>/link")
def link(user_id: int) -> str | tuple[str, int]:
    """Make a link by which this person sets how to sign in, and show it this once."""
    account = _account(user_id)
    try:
        with writing() as session:
            made = accountlinks.again(
                session, account.email, actor=current_person().email, now=datetime.now(UTC)
            )
    except service.AccountError as error:
        return _person_page(user_id, RoleForm(), [_said(error)]), 422
    return _made_page(made, is_invitation=not account.methods.can_sign_in)


def _done(
    user_id: int, change: Callable[..., None], form: RoleForm | None = None
) -> Response | tuple[str, int]:
    """Change an account, then show it; what was refused is said there."""
    email = _account(user_id).email
    try:
        with writing() as session:
            change(session, email, current_person().email)
    except service.AccountError as error:
        return _person_page(user_id, form or RoleForm(), [_said(error)]), 422
    return redirect(url_for(".show", user_id=user_id), 303)


def _said(error: service.AccountError) -> tuple[str, str]:
    if isinstance(error, people.LastAdministratorError):
        text = _("Somebody has to stay administrator. Make somebody else one first.")
        return "main-content", text
    return "role", _("This was done already, or cannot be done for this account")


def _account(user_id: int) -> people.Account:
    with reading() as session:
        found = people.account(session, user_id)
    if found is None:
        abort(404)
    return found


def _person_page(user_id: int, form: RoleForm, errors: Errors) -> str:
    account = _account(user_id)
    return render_template(
        "accounts/person.html",
        account=account,
        form=form,
        errors=errors,
        role_title=role_title,
        roles=[("", _("Choose")), *_role_choices()],
        is_me=account.email == current_person().email,
        has_mail=current().settings.mail is not None,
    )


def _invite_page(form: InviteForm, errors: Errors) -> str:
    none = ("", _("No role yet"))
    return render_template(
        "accounts/invite.html",
        form=form,
        errors=errors,
        roles=[none, *_role_choices()],
        days=accountlinks.INVITATION_DAYS,
        has_mail=current().settings.mail is not None,
    )


def _made_page(made: Made, *, is_invitation: bool) -> str:
    """Say that a letter with the link is sent, or show the link, with why it was not."""
    settings, not_sent = current().settings, ""
    if settings.mail and request.form.get("by") == "mail":
        by = current_person().email
        found = accountletters.letter(made, settings.public_url, is_invitation=is_invitation, by=by)
        not_sent = accountletters.send(settings.mail, found)
        if not not_sent:
            return render_template(
                "accounts/link_sent.html", email=made.email, is_invitation=is_invitation
            )
    return render_template(
        "accounts/link_made.html",
        email=made.email,
        address=f"{settings.public_url}{made.path}",
        until=flask_babel.format_datetime(made.until, "medium"),
        is_invitation=is_invitation,
        not_sent=not_sent,
        can_have_passkeys=passkeys.Site(settings.public_url).can_have_passkeys,
    )


def _role_choices() -> list[tuple[str, str]]:
    return [(role.value, role_title(role)) for role in Role]
