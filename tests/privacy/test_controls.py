"""The controls: what other surveys publish or store, each caught by the attack that spares ours."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from itertools import product
from pathlib import Path
from random import Random
from typing import Final, Protocol
from uuid import UUID

import numpy as np
import pytest
from answering import EDITION, MODULES, QUESTIONS, at_level, respond, tree
from databounds import (
    ANSWERS,
    EVERYBODY,
    LEVEL,
    SQUARES,
    TOTAL,
    Weights,
    exact,
    exposed,
    published,
    truth_of,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable

from aggregation.disclosure import Cell, admit, breach
from aggregation.nullspace import Whole
from aggregation.release import release
from toolkit.models import Base

K: Final = 10
DOCUMENT = Path(__file__).parents[2] / "docs" / "privacy.md"


class Attacked(Protocol):
    """An attack on the control, or on what is done here instead: how much it exposes."""

    def __call__(self, *, control: bool) -> float: ...


def free_filters(*, control: bool) -> int:
    """People in the smallest group, under five, that filters on sex, age and place give away."""
    sizes = (2, 3, 4)
    finest = list(product(*map(range, sizes)))
    filters = list(product(*([None, *range(size)] for size in sizes)))
    matrix = np.array(
        [
            [all(f in (None, a) for f, a in zip(one, atom, strict=True)) for atom in finest]
            for one in filters
        ],
        np.int64,
    )
    counts = np.random.default_rng(1).integers(0, 12, len(finest))
    if not control:
        return _fewer(_gated(matrix, counts), counts)
    return _fewer(matrix[matrix @ counts >= 5], counts, 5)


def a_live_page(*, control: bool) -> int:
    """People on whom two looks at one mean differ; a publication is looked at once."""
    looks = np.tri(8, dtype=np.int64)
    counts = np.array([30, *[1] * 7])
    return _fewer(looks if control else looks[-1:], counts)


def weighted_beside_unweighted(*, control: bool) -> int:
    """People whose sum follows from a mean and the same mean with weights."""
    means = np.array([[1, 1, 1], [2, 1, 1]])
    return _fewer(means if control else means[:1], np.array([4, 30, 30]))


def _gated(matrix: Whole, counts: Whole) -> Whole:
    atoms = [frozenset(map(int, np.flatnonzero(row))) for row in matrix]
    cells = [Cell(str(place), len(filters), filters) for place, filters in enumerate(atoms)]
    shown = admit(cells, dict(enumerate(map(int, counts))), K).shown
    assert shown
    return matrix[[int(name) for name in shown]]


def _fewer(matrix: Whole, counts: Whole, k: int = K) -> int:
    found = breach(matrix, counts, k)
    return (found.people or 0) if found else 0


def five_bars(*, control: bool) -> int:
    """People who can have given one or two answers, by counts of each level from five people."""
    bars = [tuple(int(place == answer) for place in range(ANSWERS)) for answer in range(1, 6)]
    return _within_bounds((EVERYBODY, *bars), 5, control=control)


def exact_intervals(*, control: bool) -> int:
    """The same by an exact mean with its t interval: the sum, and the sum of the squares."""
    return _within_bounds((EVERYBODY, LEVEL, TOTAL, SQUARES), 10, control=control)


def _within_bounds(columns: Sequence[Weights], fewest: int, *, control: bool) -> int:
    whole, sizes = tree(), {0: 12, 1: 1, 2: 30, 3: 25, 4: 22, 5: 40}
    responses = respond(sizes, at_level(4.2, 0.7))
    truth = truth_of(responses, whole.cells, QUESTIONS[0])
    made = release(responses, whole, MODULES, EDITION).publication
    nodes = [node.all_cells() for node in whole.root.walk()]
    facts = [*published(made, whole, QUESTIONS[0])]
    if control:
        facts = [*exact(nodes, dict(zip(whole.cells, truth, strict=True)), fewest, columns)]
    found = exposed(facts, whole.cells, truth)
    return found.one + found.two + found.unproven


def heap_order(*, control: bool) -> float:
    """The share of ballots whose author a dump names to whoever knows who came when.

    The tables are ours to the letter; in the control they are kept as heaps, as most databases
    do. All keys are random UUIDs.
    """
    chance, people = Random(3), 200  # noqa: S311 - keys of nobody
    with closing(sqlite3.connect(":memory:")) as connection:
        for table in ("ballot", "link"):
            made = str(CreateTable(Base.metadata.tables[table]).compile(dialect=sqlite.dialect()))
            assert "WITHOUT ROWID" in made
            connection.execute(made.replace("WITHOUT ROWID", "") if control else made)
        ballots, links = (_keys(chance, people), _keys(chance, people))
        for ballot, link in zip(ballots, links, strict=True):
            connection.execute("INSERT INTO ballot VALUES (?, 1, ?)", (ballot, chance.randbytes(9)))
            connection.execute("INSERT INTO link VALUES (?, 1, 1)", (link,))
        found = [
            [key for key, _rest in connection.execute(f"SELECT id, {rest} FROM {table}")]  # noqa: S608
            for table, rest in (("ballot", "body"), ("link", "spent"))
        ]
    who = dict(zip(ballots, links, strict=True))
    named = [who[ballot] == link for ballot, link in zip(*found, strict=True)]
    share = sum(named) / people
    return share if share > 5 / people else 0  # one is right by chance, seldom five


def _keys(chance: Random, number: int) -> list[bytes]:
    return [UUID(bytes=chance.randbytes(16), version=4).bytes for _person in range(number)]


CONTROLS: Mapping[str, Attacked] = {
    "free filters with k = 5": free_filters,
    "a live page": a_live_page,
    "heap order by UUID": heap_order,
    "five bars at k = 5": five_bars,
    "exact t intervals": exact_intervals,
    "weighted beside unweighted": weighted_beside_unweighted,
}


@pytest.mark.parametrize("name", CONTROLS)
def test_each_control_is_caught_by_an_attack_that_spares_what_is_done_here(name: str) -> None:
    """A control that passes fails the bench: an attack that finds nothing proves nothing."""
    assert CONTROLS[name](control=True) > 0
    assert CONTROLS[name](control=False) == 0


def test_unshuffled_rows_name_everybody() -> None:
    assert heap_order(control=True) == 1


def listed() -> Iterator[str]:
    """The controls that the documentation says there are."""
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    start = lines.index("| control | what the attack finds |")
    for line in lines[start + 2 :]:
        if not line.startswith("| "):
            return
        yield line.split("|")[1].strip()


def test_the_documentation_lists_every_control_and_no_other() -> None:
    assert [*listed()] == [*CONTROLS]
