"""Pages on which coordinators and administrators send letters, and see how far they are."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import flask_babel
from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from toolkit import mail
from toolkit.letters import asking, facts, texts, writing
from toolkit.mailing import words
from toolkit.refusal import Refusal
from toolkit.roles import Role
from toolkit.web.form import Errors, plain
from toolkit.web.language import NAMES
from toolkit.web.language import gettext as _
from toolkit.web.runtime import current, reading
from toolkit.web.runtime import writing as transaction
from toolkit.web.signed_in import current_person

blueprint = Blueprint("mailing", __name__, url_prefix="/account/mail")

Answer = Response | tuple[str, int]
_KIND = "<any(invitation, reminder):letter>"


@blueprint.get("/<int:wave_id>/", defaults={"name": ""})
@blueprint.get("/<int:wave_id>/entity/<path:name>")
def show(wave_id: int, name: str) -> str:
    """The letters of a wave, or to one entity of it."""
    _require(name)
    return _page(wave_id, name)


@blueprint.get(f"/<int:wave_id>/{_KIND}/", defaults={"name": ""})
@blueprint.get(f"/<int:wave_id>/{_KIND}/<path:name>")
def ask(wave_id: int, letter: str, name: str) -> str:
    """The text of a letter and whom it goes to, before it is sent."""
    _require(name)
    return _ask_page(wave_id, letter, name)


@blueprint.post(f"/<int:wave_id>/{_KIND}/", defaults={"name": ""})
@blueprint.post(f"/<int:wave_id>/{_KIND}/<path:name>")
def send(wave_id: int, letter: str, name: str) -> Answer:
    """Have letters sent."""
    _require(name)
    actor, language = current_person().email, _language(request.form.get("language", ""))
    return _changed(
        lambda session: asking.ask(
            session, wave_id, letter, name, language=language, today=_today(), actor=actor
        ),
        lambda errors: _ask_page(wave_id, letter, name, errors),
        lambda _number: url_for(".show", wave_id=wave_id, name=name, done="asked"),
    )


@blueprint.post("/<int:wave_id>/again/<path:name>")
def again(wave_id: int, name: str) -> Answer:
    """Send one person's link to them again."""
    _require(name)
    actor, person_id = current_person().email, request.form.get("person_id", "")
    return _changed(
        lambda session: asking.ask_again(
            session, person_id, own=name, language=_language(""), today=_today(), actor=actor
        ),
        lambda errors: _page(wave_id, name, errors),
        lambda is_sent: url_for(
            ".show", wave_id=wave_id, name=name, done="again" if is_sent else "nobody"
        ),
    )


@blueprint.post("/<int:wave_id>/correct/<path:name>")
def correct(wave_id: int, name: str) -> Answer:
    """Put another address in the place of one that no letter reached."""
    _require(name)
    actor, person_id = current_person().email, request.form.get("person_id", "")
    address = (plain(request.form.get("mail", "")) or "").strip()
    return _changed(
        lambda session: asking.correct(session, person_id, address, actor=actor, own=name),
        lambda errors: _page(wave_id, name, errors, {person_id: address}),
        lambda _nothing: url_for(".show", wave_id=wave_id, name=name, done="corrected"),
    )


@blueprint.post("/<int:wave_id>/retry/", defaults={"name": ""})
@blueprint.post("/<int:wave_id>/retry/<path:name>")
def retry(wave_id: int, name: str) -> Answer:
    """Send all letters of a mailing again that did not arrive."""
    _require(name)
    actor, mailing_id = current_person().email, request.form.get("mailing_id", 0, int)
    return _changed(
        lambda session: asking.retry(session, mailing_id, actor=actor, own=name),
        lambda errors: _page(wave_id, name, errors),
        lambda _nothing: url_for(".show", wave_id=wave_id, name=name, done="retried"),
    )


def _changed(
    change: Callable[[Session], object],
    page: Callable[[Errors], str],
    address: Callable[[object], str],
) -> Answer:
    """Change something in one transaction, and go on; or show the page again with what is wrong."""
    try:
        mail.server_of(current().settings)
        with transaction() as session:
            done = change(session)
    except Refusal as refusal:
        return page([("main-content", str(refusal))]), 422
    return redirect(address(done), 303)


def _page(
    wave_id: int, name: str, errors: Errors | None = None, typed: dict[str, str] | None = None
) -> str:
    with reading() as session:
        wave = writing.wave_of(session, wave_id, name) or abort(404)
        found = facts.lines(session, wave_id, name)
        return render_template(
            "mailing/letters.html",
            wave=wave,
            name=name,
            server=current().settings.mail,
            reach=facts.reach(session, wave_id, name),
            lines=[(line, _due(line)) for line in found],
            undelivered=facts.undelivered(session, wave_id, name),
            most=facts.MOST_SHOWN,
            is_administrator=Role.ADMINISTRATOR in current_person().roles,
            words=words,
            typed=typed or {},
            errors=errors or [],
            done=_done(),
        )


def _ask_page(wave_id: int, letter: str, name: str, errors: Errors | None = None) -> str:
    settings, language = current().settings, _language(request.args.get("language", ""))
    with reading() as session:
        wave = writing.wave_of(session, wave_id, name) or abort(404)
        reach = facts.reach(session, wave_id, name)
        about = writing.about(session, settings, wave, name, language)
        if not name:
            about = writing.to_any_entity(about, _("your entity's coordinator"))
        return render_template(
            "mailing/ask.html",
            wave=wave,
            name=name,
            letter=letter,
            number=reach.uninvited if letter == "invitation" else reach.addressed,
            silent=reach.silent,
            text=texts.text(letter, about, _("(the person's own link)")),
            answers_to=writing.answers_to(about),
            sender=settings.mail.sender if settings.mail else "",
            language=language,
            languages=[(code, NAMES.get(code, code)) for code in settings.languages],
            words=words,
            errors=errors or [],
        )


def _due(line: facts.Line) -> str:
    """When a mailing goes on, where that is not at once."""
    if line.due is None or line.due <= datetime.now(UTC):
        return ""
    return str(flask_babel.format_datetime(line.due, "short"))


def _require(name: str) -> None:
    """Let administrators pass, and coordinators to their own entities."""
    person = current_person()
    if Role.ADMINISTRATOR not in person.roles and (
        not name or name not in person.entities(Role.COORDINATOR)
    ):
        abort(403)


def _language(chosen: str) -> str:
    """The language of letters: the one chosen where it is offered, else the first."""
    offered = current().settings.languages
    return chosen if chosen in offered else offered[0]


def _today() -> date:
    return datetime.now(UTC).date()


def _done() -> str:
    said = words.DONE.get(request.args.get("done", "")) if request.method == "GET" else None
    return said() if said else ""
