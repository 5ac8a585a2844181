"""What the tables of respondents cannot hold, because they have no place for it."""

import pytest
from sqlalchemy import Date, DateTime, Integer, Interval, Time, inspect
from sqlalchemy.types import TypeDecorator, TypeEngine

from toolkit.models import Ballot, Base, Blob, Link
from toolkit.storage.database import Engines

RESPONDENTS = (Ballot, Link, Blob)
CLOCKS = (Date, DateTime, Time, Interval)


def plain_type(kind: TypeEngine[object]) -> TypeEngine[object]:
    return kind.impl_instance if isinstance(kind, TypeDecorator) else kind


@pytest.mark.parametrize("table", RESPONDENTS)
def test_no_clock_no_sequence_and_no_word_of_a_person(table: type[Base]) -> None:
    for column in table.__table__.columns:
        assert not isinstance(plain_type(column.type), CLOCKS)
        assert not (column.primary_key and isinstance(column.type, Integer))
        assert column.default is None or not callable(column.default.arg)
        assert column.server_default is None
        assert column.onupdate is None


def test_every_column_is_one_of_these() -> None:
    columns = {table.__tablename__: set(table.__table__.columns.keys()) for table in RESPONDENTS}
    assert columns == {
        "ballot": {"id", "cell_id", "body"},
        "link": {"id", "cell_id", "spent"},
        "blob": {"id", "wave_id", "body"},
    }


def test_nothing_refers_from_one_to_another() -> None:
    targets = {
        table.__tablename__: {key.column.table.name for key in table.__table__.foreign_keys}
        for table in RESPONDENTS
    }
    assert targets == {"ballot": {"cell"}, "link": {"cell"}, "blob": set()}
    for name, other in Base.metadata.tables.items():
        for key in other.foreign_keys:
            assert key.column.table.name not in targets, name


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sqlite_keeps_them_in_the_order_of_their_keys_alone(engines: Engines) -> None:
    with engines.reading.connect() as connection:
        for table in RESPONDENTS:
            name = table.__tablename__
            sql = connection.exec_driver_sql(
                "SELECT sql FROM sqlite_master WHERE name = ?", (name,)
            ).scalar_one()
            assert "WITHOUT ROWID" in sql
        deletes = engines.writing.connect().exec_driver_sql("PRAGMA secure_delete").scalar_one()
        assert deletes == 1


def test_the_database_holds_what_the_models_say(engines: Engines) -> None:
    inspector = inspect(engines.reading)
    for table in RESPONDENTS:
        found = {column["name"] for column in inspector.get_columns(table.__tablename__)}
        assert found == set(table.__table__.columns.keys())
        assert not inspector.get_indexes(table.__tablename__)
