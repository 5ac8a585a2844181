"""What administrators may do to accounts; somebody who can do it again always stays."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from toolkit import audit
from toolkit.accounts import accountlinks, factors, service
from toolkit.audit import Action
from toolkit.models import Grant, User
from toolkit.roles import Role

PAGE = 50


class LastAdministratorError(service.AccountError):
    """Nobody would be left who can give roles."""

    def __init__(self) -> None:
        super().__init__("the last administrator stays: make somebody else one first")


@dataclass(frozen=True, slots=True)
class Line:
    """One account as the list shows it."""

    id: int
    email: str
    roles: tuple[tuple[Role, str], ...]
    is_active: bool
    is_invited: bool  # has not been here yet


@dataclass(frozen=True, slots=True)
class Account:
    """One account as its page shows it."""

    id: int
    email: str
    is_active: bool
    given: tuple[tuple[Role, str], ...]
    claimed: tuple[tuple[Role, str], ...]
    methods: factors.Methods


def count(session: Session, words: str) -> int:
    """How many accounts have these letters in their address."""
    found = select(func.count()).select_from(User).where(_matches(words))
    return session.scalar(found) or 0


def page(session: Session, words: str, number: int, now: datetime) -> list[Line]:
    """One page of accounts by address, from 1."""
    found = select(User).where(_matches(words)).order_by(User.email)
    invited = accountlinks.pending(session, now)
    return [
        Line(user.id, user.email, service.person_of(user).grants, user.active, user.id in invited)
        for user in session.scalars(found.limit(PAGE).offset((number - 1) * PAGE))
    ]


def account(session: Session, user_id: int) -> Account | None:
    """One account, or None where there is none."""
    user = session.get(User, user_id)
    if user is None:
        return None
    return Account(
        user.id,
        user.email,
        user.active,
        tuple((held.role, held.entity) for held in user.grants),
        tuple((held.role, held.entity) for held in user.claimed),
        factors.methods(session, user.id),
    )


def take(session: Session, email: str, role: Role, entity: str, *, actor: str) -> None:
    """Take a role that was given here."""
    if role is Role.ADMINISTRATOR:
        _keep_one(session, email)
    service.revoke(session, email, role, entity, actor=actor)


def disable(session: Session, email: str, *, actor: str) -> None:
    """Let somebody sign in no longer, by any way; links to the account end."""
    _keep_one(session, email)
    service.set_active(session, email, active=False, actor=actor)
    accountlinks.drop(session, service.find(session, email).id)


def reset_second_step(session: Session, email: str, *, actor: str) -> None:
    """Forget app, passkeys and backup codes of somebody who lost them; sessions end."""
    user = service.find(session, email)
    factors.reset(session, user)
    service.end_sessions(session, user.id)
    audit.record(session, actor=actor, action=Action.SECOND_STEP_RESET, subject=user.email)


def _keep_one(session: Session, email: str) -> None:
    """Refuse to lose the last active administrator whose role was given here.

    Accounts are locked, so that two administrators cannot end each other at the same moment.
    Whoever waited reads again: a role that went meanwhile is no change of the locked account.
    """
    found = (
        select(User.email)
        .join(Grant, Grant.user_id == User.id)
        .where(Grant.role == Role.ADMINISTRATOR, User.active)
        .order_by(User.id)
    )
    session.execute(found.with_for_update(of=User))
    if set(session.scalars(found)) == {service.canonical_email(email)}:
        raise LastAdministratorError


def _matches(words: str) -> ColumnElement[bool]:
    return User.email.contains(words.strip().lower(), autoescape=True)
