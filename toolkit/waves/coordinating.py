"""What a coordinator does for the own entity in a wave, and the texts that tell people of it."""

from datetime import UTC, datetime

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from toolkit.planning import days, ownquestions, samples
from toolkit.refusal import Refusal
from toolkit.roles import Role
from toolkit.waves import confirmation, messages, rates, roster_rows, service, words
from toolkit.waves.messages import Subject
from toolkit.web import language
from toolkit.web.form import Errors
from toolkit.web.language import gettext as _
from toolkit.web.runtime import current, reading, writing
from toolkit.web.signed_in import current_person
from toolkit.wording import eligible

blueprint = Blueprint("coordinating", __name__, url_prefix="/account/coordinating")


@blueprint.get("/<int:wave_id>/<path:name>")
def show(wave_id: int, name: str) -> str:
    """What is to be done now, and texts to copy."""
    _require(name)
    with reading() as session:
        wave = service.found(session, wave_id)
        found = [one for one in roster_rows.entities_of(session, wave_id) if one.entity == name]
        if wave is None or not (found or wave.state == "planned"):
            abort(404)
        zone = days.zone_of(session, wave, name)
        subject = Subject(
            title=wave.title,
            sponsor=wave.sponsor,
            decision=wave.decision,
            invited=eligible.asked(
                _, language.whole, wave.eligible, samples.of_entity(session, wave_id, name)
            ),
            last_day=messages.day(wave.extended_to or wave.last_day),
            zone=language.zone_name(zone),
            results_by=messages.day(wave.results_by),
            minutes=ownquestions.minutes(session, wave_id, name),
            privacy=current().settings.public_url + url_for("pages.privacy"),
        )
        return render_template(
            "waves/coordinating.html",
            wave=wave,
            name=name,
            has_mail=current().settings.mail is not None,
            rows=found[0] if found else None,
            whole_is_confirmed=bool(confirmation.whole_confirmed_by(session, wave_id)),
            speaks=name in current_person().entities(Role.COORDINATOR),
            zone=zone,
            done=words.DONE["zone"]() if request.args.get("done") == "zone" else "",
            messages=messages.messages(subject, wave.state),
            words=words,
            rate=rates.of_entity(session, wave, name, datetime.now(UTC).date())
            if wave.state == "open"
            else None,
        )


@blueprint.get("/zone/<int:wave_id>/<path:name>")
def zone(wave_id: int, name: str) -> str:
    """In which time zone an entity's days begin and end."""
    _require(name)
    return _zone_page(wave_id, name)


@blueprint.post("/zone/<int:wave_id>/<path:name>")
def set_zone(wave_id: int, name: str) -> Response | tuple[str, int]:
    """Choose the time zone, before the wave opens."""
    _require(name)
    chosen, actor = request.form.get("zone", ""), current_person().email
    try:
        with writing() as session:
            roster_rows.set_zone(session, wave_id, name, chosen, actor=actor)
    except Refusal as refusal:
        return _zone_page(wave_id, name, [("zone", str(refusal))]), 422
    return redirect(url_for(".show", wave_id=wave_id, name=name, done="zone"), 303)


def _zone_page(wave_id: int, name: str, errors: Errors | None = None) -> str:
    with reading() as session:
        wave = service.shown(session, wave_id) or abort(404)
        return render_template(
            "waves/zone.html",
            wave=wave,
            name=name,
            zone=days.zone_of(session, wave, name),
            zones=language.zone_choices(),
            errors=errors or [],
        )


def _require(name: str) -> None:
    person = current_person()
    if Role.ADMINISTRATOR not in person.roles and name not in person.entities(Role.COORDINATOR):
        abort(403)
