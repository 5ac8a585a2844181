"""Whatever is shown is made from stage one: answers that it does not tell apart change nothing."""

import inspect
from typing import get_type_hints

import numpy as np
import pytest
from answering import LAYOUT, QUESTIONS, anything, at_level, publish, respond
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from aggregation import change, effort, findings, levels, relying, standing, summaries
from aggregation.publication import Publication
from aggregation.responses import Bytes, Cells, Responses

SIZES = {0: 60, 1: 33, 2: 45, 3: 24, 4: 14, 5: 8}
# Columns whose answers stage one sees together for one person: a module, the barriers.
BLOCKS = ((0, 1, 2, 3), (4, 5, 6, 7), (8,), (9,), (10, 11, 12, 13), (14,), (15,))
SEEDS = st.integers(0, 2**32)
BEFORE = publish(respond(SIZES, at_level(2.5), seed=5))


def _stage_two(publication: Publication) -> str:
    return repr(
        [
            (
                findings.findings(publication, node.id, BEFORE),
                change.changes(BEFORE, publication, node.id),
                levels.levels(publication, node.id),
                summaries.factor_means(publication, node.id),
                summaries.headline_means(publication, node.id),
                effort.published_progress(publication, node.id),
                relying.factor_reliabilities(publication, node.id),
            )
            for node in publication.nodes
        ]
    )


def _exchanged(values: Bytes, cells: Cells, rng: np.random.Generator) -> Bytes:
    """Deal each block's answers anew among the people of each cell."""
    dealt = values.copy()
    for cell in np.unique(cells):
        (rows,) = np.nonzero(cells == cell)
        for block in map(np.array, BLOCKS):
            dealt[np.ix_(rows, block)] = values[np.ix_(rng.permutation(rows), block)]
    return dealt


def _evened(values: Bytes, cells: Cells, rng: np.random.Generator) -> Bytes:
    """Move one person up within the lowest bucket, and one of the same cell down in the highest."""
    moved = values.copy()
    column = rng.integers(len(QUESTIONS))
    cell = rng.integers(3)
    lowest, highest = (np.nonzero((moved[:, column] == n) & (cells == cell))[0] for n in (1, 5))
    assume(lowest.size and highest.size)
    moved[lowest[0], column], moved[highest[0], column] = 2, 4
    return moved


@settings(max_examples=15)
@given(SEEDS)
def test_who_in_a_cell_said_what_changes_no_byte(seed: int) -> None:
    responses = respond(SIZES, anything, seed)
    values = _exchanged(responses.values, responses.cells, np.random.default_rng(seed))
    assert (values != responses.values).any()
    one, other = publish(responses), publish(Responses(LAYOUT, values, responses.cells))
    assert one.json == other.json
    assert _stage_two(one) == _stage_two(other)


@settings(max_examples=15)
@given(SEEDS)
def test_other_answers_with_the_same_stage_one_change_no_byte(seed: int) -> None:
    responses = respond(SIZES, anything, seed)
    values = _evened(responses.values, responses.cells, np.random.default_rng(seed))
    assert (values != responses.values).any()
    one, other = publish(responses), publish(Responses(LAYOUT, values, responses.cells))
    assume(one.question_spreads == other.question_spreads)
    assume(one.module_spreads == other.module_spreads)
    assert one.json == other.json
    assert _stage_two(one) == _stage_two(other)


def test_stage_two_reads_the_publication_and_not_what_made_it() -> None:
    publication = publish(respond(SIZES))
    assert _stage_two(Publication.from_json(publication.json)) == _stage_two(publication)


@pytest.mark.parametrize("module", [change, effort, findings, levels, relying, standing, summaries])
def test_no_signature_of_stage_two_lets_answers_in(module: object) -> None:
    functions = [
        function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and function.__module__ == getattr(module, "__name__", None)
    ]
    assert functions
    hints = {repr(hint) for function in functions for hint in get_type_hints(function).values()}
    assert not [hint for hint in hints if "ndarray" in hint or "Responses" in hint]
