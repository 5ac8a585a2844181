"""The next step of a wave, asked for on a page and done by the job process, or refused with why.

The web process may change no state of a wave: it asks by a row of its own, and the job process
looks for it.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolkit import jobs
from toolkit.audit import Action, record
from toolkit.models import JobName, JobState, StepName, WaveStep

# Who asks for what nobody asks for.
FIRST_DAY, LAST_DAY = "the first day has begun", "the last day is over"


def ask(
    session: Session,
    wave_id: int,
    step: StepName,
    *,
    actor: str,
    seen: str = "",
    tells: bool = False,
) -> None:
    """Ask for a step, in place of one that was refused; one that waits stays as it is.

    ``seen`` is the hash of the proposal that the step is about; with ``tells``, everybody invited
    gets a letter when it is approved.
    """
    row = session.get(WaveStep, wave_id, with_for_update=True)
    if row is not None and not row.refused:
        return
    if row is None:
        row = WaveStep(wave_id=wave_id)
        session.add(row)
    row.step, row.asked_by, row.seen, row.refused = step, actor, seen, ""
    row.tells = tells
    record(
        session, actor=actor, action=Action.STEP_ASKED, subject=f"wave {wave_id}", detail=str(step)
    )


def of(session: Session, wave_id: int) -> WaveStep | None:
    """The step of a wave that waits or was refused."""
    return session.get(WaveStep, wave_id)


def is_given_up(session: Session, wave_id: int) -> bool:
    """Whether the job that should do a step was given up."""
    job = jobs.latest(session, JobName.STEP, wave_id)
    return job is not None and job.state is JobState.FAILED


def wanted(session: Session) -> list[int]:
    """The waves with a step that no job has in hand or has given up."""
    waiting = select(WaveStep.wave_id).where(WaveStep.refused == "")
    latest = {key: jobs.latest(session, JobName.STEP, key) for key in session.scalars(waiting)}
    return [key for key, job in latest.items() if job is None or job.state is JobState.DONE]


def refuse(session: Session, wave_id: int, why: str) -> None:
    """Keep why a step is not done, for whoever asked for it."""
    session.get_one(WaveStep, wave_id).refused = why


def done(session: Session, wave_id: int) -> None:
    """Forget a step that is done."""
    row = session.get(WaveStep, wave_id)
    if row is not None:
        session.delete(row)
