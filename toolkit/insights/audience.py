"""Who may read which pages of results; invited people have their link instead."""

from collections.abc import Iterable

from toolkit.roles import Role
from toolkit.web.access import Person

EVERYTHING = frozenset({Role.SYSTEM_EXECUTIVE, Role.ADMINISTRATOR})
_OF_ONE_ENTITY = (Role.EXECUTIVE, Role.COORDINATOR)


def may_read_system(person: Person) -> bool:
    """Whether a person reads the whole system, and with it every entity by name."""
    return bool(person.roles & EVERYTHING)


def may_read_entity(person: Person, entity: str) -> bool:
    """Whether a person reads the page of an entity."""
    own = (name for role in _OF_ONE_ENTITY for name in person.entities(role))
    return may_read_system(person) or entity in own


def readable(person: Person, entities: Iterable[str]) -> tuple[str, ...]:
    """Those of a wave's entities that a person may read, by name."""
    return tuple(sorted(entity for entity in entities if may_read_entity(person, entity)))
