"""Exact bases of what is orthogonal to a matrix, and spans that remember what they are made of."""

from fractions import Fraction
from math import gcd

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from aggregation.nullspace import (
    Row,
    Whole,
    components,
    null_space,
    span,
    sparse,
    together,
    without,
)


def _matrices(low: int, high: int) -> SearchStrategy[Whole]:
    """Matrices of up to six rows and columns, either of which may be missing."""
    shapes = st.tuples(st.integers(0, 6), st.integers(0, 6))
    return shapes.flatmap(
        lambda shape: st.lists(
            st.integers(low, high), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]
        ).map(lambda values: np.array(values, np.int64).reshape(shape))
    )


MEMBERSHIPS = _matrices(0, 1)
ANY = MEMBERSHIPS | _matrices(-9, 9)


def _rank(matrix: Whole) -> int:
    rows = [[Fraction(int(value)) for value in row] for row in matrix]
    rank = 0
    for column in range(matrix.shape[1]):
        pivot = next((row for row in rows[rank:] if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows.insert(rank, pivot)
        rank += 1
        rows[rank:] = [
            [a - row[column] / pivot[column] * b for a, b in zip(row, pivot, strict=True)]
            for row in rows[rank:]
        ]
    return rank


def _dense(rows: list[Row], width: int) -> Whole:
    values = [[row.get(column, 0) for column in range(width)] for row in rows]
    return np.array(values, np.int64).reshape(len(rows), width)


@given(ANY)
def test_a_null_space_is_orthogonal_complete_and_primitive(matrix: Whole) -> None:
    basis = null_space(matrix)
    assert not (matrix @ basis).any()
    assert basis.shape == (matrix.shape[1], matrix.shape[1] - _rank(matrix))
    assert _rank(basis) == basis.shape[1]
    assert all(gcd(*map(int, column)) == 1 for column in basis.T)


@given(ANY)
def test_a_span_has_as_many_rows_as_its_rank_each_alone_in_its_pivot(matrix: Whole) -> None:
    rows, width = sparse(matrix)
    spanned = span(rows)
    assert len(spanned.rows) == _rank(matrix)
    assert _rank(np.vstack([matrix, _dense(list(spanned.rows.values()), width)])) == _rank(matrix)
    for pivot in spanned.rows:
        assert [key for key, row in spanned.rows.items() if pivot in row] == [pivot]


@given(ANY)
def test_labels_say_what_a_row_was_made_of(matrix: Whole) -> None:
    rows, width = sparse(matrix)
    spanned = span({**row, -1 - place: 1} for place, row in enumerate(rows))
    for row in spanned.rows.values():
        factors = [row.get(-1 - place, 0) for place in range(len(rows))]
        assert (np.array(factors, np.int64) @ matrix == _dense([row], width)[0]).all()


@given(ANY, st.integers(0, 5))
def test_without_a_column_the_rest_of_the_span_is_left(matrix: Whole, column: int) -> None:
    rows, width = sparse(matrix)
    independent = list(span(rows).rows.values())
    left = without(independent, column)
    used = any(column in row for row in independent)
    assert not any(column in row for row in left)
    assert len(left) == len(independent) - used
    assert _rank(_dense(left, width)) == len(left)
    assert _rank(np.vstack([matrix, _dense(left, width)])) == _rank(matrix)


@given(ANY)
def test_columns_are_together_when_they_are_in_proportion(matrix: Whole) -> None:
    rows, _ = sparse(matrix)
    sets = together(rows)
    used = [column for column in range(matrix.shape[1]) if matrix[:, column].any()]
    assert sorted(column for one in sets for column in one) == used
    of = {column: place for place, one in enumerate(sets) for column in one}
    for one in used:
        for other in used:
            in_proportion = _rank(matrix[:, [one, other]]) == 1
            assert in_proportion == (of[one] == of[other])


@given(ANY)
def test_components_share_no_column_and_cannot_be_parted(matrix: Whole) -> None:
    rows, _ = sparse(matrix)
    parts = components([row for row in rows if row])
    columns = [{column for row in part for column in row} for part in parts]
    assert sum(map(len, columns)) == len(set().union(*columns))
    assert sum(map(len, parts)) == sum(bool(row) for row in rows)
    for part in parts:
        reached = set(part[0])
        for _ in part:
            reached.update(*(row for row in part if reached & row.keys()))
        assert all(reached & row.keys() for row in part)


def test_the_basis_of_a_large_system_is_sparse_and_small() -> None:
    """Sixty entities with four parts each: differences of two atoms of one entity."""
    entities = np.kron(np.eye(60, dtype=np.int64), np.ones((1, 4), np.int64))
    basis = null_space(np.vstack([np.ones((1, 240), np.int64), entities]))
    assert basis.shape == (240, 180)
    assert set(np.unique(basis)) == {-1, 0, 1}
    assert (np.abs(basis).sum(axis=0) == 2).all()


def test_a_number_too_large_for_64_bits_is_refused() -> None:
    number = 2**40
    with pytest.raises(OverflowError):
        null_space([[1, number, 0], [0, 1, number]])


@pytest.mark.parametrize("matrix", [[[1, 0.5]], [[1, float("nan")]], [1, 0]])
@pytest.mark.filterwarnings("ignore:invalid value encountered in cast")
def test_only_a_matrix_of_whole_numbers_has_one(matrix: list[list[float]]) -> None:
    with pytest.raises(ValueError, match=r"whole numbers|two dimensions"):
        null_space(matrix)
