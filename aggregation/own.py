"""Stage one of what entities asked of their own: each shown for a whole entity, or not at all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from aggregation.attack import Table
from aggregation.disclosure import Cell, admit
from aggregation.errors import TreeError
from aggregation.publication import OwnQuestion, OwnQuestions
from aggregation.release import RESPONDENTS, Released
from aggregation.responses import LEVELS, Layout, Responses, own
from aggregation.settings import Settings
from aggregation.shares import question_figures
from aggregation.tallies import Counts, Tallies, tally
from aggregation.tree import Node, Tree

OWN_FROM = 20  # people behind any figure of an own question, be the wave's thresholds lower
OWN_LAYOUT: Layout = tuple(own(f"own-{number}") for number in range(1, 6))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of an entity in its own words: the statement, and five descriptions."""

    statement: str
    levels: tuple[str, ...]


def with_own(
    released: Released, answers: Responses, tree: Tree, asked: Mapping[str, tuple[Asked, ...]]
) -> Released:
    """A publication and its record with what entities asked of their own.

    All else in it was made before, so that no answer given here can change it.

    Parameters
    ----------
    released
        The wave's publication without them.
    answers
        Everybody's answers to them, in the order of `OWN_LAYOUT`; what an entity did not ask is
        not read.
    tree
        The same groups.
    asked
        The id of an entity's group -> its questions, in their order.

    Raises
    ------
    TreeError
        When something was asked by what is no entity of the tree.
    """
    if not asked:
        return released
    nodes = {node.id: node for node in tree.root.walk() if node.kind == "entity"}
    if unknown := asked.keys() - nodes.keys():
        raise TreeError(f"own questions of {len(unknown)} groups that are no entities")
    publication, record = released.publication, released.record
    shown = record.shown(RESPONDENTS)
    stage = _Stage(tally(answers, tree.cells, ()), publication.settings)
    made = tuple(
        OwnQuestions(key, tuple(stage.figures(nodes[key], questions, is_shown=key in shown)))
        for key, questions in sorted(asked.items())
    )
    return Released(
        replace(publication, own=made),
        replace(record, tables=(*record.tables, *stage.tables)),
    )


@dataclass(frozen=True, slots=True)
class _Stage:
    """The tallies of all answers beside the wave's settings; ``tables`` grows as they are read."""

    tallies: Tallies
    settings: Settings
    tables: list[Table] = field(default_factory=list)

    def figures(
        self, node: Node, questions: tuple[Asked, ...], *, is_shown: bool
    ) -> Iterator[OwnQuestion]:
        """One entity's questions, each with what may be shown of it."""
        inside = np.isin(self.tallies.cells, node.all_cells())
        for item, question in zip(OWN_LAYOUT, questions, strict=False):
            counts = self.tallies.answers[item] * inside[:, None]
            levels, answers = counts[:, 1 : LEVELS + 1].sum(axis=1), counts[:, 1:].sum(axis=1)
            mean = self._may_show(f"{node.id}, {item.id}: levels", node, levels, is_shown)
            without = self._may_show(
                f"{node.id}, {item.id}: without a level", node, answers, is_shown
            )
            row = tuple(map(int, counts.sum(axis=0)))
            yield OwnQuestion(
                question.statement,
                question.levels,
                question_figures(item.id, row, mean=mean, buckets=mean, without_level=without),
            )

    def _may_show(self, table: str, node: Node, people: Counts, is_shown: bool) -> bool:  # noqa: FBT001
        """Whether a figure that rests on (cells,) people may be shown, written down."""
        limit = max(OWN_FROM, self.settings.distribution_limit)
        counts = dict(zip(self.tallies.cells, map(int, people), strict=True))
        whole = Cell(node.id, 0, frozenset(node.all_cells()))
        shown = frozenset(admit([whole] if is_shown else [], counts, limit).shown)
        self.tables.append(Table(table, limit, counts, shown))
        return bool(shown)
