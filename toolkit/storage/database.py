"""Engines on one database: one that reads, one that writes, neither losing an update."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    column,
    create_engine,
    event,
    inspect,
    make_url,
    select,
    table,
)
from sqlalchemy.orm import Session

from toolkit.refusal import Refusal

MIGRATIONS = Path(__file__).parents[1] / "migrations"
_VERSION = "alembic_version"  # the table
BUSY_SECONDS = 20  # SQLite's waiting writers form no queue: on a busy machine one may wait long
_READ_ONLY: Mapping[str, Any] = {"execution_options": {"postgresql_readonly": True}}
OF_PEOPLE = ("ballot", "link", "blob", "roster", "letter", "loose_letter", "response_rate")
_PRAGMAS = ("foreign_keys = ON", "synchronous = FULL", "secure_delete = ON")


class StillReadError(Refusal):
    """Somebody reads the database for so long that deleted rows stay in its journal for now."""

    def __init__(self) -> None:
        super().__init__(
            "deleted rows are still in the database's journal, for somebody has read it for "
            f"{BUSY_SECONDS} seconds; end what reads so long, and do this again"
        )


@dataclass(frozen=True, slots=True)
class Engines:
    """The reading engine, the writing engine, and the one that reads results.

    The last is the first, but where results are read by a role of their own.
    """

    reading: Engine
    writing: Engine
    results: Engine

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session in one transaction that reads."""
        with Session(self.reading) as session, session.begin():
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session in one transaction that writes, committed at the end of the block."""
        with Session(self.writing) as session, session.begin():
            yield session

    @contextmanager
    def read_results(self) -> Iterator[Session]:
        """A session in one transaction that reads publications and what they are about."""
        with Session(self.results) as session, session.begin():
            yield session

    def dispose(self, *, close: bool = True) -> None:
        """Close every connection, or only forget them: they are the process's that forked us."""
        for engine in {self.reading, self.writing, self.results}:
            engine.dispose(close=close)


def connect(url: str, results_url: str | None = None) -> Engines:
    """Open a database, whoever owns its tables; a SQLite file's folder is made when it is missing.

    ``results_url`` is the same PostgreSQL database for the role that reads results.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database:
            Path(parsed.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        pragmas = ("journal_mode = WAL", *_PRAGMAS)
        return _sqlite_engines(url, pragmas)
    reading = _postgresql(url, **_READ_ONLY)
    is_apart = results_url not in {None, url}
    results = _postgresql(results_url or url, **_READ_ONLY) if is_apart else reading
    return Engines(reading, _postgresql(url), results)


def look(url: str) -> Engines:
    """Open a database that is there, as it is: no file, folder or journal mode is made."""
    if make_url(url).get_backend_name() != "sqlite":
        return connect(url)
    return _sqlite_engines(there(url), _PRAGMAS)


def there(url: str) -> URL:
    """An SQLite database whose file is not made when it is missing."""
    path = Path(make_url(url).database or "").absolute()
    return URL.create(
        "sqlite", database=f"file:{quote(str(path))}", query={"mode": "rw", "uri": "true"}
    )


def _sqlite_engines(url: str | URL, pragmas: tuple[str, ...]) -> Engines:
    reading = _sqlite(url, "BEGIN", pragmas)
    return Engines(reading, _sqlite(url, "BEGIN IMMEDIATE", pragmas), reading)


def _engine(url: str | URL, **options: Any) -> Engine:  # noqa: ANN401 - SQLAlchemy's own options
    """Make an engine whose error messages never hold what was written."""
    return create_engine(url, hide_parameters=True, **options)


def _postgresql(url: str, **options: Any) -> Engine:  # noqa: ANN401 - SQLAlchemy's own options
    """Make an engine that waits for a lock as long as SQLite's does, and not for ever."""
    waits = {"connect_timeout": BUSY_SECONDS, "options": f"-c lock_timeout={BUSY_SECONDS}s"}
    return _engine(url, connect_args=waits, **options)


def _sqlite(url: str | URL, begin: str, pragmas: tuple[str, ...]) -> Engine:
    """Make an engine whose transactions are real ones.

    Python's default mode begins a transaction at the first write, after the read that the write
    depends on, and so loses updates silently. Writers take the lock before they read.
    """
    engine = _engine(url, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - sqlite3's own type varies by driver
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def upgrade(url: str) -> None:
    """Bring the schema to the newest version; what it takes is loaded only where there is work."""
    engines = connect(url)
    try:
        is_newest = schema_version(engines) == newest_schema()
    finally:
        engines.dispose()
    if not is_newest:
        import_module("toolkit.storage.migrating").upgrade(url)


def newest_schema() -> str:
    """The version that this program works with: the number of its last migration."""
    return max(path.name for path in (MIGRATIONS / "versions").glob("*.py")).partition("_")[0]


def schema_version(engines: Engines) -> str:
    """The version that a database has; empty where it has none."""
    with engines.reading.connect() as connection:
        if not inspect(connection).has_table(_VERSION):
            return ""
        return str(connection.scalar(select(column("version_num")).select_from(table(_VERSION))))


def compact(url: str) -> None:
    """Write every table of people anew, so that no file holds deleted rows or the others' order.

    Raises
    ------
    StillReadError
        When somebody reads for so long that the journal keeps what was deleted; to be done again.
    """
    with one_statement_each(url) as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("VACUUM")
            _empty_journal(connection)
        else:
            connection.exec_driver_sql(f"VACUUM FULL {', '.join(OF_PEOPLE)}")


def forget_deleted(url: str, table_name: str) -> None:
    """Leave nothing in any file of what was deleted from one table; raises as :func:`compact`."""
    with one_statement_each(url) as connection:
        if connection.dialect.name == "sqlite":
            _empty_journal(connection)  # the table's own pages were overwritten at once
        else:
            connection.exec_driver_sql(f"VACUUM FULL {table_name}")


def _empty_journal(connection: Connection) -> None:
    """Cut SQLite's journal off, which holds every page as it was before."""
    busy, *_pages = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    if busy:
        raise StillReadError


@contextmanager
def one_statement_each(url: str | URL) -> Iterator[Connection]:
    """A connection without transactions, for what databases do outside of them."""
    waits = {"timeout": BUSY_SECONDS} if make_url(url).get_backend_name() == "sqlite" else {}
    engine = _engine(url, isolation_level="AUTOCOMMIT", connect_args=waits)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def transaction(url: str) -> Iterator[Session]:
    """One writing transaction on a database of its own, for the command line."""
    engines = connect(url)
    try:
        with engines.write() as session:
            yield session
    finally:
        engines.dispose()
