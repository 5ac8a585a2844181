"""What entities want to ask of their own, read by a curator before a wave opens with it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolkit.audit import Action, record
from toolkit.curate.refusals import OwnMovedError, Reason, RefusedError
from toolkit.models import OwnQuestionsKept, OwnState, Wave, WaveState
from toolkit.planning import ownquestions
from toolkit.planning.ownquestions import OwnFacts


def in_review(session: Session) -> list[tuple[str, OwnFacts]]:
    """Everything that waits for a curator, each with the title of its wave, the oldest first."""
    waiting = (
        select(Wave.title, OwnQuestionsKept)
        .join(Wave, Wave.id == OwnQuestionsKept.wave_id)
        .where(Wave.state == WaveState.PLANNED, OwnQuestionsKept.state == OwnState.REVIEW)
        .order_by(OwnQuestionsKept.wave_id, OwnQuestionsKept.entity)
    )
    return [(title, ownquestions.facts_of(row)) for title, row in session.execute(waiting)]


def accept(session: Session, wave_id: int, entity: str, *, version: int, actor: str) -> None:
    """Let a wave ask them when it opens.

    Raises
    ------
    OwnMovedError
        When they are not in review in the version that was read, or the wave has opened.
    RefusedError
        When whoever accepts them wrote some of them.
    """
    row = _read(session, wave_id, entity, version)
    if actor in row.authors.splitlines():
        raise RefusedError(Reason.OWN_TEXT)
    row.state, row.reviewer, row.objection = OwnState.ACCEPTED, actor, ""
    _told(session, row, Action.OWN_ACCEPTED, actor)


def send_back(
    session: Session, wave_id: int, entity: str, *, version: int, objection: str, actor: str
) -> None:
    """Send them back to the entity, with the reason; raises as above."""
    row = _read(session, wave_id, entity, version)
    row.state, row.reviewer, row.objection = OwnState.DRAFT, actor, objection
    _told(session, row, Action.OWN_SENT_BACK, actor)


def _read(session: Session, wave_id: int, entity: str, version: int) -> OwnQuestionsKept:
    """What is in review, while its wave cannot open."""
    wave = session.get(Wave, wave_id, with_for_update=True)
    row = session.get(OwnQuestionsKept, (wave_id, entity))
    is_planned = wave is not None and wave.state is WaveState.PLANNED
    if row is None or not is_planned or (row.state, row.version) != (OwnState.REVIEW, version):
        raise OwnMovedError(f"wave {wave_id}: {entity}: not in review as it was read")
    return row


def _told(session: Session, row: OwnQuestionsKept, action: Action, actor: str) -> None:
    record(session, actor=actor, action=action, subject=f"wave {row.wave_id}: {row.entity}")
