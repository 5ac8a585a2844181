"""The pages that tools lead to, and what was found when they were last visited."""

import enum
from datetime import date

from sqlalchemy import (
    ForeignKey,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from toolkit.models.base import Base, text_of


class LinkState(enum.StrEnum):
    """What became of the last visit."""

    UNCHECKED = "unchecked"
    WORKS = "works"
    MOVED = "moved"  # for good, to another address that works
    GONE = "gone"  # the site says that there is no such page
    NO_ANSWER = "no-answer"
    CLOSED = "closed"  # the site answers, and shows a program nothing
    NOT_ALLOWED = "not-allowed"  # the address leads where this site does not go


class LinkFault(enum.StrEnum):
    """Why there was no answer."""

    NAME = "name"  # has no address
    CONNECTION = "connection"
    CERTIFICATE = "certificate"
    TIME = "time"
    ANSWER = "answer"  # not one that can be understood
    SERVER = "server"  # the site reports a fault of its own
    REDIRECTS = "redirects"  # in a circle, or too many


class WebLink(Base):
    """One address, with what was found on the day when it was last visited."""

    __tablename__ = "web_link"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)  # of the address
    address: Mapped[str] = mapped_column(Text)
    state: Mapped[LinkState] = mapped_column(text_of(LinkState), default=LinkState.UNCHECKED)
    fault: Mapped[LinkFault | None] = mapped_column(text_of(LinkFault))
    moved_to: Mapped[str] = mapped_column(Text, default="")
    checked: Mapped[date | None]
    failing_since: Mapped[date | None]  # the first of the days on which every visit failed


class LinkPlace(Base):
    """Which tool leads to an address."""

    __tablename__ = "link_place"

    tool_id: Mapped[str] = mapped_column(String(48), primary_key=True)
    sha256: Mapped[str] = mapped_column(
        ForeignKey("web_link.sha256", ondelete="CASCADE"), primary_key=True
    )


class LinkRound(Base):
    """The one row that tells when all links were last visited, and whether there was a web."""

    __tablename__ = "link_round"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    began: Mapped[date | None]  # the last visit to all
    tried: Mapped[date]  # the last visit to any
    found_web: Mapped[bool]  # whether anything at all answered then
