"""Reports as the database keeps them: asked for by a reader, made once, served to all who read."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal, TypeGuard

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from toolkit import jobs
from toolkit.insights.page import insights_page
from toolkit.insights.service import Evidence, Results
from toolkit.models import JobName, JobState, Report, ReportKind
from toolkit.wording.spoken import reader_of

State = Literal["waiting", "running", "failed"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One group's results in one form and one language."""

    wave_id: int
    node_id: str
    kind: ReportKind
    language: str

    @property
    def subject(self) -> str:
        """What a job is told of it, beside the wave."""
        return f"{self.kind} {self.language} {self.node_id}"

    @classmethod
    def of(cls, wave_id: int, subject: str) -> "Wanted":
        """What a job's subject stands for; ValueError where it stands for nothing."""
        kind, language, node_id = subject.split(" ", 2)
        return cls(wave_id, node_id, ReportKind(kind), language)


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """How far a report has come that is not there yet: ``done`` of ``total`` steps."""

    kind: ReportKind
    state: State
    done: int = 0
    total: int = 0


def ready(session: Session, results: Results, language: str) -> frozenset[ReportKind]:
    """The forms that are there, made of exactly these results."""
    if not _is_shown(results.evidence):
        return frozenset()
    return frozenset(session.scalars(_made(Report.kind, results, language)))


def under_way(session: Session, results: Results, language: str) -> Iterator[ReportFacts]:
    """The forms that were asked for and are not there: waiting, being made, or given up."""
    for wanted in _all_forms(results, language):
        job = jobs.latest(session, JobName.REPORT, wanted.wave_id, wanted.subject)
        state = _STATES.get(job.state) if job else None
        if job and state:
            yield ReportFacts(wanted.kind, state, job.done, job.total)


def ask(session: Session, results: Results, kind: ReportKind, language: str) -> None:
    """Ask for a report, unless it is being made; one that failed is tried again.

    Nothing is asked for of a group that is not shown.
    """
    for wanted in _all_forms(results, language):
        if wanted.kind is not kind:
            continue
        job = jobs.latest(session, JobName.REPORT, wanted.wave_id, wanted.subject)
        if job is None or job.state is JobState.DONE:
            jobs.ask(session, JobName.REPORT, wanted.wave_id, wanted.subject)
        elif job.state is JobState.FAILED:
            jobs.again(session, job.id, datetime.now(UTC))


def body(session: Session, results: Results, kind: ReportKind, language: str) -> bytes | None:
    """A report as it was made of exactly these results, or None."""
    if not _is_shown(results.evidence):
        return None
    found: bytes | None = session.scalar(
        _made(Report.body, results, language).where(Report.kind == kind)
    )
    return found


def store(session: Session, wanted: Wanted, says: str, made: bytes) -> None:
    """Put a report in the place of the one before it."""
    session.execute(
        delete(Report).where(
            Report.wave_id == wanted.wave_id,
            Report.node_id == wanted.node_id,
            Report.kind == wanted.kind,
            Report.language == wanted.language,
        )
    )
    session.add(
        Report(
            wave_id=wanted.wave_id,
            node_id=wanted.node_id,
            kind=wanted.kind,
            language=wanted.language,
            says=says,
            body=made,
        )
    )


@lru_cache(maxsize=256)
def what_it_says(results: Results, language: str) -> str:
    """The SHA-256 of every word of the page in a language; a report of other words is another.

    Charts are drawn anew for a report, so it does not matter whether the page has them yet.
    """
    if results.evidence is None:
        return ""
    reader = reader_of(language, results.questionnaire)
    page = insights_page(reader, replace(results, charts=()), results.evidence)
    return hashlib.sha256(repr(page).encode()).hexdigest()


_STATES: Mapping[JobState, State] = {
    JobState.WAITING: "waiting",
    JobState.RUNNING: "running",
    JobState.FAILED: "failed",
}


def _is_shown(evidence: Evidence | None) -> TypeGuard[Evidence]:
    return evidence is not None and evidence.node.respondents is not None


def _all_forms(results: Results, language: str) -> Iterator[Wanted]:
    if _is_shown(results.evidence):
        for kind in ReportKind:
            yield Wanted(results.wave.id, results.evidence.node_id, kind, language)


def _made(column: Any, results: Results, language: str) -> Select[Any]:  # noqa: ANN401 - a column of any type
    """What is stored of a group that is shown, and says what would be said now."""
    node_id = results.evidence.node_id if results.evidence else ""
    return select(column).where(
        Report.wave_id == results.wave.id,
        Report.node_id == node_id,
        Report.language == language,
        Report.says == what_it_says(results, language),
    )
