"""Results for everybody who was invited: the page that the entity's executive reads, by a link."""

from flask import Blueprint, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from toolkit.insights import service
from toolkit.insights.response import Addresses, chart_response, csv_response, page_response
from toolkit.publications import entity_id
from toolkit.runtime import current, reading_results

blueprint = Blueprint("reading", __name__, url_prefix="/results")


@blueprint.get("/read/<token>")
def show(token: str) -> Response:
    """The page of the entity that a link belongs to."""
    found = _found(token)
    if found is None:
        return _unknown()
    wave_id, entity = found
    addresses = Addresses(
        file=url_for(".file", token=token), chart=url_for(".chart", token=token, chart="CHART")
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
