"""The recovery code: 128 bits that only the person has, and the ids and keys derived from it."""

import secrets
import unicodedata

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CODE_BYTES = 16
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_LETTERS = 26
_GROUPS = (5, 5, 5, 5, 6)


class CodeError(Exception):
    """The text is not a recovery code."""


def new_code() -> bytes:
    """Make a code of 16 random bytes."""
    return secrets.token_bytes(CODE_BYTES)


def written(code: bytes) -> str:
    """Write a code as 26 letters and digits in five groups joined by hyphens."""
    number = int.from_bytes(code)
    letters = [_ALPHABET[number >> (5 * place) & 31] for place in reversed(range(_LETTERS))]
    groups, start = [], 0
    for length in _GROUPS:
        groups.append("".join(letters[start : start + length]))
        start += length
    return "-".join(groups)


def read(text: str) -> bytes:
    """Read a code as people type it: any case, spaces or hyphens, O for 0, I or L for 1.

    Raises
    ------
    CodeError
        When the text cannot be a code.
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    letters = [letter for letter in plain if letter.isalnum()]
    if len(letters) != _LETTERS or any(letter not in _VALUES for letter in letters):
        raise CodeError
    number = 0
    for letter in letters:
        number = number * 32 + _VALUES[letter]
    if number >> (8 * CODE_BYTES):
        raise CodeError
    return number.to_bytes(CODE_BYTES)


def derive(code: bytes, purpose: str, wave_id: int, length: int) -> bytes:
    """Derive ``length`` bytes for one purpose in one wave (0 outside waves) with HKDF-SHA-256."""
    info = f"toolkit/1|{purpose}|{wave_id}".encode()
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=info).derive(code)
