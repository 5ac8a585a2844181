"""Jobs as rows: asked for with what calls for them, taken on once, given up in the end."""

from datetime import UTC, datetime, timedelta

import clock
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from waves import PLAN

from toolkit import jobs
from toolkit.jobs import JobError, Work
from toolkit.models import Job, JobName, JobState
from toolkit.storage.database import Engines
from toolkit.waves import service

NOW = datetime(2027, 1, 15, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=365)


@pytest.fixture(autouse=True)
def _asked_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the day on which these tests run, jobs are asked for before the days said here."""
    clock.stop(monkeypatch, NOW - timedelta(days=30), jobs)


@pytest.fixture
def wave(engines: Engines) -> int:
    with engines.write() as session:
        return service.create(session, PLAN).id


@pytest.fixture
def job(engines: Engines, wave: int) -> int:
    """A job that waits."""
    with engines.write() as session:
        jobs.ask(session, JobName.DRAW, wave)
    with engines.read() as session:
        return session.scalars(select(Job.id)).one()


def begin(engines: Engines, job: int, now: datetime = LATER) -> Work | None:
    with engines.write() as session:
        return jobs.begin(session, job, now)


def fail(engines: Engines, job: int, error: str = "a fault", now: datetime = NOW) -> None:
    with engines.write() as session:
        jobs.fail(session, job, error, now)


def found(engines: Engines, job: int) -> Job:
    with engines.read() as session:
        row = session.get_one(Job, job)
        session.expunge(row)
        return row


def test_a_job_may_be_about_no_wave(engines: Engines, wave: int) -> None:
    with engines.write() as session:
        jobs.ask(session, JobName.DRAW)
        jobs.ask(session, JobName.DRAW)
        jobs.ask(session, JobName.DRAW, wave)
    with engines.read() as session:
        assert [job.wave for job in jobs.newest(session, 10)] == [PLAN.title, ""]
        latest = jobs.latest(session, JobName.DRAW)
        assert latest is not None
        assert latest.wave_id is None
        job = latest.id
    work = begin(engines, job)
    assert work is not None
    with pytest.raises(JobError, match="about no wave"):
        _ = work.of_wave


def test_a_job_is_there_only_when_what_asks_for_it_is(engines: Engines, wave: int) -> None:
    with Session(engines.writing) as session, session.begin() as transaction:
        jobs.ask(session, JobName.DRAW, wave)
        transaction.rollback()
    with engines.read() as session:
        assert jobs.next_due(session, LATER) is None
        assert jobs.newest(session, 10) == []


def test_asking_twice_is_asking_once_until_it_begins(engines: Engines, wave: int, job: int) -> None:
    with engines.write() as session:
        jobs.ask(session, JobName.DRAW, wave)
        assert session.scalars(select(Job.id)).all() == [job]
        jobs.ask(session, JobName.DESTROY, wave)
    assert begin(engines, job)
    with engines.write() as session:
        jobs.ask(session, JobName.DRAW, wave)
        names = session.scalars(select(Job.name).order_by(Job.id)).all()
    assert names == [JobName.DRAW, JobName.DESTROY, JobName.DRAW]


def test_the_oldest_comes_first(engines: Engines, wave: int, job: int) -> None:
    with engines.write() as session:
        jobs.ask(session, JobName.DESTROY, wave)
    with engines.read() as session:
        assert jobs.next_due(session, LATER) == job


def test_a_job_is_taken_on_once(engines: Engines, wave: int, job: int) -> None:
    assert begin(engines, job) == Work(job, JobName.DRAW, wave)
    assert begin(engines, job) is None
    with engines.write() as session:
        jobs.succeed(session, job, NOW)
    assert begin(engines, job) is None
    done = found(engines, job)
    assert (done.state, done.attempts, done.ended) == (JobState.DONE, 1, NOW)


def test_a_job_that_is_nowhere_is_not_taken_on(engines: Engines) -> None:
    assert begin(engines, 7) is None


def test_a_fault_lets_it_wait_and_the_third_gives_it_up(engines: Engines, job: int) -> None:
    pauses = []
    for _attempt in range(jobs.ATTEMPTS):
        assert begin(engines, job)
        fail(engines, job)
        state = found(engines, job)
        pauses.append(state.due - NOW if state.state is JobState.WAITING else None)
    assert pauses == [timedelta(seconds=10), timedelta(minutes=2), None]
    given_up = found(engines, job)
    assert (given_up.state, given_up.attempts, given_up.error) == (JobState.FAILED, 3, "a fault")
    assert begin(engines, job) is None


def test_a_job_does_not_begin_before_its_time(engines: Engines, job: int) -> None:
    begin(engines, job)
    fail(engines, job)
    soon, then = NOW + timedelta(seconds=9), NOW + timedelta(seconds=10)
    with engines.read() as session:
        assert jobs.next_due(session, soon) is None
        assert jobs.next_due(session, then) == job
    assert begin(engines, job, soon) is None
    assert begin(engines, job, then)


def test_a_new_attempt_forgets_the_last_one(engines: Engines, job: int) -> None:
    begin(engines, job)
    with engines.write() as session:
        jobs.advance(session, job, 3, 9)
    assert (found(engines, job).done, found(engines, job).total) == (3, 9)
    fail(engines, job, "x" * 1000)
    assert found(engines, job).error == "x" * 300
    begin(engines, job)
    anew = found(engines, job)
    assert (anew.done, anew.total, anew.error, anew.attempts) == (0, 0, "", 2)


def test_what_ran_when_its_process_died_waits_again(engines: Engines, wave: int, job: int) -> None:
    begin(engines, job)
    with engines.write() as session:
        jobs.ask(session, JobName.DESTROY, wave)
        assert jobs.recover(session) == 1
        assert jobs.recover(session) == 0
    assert begin(engines, job) == Work(job, JobName.DRAW, wave)
    assert found(engines, job).attempts == 2


def test_a_job_that_was_given_up_is_tried_again_and_no_other(engines: Engines, job: int) -> None:
    for _attempt in range(jobs.ATTEMPTS):
        begin(engines, job)
        fail(engines, job)
    for _click in range(2):
        with engines.write() as session:
            jobs.again(session, job, LATER)
    waiting = found(engines, job)
    assert (waiting.state, waiting.attempts, waiting.ended) == (JobState.WAITING, 0, None)
    assert begin(engines, job)
    with engines.write() as session:
        jobs.again(session, job, LATER)
    assert found(engines, job).state is JobState.RUNNING
    with engines.write() as session, pytest.raises(JobError, match="no job 99"):
        jobs.again(session, 99, LATER)


def test_the_newest_come_first_and_no_more_than_asked(
    engines: Engines, wave: int, job: int
) -> None:
    with engines.write() as session:
        jobs.ask(session, JobName.DESTROY, wave)
    with engines.read() as session:
        (newest,) = jobs.newest(session, 1)
        assert (newest.name, newest.wave, newest.state) == ("destroy", PLAN.title, "waiting")
        assert [one.id for one in jobs.newest(session, 9)] == [newest.id, job]
