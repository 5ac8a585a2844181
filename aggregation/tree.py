"""Who is published beside whom: a system, its entities and their parts, each a sum of cells."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from aggregation.errors import TreeError

NodeKind = Literal["system", "entity", "part"]


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


@dataclass(frozen=True)
class Tree:
    """A system, or a single entity, with everything below it.

    Raises
    ------
    TreeError
        When an id or a cell stands in it twice.
    """

    root: Node

    def __post_init__(self) -> None:
        """Refuse what stands twice."""
        ids = Counter(node.id for node in self.root.walk())
        cells = Counter(self.root.all_cells())
        for name, number in [*ids.items(), *((f"cell {key}", n) for key, n in cells.items())]:
            if number > 1:
                raise TreeError(f"{name} stands {number} times in the tree")

    @cached_property
    def cells(self) -> tuple[int, ...]:
        """All cell numbers, lowest first."""
        return tuple(sorted(self.root.all_cells()))

    def entities_alone(self) -> tuple[Node, ...]:
        """Each entity by itself, undivided: what a wave that anybody could answer may show."""
        return tuple(node.undivided() for node in self.root.walk() if node.kind == "entity")
