"""A group's results as a response: the page, the file, or why there is nothing to read."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from flask import abort, make_response, render_template
from markupsafe import Markup
from werkzeug.wrappers import Response

from toolkit.insights import service
from toolkit.insights.csvfile import csv_of
from toolkit.insights.page import insights_page
from toolkit.insights.service import Evidence, NothingHereError, Outcome, Results
from toolkit.web import language
from toolkit.web.language import gettext as _
from toolkit.web.runtime import reading_results

_LOG = logging.getLogger("toolkit")


@dataclass(frozen=True, slots=True)
class Absence:
    """Why there is nothing to read, and what happens next."""

    status: int
    title: Callable[[], str]
    text: Callable[[], str]


_ABSENCES: dict[Outcome, Absence] = {
    "not-yet": Absence(
        404,
        lambda: _("These results are not published yet"),
        lambda: _(
            "Nothing is shown while people answer, and nothing until the figures have been "
            "checked. The answers are destroyed on the day on which the results appear here."
        ),
    ),
    "withdrawn": Absence(
        410,
        lambda: _("These results were withdrawn"),
        lambda: _("They were published in error, and nothing of them is shown any more."),
    ),
    "damaged": Absence(
        503,
        lambda: _("These results are not shown"),
        lambda: _(
            "What is stored is not what was published: its text no longer has the hash that was "
            "kept with it. Until the published text is restored, no figure of it is shown. Please "
            "tell the people who run this site."
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the files of a page are: numbers, charts by the name put for CHART, and reports."""

    file: str
    chart: str
    reports: str


def page_response(wave_id: int, node_id: str, addresses: Addresses, back: str = "") -> Response:
    """The page of a group, or the page that says why there is none."""
    with found_or_404(), reading_results() as session:
        results = service.results(session, wave_id, node_id, language.code())
    if results.evidence is None:
        return absence_response(results)
    page = _page(results, results.evidence, language.code(), addresses)
    return make_response(render_template("insights/page.html", page=page, back=back))


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of results without what every page has."""

    title: str
    body: Markup


@lru_cache(maxsize=64)
def _page(results: Results, evidence: Evidence, _language: str, addresses: Addresses) -> _Page:
    """Say a publication once: it never changes, and is read again and again.

    In a language, the same results always make the same page; nothing of who reads is in it.
    """
    page = insights_page(language.reader(results.questionnaire), results, evidence)
    html = render_template("insights/body.html", page=page, addresses=addresses)
    return _Page(page.title, Markup(html))  # noqa: S704 - rendered by us, escaped


def csv_response(wave_id: int, node_id: str) -> Response:
    """The numbers of a group's page as a file."""
    with found_or_404(), reading_results() as session:
        results = service.results(session, wave_id, node_id)
    if results.evidence is None:
        return absence_response(results)
    response = make_response(csv_of(results, results.evidence))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    name = f"results-{wave_id}-{results.evidence.sha256[:8]}.csv"
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response


def chart_response(wave_id: int, node_id: str, name: str) -> Response:
    """A chart of a group's page."""
    with found_or_404(), reading_results() as session:
        results = service.results(session, wave_id, node_id)
        svg = service.chart(session, results, language.code(), name)
    return Response(svg, mimetype="image/svg+xml")


def absence_response(results: Results) -> Response:
    """Why there is nothing to read of a wave."""
    absence = _ABSENCES[results.outcome]
    if results.outcome == "damaged":
        _LOG.error("the publication of wave %d is not the one that was published", results.wave.id)
    html = render_template("insights/absent.html", absence=absence, results=results)
    return make_response(html, absence.status)


@contextmanager
def found_or_404() -> Iterator[None]:
    """Answer that there is no such page where there is nothing of this name."""
    try:
        yield
    except NothingHereError:
        abort(404)
