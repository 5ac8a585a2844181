"""The gate: which cells may be shown so that nothing they add up to rests on a few people."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import index
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp

from aggregation.errors import AggregationError
from aggregation.nullspace import Row, Span, components, orthogonal, span, sparse, together, without

TIME_LIMIT = 10.0  # seconds for each system that goes to the solver
LARGEST = 2**16  # of a basis: the solver computes with a tolerance of 1e-6, relative to one

Progress = Callable[[int, int], None]
_INFEASIBLE, _FEASIBLE = 2, 0  # the solver's two proofs


@dataclass(frozen=True, slots=True)
class Cell:
    """A group that may be shown: the atoms it is the sum of, and its place in the queue.

    A lower ``priority`` enters first; of equals the larger, then the lower id.
    """

    id: str
    priority: int
    atoms: frozenset[int]


@dataclass(frozen=True, slots=True)
class Breach:
    """Why cells may not be shown together.

    ``found``: the sum of ``combination`` (cell, in its order or by its id -> factor) rests on the
    ``atoms``, with ``people`` in them. ``unproven``: that there is none could not be proved, be it
    for lack of time, by an error, or because numbers grew too large to trust the solver with.
    """

    kind: Literal["found", "unproven"]
    people: int | None = None
    atoms: tuple[int, ...] = ()
    combination: tuple[tuple[int | str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """Which cells may be shown, in the order in which they entered, and why others may not."""

    shown: tuple[str, ...]
    withheld: Mapping[str, Breach]
    empty: tuple[str, ...]  # nobody is in them: nothing to show, and nothing to protect


class UnprovenError(AggregationError):
    """The solver proved neither that there is a combination nor that there is none."""


def breach(
    matrix: npt.ArrayLike,
    counts: Sequence[int] | npt.NDArray[np.int64],
    k: int,
    *,
    time_limit: float = TIME_LIMIT,
) -> Breach | None:
    """Find a combination of cells that rests on 1 to k - 1 people; None when there is none.

    Parameters
    ----------
    matrix
        Shape (cells, atoms): which atoms each cell to be shown is the sum of, 0 or 1; any whole
        numbers for weighted sums.
    counts
        How many people are in each atom.
    k
        The fewest people that a combination may rest on, one at least.
    time_limit
        Seconds for each system that goes to the solver; with none left nothing is proved.

    Raises
    ------
    ValueError
        When the shapes differ, or k or a count is out of range.
    TypeError
        When k or a count is no whole number.

    Notes
    -----
    `support` says what is solved. Three exact steps before it leave little to the solver:

    - Atoms with nobody in them are left out: nothing can rest on them.
    - Atoms that all combinations use together or not at all count as one. Where they hold k people,
      no combination on fewer uses them; what then uses none of them is again a span.
    - Combinations without an atom in common are looked at apart: their sum rests on the people of
      all of them.
    """
    rows, width = sparse(matrix)
    people = _people(dict(enumerate(counts)), k)
    if len(people) != width:
        raise ValueError(f"{len(people)} counts for {width} atoms")
    labelled = (_labelled(row, place, people) for place, row in enumerate(rows))
    spanned = span(labelled)
    return _breach(components(spanned.rows.values()), people, k, time_limit)


def admit(
    cells: Iterable[Cell],
    counts: Mapping[int, int],
    k: int,
    *,
    time_limit: float = TIME_LIMIT,
    progress: Progress | None = None,
) -> Decision:
    """Let cells in one by one; one that makes a combination rest on 1 to k - 1 people stays out.

    As long as nothing is unproven, neither the order in which cells are given nor the numbers of
    atoms change what is shown.

    Parameters
    ----------
    cells
        All that might be shown, in any order.
    counts
        Atom, a number from zero -> how many people are in it.
    k
        The fewest people that a combination may rest on, one at least.
    time_limit
        As in `breach`.
    progress
        Called now and then with how many cells are decided, and of how many.

    Raises
    ------
    ValueError
        When two cells have one id, or an atom, a count or k is out of range.
    TypeError
        When k or a count is no whole number.
    KeyError
        When an atom has no count.
    """
    people = _people(counts, k)
    queue = _queue(cells, people)
    used = [any(people[atom] for atom in cell.atoms) for cell in queue]
    waiting = [place for place in range(len(queue)) if used[place]]
    spanned, shown, withheld, size = Span(), list[str](), dict[str, Breach](), 1
    while waiting:
        block = [_labelled(dict.fromkeys(queue[p].atoms, 1), p, people) for p in waiting[:size]]
        spanned, entered, why = _entered(spanned, block, people, k, time_limit)
        shown += [queue[place].id for place in waiting[:entered]]
        if why:
            withheld[queue[waiting[entered]].id] = _by_id(why, queue)
        waiting = waiting[entered + bool(why) :]
        size = 2 * entered + 1
        if progress:
            progress(len(queue) - len(waiting), len(queue))
    empty = tuple(cell.id for cell, anybody in zip(queue, used, strict=True) if not anybody)
    return Decision(tuple(shown), withheld, empty)


def admit_per_question(
    cells: Collection[Cell],
    shown: Collection[str],
    counts: Mapping[str, Mapping[int, int]],
    k: int,
    *,
    time_limit: float = TIME_LIMIT,
    progress: Progress | None = None,
) -> dict[str, Decision]:
    """Ask again per question, of the cells that are shown at all.

    Parameters
    ----------
    cells, k, time_limit
        As in `admit`.
    shown
        The ids that `admit` let in with the counts of respondents.
    counts
        Question -> atom -> how many people gave a level.
    progress
        Called after each question with how many are decided, and of how many.
    """
    left = [cell for cell in cells if cell.id in shown]
    decisions: dict[str, Decision] = {}
    for place, (question, people) in enumerate(counts.items(), start=1):
        decisions[question] = admit(left, people, k, time_limit=time_limit)
        if progress:
            progress(place, len(counts))
    return decisions


def support(
    basis: Sequence[Row],
    counts: Mapping[int, int],
    k: int,
    *,
    time_limit: float = TIME_LIMIT,
) -> tuple[int, ...] | None:
    """Ask the solver for atoms with 1 to k - 1 people on which a combination rests.

    The system, with N the basis: ``N v = 0, |v_a| <= s_a, v_a >= 2 w_a - 1, sum w = 1,
    1 <= c.s <= k - 1`` with s and w binary. v is a combination scaled to a largest value of one,
    s says which atoms it may rest on, and w which of them has that value.

    Parameters
    ----------
    basis
        A basis of the null space of the cells: what combinations are orthogonal to.
    counts
        All atoms, each with one person at least. (With nobody in it, an atom could have the
        largest value of a combination that rests on no person, and be taken for a breach.)

    Returns
    -------
    tuple of atoms, or None when the solver proved that there are none.

    Raises
    ------
    UnprovenError
        When the solver proved neither.
    """
    if not time_limit > 0 or any(abs(x) > LARGEST for row in basis for x in row.values()):
        raise UnprovenError
    light = [atom for atom in counts if counts[atom] < k]
    if not light:
        return None
    try:
        solved = _solve(basis, light, [counts[atom] for atom in light], k, time_limit)
    except Exception as error:
        raise UnprovenError from error
    return None if solved is None else tuple(light[place] for place in solved)


def _solve(
    basis: Sequence[Row], atoms: Sequence[int], counts: Sequence[int], k: int, time_limit: float
) -> tuple[int, ...] | None:
    number = len(atoms)
    one, none = np.eye(number), np.zeros((number, number))
    ones, zeros, people = np.ones(number), np.zeros(number), np.array(counts, float)
    rows = [[row.get(atom, 0) for atom in atoms] for row in basis]
    equations = np.array(rows, float).reshape(len(basis), number)
    system = np.block(
        [
            [equations, np.zeros((len(basis), 2 * number))],
            [one, -one, none],
            [one, one, none],
            [one, none, -2 * one],
            [np.hstack([zeros, zeros, ones])],
            [np.hstack([zeros, people, zeros])],
        ]
    )
    sizes = [len(basis), number, number, number, 1, 1]
    lower = np.repeat([0, -np.inf, 0, -1, 1, 1], sizes)
    upper = np.repeat([0, 0, np.inf, np.inf, 1, k - 1], sizes)
    result = milp(
        np.zeros(3 * number),
        integrality=np.repeat([0, 1, 1], number),
        bounds=Bounds(np.repeat([-1, 0, 0], number), np.ones(3 * number)),
        constraints=LinearConstraint(system, lower, upper),
        options={"time_limit": time_limit},
    )
    if result.status == _INFEASIBLE:
        return None
    if result.status != _FEASIBLE or result.x is None:
        raise UnprovenError
    return tuple(int(place) for place in np.flatnonzero(result.x[number : 2 * number] > 1 / 2))


def _entered(
    spanned: Span, rows: Sequence[Row], people: Mapping[int, int], k: int, time_limit: float
) -> tuple[Span, int, Breach | None]:
    """The span with as many rows as may enter in turn, how many these are, and what bars the next.

    Where many together are safe, so is each in turn: fewer rows span less. Where they are not, the
    last row of a combination is the first to be barred, unless fewer are not safe either.
    """
    spans = list(accumulate(rows, lambda one, row: one.with_row(row), initial=spanned))
    safe, barred, tried, why = 0, len(rows) + 1, len(rows), None
    while safe + 1 < barred:
        found = _breach(_changed(spans[safe], spans[tried]), people, k, time_limit)
        if found:
            barred, why = max(safe + 1, min(tried, _needed(found, rows))), found
        else:
            safe = tried
        tried = barred - 1 if found and found.kind == "found" else (safe + barred) // 2
    return spans[safe], safe, why


def _needed(found: Breach, rows: Sequence[Row]) -> int:
    """With how many of the rows, in turn, a combination can be made; all where there is none."""
    cells = {-1 - int(place) for place, _ in found.combination}
    ends = (number for number, row in enumerate(rows, start=1) if row.keys() & cells)
    return max(ends, default=len(rows))


def _changed(before: Span, after: Span) -> list[list[Row]]:
    """The components of a span that are not in another; the rest was safe and still is."""
    known = {id(row) for row in before.rows.values()}
    parts = components(after.rows.values())
    return [part for part in parts if any(id(row) not in known for row in part)]


def _breach(
    parts: Iterable[list[Row]], people: Mapping[int, int], k: int, time_limit: float
) -> Breach | None:
    if not time_limit > 0:
        return Breach("unproven")
    for part in parts:
        for rows in components(_narrowed(part, people, k)):
            found = _found(rows, people, k, time_limit)
            if found:
                return found
    return None


def _narrowed(rows: list[Row], people: Mapping[int, int], k: int) -> list[Row]:
    """A basis of what is left of a span when nothing may rest on k people or more at once."""
    while heavy := [one[0] for one in together(rows) if _number(one, people) >= k]:
        for column in heavy:
            rows = without(rows, column)
    return rows


def _found(
    rows: Sequence[Row], people: Mapping[int, int], k: int, time_limit: float
) -> Breach | None:
    for row in rows:
        if _number(row, people) < k:
            return _described(row, people)
    sets = {one[0]: one for one in together(rows)}
    merged = {key: _number(one, people) for key, one in sets.items()}
    basis = orthogonal(span({c: x for c, x in row.items() if c in sets} for row in rows), sets)
    try:
        resting = support(basis, merged, k, time_limit=time_limit)
    except UnprovenError:
        return Breach("unproven")
    return None if resting is None else _confirmed(rows, [sets[key] for key in resting], people)


def _confirmed(
    rows: Sequence[Row], resting: Iterable[list[int]], people: Mapping[int, int]
) -> Breach:
    """The combination itself, exact; where there is none the solver was led astray by rounding."""
    kept = {column for one in resting for column in one}
    left = list(rows)
    for column in {column for row in rows for column in row if column >= 0} - kept:
        left = without(left, column)
    return _described(left[0], people) if left else Breach("unproven")


def _described(row: Row, people: Mapping[int, int]) -> Breach:
    atoms = tuple(sorted(column for column in row if column >= 0))
    combination = tuple(sorted((-1 - key, value) for key, value in row.items() if key < 0))
    return Breach("found", _number(atoms, people), atoms, combination)


def _by_id(found: Breach, queue: Sequence[Cell]) -> Breach:
    named = tuple((queue[int(place)].id, factor) for place, factor in found.combination)
    return Breach(found.kind, found.people, found.atoms, named)


def _number(columns: Iterable[int], people: Mapping[int, int]) -> int:
    return sum(people[column] for column in columns if column >= 0)


def _labelled(row: Row, place: int, people: Mapping[int, int]) -> Row:
    """The row over atoms that anybody is in, with a label that says which cell it is."""
    return {atom: value for atom, value in row.items() if people[atom]} | {-1 - place: 1}


def _queue(cells: Iterable[Cell], people: Mapping[int, int]) -> list[Cell]:
    queue = sorted(cells, key=lambda cell: (cell.priority, -_number(cell.atoms, people), cell.id))
    if len({cell.id for cell in queue}) < len(queue):
        raise ValueError("two cells have the same id")
    return queue


def _people(counts: Mapping[int, int], k: int) -> dict[int, int]:
    if index(k) < 1:
        raise ValueError(f"k is {k}, less than one")
    people = {atom: index(number) for atom, number in counts.items()}
    if any(number < 0 for pair in people.items() for number in pair):
        raise ValueError("an atom or a count is less than zero")
    return people
