"""The one form in which answers enter."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregation.errors import ResponsesError
from aggregation.responses import Item, Responses, barrier, question

LAYOUT = (
    question("goals"),
    Item("progress", "strategy", ("worse", "same", "better")),
    barrier("rules"),
)
BALLOT = st.tuples(st.integers(0, 7), st.integers(0, 3), st.integers(0, 1)).map(bytes)


def _arrays(*rows: tuple[int, int, int]) -> Responses:
    values = np.array(rows, np.uint8).reshape(len(rows), 3)
    return Responses(LAYOUT, values, np.zeros(len(rows), np.int64))


@given(st.lists(st.tuples(st.integers(0, 300), BALLOT)))
def test_ballots_are_read_row_by_row_without_the_empty_ones(
    ballots: list[tuple[int, bytes]],
) -> None:
    responses = Responses.from_ballots(LAYOUT, iter(ballots))
    filled = [(cell, ballot) for cell, ballot in ballots if any(ballot)]
    read = zip(responses.cells.tolist(), map(bytes, responses.values), strict=True)
    assert list(read) == filled
    assert len(responses) == len(filled)
    assert responses.withdrawn == len(ballots) - len(filled)


def test_ballots_of_another_length_are_counted() -> None:
    ballots = [(0, b"\1\1\1"), (0, b"\1\1"), (1, b"\1\1\1\1")]
    with pytest.raises(ResponsesError, match="2 of 3 ballots do not have 3 bytes"):
        Responses.from_ballots(LAYOUT, ballots)


def test_every_item_with_values_out_of_range_is_named_with_their_number() -> None:
    with pytest.raises(ResponsesError) as caught:
        _arrays((8, 1, 2), (9, 3, 1), (7, 1, 2))
    assert str(caught.value) == (
        "question:goals has 2 values above 7; barrier:rules has 2 values above 1"
    )


def test_an_empty_row_is_refused_where_nobody_counts_it() -> None:
    with pytest.raises(ResponsesError, match="1 rows are empty"):
        _arrays((1, 0, 0), (0, 0, 0))


@pytest.mark.parametrize(
    ("values", "cells", "message"),
    [
        (np.ones((2, 3), np.int64), np.zeros(2, np.int64), "values are int64, not uint8"),
        (np.ones((2, 3), np.uint8), np.zeros(2), "cells are float64, not int64"),
        (np.ones((2, 3), np.uint8), np.zeros(3, np.int64), r"shape \(2, 3\) and cells \(3,\)"),
        (np.ones((2, 4), np.uint8), np.zeros(2, np.int64), r"shape \(2, 4\).* for 3 items"),
        (np.ones(3, np.uint8), np.zeros(3, np.int64), r"shape \(3,\)"),
        (np.ones((2, 3), np.uint8), np.array([1, -1]), "1 cell numbers are negative"),
    ],
)
def test_another_form_is_refused(values: np.ndarray, cells: np.ndarray, message: str) -> None:
    with pytest.raises(ResponsesError, match=message):
        Responses.of(LAYOUT, values, cells)


@pytest.mark.parametrize(
    ("layout", "message"),
    [
        ((question("goals"), question("goals")), "question:goals stands 2 times"),
        ((Item("question", "goals", ("1", "2")),), "question:goals has the answers 1, 2"),
        ((Item("tool", "planner", ()),), "tool:planner has the answers none"),
        ((Item("tool", "planner", ("yes", "yes")),), "tool:planner has the answers yes, yes"),
    ],
)
def test_a_wrong_layout_is_refused(layout: tuple[Item, ...], message: str) -> None:
    with pytest.raises(ResponsesError, match=message):
        Responses.from_ballots(layout, [])


def test_one_id_may_stand_for_a_question_and_for_a_tool() -> None:
    layout = (question("goals"), Item("tool", "goals", ("tried",)))
    assert len(Responses.from_ballots(layout, [(0, b"\1\1")])) == 1


def test_nothing_can_be_written_into_responses() -> None:
    responses = _arrays((1, 1, 1))
    with pytest.raises(ValueError, match="read-only"):
        responses.values[0, 0] = 2
