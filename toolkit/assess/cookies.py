"""Two encrypted cookies of the assessment: the sheet in hand, and an invitation not yet begun."""

import base64
import binascii
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import request
from pydantic import BaseModel, ConfigDict, ValidationError
from werkzeug.wrappers import Response

from toolkit.assess.service import Key, NoSheetError
from toolkit.web.runtime import current

PATH = "/assessment"
_SHEET, _INVITATION = "sheet", "invitation"
_NONCE_BYTES = 12


class SheetCookie(BaseModel):
    """Which sheet this device has in hand, and whether its code was shown already."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str  # hex
    wave_id: int
    shown: bool

    @property
    def key(self) -> Key:
        """What opens the sheet."""
        return Key(bytes.fromhex(self.code), self.wave_id)


def sheet_in_hand() -> SheetCookie | None:
    """The sheet that this device has in hand, or None; a forged cookie is no cookie."""
    plain = _read(_SHEET)
    try:
        return None if plain is None else SheetCookie.model_validate_json(plain)
    except ValidationError:
        return None


def invitation_token() -> str | None:
    """The link token of an invitation that was opened and not yet begun."""
    plain = _read(_INVITATION)
    return None if plain is None else plain.decode()


def hold_sheet(response: Response, key: Key, *, shown: bool) -> None:
    """Put a sheet in this device's hand, and take the invitation out of it."""
    cookie = SheetCookie(code=key.code.hex(), wave_id=key.wave_id, shown=shown)
    _write(response, _SHEET, cookie.model_dump_json().encode())
    response.delete_cookie(_INVITATION, path=PATH)


def hold_invitation(response: Response, token: str) -> None:
    """Remember an invitation until the person begins."""
    _write(response, _INVITATION, token.encode())


def drop_invitation(response: Response) -> None:
    """Forget an invitation that cannot be used any more."""
    response.delete_cookie(_INVITATION, path=PATH)


def clear(response: Response) -> None:
    """Take everything out of this device's hand."""
    response.delete_cookie(_SHEET, path=PATH)
    response.delete_cookie(_INVITATION, path=PATH)


def _write(response: Response, name: str, plain: bytes) -> None:
    nonce = os.urandom(_NONCE_BYTES)
    sealed = nonce + _cipher(name).encrypt(nonce, plain, None)
    response.set_cookie(
        name,
        base64.urlsafe_b64encode(sealed).decode(),
        path=PATH,
        httponly=True,
        secure=current().settings.secure_cookies,
        samesite="Lax",
    )


def _read(name: str) -> bytes | None:
    try:
        sealed = base64.urlsafe_b64decode(request.cookies.get(name, ""))
        return _cipher(name).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
    except (InvalidTag, ValueError, binascii.Error):
        return None


def _cipher(name: str) -> AESGCM:
    return _cipher_of(current().settings.secret_key, name)


@lru_cache(maxsize=8)
def _cipher_of(secret_key: str, name: str) -> AESGCM:
    """Derive a cookie's key once for each installation, not at every request."""
    info = f"toolkit/1|cookie|{name}".encode()
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=info)
    return AESGCM(derived.derive(secret_key.encode()))


def key_in_hand() -> Key:
    """What opens the sheet in hand, or :class:`~toolkit.assess.service.NoSheetError`."""
    cookie = sheet_in_hand()
    if cookie is None:
        raise NoSheetError
    return cookie.key
