"""Doing a step of a wave, with all that belongs to it: open, close, approve, discard, delete.

The job process does what was asked for on pages, the command line what is typed there; letters,
what is erased and what is written anew are the same.
"""

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
class Asked:
    """What was asked for, and by whom.

    Attributes
    ----------
    seen
        The hash of the proposal that was looked at on a page; None where none was.
    tells
        Whether everybody invited gets a letter when it is approved.
    checked
        Whether whoever opens it stands for its whole checklist.
    """

    wave_id: int
    step: StepName
    by: str
    seen: str | None = None
    tells: bool = False
    checked: bool = False


def take(engines: Engines, settings: Settings, wave_id: int, today: date) -> None:
    """Do what was asked for on a page, or keep why not."""
    with engines.read() as session:
        row = steps.of(session, wave_id)
        asked = Asked(wave_id, row.step, row.asked_by, row.seen, row.tells) if row else None
    if asked is None:
        return
    try:
        do(engines, settings, asked, today)
    except database.StillReadError:
        raise  # the wave is closed; what is left of it in files goes with the next attempt
    except Refusal as refusal:
        with engines.write() as session:
            steps.refuse(session, wave_id, str(refusal))
            if asked.by == steps.FIRST_DAY:
                opening.could_not(session, wave_id, str(refusal))


def do(engines: Engines, settings: Settings, asked: Asked, today: date) -> None:
    """Do a step; safe to repeat wherever it was interrupted.

    Raises
    ------
    Refusal
        When it cannot be done now; then nothing is.
    """
    if asked.step is StepName.CLOSE:
        _close(engines, settings, asked, today)
    with engines.write() as session:
        if asked.step in _DONE_BY:
            _DONE_BY[asked.step](session, settings, asked, today)
        steps.done(session, asked.wave_id)
    if asked.step is StepName.DELETE:
        database.compact(settings.database_url)


def _close(engines: Engines, settings: Settings, asked: Asked, today: date) -> None:
    with engines.write() as session:
        if not waves.is_closed(session, asked.wave_id):
            waves.close_wave(session, asked.wave_id, today=today, actor=asked.by)
            loose.tell_staff(
                session, settings, asked.wave_id, MailingKind.CLOSED, today=today, actor=asked.by
            )
    keyhalves.erase_link_key(settings.keys, asked.wave_id)
    database.compact(settings.database_url)


def _open(session: Session, settings: Settings, asked: Asked, today: date) -> None:
    if asked.checked:
        opening.assure_all(session, asked.wave_id, actor=asked.by)
    day = opening.day_of(session, asked.wave_id, today, actor=asked.by)
    waves.open_wave(session, asked.wave_id, settings.keys, today=day, actor=asked.by)
    loose.tell_staff(
        session, settings, asked.wave_id, MailingKind.OPENED, today=today, actor=asked.by
    )


def _approve(session: Session, settings: Settings, asked: Asked, today: date) -> None:
    _require_seen(session, asked)
    if asked.tells:
        loose.put_aside(session, settings, asked.wave_id, today=today, actor=asked.by)
    publishing.approve(session, asked.wave_id, actor=asked.by)


def _discard(session: Session, _settings: Settings, asked: Asked, _today: date) -> None:
    _require_seen(session, asked)
    publishing.discard(session, asked.wave_id, actor=asked.by)


def _require_seen(session: Session, asked: Asked) -> None:
    row = session.get(Published, asked.wave_id)
    if asked.seen is not None and (row is None or row.sha256 != asked.seen):
        raise publishing.PublishError("there is another proposal now: look at it first")


def _delete(session: Session, settings: Settings, asked: Asked, _today: date) -> None:
    waves.delete_wave(session, asked.wave_id, settings.keys, actor=asked.by)


_DONE_BY: Mapping[StepName, Callable[[Session, Settings, Asked, date], None]] = {
    StepName.OPEN: _open,
    StepName.APPROVE: _approve,
    StepName.DISCARD: _discard,
    StepName.DELETE: _delete,
}
