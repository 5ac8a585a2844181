"""Signing in with Flask-Security: its password page alone, and nothing of it on other pages.

Second steps, passkeys and an organisation's sign-in are ours: its own pages speak JSON, and keep
the time of every use.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, current_app, g, make_response, render_template, session
from flask_login import user_logged_out
from flask_security import Security, UserMixin
from flask_security.core import RoleMixin
from flask_security.datastore import SQLAlchemyUserDatastore
from flask_security.signals import user_authenticated
from flask_security.utils import login_user
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from toolkit.accounts import ended, factors, passkeys, service, sessions
from toolkit.accounts.brake import SignInBrake
from toolkit.accounts.cookie import TwoCookies
from toolkit.accounts.forms import BRAKE, SignInForm
from toolkit.models import User
from toolkit.web.runtime import current, reading, writing

_SESSION = "staff_session"
_SETTINGS: Mapping[str, object] = {
    "SECURITY_LOGIN_URL": "/account/sign-in",
    "SECURITY_LOGOUT_URL": "/account/sign-out",
    "SECURITY_POST_LOGIN_VIEW": "accounts.home",
    "SECURITY_POST_LOGOUT_VIEW": "security.login",
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_USER_IDENTITY_ATTRIBUTES": [{"email": {"case_insensitive": False}}],
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
        "argon2__memory_cost": service.HASHER.memory_cost,
        "argon2__time_cost": service.HASHER.time_cost,
        "argon2__parallelism": service.HASHER.parallelism,
    },
    "SECURITY_PASSWORD_SINGLE_HASH": True,  # a new secret of the installation ends no password
    "SECURITY_PASSWORD_NORMALIZE_FORM": service.NORMAL_FORM,
    "SECURITY_FLASH_MESSAGES": False,
    "SECURITY_FRESHNESS": timedelta(seconds=-1),  # no page that asks for the password again
    "SECURITY_STATIC_FOLDER": None,
    "SECURITY_STATIC_FOLDER_URL": None,
    "SECURITY_CACHE_CONTROL": None,  # every page of ours says no-store already
    "SECURITY_CLI_USERS_NAME": None,
    "SECURITY_CLI_ROLES_NAME": None,
    "SESSION_PROTECTION": None,  # no fingerprint of address and browser
}


class Account(UserMixin, User):  # type: ignore[misc] # the mixin's password may be None
    """A user as Flask-Security wants one; the table knows nothing of it."""


class StaffSession(Session):
    """Reads through the reading engine and writes through the other.

    So that nobody who has a password checked holds the lock that respondents' answers need.
    """

    def get_bind(self, *_arguments: object, **_options: object) -> Engine:
        """The engine for what is being done."""
        engines = current().engines
        return engines.writing if self._flushing else engines.reading


class _Database:
    """What Flask-Security calls the database: one session for each request that asks."""

    @property
    def session(self) -> Session:
        if _SESSION not in g:
            setattr(g, _SESSION, StaffSession())
        found: Session = getattr(g, _SESSION)
        return found


def init_app(app: Flask) -> None:
    """Add the sign-in page; CSRF protection has to be there already."""
    app.config.update(_SETTINGS)
    app.session_interface = TwoCookies()
    app.extensions[BRAKE] = SignInBrake()
    datastore = SQLAlchemyUserDatastore(_Database(), Account, RoleMixin)
    security = Security(
        login_form=SignInForm,
        render_template=_sign_in_page,  # type: ignore[arg-type] # a view may return a response
    )
    with _hooks_kept(app):
        security.init_app(app, datastore)
    security.want_json(lambda _request: False)
    security.login_manager.request_loader(None)
    security.login_manager.user_loader(_who_goes_on)
    app.teardown_appcontext(_close_session)
    user_authenticated.connect(_signed_in, app)
    user_logged_out.connect(_signed_out, app)


@contextmanager
def _hooks_kept(app: Flask) -> Iterator[None]:
    """Keep an extension's hooks off every request.

    Flask-Principal and Flask-Login would load the user, from the database, before each page and
    for each template: on respondents' pages too. What needs a user here asks for it.
    """
    tables: tuple[Mapping[str | None, list[Any]], ...] = (
        app.before_request_funcs,
        app.after_request_funcs,
        app.template_context_processors,
    )
    kept = [list(table[None]) for table in tables]
    yield
    for table, hooks in zip(tables, kept, strict=True):
        table[None][:] = hooks


def _sign_in_page(_template: str, **context: Any) -> Response:  # noqa: ANN401 - Flask-Security's own
    form: SignInForm = context["login_user_form"]
    errors = form.said()
    page = render_template(
        "accounts/sign_in.html",
        form=form,
        errors=errors,
        passkey_options=passkey_options(),
        organisation=current().settings.organisation,
        password_sign_in=current().settings.password_sign_in,
    )
    return make_response(page, 422 if errors else 200)


def let_in(user_id: int, way: str) -> None:
    """Sign somebody in who proved who they are by another way than a password."""
    datastore = current_app.extensions["security"].datastore
    login_user(datastore.find_user(id=user_id), authn_via=[way])


def passkey_options(user_id: int | None = None) -> str:
    """What a browser needs to use a passkey; empty where this site can have none."""
    site = passkeys.Site(current().settings.public_url)
    if not site.can_have_passkeys:
        return ""
    with reading() as database:
        return passkeys.to_sign_in(database, site, sessions.challenge(session), user_id)


def _signed_in(_app: Flask, user: User, authn_via: list[str], **_details: object) -> None:
    (way,) = authn_via
    with reading() as database:
        has_second_step = factors.methods(database, user.id).has_second_step
    sessions.begin(session, way, whole=way != sessions.PASSWORD or not has_second_step)


def _who_goes_on(uniquifier: str) -> Account | None:
    """Whose sign-in this is; nobody's when it has ended, here or by itself, or has no name."""
    name = sessions.name(session)
    if not sessions.renew(session, time.time()) or not name:
        return None
    named = select(Account).where(User.fs_uniquifier == uniquifier, User.active)
    return _Database().session.scalar(named.where(ended.goes_on(name)))


def _signed_out(_app: Flask, user: User, **_details: object) -> None:  # noqa: ARG001 - the signal's own
    """A copy of the cookie that somebody kept opens nothing any more; other devices go on."""
    name = sessions.name(session)
    sessions.forget(session)
    with writing() as database:
        ended.note(database, name, datetime.now(UTC))


def _close_session(_error: BaseException | None) -> None:
    found: Session | None = g.pop(_SESSION, None)
    if found is not None:
        found.close()
