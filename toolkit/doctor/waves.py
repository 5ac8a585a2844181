"""The waves in the database, their publications, and the jobs that destroy and draw."""

from collections.abc import Iterator

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import aliased

from toolkit.doctor.case import Case
from toolkit.doctor.findings import Finding, good, or_good, problem, warning
from toolkit.models import Ballot, Cell, Job, JobState, Link, Published, Wave, WaveState
from toolkit.publications import DAYS_TO_APPROVE, TamperedError, verified
from toolkit.publish import destruction, due
from toolkit.storage import locks

_EXPIRE = "Run: toolkit publication expire"


def stuffing(case: Case) -> Iterator[Finding]:
    """Whether anybody added ballots; both numbers are of one moment, and neither is told."""
    taking = Wave.state.in_((WaveState.OPEN, WaveState.CLOSED))
    waves = select(Wave.id).where(taking, _number(Ballot) > _number(Link)).order_by(Wave.id)
    yield from or_good(
        (
            problem(
                f"wave {wave_id} has more ballots than used links, so it will not be published",
                "Find out who added ballots to the database; restore a backup from before.",
            )
            for wave_id in case.session.scalars(waves)
        ),
        "no ballot was added without a link",
    )


def overdue(case: Case) -> Iterator[Finding]:
    """Proposals that nobody approved in time, and whose ballots are still there."""
    yield from or_good(
        (
            problem(
                f"the proposal of wave {wave_id} waits longer than {DAYS_TO_APPROVE} days", _EXPIRE
            )
            for wave_id in due.overdue(case.session, case.today)
        ),
        "no proposal is overdue",
    )


def unfinished(case: Case) -> Iterator[Finding]:
    """Waves whose ballots are deleted, and whose key is not destroyed."""
    yield from or_good(
        (
            problem(f"the destruction of wave {wave_id} is not finished", _EXPIRE)
            for wave_id in destruction.unfinished(case.session, case.settings.keys)
        ),
        "everything that was to be destroyed is",
    )


def publications(case: Case) -> Iterator[Finding]:
    """Whether every publication is the text that was published."""
    yield from or_good(
        (
            problem(
                f"the publication of wave {row.wave_id} was changed, and is not shown",
                "Find out who changed the database; restore a backup from before.",
            )
            for row in case.session.scalars(select(Published).order_by(Published.wave_id))
            if not _is_whole(row)
        ),
        "every publication is as it was made",
    )


def jobs(case: Case) -> Iterator[Finding]:
    """Jobs that were given up, and not done by another since."""
    later = aliased(Job)
    done = select(later.id).where(
        later.name == Job.name,
        later.wave_id.is_not_distinct_from(Job.wave_id),
        later.subject == Job.subject,
        later.id > Job.id,
        later.state == JobState.DONE,
    )
    given_up = select(Job).where(Job.state == JobState.FAILED, ~done.exists()).order_by(Job.id)
    yield from or_good(
        (
            problem(
                f"job {job.id} ({_about(job)}) was given up: {job.error}",
                f"Mend that, then try again at {case.settings.public_url}/account/jobs/",
            )
            for job in case.session.scalars(given_up)
        ),
        "no job was given up",
    )


def _about(job: Job) -> str:
    return job.name if job.wave_id is None else f"{job.name}, wave {job.wave_id}"


def worker(case: Case) -> Iterator[Finding]:
    """Whether a process does the jobs."""
    if locks.is_held(case.settings.database_url, "jobs"):
        yield good("the job process runs")
    else:
        yield warning("no job process runs", "Start the application: toolkit run")


def _number(table: type[Ballot] | type[Link]) -> ScalarSelect[int]:
    """How many ballots, or used links, the wave of the statement around it has."""
    rows = select(func.count()).select_from(table).join(Cell).where(Cell.wave_id == Wave.id)
    rows = rows.where(Link.spent) if table is Link else rows
    return rows.correlate(Wave).scalar_subquery()


def _is_whole(row: Published) -> bool:
    try:
        verified(row)
    except TamperedError:
        return False
    return True


CHECKS = (stuffing, overdue, unfinished, publications, jobs, worker)
