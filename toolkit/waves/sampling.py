"""A random sample of a large entity: its size for a wanted half-width, and the drawing."""

import secrets
from collections.abc import Mapping
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from aggregation.planning import SAMPLED_ABOVE, sample
from toolkit.audit import Action
from toolkit.models import Audit, Participation, RosterRow, WaveState
from toolkit.planning import samples
from toolkit.planning.samples import Category, Sample
from toolkit.waves import roster_rows
from toolkit.waves.states import WaveError, find, log, require

HALF_WIDTHS: Final[Mapping[str, float]] = {"0.1": 0.1, "0.15": 0.15, "0.2": 0.2}  # in levels
_AT_ONCE = 500  # rows that one statement names


def is_large(people: int) -> bool:
    """Whether an entity has so many people that a sample of them is enough."""
    return people > SAMPLED_ABOVE


def planned(
    session: Session, wave_id: int, entity: str, *, half_width: float, percent: int
) -> Sample | None:
    """The sample that would be drawn at a response rate in percent; None where none may be."""
    people = _people(session, wave_id, entity)
    if not is_large(sum(people.values())):
        return None
    drawn = sample(people, half_width, percent / 100)
    return Sample(tuple(Category(value, people[value], drawn[value]) for value in sorted(people)))


def draw(  # noqa: PLR0913 - of whom, how many, what was seen, and who draws
    session: Session,
    wave_id: int,
    entity: str,
    *,
    half_width: float,
    percent: int,
    seen: str,
    actor: str,
) -> None:
    """Keep on the roster whom chance draws, and write down how many; nothing says who went.

    Raises
    ------
    WaveError
        When the wave is not planned, the entity is confirmed or not large enough, or its rows are
        no longer those that were ``seen``, by :func:`roster_rows.fingerprint`.
    """
    require(find(session, wave_id), WaveState.PLANNED, "a sample can be drawn")
    found = session.get(Participation, (wave_id, entity))
    if found is not None and found.confirmed_by:
        raise WaveError(f"{entity} is confirmed already, by {found.confirmed_by}")
    wanted = planned(session, wave_id, entity, half_width=half_width, percent=percent)
    if wanted is None:
        raise WaveError(f"{entity} has no more than {SAMPLED_ABOVE:,} people: all are invited")
    if seen != roster_rows.fingerprint(session, wave_id, entity):
        raise WaveError("the list was changed since you saw it: look at the sizes again")
    for one in wanted.categories:
        _draw(session, wave_id, entity, one)
    samples.keep(session, wave_id, entity, wanted)
    roster_rows.rows_changed(session, wave_id, [entity])
    sizes = f"{wanted.drawn} of {wanted.eligible} people, within {half_width} at {percent} %"
    log(session, wave_id, actor, Action.SAMPLE_DRAWN, f"{entity}: {sizes}")


def drawings(session: Session, wave_id: int, entity: str) -> int:
    """How often a sample of an entity was drawn for a wave, by the audit log."""
    lines = select(func.count()).where(
        Audit.action == Action.SAMPLE_DRAWN,
        Audit.subject == f"wave {wave_id}",
        Audit.detail.startswith(f"{entity}: ", autoescape=True),
    )
    return session.scalar(lines) or 0


def _draw(session: Session, wave_id: int, entity: str, category: Category) -> None:
    rows = select(RosterRow.id).where(
        RosterRow.wave_id == wave_id,
        RosterRow.entity == entity,
        RosterRow.value == category.value,
    )
    ids = list(session.scalars(rows.order_by(RosterRow.id)))
    staying = set(secrets.SystemRandom().sample(ids, category.drawn))
    going = [key for key in ids if key not in staying]
    for start in range(0, len(going), _AT_ONCE):
        some = going[start : start + _AT_ONCE]
        session.execute(delete(RosterRow).where(RosterRow.id.in_(some)))


def _people(session: Session, wave_id: int, entity: str) -> dict[str, int]:
    """The people of an entity by value; none where a sample was drawn of them already."""
    if samples.of_entity(session, wave_id, entity):
        return {}
    numbers = (
        select(RosterRow.value, func.count())
        .where(RosterRow.wave_id == wave_id, RosterRow.entity == entity, ~RosterRow.is_spare)
        .group_by(RosterRow.value)
    )
    return {value: number for value, number in session.execute(numbers)}  # noqa: C416 - rows are no pairs
