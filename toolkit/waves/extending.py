"""A later last day of an open wave, announced to those who look after it."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from toolkit.config import Settings
from toolkit.letters import loose
from toolkit.models import MailingKind
from toolkit.waves import service


def extend(
    session: Session, settings: Settings, wave_id: int, until: date, *, now: datetime, actor: str
) -> None:
    """Move the last day, as :func:`toolkit.waves.service.extend` does, and tell coordinators."""
    service.extend(session, wave_id, until, now=now, actor=actor)
    kind = MailingKind.EXTENDED
    loose.tell_staff(session, settings, wave_id, kind, today=now.date(), actor=actor)
