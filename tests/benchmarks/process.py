"""The server as a process: how soon it answers, what it weighs and loads, how many it serves."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from crowd import answer_at_once
from running import running

from questionnaires.model import Questionnaire
from tests.benchmarks.figures import Figure
from toolkit.config import Settings

_STARTS = 5
_SHOW_MODULES = "import sys, toolkit.cli; print(*{name.partition('.')[0] for name in sys.modules})"
_HEAVY = {"matplotlib", "numpy", "scipy", "sklearn", "weasyprint"}


def figures(settings: Settings, questionnaire: Questionnaire, links: list[str]) -> Iterator[Figure]:
    """Start-up on a prepared instance, memory of a worker, and many respondents at once."""
    environ = {
        "TOOLKIT_INSTANCE": str(settings.instance),
        "TOOLKIT_DATABASE_URL": settings.database_url,
        "TOOLKIT_WORKERS": "2",
    }
    starts, cpu = zip(*(_start(environ) for _ in range(_STARTS)), strict=True)
    yield Figure("Start-up to the first page, best of five", "s", min(starts), budget=1.5)
    yield Figure("Start to stop with one page, CPU, best of five", "s", min(cpu))
    with running(environ) as server:
        started = time.perf_counter()
        outcomes = answer_at_once(server.address, questionnaire, links)
        seconds = time.perf_counter() - started
        memory = [_kilobytes(pid, "Rss") / 1000 for pid in server.workers()]
        own = [_kilobytes(pid, "Private_Dirty") / 1000 for pid in server.workers()]
    lost = sum(outcome.kept != outcome.given for outcome in outcomes)
    yield Figure("Memory of a web worker, all (RSS)", "MB", max(memory), budget=120)
    yield Figure("Memory of a web worker, its own", "MB", max(own))
    yield Figure("Heavy libraries in the web process", "loaded", len(_heavy_loaded()), budget=0)
    people = len(links)
    yield Figure(f"{people} people at once, two processes: answers lost", "people", lost, budget=0)
    yield Figure(f"{people} people at once, from link to result", "s", seconds)


def _start(environ: Mapping[str, str]) -> tuple[float, float]:
    """Seconds to the first page, and seconds of CPU until the server has stopped again."""
    before = os.times()
    with running(environ) as server:
        seconds = server.seconds
    after = os.times()
    user = after.children_user - before.children_user
    return seconds, user + after.children_system - before.children_system


def _kilobytes(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def _heavy_loaded() -> set[str]:
    shown = subprocess.run(
        [sys.executable, "-c", _SHOW_MODULES], capture_output=True, text=True, check=True
    )
    return _HEAVY & set(shown.stdout.split())
