"""Codes of an authenticator app: six digits that change every thirty seconds (RFC 6238)."""

import base64
import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.twofactor.totp import TOTP

ISSUER = "Innovation Maturity Toolkit"
_SECRET_BYTES = 20
_DIGITS = 6
_STEP = 30  # seconds
_NONCE_BYTES = 12
_AROUND = (-1, 0, 1)  # clocks of telephones are a little wrong


def new_secret() -> bytes:
    """A secret for one app."""
    return secrets.token_bytes(_SECRET_BYTES)


def spelled(secret: bytes) -> str:
    """A secret as people type it into an app that has no camera, in groups of four."""
    text = base64.b32encode(secret).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def address(secret: bytes, email: str) -> str:
    """What the QR code says to an app."""
    return _totp(secret).get_provisioning_uri(email, ISSUER)


def code_at(secret: bytes, seconds: float) -> str:
    """The code that an app shows at a moment (seconds since 1970)."""
    return _totp(secret).generate(int(seconds)).decode()


def spend(secret: bytes, typed: str, used: str, seconds: float) -> str | None:
    """The fingerprint of a code that is right at a moment, or None.

    ``used`` is the fingerprint of the last code that was taken: neither it nor an older one is
    taken again. A fingerprint says to nobody without the secret when that was.
    """
    digits = "".join(letter for letter in typed if letter.isascii() and letter.isdigit())
    now = int(seconds) // _STEP
    steps = [now + offset for offset in _AROUND]
    spent = next((place for place, step in enumerate(steps) if _mark(secret, step) == used), -1)
    for step in steps[spent + 1 :]:
        if hmac.compare_digest(code_at(secret, step * _STEP), digits):
            return _mark(secret, step)
    return None


def seal(installation_secret: str, user_id: int, secret: bytes) -> bytes:
    """A secret as the database keeps it: of no use without the installation's own."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    cipher = AESGCM(_key(installation_secret))
    return nonce + cipher.encrypt(nonce, secret, str(user_id).encode())


def unseal(installation_secret: str, user_id: int, sealed: bytes) -> bytes | None:
    """The secret again, or None where it is none, or the installation's own is another."""
    nonce, body = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        return AESGCM(_key(installation_secret)).decrypt(nonce, body, str(user_id).encode())
    except (InvalidTag, ValueError):  # too short for a nonce
        return None


def _totp(secret: bytes) -> TOTP:
    # SHA-1 and six digits are what every app can do; as a MAC, SHA-1 is sound.
    return TOTP(secret, _DIGITS, SHA1(), _STEP)  # noqa: S303


def _mark(secret: bytes, step: int) -> str:
    return hmac.new(secret, f"used|{step}".encode(), hashlib.sha256).hexdigest()


def _key(installation_secret: str) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"toolkit/1|totp")
    return kdf.derive(installation_secret.encode())
