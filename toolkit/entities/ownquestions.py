"""An entity's own questions, written and handed in: each with a line in the audit log."""

from sqlalchemy.orm import Session

from questionnaires import own
from questionnaires.own import OwnQuestions
from toolkit.audit import Action
from toolkit.entities.rules import Subject
from toolkit.entities.store import Change, NotNowError, locked, read, told, write
from toolkit.models import OwnQuestionsKept, OwnState
from toolkit.planning import ownquestions
from toolkit.planning.ownquestions import FEWEST, OwnFacts


def write_down(session: Session, change: Change, questions: OwnQuestions) -> None:
    """Write questions in place of those before; whatever it changes has to be reviewed again.

    Raises
    ------
    NotNowError
        When the wave has opened, or so few people are eligible that nothing could be shown.
    """
    _may_ask(session, change)
    row = read(session, OwnQuestionsKept, change)
    text = own.dump(questions)
    if row is not None and row.text == text:
        return
    before = row.authors.splitlines() if row else []
    authors = "\n".join(dict.fromkeys((*before, change.actor)))
    write(session, OwnQuestionsKept, change, {}, text=text, authors=authors, state=OwnState.DRAFT)
    told(session, change, Action.OWN_WRITTEN, f"{len(questions)} questions")


def hand_in(session: Session, change: Change) -> None:
    """Let a curator read what is written.

    Raises
    ------
    NotNowError
        As above, and when there is nothing that could be handed in.
    """
    facts = _may_ask(session, change)
    row = read(session, OwnQuestionsKept, change)
    if row is None or not facts.questions or row.state is not OwnState.DRAFT:
        raise NotNowError(f"{change.place}: nothing to hand in")
    row.state, row.reviewer, row.objection = OwnState.REVIEW, "", ""
    told(session, change, Action.OWN_HANDED_IN, f"{len(facts.questions)} questions")


def _may_ask(session: Session, change: Change) -> OwnFacts:
    place = change.place
    locked(session, place, Subject.OWN)
    if ownquestions.eligible(session, place.wave_id, place.entity) < FEWEST:
        raise NotNowError(f"{place}: fewer than {FEWEST} people are eligible")
    return ownquestions.facts(session, place.wave_id, place.entity)
