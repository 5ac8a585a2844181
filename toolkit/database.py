"""Two engines on one database: one that reads, one that writes, neither losing an update."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session

BUSY_SECONDS = 20  # SQLite's waiting writers form no queue: on a busy machine one may wait long


@dataclass(frozen=True, slots=True)
class Engines:
    """The reading engine and the writing engine."""

    reading: Engine
    writing: Engine

    def dispose(self) -> None:
        """Close every connection."""
        self.reading.dispose()
        self.writing.dispose()


def connect(url: str) -> Engines:
    """Open a database; a SQLite file's folder is made when it is missing."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database:
            Path(parsed.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Engines(_sqlite(url, "BEGIN"), _sqlite(url, "BEGIN IMMEDIATE"))
    reading = _postgresql(url, execution_options={"postgresql_readonly": True})
    return Engines(reading, _postgresql(url))


def _engine(url: str, **options: Any) -> Engine:  # noqa: ANN401 - SQLAlchemy's own options
    """Make an engine whose error messages never hold what was written."""
    return create_engine(url, hide_parameters=True, **options)


def _postgresql(url: str, **options: Any) -> Engine:  # noqa: ANN401 - SQLAlchemy's own options
    """Make an engine that waits for a lock as long as SQLite's does, and not for ever."""
    waits = {"connect_timeout": BUSY_SECONDS, "options": f"-c lock_timeout={BUSY_SECONDS}s"}
    return _engine(url, connect_args=waits, **options)


def _sqlite(url: str, begin: str) -> Engine:
    """Make an engine whose transactions are real ones.

    Python's default mode begins a transaction at the first write, after the read that the write
    depends on, and so loses updates silently. Writers take the lock before they read.
    """
    engine = _engine(url, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - sqlite3's own type varies by driver
        connection.isolation_level = None
        for pragma in (
            "journal_mode = WAL",
            "foreign_keys = ON",
            "synchronous = FULL",
            "secure_delete = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def upgrade(url: str) -> None:
    """Bring the schema to the newest version."""
    connect(url).dispose()
    command.upgrade(migration_config(url), "head")


def compact(url: str) -> None:
    """Write every table anew, so that no file holds deleted rows or the order of the others."""
    engine = _engine(url, isolation_level="AUTOCOMMIT")
    statements = {
        "sqlite": ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"),
        "postgresql": ("VACUUM FULL ballot, link, blob",),
    }
    try:
        with engine.connect() as connection:
            for statement in statements[engine.dialect.name]:
                connection.exec_driver_sql(statement)
    finally:
        engine.dispose()


def migration_config(url: str) -> Config:
    """Alembic's configuration, in code."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["url"] = url
    return config


@contextmanager
def transaction(url: str) -> Iterator[Session]:
    """One writing transaction on a database of its own, for the command line."""
    engines = connect(url)
    try:
        with Session(engines.writing) as session, session.begin():
            yield session
    finally:
        engines.dispose()
