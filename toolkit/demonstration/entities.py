"""The 31 member organisations of the Chief Executives Board, and how many of their staff are asked.

Names and staff counts are facts, read from ``entities.csv``; shares of field staff and three
sizes are invented.
"""

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from toolkit.demonstration import parameters as p

_FILE = Path(__file__).with_name("entities.csv")


@dataclass(frozen=True, slots=True)
class Entity:
    """An organisation with its people; ``staff_is_invented`` where no count is published."""

    acronym: str
    name: str
    kind: str
    headquarters: str
    staff: int
    staff_is_invented: bool


@dataclass(frozen=True, slots=True)
class Roster:
    """The people of one place of an entity: all who may answer, and those who are asked to."""

    value: str
    eligible: int
    invited: int


@cache
def entities() -> tuple[Entity, ...]:
    """Every entity, in the order of the file."""
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return tuple(
        Entity(
            acronym=row["acronym"],
            name=row["name"],
            kind=row["type"],
            headquarters=row["headquarters"],
            staff=int(row["staff_2019"] or p.INVENTED_STAFF[row["acronym"]]),
            staff_is_invented=not row["staff_2019"],
        )
        for row in rows
    )


def rosters(entity: Entity) -> tuple[Roster, Roster]:
    """The entity's headquarters and field: everybody is invited, or a sample of each place.

    Above 2,000 eligible people a random sample is large enough when the module means of each place
    are known to the planned half-width at the planned response.
    """
    field = round(entity.staff * _field_share(entity))
    headquarters = Roster(p.HEADQUARTERS, *_asked(entity, entity.staff - field))
    return headquarters, Roster(p.FIELD, *_asked(entity, field))


def sample_size() -> int:
    """How many are invited in each place of a large entity."""
    answers = math.ceil((p.NORMAL_95 * p.PLANNED_SD / p.SAMPLE_HALF_WIDTH) ** 2)
    return math.ceil(answers / p.PLANNED_RESPONSE)


def _asked(entity: Entity, eligible: int) -> Iterator[int]:
    yield eligible
    yield min(eligible, sample_size()) if entity.staff > p.SAMPLED_ABOVE else eligible


def _field_share(entity: Entity) -> float:
    if entity.acronym in p.MOSTLY_FIELD:
        return p.FIELD_SHARE_MOST
    if entity.acronym in p.MOSTLY_HEADQUARTERS:
        return p.FIELD_SHARE_LEAST
    return p.FIELD_SHARE_BOTH
