"""Letters that look as if they had gone out: nobody is written to in a demonstration."""

from datetime import date

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from toolkit.demonstration.parameters import LETTERS_REFUSED
from toolkit.letters import asking
from toolkit.models import LetterState, MailedLetter, MailingKind, RosterRow

_LANGUAGE, _COORDINATOR = "en", "coordinator@example.org"
_REFUSED = "550 5.1.1 … no such mailbox"


def invite(session: Session, wave_id: int, entity: str, today: date) -> None:
    """Note invitations to an entity's people, of which a few did not arrive."""
    found = asking.recipients(wave_id, entity)
    people = session.scalars(select(RosterRow.id).where(*found).order_by(RosterRow.person)).all()
    if not people:
        return
    kind = MailingKind.INVITATION
    mailing = asking.make(
        session, wave_id, kind, entity, language=_LANGUAGE, today=today, actor=_COORDINATOR
    )
    session.execute(
        insert(MailedLetter),
        [
            {
                "mailing_id": mailing.id,
                "person_id": person,
                "state": LetterState.SENT if number >= LETTERS_REFUSED else LetterState.REFUSED,
                "attempts": 0,
                "said": "" if number >= LETTERS_REFUSED else _REFUSED,
            }
            for number, person in enumerate(people)
        ],
    )
