"""Letters of a wave, sent by the real job process's work to a real server."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from mailserver import Box
from sqlalchemy import func, select, update
from waves import OpenWave

from toolkit.letters import asking
from toolkit.models import Job, JobName, JobState, LetterState, MailedLetter, MailingKind, MailPace
from toolkit.processes.worker import Workshop
from toolkit.storage.database import Engines

TODAY = date(2026, 12, 3)
BY = "coordinator@example.org"


def ask(
    wave: OpenWave,
    kind: MailingKind = MailingKind.INVITATION,
    entity: str = "",
    today: date = TODAY,
    language: str = "en",
) -> int:
    """Ask for letters to all of a wave, or of an entity."""
    with wave.engines.write() as session:
        return asking.ask(session, wave.id, kind, entity, language=language, today=today, actor=BY)


def workshop(wave: OpenWave, box: Box | None, per_minute: int = 10_000) -> Workshop:
    """What the job process works with, beside this mail server or none."""
    server = box.server(per_minute=per_minute) if box else None
    return Workshop(replace(wave.settings, mail=server), wave.engines)


def let_time_pass(engines: Engines) -> None:
    """Let every job be due that waits for a later time, and the server take letters again."""
    past = datetime.now(UTC) - timedelta(seconds=1)
    with engines.write() as session:
        session.execute(update(Job).where(Job.state == JobState.WAITING).values(due=past))
        session.execute(update(MailPace).values(free_from=past))


def let_a_minute_pass(engines: Engines) -> None:
    """Let everything that waits be due a minute sooner, in its order."""
    minute = timedelta(minutes=1)
    with engines.write() as session:
        for job in session.scalars(select(Job).where(Job.state == JobState.WAITING)):
            job.due -= minute
        for pace in session.scalars(select(MailPace)):
            pace.free_from -= minute


def work_off(at: Workshop, slices: int = 100) -> int:
    """Do what is to be done of mail, however long it has to wait; how many slices it took."""
    for number in range(slices):
        let_time_pass(at.engines)
        job_id = at.next_due()
        if job_id is None:
            return number
        at.perform(job_id)
    raise AssertionError("it never ends")


def states(engines: Engines) -> dict[str, int]:
    """How many letters are how far."""
    with engines.read() as session:
        rows = session.execute(
            select(MailedLetter.state, func.count()).group_by(MailedLetter.state)
        )
        return {LetterState(state).value: number for state, number in rows}


def mail_jobs(engines: Engines) -> list[tuple[JobState, int, str]]:
    """The jobs that send letters: state, attempts, error."""
    with engines.read() as session:
        rows = session.scalars(select(Job).where(Job.name == JobName.MAIL).order_by(Job.id))
        return [(job.state, job.attempts, job.error) for job in rows]
