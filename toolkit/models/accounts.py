"""Accounts of staff, never of respondents, and the log of what they did."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    LargeBinary,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from toolkit.models.base import Base, UtcTime, text_of
from toolkit.roles import Role


class User(Base):
    """A person with an account: staff, never a respondent. No address and no time of a sign-in."""

    __tablename__ = "user_account"  # user is a word of SQL

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)  # as service.canonical_email does
    password: Mapped[str] = mapped_column(String(255))  # an argon2 hash; empty where there is none
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)  # what sessions name
    totp: Mapped[bytes | None] = mapped_column(LargeBinary)  # an app's secret, sealed
    totp_used: Mapped[str] = mapped_column(String(64), default="")  # fingerprint of its last code
    grants: Mapped[list["Grant"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by=lambda: (Grant.role, Grant.entity)
    )
    claimed: Mapped[list["ClaimedRole"]] = relationship(
        lazy="selectin",
        cascade="all, delete-orphan",
        order_by=lambda: (ClaimedRole.role, ClaimedRole.entity),
    )


class Grant(Base):
    """A role of a user, and the entity that it is for (empty where it is for the whole)."""

    __tablename__ = "role_grant"  # grant is a word of SQL

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[Role] = mapped_column(text_of(Role, 20), primary_key=True)
    entity: Mapped[str] = mapped_column(String(120), primary_key=True)


class ClaimedRole(Base):
    """A role that an organisation's sign-in last said a user has; replaced at each such sign-in."""

    __tablename__ = "claimed_role"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[Role] = mapped_column(text_of(Role, 20), primary_key=True)
    entity: Mapped[str] = mapped_column(String(120), primary_key=True)


class Identity(Base):
    """Whom an organisation's sign-in knows by a subject; an address alone links nobody."""

    __tablename__ = "identity"

    issuer: Mapped[str] = mapped_column(String(255), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )


class Passkey(Base):
    """A key on somebody's device, which proves who they are."""

    __tablename__ = "passkey"

    id: Mapped[str] = mapped_column(Text, primary_key=True)  # the device's name for it, base64url
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(60))
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    counter: Mapped[int] = mapped_column(BigInteger)  # the device's own; it finds copies of the key


class BackupCode(Base):
    """A code on paper that stands in once for a lost device or password, as its SHA-256."""

    __tablename__ = "backup_code"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )


class AccountLink(Base):
    """A link by which somebody sets how they sign in, once, as its SHA-256."""

    __tablename__ = "account_link"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    is_invitation: Mapped[bool] = mapped_column(default=True)
    until: Mapped[datetime] = mapped_column(UtcTime)


class EndedSignIn(Base):
    """A sign-in that ended on its device, as the SHA-256 of its name; not whose, nor when."""

    __tablename__ = "ended_sign_in"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    until: Mapped[date]  # when its cookie would have ended at the latest


class Audit(Base):
    """Who did what to which object: staff and the command line, never a respondent."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
    actor: Mapped[str] = mapped_column(String(254))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(254))
    detail: Mapped[str] = mapped_column(String(300))
