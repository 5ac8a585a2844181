"""What an organisation's sign-in says about somebody: whose account it is, and which roles."""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from toolkit import audit
from toolkit.accounts import service
from toolkit.audit import Action
from toolkit.config import Organisation
from toolkit.models import ClaimedRole, Identity, User
from toolkit.roles import Role

Roles = tuple[tuple[Role, str], ...]
_LONGEST = 255  # characters of an issuer or a subject


class Why(enum.Enum):
    """Why nobody was let in."""

    DOWN = enum.auto()  # the provider does not answer, or not as one
    NOT_GENUINE = enum.auto()  # what came back was not for this sign-in
    DECLINED = enum.auto()  # the provider, or the person there, said no
    NO_ROLE = enum.auto()
    NO_ADDRESS = enum.auto()
    ADDRESS_TAKEN = enum.auto()
    DISABLED = enum.auto()


class NotLetInError(Exception):
    """Somebody who comes from the organisation's sign-in is not let in."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.name)
        self.why = why


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody as the organisation knows them."""

    issuer: str
    subject: str
    email: str  # empty where none is said, or it is said not to be theirs
    roles: Roles


def known(organisation: Organisation, said: Mapping[str, object]) -> Known:
    """Read claims whose signature, issuer, audience and time are checked already."""
    subject = said.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST:
        raise NotLetInError(Why.NOT_GENUINE)
    email = said.get("email")
    is_theirs = isinstance(email, str) and said.get("email_verified") is not False
    return Known(
        organisation.issuer,
        subject,
        str(email) if is_theirs else "",
        roles_of(organisation, said.get(organisation.claim)),
    )


def roles_of(organisation: Organisation, value: object) -> Roles:
    """The roles that a claim gives, be it a text or a list of texts; anything else gives none."""
    said = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    given = {(role, entity): None for text, role, entity in organisation.roles if text in said}
    return tuple(given)


def account(session: Session, who: Known) -> int | None:
    """The account that this identity is linked to, with its roles as they are said now.

    Raises
    ------
    NotLetInError
        When the account is disabled.
    """
    identity = session.get(Identity, (who.issuer, who.subject))
    if identity is None:
        return None
    user = session.get_one(User, identity.user_id)
    if not user.active:
        raise NotLetInError(Why.DISABLED)
    _replace_roles(session, user, who.roles)
    return user.id


def create(session: Session, who: Known) -> int:
    """Make an account for somebody who is new here and has a role.

    Raises
    ------
    NotLetInError
        When there is no role, no address, or an account with this address: that one is linked by
        its owner, never because the address is the same.
    """
    if not who.roles:
        raise NotLetInError(Why.NO_ROLE)
    try:
        address = service.canonical_email(who.email)
    except service.AccountError as error:
        raise NotLetInError(Why.NO_ADDRESS) from error
    try:
        user = service.create_invited(session, address, actor=_actor(who))
    except service.AccountError as error:
        raise NotLetInError(Why.ADDRESS_TAKEN) from error
    link(session, user.id, who.issuer, who.subject, who.roles)
    return user.id


def link(
    session: Session, user_id: int, issuer: str, subject: str, roles: Iterable[tuple[str, str]]
) -> None:
    """Let an identity sign in to an account from now on; one that is linked stays where it is."""
    if session.get(Identity, (issuer, subject)) is not None:
        return
    user = session.get_one(User, user_id)
    session.add(Identity(issuer=issuer, subject=subject, user_id=user_id))
    audit.record(
        session,
        actor=user.email,
        action=Action.ORGANISATION_LINKED,
        subject=user.email,
        detail=issuer,
    )
    _replace_roles(session, user, tuple((Role(role), entity) for role, entity in roles))


def _replace_roles(session: Session, user: User, roles: Roles) -> None:
    if {(held.role, held.entity) for held in user.claimed} == set(roles):
        return
    user.claimed.clear()
    session.flush()
    user.claimed.extend(ClaimedRole(role=role, entity=entity) for role, entity in roles)
    detail = "; ".join(service.described(role, entity) for role, entity in roles) or "no role"
    audit.record(
        session,
        actor=user.email,
        action=Action.ROLES_CLAIMED,
        subject=user.email,
        detail=detail[: audit.LONGEST_DETAIL],
    )


def _actor(who: Known) -> str:
    return f"sign-in of {who.issuer}"[: audit.LONGEST_SUBJECT]
