"""The response rate of an open wave: counted on Mondays by the job process, kept as steps only.

The web process reads the steps, and counts nothing.
"""

from calendar import MONDAY
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from aggregation import rates
from toolkit.models import Cell, Link, ResponseRate, Wave, WaveState

WHOLE = ""  # in place of an entity: everybody, where no entity is large enough
_DAYS_OF_WEEK = 7


@dataclass(frozen=True, slots=True)
class Rate:
    """What is said of the answers of a group, or why nothing is.

    Attributes
    ----------
    percent
        The step that was reached, None before the first count.
    counted_on
        When, None before the first count.
    next_on
        When it is counted next, None when the wave ends before.
    is_counted
        False where too few people are eligible.
    """

    percent: int | None
    counted_on: date | None
    next_on: date | None
    is_counted: bool


def count(session: Session, today: date) -> None:
    """Count the answers of open waves, if it is Monday and they have not been counted on it yet.

    A Monday on which no job process ran is left out, and so is the day on which a wave opened:
    whoever starts the process again chooses no moment but one of a Monday, and gets one count.
    """
    if today.weekday() != MONDAY:
        return
    opened = select(Wave).where(Wave.state == WaveState.OPEN).order_by(Wave.id).with_for_update()
    for wave in session.scalars(opened):
        last = _last_count(session, wave) or wave.opened_on
        if last is None or last < today:
            _count(session, wave.id, today)


def of_entity(session: Session, wave: Wave, entity: str, today: date) -> Rate:
    """What is said of an entity in an open wave."""
    return _rate(session, wave, today, _steps(session, wave.id).get(entity), {entity})


def of_wave(session: Session, wave: Wave, today: date) -> Rate:
    """What is said of a whole wave that is open: what follows from what is said of its groups."""
    overall = rates.overall(_steps(session, wave.id), _groups(session, wave.id))
    return _rate(session, wave, today, overall, None)


def of_entities(session: Session, wave_id: int) -> dict[str, int]:
    """The step that each entity has reached, by name, of those that are counted."""
    return {name: low for name, low in _steps(session, wave_id).items() if name != WHOLE}


def forget(session: Session, wave_id: int) -> None:
    """Delete the steps of a wave."""
    session.execute(delete(ResponseRate).where(ResponseRate.wave_id == wave_id))


def next_count(today: date, last: date | None, end: date | None) -> date | None:
    """The next Monday from today on that comes after ``last``; None when it comes after ``end``."""
    day = max(today, last + timedelta(days=1)) if last else today
    day += timedelta(days=(MONDAY - day.weekday()) % _DAYS_OF_WEEK)
    return day if end is None or day <= end else None


def _steps(session: Session, wave_id: int) -> dict[str, int]:
    rows = select(ResponseRate).where(ResponseRate.wave_id == wave_id)
    found = session.scalars(rows.order_by(ResponseRate.entity))
    return {row.entity: row.percent for row in found}


def _rate(
    session: Session, wave: Wave, today: date, percent: int | None, names: set[str] | None
) -> Rate:
    counted_on = _last_count(session, wave)
    groups = _groups(session, wave.id)
    is_counted = bool(groups if names is None else names & groups.keys())
    end = wave.extended_to or wave.last_day
    next_on = next_count(today, counted_on or wave.opened_on, end) if is_counted else None
    return Rate(percent, counted_on, next_on, is_counted)


def _last_count(session: Session, wave: Wave) -> date | None:
    days = select(func.max(ResponseRate.counted_on)).where(ResponseRate.wave_id == wave.id)
    return session.scalar(days)


def _count(session: Session, wave_id: int, today: date) -> None:
    answers = (
        select(Cell.entity, func.count())
        .join(Link, Link.cell_id == Cell.id)
        .where(Cell.wave_id == wave_id, Link.spent)
        .group_by(Cell.entity)
    )
    answered = {entity: number for entity, number in session.execute(answers)}  # noqa: C416 - rows are no pairs
    groups = _groups(session, wave_id)
    total = {WHOLE: sum(answered.values())}
    forget(session, wave_id)
    session.add_all(
        ResponseRate(
            wave_id=wave_id,
            entity=name,
            percent=rates.step((total | answered).get(name, 0), people),
            counted_on=today,
        )
        for name, people in groups.items()
    )


def _groups(session: Session, wave_id: int) -> Mapping[str, int]:
    """The groups that are counted, each with its eligible people; small entities are one."""
    people = select(Cell.entity, func.sum(Cell.eligible)).where(Cell.wave_id == wave_id)
    rows = session.execute(people.group_by(Cell.entity))
    return rates.counted({entity: int(number) for entity, number in rows}, WHOLE)
