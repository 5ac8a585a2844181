"""Who is published beside whom: a system, its entities, their parts, and groups of entities."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from aggregation.errors import TreeError

NodeKind = Literal["system", "group", "entity", "part"]
FEWEST_ENTITIES = 6  # of a comparison group (PRIVACY.md, what is published, 5)


@dataclass(frozen=True, slots=True)
class Node:
    """A group of people: those of its own cells and those of its children.

    ``cells`` are the numbers of reporting cells that belong to no child; ``eligible`` is how many
    people could have answered, None where that is not known.
    """

    id: str
    kind: NodeKind
    cells: tuple[int, ...] = ()
    children: tuple["Node", ...] = ()
    eligible: int | None = None

    def walk(self) -> Iterator["Node"]:
        """Itself, then everything below it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def all_cells(self) -> tuple[int, ...]:
        """The cells of this node and of everything below it."""
        return tuple(cell for node in self.walk() for cell in node.cells)

    def undivided(self) -> "Node":
        """The same people without any part."""
        return replace(self, cells=self.all_cells(), children=())


@dataclass(frozen=True, slots=True)
class ComparisonGroup:
    """Entities that are compared with each other, such as those of one size, by their ids."""

    id: str
    entities: tuple[str, ...]


@dataclass(frozen=True)
class Tree:
    """A system, or a single entity, with everything below it, and the groups that cross it.

    Raises
    ------
    TreeError
        When an id or a cell stands in it twice, or a comparison group names what is no entity of
        it, or fewer than six.
    """

    root: Node
    comparison_groups: tuple[ComparisonGroup, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what stands twice, and groups that are none."""
        ids = Counter(node.id for node in self.root.walk())
        ids.update(group.id for group in self.comparison_groups)
        cells = Counter(self.root.all_cells())
        for name, number in [*ids.items(), *((f"cell {key}", n) for key, n in cells.items())]:
            if number > 1:
                raise TreeError(f"{name} stands {number} times in the tree")
        for group in self.comparison_groups:
            unknown = set(group.entities) - self._entities.keys()
            if unknown or len(set(group.entities)) < FEWEST_ENTITIES:
                raise TreeError(
                    f"{group.id} has {len(group.entities)} entities, {len(unknown)} of them unknown"
                )

    @cached_property
    def _entities(self) -> dict[str, Node]:
        return {node.id: node for node in self.root.walk() if node.kind == "entity"}

    def members(self, group: ComparisonGroup) -> tuple[Node, ...]:
        """The entities of a comparison group."""
        return tuple(self._entities[key] for key in group.entities)

    @cached_property
    def cells(self) -> tuple[int, ...]:
        """All cell numbers, lowest first."""
        return tuple(sorted(self.root.all_cells()))

    def entities_alone(self) -> tuple[Node, ...]:
        """Each entity by itself, undivided: what a wave that anybody could answer may show."""
        return tuple(node.undivided() for node in self.root.walk() if node.kind == "entity")
