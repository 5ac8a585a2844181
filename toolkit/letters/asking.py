"""Asking for letters: to everybody who was invited, or to one person again.

Nothing here reads a link, or whether one was used: who gets a letter depends on the roster alone.
"""

from datetime import date

from sqlalchemy import ColumnElement, Select, func, insert, literal, select, update
from sqlalchemy.orm import Session

from toolkit import jobs, mail
from toolkit.audit import Action, record
from toolkit.models import (
    JobName,
    LetterState,
    MailedLetter,
    Mailing,
    MailingKind,
    RosterRow,
    Wave,
    WaveState,
)
from toolkit.refusal import Refusal

FAILED = (LetterState.REFUSED, LetterState.GIVEN_UP)


class MailingError(Refusal):
    """These letters cannot be sent now; the message says why."""


def ask(  # noqa: PLR0913 - what to whom, in whose name, in which language
    session: Session,
    wave_id: int,
    kind: str,
    entity: str = "",
    *,
    language: str,
    today: date,
    actor: str,
) -> int:
    """Ask for invitations or a reminder, to one entity or all; the number of letters.

    An invitation goes to everybody who has none yet, so that asking twice does no harm; a reminder
    to everybody, at most once a day.

    Raises
    ------
    MailingError
        When the wave is not open, or nobody is left to write to.
    """
    _require_open(session, wave_id)
    if kind == MailingKind.REMINDER and _reminded(session, wave_id, entity, today):
        raise MailingError("a reminder was asked for today already: leave people a few days")
    wanted = select(RosterRow.id).where(*recipients(wave_id, entity))
    if kind == MailingKind.INVITATION:
        wanted = wanted.where(RosterRow.id.not_in(invited(wave_id)))
    mailing = make(
        session, wave_id, MailingKind(kind), entity, language=language, today=today, actor=actor
    )
    waiting = wanted.add_columns(
        literal(mailing.id), literal(LetterState.WAITING.value), literal(0), literal("")
    )
    session.execute(
        insert(MailedLetter).from_select(
            ["person_id", "mailing_id", "state", "attempts", "said"], waiting
        )
    )
    number = _number(session, mailing.id)
    if not number:
        raise MailingError("everybody with an address was written to already, or nobody has one")
    go_on(session, mailing)
    _log(
        session,
        wave_id,
        actor,
        Action.MAILING_ASKED,
        f"{kind}: {entity or 'all'}, {number} letters",
    )
    return number


def ask_again(
    session: Session, person_id: str, *, language: str, today: date, actor: str, own: str = ""
) -> bool:
    """Ask for one person's link to be sent to them again; False where they have no address.

    ``own`` is the one entity whose people may be written to.
    """
    row = _row(session, person_id, own)
    _require_open(session, row.wave_id)
    if not row.mail or row.withdrawn or not row.person:
        return False
    same = select(Mailing).where(
        Mailing.wave_id == row.wave_id,
        Mailing.kind == MailingKind.AGAIN,
        Mailing.entity == row.entity,
        Mailing.language == language,
    )
    mailing = session.scalars(same.limit(1)).first() or make(
        session,
        row.wave_id,
        MailingKind.AGAIN,
        row.entity,
        language=language,
        today=today,
        actor=actor,
    )
    session.merge(_waiting(mailing.id, person_id))
    session.flush()
    go_on(session, mailing)
    _log(session, row.wave_id, actor, Action.LETTER_ASKED, row.entity)
    return True


def correct(session: Session, person_id: str, address: str, *, actor: str, own: str = "") -> None:
    """Put another address in the place of one that no letter has ever reached, and send again.

    Once a letter was taken, nobody may lead the next one elsewhere: whoever gets a link can see
    whether it was used. Such a person gets a spare link instead.

    Raises
    ------
    MailingError
        When a letter was taken, or somebody else has the address.
    AddressError
        When it is none.
    """
    row = _row(session, person_id, own)
    _require_open(session, row.wave_id)
    letters = session.scalars(
        select(MailedLetter)
        .where(MailedLetter.person_id == person_id)
        .order_by(MailedLetter.mailing_id)
    ).all()
    if not letters or any(one.state not in FAILED for one in letters):
        raise MailingError("a letter to this person was taken, or is on its way")
    mail.sendable(address)
    others = RosterRow.id != person_id, RosterRow.wave_id == row.wave_id
    taken = select(RosterRow.id).where(*others, func.lower(RosterRow.mail) == address.lower())
    if session.scalar(taken.exists().select()):
        raise MailingError("somebody else on the roster has this address")
    row.mail = address
    first, *later = letters  # one letter is enough
    for one in later:
        session.delete(one)
    _wait(first)
    session.flush()
    go_on(session, session.get_one(Mailing, first.mailing_id))
    _log(session, row.wave_id, actor, Action.ADDRESS_CORRECTED, row.entity)


def retry(session: Session, mailing_id: int, *, actor: str, own: str = "") -> None:
    """Send all letters of a mailing again that did not arrive, and try at once."""
    mailing = session.get(Mailing, mailing_id, with_for_update=True)
    if mailing is None or own not in {"", mailing.entity}:
        raise MailingError("there is no such mailing")
    _require_open(session, mailing.wave_id)
    mine = MailedLetter.mailing_id == mailing_id
    values = {"state": LetterState.WAITING, "attempts": 0, "said": ""}
    session.execute(update(MailedLetter).where(mine, MailedLetter.state.in_(FAILED)).values(values))
    go_on(session, mailing)
    detail = f"{mailing.kind}: {mailing.entity or 'all'}, again"
    _log(session, mailing.wave_id, actor, Action.MAILING_ASKED, detail)


def recipients(wave_id: int, entity: str) -> tuple[ColumnElement[bool], ...]:
    """Who can be written to: everybody who is invited, not withdrawn, and has an address."""
    found = (
        RosterRow.wave_id == wave_id,
        RosterRow.person != "",
        RosterRow.mail != "",
        ~RosterRow.withdrawn,
    )
    return (*found, RosterRow.entity == entity) if entity else found


def invited(wave_id: int) -> Select[str]:
    """Everybody who has an invitation in this wave, whether it arrived or not."""
    return (
        select(MailedLetter.person_id)
        .join(Mailing)
        .where(Mailing.wave_id == wave_id, Mailing.kind == MailingKind.INVITATION)
    )


def go_on(session: Session, mailing: Mailing) -> None:
    """Have the job process send what waits, from the first round on."""
    mailing.rounds = 0
    jobs.ask_at_once(session, JobName.MAIL, mailing.wave_id, str(mailing.id))


def make(  # noqa: PLR0913 - a mailing's facts
    session: Session,
    wave_id: int,
    kind: MailingKind,
    entity: str,
    *,
    language: str,
    today: date,
    actor: str,
) -> Mailing:
    """Write down a mailing without letters."""
    mailing = Mailing(
        wave_id=wave_id,
        kind=kind,
        entity=entity,
        language=language,
        asked_by=actor,
        asked_on=today,
        rounds=0,
        trouble="",
        sent=0,
        failed=0,
    )
    session.add(mailing)
    session.flush()
    return mailing


def _waiting(mailing_id: int, person_id: str) -> MailedLetter:
    return MailedLetter(
        mailing_id=mailing_id,
        person_id=person_id,
        state=LetterState.WAITING,
        attempts=0,
        said="",
    )


def _wait(letter: MailedLetter) -> None:
    letter.state, letter.attempts, letter.said = LetterState.WAITING, 0, ""


def _reminded(session: Session, wave_id: int, entity: str, today: date) -> bool:
    """Whether a reminder to some of the same people was asked for on this day."""
    same = select(Mailing.id).where(
        Mailing.wave_id == wave_id,
        Mailing.kind == MailingKind.REMINDER,
        Mailing.asked_on == today,
    )
    if entity:
        same = same.where(Mailing.entity.in_(("", entity)))
    return session.scalar(same.limit(1)) is not None


def _number(session: Session, mailing_id: int) -> int:
    mine = MailedLetter.mailing_id == mailing_id
    return session.scalar(select(func.count()).select_from(MailedLetter).where(mine)) or 0


def _row(session: Session, person_id: str, own: str) -> RosterRow:
    row = session.get(RosterRow, person_id, with_for_update=True)
    if row is None or own not in {"", row.entity}:
        raise MailingError("this person is not on the roster")
    return row


def _require_open(session: Session, wave_id: int) -> None:
    wave = session.get(Wave, wave_id, with_for_update=True)
    if wave is None or wave.state is not WaveState.OPEN:
        raise MailingError("letters can be sent only while the wave is open")
    if wave.is_demonstration:
        raise MailingError("the people of a demonstration are invented: nobody is written to")


def _log(session: Session, wave_id: int, actor: str, action: Action, detail: str) -> None:
    record(session, actor=actor, action=action, subject=f"wave {wave_id}", detail=detail[:300])
