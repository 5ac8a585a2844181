"""The real server, `toolkit run`, as the processes that people start by typing it."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ports import free_port

_PATIENCE = 30.0  # seconds
_TO_STOP = 40.0  # seconds; the web server lets requests end for thirty


@dataclass(frozen=True)
class Running:
    """A server that has answered its first request: a supervisor with two processes under it."""

    address: str
    process: "subprocess.Popen[bytes]"
    seconds: float  # from its start to the whole first page

    def web(self) -> int:
        """The process number of the web server, which the supervisor starts first."""
        return _children(self.process.pid)[0]

    def workers(self) -> list[int]:
        """The process numbers of the web server's workers."""
        return _children(self.web())

    def jobs(self) -> int | None:
        """The process number of the job process; None between its death and its next start."""
        _web, *jobs = filter(is_running, _children(self.process.pid))
        return jobs[-1] if jobs else None

    def kill_jobs(self) -> None:
        """Kill the job process, and wait until there is another."""
        killed = self.jobs()
        if killed is None:
            raise RuntimeError("there is no job process")
        os.kill(killed, signal.SIGKILL)
        end = time.perf_counter() + _PATIENCE
        while self.jobs() in {killed, None}:
            if time.perf_counter() > end:
                raise RuntimeError("the job process was not started again")
            time.sleep(0.01)

    def processes(self) -> list[int]:
        """Every process number, parents before the children that they would start again."""
        return descent(self.process.pid)


@contextmanager
def running(environ: Mapping[str, str], *, page: str = "/") -> Iterator[Running]:
    """Start a server with these settings on a free port, and stop it at the end.

    The instance need not exist yet.
    """
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    started = time.perf_counter()
    process = subprocess.Popen(
        [Path(sys.executable).parent / "toolkit", "run"],
        env=os.environ
        | {"TOOLKIT_HOST": "127.0.0.1", "TOOLKIT_PORT": str(port), "TOOLKIT_PUBLIC_URL": address}
        | dict(environ),
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(address + page, process, started + _PATIENCE)
        yield Running(address, process, time.perf_counter() - started)
    finally:
        process.terminate()
        process.wait(_TO_STOP)


def is_running(pid: int) -> bool:
    """Whether a process is there, and is not only waiting for its parent to take note."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def descent(pid: int) -> list[int]:
    """A process and all that come of it now, parents before the children they would start again."""
    found = [pid]
    for parent in found:
        found += _children(parent)
    return found


def _children(pid: int) -> list[int]:
    """The processes that a process started, in that order; Linux only."""
    try:
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def _wait(url: str, process: "subprocess.Popen[bytes]", until: float) -> None:
    while time.perf_counter() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server stopped with status {process.returncode}")
        try:
            with urllib.request.urlopen(url) as response:  # noqa: S310 - our own server
                response.read()
        except urllib.error.URLError:
            time.sleep(0.01)
        else:
            return
    raise RuntimeError("the server did not answer")
