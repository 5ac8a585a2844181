"""A wave's private key in two halves that are useless apart, and the key of its links."""

import hashlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from toolkit.refusal import Refusal

Holder = Literal["server", "custodian"]
_FORMAT = "toolkit-key-half/1"
_LINK_KEY_BYTES = 32


class KeyFileError(Refusal):
    """A key file is missing, damaged, or belongs elsewhere; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Half:
    """One XOR half of a wave's private key, and who is to hold it."""

    wave_id: int
    holder: Holder
    secret: bytes


def split(private_key: bytes, wave_id: int) -> tuple[Half, Half]:
    """Split a private key into the server's half and the custodian's; either alone is random."""
    mask = secrets.token_bytes(len(private_key))
    other = bytes(a ^ b for a, b in zip(private_key, mask, strict=True))
    return Half(wave_id, "server", mask), Half(wave_id, "custodian", other)


def join(server: Half, custodian: Half) -> bytes:
    """Join two halves of one wave.

    Raises
    ------
    KeyFileError
        When they are of two waves, or both for one holder.
    """
    if server.wave_id != custodian.wave_id:
        raise KeyFileError(f"halves of two waves: {server.wave_id} and {custodian.wave_id}")
    if (server.holder, custodian.holder) != ("server", "custodian"):
        raise KeyFileError("one half must be the server's and one the custodian's")
    if len(server.secret) != len(custodian.secret):
        raise KeyFileError("the halves are not equally long")
    return bytes(a ^ b for a, b in zip(server.secret, custodian.secret, strict=True))


def write_half(path: Path, half: Half) -> None:
    """Write a half to a new file that its owner alone can read; no file is ever replaced."""
    line = f"{_FORMAT} {half.wave_id} {half.holder} {half.secret.hex()}"
    _write_new(path, f"{line} {_check(line)}\n".encode("ascii"))


def write_halves(halves: Iterable[tuple[Path, Half]]) -> None:
    """Write all of these halves, or none when one cannot be written."""
    written: list[Path] = []
    try:
        for path, half in halves:
            write_half(path, half)
            written.append(path)
    except KeyFileError:
        for path in written:
            path.unlink()
        raise


def read_half(path: Path) -> Half:
    """Read a half from its file.

    Raises
    ------
    KeyFileError
        When the file is missing, truncated, changed, or something else.
    """
    return parse_half(_read(path).decode("ascii", errors="replace"), source=str(path))


def parse_half(text: str, *, source: str) -> Half:
    """Read a half from the text of its file; ``source`` names it in errors."""
    line, _, check = text.strip().rpartition(" ")
    if not text.startswith(_FORMAT + " "):
        raise KeyFileError(f"{source}: not a key half")
    if check != _check(line):
        raise KeyFileError(f"{source}: truncated or changed")
    _, wave_id, holder, secret = line.split(" ")
    return Half(
        int(wave_id), "server" if holder == "server" else "custodian", bytes.fromhex(secret)
    )


def server_half_path(folder: Path, wave_id: int) -> Path:
    """Where the server keeps its half: outside the database and its backups."""
    return folder / f"wave-{wave_id}.half"


def set_aside(folder: Path, wave_id: int) -> None:
    """Move a server's half aside that this database does not know, so that a key can be made.

    It is left of a command that was cut short, or it belongs to another database; then it is still
    there.
    """
    path = server_half_path(folder, wave_id)
    if path.exists():
        path.rename(path.with_name(f"{path.name}.unknown-{secrets.token_hex(8)}"))


def pin(folder: Path, wave_id: int, public_key: bytes) -> None:
    """Remember, outside the database, the public key that the two halves were checked with.

    Whoever can write to the database alone could otherwise have ballots sealed to another key.
    """
    _put(_pin_path(folder, wave_id), _fingerprint(public_key))


def is_pinned(folder: Path, wave_id: int, public_key: bytes) -> bool:
    """Whether this is the public key that was checked."""
    path = _pin_path(folder, wave_id)
    return path.exists() and _read(path) == _fingerprint(public_key)


def freeze(folder: Path, wave_id: int, fingerprint: bytes) -> None:
    """Remember, outside the database, the terms with which a wave opens."""
    _put(_terms_path(folder, wave_id), fingerprint)


def is_frozen_as(folder: Path, wave_id: int, fingerprint: bytes) -> bool:
    """Whether these are the terms with which the wave opened."""
    path = _terms_path(folder, wave_id)
    return path.exists() and _read(path) == fingerprint


def _terms_path(folder: Path, wave_id: int) -> Path:
    return folder / f"wave-{wave_id}.terms"


def _pin_path(folder: Path, wave_id: int) -> Path:
    return folder / f"wave-{wave_id}.public"


def _fingerprint(public_key: bytes) -> bytes:
    return f"{hashlib.sha256(public_key).hexdigest()}\n".encode("ascii")


def make_link_key(folder: Path, wave_id: int) -> bytes:
    """The key that a wave's links are made with, from first use until the wave closes."""
    path = _link_key_path(folder, wave_id)
    if not path.exists():
        _write_new(path, secrets.token_bytes(_LINK_KEY_BYTES))
    return _read(path)


def read_link_key(folder: Path, wave_id: int) -> bytes:
    """The key that a wave's links were made with.

    Raises
    ------
    KeyFileError
        When it is missing.
    """
    return _read(_link_key_path(folder, wave_id))


def has_link_key(folder: Path, wave_id: int) -> bool:
    """Whether the key of a wave's links is there, be it readable or not."""
    return _link_key_path(folder, wave_id).exists()


def erase_link_key(folder: Path, wave_id: int) -> None:
    """Overwrite and delete the key of a wave's links; nothing happens when it is gone already."""
    _erase(_link_key_path(folder, wave_id))


def erase_half(folder: Path, wave_id: int) -> None:
    """Overwrite and delete the server's half, and the mark of its public key."""
    _erase(_pin_path(folder, wave_id))
    _erase(server_half_path(folder, wave_id))


def erase_keys(folder: Path, wave_id: int) -> None:
    """Overwrite and delete everything that the key folder holds of a wave."""
    for name in (_link_key_path, _pin_path, _terms_path):
        _erase(name(folder, wave_id))
    _erase(server_half_path(folder, wave_id))  # last: while it is there, there is work to finish


def _link_key_path(folder: Path, wave_id: int) -> Path:
    return folder / f"wave-{wave_id}.links"


def _check(line: str) -> str:
    return hashlib.sha256(line.encode("ascii", errors="replace")).hexdigest()[:16]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise KeyFileError(f"{path}: {error.strerror}") from error


def _erase(path: Path) -> None:
    if path.exists():
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()


def _put(path: Path, data: bytes) -> None:
    """Write a file whole, in the place of an older one."""
    draft = path.with_name(f"{path.name}-{secrets.token_hex(8)}")
    _write_new(draft, data)
    draft.replace(path)


def _write_new(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except OSError as error:
        raise KeyFileError(f"{path}: {error.strerror}") from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
