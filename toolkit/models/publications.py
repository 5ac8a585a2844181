"""What is published of a wave, and what is made from it."""

import enum
from datetime import date

from sqlalchemy import (
    ForeignKey,
    LargeBinary,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from toolkit.models.base import Base, text_of


class Published(Base):
    """A wave's publication as its canonical text, with its hash; nothing in it is ever edited."""

    __tablename__ = "publication"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    proposed_on: Mapped[date]
    k: Mapped[int]  # what the attack on it found: every combination rests on this many people
    listed: Mapped[int]  # groups on the table list
    shown: Mapped[int]  # groups that are shown
    withdrawn_because: Mapped[str] = mapped_column(String(300), default="")


class AuditedCounts(Base):
    """How many people each table of a publication rests on, exactly: for the attack on it alone."""

    __tablename__ = "publication_audit"

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("publication.wave_id", ondelete="CASCADE"), primary_key=True
    )
    text: Mapped[str] = mapped_column(Text)


class Chart(Base):
    """A chart of one group in one language, drawn from these publications and from nothing else."""

    __tablename__ = "chart"

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("publication.wave_id", ondelete="CASCADE"), primary_key=True
    )
    node_id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    drawn_from: Mapped[str] = mapped_column(String(129))  # hashes: the publication's, the earlier's
    alt: Mapped[str] = mapped_column(Text)  # the same in words
    svg: Mapped[bytes] = mapped_column(LargeBinary)


class ReportKind(enum.StrEnum):
    """A form in which a group's results can be taken along."""

    PDF = "pdf"
    SHEET = "xlsx"
    SLIDES = "pptx"
    NOTE = "note"  # of one page, for a governing body


class Report(Base):
    """One group's results as a file in one language; who asked for it, and when, is not kept."""

    __tablename__ = "report"

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("publication.wave_id", ondelete="CASCADE"), primary_key=True
    )
    node_id: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[ReportKind] = mapped_column(text_of(ReportKind), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    says: Mapped[str] = mapped_column(String(64))  # the hash of all that it says
    body: Mapped[bytes] = mapped_column(LargeBinary)


class EntityGroups(Base):
    """A wave's groups of entities, map and neighbours, as the job made them of publications."""

    __tablename__ = "entity_groups"

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("publication.wave_id", ondelete="CASCADE"), primary_key=True
    )
    drawn_from: Mapped[str] = mapped_column(String(129))  # its hash, and that of an earlier model's
    anew: Mapped[bool] = mapped_column(default=False)  # to be searched though a model is there
    text: Mapped[str] = mapped_column(Text)


class GroupName(Base):
    """What a curator calls one group of a model, in every wave that has it."""

    __tablename__ = "group_name"

    model: Mapped[str] = mapped_column(String(64), primary_key=True)  # the hash of the model
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(80))
