"""`toolkit run`: the web server and the job process start and stop together, and survive kills."""

import os
import signal
import time
from collections.abc import Callable

import pytest
from running import is_running, running
from sqlalchemy import select
from voting import Voting
from waves import OpenWave

from questionnaires.model import Questionnaire
from toolkit.config import Settings
from toolkit.models import Chart, Job, JobState
from toolkit.storage.database import Engines

pytestmark = pytest.mark.server
SIZES = {(name, ""): 40 for name in ("Alpha", "Bravo", "Charlie", "Delta", "Echo")}
PATIENCE = 40.0  # seconds
CHARTS = 2 * (1 + len(SIZES) + 1)  # modules of every group and a map, each also for phones
ALL_DONE = [JobState.DONE] * 3  # destroyed, grouped, drawn


@pytest.fixture
def voting(settings: Settings, engines: Engines, questionnaire: Questionnaire) -> Voting:
    return Voting(settings, engines, questionnaire)


def environ(settings: Settings) -> dict[str, str]:
    return {
        "TOOLKIT_INSTANCE": str(settings.instance),
        "TOOLKIT_DATABASE_URL": settings.database_url,
        "TOOLKIT_SECRET_KEY": settings.secret_key,
        "TOOLKIT_WORKERS": "1",
    }


def until(what: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def states(engines: Engines) -> list[JobState]:
    with engines.read() as session:
        return list(session.scalars(select(Job.state).order_by(Job.id)))


def attempts(engines: Engines) -> int:
    with engines.read() as session:
        return sum(session.scalars(select(Job.attempts)))


def drawn(engines: Engines, wave: OpenWave) -> int:
    with engines.read() as session:
        return len(session.scalars(select(Chart.name).where(Chart.wave_id == wave.id)).all())


def test_a_publication_is_drawn_while_the_site_is_up(
    settings: Settings, engines: Engines, voting: Voting
) -> None:
    with running(environ(settings)):
        wave = voting.publish(SIZES)
        until(lambda: states(engines) == ALL_DONE)
    assert drawn(engines, wave) == CHARTS


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_one_signal_stops_both(settings: Settings, stop: signal.Signals) -> None:
    with running(environ(settings)) as server:
        processes = server.processes()
        assert len(processes) == 4
        server.process.send_signal(stop)
        assert server.process.wait(PATIENCE) == 0
    until(lambda: not any(map(is_running, processes)))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("killed", ["supervisor", "web"])
def test_nothing_goes_on_alone(settings: Settings, killed: str) -> None:
    with running(environ(settings)) as server:
        processes = server.processes()
        os.kill(server.process.pid if killed == "supervisor" else server.web(), signal.SIGKILL)
        assert server.process.wait(PATIENCE) != 0
    until(lambda: not any(map(is_running, processes)))


def test_the_job_process_is_killed_again_and_again_and_the_work_is_done_once(
    settings: Settings, engines: Engines, voting: Voting
) -> None:
    wave = voting.publish(SIZES)
    with running(environ(settings)) as server:
        met = 0
        for _kill in range(2):
            met = _meet_a_job(engines, met)
            server.kill_jobs()
            assert drawn(engines, wave) == 0
        until(lambda: states(engines) == ALL_DONE)
        assert server.workers()
    assert drawn(engines, wave) == CHARTS
    with engines.read() as session:
        assert max(session.scalars(select(Job.attempts))) >= 2


def _meet_a_job(engines: Engines, met: int) -> int:
    """Wait until one more was begun than were met, and runs: one that was killed still says so."""
    until(lambda: attempts(engines) > met and JobState.RUNNING in states(engines))
    return attempts(engines)
