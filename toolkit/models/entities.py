"""What entities say of themselves."""

import enum
from datetime import date

from sqlalchemy import (
    JSON,
    ForeignKey,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from toolkit.models.base import Base, text_of


class OfEntityMixin:
    """What an entity says of itself in a wave; whoever changes it says which version they read."""

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("wave.id", ondelete="CASCADE"), primary_key=True, sort_order=-3
    )
    entity: Mapped[str] = mapped_column(String(120), primary_key=True, sort_order=-2)
    version: Mapped[int] = mapped_column(sort_order=-1)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, object]:
        """Let no change overwrite one that its author has not read."""
        return {"version_id_col": cls.version}


class AmbitionStated(OfEntityMixin, Base):
    """Where an entity wants to be in each module, said before the wave opens and fixed with it."""

    __tablename__ = "ambition"

    modules: Mapped[dict[str, list[int]]] = mapped_column(JSON)  # level in tenths, and the year


class OwnState(enum.StrEnum):
    """How far an entity's own questions are."""

    DRAFT = "draft"
    REVIEW = "review"  # waits for a curator who did not write any of them
    ACCEPTED = "accepted"
    ASKED = "asked"  # the wave has opened with them, and they never change again


class OwnQuestionsKept(OfEntityMixin, Base):
    """The closed questions that an entity asks of its own in a wave, as one text."""

    __tablename__ = "own_questions"

    state: Mapped[OwnState] = mapped_column(text_of(OwnState), default=OwnState.DRAFT)
    text: Mapped[str] = mapped_column(Text)  # YAML, as questionnaires.own reads it
    authors: Mapped[str] = mapped_column(Text)  # who changed it, an address a line
    reviewer: Mapped[str] = mapped_column(String(254), default="")  # accepted it, or sent it back
    objection: Mapped[str] = mapped_column(Text, default="")  # why it was sent back


class EntityReturn(OfEntityMixin, Base):
    """What an entity put into each module and did; nobody else reads it before it is signed."""

    __tablename__ = "entity_return"

    effort: Mapped[dict[str, int]] = mapped_column(JSON)  # of each module, 0 to 3
    actions: Mapped[dict[str, str]] = mapped_column(JSON)  # by the letter of paragraph 43
    signer_name: Mapped[str] = mapped_column(String(120), default="")
    signer_title: Mapped[str] = mapped_column(String(120), default="")
    signed_by: Mapped[str] = mapped_column(String(254), default="")  # the account
    signed_on: Mapped[date | None]


class PostingKind(enum.StrEnum):
    """Which way help goes."""

    OFFER = "offer"
    ASK = "ask"


class PostingMade(OfEntityMixin, Base):
    """An offer to other entities at one factor, or an ask; at most three of each."""

    __tablename__ = "posting"

    kind: Mapped[PostingKind] = mapped_column(text_of(PostingKind), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 1 to 3
    factor_id: Mapped[str] = mapped_column(String(48))
    title: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(String(400))
    contact: Mapped[str] = mapped_column(String(120))  # a function, never a name; may be empty


class DecisionTaken(OfEntityMixin, Base):
    """What an entity's executive decided on a factor that its results propose."""

    __tablename__ = "decision"

    factor_id: Mapped[str] = mapped_column(String(48), primary_key=True)
    tool_id: Mapped[str] = mapped_column(String(48))
    is_accepted: Mapped[bool]  # else "not now"
    owner: Mapped[str] = mapped_column(String(120))  # a function, never a name
    first_step_on: Mapped[date | None]


class FollowUpWritten(OfEntityMixin, Base):
    """What followed from the results ("You said, we did"), for everybody who was invited."""

    __tablename__ = "follow_up"

    lines: Mapped[list[dict[str, str]]] = mapped_column(JSON)  # said, done, owner; at most five


class NamingAgreed(OfEntityMixin, Base):
    """In which modules an entity agrees to be named to its peers: as it is now."""

    __tablename__ = "naming"

    modules: Mapped[list[str]] = mapped_column(JSON)
