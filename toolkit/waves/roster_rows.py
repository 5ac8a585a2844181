"""Who is eligible in a wave: the rows that entities bring, and how small places are merged."""

import hashlib
import secrets
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.orm import Session

from aggregation.cells import Place, ReportingCell, TooFewError, reporting_cells
from toolkit import zones
from toolkit.audit import Action, record
from toolkit.models import OTHER_ENTITIES as OTHERS
from toolkit.models import Cell, Link, Participation, RosterRow, WaveState
from toolkit.planning import samples
from toolkit.waves.roster import Invited, read_roster
from toolkit.waves.sheet import SheetError, listed
from toolkit.waves.states import WaveError, find, require

WHOLE = ""  # in place of an entity: the whole roster
_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class Part:
    """A group as the wave will count it, with the number of people who are eligible in it."""

    entity: str  # or what small entities are called together
    value: str  # every value that is merged in it; empty for the entity as one
    eligible: int
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class EntityRows:
    """An entity on a roster: how many people it has, and who confirmed them."""

    entity: str
    people: int
    confirmed_by: str
    zone: str


def import_sheet(session: Session, wave_id: int, data: bytes, *, actor: str, own: str = "") -> int:
    """Put a sheet's rows in the place of the rows of the entities that it names.

    Confirmations of those entities, and of the whole, are taken back. ``own`` is the one entity
    that may be in it. Returns the number of people.

    Raises
    ------
    SheetError
        With every line that is wrong; nothing is changed then.
    WaveError
        When the wave is not planned.
    """
    require(find(session, wave_id), WaveState.PLANNED, "its roster can be changed")
    people = read_roster(data, known=_listed_entities(session, wave_id), own=own)
    replace_rows(session, wave_id, people, actor=actor)
    return len(people)


def replace_rows(
    session: Session, wave_id: int, people: Collection[Invited], *, actor: str
) -> None:
    """Put these people in the place of those of their entities."""
    require(find(session, wave_id), WaveState.PLANNED, "its roster can be changed")
    sizes = Counter(one.entity for one in people)
    _refuse_known_elsewhere(session, wave_id, people, sizes)
    session.execute(delete(RosterRow).where(_of(wave_id), RosterRow.entity.in_(sizes)))
    samples.forget(session, wave_id, sizes)
    session.execute(insert(RosterRow), [_row(wave_id, one) for one in people])
    there = set(
        session.scalars(select(Participation.entity).where(Participation.wave_id == wave_id))
    )
    session.add_all(
        Participation(wave_id=wave_id, entity=entity, is_listed=False, confirmed_by="")
        for entity in sizes
        if entity not in there
    )
    session.flush()
    rows_changed(session, wave_id, sizes)
    for entity, number in sorted(sizes.items()):
        _log(session, wave_id, actor, Action.ROSTER_IMPORTED, f"{entity}: {number} people")


def remove_entity(session: Session, wave_id: int, entity: str, *, actor: str) -> None:
    """Take an entity off a planned wave's roster."""
    require(find(session, wave_id), WaveState.PLANNED, "its roster can be changed")
    found = session.get(Participation, (wave_id, entity))
    if not entity or found is None:
        raise WaveError(f"{entity} is not on the roster of wave {wave_id}")
    session.execute(delete(RosterRow).where(_of(wave_id), RosterRow.entity == entity))
    samples.forget(session, wave_id, [entity])
    session.delete(found)
    rows_changed(session, wave_id, [entity])
    _log(session, wave_id, actor, Action.ROSTER_REMOVED, entity)


def list_entities(session: Session, wave_id: int, entities: Collection[str], *, actor: str) -> None:
    """Say which entities take part, in place of before; only their rows are imported then.

    Raises
    ------
    WaveError
        When the wave is not planned, or another entity has rows already.
    """
    require(find(session, wave_id), WaveState.PLANNED, "its entities can be listed")
    others = [one.entity for one in entities_of(session, wave_id) if one.people]
    others = [entity for entity in others if entity not in entities]
    if others:
        raise WaveError("on the roster, but not on this list: " + ", ".join(listed(others)))
    mine = Participation.wave_id == wave_id
    session.execute(
        delete(Participation).where(
            mine, Participation.entity.not_in(entities), Participation.entity != WHOLE
        )
    )
    there = set(session.scalars(select(Participation.entity).where(mine)))
    session.execute(
        update(Participation).where(mine, Participation.entity != WHOLE).values(is_listed=True)
    )
    session.add_all(
        Participation(wave_id=wave_id, entity=entity, is_listed=True, confirmed_by="")
        for entity in entities
        if entity not in there
    )
    take_back(session, wave_id, [])
    _log(session, wave_id, actor, Action.ENTITIES_LISTED, f"{len(entities)} entities")


def set_zone(session: Session, wave_id: int, entity: str, zone: str, *, actor: str) -> None:
    """Say in which time zone an entity's days begin and end, before the wave opens.

    Raises
    ------
    WaveError
        When there is no such zone, or the entity does not take part.
    """
    require(find(session, wave_id), WaveState.PLANNED, "time zones can be set")
    found = session.get(Participation, (wave_id, entity))
    if not entity or found is None:
        raise WaveError(f"{entity} does not take part in wave {wave_id}: import its roster first")
    if zone not in zones.known():
        raise WaveError(f"{zone} is not a time zone of the IANA's list, such as Africa/Nairobi")
    found.zone = zone
    _log(session, wave_id, actor, Action.ZONE_SET, f"{entity}: {zone}")


def entities_of(session: Session, wave_id: int) -> list[EntityRows]:
    """Every entity that takes part or has rows, in the order of names."""
    people = (
        select(RosterRow.entity, func.count().label("number"))
        .where(_of(wave_id), ~RosterRow.is_spare)
        .group_by(RosterRow.entity)
        .subquery()
    )
    rows = (
        select(
            Participation.entity,
            func.coalesce(people.c.number, 0),
            Participation.confirmed_by,
            Participation.zone,
        )
        .join(people, people.c.entity == Participation.entity, isouter=True)
        .where(Participation.wave_id == wave_id, Participation.entity != WHOLE)
        .order_by(Participation.entity)
    )
    return [EntityRows(*row) for row in session.execute(rows)]


def parts(session: Session, wave_id: int) -> tuple[Part, ...]:
    """The groups that the wave will count, from everybody who was eligible before it opened.

    Raises
    ------
    TooFewError
        When there are too few people for any group.
    """
    counts: Mapping[Place, int] = {
        (entity, value): number
        for entity, value, number in session.execute(
            select(RosterRow.entity, RosterRow.value, func.count())
            .where(_of(wave_id), ~RosterRow.is_spare)
            .group_by(RosterRow.entity, RosterRow.value)
        )
    }
    return tuple(map(_part, reporting_cells(counts)))


def fingerprint(session: Session, wave_id: int, entity: str = WHOLE) -> str:
    """What the rows of an entity, or of the whole roster, are now: what somebody confirms."""
    rows = select(
        RosterRow.entity, RosterRow.value, RosterRow.person, RosterRow.mail, RosterRow.id
    ).where(_of(wave_id), ~RosterRow.is_spare)
    if entity:
        rows = rows.where(RosterRow.entity == entity)
    lines = sorted(map(repr, session.execute(rows)))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def take_back(session: Session, wave_id: int, entities: Iterable[str]) -> None:
    """Take back what was confirmed of these entities and of the whole, with the wave's links."""
    session.execute(
        update(Participation)
        .where(Participation.wave_id == wave_id, Participation.entity.in_([*entities, WHOLE]))
        .values(confirmed_by="")
    )
    session.execute(delete(RosterRow).where(_of(wave_id), RosterRow.is_spare))
    cell_ids = select(Cell.id).where(Cell.wave_id == wave_id)
    session.execute(delete(Link).where(Link.cell_id.in_(cell_ids)))
    session.expire_all()


def rows_changed(session: Session, wave_id: int, entities: Iterable[str]) -> None:
    """Take back what was confirmed, and form the cells anew where there are people enough."""
    take_back(session, wave_id, entities)
    session.execute(delete(Cell).where(Cell.wave_id == wave_id))
    try:
        found = parts(session, wave_id)
    except TooFewError:
        return
    session.add_all(
        Cell(wave_id=wave_id, entity=part.entity, value=part.value, eligible=part.eligible)
        for part in found
    )
    session.flush()


def _part(found: ReportingCell) -> Part:
    return Part(found.entity or OTHERS, ", ".join(found.values), found.eligible, found.places)


def _row(wave_id: int, one: Invited) -> dict[str, object]:
    return {
        "id": secrets.token_hex(_ID_BYTES),
        "wave_id": wave_id,
        "entity": one.entity,
        "value": one.value,
        "person": one.person,
        "mail": one.address,
        "is_spare": False,
        "replaced": 0,
        "withdrawn": False,
    }


def spare_row(wave_id: int, place: Place) -> dict[str, object]:
    """A row without a person, for somebody who becomes eligible in this place later."""
    return _row(wave_id, Invited("", *place)) | {"is_spare": True}


def _refuse_known_elsewhere(
    session: Session, wave_id: int, people: Iterable[Invited], entities: Collection[str]
) -> None:
    """Refuse an address that another entity invites already: one person would answer twice."""
    elsewhere = select(RosterRow.mail).where(
        _of(wave_id), RosterRow.mail != "", RosterRow.entity.not_in(entities)
    )
    known = {mail.casefold() for mail in session.scalars(elsewhere)}
    doubled = sorted(
        (one for one in people if one.address.casefold() in known), key=attrgetter("line")
    )
    if doubled:
        raise SheetError(
            "\n".join(
                listed([f"line {one.line}: another entity has this address" for one in doubled])
            )
        )


def _listed_entities(session: Session, wave_id: int) -> frozenset[str]:
    rows = select(Participation.entity).where(
        Participation.wave_id == wave_id, Participation.is_listed
    )
    return frozenset(session.scalars(rows))


def _of(wave_id: int) -> ColumnElement[bool]:
    return RosterRow.wave_id == wave_id


def _log(session: Session, wave_id: int, actor: str, action: Action, detail: str) -> None:
    record(session, actor=actor, action=action, subject=f"wave {wave_id}", detail=detail[:300])
