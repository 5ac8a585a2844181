"""The finest groups that a wave may report on; small ones are merged before it opens."""

from collections.abc import Mapping
from dataclasses import dataclass

from aggregation.errors import AggregationError

MINIMUM = 10  # eligible people in a reporting cell

Place = tuple[str, str]  # entity, and value of its axis


@dataclass(frozen=True, slots=True)
class ReportingCell:
    """One reporting cell: an entity's values that are reported together.

    ``entity`` is None for the cell of entities that are too small to stand alone, and ``values``
    is empty where everything of the entity is one cell.
    """

    entity: str | None
    values: tuple[str, ...]
    places: tuple[Place, ...]
    eligible: int


class TooFewError(AggregationError):
    """So few people are eligible that no cell can be formed."""


def reporting_cells(
    eligible: Mapping[Place, int], *, minimum: int = MINIMUM
) -> tuple[ReportingCell, ...]:
    """Form cells of at least ``minimum`` eligible people each.

    Within an entity the smallest value is merged with the next smallest until none is under the
    minimum. Entities that are under it as a whole share one cell; where even that is under it,
    the smallest other entity joins them.

    Raises
    ------
    TooFewError
        When fewer than ``minimum`` people are eligible altogether.
    """
    entities: dict[str, dict[str, int]] = {}
    for (entity, value), number in sorted(eligible.items()):
        entities.setdefault(entity, {})[value] = number
    cells = [(entity, entities.pop(entity)) for entity in _small(entities, minimum)]
    shared = _shared(cells)
    rest = tuple(
        cell for entity, values in entities.items() for cell in _within(entity, values, minimum)
    )
    return (*rest, *shared)


def _small(entities: Mapping[str, Mapping[str, int]], minimum: int) -> tuple[str, ...]:
    """The entities that have to share a cell, smallest first."""
    totals = {entity: sum(values.values()) for entity, values in entities.items()}
    if sum(totals.values()) < minimum:
        raise TooFewError(f"{sum(totals.values())} people are eligible; {minimum} are needed")
    by_size = sorted(totals, key=lambda entity: (totals[entity], entity))
    small = [entity for entity in by_size if totals[entity] < minimum]
    for entity in by_size[len(small) :]:
        if not small or sum(totals[name] for name in small) >= minimum:
            break
        small.append(entity)
    return tuple(small)


def _shared(cells: list[tuple[str, dict[str, int]]]) -> tuple[ReportingCell, ...]:
    if not cells:
        return ()
    places = tuple((entity, value) for entity, values in cells for value in values)
    return (ReportingCell(None, (), places, sum(sum(values.values()) for _, values in cells)),)


def _within(entity: str, values: Mapping[str, int], minimum: int) -> tuple[ReportingCell, ...]:
    groups: list[tuple[tuple[str, ...], int]] = [
        ((value,), number) for value, number in values.items()
    ]
    while len(groups) > 1:
        groups.sort(key=lambda group: (group[1], group[0]))
        (first, one), (second, other), *others = groups
        if one >= minimum:
            break
        groups = [((*first, *second), one + other), *others]
    return tuple(
        ReportingCell(
            entity,
            tuple(sorted(names)) if len(groups) > 1 else (),
            tuple((entity, name) for name in sorted(names)),
            number,
        )
        for names, number in sorted(groups)
    )
