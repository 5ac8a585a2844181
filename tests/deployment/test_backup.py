"""A backup: whole, of one moment, its owner's alone, and without a trace of who came when."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest
from administering import Administrator
from restoring import Keeper
from sqlalchemy import delete, inspect, make_url, select, text
from sqlalchemy.orm import Session
from voting import vote
from waves import OpenWave

from questionnaires.model import Questionnaire
from toolkit.models import Ballot, Blob, Cell, Link, Wave
from toolkit.sealing import keyhalves
from toolkit.sealing.ballots import seal
from toolkit.sealing.keyhalves import read_half, server_half_path
from toolkit.storage import database
from toolkit.storage.backups import BackupError, back_up
from toolkit.storage.database import Engines

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def tables(url: str) -> dict[str, list[str]]:
    """Every row of every table."""
    engines = database.look(url)
    try:
        with engines.reading.connect() as connection:
            return {
                name: sorted(map(repr, connection.execute(text(f'SELECT * FROM "{name}"'))))  # noqa: S608 - our own names
                for name in inspect(connection).get_table_names()
            }
    finally:
        engines.dispose()


@on_sqlite
def test_it_holds_the_database_and_nothing_else(
    keeper: Keeper, wave: OpenWave, questionnaire: Questionnaire, custody: Path
) -> None:
    vote(wave, questionnaire, 9)
    path = keeper.back_up()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {file.name for file in custody.iterdir()} == {"backup", wave.custodian.name}
    assert tables(f"sqlite:///{path}") == tables(wave.settings.database_url)
    copy = path.read_bytes()
    link_key = keyhalves.read_link_key(wave.settings.keys, wave.id)
    half = read_half(server_half_path(wave.settings.keys, wave.id)).secret
    for secret in (link_key, half, half.hex().encode(), wave.settings.secret_key.encode()):
        assert secret not in copy


@on_sqlite
def test_no_file_is_ever_replaced(keeper: Keeper) -> None:
    path = keeper.back_up()
    before = path.read_bytes()
    refused = keeper.administrator.runs("db", "backup", path, status=1)
    assert refused.stderr == f"Error: {path}: File exists\n"
    assert path.read_bytes() == before


@on_sqlite
def test_what_cannot_be_copied_leaves_no_file(
    keeper: Keeper, administrator: Administrator, custody: Path
) -> None:
    refused = administrator.runs("db", "backup", custody / "no" / "backup", status=1)
    assert "No such file or directory" in refused.stderr
    keeper.engines.dispose()
    lost = Path(keeper.engines.reading.url.database or "")
    lost.unlink()
    refused = administrator.runs("db", "backup", custody / "backup", status=1)
    assert "the database cannot be used: unable to open database file" in refused.stderr
    assert not lost.exists()
    assert list(custody.iterdir()) == []


@on_sqlite
def test_people_answer_while_it_is_made(keeper: Keeper, wave: OpenWave, custody: Path) -> None:
    stop, cast = Event(), 0

    def answer() -> None:
        nonlocal cast
        engines = database.connect(wave.settings.database_url)
        while not stop.is_set():
            with engines.write() as session:
                key = session.get_one(Wave, wave.id).public_key or b""
                cell_id = session.scalars(select(Cell.id)).first() or 0
                number = cast.to_bytes(16, "big")
                session.add(Ballot(id=number, cell_id=cell_id, body=seal(key, 1, cell_id, b"")))
                session.flush()
                session.add(Link(id=number * 2, cell_id=cell_id, spent=True))
            cast += 1
        engines.dispose()

    person = Thread(target=answer)
    person.start()
    try:
        seen = []
        for number in range(6):
            path = keeper.back_up(f"backup-{number}")
            with closing(sqlite3.connect(path)) as copy:
                ballots = copy.execute("SELECT count(*) FROM ballot").fetchone()
                assert ballots == copy.execute("SELECT count(*) FROM link WHERE spent").fetchone()
                assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                assert copy.execute("PRAGMA foreign_key_check").fetchall() == []
            seen.append(ballots[0])
    finally:
        stop.set()
        person.join()
    assert seen == sorted(seen)
    assert seen[-1] > seen[0]
    assert len(list(custody.glob("backup-*"))) == 6


@on_sqlite
def test_it_tells_nothing_of_the_order_and_nothing_of_what_was_deleted(
    keeper: Keeper, wave: OpenWave, questionnaire: Questionnaire, engines: Engines
) -> None:
    vote(wave, questionnaire, 12)
    with Session(engines.writing) as session, session.begin():
        session.add(Blob(id=b"b" * 16, wave_id=0, body=b"a sheet that its owner deletes" * 9))
    with Session(engines.writing) as session, session.begin():
        session.execute(delete(Blob))
    copy = keeper.back_up().read_bytes()
    with Session(engines.reading) as session:
        ballots = session.scalars(select(Ballot).order_by(Ballot.id)).all()
        places = [copy.find(ballot.body[-200:]) for ballot in ballots]
    assert -1 not in places
    # Within a page, SQLite writes from the end; pages follow each other in the order of the keys.
    pages = [place // 4096 for place in places]
    assert len(set(pages)) > 2
    assert pages == sorted(pages)
    assert b"a sheet that its owner deletes" not in copy


@pytest.mark.postgresql
def test_postgresql_is_copied_by_its_own_program(postgres_url: str, custody: Path) -> None:
    url = make_url(postgres_url).set(username="u", password="a-secret")  # noqa: S106 - made up
    url = url.update_query_dict({"password": "a-secret", "sslmode": "verify-full"})
    with pytest.raises(BackupError) as refused:
        back_up(url.render_as_string(hide_password=False), custody / "it's mine")
    assert "a-secret" not in str(refused.value)
    assert "umask 077; pg_dump --format=custom" in str(refused.value)
    assert f"postgresql://u@127.0.0.1:{url.port}/{url.database}?sslmode=verify-full" in str(
        refused.value
    )
    assert list(custody.iterdir()) == []


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_command_that_is_named_makes_a_copy_of_ones_own(keeper: Keeper) -> None:
    path = keeper.back_up()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes().startswith(b"PGDMP")
