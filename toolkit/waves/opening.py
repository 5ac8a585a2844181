"""What a wave needs before it opens: assurances, a roster, a key, and half a year of distance."""

from calendar import monthrange
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from toolkit.audit import Action
from toolkit.models import (
    OTHER_ENTITIES,
    Assurance,
    Assured,
    Cell,
    Eligible,
    Participation,
    Wave,
    WaveState,
)
from toolkit.planning import days, steps
from toolkit.waves import confirmation
from toolkit.waves.roster_rows import WHOLE
from toolkit.waves.states import WaveError, find, log, require
from toolkit.wording import lacks
from toolkit.wording.lacks import Lack, LackKind

MONTHS_APART = 6  # between waves that share an entity (PRIVACY.md)
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Ticked:
    """Who stands for an assurance, and since when; nobody where ``by`` is empty."""

    assurance: Assurance
    by: str
    at: datetime | None


def checklist(session: Session, wave_id: int) -> list[Ticked]:
    """Every assurance in its order, ticked or not."""
    rows = session.scalars(select(Assured).where(Assured.wave_id == wave_id))
    held = {row.assurance: row for row in rows}
    return [
        Ticked(one, held[one].by, held[one].at) if one in held else Ticked(one, "", None)
        for one in Assurance
    ]


def assure(session: Session, wave_id: int, assurance: Assurance, *, actor: str) -> None:
    """Stand for something before a planned wave opens; whoever did so before keeps doing so."""
    require(find(session, wave_id), WaveState.PLANNED, "its checklist can be changed")
    if session.get(Assured, (wave_id, assurance)) is None:
        session.add(Assured(wave_id=wave_id, assurance=assurance, by=actor, at=datetime.now(UTC)))
        session.flush()
        log(session, wave_id, actor, Action.ASSURED, assurance)


def take_back(session: Session, wave_id: int, assurance: Assurance, *, actor: str) -> None:
    """Stand for it no more."""
    require(find(session, wave_id), WaveState.PLANNED, "its checklist can be changed")
    row = session.get(Assured, (wave_id, assurance))
    if row is not None:
        session.delete(row)
        session.flush()
        log(session, wave_id, actor, Action.ASSURANCE_TAKEN_BACK, assurance)


def check(
    session: Session, wave_id: int, ticked: Collection[str], shown: Collection[str], *, actor: str
) -> None:
    """Stand for what is ticked; and no more for what was ``shown`` as ticked and is not."""
    for assurance in Assurance:
        if assurance in ticked:
            assure(session, wave_id, assurance, actor=actor)
        elif assurance in shown:
            take_back(session, wave_id, assurance, actor=actor)


def assure_all(session: Session, wave_id: int, *, actor: str) -> None:
    """Stand for everything on the list."""
    for assurance in Assurance:
        assure(session, wave_id, assurance, actor=actor)


def open_by_itself(session: Session, wave_id: int, *, now: datetime, actor: str) -> None:
    """Have a planned wave opened when its first day begins; anybody can take it back until then.

    Raises
    ------
    WaveError
        When the wave is not planned, no first day was said, or it has begun already.
    """
    wave = find(session, wave_id)
    require(wave, WaveState.PLANNED, "it can be set to open by itself")
    begins = days.opens_at(session, wave)
    if begins is None:
        raise WaveError("it can open by itself only when its plan says a first day")
    if begins <= now:
        raise WaveError(f"its first day, {wave.first_day}, has begun already: open it yourself")
    if not wave.opens_for:
        wave.opens_for = actor
        log(session, wave_id, actor, Action.OPENING_SET, f"on {wave.first_day}")


def open_by_hand(session: Session, wave_id: int, *, actor: str) -> None:
    """Take it back that a wave opens by itself."""
    wave = find(session, wave_id)
    if wave.opens_for:
        wave.opens_for = ""
        log(session, wave_id, actor, Action.OPENING_TAKEN_BACK)


def begun(session: Session, now: datetime) -> list[int]:
    """The planned waves that open by themselves and whose first day has begun."""
    waiting = select(Wave).where(Wave.state == WaveState.PLANNED, Wave.opens_for != "")
    found = session.scalars(waiting.order_by(Wave.id)).all()
    return [wave.id for wave in found if (at := days.opens_at(session, wave)) and at <= now]


def day_of(session: Session, wave_id: int, today: date, *, actor: str) -> date:
    """The day on which a wave opens: where it does so by itself in the east, it is the first there.

    In UTC it can be the day before.
    """
    first = find(session, wave_id).first_day
    return max(today, first) if first and actor == steps.FIRST_DAY else today


def could_not(session: Session, wave_id: int, why: str) -> None:
    """Write down that a wave did not open by itself; it is not tried again unless asked for."""
    wave = find(session, wave_id)
    if wave.opens_for:
        wave.opens_for = ""
        log(session, wave_id, steps.FIRST_DAY, Action.NOT_OPENED, why)


def missing(session: Session, wave: Wave, today: date) -> list[Lack]:
    """What a wave lacks before it can open on a day; nothing where it can."""
    return [
        *confirmation.missing(session, wave.id),
        *_without_key(wave),
        *_eligible(wave),
        *_unticked(session, wave.id),
        *_dates(wave, today),
        *lacks.first([*_neighbours(session, wave, today)]),
    ]


def _without_key(wave: Wave) -> Iterator[Lack]:
    if not wave.key_checked:
        yield Lack(LackKind.KEY)


def _eligible(wave: Wave) -> Iterator[Lack]:
    if wave.eligible is Eligible.UNSAID:
        yield Lack(LackKind.ELIGIBLE)


def _unticked(session: Session, wave_id: int) -> Iterator[Lack]:
    unticked = tuple(one.assurance for one in checklist(session, wave_id) if not one.by)
    if unticked:
        yield Lack(LackKind.UNTICKED, unticked=unticked)


def _dates(wave: Wave, today: date) -> Iterator[Lack]:
    if wave.last_day and wave.last_day < today:
        yield Lack(LackKind.OVER, day=wave.last_day)


def _neighbours(session: Session, wave: Wave, today: date) -> Iterator[Lack]:
    """Each wave that shares an entity and is open, or closed less than half a year ago."""
    own = _entities(session, wave.id)
    others = select(Wave).where(Wave.id != wave.id, Wave.state != WaveState.PLANNED)
    for other in session.scalars(others.order_by(Wave.id)):
        shared = sorted(own & _entities(session, other.id))
        if not shared:
            continue
        who, closed_on = tuple(shared), other.closed_on
        if other.state is WaveState.OPEN or closed_on is None:
            yield Lack(LackKind.OPEN_BESIDE, who, other.id, other.title)
        elif today < (earliest := months_after(closed_on, MONTHS_APART)):
            yield Lack(LackKind.JUST_CLOSED, who, other.id, other.title, closed_on, earliest)


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or the first of the next where that month is shorter."""
    years, month = divmod(day.month - 1 + months, _MONTHS)
    year, month = day.year + years, month + 1
    if day.day <= monthrange(year, month)[1]:
        return date(year, month, day.day)
    return date(year + month // _MONTHS, month % _MONTHS + 1, 1)


def _entities(session: Session, wave_id: int) -> frozenset[str]:
    """The entities that take part by name; rosters go at approval, and names stay."""
    taking_part = select(Participation.entity).where(Participation.wave_id == wave_id)
    counted = select(Cell.entity).where(Cell.wave_id == wave_id)
    return frozenset(session.scalars(union(taking_part, counted))) - {WHOLE, OTHER_ENTITIES}
