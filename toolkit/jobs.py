"""Jobs as the database knows them: asked for in the transaction of what calls for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Select, case, delete, select, update
from sqlalchemy.orm import Session

from toolkit.models import Job, JobName, JobState, Wave
from toolkit.refusal import Refusal

_PAUSES = (timedelta(seconds=10), timedelta(minutes=2))  # after the first attempt, the second
ATTEMPTS = len(_PAUSES) + 1
# A mail server may be down for a night: what waits for it is given up after fifteen hours.
_PATIENT: Mapping[JobName, tuple[timedelta, ...]] = {
    JobName.MAIL: tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240, 480))
}
_LONGEST_ERROR = 300  # letters, as stored
_OF_READERS = frozenset({JobName.REPORT})  # respondents read too: only the day, until it is done


class JobError(Refusal):
    """There is no such job, or it is not as its kind has to be."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a job process has taken on."""

    job_id: int
    name: JobName
    wave_id: int | None = None
    subject: str = ""

    @property
    def of_wave(self) -> int:
        """The wave that it is about; a job of this kind is never about none."""
        if self.wave_id is None:
            raise JobError(f"job {self.job_id} ({self.name}) is about no wave")
        return self.wave_id


@dataclass(frozen=True, slots=True)
class JobFacts:
    """One job, as those who look after the installation are told of it."""

    id: int
    name: str
    wave: str  # its title; empty where it is about none
    subject: str
    state: str
    attempts: int
    done: int  # of `total` steps
    total: int
    error: str
    asked: datetime


def ask(session: Session, name: JobName, wave_id: int | None = None, subject: str = "") -> None:
    """Ask for a job, unless the same one waits already; it is there when the caller commits."""
    same = _same(name, wave_id, subject).where(Job.state == JobState.WAITING)
    if session.scalar(same) is None:
        now = datetime.now(UTC)
        if name in _OF_READERS:
            now = now.replace(hour=0, minute=0, second=0, microsecond=0)
        waiting = JobState.WAITING
        session.add(
            Job(name=name, wave_id=wave_id, subject=subject, state=waiting, asked=now, due=now)
        )


def ask_at_once(session: Session, name: JobName, wave_id: int, subject: str) -> None:
    """As :func:`ask`; one that waits for its next attempt waits no longer."""
    ask(session, name, wave_id, subject)
    same = (Job.name == name, Job.wave_id == wave_id, Job.subject == subject)
    values = {"attempts": 0, "due": datetime.now(UTC)}
    session.execute(update(Job).where(*same, Job.state == JobState.WAITING).values(values))


def most_attempts(name: str) -> int:
    """How often a job of a kind is tried before it is given up."""
    return len(_PATIENT.get(JobName(name), _PAUSES)) + 1


def next_due(session: Session, now: datetime) -> int | None:
    """The oldest job whose time has come, or None; letters let everything else go first.

    Among themselves, mailings take turns.
    """
    waiting = select(Job.id).where(Job.state == JobState.WAITING, Job.due <= now)
    is_mail = Job.name == JobName.MAIL
    turn = case((is_mail, Job.due))
    return session.scalar(waiting.order_by(case((is_mail, 1), else_=0), turn, Job.id).limit(1))


def begin(session: Session, job_id: int, now: datetime) -> Work | None:
    """Take a job on; None when another has it, it has ended, or its time has not come."""
    taken = session.execute(
        update(Job)
        .where(Job.id == job_id, Job.state == JobState.WAITING, Job.due <= now)
        .values(state=JobState.RUNNING, attempts=Job.attempts + 1, done=0, total=0, error="")
        .returning(Job.name, Job.wave_id, Job.subject)
    ).one_or_none()
    return Work(job_id, *taken) if taken else None


def advance(session: Session, job_id: int, done: int, total: int) -> None:
    """Say how far a job is: ``done`` of ``total`` steps."""
    session.execute(update(Job).where(Job.id == job_id).values(done=done, total=total))


def succeed(session: Session, job_id: int, now: datetime) -> None:
    """Say that a job is done; what somebody who reads asked for leaves no row."""
    session.execute(delete(Job).where(Job.id == job_id, Job.name.in_(_OF_READERS)))
    session.execute(update(Job).where(Job.id == job_id).values(state=JobState.DONE, ended=now))


def go_on(session: Session, job_id: int, due: datetime) -> None:
    """Say that a part of a job is done, and that the next is to be done later."""
    values = {"state": JobState.WAITING, "attempts": 0, "due": due}
    session.execute(update(Job).where(Job.id == job_id).values(values))


def fail(session: Session, job_id: int, error: str, now: datetime) -> None:
    """Say what went wrong; the job is tried again after a pause, and given up after the last.

    Nothing is said of a job that went with the wave that it deleted.
    """
    job = session.get(Job, job_id)
    if job is None:
        return
    job.error = error[:_LONGEST_ERROR]
    pauses = _PATIENT.get(job.name, _PAUSES)
    if job.attempts > len(pauses):
        job.state, job.ended = JobState.FAILED, now
    else:
        job.state, job.due = JobState.WAITING, now + pauses[job.attempts - 1]


def recover(session: Session) -> int:
    """Let jobs wait again whose process died; called by the one process that runs jobs."""
    running = update(Job).where(Job.state == JobState.RUNNING).values(state=JobState.WAITING)
    return len(session.scalars(running.returning(Job.id)).all())


def again(session: Session, job_id: int, now: datetime) -> None:
    """Try a job once more that was given up; any other is left as it is.

    Raises
    ------
    JobError
        When there is no such job.
    """
    job = session.get(Job, job_id, with_for_update=True)
    if job is None:
        raise JobError(f"there is no job {job_id}")
    if job.state is JobState.FAILED:
        job.state, job.attempts, job.due, job.ended = JobState.WAITING, 0, now, None


def latest(
    session: Session, name: JobName, wave_id: int | None = None, subject: str = ""
) -> Job | None:
    """The newest job of a kind for a wave, or for something in it, or for none."""
    found = _same(name, wave_id, subject)
    return session.scalars(found.order_by(Job.id.desc()).limit(1)).first()


def newest(session: Session, limit: int) -> list[JobFacts]:
    """The newest jobs, newest first."""
    found = select(Job, Wave.title).outerjoin(Wave, Wave.id == Job.wave_id)
    return [
        JobFacts(
            id=job.id,
            name=job.name,
            wave=title or "",
            subject=job.subject,
            state=job.state,
            attempts=job.attempts,
            done=job.done,
            total=job.total,
            error=job.error,
            asked=job.asked,
        )
        for job, title in session.execute(found.order_by(Job.id.desc()).limit(limit))
    ]


def _same(name: JobName, wave_id: int | None, subject: str) -> Select[Job]:
    return select(Job).where(Job.name == name, Job.wave_id == wave_id, Job.subject == subject)
