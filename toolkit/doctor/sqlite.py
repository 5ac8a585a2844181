"""An SQLite database: whose files they are, how it is set up, and whether it is whole."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import make_url

from toolkit.doctor.case import Case
from toolkit.doctor.findings import Finding, good, or_good, problem, warning
from toolkit.doctor.surroundings import is_open_to_others
from toolkit.publications import has_demonstration

_BESIDE = ("", "-wal", "-shm")  # what the names of its files end with
_SPARE_BYTES = 200_000_000  # for the journal, and whatever else writes to that disk
_SETTINGS = {"journal_mode": "wal", "foreign_keys": 1, "secure_delete": 1}


def _file(case: Case) -> Path:
    return Path(make_url(case.settings.database_url).database or "").absolute()


def owner(case: Case) -> Iterator[Finding]:
    """Whether its files can be reached by their owner alone."""
    file = _file(case)
    files = [file.with_name(file.name + end) for end in _BESIDE]
    yield from or_good(
        (
            problem(f"others than the owner may use {path}", f"Run: chmod go-rwx {path}")
            for path in files
            if path.exists() and is_open_to_others(path) and is_open_to_others(file.parent)
        ),
        "the database's files are their owner's alone",
    )


def settings(case: Case) -> Iterator[Finding]:
    """Whether it keeps references, forgets what is deleted, and lets people read beside a writer.

    Connections ask for the last two; a library that cannot do them does not say so.
    """
    connection = case.session.connection()
    yield from or_good(
        (
            warning(
                f"SQLite's {name} is not {value}",
                "toolkit run sets it; where that does not help, change the disk or the library.",
            )
            for name, value in _SETTINGS.items()
            if connection.exec_driver_sql(f"PRAGMA {name}").scalar() != value
        ),
        "SQLite is set up as it has to be",
    )


def integrity(case: Case) -> Iterator[Finding]:
    """Whether the file is whole."""
    if case.session.connection().exec_driver_sql("PRAGMA quick_check(1)").scalar() == "ok":
        yield good("the database's file is whole")
    else:
        yield problem("the database's file is damaged", "Stop the application; restore a backup.")


def room(case: Case) -> Iterator[Finding]:
    """Whether the disk has room for more, and for destroying, which writes the file anew."""
    file = _file(case)
    if shutil.disk_usage(file.parent).free < 2 * file.stat().st_size + _SPARE_BYTES:
        yield problem(
            f"the disk of {file.parent} is nearly full",
            "Make room: answers would be refused, and ballots could not be destroyed.",
        )
    else:
        yield good("the disk has room")


def keys_apart(case: Case) -> Iterator[Finding]:
    """Whether a copy of the database's folder would hold the server's halves of keys as well."""
    folder = _file(case).parent
    is_inside = case.settings.keys.resolve().is_relative_to(folder.resolve())
    if is_inside and not has_demonstration(case.session):
        yield warning(
            f"the key folder lies in {folder}: a backup of that would hold ballots and keys",
            "Move it and set TOOLKIT_KEYS; back up with toolkit db backup.",
        )
    else:
        yield good("the key folder lies apart from the database")


CHECKS = (owner, settings, integrity, room, keys_apart)
