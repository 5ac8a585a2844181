"""Who may say what for an entity, and in which states of a wave; what is not here may not."""

import enum
from collections.abc import Mapping

from toolkit.models import WaveState
from toolkit.roles import Role
from toolkit.web.access import Person


class Subject(enum.StrEnum):
    """What an entity says of itself."""

    AMBITION = "ambition"
    RETURN = "return"
    SIGNATURE = "signature"
    EXCHANGE = "exchange"  # offers and asks
    DECISIONS = "decisions"
    FOLLOW_UP = "follow-up"
    NAMING = "naming"
    OWN = "own-questions"


_COORDINATOR, _EXECUTIVE = frozenset({Role.COORDINATOR}), frozenset({Role.EXECUTIVE})
_BEFORE = frozenset({WaveState.PLANNED})
# An approved publication may be read beside the return: nobody writes it knowing the figures.
_UNTIL_APPROVED = frozenset(
    {WaveState.PLANNED, WaveState.OPEN, WaveState.CLOSED, WaveState.PROPOSED}
)
_AFTER = frozenset({WaveState.PUBLISHED})

WRITERS: Mapping[Subject, frozenset[Role]] = {
    Subject.AMBITION: _COORDINATOR,
    Subject.RETURN: _COORDINATOR,
    Subject.SIGNATURE: _EXECUTIVE,
    Subject.EXCHANGE: _COORDINATOR | _EXECUTIVE,
    Subject.DECISIONS: _EXECUTIVE,
    Subject.FOLLOW_UP: _COORDINATOR | _EXECUTIVE,
    Subject.NAMING: _EXECUTIVE,
    Subject.OWN: _COORDINATOR,
}
WHILE: Mapping[Subject, frozenset[WaveState]] = {
    Subject.AMBITION: _BEFORE,
    Subject.RETURN: _UNTIL_APPROVED,
    Subject.SIGNATURE: _UNTIL_APPROVED,
    Subject.EXCHANGE: _UNTIL_APPROVED | _AFTER,
    Subject.DECISIONS: _AFTER,
    Subject.FOLLOW_UP: _AFTER,
    Subject.NAMING: _AFTER,
    Subject.OWN: _BEFORE,
}


def may_read(person: Person, entity: str) -> bool:
    """Whether a person reads what an entity has not shown to others yet."""
    return any(entity in person.entities(role) for role in _COORDINATOR | _EXECUTIVE)


def may_write(person: Person, subject: Subject, entity: str) -> bool:
    """Whether a person has a role in this entity that says this for it."""
    return any(entity in person.entities(role) for role in WRITERS[subject])


def entities_of(person: Person) -> tuple[str, ...]:
    """The entities that a person speaks for, by name."""
    return tuple(sorted({*person.entities(Role.COORDINATOR), *person.entities(Role.EXECUTIVE)}))
