"""A wave's table list: the groups of people that it may show, fixed when it opens."""

import hashlib
import json
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from aggregation.tree import FEWEST_ENTITIES, ComparisonGroup, Node, Tree
from toolkit.models import OTHER_ENTITIES, Cell, Membership, Wave
from toolkit.publications import SYSTEM, entity_id, group_id, part_id


def answering(eligible: int, percent: int) -> int:
    """How many of so many people answer at a response rate in whole percent, half up."""
    return (2 * eligible * percent + 100) // 200


def eligible_of(session: Session, wave_id: int) -> dict[int, int]:
    """How many people may answer in each cell of a wave."""
    rows = select(Cell.id, Cell.eligible).where(Cell.wave_id == wave_id).order_by(Cell.id)
    return {cell: number for cell, number in session.execute(rows)}  # noqa: C416 - rows are no pairs


def tree_of(session: Session, wave_id: int) -> Tree:
    """The system, its comparison groups, its entities, and their parts on the axes they chose.

    Entities that are too small to stand alone count in the system only.
    """
    by_entity: dict[str, list[Cell]] = {}
    for cell in session.scalars(select(Cell).where(Cell.wave_id == wave_id).order_by(Cell.id)):
        by_entity.setdefault(cell.entity, []).append(cell)
    others = by_entity.pop(OTHER_ENTITIES, [])
    entities = tuple(_entity(name, cells) for name, cells in by_entity.items())
    eligible = sum(entity.eligible or 0 for entity in entities)
    eligible += sum(cell.eligible for cell in others)
    root = Node(SYSTEM, "system", tuple(cell.id for cell in others), entities, eligible)
    return Tree(root, _comparison_groups(session, wave_id, by_entity))


def fingerprint(session: Session, wave: Wave) -> str:
    """The SHA-256 of what decides which groups are shown, whoever answers."""
    cells = select(Cell.id, Cell.entity, Cell.value, Cell.eligible).where(Cell.wave_id == wave.id)
    groups = select(Membership.group, Membership.entity).where(Membership.wave_id == wave.id)
    deciding = [
        [wave.mean_from, wave.shares_from, wave.protected],
        sorted(map(list, session.execute(cells))),
        sorted(map(list, session.execute(groups))),
    ]
    return hashlib.sha256(json.dumps(deciding).encode()).hexdigest()


def _comparison_groups(
    session: Session, wave_id: int, entities: Collection[str]
) -> tuple[ComparisonGroup, ...]:
    """The groups of the entities that stand alone, where six or more of a group do."""
    members: dict[str, list[str]] = {}
    rows = session.scalars(
        select(Membership)
        .where(Membership.wave_id == wave_id)
        .order_by(Membership.group, Membership.entity)
    )
    for row in rows:
        if row.entity in entities:
            members.setdefault(row.group, []).append(entity_id(row.entity))
    return tuple(
        ComparisonGroup(group_id(name), tuple(found))
        for name, found in members.items()
        if len(found) >= FEWEST_ENTITIES
    )


def _entity(name: str, cells: list[Cell]) -> Node:
    eligible = sum(cell.eligible for cell in cells)
    if len(cells) == 1:
        return Node(entity_id(name), "entity", (cells[0].id,), (), eligible)
    parts = tuple(
        Node(part_id(name, cell.value), "part", (cell.id,), (), cell.eligible) for cell in cells
    )
    return Node(entity_id(name), "entity", (), parts, eligible)
