"""What an entity says of itself: the pages of its coordinators and executives."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from toolkit import content, sayings
from toolkit.commitments import exchange as sorted_for
from toolkit.entities import edits, overview, pages, service
from toolkit.entities import ownquestions as own
from toolkit.entities.editing import Editing, sent_version
from toolkit.entities.rules import Subject, entities_of, may_write
from toolkit.entities.store import Change, ChangedMeanwhileError, NotInWaveError, NotNowError, Place
from toolkit.proposals import tool_of
from toolkit.web.runtime import reading, reading_results, writing
from toolkit.web.signed_in import current_person

blueprint = Blueprint("entities", __name__, url_prefix="/account/entity")
_ways = ["GET", "POST"]


@blueprint.get("/")
def index() -> str:
    """What is to be done now, by wave and entity."""
    person = current_person()
    with reading_results() as session:
        found = overview.standings(session, entities_of(person))
    return render_template("entities/index.html", waves=pages.waves(found, person))


@blueprint.route("/<int:wave_id>/ambition/<path:name>", methods=_ways)
def ambition(wave_id: int, name: str) -> Response:
    """State where the entity wants to be."""
    return _edited(_place(Subject.AMBITION, wave_id, name), edits.ambition)


@blueprint.route("/<int:wave_id>/return/<path:name>", methods=_ways)
def entity_return(wave_id: int, name: str) -> Response:
    """Fill in the entity's return."""
    return _edited(_place(Subject.RETURN, wave_id, name), edits.entity_return)


@blueprint.route("/<int:wave_id>/signature/<path:name>", methods=_ways)
def signature(wave_id: int, name: str) -> Response:
    """Read the entity's return, and sign it."""
    return _edited(_place(Subject.SIGNATURE, wave_id, name), edits.signature)


@blueprint.route("/<int:wave_id>/naming/<path:name>", methods=_ways)
def naming(wave_id: int, name: str) -> Response:
    """Say in which modules the entity may be named."""
    return _edited(_place(Subject.NAMING, wave_id, name), edits.naming)


@blueprint.get("/<int:wave_id>/own-questions/<path:name>")
def own_questions(wave_id: int, name: str) -> str:
    """What the entity asks of its own, as staff will see it, and how far it is."""
    place = _place(Subject.OWN, wave_id, name)
    with _found_or_404(), reading() as session:
        page = pages.own_questions(session, place)
    changed = "changed" in request.args
    return render_template("entities/own.html", page=page, place=place, changed=changed)


@blueprint.route("/<int:wave_id>/own-questions/write/<path:name>", methods=_ways)
def write_own_questions(wave_id: int, name: str) -> Response:
    """Write what the entity asks of its own."""
    return _edited(_place(Subject.OWN, wave_id, name), edits.own_questions)


@blueprint.post("/<int:wave_id>/own-questions/hand-in/<path:name>")
def hand_in_own_questions(wave_id: int, name: str) -> Response:
    """Let a curator read it; what was changed meanwhile is shown instead, and not handed in."""
    place = _place(Subject.OWN, wave_id, name)
    change = Change(place, sent_version(), current_person().email)
    try:
        with _found_or_404(), suppress(NotNowError), writing() as session:
            own.hand_in(session, change)
    except ChangedMeanwhileError:
        return redirect(url_for(".own_questions", wave_id=wave_id, name=name, changed=1), 303)
    return redirect(url_for(".own_questions", wave_id=wave_id, name=name), 303)


@blueprint.get("/<int:wave_id>/exchange/<path:name>")
def exchange(wave_id: int, name: str) -> str:
    """The entity's offers and asks, beside those of others."""
    place = _place(Subject.EXCHANGE, wave_id, name)
    with _found_or_404(), reading() as session:
        about = service.about(session, place)
        found = sorted_for(sayings.read(session, wave_id).postings, name)
    page = pages.exchange(place, about, found)
    return render_template("entities/exchange.html", page=page, place=place)


@blueprint.route("/<int:wave_id>/exchange/<kind>/<int:number>/<path:name>", methods=_ways)
def posting(wave_id: int, kind: str, number: int, name: str) -> Response:
    """Make or change one offer or ask."""
    place = _place(Subject.EXCHANGE, wave_id, name)
    return _edited(place, lambda session, _place: edits.posting(session, place, kind, number))


@blueprint.post("/<int:wave_id>/take-down/<kind>/<int:number>/<path:name>")
def take_down(wave_id: int, kind: str, number: int, name: str) -> Response:
    """Take an offer or an ask down; what the wave no longer allows changes nothing."""
    place = _place(Subject.EXCHANGE, wave_id, name)
    change = Change(place, 0, current_person().email)
    with _found_or_404(), suppress(NotNowError), writing() as session:
        posted = service.posting(session, place, kind, number)
        service.take_down(session, change, posted.kind, number)
    return redirect(url_for(".exchange", wave_id=wave_id, name=name), 303)


@blueprint.get("/<int:wave_id>/decisions/<path:name>")
def decisions(wave_id: int, name: str) -> str:
    """What the results propose to decide on, each with what was decided."""
    place = _place(Subject.DECISIONS, wave_id, name)
    with _found_or_404(), reading_results() as session:
        about, found = service.about(session, place), pages.publication(session, wave_id)
        proposed = overview.proposed(session, place, found) if found else ()
        page = pages.decisions(session, place, about, proposed)
    return render_template("entities/decisions.html", page=page, place=place)


@blueprint.route("/<int:wave_id>/decision/<factor_id>/<path:name>", methods=_ways)
def decision(wave_id: int, factor_id: str, name: str) -> Response:
    """Note what was decided on one factor."""
    place = _place(Subject.DECISIONS, wave_id, name)
    with _found_or_404(), reading() as session:
        asked = service.about(session, place).questionnaire.factors
        tool = tool_of(content.tools(session)).get(factor_id)
    if tool is None or factor_id not in asked:
        abort(404)
    return _edited(place, lambda session, _place: edits.decision(session, place, factor_id, tool))


@blueprint.route("/<int:wave_id>/follow-up/<path:name>", methods=_ways)
def follow_up(wave_id: int, name: str) -> Response:
    """Say what staff said, and what was done."""
    place = _place(Subject.FOLLOW_UP, wave_id, name)
    with _found_or_404(), reading_results() as session:
        said = pages.said_by_staff(session, place)
    return _edited(place, lambda session, _place: edits.follow_up(session, place, said))


def _place(subject: Subject, wave_id: int, name: str) -> Place:
    """The place, for those who may say this there; others learn nothing of it."""
    if not may_write(current_person(), subject, name):
        abort(403)
    return Place(wave_id, name)


def _edited(place: Place, made: Callable[[Session, Place], Editing]) -> Response:
    with _found_or_404():
        with reading() as session:
            editing = made(session, place)
        return editing.answer()


@contextmanager
def _found_or_404() -> Iterator[None]:
    try:
        yield
    except NotInWaveError:
        abort(404)
