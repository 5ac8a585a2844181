"""The database as it is really used: nothing lost, nothing dangling, schema and models alike."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import delete, inspect, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session
from waves import PLAN

from toolkit.models import Ballot, Base, Blob, Cell, Link, Wave
from toolkit.storage import database
from toolkit.storage.database import Engines, connect, transaction, upgrade
from toolkit.waves.service import create

PROCESSES, INCREMENTS = 2, 160
INCREMENT = """
import sys
from sqlalchemy.orm import Session
from toolkit.storage.database import connect
from toolkit.models import Blob

engines = connect(sys.argv[1])
for _ in range(int(sys.argv[2])):
    with Session(engines.writing) as session, session.begin():
        blob = session.get_one(Blob, b"0" * 16, with_for_update=True)
        blob.wave_id += 1
engines.dispose()
"""


def test_two_writers_lose_no_update(database_url: str) -> None:
    with transaction(database_url) as session:
        session.add(Blob(id=b"0" * 16, wave_id=0, body=b""))
    command = [sys.executable, "-c", INCREMENT, database_url, str(INCREMENTS)]
    writers = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(PROCESSES)]
    complaints = [writer.communicate(timeout=120)[1] for writer in writers]
    assert complaints == [b""] * PROCESSES
    with transaction(database_url) as session:
        assert session.scalars(select(Blob.wave_id)).one() == PROCESSES * INCREMENTS


def test_a_cell_needs_its_wave(database_url: str) -> None:
    with pytest.raises(IntegrityError), transaction(database_url) as session:
        session.add(Cell(wave_id=99, entity="Agency", value="", eligible=12))


@pytest.mark.parametrize("kind", [Link, Ballot])
def test_a_cell_stays_while_something_stands_in_it(
    database_url: str, kind: type[Link] | type[Ballot]
) -> None:
    with transaction(database_url) as session:
        wave = create(session, PLAN)
        cell = Cell(wave_id=wave.id, entity="Agency", value="", eligible=12)
        session.add(cell)
        session.flush()
        row = (
            Link(id=b"0" * 32, cell_id=cell.id, spent=False)
            if kind is Link
            else Ballot(id=b"0" * 16, cell_id=cell.id, body=b"")
        )
        session.add(row)
    for table in (Cell, Wave):
        with pytest.raises(IntegrityError), transaction(database_url) as session:
            session.execute(delete(table))


def test_cells_go_with_their_wave(database_url: str) -> None:
    with transaction(database_url) as session:
        wave = create(session, PLAN)
        session.add(Cell(wave_id=wave.id, entity="Agency", value="", eligible=12))
    with transaction(database_url) as session:
        session.execute(delete(Wave))
    with transaction(database_url) as session:
        assert session.scalars(select(Cell)).all() == []


def test_the_models_are_the_migrated_schema(database_url: str) -> None:
    engines = connect(database_url)
    try:
        with engines.reading.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Base.metadata) == []
    finally:
        engines.dispose()


def test_no_table_of_respondents_has_a_clock_or_an_order(engines: Engines) -> None:
    inspector = inspect(engines.reading)
    for table in ("ballot", "link", "blob"):
        columns = {column["name"]: str(column["type"]) for column in inspector.get_columns(table)}
        assert not any("TIME" in kind or "DATE" in kind for kind in columns.values())
        assert inspector.get_pk_constraint(table)["constrained_columns"] == ["id"]


def test_tables_of_respondents_are_clustered_by_their_random_key(sqlite_url: str) -> None:
    with transaction(sqlite_url) as session:
        for table in ("ballot", "link", "blob"):
            with pytest.raises(OperationalError, match="no such column: rowid"):
                session.execute(text(f"SELECT rowid FROM {table}"))  # noqa: S608 - our own names


def test_upgrading_again_does_nothing(database_url: str) -> None:
    with transaction(database_url) as session:
        create(session, PLAN)
    upgrade(database_url)
    with transaction(database_url) as session:
        assert session.scalars(select(Wave.title)).all() == [PLAN.title]


def test_the_reading_engine_cannot_write_on_postgresql(
    postgres_url: str, request: pytest.FixtureRequest
) -> None:
    engines = connect(postgres_url)
    request.addfinalizer(engines.dispose)
    with Session(engines.reading) as session:
        session.add(Blob(id=b"0" * 16, wave_id=0, body=b""))
        with pytest.raises(DBAPIError, match="read-only"):
            session.commit()


def test_sqlite_is_durable_strict_and_forgetful(
    sqlite_url: str, request: pytest.FixtureRequest
) -> None:
    engines = connect(sqlite_url)
    request.addfinalizer(engines.dispose)
    for engine in (engines.reading, engines.writing):
        with engine.connect() as connection:
            settings = {
                pragma: connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
                for pragma in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
            }
        assert settings == {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "secure_delete": 1,
        }


def test_a_writer_waits_for_the_other_and_then_says_so(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    engines = connect(sqlite_url)
    request.addfinalizer(engines.dispose)
    with engines.writing.begin(), pytest.raises(OperationalError, match="locked"):
        engines.writing.connect().execute(text("SELECT 1"))


def test_a_missing_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "toolkit.db"
    upgrade(f"sqlite:///{path}")
    assert path.exists()
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_transaction_that_fails_leaves_nothing(database_url: str) -> None:
    def fail() -> None:
        with transaction(database_url) as session:
            create(session, PLAN)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with transaction(database_url) as session:
        assert session.scalars(select(Wave)).all() == []
