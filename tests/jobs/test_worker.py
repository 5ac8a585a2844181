"""What the job process does: each job whole or not at all, however often it is called."""

import ctypes
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context

import pytest
from sqlalchemy import delete, select
from voting import TODAY, Voting, propose, roster, vote
from waves import OpenWave, open_wave

from questionnaires.model import Questionnaire
from toolkit import jobs
from toolkit.config import Settings
from toolkit.models import Ballot, Chart, Job, JobName, JobState, Link, Published, Wave, WaveState
from toolkit.processes import worker
from toolkit.processes.worker import Workshop
from toolkit.publish import service
from toolkit.sealing.keyhalves import server_half_path
from toolkit.storage import locks
from toolkit.storage.database import Engines

SIZES = {("Alpha", ""): 40, ("Bravo", ""): 40}


@pytest.fixture
def workshop(settings: Settings, engines: Engines) -> Workshop:
    return Workshop(settings, engines)


@pytest.fixture
def voting(settings: Settings, engines: Engines, questionnaire: Questionnaire) -> Voting:
    return Voting(settings, engines, questionnaire)


def work_off(workshop: Workshop) -> None:
    while (job := workshop.next_due()) is not None:
        workshop.perform(job)


def states(engines: Engines) -> list[tuple[JobName, JobState, str]]:
    with engines.read() as session:
        rows = session.scalars(select(Job).order_by(Job.id)).all()
        return [(row.name, row.state, row.error) for row in rows]


def charts(engines: Engines) -> dict[tuple[int, str, str, str], bytes]:
    with engines.read() as session:
        return {
            (row.wave_id, row.node_id, row.name, row.language): row.svg
            for row in session.scalars(select(Chart))
        }


def proposed(voting: Voting) -> OpenWave:
    wave = open_wave(voting.settings, voting.engines, roster(SIZES))
    vote(wave, voting.questionnaire, 30)
    wave.close()
    propose(wave)
    return wave


def test_approval_asks_for_what_comes_after_it(voting: Voting, workshop: Workshop) -> None:
    wave = proposed(voting)
    with voting.engines.write() as session:
        service.approve(session, wave.id, actor="tests")
    key = server_half_path(voting.settings.keys, wave.id)
    assert key.exists()
    work_off(workshop)
    assert not key.exists()
    done = JobState.DONE
    assert states(voting.engines) == [
        (name, done, "") for name in (JobName.DESTROY, JobName.GROUP, JobName.DRAW)
    ]
    assert {node for _wave, node, _name, _language in charts(voting.engines)} == {
        "system",
        "entity:Alpha",
        "entity:Bravo",
    }


def test_performing_twice_is_performing_once(voting: Voting, workshop: Workshop) -> None:
    voting.publish(SIZES)
    work_off(workshop)
    before = charts(voting.engines)
    for job_id in (1, 2, 3, 99):
        workshop.perform(job_id)
    assert charts(voting.engines) == before
    with voting.engines.read() as session:
        assert set(session.scalars(select(Job.attempts))) == {1}


def test_drawing_again_draws_the_same_bytes(voting: Voting, workshop: Workshop) -> None:
    wave = voting.publish(SIZES)
    work_off(workshop)
    before = charts(voting.engines)
    with voting.engines.write() as session:
        jobs.ask(session, JobName.DRAW, wave.id)
    work_off(workshop)
    assert before
    assert charts(voting.engines) == before


def test_a_fault_is_written_down_without_what_it_was_about(
    voting: Voting, workshop: Workshop, caplog: pytest.LogCaptureFixture
) -> None:
    wave = voting.publish(SIZES)
    with voting.engines.write() as session:
        session.execute(delete(Job))
        session.get_one(Published, wave.id).text += " "
        jobs.ask(session, JobName.DRAW, wave.id)
    with caplog.at_level(logging.ERROR):
        work_off(workshop)
    ((_name, state, error),) = states(voting.engines)
    assert state is JobState.WAITING
    assert "not the one that was published" in error
    assert charts(voting.engines) == {}
    assert "job" in caplog.text


def test_a_withdrawn_wave_keeps_no_chart(voting: Voting, workshop: Workshop) -> None:
    wave = voting.publish(SIZES)
    work_off(workshop)
    assert charts(voting.engines)
    with voting.engines.write() as session:
        service.withdraw(session, wave.id, "wrong roster", actor="tests")
    work_off(workshop)
    assert charts(voting.engines) == {}


def test_charts_are_drawn_anew_when_the_wave_before_is_withdrawn(
    voting: Voting, workshop: Workshop
) -> None:
    first, second = voting.publish(SIZES), voting.publish(SIZES, seed=2)
    work_off(workshop)
    names = {name for wave, _node, name, _language in charts(voting.engines) if wave == second.id}
    assert names == {"modules", "modules-narrow", "change", "change-narrow"}
    with voting.engines.write() as session:
        service.withdraw(session, first.id, "wrong roster", actor="tests")
    work_off(workshop)
    assert {key[0] for key in charts(voting.engines)} == {second.id}
    assert {key[2] for key in charts(voting.engines)} == {"modules", "modules-narrow"}


def test_what_nobody_approves_is_destroyed_by_itself(voting: Voting, workshop: Workshop) -> None:
    wave = proposed(voting)
    today = datetime.now(UTC).date()
    with voting.engines.write() as session:
        session.get_one(Published, wave.id).proposed_on = today - timedelta(days=14)
    workshop.watch_dates()
    assert states(voting.engines) == []
    with voting.engines.write() as session:
        session.get_one(Published, wave.id).proposed_on = today - timedelta(days=15)
    workshop.watch_dates()
    workshop.watch_dates()
    work_off(workshop)
    assert states(voting.engines) == [(JobName.DESTROY, JobState.DONE, "")]
    with voting.engines.read() as session:
        assert session.scalars(select(Ballot.id)).all() == []
        assert session.scalars(select(Link.id)).all() == []
        assert session.get_one(Wave, wave.id).state is WaveState.PROPOSED
    assert not server_half_path(voting.settings.keys, wave.id).exists()


def test_a_discarded_proposal_keeps_its_ballots_whatever_was_asked(
    voting: Voting, workshop: Workshop
) -> None:
    wave = proposed(voting)
    with voting.engines.write() as session:
        session.get_one(Published, wave.id).proposed_on = TODAY - timedelta(days=10_000)
    workshop.watch_dates()
    with voting.engines.write() as session:
        service.discard(session, wave.id, actor="tests")
    work_off(workshop)
    with voting.engines.read() as session:
        assert len(session.scalars(select(Ballot.id)).all()) == 60
    assert server_half_path(voting.settings.keys, wave.id).exists()


def test_only_one_process_of_a_database_runs_jobs(database_url: str) -> None:
    order: list[str] = []

    @contextmanager
    def held(name: str) -> Iterator[None]:
        with locks.alone(database_url, "jobs"):
            order.append(f"{name} begins")
            yield
            order.append(f"{name} ends")

    def second() -> None:
        with held("second"):
            pass

    other = threading.Thread(target=second)
    with held("first"):
        other.start()
        other.join(0.3)
        assert other.is_alive()
    other.join(10)
    assert order == ["first begins", "first ends", "second begins", "second ends"]


def test_a_signal_ends_a_job_that_holds_the_interpreter(
    settings: Settings, voting: Voting, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold = ctypes.PyDLL(None).sleep  # into C, and nothing else runs: as in long calculations
    monkeypatch.setattr(worker, "_WORK", {JobName.DRAW: lambda *_: hold(60)})
    wave = open_wave(settings, voting.engines, roster(SIZES))
    with voting.engines.write() as session:
        jobs.ask(session, JobName.DRAW, wave.id)
    voting.engines.dispose()
    process = get_context("fork").Process(target=worker.run, args=(settings,))
    process.start()
    end = time.monotonic() + 30
    while (JobName.DRAW, JobState.RUNNING, "") not in states(voting.engines):
        assert time.monotonic() < end
        time.sleep(0.05)
    process.terminate()
    process.join(10)
    assert process.exitcode is not None
    process.close()
