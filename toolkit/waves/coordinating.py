"""What a coordinator does for the own entity in a wave, and the texts that tell people of it."""

from flask import Blueprint, abort, render_template, url_for

from toolkit.roles import Role
from toolkit.runtime import current, reading
from toolkit.signed_in import current_person
from toolkit.waves import confirmation, messages, roster_rows, service
from toolkit.waves.messages import Subject

blueprint = Blueprint("coordinating", __name__, url_prefix="/account/coordinating")


@blueprint.get("/<int:wave_id>/<path:name>")
def show(wave_id: int, name: str) -> str:
    """What is to be done now, and texts to copy."""
    person = current_person()
    if Role.ADMINISTRATOR not in person.roles and name not in person.entities(Role.COORDINATOR):
        abort(403)
    with reading() as session:
        wave = service.found(session, wave_id)
        found = [one for one in roster_rows.entities_of(session, wave_id) if one.entity == name]
        if wave is None or not (found or wave.state == "planned"):
            abort(404)
        subject = Subject(
            title=wave.title,
            sponsor=wave.sponsor,
            decision=wave.decision,
            last_day=messages.day(wave.extended_to or wave.last_day),
            results_by=messages.day(wave.results_by),
            privacy=current().settings.public_url + url_for("pages.privacy"),
        )
        return render_template(
            "waves/coordinating.html",
            wave=wave,
            name=name,
            rows=found[0] if found else None,
            whole_is_confirmed=bool(confirmation.whole_confirmed_by(session, wave_id)),
            speaks=name in person.entities(Role.COORDINATOR),
            messages=messages.messages(subject),
        )
