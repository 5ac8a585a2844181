"""Reports as responses: what there is to take along, asking for it, and the file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import abort, make_response, redirect, render_template
from werkzeug.wrappers import Response

from toolkit.insights import service as insights
from toolkit.insights.reports import service
from toolkit.insights.reports.service import ReportFacts
from toolkit.insights.response import absence_response, found_or_404
from toolkit.insights.service import Results
from toolkit.insights.titles import page_title
from toolkit.models import ReportKind
from toolkit.publications import group_name
from toolkit.web import language
from toolkit.web.language import gettext as _
from toolkit.web.runtime import reading, reading_results, writing


@dataclass(frozen=True, slots=True)
class Form:
    """What one form of a report is called, what it is for, and how its file is served."""

    name: Callable[[], str]
    purpose: Callable[[], str]
    mimetype: str
    file: str  # its name, with the wave and the publication to be filled in


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMS: Mapping[ReportKind, Form] = {
    ReportKind.PDF: Form(
        lambda: _("The whole report (PDF)"),
        lambda: _("Everything on the page, to print or to send. Screen readers can read it."),
        "application/pdf",
        "results-{wave}-{publication}.pdf",
    ),
    ReportKind.SLIDES: Form(
        lambda: _("Slides for a meeting (PowerPoint)"),
        lambda: _("Six to eleven slides, the summary first. Charts and texts can be edited."),
        f"{_OFFICE}.presentationml.presentation",
        "results-{wave}-{publication}.pptx",
    ),
    ReportKind.NOTE: Form(
        lambda: _("A note for the governing body (PDF)"),
        lambda: _("One page: three findings, what we will do, and three likely questions."),
        "application/pdf",
        "note-{wave}-{publication}.pdf",
    ),
    ReportKind.SHEET: Form(
        lambda: _("The tables (Excel)"),
        lambda: _("Every table of the page as one, to count with."),
        f"{_OFFICE}.spreadsheetml.sheet",
        "results-{wave}-{publication}.xlsx",
    ),
}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the page of reports, each report by the name put for KIND, and the numbers are.

    Who reads by a link has no session, and so no token for the form either.
    """

    here: str
    report: str
    numbers: str
    back: str
    by_link: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """One form of a report: there, on its way, or neither."""

    kind: ReportKind
    form: Form
    address: str
    is_ready: bool
    under_way: ReportFacts | None


def offers_response(wave_id: int, node_id: str, addresses: Addresses) -> Response:
    """The page with every form of a group's report."""
    with found_or_404(), reading_results() as session:
        results = insights.results(session, wave_id, node_id)
        ready = service.ready(session, results, language.code())
    if results.evidence is None:
        return absence_response(results)
    with reading() as session:
        found = {one.kind: one for one in service.under_way(session, results, language.code())}
    offers = [
        Offer(kind, form, addresses.report.replace("KIND", kind), kind in ready, found.get(kind))
        for kind, form in FORMS.items()
        if results.evidence.node.respondents
    ]
    html = render_template(
        "insights/reports.html",
        offers=offers,
        addresses=addresses,
        title=_title(results, node_id),
        wave=results.wave.title,
        is_waiting=any(one.state != "failed" for one in found.values()),
    )
    return make_response(html)


def asked_response(wave_id: int, node_id: str, kind: str, addresses: Addresses) -> Response:
    """Ask for a report, and go back to where it will be."""
    wanted, code = _kind(kind), language.code()
    with found_or_404(), reading_results() as session:
        results = insights.results(session, wave_id, node_id)
        ready = service.ready(session, results, code)
    if wanted not in ready:
        with writing() as session:
            service.ask(session, results, wanted, code)
    return redirect(addresses.here, 303)


def report_response(wave_id: int, node_id: str, kind: str) -> Response:
    """A report as a file; 404 before it is made."""
    wanted = _kind(kind)
    with found_or_404(), reading_results() as session:
        results = insights.results(session, wave_id, node_id)
        body = service.body(session, results, wanted, language.code())
    if results.evidence is None:
        return absence_response(results)
    if body is None:
        abort(404)
    form = FORMS[wanted]
    name = form.file.format(wave=wave_id, publication=results.evidence.sha256[:8])
    response = Response(body, mimetype=form.mimetype)
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response


def _title(results: Results, node_id: str) -> str:
    is_entity = results.evidence is not None and results.evidence.node.kind == "entity"
    reader = language.reader(results.questionnaire)
    return page_title(reader, group_name(node_id) if is_entity else "")


def _kind(name: str) -> ReportKind:
    if name not in {*ReportKind}:
        abort(404)
    return ReportKind(name)
