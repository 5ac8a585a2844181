"""Sealed ballots: closed by the web process, opened by nobody who lacks one of two key halves."""

from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import (
    MLKEM768PrivateKey,
    MLKEM768PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

BALLOT_BYTES = 80  # more than any version's items, so that every ballot of a wave has one length
_SEED_BYTES, _MLKEM_PUBLIC_BYTES = 64, 1184
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class UnsealError(Exception):
    """A ballot does not open with this key: damaged, or sealed for another wave or cell."""


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A wave's keys as bytes: the public one seals, the private one opens."""

    public: bytes
    private: bytes


def new_key_pair() -> KeyPair:
    """Make a hybrid pair (ML-KEM-768 and X25519), so that dumps kept for decades stay closed."""
    mlkem, x25519 = MLKEM768PrivateKey.generate(), X25519PrivateKey.generate()
    return KeyPair(
        public=mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw(),
        private=mlkem.private_bytes_raw() + x25519.private_bytes_raw(),
    )


def seal(public_key: bytes, wave_id: int, cell_id: int, answers: bytes) -> bytes:
    """Seal up to 80 bytes of answers for one cell of one wave; every result has the same length.

    Raises
    ------
    ValueError
        When the answers are longer than a ballot.
    """
    if len(answers) > BALLOT_BYTES:
        raise ValueError(f"{len(answers)} items do not fit a ballot of {BALLOT_BYTES}")
    padded = answers.ljust(BALLOT_BYTES, b"\0")
    return _SUITE.encrypt(padded, _public(public_key), _info(wave_id, cell_id))


def unseal(private_key: bytes, wave_id: int, cell_id: int, body: bytes) -> bytes:
    """Open a ballot to its 80 bytes.

    Raises
    ------
    UnsealError
        When it does not open.
    """
    try:
        return _SUITE.decrypt(body, _private(private_key), _info(wave_id, cell_id))
    except (InvalidTag, ValueError) as error:
        raise UnsealError from error


@lru_cache(maxsize=16)
def _public(key: bytes) -> MLKEM768X25519PublicKey:
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(key[:_MLKEM_PUBLIC_BYTES]),
        X25519PublicKey.from_public_bytes(key[_MLKEM_PUBLIC_BYTES:]),
    )


@lru_cache(maxsize=1)  # a wave's ballots are opened in one go; to expand the key takes longer
def _private(key: bytes) -> MLKEM768X25519PrivateKey:
    return MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(key[:_SEED_BYTES]),
        X25519PrivateKey.from_private_bytes(key[_SEED_BYTES:]),
    )


def _info(wave_id: int, cell_id: int) -> bytes:
    return f"toolkit/1|ballot|{wave_id}|{cell_id}".encode()
