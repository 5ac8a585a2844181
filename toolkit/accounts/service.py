"""Accounts and their roles: made, changed and disabled, with a line in the audit log each."""

import secrets
import unicodedata
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.orm import Session

from toolkit import audit
from toolkit.accounts import factors
from toolkit.audit import Action
from toolkit.models import Grant, User
from toolkit.refusal import Refusal
from toolkit.roles import FOR_AN_ENTITY, Role
from toolkit.web.access import Person

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 1000
NORMAL_FORM: Final = "NFKC"  # one password whatever keyboard it is typed on
# argon2id, above the least that OWASP asks for (19 MiB, 2 passes, 1 lane): about 40 milliseconds.
HASHER = PasswordHasher(memory_cost=19_456, time_cost=3, parallelism=1)
LONGEST_ENTITY = 120


class AccountError(Refusal):
    """An account cannot be made or changed so; the message says why."""


def canonical_email(text: str) -> str:
    """An address as accounts are found by it: NFC, in small letters.

    Raises
    ------
    AccountError
        When the text is not an email address.
    """
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise AccountError(f"not an email address: {error}") from error


def normal_password(password: str) -> str:
    """A password as it is hashed: in NFKC."""
    return unicodedata.normalize(NORMAL_FORM, password)


def create(session: Session, email: str, password: str, *, actor: str) -> User:
    """Make an account without any role.

    Raises
    ------
    AccountError
        When the address has an account or is none, or the password is too short or too long.
    """
    return _add(session, email, _hashed(password), actor, Action.USER_CREATED)


def create_invited(session: Session, email: str, *, actor: str) -> User:
    """Make an account that nobody can sign in to yet: a link will say how."""
    return _add(session, email, "", actor, Action.USER_INVITED)


def set_password(session: Session, email: str, password: str, *, actor: str) -> None:
    """Give an account another password, and end its sessions."""
    user = find(session, email)
    user.password = _hashed(password)
    end_sessions(session, user.id)
    audit.record(session, actor=actor, action=Action.PASSWORD_SET, subject=user.email)


def is_password(session: Session, email: str, password: str) -> bool:
    """Whether this is an account's password; one without a password has none that is right."""
    hashed = find(session, email).password
    try:
        return bool(hashed) and HASHER.verify(hashed, normal_password(password))
    except (VerificationError, InvalidHashError):
        return False


def recover(session: Session, email: str, code: str, password: str) -> bool:
    """Set a password by a backup code, which is used up; whether both were right.

    Raises
    ------
    AccountError
        When the password is too short or too long.
    """
    try:
        user = find(session, email)
    except AccountError:
        return False
    if not user.active or not factors.spend_backup_code(session, user.id, code):
        return False
    set_password(session, user.email, password, actor=user.email)
    return True


def set_active(session: Session, email: str, *, active: bool, actor: str) -> None:
    """Let an account sign in again, or no longer; then its sessions end at once."""
    user = find(session, email)
    user.active = active
    if not active:
        end_sessions(session, user.id)
    action = Action.USER_ENABLED if active else Action.USER_DISABLED
    audit.record(session, actor=actor, action=action, subject=user.email)


def grant(session: Session, email: str, role: Role, entity: str = "", *, actor: str) -> None:
    """Give an account a role, for an entity where the role is one of an entity.

    Raises
    ------
    AccountError
        When it has the role already, or the entity is missing or out of place.
    """
    user = find(session, email)
    name = _entity_of(role, entity)
    if _held(user, role, name) is not None:
        raise AccountError(f"{user.email} is {described(role, name)} already")
    user.grants.append(Grant(role=role, entity=name))
    audit.record(
        session,
        actor=actor,
        action=Action.ROLE_GRANTED,
        subject=user.email,
        detail=described(role, name),
    )


def revoke(session: Session, email: str, role: Role, entity: str = "", *, actor: str) -> None:
    """Take a role from an account; it holds from the account's next request on."""
    user = find(session, email)
    name = _entity_of(role, entity)
    held = _held(user, role, name)
    if held is None:
        raise AccountError(f"{user.email} is not {described(role, name)}")
    user.grants.remove(held)
    audit.record(
        session,
        actor=actor,
        action=Action.ROLE_REVOKED,
        subject=user.email,
        detail=described(role, name),
    )


def end_sessions(session: Session, user_id: int) -> None:
    """End every session of an account, on every device."""
    session.get_one(User, user_id).fs_uniquifier = _new_uniquifier()


def find(session: Session, email: str) -> User:
    """The account with this address, or an :class:`AccountError`."""
    address = canonical_email(email)
    user = _by_email(session, address)
    if user is None:
        raise AccountError(f"{address} has no account")
    return user


def every_user(session: Session) -> list[User]:
    """All accounts by their addresses."""
    return list(session.scalars(select(User).order_by(User.email)))


def person_of(user: User) -> Person:
    """An account as one request knows it."""
    held = {(one.role, one.entity): None for one in user.grants}
    held |= {(one.role, one.entity): None for one in user.claimed}
    return Person(user.email, tuple(held))


def described(role: Role, entity: str) -> str:
    """A role with its entity, for the command line and the audit log."""
    return f"{role} of {entity}" if entity else str(role)


def _add(session: Session, email: str, password: str, actor: str, action: Action) -> User:
    address = canonical_email(email)
    if _by_email(session, address) is not None:
        raise AccountError(f"{address} has an account already")
    user = User(email=address, password=password, active=True, fs_uniquifier=_new_uniquifier())
    session.add(user)
    audit.record(session, actor=actor, action=action, subject=address)
    session.flush()
    return user


def _by_email(session: Session, address: str) -> User | None:
    return session.scalars(select(User).where(User.email == address)).one_or_none()


def _held(user: User, role: Role, entity: str) -> Grant | None:
    return next((g for g in user.grants if g.role is role and g.entity == entity), None)


def _entity_of(role: Role, entity: str) -> str:
    name = entity.strip()
    if bool(name) is not (role in FOR_AN_ENTITY):
        raise AccountError(
            f"say of which entity: {role}" if not name else f"{role} is not a role of an entity"
        )
    if len(name) > LONGEST_ENTITY:
        raise AccountError(f"an entity's name has at most {LONGEST_ENTITY} characters")
    return name


def refuse_unfit_password(password: str) -> None:
    """Raise :class:`AccountError` for what is too short or too long for a password."""
    plain = normal_password(password)
    if not SHORTEST_PASSWORD <= len(plain) <= LONGEST_PASSWORD:
        raise AccountError(
            f"a password has from {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters; "
            "four or five words that do not belong together are good"
        )


def _hashed(password: str) -> str:
    refuse_unfit_password(password)
    return HASHER.hash(normal_password(password))


def _new_uniquifier() -> str:
    return secrets.token_hex(16)
