"""A person's own answers, kept encrypted under the recovery code and readable with it alone."""

import os
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from toolkit.models import Blob
from toolkit.sealing.codes import derive

STEP = 4096  # bytes; a blob's length tells no more than how many steps it fills
_ID_BYTES, _KEY_BYTES, _NONCE_BYTES, _LENGTH_BYTES = 16, 32, 12, 4

# Every request of a respondent runs these: they are put together once, and past the mapper.
_BLOBS = Blob.metadata.tables["blob"]
_KEPT = _BLOBS.c.id == bindparam("key")
_READ = select(_BLOBS.c.body).where(_KEPT)
_READ_FOR_UPDATE = _READ.with_for_update()
_WRITE = (
    update(_BLOBS)
    .where(_KEPT)
    .values(wave_id=bindparam("newest"), body=bindparam("to"))
    .returning(_BLOBS.c.id)
)


class BlobError(Exception):
    """A blob does not open with its code: it was damaged or tampered with."""


def first(session: Session, code: bytes, wave_ids: Iterable[int]) -> int | None:
    """The first of these waves in which a code has a blob, or None."""
    ids = {_id(code, wave_id): wave_id for wave_id in wave_ids}
    kept = set(session.scalars(select(Blob.id).where(Blob.id.in_(ids))))
    return next((wave_id for key, wave_id in ids.items() if key in kept), None)


def read(session: Session, code: bytes, wave_id: int, *, for_update: bool = False) -> bytes | None:
    """Open the blob of a code in a wave (0 outside waves), or None where there is none.

    Whoever reads a blob to write it back says so, and has it alone until the transaction ends:
    two pages that save at the same time lose nothing.

    Raises
    ------
    BlobError
        When it does not open.
    """
    key = _id(code, wave_id)
    body = session.scalar(_READ_FOR_UPDATE if for_update else _READ, {"key": key})
    return None if body is None else _open(code, wave_id, key, body)


def write(session: Session, code: bytes, wave_id: int, payload: bytes, *, newest_wave: int) -> None:
    """Encrypt and keep ``payload``; ``newest_wave`` is the only date it carries."""
    key = _id(code, wave_id)
    body = _seal(code, wave_id, key, payload)
    if session.scalar(_WRITE, {"key": key, "newest": newest_wave, "to": body}) is None:
        session.add(Blob(id=key, wave_id=newest_wave, body=body))


def remove(session: Session, code: bytes, wave_id: int) -> None:
    """Delete the blob of a code in a wave."""
    session.execute(delete(Blob).where(Blob.id == _id(code, wave_id)))


def _id(code: bytes, wave_id: int) -> bytes:
    return derive(code, "draft", wave_id, _ID_BYTES)


def _bound_to(key: bytes, wave_id: int) -> bytes:
    return key + wave_id.to_bytes(8)


def _cipher(code: bytes, wave_id: int) -> AESGCM:
    return AESGCM(derive(code, "enc", wave_id, _KEY_BYTES))


def _seal(code: bytes, wave_id: int, key: bytes, payload: bytes) -> bytes:
    plain = len(payload).to_bytes(_LENGTH_BYTES) + payload
    plain += bytes(-len(plain) % STEP)
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + _cipher(code, wave_id).encrypt(nonce, plain, _bound_to(key, wave_id))


def _open(code: bytes, wave_id: int, key: bytes, body: bytes) -> bytes:
    nonce, sealed = body[:_NONCE_BYTES], body[_NONCE_BYTES:]
    try:
        plain = _cipher(code, wave_id).decrypt(nonce, sealed, _bound_to(key, wave_id))
    except (InvalidTag, ValueError) as error:
        raise BlobError from error
    length = int.from_bytes(plain[:_LENGTH_BYTES])
    return plain[_LENGTH_BYTES : _LENGTH_BYTES + length]
