"""The links by which everybody invited to a wave reads its results, without an account."""

import base64
import hmac
from collections.abc import Iterable
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

TOKEN_LETTERS = 22  # 132 bits
_KEY_BYTES = 32


@lru_cache(maxsize=8192)  # whoever reads by a link has it compared with all
def reading_token(secret_key: str, wave_id: int, entity: str) -> str:
    """Whoever has this token reads the page of an entity in a wave: 22 URL-safe letters.

    HMAC-SHA-256 of ``wave|entity`` under HKDF-SHA-256 of the installation's secret. It is the same
    for everybody invited in an entity, so it says nothing of who reads.
    """
    digest = hmac.digest(_key(secret_key), f"{wave_id}|{entity}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode()[:TOKEN_LETTERS]


def read_by(
    secret_key: str, token: str, groups: Iterable[tuple[int, str]]
) -> tuple[int, str] | None:
    """Which of these (wave, entity) a token opens, or None; how long it takes tells nothing."""
    given, found = token.encode(), None
    for wave_id, entity in groups:
        if hmac.compare_digest(reading_token(secret_key, wave_id, entity).encode(), given):
            found = wave_id, entity
    return found


@lru_cache(maxsize=4)
def _key(secret_key: str) -> bytes:
    info = b"toolkit/1|results"
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=info).derive(
        secret_key.encode()
    )
