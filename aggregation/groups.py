"""The groups of one wave: what each counts, and which of them the gate lets show a figure."""

from collections.abc import Mapping
from dataclasses import dataclass

from aggregation.disclosure import Cell, Progress, admit
from aggregation.settings import Settings
from aggregation.tallies import Counts
from aggregation.tree import Node, NodeKind, Tree

Sums = Mapping[str, tuple[int, ...]]  # node id -> one sum a column
Shown = frozenset[str]
_PRIORITY: Mapping[NodeKind, int] = {"system": 0, "group": 1, "entity": 2, "part": 3}
_MOST_OF_A_GROUP = 2  # no entity has more than one in so many of a comparison group's respondents


@dataclass(frozen=True)
class Groups:
    """The groups that a wave may show, over cells in a fixed order.

    ``roots`` are trees; ``crossing`` are the comparison groups as nodes of their own, with the
    entities that each consists of.
    """

    roots: tuple[Node, ...]
    crossing: Mapping[Node, tuple[Node, ...]]
    cells: tuple[int, ...]

    @classmethod
    def of(cls, tree: Tree, settings: Settings) -> "Groups":
        """The whole tree and its groups, or in an open wave each entity by itself."""
        if settings.open_wave:
            return cls(tree.entities_alone(), {}, tree.cells)
        crossing = {}
        for group in tree.comparison_groups:
            members = tree.members(group)
            cells = tuple(cell for node in members for cell in node.all_cells())
            crossing[Node(group.id, "group", cells)] = members
        return cls((tree.root,), crossing, tree.cells)

    def nodes(self) -> tuple[Node, ...]:
        """Every group, each before its children; the comparison groups last."""
        return (*(node for root in self.roots for node in root.walk()), *self.crossing)

    def table_list(self) -> tuple[Cell, ...]:
        """Every group as the gate knows it: its cells, and when its turn is."""
        return tuple(
            Cell(node.id, _PRIORITY[node.kind], frozenset(node.all_cells()))
            for node in self.nodes()
        )

    def parents(self) -> dict[str, str]:
        """Node id -> the id of the group that it is a part of; roots have none."""
        return {child.id: node.id for node in self.nodes() for child in node.children}

    def sums(self, counts: Counts) -> Sums:
        """Add up counts of shape (cells, columns) to each group."""
        rows = self._rows()
        return {key: tuple(map(int, counts[row].sum(axis=0))) for key, row in rows.items()}

    def may_show(self, respondents: Counts) -> Shown:
        """Everything but comparison groups that are mostly one entity, of (cells,) respondents."""
        people = only(self.sums(respondents[:, None]))
        mostly_one = {
            group.id
            for group, members in self.crossing.items()
            if _MOST_OF_A_GROUP * max(people[one.id] for one in members) > people[group.id]
        }
        return frozenset(node.id for node in self.nodes()) - mostly_one

    def showing(
        self, people: Counts, limit: int, among: Shown, progress: Progress | None = None
    ) -> Shown:
        """Name the groups that may show a figure which rests on so many people in each cell.

        They pass the gate (disclosure.py) in the order of their kinds, and what a group belongs to
        is shown too: a part is never shown of an entity that is not.
        """
        cells = [cell for cell in self.table_list() if cell.id in among]
        counts = dict(zip(self.cells, map(int, people), strict=True))
        shown = frozenset(admit(cells, counts, limit, progress=progress).shown)
        return shown - self._orphans(shown)

    def _orphans(self, shown: Shown) -> Shown:
        """Everything below a group that is not shown."""
        return frozenset(
            below.id for node in self.nodes() if node.id not in shown for below in node.walk()
        )

    def _rows(self) -> dict[str, list[int]]:
        place = {cell: row for row, cell in enumerate(self.cells)}
        return {node.id: [place[cell] for cell in node.all_cells()] for node in self.nodes()}


def only(sums: Sums) -> dict[str, int]:
    """The sums of a single column."""
    return {key: row[0] for key, row in sums.items()}
