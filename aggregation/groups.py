"""The groups of one wave: what each of them counts, and which of them may show a figure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from aggregation.remainder import publishable
from aggregation.settings import Settings
from aggregation.tallies import Counts
from aggregation.tree import Node, Tree

Sums = Mapping[str, tuple[int, ...]]  # node id -> one sum a column
Among = frozenset[str]


@dataclass(frozen=True)
class Groups:
    """The trees of groups that a wave may show, over cells in a fixed order."""

    roots: tuple[Node, ...]
    cells: tuple[int, ...]

    @classmethod
    def of(cls, tree: Tree, settings: Settings) -> "Groups":
        """The whole tree, or in an open wave each entity by itself."""
        roots = tree.entities_alone() if settings.open_wave else (tree.root,)
        return cls(roots, tree.cells)

    def nodes(self) -> tuple[Node, ...]:
        """Every group, each before its children."""
        return tuple(node for root in self.roots for node in root.walk())

    def parents(self) -> dict[str, str]:
        """Node id -> the id of the group that it is a part of; roots have none."""
        return {child.id: node.id for node in self.nodes() for child in node.children}

    def sums(self, counts: Counts) -> Sums:
        """Add up counts of shape (cells, columns) to each group."""
        place = {cell: row for row, cell in enumerate(self.cells)}
        rows = {node.id: [place[cell] for cell in node.all_cells()] for node in self.nodes()}
        return {key: tuple(map(int, counts[row].sum(axis=0))) for key, row in rows.items()}

    def showing(self, people: Mapping[str, int], limit: int, among: Among | None = None) -> Among:
        """Name the groups that may show a figure which rests on that many people (remainder.py)."""
        allowed: Collection[str] | None = among
        shown = (publishable(root, people, limit, allowed) for root in self.roots)
        return frozenset().union(*shown)
