"""A copy of the database while people answer: what it holds is sealed, and it holds no key."""

import os
import shlex
from pathlib import Path

from sqlalchemy import URL, make_url

from toolkit.refusal import Refusal
from toolkit.storage.database import one_statement_each, there

_PLACE = ("host", "port", "sslmode")  # what a PostgreSQL URL may say of the server after its "?"


class BackupError(Refusal):
    """Another program backs this database up; the message says how."""


def back_up(url: str, path: Path) -> None:
    """Copy an SQLite database, as it is at one moment, to a new file that its owner alone can read.

    People can go on answering. The copy is written in the order of the keys and without free
    pages, so it tells nothing of the order in which answers came, nor of what was deleted.

    Raises
    ------
    FileExistsError
        When there is such a file.
    BackupError
        When the database is PostgreSQL's; with the command that copies it.
    """
    if make_url(url).get_backend_name() != "sqlite":
        raise BackupError(f"PostgreSQL has its own program for this. Run:\n{_pg_dump(url, path)}")
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with one_statement_each(there(url)) as connection:
            connection.exec_driver_sql("VACUUM INTO ?", (str(path),))
        with path.open("rb") as file:
            os.fsync(file.fileno())
    except BaseException:
        path.unlink()
        raise


def _pg_dump(url: str, path: Path) -> str:
    """The command that copies a PostgreSQL database; it asks for the password, or reads .pgpass."""
    full = make_url(url)
    bare = URL.create(
        "postgresql",
        username=full.username,
        host=full.host,
        port=full.port,
        database=full.database,
        query={name: full.query[name] for name in _PLACE if name in full.query},
    )
    address = bare.render_as_string()
    command = ["pg_dump", "--format=custom", f"--file={path}", f"--dbname={address}"]
    return f"(umask 077; {shlex.join(command)})"
