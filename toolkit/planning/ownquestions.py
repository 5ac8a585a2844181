"""What entities ask of their own in a wave: written and reviewed before it opens, then fixed."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from questionnaires import own
from questionnaires.own import OwnQuestions
from toolkit.models import OTHER_ENTITIES, Cell, OwnQuestionsKept, OwnState, Wave
from toolkit.refusal import Refusal

FEWEST = 20  # eligible people, for anything of theirs ever to be shown
_MOST_KEPT = 8  # waves whose questions a process remembers
_BY_HASH: dict[str, Mapping[str, OwnQuestions]] = {}


class ChangedQuestionsError(Refusal):
    """The stored questions are not those with which the wave opened; nobody is asked them."""


@dataclass(frozen=True, slots=True)
class OwnFacts:
    """An entity's own questions in a wave, and how far they are; version 0 is none yet."""

    wave_id: int
    entity: str
    version: int = 0
    state: OwnState = OwnState.DRAFT
    questions: OwnQuestions = ()
    authors: tuple[str, ...] = ()
    reviewer: str = ""
    objection: str = ""

    @property
    def is_draft(self) -> bool:
        """Whether it can be handed in."""
        return self.state is OwnState.DRAFT

    @property
    def is_in_review(self) -> bool:
        """Whether it waits for a curator."""
        return self.state is OwnState.REVIEW

    @property
    def is_accepted(self) -> bool:
        """Whether it is asked when the wave opens."""
        return self.state is OwnState.ACCEPTED

    @property
    def is_asked(self) -> bool:
        """Whether the wave has opened with it."""
        return self.state is OwnState.ASKED


def facts(session: Session, wave_id: int, entity: str) -> OwnFacts:
    """What an entity has written for a wave."""
    row = session.get(OwnQuestionsKept, (wave_id, entity))
    return OwnFacts(wave_id, entity) if row is None else facts_of(row)


def facts_of(row: OwnQuestionsKept) -> OwnFacts:
    """A row as what it says."""
    return OwnFacts(
        wave_id=row.wave_id,
        entity=row.entity,
        version=row.version,
        state=row.state,
        questions=own.parse(row.text, source=row.entity),
        authors=tuple(row.authors.splitlines()),
        reviewer=row.reviewer,
        objection=row.objection,
    )


def eligible(session: Session, wave_id: int, entity: str) -> int:
    """How many people may answer in an entity that stands alone; 0 in one that does not."""
    people = select(func.sum(Cell.eligible)).where(Cell.wave_id == wave_id, Cell.entity == entity)
    return 0 if entity == OTHER_ENTITIES else session.scalar(people) or 0


def minutes(session: Session, wave_id: int, entity: str) -> int:
    """How long answering takes in an entity, with what it asks or is to ask of its own."""
    found = facts(session, wave_id, entity)
    return own.minutes(found.questions if found.is_accepted or found.is_asked else ())


def fix(session: Session, wave: Wave) -> None:
    """Let a wave that opens ask what is accepted, of entities that are large enough, for good."""
    accepted = select(OwnQuestionsKept).where(
        OwnQuestionsKept.wave_id == wave.id, OwnQuestionsKept.state == OwnState.ACCEPTED
    )
    for row in session.scalars(accepted):
        if eligible(session, wave.id, row.entity) >= FEWEST:
            row.state = OwnState.ASKED
    session.flush()
    texts = asked_texts(session, wave.id)
    wave.own_questions = _hash(texts) if texts else ""


def asked_texts(session: Session, wave_id: int) -> list[list[str]]:
    """The entities that ask something in a wave, each with the text, by name."""
    rows = select(OwnQuestionsKept.entity, OwnQuestionsKept.text).where(
        OwnQuestionsKept.wave_id == wave_id, OwnQuestionsKept.state == OwnState.ASKED
    )
    return sorted(map(list, session.execute(rows)))


def asked(session: Session, wave_id: int, sha256: str) -> Mapping[str, OwnQuestions]:
    """What each entity asks in a wave, by the hash that the wave keeps of it; empty without one.

    Read once in a process: most waves ask nothing of the kind, and the others ask for weeks.

    Raises
    ------
    ChangedQuestionsError
        When what is stored has another hash.
    """
    if not sha256:
        return {}
    if sha256 not in _BY_HASH:
        texts = asked_texts(session, wave_id)
        if _hash(texts) != sha256:
            raise ChangedQuestionsError(f"the own questions of wave {wave_id} were changed")
        while len(_BY_HASH) >= _MOST_KEPT:
            del _BY_HASH[next(iter(_BY_HASH))]
        _BY_HASH[sha256] = {entity: own.parse(text, source=entity) for entity, text in texts}
    return _BY_HASH[sha256]


def _hash(texts: Iterable[list[str]]) -> str:
    return hashlib.sha256(json.dumps([*texts]).encode()).hexdigest()
