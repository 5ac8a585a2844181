"""One command, two processes: the web server and the job process, started and stopped together."""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess

from toolkit.processes import signals

_PATIENCE = 35.0  # seconds, for both; the web server lets requests end for thirty
_PAUSE = 1.0  # seconds before a job process that died is started again
_FORK = get_context("fork")
_PR_SET_PDEATHSIG = 1  # of <linux/prctl.h>


def run_together(web: Callable[[], None], jobs: Callable[[], None]) -> int:
    """Run both until one signal stops them, and return the exit status; more change nothing.

    The job process is started again when it dies, since people can answer without it. When the web
    server ends by itself, both end, with its status.
    """
    told = _listen()
    processes = {"web": _start("web", web), "jobs": _start("jobs", jobs)}
    try:
        while processes["web"].is_alive() and not told.poll():
            wait([told, *(process.sentinel for process in processes.values())])
            if not processes["jobs"].is_alive():
                wait([told, processes["web"].sentinel], _PAUSE)
                if processes["web"].is_alive() and not told.poll():
                    processes["jobs"] = _start("jobs", jobs)
        return 0 if told.poll() else processes["web"].exitcode or 1
    finally:
        _stop(*processes.values())


def _listen() -> Connection:
    """Have signals say that it is time to stop, on what is returned; even where they were ignored.

    A shell that starts a command in the background has it ignore SIGINT.
    """
    told, tell = _FORK.Pipe(duplex=False)

    def hear(_number: int, _frame: object) -> None:
        if not told.poll():
            tell.send_bytes(b"stop")

    for number in signals.STOPPING:
        signal.signal(number, hear)
    return told


def _start(name: str, target: Callable[[], None]) -> ForkProcess:
    process = _FORK.Process(target=_child, args=(target,), name=name)
    with signals.held():
        process.start()
    return process


def _child(target: Callable[[], None]) -> None:
    for number in signals.STOPPING:
        signal.signal(number, signal.SIG_DFL)
    _end_with_parent()
    signals.let_through()
    target()


def _end_with_parent() -> None:
    """Have the kernel stop this process when its parent is gone, even killed; Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    parent = parent_process()
    if parent is not None and parent.pid != os.getppid():
        sys.exit(1)  # it was gone before the kernel was asked


def _stop(*processes: ForkProcess) -> None:
    for process in processes:
        process.terminate()
    end = time.monotonic() + _PATIENCE
    for process in processes:
        process.join(max(end - time.monotonic(), 0.0))
        if process.is_alive():
            process.kill()
            process.join()
