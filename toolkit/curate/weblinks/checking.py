"""The job that visits links: in short turns, so that other jobs wait a minute at most."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from time import monotonic

from toolkit import jobs
from toolkit.curate.weblinks import store
from toolkit.curate.weblinks.network import of_this_machine
from toolkit.curate.weblinks.store import Errand
from toolkit.curate.weblinks.visiting import Finding, Visitor
from toolkit.models import JobName
from toolkit.storage.database import Engines

TURN = 60.0  # seconds
AT_ONCE = 8  # visits, each to another host
CONTROLS = 3  # links that worked before, tried where nothing answers

Visit = Callable[[str], Finding]


def visitor(public_url: str) -> Visitor:
    """Somebody who visits links for an installation, and says so."""
    return Visitor(of_this_machine(), f"Innovation-Maturity-Toolkit link check (+{public_url})")


def check(
    engines: Engines,
    subject: str,
    visit: Visit,
    progress: Callable[[int, int], None],
    *,
    today: date,
) -> None:
    """Visit what an errand has to visit, and ask for another turn where some is left.

    Where nothing at all answers, nothing is learnt about any link: only that is written down.
    """
    errand = Errand.of(subject)
    with engines.read() as session:
        found = store.led_to(session, errand.about if errand.kind == "tool" else None)
    with engines.write() as session:
        store.note_places(session, found, errand)
    with engines.read() as session:
        due = store.due(session, errand)
        controls = store.that_worked(session, CONTROLS, but=due)
    findings = {}
    for address, finding in _visits(visit, due):
        findings[address] = finding
        progress(len(findings), len(due))
    found_web = not due or _shows_web([*findings.values()]) or _shows_web(map(visit, controls))
    with engines.write() as session:
        store.note_round(session, errand, today, found_web=found_web)
        if found_web:
            store.note(session, findings, today)
            if len(findings) < len(due) and errand.kind != "tool":
                jobs.ask(session, JobName.LINKS, subject=subject)


def _visits(visit: Visit, due: Iterable[str]) -> Iterator[tuple[str, Finding]]:
    """Visit several hosts at once, and begin no visit after the turn is over."""
    ends = monotonic() + TURN

    def visited(address: str) -> tuple[str, Finding] | None:
        return (address, visit(address)) if monotonic() < ends else None

    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from (one for one in pool.map(visited, due) if one is not None)


def _shows_web(findings: Iterable[Finding]) -> bool:
    return any(one.shows_web for one in findings)
