"""The door: every request passes the table of who may open what, and is refused by default."""

from urllib.parse import urlsplit

from flask import Flask, abort, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from toolkit.access import ACCESS, ANYONE, admits
from toolkit.accounts.service import person_of
from toolkit.signed_in import hold


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
        return redirect(_sign_in_address(), 303)
    person = person_of(current_user)
    if not admits(audience, person):
        abort(403)
    hold(person)
    return None


def _sign_in_address() -> str:
    """The sign-in page, which leads back to a page that was asked for."""
    if request.method != "GET":
        return url_for("security.login")
    return url_for("security.login", next=request.full_path.rstrip("?"))
