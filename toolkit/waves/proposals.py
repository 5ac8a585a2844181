"""What an administrator reads of a proposal before approving it, and what is left afterwards."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from toolkit import jobs
from toolkit.models import JobName, JobState, Published, Wave, WaveState
from toolkit.publications import DAYS_TO_APPROVE, group_name, verified


@dataclass(frozen=True, slots=True)
class Proposal:
    """The attack report without exact numbers, and the groups that are shown and withheld."""

    k: int
    listed: int
    shown: int
    withheld: tuple[str, ...]
    sha256: str
    until: date


def proposal(session: Session, wave_id: int) -> Proposal | None:
    """The proposal of a wave; None where there is none.

    Raises
    ------
    TamperedError
        When its text was changed since it was made.
    """
    wave, row = session.get(Wave, wave_id), session.get(Published, wave_id)
    if wave is None or row is None or wave.state is not WaveState.PROPOSED:
        return None
    nodes = verified(row).nodes
    return Proposal(
        k=row.k,
        listed=row.listed,
        shown=row.shown,
        withheld=tuple(group_name(one.id) for one in nodes if one.respondents is None),
        sha256=row.sha256,
        until=row.proposed_on + timedelta(days=DAYS_TO_APPROVE),
    )


def is_destroyed(session: Session, wave_id: int) -> bool:
    """Whether the job has ended that destroys what is left of a published wave."""
    job = jobs.latest(session, JobName.DESTROY, wave_id)
    return job is None or job.state is JobState.DONE
