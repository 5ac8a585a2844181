"""What is said to be deleted is in no file of the database, whoever reads it meanwhile."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from databasefiles import holding
from letters import let_time_pass, mail_jobs, work_off, workshop
from mailserver import Box, mail_server
from sqlalchemy import Connection, delete, select, text
from voting import approve, propose, vote
from waves import OpenWave, open_wave

from questionnaires.model import Questionnaire
from toolkit.config import Settings
from toolkit.letters import loose
from toolkit.models import (
    Base,
    Job,
    JobName,
    JobState,
    StepName,
    Wave,
    WaveState,
    WaveStep,
)
from toolkit.planning import steps
from toolkit.processes.worker import Workshop
from toolkit.sealing.keyhalves import server_half_path
from toolkit.storage import database
from toolkit.storage.database import Engines, StillReadError
from toolkit.waves.roster import Invited

NAME = b"nordstrom"  # of everybody's address, and of nothing else
PEOPLE = [Invited(f"Ada {n}", "Alpha", "", f"ada.nordstrom-{n}@example.org") for n in range(24)]
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def wave(settings: Settings, engines: Engines, questionnaire: Questionnaire) -> OpenWave:
    """A wave in which everybody answered."""
    wave = open_wave(settings, engines, PEOPLE)
    vote(wave, questionnaire, len(PEOPLE))
    return wave


@pytest.fixture
def reader(wave: OpenWave) -> Connection:
    """Somebody who reads the database for very long, such as a copy of it to a slow disk."""
    connection = wave.engines.reading.connect()
    connection.execute(text("SELECT count(*) FROM roster"))
    return connection


def publish(wave: OpenWave, *, tells: bool = False) -> date:
    """Close, propose and approve it; the day on which addresses are put aside."""
    wave.close()
    propose(wave)
    today = datetime.now(UTC).date()
    if tells:
        settings = replace(wave.settings, mail=Box(1).server())
        with wave.engines.write() as session:
            loose.put_aside(session, settings, wave.id, today=today, actor="tests")
    approve(wave)
    with wave.engines.write() as session:
        session.execute(delete(Job).where(Job.name != JobName.MAIL))
    return today


def test_every_table_that_knows_a_person_is_written_anew() -> None:
    """PostgreSQL leaves deleted rows in a table's file until the table is written anew."""
    tables = Base.metadata.tables.values()
    knows = {table.name for table in tables if "mail" in table.c or "person_id" in table.c}
    assert {*database.OF_PEOPLE} == {*knows, "ballot", "link", "blob", "response_rate"}


def test_nobody_who_was_invited_is_left_once_results_are_approved(wave: OpenWave) -> None:
    assert holding(wave.engines, NAME)
    publish(wave)
    assert holding(wave.engines, NAME) == {}


def test_an_address_that_was_put_aside_is_gone_once_its_letter_is_sent(wave: OpenWave) -> None:
    publish(wave, tells=True)
    assert holding(wave.engines, NAME)
    with mail_server() as box:
        work_off(workshop(wave, box))
        assert len(box.got) == len(PEOPLE)
    assert holding(wave.engines, NAME) == {}


@pytest.mark.parametrize("end", ["withdrawn", "two weeks"])
def test_an_address_to_which_nothing_goes_any_more_is_gone_as_well(
    wave: OpenWave, end: str
) -> None:
    today = publish(wave, tells=True)
    with wave.engines.write() as session:
        if end == "withdrawn":
            session.get_one(Wave, wave.id).state = WaveState.WITHDRAWN
        else:
            loose.expire(session, today + timedelta(days=loose.DAYS_KEPT))
    work_off(workshop(wave, None))
    assert holding(wave.engines, NAME) == {}
    assert [state for state, _attempts, _error in mail_jobs(wave.engines)] == [JobState.DONE]


@ON_SQLITE
def test_a_key_stays_until_the_journal_is_empty(
    wave: OpenWave, reader: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    with pytest.raises(StillReadError, match="end what reads so long"):
        publish(wave)
    assert holding(wave.engines, NAME)
    half = server_half_path(wave.settings.keys, wave.id)
    assert half.exists()  # so destruction is not finished, and is asked for again
    at = Workshop(wave.settings, wave.engines)
    with reader:
        at.watch_dates()
    run_all(at, JobName.DESTROY)
    assert holding(wave.engines, NAME) == {}
    assert not half.exists()


@ON_SQLITE
def test_a_wave_that_closes_while_somebody_reads_forgets_its_order_afterwards(
    wave: OpenWave, reader: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    journal = Path(f"{wave.engines.reading.url.database}-wal")
    at = Workshop(wave.settings, wave.engines)
    with wave.engines.write() as session:
        steps.ask(session, wave.id, StepName.CLOSE, actor="tests")
    with reader:
        run_all(at, JobName.STEP)
        with wave.engines.read() as session:
            (job,) = session.scalars(select(Job))
            assert (job.state, session.get_one(Wave, wave.id).state) == (
                JobState.WAITING,
                WaveState.CLOSED,
            )
            assert "end what reads so long" in job.error
            assert session.scalars(select(WaveStep.refused)).all() == [""]
        assert journal.stat().st_size
    let_time_pass(wave.engines)
    run_all(at, JobName.STEP)
    with wave.engines.read() as session:
        assert session.scalars(select(Job.state)).all() == [JobState.DONE]
        assert session.scalars(select(WaveStep)).all() == []


def run_all(at: Workshop, name: JobName) -> None:
    """Do the jobs of a kind that are due, once each."""
    at.next_due()
    with at.engines.read() as session:
        found = session.scalars(select(Job.id).where(Job.name == name)).all()
    assert found
    for job_id in found:
        at.perform(job_id)
