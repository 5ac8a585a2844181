"""Passkeys (WebAuthn): a key on a device that signs a challenge after its owner proved presence."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from toolkit import audit
from toolkit.audit import Action
from toolkit.models import Passkey, User

LONGEST_NAME = 60
MOST = 10
_VERIFIED = UserVerificationRequirement.REQUIRED
_LARGEST = 10_000  # characters of what a browser sends


class PasskeyError(Exception):
    """What the browser sent proves nothing."""


@dataclass(frozen=True, slots=True)
class Site:
    """The site that passkeys are for, as browsers name it."""

    origin: str

    @property
    def host(self) -> str:
        """The name that a passkey is bound to."""
        return urlsplit(self.origin).hostname or ""

    @property
    def can_have_passkeys(self) -> bool:
        """Browsers bind passkeys to names, never to numbers."""
        try:
            ipaddress.ip_address(self.host)
        except ValueError:
            return True
        return False


def to_register(session: Session, user_id: int, site: Site, challenge: bytes) -> str:
    """What the browser needs to make a passkey, as JSON."""
    user = session.get_one(User, user_id)
    return options_to_json(
        generate_registration_options(
            rp_id=site.host,
            rp_name="Innovation Maturity Toolkit",
            user_name=user.email,
            user_id=str(user.id).encode(),
            challenge=challenge,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED
            ),
            exclude_credentials=_described(_keys_of(session, user_id)),
        )
    )


def register(
    session: Session, user_id: int, site: Site, challenge: bytes, sent: str, name: str
) -> None:
    """Keep the passkey that a browser made.

    Raises
    ------
    PasskeyError
        When it does not answer this challenge, is known already, or there are too many.
    """
    _refuse_large(sent)
    try:
        made = verify_registration_response(
            credential=sent,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyError from error
    key = bytes_to_base64url(made.credential_id)
    if session.get(Passkey, key) is not None or len(_keys_of(session, user_id)) >= MOST:
        raise PasskeyError
    user = session.get_one(User, user_id)
    session.add(
        Passkey(
            id=key,
            user_id=user_id,
            name=name[:LONGEST_NAME],
            public_key=made.credential_public_key,
            counter=made.sign_count,
        )
    )
    audit.record(
        session, actor=user.email, action=Action.PASSKEY_ADDED, subject=user.email, detail=name
    )


def to_sign_in(session: Session, site: Site, challenge: bytes, user_id: int | None = None) -> str:
    """What the browser needs to use a passkey, of one account or of whoever it knows."""
    mine = [] if user_id is None else _keys_of(session, user_id)
    return options_to_json(
        generate_authentication_options(
            rp_id=site.host,
            challenge=challenge,
            allow_credentials=_described(mine),
            user_verification=_VERIFIED,
        )
    )


def sign_in(session: Session, site: Site, challenge: bytes, sent: str) -> int:
    """The account whose passkey answered a challenge.

    Raises
    ------
    PasskeyError
        When none did, or the account is disabled.
    """
    _refuse_large(sent)
    try:
        credential = parse_authentication_credential_json(sent)
        key = session.get(Passkey, bytes_to_base64url(credential.raw_id), with_for_update=True)
        if key is None:
            raise PasskeyError
        proved = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.counter,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyError from error
    if not session.get_one(User, key.user_id).active:
        raise PasskeyError
    key.counter = proved.new_sign_count
    return key.user_id


def remove(session: Session, user_id: int, key: str) -> None:
    """Forget one of an account's passkeys; one that is not there stays away."""
    mine = (Passkey.id == key) & (Passkey.user_id == user_id)
    name = session.scalars(delete(Passkey).where(mine).returning(Passkey.name)).one_or_none()
    if name is not None:
        user = session.get_one(User, user_id)
        audit.record(
            session,
            actor=user.email,
            action=Action.PASSKEY_REMOVED,
            subject=user.email,
            detail=name,
        )


def _keys_of(session: Session, user_id: int) -> list[str]:
    return list(session.scalars(select(Passkey.id).where(Passkey.user_id == user_id)))


def _described(keys: Iterable[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(key)) for key in keys]


def _refuse_large(sent: str) -> None:
    if len(sent) > _LARGEST:
        raise PasskeyError
