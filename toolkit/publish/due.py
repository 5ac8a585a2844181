"""What has to be destroyed, and when; without the libraries that figures are made with."""

from datetime import date, timedelta

from sqlalchemy import Exists, delete, select
from sqlalchemy.orm import Session

from toolkit.models import Ballot, Cell, Link, Published, RosterRow, Wave, WaveState
from toolkit.publications import DAYS_TO_APPROVE


def overdue(session: Session, today: date) -> list[int]:
    """Waves whose proposal waits longer than it may, and whose ballots are not destroyed yet."""
    latest = today - timedelta(days=DAYS_TO_APPROVE)
    late = (Wave.state == WaveState.PROPOSED, Published.proposed_on < latest, _has_links())
    waves = select(Wave.id).join(Published, Published.wave_id == Wave.id)
    return list(session.scalars(waves.where(*late).order_by(Wave.id)))


def destroyed(session: Session) -> list[int]:
    """Waves whose figures are made and whose ballots and links are gone."""
    made = Wave.state.in_((WaveState.PROPOSED, WaveState.PUBLISHED, WaveState.WITHDRAWN))
    return list(session.scalars(select(Wave.id).where(made, ~_has_links()).order_by(Wave.id)))


def destroy_rows(session: Session, wave_id: int) -> None:
    """Delete every ballot and every link of a wave, and the names of those who were invited."""
    cells = select(Cell.id).where(Cell.wave_id == wave_id)
    session.execute(delete(Ballot).where(Ballot.cell_id.in_(cells)))
    session.execute(delete(Link).where(Link.cell_id.in_(cells)))
    session.execute(delete(RosterRow).where(RosterRow.wave_id == wave_id))


def _has_links() -> Exists:
    """Whether the wave of the statement around it has links, which go with its ballots."""
    links = select(Link.id).join(Cell, Cell.id == Link.cell_id).where(Cell.wave_id == Wave.id)
    return links.correlate(Wave).exists()
