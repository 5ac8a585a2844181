"""What waits to be sent of a mailing: one letter after the other, written when its turn comes.

A link's token is made with its letter and kept nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from toolkit.config import Settings
from toolkit.letters import loose, texts, writing
from toolkit.letters.texts import About
from toolkit.mail import Answer, Letter, Verdict
from toolkit.models import (
    LetterState,
    LooseLetter,
    MailedLetter,
    Mailing,
    MailingKind,
    RosterRow,
    Wave,
    WaveState,
)
from toolkit.reading import reading_token
from toolkit.sealing import keyhalves
from toolkit.sealing.links import token
from toolkit.storage import database

OF_ROSTER = frozenset({MailingKind.INVITATION, MailingKind.REMINDER, MailingKind.AGAIN})
MOST_ATTEMPTS = 6  # of a letter that a server puts off; then it is given up
_OVER = "the wave closed before this letter was taken"


class Pile(Protocol):
    """The letters of one mailing."""

    def is_over(self, session: Session) -> bool:
        """Whether what the letters are for is over, so that none may go any more."""

    def drop(self, session: Session) -> None:
        """Give up what waits."""

    def waiting(self, session: Session, rounds: int, most: int) -> list[str]:
        """The keys of the next letters that were put off at most ``rounds`` times."""

    def left(self, session: Session) -> int:
        """How many wait."""

    def letters(self, session: Session, keys: Sequence[str]) -> dict[str, Letter]:
        """Write some; those are left out that are not to be sent any more."""

    def settle(self, session: Session, key: str, answer: Answer) -> None:
        """Write down what became of one."""

    def clear_up(self) -> None:
        """Leave nothing in any file of what was deleted, once nothing waits."""


def pile_of(session: Session, settings: Settings, mailing: Mailing) -> Pile:
    """The letters of a mailing."""
    wave = session.get_one(Wave, mailing.wave_id)
    kind = _RosterPile if mailing.kind in OF_ROSTER else _LoosePile
    return kind(settings, mailing.id, mailing.kind, mailing.language, wave.id, {})


@dataclass(frozen=True, slots=True)
class _Common:
    settings: Settings
    mailing_id: int
    kind: MailingKind
    language: str
    wave_id: int
    said: dict[str, About]  # by entity, of which many letters say the same

    def about(self, session: Session, entity: str) -> About:
        if entity not in self.said:
            wave = session.get_one(Wave, self.wave_id)
            self.said[entity] = writing.about(session, self.settings, wave, entity, self.language)
        return self.said[entity]

    def written(self, session: Session, to: str, entity: str, link: str) -> Letter:
        about = self.about(session, entity)
        found = texts.text(self.kind, about, link)
        return Letter(to, found.subject, found.whole, writing.answers_to(about))

    def state(self, session: Session) -> WaveState:
        return session.get_one(Wave, self.wave_id).state


class _RosterPile(_Common):
    """Letters to people on the roster, each with the person's own link."""

    def is_over(self, session: Session) -> bool:
        return self.state(session) is not WaveState.OPEN

    def drop(self, session: Session) -> None:
        values = {"state": LetterState.GIVEN_UP, "said": _OVER}
        session.execute(update(MailedLetter).where(*self._waiting()).values(values))

    def waiting(self, session: Session, rounds: int, most: int) -> list[str]:
        rows = (
            select(MailedLetter.person_id)
            .join(RosterRow, RosterRow.id == MailedLetter.person_id)
            .where(*self._waiting(), MailedLetter.attempts <= rounds)
            .order_by(MailedLetter.attempts, RosterRow.entity, RosterRow.person)
        )
        return list(session.scalars(rows.limit(most)))

    def left(self, session: Session) -> int:
        rows = select(func.count()).select_from(MailedLetter).where(*self._waiting())
        return session.scalar(rows) or 0

    def letters(self, session: Session, keys: Sequence[str]) -> dict[str, Letter]:
        link_key = keyhalves.read_link_key(self.settings.keys, self.wave_id)
        rows = select(RosterRow.id, RosterRow.mail, RosterRow.entity, RosterRow.replaced).where(
            RosterRow.id.in_(keys), RosterRow.mail != "", ~RosterRow.withdrawn
        )
        site, found = self.settings.public_url, {}
        for key, address, entity, replaced in session.execute(rows):
            link = f"{site}/assessment/link/{token(link_key, self.wave_id, key, replaced)}"
            found[key] = self.written(session, address, entity, link)
        return found

    def settle(self, session: Session, key: str, answer: Answer) -> None:
        row = session.get(MailedLetter, (self.mailing_id, key))
        if row is None:
            return
        row.attempts += answer.verdict is Verdict.LATER
        row.state = _state(answer.verdict, row.attempts)
        row.said = answer.said

    def clear_up(self) -> None:
        """Nothing: the rows go with the roster."""

    def _waiting(self) -> tuple[ColumnElement[bool], ...]:
        return MailedLetter.mailing_id == self.mailing_id, MailedLetter.state == LetterState.WAITING


class _LoosePile(_Common):
    """Letters that leave no row when they are done."""

    def is_over(self, session: Session) -> bool:
        return self.kind is MailingKind.RESULTS and self.state(session) is not WaveState.PUBLISHED

    def drop(self, session: Session) -> None:
        loose.drop(session, session.get_one(Mailing, self.mailing_id))

    def waiting(self, session: Session, rounds: int, most: int) -> list[str]:
        rows = select(LooseLetter.id).where(self._mine(), LooseLetter.attempts <= rounds)
        return list(
            session.scalars(rows.order_by(LooseLetter.attempts, LooseLetter.id).limit(most))
        )

    def left(self, session: Session) -> int:
        rows = select(func.count()).select_from(LooseLetter).where(self._mine())
        return session.scalar(rows) or 0

    def letters(self, session: Session, keys: Sequence[str]) -> dict[str, Letter]:
        rows = session.scalars(select(LooseLetter).where(LooseLetter.id.in_(keys)))
        return {
            row.id: self.written(session, row.mail, row.entity, self._address(row)) for row in rows
        }

    def settle(self, session: Session, key: str, answer: Answer) -> None:
        row = session.get(LooseLetter, key)
        if row is None:
            return
        row.attempts += answer.verdict is Verdict.LATER
        state = _state(answer.verdict, row.attempts)
        if state is LetterState.WAITING:
            return
        mailing = session.get_one(Mailing, self.mailing_id)
        mailing.sent += state is LetterState.SENT
        mailing.failed += state is not LetterState.SENT
        session.delete(row)

    def clear_up(self) -> None:
        database.forget_deleted(self.settings.database_url, LooseLetter.__tablename__)

    def _address(self, row: LooseLetter) -> str:
        site = self.settings.public_url
        if self.kind is not MailingKind.RESULTS:
            return f"{site}/account/rosters/"
        key = reading_token(self.settings.secret_key, self.wave_id, row.entity)
        return f"{site}/results/read/{key}"

    def _mine(self) -> ColumnElement[bool]:
        return LooseLetter.mailing_id == self.mailing_id


def _state(verdict: Verdict, attempts: int) -> LetterState:
    if verdict is Verdict.TAKEN:
        return LetterState.SENT
    if verdict is Verdict.REFUSED:
        return LetterState.REFUSED
    return LetterState.WAITING if attempts < MOST_ATTEMPTS else LetterState.GIVEN_UP
