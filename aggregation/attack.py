"""The structural attack: on how few people anything rests that what is shown adds up to."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, isfinite
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp

from aggregation.disclosure import Cell
from aggregation.nullspace import Whole, span, sparse, whole, without

TIME_LIMIT = 10.0  # seconds for each atom that a solver has to look at

Proof = Literal["exact", "time limit", "solver error"]
_SLACK = 1e-6  # of the solver's bounds
_FEASIBLE, _STOPPED, _INFEASIBLE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Fewest:
    """The smallest number of people, one at least, on whom a combination rests.

    ``people`` is None where nobody is in anything shown. Where ``proof`` is not "exact" it is a
    lower bound, and ``proof`` says what kept the solver from more.
    """

    people: int | None
    proof: Proof = "exact"


@dataclass(frozen=True, slots=True)
class Table:
    """What one table shows: of which cells, and how many people are in each atom.

    ``k`` is the fewest people that a combination of its figures may rest on.
    """

    id: str
    k: int
    counts: Mapping[int, int]
    shown: frozenset[str]


@dataclass(frozen=True, slots=True)
class Exposure:
    """What the attack found in one table."""

    table: str
    k: int
    fewest: Fewest
    cells: int  # all that the table list has
    able: int  # of them, with k people or more
    shown: int
    own_entity: Fraction | None  # share of the table's people whose entity is shown; None of nobody

    @property
    def withheld(self) -> int:
        """How many cells are blank, for whatever reason."""
        return self.cells - self.shown

    @property
    def passes(self) -> bool:
        """Whether every combination of the table rests on k people or more, proved."""
        return self.fewest.people is None or self.fewest.people >= self.k


@dataclass(frozen=True, slots=True)
class Attack:
    """What the attack found in every table of a publication."""

    exposures: tuple[Exposure, ...]

    @property
    def fewest(self) -> Fewest:
        """The table in which a combination rests on the fewest people, or may."""
        found = [one.fewest for one in self.exposures if one.fewest.people is not None]
        return min(found, key=lambda one: one.people or 0, default=Fewest(None))

    @property
    def passes(self) -> bool:
        """Whether every table passes."""
        return all(one.passes for one in self.exposures)


def attack(
    cells: Collection[Cell],
    tables: Iterable[Table],
    *,
    entities: Collection[str],
    time_limit: float = TIME_LIMIT,
    progress: Callable[[int], None] | None = None,
) -> Attack:
    """Attack each table of a publication; no answer is read, only numbers of people.

    Parameters
    ----------
    cells
        The whole table list, shown or not.
    tables
        The respondents, and each question among those who gave a level.
    entities
        The ids of those cells that are an entity.
    time_limit
        Seconds for each atom that the solver has to look at.
    progress
        Called after each table with how many were attacked.

    Raises
    ------
    ValueError
        When a table shows what is not on the table list, or its k is less than one.
    """
    exposures: list[Exposure] = []
    for table in tables:
        exposures.append(_exposure(cells, table, entities, time_limit))
        if progress:
            progress(len(exposures))
    return Attack(tuple(exposures))


def fewest(
    matrix: npt.ArrayLike,
    counts: Sequence[int] | Whole,
    *,
    time_limit: float = TIME_LIMIT,
) -> Fewest:
    """Find the smallest number of people, one at least, on whom a combination of cells rests.

    Where the gate asks, of a basis of the null space, whether there is a combination on fewer than
    k people, this minimises over the factors y of the cells themselves: for each atom in turn that
    holds fewer people than the best combination so far, the least ``c.s`` with ``v = y M``,
    ``|v| <= s``, s binary, and v = 1 in this atom.

    Parameters
    ----------
    matrix
        Shape (cells, atoms): which atoms each cell is the sum of, 0 or 1.
    counts
        How many people are in each atom.
    time_limit
        Seconds for each atom that the solver has to look at.

    Raises
    ------
    ValueError
        When the shapes differ, or something is no whole number.
    """
    given = whole(matrix)
    if len(counts) != given.shape[1]:
        raise ValueError(f"{len(counts)} counts for {given.shape[1]} atoms")
    shown, people = _merged(given, whole(np.atleast_2d(counts))[0])
    if not people.size:
        return Fewest(None)
    best, open_ends = _of_one_or_two(shown, people), list[Fewest]()
    for place in np.argsort(people, kind="stable"):
        if people[place] >= best:
            break
        found = _least(shown, people, int(place), best, time_limit)
        if found.proof != "exact":
            open_ends.append(found)
        elif found.people is not None:
            best = min(best, found.people)
    return min([Fewest(best), *open_ends], key=lambda one: one.people or 0)


def _exposure(
    cells: Collection[Cell],
    table: Table,
    entities: Collection[str],
    time_limit: float,
) -> Exposure:
    if table.k < 1:
        raise ValueError(f"k of {table.id} is {table.k}, less than one")
    shown = [cell for cell in cells if cell.id in table.shown]
    if len(shown) < len(table.shown):
        raise ValueError(f"{table.id} shows {len(table.shown) - len(shown)} cells not listed")
    atoms = sorted(table.counts)
    matrix = np.array([[atom in cell.atoms for atom in atoms] for cell in shown], np.int64)
    counts = np.array([table.counts[atom] for atom in atoms], np.int64)
    return Exposure(
        table=table.id,
        k=table.k,
        fewest=fewest(matrix.reshape(len(shown), len(atoms)), counts, time_limit=time_limit),
        cells=len(cells),
        able=sum(sum(table.counts[atom] for atom in cell.atoms) >= table.k for cell in cells),
        shown=len(shown),
        own_entity=_share(table, [cell for cell in shown if cell.id in entities]),
    )


def _share(table: Table, cells: Iterable[Cell]) -> Fraction | None:
    everybody = sum(table.counts.values())
    covered = frozenset[int]().union(*(cell.atoms for cell in cells))
    return Fraction(sum(table.counts[atom] for atom in covered), everybody) if everybody else None


def _merged(matrix: Whole, counts: Whole) -> tuple[Whole, Whole]:
    """The different columns of people who are in a cell, and how many people each stands for."""
    used = (counts > 0) & matrix.any(axis=0)
    if not used.any():
        return matrix[:, :0], counts[:0]
    columns, of = np.unique(matrix[:, used], axis=1, return_inverse=True)
    people = np.zeros(columns.shape[1], np.int64)
    np.add.at(people, of.ravel(), counts[used])
    return columns, people


def _of_one_or_two(matrix: Whole, people: Whole) -> int:
    """The fewest people in a cell, or in one cell and not in another."""
    cells = np.vstack([matrix, np.zeros_like(matrix[:1])])
    apart = np.array([(cell != cells) @ people for cell in cells])
    return int(apart[apart > 0].min())


def _least(matrix: Whole, people: Whole, place: int, best: int, time_limit: float) -> Fewest:
    """The fewest people of a combination with its largest value in one place, where under best."""
    bound = int(people[place])
    if not time_limit > 0:
        return Fewest(bound, "time limit")
    light = np.flatnonzero(people < best)
    light = light[light != place]
    try:
        result = _minimised(matrix, people, place, light, best, time_limit)
    except Exception:  # noqa: BLE001 - whatever went wrong, nothing was proved
        return Fewest(bound, "solver error")
    if result.status == _INFEASIBLE:
        return Fewest(None)
    if result.status == _FEASIBLE:
        chosen = light[result.x[len(matrix) :] > 1 / 2]
        resting = [place, *map(int, chosen)]
        exact = _has_combination(matrix, resting)
        return Fewest(int(people[resting].sum())) if exact else Fewest(bound, "solver error")
    dual = result.mip_dual_bound
    known = ceil(dual - _SLACK) if dual is not None and isfinite(dual) else 0
    reason: Proof = "time limit" if result.status == _STOPPED else "solver error"
    return Fewest(bound + max(0, known), reason)


def _minimised(
    matrix: Whole, people: Whole, place: int, light: Whole, best: int, time_limit: float
) -> Any:  # noqa: ANN401 - the solver's own result
    """Over the factors y of the cells, and s of the light columns other than the one in place."""
    cells, number = len(matrix), len(light)
    marks, none = np.eye(number), np.zeros((1, cells))
    heavy = np.setdiff1d(np.arange(len(people)), [*light, place])
    used = matrix[:, light].T
    return milp(
        np.hstack([np.zeros(cells), people[light]]),
        integrality=np.repeat([0, 1], [cells, number]),
        bounds=Bounds(
            np.repeat([-np.inf, 0], [cells, number]), np.repeat([np.inf, 1], [cells, number])
        ),
        constraints=[
            LinearConstraint(np.hstack([matrix[:, [place]].T, np.zeros((1, number))]), 1, 1),
            LinearConstraint(np.hstack([matrix[:, heavy].T, np.zeros((len(heavy), number))]), 0, 0),
            LinearConstraint(np.hstack([used, -marks]), -np.inf, 0),
            LinearConstraint(np.hstack([used, marks]), 0, np.inf),
            LinearConstraint(np.hstack([none, [people[light]]]), 0, best - 1 - people[place]),
        ],
        options={"time_limit": time_limit},
    )


def _has_combination(matrix: Whole, resting: Sequence[int]) -> bool:
    """Whether, without any rounding, something rests on nobody outside these columns."""
    rows, width = sparse(matrix)
    left = list(span(rows).rows.values())
    for column in set(range(width)).difference(resting):
        left = without(left, column)
    return bool(left)
