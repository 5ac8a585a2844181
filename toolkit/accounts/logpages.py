"""The audit log as administrators read it: a page with a search, and the same as a file."""

import csv
from collections.abc import Iterator
from datetime import date
from io import SEEK_END, StringIO

import flask_babel
from flask import Blueprint, Response, make_response, render_template, request

from toolkit import audit
from toolkit.audit import Action, Line, Search
from toolkit.spreadsheet import cell
from toolkit.web.form import Errors, plain
from toolkit.web.language import gettext as _
from toolkit.web.language import whole
from toolkit.web.runtime import reading

PAGE = 50
HEADER = ("at", "actor", "action", "subject", "detail")
_FIELDS = ("action", "person", "since", "until")
blueprint = Blueprint("audit", __name__, url_prefix="/account/audit")


@blueprint.get("/")
def index() -> str | tuple[str, int]:
    """What was done, newest first, fifty lines a page."""
    search, errors = _asked()
    number = max(request.args.get("page", 1, int), 1)
    with reading() as session:
        count = 0 if errors else audit.count(session, search)
        found = [] if errors else audit.page(session, search, number, PAGE)
    page = render_template(
        "accounts/audit.html",
        lines=found,
        moment=lambda one: flask_babel.format_datetime(one.at, "medium"),
        errors=errors,
        asked={name: plain(request.args.get(name)) or "" for name in _FIELDS},
        actions=[("", _("All")), *((action.value, action.value) for action in Action)],
        count=whole(count),
        is_one=count == 1,
        number=number,
        pages=-(-count // PAGE),
    )
    return (page, 422) if errors else page


@blueprint.get("/file")
def file() -> Response:
    """Every line that was asked for, as CSV."""
    search, errors = _asked()
    with reading() as session:
        text = _csv(iter(()) if errors else audit.every(session, search))
    response = make_response(text)
    response.mimetype = "text/csv"
    response.headers["Content-Disposition"] = "attachment; filename=audit.csv"
    return response


def _csv(found: Iterator[Line]) -> str:
    """The lines as a file: times are UTC; the byte order mark lets spreadsheets read all names."""
    out = StringIO("\ufeff")
    out.seek(0, SEEK_END)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for one in found:
        moment = f"{one.at:%Y-%m-%d %H:%M:%S}"
        writer.writerow(map(cell, (moment, one.actor, one.action, one.subject, one.detail)))
    return out.getvalue()


def _asked() -> tuple[Search, Errors]:
    errors: Errors = []
    days: dict[str, date | None] = {}
    for name in ("since", "until"):
        try:
            text = request.args.get(name, "").strip()
            days[name] = date.fromisoformat(text) if text else None
        except ValueError:
            days[name] = None
            errors.append((name, _("Write the day as year-month-day, such as 2027-01-31")))
    search = Search(
        action=request.args.get("action", ""),
        person=(plain(request.args.get("person")) or "").strip(),
        since=days["since"],
        until=days["until"],
    )
    return search, errors
