"""One command, two processes: the web server and the job process, started and stopped together."""

import ctypes
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess

_PATIENCE = 35.0  # seconds; the web server lets requests end for thirty
_PAUSE = 1.0  # seconds before a job process that died is started again
_FORK = get_context("fork")
_PR_SET_PDEATHSIG = 1  # of <linux/prctl.h>


def run_together(web: Callable[[], None], jobs: Callable[[], None]) -> int:
    """Run both until one signal stops them, and return the exit status.

    The job process is started again when it dies, since people can answer without it. When the web
    server ends by itself, both end, with its status.
    """
    processes = {"web": _start("web", web), "jobs": _start("jobs", jobs)}
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        while processes["web"].is_alive():
            wait([process.sentinel for process in processes.values()])
            if processes["web"].is_alive():
                time.sleep(_PAUSE)
                processes["jobs"] = _start("jobs", jobs)
        return processes["web"].exitcode or 1
    except (KeyboardInterrupt, SystemExit):
        return 0
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        _stop(*processes.values())


def _start(name: str, target: Callable[[], None]) -> ForkProcess:
    process = _FORK.Process(target=_child, args=(target,), name=name)
    process.start()
    return process


def _child(target: Callable[[], None]) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _end_with_parent()
    target()


def _end_with_parent() -> None:
    """Have the kernel stop this process when its parent is gone, even killed; Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _stop(*processes: ForkProcess) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        process.join(_PATIENCE)
        if process.is_alive():
            process.kill()
            process.join()
