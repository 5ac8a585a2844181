"""One change of what an entity says: the wave locked, its state right, and nobody overwritten."""

from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolkit.audit import Action, record
from toolkit.entities.rules import WHILE, Subject
from toolkit.models import OTHER_ENTITIES, Cell, OfEntityMixin, Wave
from toolkit.refusal import Refusal

_Row = TypeVar("_Row", bound=OfEntityMixin)


@dataclass(frozen=True, slots=True)
class Place:
    """An entity in a wave."""

    wave_id: int
    entity: str

    def __str__(self) -> str:
        """As the audit log names it."""
        return f"wave {self.wave_id}: {self.entity}"


@dataclass(frozen=True, slots=True)
class Change:
    """Where something is changed, by whom, and which version of it they had read (0 for none)."""

    place: Place
    version: int
    actor: str


class NotInWaveError(Refusal):
    """There is no such wave, or this entity does not stand alone in it."""


class NotNowError(Refusal):
    """The wave's state does not allow the change, or no longer; nothing was changed."""


class ChangedMeanwhileError(Refusal):
    """Somebody else changed it since it was read; nothing was changed."""


def wave_of(session: Session, place: Place) -> Wave:
    """The wave, where the entity stands alone in it; :class:`NotInWaveError` otherwise."""
    wave = session.get(Wave, place.wave_id)
    return _where_it_stands(session, place, wave)


def locked(session: Session, place: Place, subject: Subject) -> Wave:
    """The wave, which nobody moves or changes until this transaction ends.

    Raises
    ------
    NotInWaveError
        As :func:`wave_of`.
    NotNowError
        When its state does not allow a change of this subject.
    """
    wave = session.get(Wave, place.wave_id, with_for_update=True)
    found = _where_it_stands(session, place, wave)
    if found.state not in WHILE[subject]:
        raise NotNowError(f"wave {found.id} is {found.state}")
    return found


def read(session: Session, kind: type[_Row], change: Change, *key: object) -> _Row | None:
    """What is stored now, if it is the version that was read."""
    row = session.get(kind, (change.place.wave_id, change.place.entity, *key))
    if (row.version if row else 0) != change.version:
        raise ChangedMeanwhileError(f"{change.place}: changed meanwhile")
    return row


def write(
    session: Session, kind: type[_Row], change: Change, key: dict[str, Any], **values: object
) -> bool:
    """Store values in the place of the version that was read; whether anything is different."""
    row = read(session, kind, change, *key.values())
    if row is None:
        of = {"wave_id": change.place.wave_id, "entity": change.place.entity}
        session.add(kind(**of, **key, **values))
        return True
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)


def told(session: Session, change: Change, action: Action, detail: str = "") -> None:
    """Write a line of the audit log: which entity's, and what kind of change; no text of it."""
    record(session, actor=change.actor, action=action, subject=str(change.place), detail=detail)


def _where_it_stands(session: Session, place: Place, wave: Wave | None) -> Wave:
    cell = select(Cell.id).where(Cell.wave_id == place.wave_id, Cell.entity == place.entity)
    stands = place.entity != OTHER_ENTITIES and session.scalar(cell.limit(1)) is not None
    if wave is None or not stands:
        raise NotInWaveError(f"{place}: nothing of the kind")
    return wave
