"""Signals at awkward moments: the server stops soon and whole, whenever and however it is told."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from ports import free_port
from running import descent, is_running, running

pytestmark = pytest.mark.server
SOON = 20.0  # seconds: half a minute is what the server gives requests, and here there are none
PROGRAM = [str(Path(sys.executable).parent / "toolkit"), "run"]
SUPERVISOR = """
import os, signal, sys, time
from toolkit.processes.supervisor import run_together

def for_ever():
    while True:
        time.sleep(1)

strike = lambda: os.kill(os.getpid(), signal.SIGTERM)
os.register_at_fork({moment}=strike)
sys.exit(run_together(for_ever, for_ever))
"""
STRUCK = """
import os, signal
from pathlib import Path

depth, told = 0, Path({told!r})

def strike():
    global depth
    depth += 1
    if depth == 2 and not told.exists():  # the supervisor's child's child: the first worker
        told.write_text(str(os.getpid()))
        os.kill(os.getpid(), signal.{name})

os.register_at_fork(after_in_child=strike)
"""


@pytest.fixture
def environ(tmp_path: Path, sqlite_url: str) -> Mapping[str, str]:
    return {
        "TOOLKIT_INSTANCE": str(tmp_path / "instance"),
        "TOOLKIT_DATABASE_URL": sqlite_url,
        "TOOLKIT_WORKERS": "2",
    }


@contextmanager
def begun(command: list[str], environ: Mapping[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """A command that nobody waits for, of which nothing is left at the end."""
    process = subprocess.Popen(
        command,
        env=os.environ | dict(environ) | {"TOOLKIT_PORT": str(free_port())},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(SOON)


def all_there(process: "subprocess.Popen[bytes]", number: int) -> list[int]:
    """Wait until so many processes have come of one; their numbers."""
    end = time.monotonic() + SOON
    while len(pids := descent(process.pid)) < number:
        assert process.poll() is None
        assert time.monotonic() < end
        time.sleep(0.001)
    return pids


def all_gone(pids: list[int]) -> bool:
    end = time.monotonic() + SOON
    while any(map(is_running, pids)) and time.monotonic() < end:
        time.sleep(0.02)
    return not any(map(is_running, pids))


@pytest.mark.parametrize("moment", ["after_in_parent", "after_in_child"])
def test_a_signal_in_the_moment_of_a_fork_is_not_lost(moment: str) -> None:
    command = [sys.executable, "-c", SUPERVISOR.format(moment=moment)]
    with begun(command, {}) as process:
        status = process.wait(SOON)
    assert status == (0 if moment == "after_in_parent" else 256 - signal.SIGTERM)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGQUIT"])  # what gunicorn tells workers
def test_a_worker_that_is_told_to_stop_while_it_is_forked_stops(
    environ: Mapping[str, str], tmp_path: Path, name: str
) -> None:
    told = tmp_path / "told"
    (tmp_path / "sitecustomize.py").write_text(STRUCK.format(told=str(told), name=name))
    with running({**environ, "PYTHONPATH": str(tmp_path)}) as server:
        assert all_gone([int(told.read_text())])
        assert server.workers()


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("processes", [2, 3, 5])
def test_it_can_be_stopped_while_it_starts(
    environ: Mapping[str, str], stop: signal.Signals, processes: int
) -> None:
    with begun(PROGRAM, environ) as process:
        pids = all_there(process, processes)
        process.send_signal(stop)
        assert process.wait(SOON) == 0
        assert all_gone(pids)


def test_another_signal_changes_nothing(environ: Mapping[str, str]) -> None:
    with running(environ) as server:
        pids = server.processes()
        for stop in (signal.SIGTERM, signal.SIGINT, signal.SIGINT, signal.SIGTERM):
            server.process.send_signal(stop)
        assert server.process.wait(SOON) == 0
    assert all_gone(pids)


def test_a_terminal_tells_all_processes_at_once(environ: Mapping[str, str]) -> None:
    with begun(PROGRAM, environ) as process:
        pids = all_there(process, 5)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(SOON) == 0
        assert all_gone(pids)


def test_a_shell_that_starts_it_in_the_background_can_interrupt_it(
    environ: Mapping[str, str],
) -> None:
    ignoring = ["sh", "-c", 'trap "" INT; exec "$0" "$@"', *PROGRAM]
    with begun(ignoring, environ) as process:
        pids = all_there(process, 5)
        process.send_signal(signal.SIGINT)
        assert process.wait(SOON) == 0
        assert all_gone(pids)
