"""Questionnaires and tools as texts, and what curators do with them."""

import enum
from datetime import date, datetime

from sqlalchemy import (
    ForeignKeyConstraint,
    Index,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from toolkit.models.base import Base, UtcTime, text_of


class ContentState(enum.StrEnum):
    """The life of one version; of what is published, the newest version is shown."""

    DRAFT = "draft"
    REVIEW = "review"  # waits for a person who did not write it
    PUBLISHED = "published"  # and its text never changes again
    WITHDRAWN = "withdrawn"


class Content(Base):
    """One version of a questionnaire or of a tool, as the text of its file."""

    __tablename__ = "content"
    __table_args__ = (
        # What a page of the catalogue asks for, without a look at a single text.
        Index("ix_content_shown", "state", "kind", "id", "version", "sha256"),
    )

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)  # questionnaire | tool
    id: Mapped[str] = mapped_column(String(48), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[ContentState] = mapped_column(
        text_of(ContentState), default=ContentState.PUBLISHED
    )


class Edition(Base):
    """How a version came about: who wrote it, why, and who read it before it was published."""

    __tablename__ = "edition"
    __table_args__ = (
        ForeignKeyConstraint(
            ["kind", "id", "version"],
            ["content.kind", "content.id", "content.version"],
            ondelete="CASCADE",
        ),
    )

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    id: Mapped[str] = mapped_column(String(48), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    authors: Mapped[str] = mapped_column(Text)  # who changed its text, an address a line
    note: Mapped[str] = mapped_column(String(300), default="")  # what changed, and why
    is_wording_only: Mapped[bool] = mapped_column(default=False)
    reviewer: Mapped[str] = mapped_column(String(254), default="")  # published it, or sent it back
    objection: Mapped[str] = mapped_column(Text, default="")  # why it was sent back
    second_reader: Mapped[str] = mapped_column(String(254), default="")  # of a change of wording
    saved: Mapped[datetime] = mapped_column(UtcTime)
    revision: Mapped[int] = mapped_column(default=1)  # grows with every change of any kind


class Upkeep(Base):
    """What holds for a tool or questionnaire beyond one version: its release, its next review."""

    __tablename__ = "upkeep"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    id: Mapped[str] = mapped_column(String(48), primary_key=True)
    # The text of the newest release that was taken over, or knowingly left; 0 without a release.
    base_version: Mapped[int] = mapped_column(default=0)
    base_text: Mapped[str] = mapped_column(Text, default="")
    # The text of a newer release that waits for a decision, since the text was changed here too.
    offered_version: Mapped[int] = mapped_column(default=0)
    offered_text: Mapped[str] = mapped_column(Text, default="")
    review_by: Mapped[date | None]


class PracticeCase(Base):
    """What somebody on the staff tells of a tool in use: a note for curators, never published."""

    __tablename__ = "practice_case"

    id: Mapped[int] = mapped_column(primary_key=True)
    tool: Mapped[str] = mapped_column(String(48))
    sender: Mapped[str] = mapped_column(String(254))
    sent: Mapped[datetime] = mapped_column(UtcTime)
    done: Mapped[str] = mapped_column(Text)  # what was done
    result: Mapped[str] = mapped_column(Text)  # what came of it
    hard: Mapped[str] = mapped_column(Text)  # what was hard
    contact: Mapped[str] = mapped_column(String(254))  # whom a curator may ask
    link: Mapped[str] = mapped_column(String(500))  # a public page; empty where there is none
    settled_by: Mapped[str] = mapped_column(String(254), default="")  # a curator
