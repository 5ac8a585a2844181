"""Cases from practice that staff send in: notes for curators, which nobody else reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from toolkit import audit
from toolkit.audit import Action
from toolkit.models import PracticeCase


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One case as a curator reads it."""

    id: int
    tool: str
    sender: str
    done: str
    result: str
    hard: str
    contact: str
    link: str


def send(session: Session, told: Mapping[str, str], *, sender: str) -> None:
    """Keep a case; ``told`` has the fields tool, done, result, hard, contact and link."""
    case = PracticeCase(sender=sender, sent=datetime.now(UTC), **told)
    session.add(case)
    session.flush()
    audit.record(session, actor=sender, action=Action.CASE_SENT, subject=f"case {case.id}")


def waiting(session: Session) -> list[CaseFacts]:
    """Cases that no curator has settled, the oldest first."""
    found = select(PracticeCase).where(PracticeCase.settled_by == "").order_by(PracticeCase.id)
    return [
        CaseFacts(
            one.id, one.tool, one.sender, one.done, one.result, one.hard, one.contact, one.link
        )
        for one in session.scalars(found)
    ]


def settle(session: Session, case_id: int, *, actor: str) -> bool:
    """Take a case off the list; False where there is none, or somebody did so before."""
    changed = session.scalar(
        update(PracticeCase)
        .where(PracticeCase.id == case_id, PracticeCase.settled_by == "")
        .values(settled_by=actor)
        .returning(PracticeCase.id)
    )
    if changed is None:
        return False
    audit.record(session, actor=actor, action=Action.CASE_SETTLED, subject=f"case {case_id}")
    return True
