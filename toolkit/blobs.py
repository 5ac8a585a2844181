"""A person's own answers, kept encrypted under the recovery code and readable with it alone."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete
from sqlalchemy.orm import Session

from toolkit.codes import derive
from toolkit.models import Blob

STEP = 4096  # bytes; a blob's length tells no more than how many steps it fills
_ID_BYTES, _KEY_BYTES, _NONCE_BYTES, _LENGTH_BYTES = 16, 32, 12, 4


class BlobError(Exception):
    """A blob does not open with its code: it was damaged or tampered with."""


def read(session: Session, code: bytes, wave_id: int) -> bytes | None:
    """Open the blob of a code in a wave (0 outside waves), or None where there is none.

    Raises
    ------
    BlobError
        When it does not open.
    """
    blob = session.get(Blob, _id(code, wave_id))
    return None if blob is None else _open(code, wave_id, blob.body)


def write(session: Session, code: bytes, wave_id: int, payload: bytes, *, newest_wave: int) -> None:
    """Encrypt and keep ``payload``; ``newest_wave`` is the only date it carries."""
    body = _seal(code, wave_id, payload)
    session.merge(Blob(id=_id(code, wave_id), wave_id=newest_wave, body=body))


def remove(session: Session, code: bytes, wave_id: int) -> None:
    """Delete the blob of a code in a wave."""
    session.execute(delete(Blob).where(Blob.id == _id(code, wave_id)))


def _id(code: bytes, wave_id: int) -> bytes:
    return derive(code, "draft", wave_id, _ID_BYTES)


def _bound_to(code: bytes, wave_id: int) -> bytes:
    return _id(code, wave_id) + wave_id.to_bytes(8)


def _cipher(code: bytes, wave_id: int) -> AESGCM:
    return AESGCM(derive(code, "enc", wave_id, _KEY_BYTES))


def _seal(code: bytes, wave_id: int, payload: bytes) -> bytes:
    plain = len(payload).to_bytes(_LENGTH_BYTES) + payload
    plain += bytes(-len(plain) % STEP)
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + _cipher(code, wave_id).encrypt(nonce, plain, _bound_to(code, wave_id))


def _open(code: bytes, wave_id: int, body: bytes) -> bytes:
    nonce, sealed = body[:_NONCE_BYTES], body[_NONCE_BYTES:]
    try:
        plain = _cipher(code, wave_id).decrypt(nonce, sealed, _bound_to(code, wave_id))
    except (InvalidTag, ValueError) as error:
        raise BlobError from error
    length = int.from_bytes(plain[:_LENGTH_BYTES])
    return plain[_LENGTH_BYTES : _LENGTH_BYTES + length]
