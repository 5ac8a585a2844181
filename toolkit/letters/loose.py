"""Letters that hang on no roster: that results are there, and news for those who look after."""

import secrets
from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from toolkit import jobs
from toolkit.audit import Action, record
from toolkit.config import Settings
from toolkit.letters import asking
from toolkit.models import (
    OTHER_ENTITIES,
    Cell,
    Grant,
    JobName,
    LooseLetter,
    Mailing,
    MailingKind,
    Participation,
    RosterRow,
    User,
    Wave,
)
from toolkit.roles import Role

DAYS_KEPT = 14  # at most
_ID_BYTES = 16


def put_aside(
    session: Session, settings: Settings, wave_id: int, *, today: date, actor: str
) -> int:
    """Keep the addresses of everybody invited for the letter that results are there.

    Called in the transaction that deletes the roster: an address and an entity, nothing that
    belongs to a person, in an order of chance. Returns their number: 0 where no letter can be sent.
    """
    if not _can_be_written_to(session, settings, wave_id):
        return 0
    counted = select(Cell.entity).where(Cell.wave_id == wave_id).distinct()
    alone = frozenset(session.scalars(counted))
    rows = select(RosterRow.mail, RosterRow.entity).where(*asking.recipients(wave_id, ""))
    found = [
        (address, entity if entity in alone else OTHER_ENTITIES)
        for address, entity in session.execute(rows)
    ]
    kind = MailingKind.RESULTS
    _make(session, settings, wave_id, kind, found, today=today, actor=actor)
    return len(found)


def tell_staff(
    session: Session, settings: Settings, wave_id: int, kind: str, *, today: date, actor: str
) -> None:
    """Tell administrators, and coordinators of the entities that take part, of a wave's news.

    Called in the transaction of what is told; nobody is told where no letter can be sent.
    """
    if not _can_be_written_to(session, settings, wave_id):
        return
    entities = select(Participation.entity).where(Participation.wave_id == wave_id)
    concerned = (Grant.role == Role.ADMINISTRATOR) | (
        (Grant.role == Role.COORDINATOR) & Grant.entity.in_(entities)
    )
    rows = select(User.email).join(Grant).where(User.active, concerned).distinct()
    found = [(address, "") for address in session.scalars(rows)]
    _make(session, settings, wave_id, MailingKind(kind), found, today=today, actor=actor)


def expire(session: Session, today: date) -> None:
    """Delete what would be kept for more than two weeks, sent or not.

    The job that sent it clears up after it.
    """
    old = select(Mailing).where(Mailing.asked_on <= today - timedelta(days=DAYS_KEPT))
    for mailing in session.scalars(old.where(Mailing.id.in_(select(LooseLetter.mailing_id)))):
        drop(session, mailing)
        asking.go_on(session, mailing)


def drop(session: Session, mailing: Mailing) -> None:
    """Give up what is left of a mailing."""
    mine = LooseLetter.mailing_id == mailing.id
    left = session.scalar(select(func.count()).select_from(LooseLetter).where(mine)) or 0
    session.execute(delete(LooseLetter).where(mine))
    mailing.failed += left


def _can_be_written_to(session: Session, settings: Settings, wave_id: int) -> bool:
    """Whether there is a mail server, and whether the people of a wave exist."""
    return settings.mail is not None and not session.get_one(Wave, wave_id).is_demonstration


def _make(  # noqa: PLR0913 - a mailing's facts
    session: Session,
    settings: Settings,
    wave_id: int,
    kind: MailingKind,
    found: Iterable[tuple[str, str]],
    *,
    today: date,
    actor: str,
) -> None:
    language = settings.languages[0]
    rows = sorted((secrets.token_hex(_ID_BYTES), address, entity) for address, entity in found)
    if not rows:
        return
    mailing = asking.make(session, wave_id, kind, "", language=language, today=today, actor=actor)
    session.execute(
        insert(LooseLetter),
        [
            {"id": key, "mailing_id": mailing.id, "mail": to, "entity": entity, "attempts": 0}
            for key, to, entity in rows
        ],
    )
    jobs.ask(session, JobName.MAIL, wave_id, str(mailing.id))
    record(
        session,
        actor=actor,
        action=Action.MAILING_ASKED,
        subject=f"wave {wave_id}",
        detail=f"{kind}: {len(rows)} letters",
    )
