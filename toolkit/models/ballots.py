"""What respondents leave: no clock, no address, no order, and nothing that can be read."""

from sqlalchemy import (
    ForeignKey,
    LargeBinary,
)
from sqlalchemy.orm import Mapped, mapped_column

from toolkit.models.base import Base


class Ballot(Base):
    """One person's sealed answers: a key that says nothing, a body that two key halves open."""

    __tablename__ = "ballot"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    cell_id: Mapped[int] = mapped_column(ForeignKey("cell.id", ondelete="RESTRICT"))
    body: Mapped[bytes] = mapped_column(LargeBinary)


class Link(Base):
    """An invitation, known only by the hash of its token, and whether it has been spent."""

    __tablename__ = "link"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    cell_id: Mapped[int] = mapped_column(ForeignKey("cell.id", ondelete="RESTRICT"))
    spent: Mapped[bool] = mapped_column(default=False)


class Blob(Base):
    """A person's own answers, encrypted under the recovery code that only the person has."""

    __tablename__ = "blob"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    wave_id: Mapped[
        int
    ]  # the newest wave at the last writing, 0 before the first; not a foreign key
    body: Mapped[bytes] = mapped_column(LargeBinary)
