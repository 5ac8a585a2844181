"""Mailings: what is to be sent in a wave, and how far each letter is; never a link or its token."""

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from toolkit.models.base import Base, UtcTime, text_of


class MailingKind(enum.StrEnum):
    """What a mailing says."""

    INVITATION = "invitation"
    REMINDER = "reminder"  # to everybody who was invited: nobody knows who has answered
    AGAIN = "again"  # to single people: a link that was lost, or a spare
    RESULTS = "results"  # are there to be read
    OPENED = "opened"  # to those who look after the wave, as the next two
    EXTENDED = "extended"
    CLOSED = "closed"


class LetterState(enum.StrEnum):
    """How far a letter is."""

    WAITING = "waiting"
    SENT = "sent"  # the mail server took it
    REFUSED = "refused"  # the mail server never will
    GIVEN_UP = "given-up"  # it put us off too often, or the wave closed


class Mailing(Base):
    """One thing to be sent in a wave: to all of it, or to one entity."""

    __tablename__ = "mailing"

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id", ondelete="CASCADE"), index=True)
    kind: Mapped[MailingKind] = mapped_column(text_of(MailingKind))
    entity: Mapped[str] = mapped_column(String(120))  # empty: of the whole wave
    language: Mapped[str] = mapped_column(String(8))
    asked_by: Mapped[str] = mapped_column(String(254))
    asked_on: Mapped[date]
    rounds: Mapped[int] = mapped_column(default=0)  # how often those were tried that have to wait
    trouble: Mapped[str] = mapped_column(String(300), default="")  # why it does not go on now
    # Of loose letters, which leave no row when they are done.
    sent: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)


class MailedLetter(Base):
    """One person's letter of a mailing; it goes with the roster when the wave is approved."""

    __tablename__ = "letter"

    mailing_id: Mapped[int] = mapped_column(
        ForeignKey("mailing.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[str] = mapped_column(
        ForeignKey("roster.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    state: Mapped[LetterState] = mapped_column(text_of(LetterState))
    attempts: Mapped[int] = mapped_column(default=0)
    said: Mapped[str] = mapped_column(String(200), default="")  # by the server, without an address


class LooseLetter(Base):
    """A letter that hangs on no roster: that results are there, or news for those who look after.

    Its row goes as soon as it is sent or given up.
    """

    __tablename__ = "loose_letter"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)  # of chance, so without an order
    mailing_id: Mapped[int] = mapped_column(
        ForeignKey("mailing.id", ondelete="CASCADE"), index=True
    )
    mail: Mapped[str] = mapped_column(String(254))
    entity: Mapped[str] = mapped_column(String(120))  # whose results it leads to
    attempts: Mapped[int] = mapped_column(default=0)


class MailPace(Base):
    """From when on the mail server may get letters again: one row, for the whole installation."""

    __tablename__ = "mail_pace"

    id: Mapped[int] = mapped_column(primary_key=True)  # always 1
    free_from: Mapped[datetime] = mapped_column(UtcTime)
