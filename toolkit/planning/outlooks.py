"""Which groups a wave would show at an assumed response rate: asked for, worked out, and kept.

The web process asks by a row of its own, for it may write no jobs; the job process looks for it.
"""

from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolkit import jobs
from toolkit.models import Job, JobName, JobState, Outlook, Wave
from toolkit.planning import tablelist


def ask(session: Session, wave_id: int, percent: int) -> None:
    """Ask for it, or for it anew; the caller holds the wave's row."""
    row = session.get(Outlook, (wave_id, percent))
    if row is None:
        session.add(Outlook(wave_id=wave_id, percent=percent, table_list="", shown=None))
    else:
        row.shown = None
    job = latest_job(session, wave_id)
    if job and job.state is JobState.FAILED:
        jobs.again(session, job.id, datetime.now(UTC))


def is_asked(session: Session, wave_id: int, percent: int) -> bool:
    """Whether somebody asked for it who has no answer yet."""
    row = session.get(Outlook, (wave_id, percent))
    return row is not None and row.shown is None


def shown(session: Session, wave: Wave, percent: int) -> frozenset[str] | None:
    """The groups that would be shown of the table list as it is now; None unless worked out."""
    row = session.get(Outlook, (wave.id, percent))
    if row is None or row.shown is None or row.table_list != tablelist.fingerprint(session, wave):
        return None
    return frozenset(row.shown)


def latest_job(session: Session, wave_id: int) -> Job | None:
    """The newest job that works it out for a wave."""
    return jobs.latest(session, JobName.PREVIEW, wave_id)


def wanted(session: Session) -> list[int]:
    """The waves of which somebody asked for something that no job has in hand or has given up."""
    asked = select(Outlook.wave_id).where(Outlook.shown.is_(None)).distinct()
    latest = {wave_id: latest_job(session, wave_id) for wave_id in session.scalars(asked).all()}
    return [key for key, job in latest.items() if job is None or job.state is JobState.DONE]


def waiting(session: Session, wave_id: int) -> list[int]:
    """The response rates, in percent, that somebody asked for and nobody has worked out."""
    rows = select(Outlook.percent).where(Outlook.wave_id == wave_id, Outlook.shown.is_(None))
    return list(session.scalars(rows.order_by(Outlook.percent)))


def keep(
    session: Session, wave_id: int, percent: int, table_list: str, groups: Collection[str]
) -> None:
    """Keep which groups of a table list would be shown."""
    row = session.get_one(Outlook, (wave_id, percent))
    row.table_list, row.shown = table_list, sorted(groups)
