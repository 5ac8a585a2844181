"""Doing the step of a wave that was asked for: open, close, approve, discard, delete."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from toolkit.config import Settings
from toolkit.letters import loose
from toolkit.models import MailingKind, Published, StepName
from toolkit.planning import steps
from toolkit.publish import service as publishing
from toolkit.refusal import Refusal
from toolkit.sealing import keyhalves
from toolkit.storage import database
from toolkit.storage.database import Engines
from toolkit.waves import opening
from toolkit.waves import service as waves


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked for, by whom, about which proposal."""

    wave_id: int
    step: StepName
    by: str
    seen: str
    tells: bool


def take(engines: Engines, settings: Settings, wave_id: int, today: date) -> None:
    """Do what was asked for, or keep why not; safe to repeat wherever it was interrupted."""
    with engines.read() as session:
        row = steps.of(session, wave_id)
        asked = _Asked(wave_id, row.step, row.asked_by, row.seen, row.tells) if row else None
    if asked is None:
        return
    try:
        if asked.step is StepName.CLOSE:
            _close(engines, settings, asked, today)
        with engines.write() as session:
            if asked.step in _DONE_BY:
                _DONE_BY[asked.step](session, settings, asked, today)
            steps.done(session, wave_id)
        if asked.step is StepName.DELETE:
            database.compact(settings.database_url)
    except database.StillReadError:
        raise  # the wave is closed; what is left of it in files goes with the next attempt
    except Refusal as refusal:
        with engines.write() as session:
            steps.refuse(session, wave_id, str(refusal))
            if asked.by == steps.FIRST_DAY:
                opening.could_not(session, wave_id, str(refusal))


def _close(engines: Engines, settings: Settings, asked: _Asked, today: date) -> None:
    with engines.write() as session:
        if not waves.is_closed(session, asked.wave_id):
            waves.close_wave(session, asked.wave_id, today=today, actor=asked.by)
            _tell_staff(session, settings, asked, MailingKind.CLOSED, today)
    keyhalves.erase_link_key(settings.keys, asked.wave_id)
    database.compact(settings.database_url)


def _open(session: Session, settings: Settings, asked: _Asked, today: date) -> None:
    day = opening.day_of(session, asked.wave_id, today, actor=asked.by)
    waves.open_wave(session, asked.wave_id, settings.keys, today=day, actor=asked.by)
    _tell_staff(session, settings, asked, MailingKind.OPENED, today)


def _approve(session: Session, settings: Settings, asked: _Asked, today: date) -> None:
    _require_seen(session, asked)
    if asked.tells and settings.mail:
        loose.put_aside(
            session, asked.wave_id, language=settings.languages[0], today=today, actor=asked.by
        )
    publishing.approve(session, asked.wave_id, actor=asked.by)


def _discard(session: Session, _settings: Settings, asked: _Asked, _today: date) -> None:
    _require_seen(session, asked)
    publishing.discard(session, asked.wave_id, actor=asked.by)


def _tell_staff(
    session: Session, settings: Settings, asked: _Asked, kind: MailingKind, today: date
) -> None:
    if settings.mail:
        language = settings.languages[0]
        loose.tell_staff(
            session, asked.wave_id, kind, language=language, today=today, actor=asked.by
        )


def _require_seen(session: Session, asked: _Asked) -> None:
    row = session.get(Published, asked.wave_id)
    if row is None or row.sha256 != asked.seen:
        raise publishing.PublishError("there is another proposal now: look at it first")


def _delete(session: Session, settings: Settings, asked: _Asked, _today: date) -> None:
    waves.delete_wave(session, asked.wave_id, settings.keys, actor=asked.by)


_DONE_BY: Mapping[StepName, Callable[[Session, Settings, _Asked, date], None]] = {
    StepName.OPEN: _open,
    StepName.APPROVE: _approve,
    StepName.DISCARD: _discard,
    StepName.DELETE: _delete,
}
