"""What is brought to a wave as CSV: who is eligible, who takes part, and who is compared."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from toolkit.models import OTHER_ENTITIES
from toolkit.waves.sheet import Row, Sheet

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PERSON, _ENTITY, _VALUE, _MAIL = range(4)
_GROUPS = Sheet(
    name="list of groups",
    columns=("entity", "group"),
    required=2,
    identity=lambda row: tuple(field.casefold() for field in row),
    same="the same as line",
)
_ENTITIES = Sheet(
    name="list of entities",
    columns=("entity",),
    required=1,
    identity=lambda row: row[0].casefold(),
    same="the entity of line",
)


@dataclass(frozen=True, slots=True)
class Invited:
    """One line of a roster: a person as the entity knows them, and where they are counted.

    A person who is named by an address needs no ``mail``.
    """

    person: str
    entity: str
    value: str = ""
    mail: str = ""
    line: int = field(default=0, compare=False)  # of the sheet

    @property
    def address(self) -> str:
        """Where an invitation can be sent; empty where that is not known."""
        return self.mail or (self.person if is_address(self.person) else "")


@dataclass(frozen=True, slots=True)
class Member:
    """That an entity belongs to a comparison group, such as those of one size."""

    entity: str
    group: str


def read_roster(data: bytes, *, known: Collection[str] = (), own: str = "") -> list[Invited]:
    """Read ``person,entity[,value][,mail]``.

    Parameters
    ----------
    known
        The entities that take part; where there are none, any may.
    own
        The one entity that may be in the sheet; its column may then be missing or empty.

    Raises
    ------
    SheetError
        With every line that is wrong.
    """
    sheet = Sheet(
        name="roster",
        columns=("person", "entity", "value", "mail"),
        required=1 if own else 2,
        identity=lambda row: (row[_MAIL] or row[_PERSON]).casefold(),
        same="the person of line",
        further=_further(known, own),
    )
    return [_invited(line, row, own) for line, row in sheet.read(data)]


def read_groups(data: bytes) -> list[Member]:
    """Read ``entity,group``; :class:`SheetError` with every line that is wrong."""
    return [Member(*row) for _line, row in _GROUPS.read(data)]


def read_entities(data: bytes) -> list[str]:
    """Read ``entity``; :class:`SheetError` with every line that is wrong."""
    return [entity for _line, (entity,) in _ENTITIES.read(data)]


def is_address(text: str) -> bool:
    """Whether this can be a mail address."""
    return _ADDRESS.fullmatch(text) is not None


def _invited(line: int, row: Row, own: str) -> Invited:
    person, entity, value, mail = row
    return Invited(person, own or entity, value, mail, line)


def _further(known: Collection[str], own: str) -> Callable[[Row], Iterator[str]]:
    """What a roster's line must be beyond complete and short; remembers how names were written."""
    written: dict[tuple[str, ...], str] = {}

    def wrong(row: Row) -> Iterator[str]:
        entity, value, mail = row[_ENTITY], row[_VALUE], row[_MAIL]
        if mail and not is_address(mail):
            yield "mail is not an address"
        if own and entity not in {"", own}:
            yield f"entity is {entity}, and only {own} is yours"
        elif entity.casefold() == OTHER_ENTITIES.casefold():
            yield f"“{OTHER_ENTITIES}” is what small entities are called together"
        elif known and entity and entity not in known:
            yield f"entity {entity} does not take part in this wave"
        for name in ((entity,), (entity, value)):
            first = written.setdefault(tuple(part.casefold() for part in name), name[-1])
            if first != name[-1]:
                yield f"{name[-1]} was written {first} before"

    return wrong
