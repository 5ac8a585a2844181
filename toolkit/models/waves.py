"""Waves: what was said of each, who takes part, who is counted where."""

import enum
from datetime import date, datetime

from sqlalchemy import (
    JSON,
    ForeignKey,
    LargeBinary,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from questionnaires.model import Perspective
from toolkit.models.base import Base, UtcTime, text_of
from toolkit.zones import DEFAULT


class WaveState(enum.StrEnum):
    """A wave's life."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    PROPOSED = "proposed"  # figures are made, and wait for an administrator
    PUBLISHED = "published"  # and every ballot is destroyed
    WITHDRAWN = "withdrawn"  # published in error; nothing of it is shown


class Eligible(enum.StrEnum):
    """Who may answer; compulsory before a wave opens."""

    UNSAID = ""  # also in waves that opened before it was asked
    STAFF = "staff"
    PERSONNEL = "personnel"  # other than staff: consultants, contractors, volunteers, interns
    BOTH = "both"


class Wave(Base):
    """A time in which invited people answer one version, all from one perspective."""

    __tablename__ = "wave"

    id: Mapped[int] = mapped_column(primary_key=True)  # also the order of waves, which dates blobs
    title: Mapped[str] = mapped_column(String(120))
    state: Mapped[WaveState] = mapped_column(text_of(WaveState, 12))
    perspective: Mapped[Perspective] = mapped_column(String(12))
    questionnaire: Mapped[str] = mapped_column(String(48))
    version: Mapped[int]
    sponsor: Mapped[str] = mapped_column(String(200))  # name and title
    decision: Mapped[str] = mapped_column(String(300))  # what will be decided with the results
    results_by: Mapped[date]  # when everybody invited reads the results
    eligible: Mapped[Eligible] = mapped_column(text_of(Eligible), default=Eligible.UNSAID)
    first_day: Mapped[date | None]  # as planned; days are those of each entity's zone
    last_day: Mapped[date | None]  # after which it closes by itself
    extended_to: Mapped[date | None]  # a later last day, announced once before the first was over
    opens_for: Mapped[str] = mapped_column(String(254), default="")  # who wants it on its first day
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    key_checked: Mapped[bool] = mapped_column(default=False)  # both halves opened a test ballot
    mean_from: Mapped[int] = mapped_column(default=10)  # people behind a mean, at least
    shares_from: Mapped[int] = mapped_column(default=20)  # people behind shares
    protected: Mapped[int] = mapped_column(default=10)  # people behind any combination
    # The hash of what entities ask of their own; empty where none does, and before it opens.
    own_questions: Mapped[str] = mapped_column(String(64), default="")
    # Synthetic people, and both halves of the key on this machine; every page says so.
    is_demonstration: Mapped[bool] = mapped_column(default=False)


class Assurance(enum.StrEnum):
    """What somebody has to stand for before a wave opens."""

    STAFF_COUNCIL = "staff-council"  # is informed
    DATA_PROTECTION = "data-protection"  # the office was asked
    ETHICS = "ethics"  # likewise
    NO_OTHER_SURVEY = "no-other-survey"  # of staff within six weeks
    CALENDAR = "calendar"  # holidays and busy weeks were looked at


class Assured(Base):
    """That somebody stands for one thing before a wave opens: who, and since when."""

    __tablename__ = "assured"

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("wave.id", ondelete="CASCADE"), primary_key=True
    )
    assurance: Mapped[Assurance] = mapped_column(text_of(Assurance, 20), primary_key=True)
    by: Mapped[str] = mapped_column("assured_by", String(254))
    at: Mapped[datetime] = mapped_column("assured_at", UtcTime)


class StepName(enum.StrEnum):
    """What an administrator asks for on a page, and the job process does."""

    OPEN = "open"
    CLOSE = "close"
    APPROVE = "approve"
    DISCARD = "discard"
    DELETE = "delete"  # of a wave that has never been open


class WaveStep(Base):
    """The next step of a wave's life, asked for and not done yet; or why it was refused."""

    __tablename__ = "wave_step"

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("wave.id", ondelete="CASCADE"), primary_key=True
    )
    step: Mapped[StepName] = mapped_column(text_of(StepName))
    asked_by: Mapped[str] = mapped_column(String(254))
    seen: Mapped[str] = mapped_column(String(64))  # hash of the proposal that it is about
    refused: Mapped[str] = mapped_column(Text)  # empty while it waits
    tells: Mapped[bool] = mapped_column(default=False)  # everybody invited, when it is approved


OTHER_ENTITIES = "Other entities"  # the cell of those that are too small to stand alone


class Cell(Base):
    """The finest group that a wave reports on: an entity, or one value of the axis it chose."""

    __tablename__ = "cell"

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id", ondelete="CASCADE"), index=True)
    entity: Mapped[str] = mapped_column(String(120))
    value: Mapped[str] = mapped_column(
        Text
    )  # all values merged; empty where the entity chose no axis
    eligible: Mapped[int]


class Membership(Base):
    """That an entity belongs to a comparison group in a wave, fixed before the wave opens."""

    __tablename__ = "membership"

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("wave.id", ondelete="CASCADE"), primary_key=True
    )
    group: Mapped[str] = mapped_column("comparison_group", String(120), primary_key=True)
    entity: Mapped[str] = mapped_column(String(120), primary_key=True)


class RosterRow(Base):
    """Somebody who is eligible in a wave, as the entity names them; or a spare for one to come.

    It has no sign of whether they answered, and no key of a link or a ballot. It goes with the
    links when a wave is approved.
    """

    __tablename__ = "roster"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)  # of chance; makes the link
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id", ondelete="CASCADE"), index=True)
    entity: Mapped[str] = mapped_column(String(120))
    value: Mapped[str] = mapped_column(String(120))  # of the axis that the entity chose
    person: Mapped[str] = mapped_column(String(120))  # empty while a spare is not handed out
    mail: Mapped[str] = mapped_column(String(120))
    is_spare: Mapped[bool] = mapped_column(default=False)
    replaced: Mapped[int] = mapped_column(default=0)  # how often the link was
    withdrawn: Mapped[bool] = mapped_column(default=False)


class Participation(Base):
    """That an entity takes part in a wave, and who confirmed its rows; "" is the whole roster."""

    __tablename__ = "participation"

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("wave.id", ondelete="CASCADE"), primary_key=True
    )
    entity: Mapped[str] = mapped_column(String(120), primary_key=True)
    is_listed: Mapped[bool] = mapped_column(default=False)  # said before anybody was imported
    zone: Mapped[str] = mapped_column(
        String(64), default=DEFAULT
    )  # in which its days begin and end
    confirmed_by: Mapped[str] = mapped_column(String(254), default="")  # an account's address


class Outlook(Base):
    """Which groups of a table list a wave would show at a response rate; none until worked out."""

    __tablename__ = "outlook"

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("wave.id", ondelete="CASCADE"), primary_key=True
    )
    percent: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    table_list: Mapped[str] = mapped_column(String(64))  # the fingerprint of what decides it
    shown: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))  # ids of groups


class ResponseRate(Base):
    """The step of ten percent that a group's answers had reached on the day of a weekly count.

    It has no number of answers. The next count takes its place, and closing the wave deletes it.
    """

    __tablename__ = "response_rate"

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("wave.id", ondelete="CASCADE"), primary_key=True
    )
    entity: Mapped[str] = mapped_column(String(120), primary_key=True)  # "" is the whole wave
    percent: Mapped[int]
    counted_on: Mapped[date]


class Sampled(Base):
    """How many of an entity's people of one value were drawn at random, of how many eligible.

    Nothing says who was left out.
    """

    __tablename__ = "sampled"

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("wave.id", ondelete="CASCADE"), primary_key=True
    )
    entity: Mapped[str] = mapped_column(String(120), primary_key=True)
    value: Mapped[str] = mapped_column(String(120), primary_key=True)
    eligible: Mapped[int]
    drawn: Mapped[int]
