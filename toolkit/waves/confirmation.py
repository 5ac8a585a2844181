"""Two people confirm a roster: each entity's coordinator its rows, an administrator the whole."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolkit.audit import Action, record
from toolkit.models import Grant, Participation, RosterRow, User, WaveState
from toolkit.roles import Role
from toolkit.waves import invitations
from toolkit.waves.roster_rows import WHOLE, entities_of, fingerprint
from toolkit.waves.sheet import listed
from toolkit.waves.states import WaveError, find, require
from toolkit.wording import lacks
from toolkit.wording.lacks import Lack, LackKind

MOST_SPARES = 5  # percent of an entity's eligible people
_CHANGED = "the roster was changed since you saw it: look at it again, then confirm it"


def confirm_entity(
    session: Session, wave_id: int, entity: str, *, by: str, actor: str, seen: str = ""
) -> None:
    """Confirm an entity's rows in the name of its coordinator, whom the caller has recognised.

    Parameters
    ----------
    by
        The coordinator's address.
    actor
        Who is written to the audit log: the same, or the user of the command line.
    seen
        What :func:`fingerprint` said of the rows that were shown; empty where none were.
    """
    require(find(session, wave_id), WaveState.PLANNED, "its roster can be confirmed")
    found = session.get(Participation, (wave_id, entity))
    rows = select(RosterRow.id).where(RosterRow.wave_id == wave_id, RosterRow.entity == entity)
    if not entity or found is None or not session.scalar(select(rows.exists())):
        raise WaveError(f"{entity} has nobody on the roster of wave {wave_id}")
    if found.confirmed_by:
        raise WaveError(f"{entity} is confirmed already, by {found.confirmed_by}")
    if seen and seen != fingerprint(session, wave_id, entity):
        raise WaveError(_CHANGED)
    found.confirmed_by = by
    _log(session, wave_id, actor, f"{entity}, by {by}")


def confirm_whole(  # noqa: PLR0913 - who, in whose name, and what they saw
    session: Session,
    wave_id: int,
    keys: Path,
    *,
    by: str,
    actor: str,
    seen: str = "",
    spares: int = MOST_SPARES,
) -> int:
    """Confirm the whole roster in the name of an administrator, and make its links.

    Parameters are those of :func:`confirm_entity`; ``spares`` is the percentage of an entity's
    people for whom spare links are made. Returns the number of spares.

    Raises
    ------
    WaveError
        When an entity is not confirmed, or was by the same person.
    TooFewError
        When there are too few people for any group.
    """
    require(find(session, wave_id), WaveState.PLANNED, "its roster can be confirmed")
    if not 0 <= spares <= MOST_SPARES:
        raise WaveError(f"spare links are for 0 to {MOST_SPARES} % of the people, not {spares}")
    unready = lacks.first([*_unconfirmed(session, wave_id)])
    if unready:
        raise WaveError("the whole is confirmed last: " + "; ".join(map(str, unready)))
    own = [one.entity for one in entities_of(session, wave_id) if one.confirmed_by == by]
    if own:
        raise WaveError(
            f"{by} confirmed {', '.join(listed(own))}: somebody else has to confirm the whole"
        )
    if seen and seen != fingerprint(session, wave_id):
        raise WaveError(_CHANGED)
    found = session.get(Participation, (wave_id, WHOLE))
    if found is not None and found.confirmed_by:
        raise WaveError(f"the whole roster is confirmed already, by {found.confirmed_by}")
    made = invitations.make(session, wave_id, keys, spares)
    session.merge(Participation(wave_id=wave_id, entity=WHOLE, is_listed=False, confirmed_by=by))
    session.flush()
    _log(session, wave_id, actor, f"the whole, by {by}; {made} spare links")
    return made


def missing(session: Session, wave_id: int) -> list[Lack]:
    """What a wave's roster lacks before the wave can open; nothing where it is confirmed."""
    unready = list(_unconfirmed(session, wave_id))
    if not unready and not whole_confirmed_by(session, wave_id):
        unready.append(Lack(LackKind.WHOLE))
    return lacks.first(unready)


def whole_confirmed_by(session: Session, wave_id: int) -> str:
    """The address of who confirmed the whole roster; empty where nobody has."""
    found = session.get(Participation, (wave_id, WHOLE))
    return found.confirmed_by if found else ""


def holder(session: Session, email: str, role: Role, entity: str = "") -> str:
    """The address of an active account that has this role, for whoever acts in its name.

    Raises
    ------
    WaveError
        When there is none.
    """
    address = email.strip().casefold()
    found = (
        select(User.email)
        .join(Grant)
        .where(User.email == address, User.active, Grant.role == role, Grant.entity == entity)
    )
    if session.scalar(found) is None:
        what = f"{role} of {entity}" if entity else role
        raise WaveError(f"{email} is not the address of an active account that is {what}")
    return address


def _unconfirmed(session: Session, wave_id: int) -> Iterator[Lack]:
    entities = entities_of(session, wave_id)
    if not any(one.people for one in entities):
        yield Lack(LackKind.NOBODY)
        return
    coordinated = set(
        session.scalars(
            select(Grant.entity).join(User).where(User.active, Grant.role == Role.COORDINATOR)
        )
    )
    for one in entities:
        if not one.people:
            yield Lack(LackKind.EMPTY, (one.entity,))
        elif one.confirmed_by:
            continue
        elif one.entity in coordinated:
            yield Lack(LackKind.UNCONFIRMED, (one.entity,))
        else:
            yield Lack(LackKind.UNCOORDINATED, (one.entity,))


def _log(session: Session, wave_id: int, actor: str, detail: str) -> None:
    subject = f"wave {wave_id}"
    record(
        session, actor=actor, action=Action.ROSTER_CONFIRMED, subject=subject, detail=detail[:300]
    )
