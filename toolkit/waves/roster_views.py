"""Pages on which coordinators and administrators say who is invited to a wave, and confirm it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from aggregation.cells import TooFewError
from toolkit.letters import asking
from toolkit.planning import samples
from toolkit.refusal import Refusal
from toolkit.roles import Role
from toolkit.waves import confirmation, invitations, roster_rows, sampling, service, words
from toolkit.waves.roster import Invited
from toolkit.waves.roster_rows import WHOLE, Part
from toolkit.web.form import Errors, plain
from toolkit.web.language import gettext as _
from toolkit.web.language import whole as whole_number
from toolkit.web.runtime import current, reading, writing
from toolkit.web.signed_in import current_person
from toolkit.wording import eligible

blueprint = Blueprint("roster", __name__, url_prefix="/account/rosters")

Answer = Response | tuple[str, int]
_DONE: Mapping[str, Callable[[], str]] = {
    "drawn": lambda: _(
        "The sample is drawn, and the list holds it alone. Look at it, then confirm."
    ),
    "imported": lambda: _("The list is imported. Look at it, then confirm it."),
    "confirmed": lambda: _("It is confirmed. Your name stands beside it."),
    "added": lambda: _("The person is invited, with one of the spare links.") + _on_its_way(),
    "replaced": lambda: (
        _("The old link opens nothing now, and there is a new one. It is never shown here.")
        + _on_its_way()
    ),
    "withdrawn": lambda: _(
        "The link opens nothing now. An answer that was given with it stays; no page shows "
        "whether there was one."
    ),
}


def _on_its_way() -> str:
    """How somebody gets a link that was just made, as a sentence more."""
    slip = _("It goes on a sealed slip from the people who run this site.")
    mailed = _(
        "A letter with it is on its way, if the list has an address; otherwise it goes on a "
        "sealed slip from the people who run this site."
    )
    return " " + (mailed if current().settings.mail else slip)


@dataclass(frozen=True, slots=True)
class WaveLine:
    """A wave whose roster somebody looks after."""

    id: int
    title: str
    is_open: bool
    has_whole: bool
    entities: tuple[str, ...]


@blueprint.get("/")
def index() -> str:
    """The waves that are planned or open, with the entities that the reader looks after."""
    person = current_person()
    with reading() as session:
        waves = [
            WaveLine(
                wave.id,
                wave.title,
                wave.state == "open",
                Role.ADMINISTRATOR in person.roles,
                person.entities(Role.COORDINATOR),
            )
            for wave in service.every_wave(session)
            if wave.state in {"planned", "open"}
        ]
    return render_template("waves/roster_index.html", waves=waves)


@blueprint.get("/<int:wave_id>/")
def whole(wave_id: int) -> str:
    """A wave's whole roster, for an administrator."""
    return _whole_page(wave_id)


@blueprint.post("/<int:wave_id>/import")
def import_whole(wave_id: int) -> Answer:
    """Import the rows of any entities."""
    actor = current_person().email
    return _changed(
        lambda session: roster_rows.import_sheet(session, wave_id, _sheet(), actor=actor),
        lambda errors: _whole_page(wave_id, errors),
        url_for(".whole", wave_id=wave_id, done="imported"),
        "sheet",
    )


@blueprint.post("/<int:wave_id>/confirm")
def confirm_whole(wave_id: int) -> Answer:
    """Confirm the whole, as it was shown, and make the links."""
    actor, keys = current_person().email, current().settings.keys
    seen = request.form.get("seen") or "nothing"
    return _changed(
        lambda session: confirmation.confirm_whole(
            session, wave_id, keys, by=actor, actor=actor, seen=seen
        ),
        lambda errors: _whole_page(wave_id, errors),
        url_for(".whole", wave_id=wave_id, done="confirmed"),
        "confirm",
    )


@blueprint.get("/<int:wave_id>/entity/<path:name>")
def entity(wave_id: int, name: str) -> str:
    """The people of one entity, for its coordinator or an administrator."""
    _require(name)
    return _entity_page(wave_id, name)


@blueprint.post("/<int:wave_id>/import/<path:name>")
def import_entity(wave_id: int, name: str) -> Answer:
    """Import the rows of one entity."""
    _require(name)
    actor = current_person().email
    return _changed(
        lambda session: roster_rows.import_sheet(session, wave_id, _sheet(), actor=actor, own=name),
        lambda errors: _entity_page(wave_id, name, errors),
        url_for(".entity", wave_id=wave_id, name=name, done="imported"),
        "sheet",
    )


@blueprint.post("/<int:wave_id>/confirm/<path:name>")
def confirm_entity(wave_id: int, name: str) -> Answer:
    """Confirm an entity's rows, as they were shown: its coordinator alone."""
    if name not in current_person().entities(Role.COORDINATOR):
        abort(403)
    actor, seen = current_person().email, request.form.get("seen") or "nothing"
    return _changed(
        lambda session: confirmation.confirm_entity(
            session, wave_id, name, by=actor, actor=actor, seen=seen
        ),
        lambda errors: _entity_page(wave_id, name, errors),
        url_for(".entity", wave_id=wave_id, name=name, done="confirmed"),
        "confirm",
    )


@blueprint.post("/<int:wave_id>/add/<path:name>")
def add(wave_id: int, name: str) -> Answer:
    """Hand out a spare link."""
    _require(name)
    actor = current_person().email
    person, value, mail = (_typed(field) for field in ("person", "value", "mail"))

    def hand_out(session: Session) -> None:
        one = Invited(person, name, value, mail)
        _send_link(session, wave_id, invitations.hand_out(session, wave_id, one, actor=actor))

    return _changed(
        hand_out,
        lambda errors: _entity_page(wave_id, name, errors),
        url_for(".entity", wave_id=wave_id, name=name, done="added"),
        "person",
    )


@blueprint.post("/<int:wave_id>/replace/<path:name>")
def replace(wave_id: int, name: str) -> Answer:
    """Give somebody another link, and send it to them where mail is set up."""

    def replace(session: Session, *given: Any, **named: Any) -> None:  # noqa: ANN401 - passed on
        _send_link(session, wave_id, invitations.replace(session, *given, **named).id)

    return _invitation_changed(wave_id, name, replace, "replaced")


@blueprint.post("/<int:wave_id>/withdraw/<path:name>")
def withdraw(wave_id: int, name: str) -> Answer:
    """Let somebody's link open nothing any more."""
    return _invitation_changed(wave_id, name, invitations.withdraw, "withdrawn")


def _send_link(session: Session, wave_id: int, person_id: str) -> None:
    """Have somebody's link sent to them; nobody of a demonstration is there to get it."""
    settings, wave = current().settings, service.found(session, wave_id)
    if settings.mail and wave and not wave.is_demonstration:
        asking.ask_again(
            session,
            person_id,
            language=settings.languages[0],
            today=datetime.now(UTC).date(),
            actor=current_person().email,
        )


def _invitation_changed(
    wave_id: int, name: str, change: Callable[..., object], done: str
) -> Answer:
    _require(name)
    actor, keys = current_person().email, current().settings.keys
    person_id = _typed("person_id")
    return _changed(
        lambda session: change(session, wave_id, keys, person_id, actor=actor, own=name),
        lambda errors: _entity_page(wave_id, name, errors),
        url_for(".entity", wave_id=wave_id, name=name, done=done),
        "people",
    )


def _changed(
    change: Callable[[Session], object],
    page: Callable[[Errors], str],
    address: str,
    field: str,
) -> Answer:
    """Change something in one transaction, and go on; or show the page again with what is wrong."""
    try:
        with writing() as session:
            change(session)
    except (Refusal, TooFewError) as error:
        return page([(field, line) for line in str(error).splitlines()]), 422
    return redirect(address, 303)


def _whole_page(wave_id: int, errors: Errors | None = None) -> str:
    with reading() as session:
        wave = service.shown(session, wave_id)
        if wave is None:
            abort(404)
        return render_template(
            "waves/roster_whole.html",
            wave=wave,
            who=eligible.invited(_, wave.eligible),
            samples={
                name: (sample, sampling.drawings(session, wave_id, name))
                for name, sample in samples.of_wave(session, wave_id).items()
            },
            entities=roster_rows.entities_of(session, wave_id),
            parts=_parts(session, wave_id),
            missing=[words.lack(one) for one in confirmation.missing(session, wave_id)],
            confirmed_by=confirmation.whole_confirmed_by(session, wave_id),
            seen=roster_rows.fingerprint(session, wave_id, WHOLE),
            errors=errors or [],
            done=_done(),
        )


def _entity_page(wave_id: int, name: str, errors: Errors | None = None) -> str:
    sought = _sought()
    with reading() as session:
        wave = service.shown(session, wave_id)
        if wave is None:
            abort(404)
        found = [one for one in roster_rows.entities_of(session, wave_id) if one.entity == name]
        parts, sample = _parts(session, wave_id), samples.of_entity(session, wave_id, name)
        return render_template(
            "waves/roster_entity.html",
            wave=wave,
            who=eligible.asked(_, whole_number, wave.eligible, sample),
            may_sample=sampling.is_large(found[0].people) if found and not sample else False,
            name=name,
            rows=found[0] if found else None,
            parts=[part for part in parts if any(own == name for own, _value in part.places)],
            people=invitations.people(session, wave_id, name, containing=sought),
            most=invitations.MOST_FOUND,
            spares=invitations.spares_left(session, wave_id, name) if parts else {},
            seen=roster_rows.fingerprint(session, wave_id, name),
            has_mail=current().settings.mail is not None,
            is_coordinator=name in current_person().entities(Role.COORDINATOR),
            sought=sought,
            typed={field: _typed(field) for field in ("person", "value", "mail")},
            errors=errors or [],
            done=_done(),
        )


def _parts(session: Session, wave_id: int) -> tuple[Part, ...]:
    try:
        return roster_rows.parts(session, wave_id)
    except TooFewError:
        return ()


def _require(name: str) -> None:
    person = current_person()
    if Role.ADMINISTRATOR not in person.roles and name not in person.entities(Role.COORDINATOR):
        abort(403)


def _done() -> str:
    said = _DONE.get(request.args.get("done", "")) if request.method == "GET" else None
    return said() if said else ""


def _sought() -> str:
    return (plain(request.args.get("q", "")) or "")[:120].strip()


def _typed(field: str) -> str:
    return (plain(request.form.get(field, "")) or "").strip()


def _sheet() -> bytes:
    file = request.files.get("sheet")
    return file.read() if file else b""
