"""The door: every request passes the table of who may open what, and is refused by default."""

from urllib.parse import urlsplit

from flask import Flask, abort, redirect, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from toolkit.accounts import factors, sessions
from toolkit.accounts.service import person_of
from toolkit.web.access import ACCESS, ANYONE, HALFWAY, Person, admits
from toolkit.web.runtime import current, reading
from toolkit.web.signed_in import hold

_WHERE_IT_IS_SET_UP = "methods"


class SignInEndedError(Exception):
    """A form was sent by somebody who is not signed in any more; the page for it keeps it whole."""


def init_app(app: Flask) -> None:
    """Put the door before every page."""
    app.before_request(_refuse_odd_requests)
    app.before_request(_check)


def _refuse_odd_requests() -> None:
    """Keep from Flask-Security what it answers with an error: JSON, and addresses that are none."""
    if request.blueprint != "security":
        return
    if request.is_json:
        abort(400)
    try:
        for values in (request.form, request.args):
            urlsplit(values.get("next", ""))
    except ValueError:
        abort(400)


def _check() -> Response | None:
    if request.endpoint is None:
        return None  # no such address, or not by this method: the router says so
    audience = ACCESS.get(request.endpoint)
    if audience == ANYONE:
        return None
    if audience is None:
        abort(404)
    if not current_user.is_authenticated:
        if request.method == "POST":
            raise SignInEndedError
        return redirect(url_for("security.login", next=_asked_for()), 303)
    if audience != HALFWAY and not sessions.is_whole(session):
        return redirect(url_for("second.show", next=_asked_for()), 303)
    person = person_of(current_user)
    if not admits(audience, person):
        abort(403)
    if request.blueprint != _WHERE_IT_IS_SET_UP and _lacks_second_step(person):
        return redirect(url_for("methods.index"), 303)
    hold(person)
    return None


def _lacks_second_step(person: Person) -> bool:
    """Whether this person has to add a second step first; a demonstration asks nobody to."""
    runtime = current()
    if runtime.is_demonstration or not sessions.is_by_password(session):
        return False
    if not factors.needs_second_step(runtime.settings, person.roles):
        return False
    with reading() as database:
        return not factors.methods(database, current_user.id).has_second_step


def _asked_for() -> str | None:
    """The page that was asked for, to lead back to it."""
    return request.full_path.rstrip("?") if request.method == "GET" else None
