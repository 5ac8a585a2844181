"""Links by which somebody sets how they sign in: invitations, and for those who lost their way in.

A link works once and ends by itself. It is returned to whoever asked for it, to be shown or
mailed; the database keeps its digest.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from toolkit import audit
from toolkit.accounts import factors, service
from toolkit.audit import Action
from toolkit.models import AccountLink, User
from toolkit.roles import Role

INVITATION_DAYS = 7
RECOVERY_DAYS = 1
_TOKEN_BYTES = 24


class UnknownAccountLinkError(Exception):
    """There is no such link: it was used, replaced, or has ended."""


@dataclass(frozen=True, slots=True)
class Made:
    """A link that was made for somebody: its only copy."""

    email: str
    token: str
    until: datetime

    @property
    def path(self) -> str:
        """Where it leads, behind the address of the site."""
        return f"/account/welcome/{self.token}"


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a link is for."""

    user_id: int
    email: str
    is_invitation: bool


def invite(
    session: Session,
    email: str,
    roles: Iterable[tuple[Role, str]],
    *,
    actor: str,
    now: datetime,
) -> Made:
    """Make an account with roles and without a password, and the link to it."""
    user = service.create_invited(session, email, actor=actor)
    for role, entity in roles:
        service.grant(session, user.email, role, entity, actor=actor)
    return _make(session, user, now, is_invitation=True)


def again(session: Session, email: str, *, actor: str, now: datetime) -> Made:
    """Another link for somebody: the invitation anew, or a way back in. Earlier ones end."""
    user = service.find(session, email)
    if not user.active:
        raise service.AccountError(f"{user.email} is disabled")
    is_invitation = not factors.methods(session, user.id).can_sign_in
    action = Action.INVITED_AGAIN if is_invitation else Action.RECOVERY_MADE
    audit.record(session, actor=actor, action=action, subject=user.email)
    return _make(session, user, now, is_invitation=is_invitation)


def holder(session: Session, token: str, now: datetime) -> Holder:
    """Whom a link is for.

    Raises
    ------
    UnknownAccountLinkError
        When it was used, replaced or has ended, or its account is disabled.
    """
    link = session.get(AccountLink, _digest(token))
    if link is None or link.until < now:
        raise UnknownAccountLinkError
    user = session.get_one(User, link.user_id)
    if not user.active:
        raise UnknownAccountLinkError
    return Holder(user.id, user.email, link.is_invitation)


def spend(session: Session, token: str, now: datetime) -> Holder:
    """Use a link up: of two at once, one gets through."""
    found = holder(session, token, now)
    gone = delete(AccountLink).where(AccountLink.digest == _digest(token))
    if session.scalars(gone.returning(AccountLink.digest)).one_or_none() is None:
        raise UnknownAccountLinkError
    audit.record(session, actor=found.email, action=Action.LINK_USED, subject=found.email)
    return found


def pending(session: Session, now: datetime) -> frozenset[int]:
    """Accounts with an invitation that is still good."""
    waiting = select(AccountLink.user_id).where(AccountLink.is_invitation, AccountLink.until >= now)
    return frozenset(session.scalars(waiting))


def drop(session: Session, user_id: int) -> None:
    """End every link of an account."""
    session.execute(delete(AccountLink).where(AccountLink.user_id == user_id))


def _make(session: Session, user: User, now: datetime, *, is_invitation: bool) -> Made:
    drop(session, user.id)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    until = now + timedelta(days=INVITATION_DAYS if is_invitation else RECOVERY_DAYS)
    session.add(
        AccountLink(
            digest=_digest(token), user_id=user.id, is_invitation=is_invitation, until=until
        )
    )
    return Made(user.email, token, until)


def _digest(token: str) -> str:
    return hashlib.sha256(f"account link|{token}".encode()).hexdigest()
