"""The jobs: what waits, what runs, what went wrong, and trying again."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import flask_babel
from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from toolkit import jobs
from toolkit.jobs import JobError, JobFacts
from toolkit.web.language import gettext as _
from toolkit.web.language import whole
from toolkit.web.runtime import reading, writing

SHOWN = 50
blueprint = Blueprint("operations", __name__, url_prefix="/account/jobs")

_NAMES: Mapping[str, Callable[[], str]] = {
    "destroy": lambda: _("Destroy ballots, links and keys"),
    "group": lambda: _("Look for groups of entities"),
    "draw": lambda: _("Draw the charts"),
    "links": lambda: _("Visit the pages that tools lead to"),
    "step": lambda: _("Open, close or approve a wave"),
    "preview": lambda: _("Work out what a wave would show"),
    "report": lambda: _("Make a report"),
    "mail": lambda: _("Send letters"),
}
_STATES: Mapping[str, Callable[[], str]] = {
    "waiting": lambda: _("Waiting"),
    "running": lambda: _("Running"),
    "done": lambda: _("Done"),
    "failed": lambda: _("Given up"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One job as an administrator reads it."""

    id: int
    name: str
    wave: str
    state: str
    progress: str
    attempts: str
    asked: str
    error: str
    is_given_up: bool


@blueprint.get("/")
def index() -> str:
    """The newest jobs."""
    with reading() as session:
        found = jobs.newest(session, SHOWN)
    return render_template("operations/jobs.html", lines=list(_lines(found)), most=SHOWN)


@blueprint.post("/<int:job_id>/again")
def again(job_id: int) -> Response:
    """Try a job once more that was given up."""
    try:
        with writing() as session:
            jobs.again(session, job_id, datetime.now(UTC))
    except JobError:
        abort(404)
    return redirect(url_for(".index"), 303)


def _lines(found: list[JobFacts]) -> Iterator[Line]:
    for job in found:
        yield Line(
            id=job.id,
            name=f"{_NAMES[job.name]()}: {job.subject}" if job.subject else _NAMES[job.name](),
            wave=job.wave,
            state=_STATES[job.state](),
            progress=_progress(job),
            attempts=_(
                "%(number)s of %(most)s",
                number=whole(job.attempts),
                most=jobs.most_attempts(job.name),
            ),
            asked=flask_babel.format_datetime(job.asked, "medium"),
            error=job.error,
            is_given_up=job.state == "failed",
        )


def _progress(job: JobFacts) -> str:
    if not job.total:
        return ""
    return _("%(done)s of %(total)s", done=whole(job.done), total=whole(job.total))
