"""How far the letters of a wave are, and whose did not arrive; never who has answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from toolkit import jobs
from toolkit.letters import asking
from toolkit.letters.piles import OF_ROSTER
from toolkit.models import (
    JobName,
    JobState,
    LetterState,
    LooseLetter,
    MailedLetter,
    Mailing,
    MailingKind,
    RosterRow,
)

MOST_SHOWN = 50  # people whose letters did not arrive


@dataclass(frozen=True, slots=True)
class Line:
    """One mailing, counted over the whole wave or over one entity."""

    id: int
    kind: MailingKind
    entity: str
    asked_by: str
    asked_on: date
    waiting: int
    sent: int  # the mail server took them
    failed: int
    trouble: str  # why it does not go on now
    due: datetime | None  # when it goes on; None where nothing waits
    is_given_up: bool


@dataclass(frozen=True, slots=True)
class Undelivered:
    """Somebody whose letter the mail server did not take."""

    person_id: str
    person: str
    mail: str
    entity: str
    said: str
    may_correct: bool  # no letter ever reached them


@dataclass(frozen=True, slots=True)
class Reach:
    """How many people can be written to."""

    addressed: int
    uninvited: int  # of these, how many have no invitation by mail yet
    silent: int  # without an address


def lines(session: Session, wave_id: int, entity: str = "") -> list[Line]:
    """The mailings of a wave, newest first; those that reach an entity where one is named."""
    found = select(Mailing).where(Mailing.wave_id == wave_id)
    if entity:
        found = found.where(Mailing.kind.in_(OF_ROSTER), Mailing.entity.in_(("", entity)))
    return [
        _line(session, mailing, entity)
        for mailing in session.scalars(found.order_by(Mailing.id.desc()))
    ]


def reach(session: Session, wave_id: int, entity: str = "") -> Reach:
    """How many people can be written to, of a wave or of one entity."""
    addressed = asking.recipients(wave_id, entity)
    silent = [RosterRow.wave_id == wave_id, RosterRow.person != "", RosterRow.mail == ""]
    if entity:
        silent.append(RosterRow.entity == entity)
    uninvited = RosterRow.id.not_in(asking.invited(wave_id))
    return Reach(
        _people(session, *addressed),
        _people(session, *addressed, uninvited),
        _people(session, *silent, ~RosterRow.withdrawn),
    )


def undelivered(session: Session, wave_id: int, entity: str = "") -> list[Undelivered]:
    """The first people whose letters did not arrive, by entity and name."""
    rows = (
        select(RosterRow, MailedLetter.said)
        .join(MailedLetter, MailedLetter.person_id == RosterRow.id)
        .where(*asking.recipients(wave_id, entity), MailedLetter.state.in_(asking.FAILED))
        .order_by(RosterRow.entity, RosterRow.person, RosterRow.id, MailedLetter.mailing_id)
    )
    newest: dict[str, tuple[RosterRow, str]] = {}
    for row, said in session.execute(rows.limit(MOST_SHOWN)):
        newest[row.id] = row, said
    reached = set(
        session.scalars(
            select(MailedLetter.person_id).where(
                MailedLetter.person_id.in_(newest), MailedLetter.state.not_in(asking.FAILED)
            )
        )
    )
    return [
        Undelivered(row.id, row.person, row.mail, row.entity, said, row.id not in reached)
        for row, said in newest.values()
    ]


def _line(session: Session, mailing: Mailing, entity: str) -> Line:
    numbers = dict(_numbers(session, mailing, entity))
    waiting = numbers.get(LetterState.WAITING, 0)
    job = jobs.latest(session, JobName.MAIL, mailing.wave_id, str(mailing.id))
    return Line(
        id=mailing.id,
        kind=mailing.kind,
        entity=mailing.entity,
        asked_by=mailing.asked_by,
        asked_on=mailing.asked_on,
        waiting=waiting,
        sent=mailing.sent + numbers.get(LetterState.SENT, 0),
        failed=mailing.failed + sum(numbers.get(state, 0) for state in asking.FAILED),
        trouble=mailing.trouble if waiting else "",
        due=job.due if waiting and job and job.state is JobState.WAITING else None,
        is_given_up=bool(waiting and job and job.state is JobState.FAILED),
    )


def _numbers(session: Session, mailing: Mailing, entity: str) -> Iterator[tuple[LetterState, int]]:
    if mailing.kind not in OF_ROSTER:
        mine = LooseLetter.mailing_id == mailing.id
        waiting = select(func.count(LooseLetter.id)).where(mine)
        yield LetterState.WAITING, session.scalar(waiting) or 0
        return
    rows = select(MailedLetter.state, func.count()).where(MailedLetter.mailing_id == mailing.id)
    if entity:
        rows = rows.join(RosterRow, RosterRow.id == MailedLetter.person_id)
        rows = rows.where(RosterRow.entity == entity)
    yield from session.execute(rows.group_by(MailedLetter.state))


def _people(session: Session, *which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(RosterRow).where(*which)) or 0
