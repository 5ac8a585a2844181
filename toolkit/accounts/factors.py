"""The second step of a sign-in, kept for each account: an authenticator app, and backup codes."""

import base64
import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from toolkit import audit
from toolkit.accounts import totp
from toolkit.audit import Action
from toolkit.config import Settings
from toolkit.models import BackupCode, Identity, Passkey, User
from toolkit.roles import Role

BACKUP_CODES = 10
_CODE_BYTES = 10
_LOOKALIKES = str.maketrans("018", "OIB")  # base 32 has none of these digits


@dataclass(frozen=True, slots=True)
class Methods:
    """How somebody can sign in, as the own page shows it."""

    has_password: bool
    has_app: bool
    passkeys: tuple[tuple[str, str], ...]  # id and name
    organisations: tuple[str, ...]  # issuers
    backup_codes: int

    @property
    def has_second_step(self) -> bool:
        """Whether a password alone does not let in."""
        return self.has_app or bool(self.passkeys)

    @property
    def can_sign_in(self) -> bool:
        """Whether there is any way in yet."""
        return self.has_password or bool(self.passkeys) or bool(self.organisations)


def methods(session: Session, user_id: int) -> Methods:
    """How an account can sign in."""
    user = session.get_one(User, user_id)
    keys = session.execute(
        select(Passkey.id, Passkey.name).where(Passkey.user_id == user_id).order_by(Passkey.name)
    )
    count = select(func.count()).select_from(BackupCode).where(BackupCode.user_id == user_id)
    issuers = select(Identity.issuer).where(Identity.user_id == user_id).order_by(Identity.issuer)
    return Methods(
        has_password=bool(user.password),
        has_app=user.totp is not None,
        passkeys=tuple((row.id, row.name) for row in keys),
        organisations=tuple(session.scalars(issuers)),
        backup_codes=session.scalar(count) or 0,
    )


def needs_second_step(settings: Settings, roles: frozenset[Role]) -> bool:
    """Whether somebody with these roles has to have more than a password."""
    rule = settings.second_factor
    return rule == "everybody" or (rule == "administrators" and Role.ADMINISTRATOR in roles)


def set_up_app(
    session: Session, user_id: int, settings: Settings, secret: bytes, typed: str, now: float
) -> bool:
    """Keep an app's secret when a code proves that the app has it; any other app's is replaced."""
    mark = totp.spend(secret, typed, "", now)
    if mark is None:
        return False
    user = session.get_one(User, user_id)
    user.totp = totp.seal(settings.secret_key, user_id, secret)
    user.totp_used = mark
    _note(session, user, Action.APP_ADDED)
    return True


def remove_app(session: Session, user_id: int) -> None:
    """Forget an app."""
    user = session.get_one(User, user_id)
    user.totp, user.totp_used = None, ""
    _note(session, user, Action.APP_REMOVED)


def check_app(session: Session, user_id: int, settings: Settings, typed: str, now: float) -> bool:
    """Whether this is the app's code now; it is taken once."""
    user = session.get_one(User, user_id, with_for_update=True)
    secret = totp.unseal(settings.secret_key, user_id, user.totp) if user.totp else None
    mark = totp.spend(secret, typed, user.totp_used, now) if secret else None
    if mark is None:
        return False
    user.totp_used = mark
    return True


def new_backup_codes(session: Session, user_id: int) -> list[str]:
    """Ten codes to keep on paper, in place of all earlier ones; only their digests are kept."""
    session.execute(delete(BackupCode).where(BackupCode.user_id == user_id))
    texts = [
        base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode() for _ in range(BACKUP_CODES)
    ]
    session.add_all(BackupCode(digest=_digest(text), user_id=user_id) for text in texts)
    _note(session, session.get_one(User, user_id), Action.CODES_MADE)
    return ["-".join(text[start : start + 4] for start in range(0, 16, 4)) for text in texts]


def spend_backup_code(session: Session, user_id: int, typed: str) -> bool:
    """Whether this is one of the account's codes; it is gone afterwards."""
    letters = "".join(letter for letter in typed.upper() if letter.isalnum())
    digest = _digest(letters.translate(_LOOKALIKES))
    mine = (BackupCode.digest == digest) & (BackupCode.user_id == user_id)
    found = session.scalars(delete(BackupCode).where(mine).returning(BackupCode.digest))
    return found.one_or_none() is not None


def is_only_way_in(session: Session, user_id: int, key: str) -> bool:
    """Whether nothing would be left to sign in by without this passkey."""
    found = methods(session, user_id)
    others = [one for one, _name in found.passkeys if one != key]
    return not (found.has_password or others or found.organisations)


def reset(session: Session, user: User) -> None:
    """Forget an account's app, passkeys and backup codes."""
    user.totp, user.totp_used = None, ""
    for table in (Passkey, BackupCode):
        session.execute(delete(table).where(table.user_id == user.id))


def _digest(letters: str) -> str:
    return hashlib.sha256(f"backup|{letters}".encode()).hexdigest()


def _note(session: Session, user: User, action: Action) -> None:
    audit.record(session, actor=user.email, action=action, subject=user.email)
