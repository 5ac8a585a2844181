"""Results for people who are signed in: the waves and groups that each may read."""

from dataclasses import dataclass

from flask import Blueprint, abort, render_template, url_for
from werkzeug.wrappers import Response

from toolkit.insights import audience, service
from toolkit.insights.reports.response import Addresses as ReportAddresses
from toolkit.insights.reports.response import (
    asked_response,
    offers_response,
    report_response,
)
from toolkit.insights.response import Addresses, chart_response, csv_response, page_response
from toolkit.insights.service import WaveFacts
from toolkit.publications import SYSTEM, entity_id
from toolkit.web.runtime import reading_results
from toolkit.web.signed_in import current_person

blueprint = Blueprint("insights", __name__, url_prefix="/account/results")


@dataclass(frozen=True, slots=True)
class Readable:
    """A wave with what a person may read of it."""

    wave: WaveFacts
    entities: tuple[str, ...]
    has_system: bool


@blueprint.get("/")
def index() -> str:
    """The waves and groups that the person who is signed in may read."""
    person = current_person()
    everything = audience.may_read_system(person)
    with reading_results() as session:
        waves = service.waves(session)
    found = [
        Readable(wave, audience.readable(person, entities), everything) for wave, entities in waves
    ]
    return render_template(
        "insights/index.html", waves=[one for one in found if one.entities or one.has_system]
    )


@blueprint.get("/<int:wave_id>/system")
def system(wave_id: int) -> Response:
    """The page of the whole system."""
    addresses = Addresses(
        file=url_for(".system_file", wave_id=wave_id),
        chart=url_for(".system_chart", wave_id=wave_id, chart="CHART"),
        reports=url_for(".system_reports", wave_id=wave_id),
    )
    return page_response(wave_id, SYSTEM, addresses, url_for(".index"))


@blueprint.get("/<int:wave_id>/system/figures.csv")
def system_file(wave_id: int) -> Response:
    """The numbers of the whole system's page."""
    return csv_response(wave_id, SYSTEM)


@blueprint.get("/<int:wave_id>/system/<chart>.svg")
def system_chart(wave_id: int, chart: str) -> Response:
    """A chart of the whole system's page."""
    return chart_response(wave_id, SYSTEM, chart)


@blueprint.get("/<int:wave_id>/system/reports")
def system_reports(wave_id: int) -> Response:
    """The reports of the whole system."""
    return offers_response(wave_id, SYSTEM, _of_system(wave_id))


@blueprint.post("/<int:wave_id>/system/reports/<kind>")
def ask_system_report(wave_id: int, kind: str) -> Response:
    """Ask for a report of the whole system."""
    return asked_response(wave_id, SYSTEM, kind, _of_system(wave_id))


@blueprint.get("/<int:wave_id>/system/reports/<kind>")
def system_report(wave_id: int, kind: str) -> Response:
    """A report of the whole system."""
    return report_response(wave_id, SYSTEM, kind)


@blueprint.get("/<int:wave_id>/entity/<path:name>")
def entity(wave_id: int, name: str) -> Response:
    """The page of an entity; who may not read it learns nothing, not even whether it is there."""
    _require(name)
    addresses = Addresses(
        file=url_for(".entity_file", wave_id=wave_id, name=name),
        chart=url_for(".entity_chart", wave_id=wave_id, name=name, chart="CHART"),
        reports=url_for(".entity_reports", wave_id=wave_id, name=name),
    )
    return page_response(wave_id, entity_id(name), addresses, url_for(".index"))


@blueprint.get("/<int:wave_id>/figures/<path:name>.csv")
def entity_file(wave_id: int, name: str) -> Response:
    """The numbers of an entity's page."""
    _require(name)
    return csv_response(wave_id, entity_id(name))


@blueprint.get("/<int:wave_id>/charts/<chart>/<path:name>.svg")
def entity_chart(wave_id: int, name: str, chart: str) -> Response:
    """A chart of an entity's page."""
    _require(name)
    return chart_response(wave_id, entity_id(name), chart)


@blueprint.get("/<int:wave_id>/reports/<path:name>")
def entity_reports(wave_id: int, name: str) -> Response:
    """The reports of an entity."""
    _require(name)
    return offers_response(wave_id, entity_id(name), _of_entity(wave_id, name))


@blueprint.post("/<int:wave_id>/report/<kind>/<path:name>")
def ask_entity_report(wave_id: int, name: str, kind: str) -> Response:
    """Ask for a report of an entity."""
    _require(name)
    return asked_response(wave_id, entity_id(name), kind, _of_entity(wave_id, name))


@blueprint.get("/<int:wave_id>/report/<kind>/<path:name>")
def entity_report(wave_id: int, name: str, kind: str) -> Response:
    """A report of an entity."""
    _require(name)
    return report_response(wave_id, entity_id(name), kind)


def _of_system(wave_id: int) -> ReportAddresses:
    return ReportAddresses(
        here=url_for(".system_reports", wave_id=wave_id),
        report=url_for(".system_report", wave_id=wave_id, kind="KIND"),
        numbers=url_for(".system_file", wave_id=wave_id),
        back=url_for(".system", wave_id=wave_id),
    )


def _of_entity(wave_id: int, name: str) -> ReportAddresses:
    return ReportAddresses(
        here=url_for(".entity_reports", wave_id=wave_id, name=name),
        report=url_for(".entity_report", wave_id=wave_id, name=name, kind="KIND"),
        numbers=url_for(".entity_file", wave_id=wave_id, name=name),
        back=url_for(".entity", wave_id=wave_id, name=name),
    )


def _require(entity: str) -> None:
    if not audience.may_read_entity(current_person(), entity):
        abort(403)
