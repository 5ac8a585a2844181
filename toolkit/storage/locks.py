"""A name that one process at a time holds on a database, however that process ends."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import ColumnElement, func, make_url, select

from toolkit.storage.database import one_statement_each


@contextmanager
def alone(url: str, name: str) -> Iterator[None]:
    """Wait until no other process holds this name on this database, and hold it for the block.

    However the process ends, the name is free again.
    """
    parsed = make_url(url)
    is_file = parsed.get_backend_name() == "sqlite"
    with _file_lock(_lock_path(url, name)) if is_file else _advisory_lock(url, name):
        yield


def is_held(url: str, name: str) -> bool:
    """Whether a process holds this name on this database now; nobody waits for the answer."""
    if make_url(url).get_backend_name() == "sqlite":
        return _is_file_locked(_lock_path(url, name))
    with one_statement_each(url) as connection:
        is_free = select(func.pg_try_advisory_lock_shared(_lock_number(name)))
        return not connection.scalar(is_free)  # and free again as the connection closes


def _lock_path(url: str, name: str) -> Path:
    return Path(f"{make_url(url).database}-{name}")


def _lock_number(name: str) -> ColumnElement[int]:
    return func.hashtext(f"toolkit/{name}")


def _is_file_locked(path: Path) -> bool:
    if not path.exists():
        return False
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    with path.open("a", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def _advisory_lock(url: str, name: str) -> Iterator[None]:
    with one_statement_each(url) as connection:
        connection.execute(select(func.pg_advisory_lock(_lock_number(name))))
        yield
