"""Reports as files: what the job process spends on each form of one, read from the database."""

import time
from collections.abc import Iterator
from statistics import median

from tests.benchmarks.figures import Figure
from toolkit.insights import service
from toolkit.insights.figures import figures_of
from toolkit.insights.reports.making import report_of
from toolkit.models import ReportKind
from toolkit.publications import SYSTEM, entity_id
from toolkit.storage.database import Engines

_TIMES = 3
_BUDGETS = {  # seconds
    ReportKind.PDF: 5,
    ReportKind.SHEET: 2,
    ReportKind.SLIDES: 2,
    ReportKind.NOTE: 5,
}


def figures(engines: Engines, wave_id: int, entity: str) -> Iterator[Figure]:
    """CPU of each form, for an entity and for the system with its entities by name."""
    for name, node_id in (("an entity", entity_id(entity)), ("the system", SYSTEM)):
        for kind, budget in _BUDGETS.items():
            _seconds(engines, wave_id, node_id, kind)  # with the libraries that it imports
            spent = [_seconds(engines, wave_id, node_id, kind) for _time in range(_TIMES)]
            yield Figure(f"Report of {name}, {kind}, CPU", "s", median(spent), budget=budget)


def _seconds(engines: Engines, wave_id: int, node_id: str, kind: ReportKind) -> float:
    figures_of.cache_clear()  # nobody has read the page before
    start = time.process_time()
    with engines.read() as session:
        results = service.results(session, wave_id, node_id)
    report_of(results, kind, "en")
    return time.process_time() - start
