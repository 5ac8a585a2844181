"""Links of the people on a roster: made once, with spares; replaced and withdrawn until closing.

After a wave opens no link is ever added or taken away: it gets another token. Whether it was used
goes with it, and is read by nobody here, so that nothing here can tell it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.orm import Session

from aggregation.cells import MINIMUM, Place
from toolkit.audit import Action, record
from toolkit.models import Cell, Link, RosterRow, WaveState
from toolkit.sealing import keyhalves
from toolkit.sealing.links import link_id, token
from toolkit.waves.roster import Invited, is_address
from toolkit.waves.roster_rows import Part, parts, spare_row
from toolkit.waves.sheet import wrong_text
from toolkit.waves.states import WaveError, find, require

_MOST_WITHDRAWN = 10  # one in so many of a group's people
MOST_FOUND = 50


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody who is invited, and the token of their link."""

    person_id: str  # of the line on the roster
    person: str
    mail: str
    entity: str
    token: str


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Somebody on a roster as a coordinator sees them; nothing says whether they answered."""

    id: str
    person: str
    mail: str
    entity: str
    value: str
    withdrawn: bool


def make(session: Session, wave_id: int, keys: Path, percent: int) -> int:
    """Make the links of everybody on a confirmed roster, and spares; the number of spares."""
    found = parts(session, wave_id)
    spares = [
        spare_row(wave_id, place)
        for place, number in _spares(session, wave_id, percent).items()
        for _ in range(number)
    ]
    if spares:
        session.execute(insert(RosterRow), spares)
    key = keyhalves.make_link_key(keys, wave_id)
    cells = {
        (cell.entity, cell.value): cell.id
        for cell in session.scalars(select(Cell).where(Cell.wave_id == wave_id))
    }
    cell_of = {place: cells[part.entity, part.value] for part in found for place in part.places}
    rows = select(RosterRow.id, RosterRow.entity, RosterRow.value)
    # In the order of their hashes, so that the order of the roster is nowhere.
    links = sorted(
        (link_id(token(key, wave_id, person_id, 0)), cell_of[entity, value])
        for person_id, entity, value in session.execute(rows.where(RosterRow.wave_id == wave_id))
    )
    session.execute(
        insert(Link), [{"id": it, "cell_id": cell, "spent": False} for it, cell in links]
    )
    return len(spares)


def invited(session: Session, wave_id: int, keys: Path, entity: str = "") -> Iterator[Invitation]:
    """Everybody who is invited to a wave, or to it in one entity, with the token of their link.

    Raises
    ------
    WaveError
        When the wave is over, or its roster is not confirmed.
    KeyFileError
        When the key of its links is missing.
    """
    wave = find(session, wave_id)
    if wave.state is not WaveState.PLANNED:
        require(wave, WaveState.OPEN, "there are links to send")
    if not session.scalar(select(_links(wave_id).exists())):
        raise WaveError(f"wave {wave_id} has no links: its roster is not confirmed")
    key = keyhalves.read_link_key(keys, wave_id)
    rows = _people(wave_id, entity).where(~RosterRow.withdrawn).order_by(RosterRow.entity)
    for row in session.scalars(rows.order_by(RosterRow.person)):
        text = token(key, wave_id, row.id, row.replaced)
        yield Invitation(row.id, row.person, row.mail, row.entity, text)


def write_down(
    session: Session, wave_id: int, keys: Path, entity: str = "", *, actor: str
) -> list[Invitation]:
    """The invitations to be printed on slips; that somebody has them is written to the log."""
    found = list(invited(session, wave_id, keys, entity))
    if not found:
        raise WaveError(f"nobody of {entity} is invited to wave {wave_id}")
    _log(session, wave_id, actor, Action.LINKS_WRITTEN, entity or "all")
    return found


def named(session: Session, wave_id: int, text: str) -> str:
    """The id of the one person of this name or address; :class:`WaveError` for none or many."""
    sought = text.casefold()
    found = [
        row.id
        for row in session.scalars(_people(wave_id, ""))
        if sought in {row.person.casefold(), row.mail.casefold()}
    ]
    if len(found) != 1:
        raise WaveError(f"{len(found)} people on the roster of wave {wave_id} are called {text}")
    return found[0]


def people(
    session: Session, wave_id: int, entity: str = "", *, containing: str = ""
) -> list[PersonFacts]:
    """The first people of a roster whose name or address contains a text, by name."""
    rows = _people(wave_id, entity)
    if containing:
        sought = containing.casefold()
        rows = rows.where(
            func.lower(RosterRow.person).contains(sought, autoescape=True)
            | func.lower(RosterRow.mail).contains(sought, autoescape=True)
        )
    return [
        PersonFacts(row.id, row.person, row.mail, row.entity, row.value, row.withdrawn)
        for row in session.scalars(rows.order_by(RosterRow.person).limit(MOST_FOUND))
    ]


def spares_left(session: Session, wave_id: int, entity: str) -> dict[str, int]:
    """How many spares an entity has left, by the values that they are for, merged as counted."""
    return {
        ", ".join(sorted(value for name, value in part.places if name == entity and value)): number
        for part in parts(session, wave_id)
        if any(name == entity for name, _value in part.places)
        for number in [len(_spare_rows(session, wave_id, entity, part))]
    }


def hand_out(session: Session, wave_id: int, one: Invited, *, actor: str) -> str:
    """Give a spare link to somebody who became eligible after a wave opened; the row's id.

    Raises
    ------
    WaveError
        With what is wrong, or when no spare is left where the person is counted.
    """
    require(find(session, wave_id), WaveState.OPEN, "spare links are handed out")
    _refuse_wrong(session, wave_id, one)
    place = (one.entity, one.value)
    part = next((part for part in parts(session, wave_id) if place in part.places), None)
    if part is None:
        raise WaveError(
            f"“{one.value}” is not a value that {one.entity} had when the wave opened"
            if one.value
            else f"{one.entity} had nobody without a value when the wave opened"
        )
    spare = next(iter(_spare_rows(session, wave_id, one.entity, part)), None)
    if spare is None:
        raise WaveError(f"no spare link is left for {', '.join(filter(None, place))}")
    spare.person, spare.mail, spare.value = one.person, one.address, one.value
    session.flush()
    _log(session, wave_id, actor, Action.SPARE_HANDED_OUT, one.entity)
    return spare.id


def replace(
    session: Session, wave_id: int, keys: Path, person_id: str, *, actor: str, own: str = ""
) -> PersonFacts:
    """Give somebody another link: the old one opens nothing from now on.

    Whether it was used goes over to the new one. Who was withdrawn is invited again. ``own`` is
    the one entity whose people may be touched.
    """
    row = _row(session, wave_id, person_id, own)
    _change_token(session, keys, row)
    row.withdrawn = False
    session.flush()
    _log(session, wave_id, actor, Action.INVITATION_REPLACED, row.entity)
    return _facts(row)


def withdraw(
    session: Session, wave_id: int, keys: Path, person_id: str, *, actor: str, own: str = ""
) -> PersonFacts:
    """Let somebody's link open nothing any more; an answer that was given with it stays.

    The number of eligible people stays as well, so that no rate moves. At most one in ten people
    of a group can be withdrawn, and ten stay invited, so that nobody is left alone in it.
    """
    row = _row(session, wave_id, person_id, own)
    if row.withdrawn:
        raise WaveError(f"{row.person} is withdrawn already")
    _refuse_many_withdrawn(session, wave_id, row)
    _change_token(session, keys, row)
    row.withdrawn = True
    session.flush()
    _log(session, wave_id, actor, Action.INVITATION_WITHDRAWN, row.entity)
    return _facts(row)


def _change_token(session: Session, keys: Path, row: RosterRow) -> None:
    """Move a link to its next token, in one statement that does not read whether it was used."""
    key = keyhalves.read_link_key(keys, row.wave_id)
    old, new = (
        link_id(token(key, row.wave_id, row.id, number))
        for number in (row.replaced, row.replaced + 1)
    )
    table = Link.__table__
    moved = session.scalar(
        update(Link)
        .where(table.c.id == old)
        .values(id=new)
        .returning(table.c.cell_id)
        .execution_options(synchronize_session=False)
    )
    if moved is None:
        raise WaveError(f"the link of {row.person} is not in the database: run toolkit doctor")
    row.replaced += 1


def _spares(session: Session, wave_id: int, percent: int) -> dict[Place, int]:
    """How many spares each place gets: of an entity's people so many percent, rounded down."""
    counts: dict[str, dict[str, int]] = {}
    for entity, value, number in session.execute(
        select(RosterRow.entity, RosterRow.value, func.count())
        .where(RosterRow.wave_id == wave_id)
        .group_by(RosterRow.entity, RosterRow.value)
    ):
        counts.setdefault(entity, {})[value] = number
    return {
        (entity, value): number
        for entity, values in counts.items()
        for value, number in _shared(sum(values.values()) * percent // 100, values).items()
    }


def _shared(spares: int, values: Mapping[str, int]) -> dict[str, int]:
    """Share an entity's spares among its values by size, the rest by the largest remainder."""
    total = sum(values.values())
    share = {value: spares * number // total for value, number in values.items()}
    by_remainder = sorted(values, key=lambda value: (-(spares * values[value] % total), value))
    for value in by_remainder[: spares - sum(share.values())]:
        share[value] += 1
    return share


def _spare_rows(session: Session, wave_id: int, entity: str, part: Part) -> list[RosterRow]:
    values = [value for name, value in part.places if name == entity]
    rows = select(RosterRow).where(
        RosterRow.wave_id == wave_id,
        RosterRow.is_spare,
        RosterRow.person == "",
        RosterRow.entity == entity,
        RosterRow.value.in_(values),
    )
    return list(session.scalars(rows.order_by(RosterRow.id)))


def _refuse_wrong(session: Session, wave_id: int, one: Invited) -> None:
    problems = [
        f"{name} {what}"
        for name in ("person", "entity", "value", "mail")
        for what in wrong_text(getattr(one, name), required=name in {"person", "entity"})
    ]
    if one.mail and not is_address(one.mail):
        problems.append("mail is not an address")
    if problems:
        raise WaveError("; ".join(problems))
    names = {text.casefold() for text in (one.mail, one.person) if text}
    for row in session.scalars(_people(wave_id, "")):
        same = row.mail.casefold() in names or (
            row.entity == one.entity and not row.mail and row.person.casefold() in names
        )
        if same:
            raise WaveError(
                f"{one.person} is on the roster already: who lost a link gets another instead"
            )


def _refuse_many_withdrawn(session: Session, wave_id: int, row: RosterRow) -> None:
    place = (row.entity, row.value)
    part = next(part for part in parts(session, wave_id) if place in part.places)
    withdrawn = select(RosterRow.entity, RosterRow.value).where(
        RosterRow.wave_id == wave_id, RosterRow.withdrawn
    )
    gone = Counter((entity, value) for entity, value in session.execute(withdrawn))
    number = sum(gone[one] for one in part.places)
    if number >= min(part.eligible // _MOST_WITHDRAWN, part.eligible - MINIMUM):
        raise WaveError(
            "at most one in ten people of a group can be withdrawn, and ten have to stay invited: "
            "links that nobody uses do no harm"
        )


def _row(session: Session, wave_id: int, person_id: str, own: str) -> RosterRow:
    require(find(session, wave_id), WaveState.OPEN, "invitations are replaced or withdrawn")
    row = session.get(RosterRow, person_id, with_for_update=True)
    if row is None or row.wave_id != wave_id or not row.person or own not in {"", row.entity}:
        raise WaveError(f"this person is not on the roster of wave {wave_id}")
    return row


def _facts(row: RosterRow) -> PersonFacts:
    return PersonFacts(row.id, row.person, row.mail, row.entity, row.value, row.withdrawn)


def _people(wave_id: int, entity: str) -> Select[RosterRow]:
    """Everybody on a roster, or on it for one entity, without spares that nobody has."""
    rows = select(RosterRow).where(RosterRow.wave_id == wave_id, RosterRow.person != "")
    return rows.where(RosterRow.entity == entity) if entity else rows


def _links(wave_id: int) -> Select[bytes]:
    return select(Link.id).join(Cell).where(Cell.wave_id == wave_id)


def _log(session: Session, wave_id: int, actor: str, action: Action, detail: str) -> None:
    record(session, actor=actor, action=action, subject=f"wave {wave_id}", detail=detail)
