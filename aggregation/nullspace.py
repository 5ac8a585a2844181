"""Exact linear algebra on sparse rows of whole numbers: spans, and what is orthogonal to them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import gcd, lcm
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Row: TypeAlias = dict[int, int]
"""Column -> a whole number other than zero. Columns under zero are labels: they ride along through
every step, so that a row remembers what it was made of, and are never eliminated."""

Whole: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Span:
    """Everything that rows add up to, in the form in which each row alone has its pivot column.

    Rows are primitive: no whole number above one divides all of their values.
    """

    rows: Mapping[int, Row] = field(default_factory=dict)  # pivot column -> row

    def with_row(self, row: Row) -> "Span":
        """The span with one row more; rows that do not change are the same objects."""
        for column in [column for column in row if column in self.rows]:
            row = eliminated(row, self.rows[column], column)
        pivot = next((column for column in row if column >= 0), None)
        if pivot is None:
            return self
        rows = {
            key: eliminated(other, row, pivot) if pivot in other else other
            for key, other in self.rows.items()
        }
        return Span({**rows, pivot: row})


def span(rows: Iterable[Row]) -> Span:
    """Everything that the rows add up to."""
    spanned = Span()
    for row in rows:
        spanned = spanned.with_row(row)
    return spanned


def eliminated(row: Row, by: Row, column: int) -> Row:
    """The row without the column: a multiple of it less a multiple of ``by``, made primitive."""
    divisor = gcd(row[column], by[column])
    keep, take = by[column] // divisor, row[column] // divisor
    mixed = dict(row) if keep == 1 else {key: keep * value for key, value in row.items()}
    for key, value in by.items():
        rest = mixed.get(key, 0) - take * value
        if rest:
            mixed[key] = rest
        else:
            mixed.pop(key, None)
    return _primitive(mixed)


def without(rows: Collection[Row], column: int) -> list[Row]:
    """The rows that span whatever the given independent rows span with nothing in the column."""
    holders = [row for row in rows if column in row]
    if not holders:
        return list(rows)
    pivot = min(holders, key=len)
    kept = [row for row in rows if row is not pivot]
    return [eliminated(row, pivot, column) if column in row else row for row in kept]


def components(rows: Iterable[Row]) -> list[list[Row]]:
    """The rows in sets that have no column (labels aside) in common.

    A combination of rows of several sets has the columns of its shares in each, none cancelled.
    """
    waiting = dict(enumerate(rows))
    holders: dict[int, list[int]] = {}
    for number, row in waiting.items():
        for column in row:
            if column >= 0:
                holders.setdefault(column, []).append(number)
    sets: list[list[Row]] = []
    while waiting:
        sets.append(list(_reached(waiting, holders)))
    return sets


def together(rows: Sequence[Row]) -> list[list[int]]:
    """The columns (labels aside) in sets that each combination has wholly or not at all.

    They are those whose values in the rows are in proportion.
    """
    columns: dict[int, list[tuple[int, int]]] = {}
    for place, row in enumerate(rows):
        for column, value in row.items():
            if column >= 0:
                columns.setdefault(column, []).append((place, value))
    sets: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for column, entries in columns.items():
        divisor = gcd(*(value for _, value in entries))
        divisor = divisor if entries[0][1] > 0 else -divisor
        form = tuple((place, value // divisor) for place, value in entries)
        sets.setdefault(form, []).append(column)
    return list(sets.values())


def orthogonal(spanned: Span, columns: Iterable[int]) -> list[Row]:
    """A basis, of primitive rows, of whatever over these columns is orthogonal to the span.

    ``columns`` are all those of the span's rows, and any others.
    """
    return [_free(spanned, column) for column in columns if column not in spanned.rows]


def null_space(matrix: npt.ArrayLike) -> Whole:
    """A basis of all N with ``matrix @ N = 0``, exact: Gauss and Jordan without any fraction.

    Parameters
    ----------
    matrix
        Shape (cells, atoms), whole numbers.

    Returns
    -------
    ndarray of shape (atoms, atoms - rank)
        Columns are primitive: whole numbers with no divisor in common.

    Raises
    ------
    ValueError
        When the matrix does not hold whole numbers.
    OverflowError
        When a number of the basis does not fit into 64 bits.
    """
    rows, width = sparse(matrix)
    basis = orthogonal(span(rows), range(width))
    dense = [[vector.get(column, 0) for vector in basis] for column in range(width)]
    return np.array(dense, np.int64).reshape(width, len(basis))


def whole(matrix: npt.ArrayLike) -> Whole:
    """The matrix as whole numbers.

    Raises
    ------
    ValueError
        When it is no matrix, or does not hold whole numbers.
    """
    given: npt.NDArray[Any] = np.asarray(matrix)
    if given.ndim != 2:  # noqa: PLR2004 - rows and columns
        raise ValueError(f"a matrix has two dimensions, this has {given.ndim}")
    numbers: Whole = given.astype(np.int64)
    if not np.array_equal(numbers, given):
        raise ValueError("the matrix holds something else than whole numbers")
    return numbers


def sparse(matrix: npt.ArrayLike) -> tuple[list[Row], int]:
    """The rows of a matrix of whole numbers, and how many columns it has; raises as `whole`."""
    numbers = whole(matrix)
    rows = [{int(column): int(row[column]) for column in np.flatnonzero(row)} for row in numbers]
    return rows, numbers.shape[1]


def _reached(waiting: dict[int, Row], holders: dict[int, list[int]]) -> Iterator[Row]:
    """Take out one row, and whatever can be reached from it through columns in common."""
    reached = [next(iter(waiting))]
    while reached:
        row = waiting.pop(reached.pop(), None)
        if row is not None:
            yield row
            for column in row:
                reached += holders.pop(column, ())


def _free(spanned: Span, column: int) -> Row:
    """The vector that is orthogonal to every row and, of columns without pivot, in this one."""
    holders = {pivot: row for pivot, row in spanned.rows.items() if column in row}
    scale = lcm(*(row[pivot] for pivot, row in holders.items()))
    values = {pivot: -row[column] * scale // row[pivot] for pivot, row in holders.items()}
    return _primitive({column: scale, **values})


def _primitive(row: Row) -> Row:
    divisor = gcd(*row.values())
    return row if divisor <= 1 else {key: value // divisor for key, value in row.items()}
