"""Results for everybody who was invited: the page that the entity's executive reads, by a link."""

from flask import Blueprint, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from toolkit.insights import service
from toolkit.insights.reports.response import Addresses as ReportAddresses
from toolkit.insights.reports.response import (
    asked_response,
    offers_response,
    report_response,
)
from toolkit.insights.response import Addresses, chart_response, csv_response, page_response
from toolkit.publications import entity_id
from toolkit.web.runtime import current, reading_results

blueprint = Blueprint("reading", __name__, url_prefix="/results")


@blueprint.get("/read/<token>")
def show(token: str) -> Response:
    """The page of the entity that a link belongs to."""
    found = _found(token)
    if found is None:
        return _unknown()
    wave_id, entity = found
    addresses = Addresses(
        file=url_for(".file", token=token),
        chart=url_for(".chart", token=token, chart="CHART"),
        reports=url_for(".reports", token=token),
    )
    return page_response(wave_id, entity_id(entity), addresses)


@blueprint.get("/read/<token>/figures.csv")
def file(token: str) -> Response:
    """The numbers of that page."""
    found = _found(token)
    if found is None:
        return _unknown()
    wave_id, entity = found
    return csv_response(wave_id, entity_id(entity))


@blueprint.get("/read/<token>/<chart>.svg")
def chart(token: str, chart: str) -> Response:
    """A chart of that page."""
    found = _found(token)
    if found is None:
        return _unknown()
    wave_id, entity = found
    return chart_response(wave_id, entity_id(entity), chart)


@blueprint.get("/read/<token>/reports")
def reports(token: str) -> Response:
    """The reports of that page."""
    found = _found(token)
    if found is None:
        return _unknown()
    wave_id, entity = found
    return offers_response(wave_id, entity_id(entity), _addresses(token))


@blueprint.post("/read/<token>/reports/<kind>")
def ask_report(token: str, kind: str) -> Response:
    """Ask for a report of that page."""
    found = _found(token)
    if found is None:
        return _unknown()
    wave_id, entity = found
    return asked_response(wave_id, entity_id(entity), kind, _addresses(token))


@blueprint.get("/read/<token>/reports/<kind>")
def report(token: str, kind: str) -> Response:
    """A report of that page."""
    found = _found(token)
    if found is None:
        return _unknown()
    wave_id, entity = found
    return report_response(wave_id, entity_id(entity), kind)


def _addresses(token: str) -> ReportAddresses:
    return ReportAddresses(
        here=url_for(".reports", token=token),
        report=url_for(".report", token=token, kind="KIND"),
        numbers=url_for(".file", token=token),
        back=url_for(".show", token=token),
        by_link=True,
    )


def _found(token: str) -> tuple[int, str] | None:
    """What a link opens; a link that opens nothing counts as a failed guess."""
    runtime, address = current(), request.remote_addr or ""
    runtime.throttle.check(address)
    with reading_results() as session:
        found = service.invited(session, runtime.settings.secret_key, token)
    if found is None:
        runtime.throttle.failed(address)
    return found


def _unknown() -> Response:
    return make_response(render_template("insights/unknown.html"), 404)
