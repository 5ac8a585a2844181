"""All tables of a question together, of all questions, and of two waves, isolate nobody more."""

from collections.abc import Iterable
from itertools import product

import numpy as np
import pytest
from answering import EDITION, MODULES, QUESTIONS, anything, at_level, respond, tree
from hypothesis import given, settings
from hypothesis import strategies as st
from jointattack import (
    BARS,
    BUCKETS,
    EVERYBODY,
    LEVEL,
    MEAN,
    NUMBERS,
    WITHOUT,
    Function,
    Group,
    Shown,
    beside,
    is_one_of,
    isolated,
    smallest,
)

from aggregation.disclosure import Cell, admit
from aggregation.own import OWN_FROM, OWN_LAYOUT, Asked, with_own
from aggregation.release import RESPONDENTS, Released, release
from aggregation.responses import Responses

ATOMS = 6
K = 10
FUNCTIONS = ((MEAN,), BUCKETS, WITHOUT)
COUNTS = st.lists(st.integers(1, 14), min_size=ATOMS, max_size=ATOMS)
CELLS = st.lists(st.tuples(*[st.integers(0, 1)] * ATOMS), max_size=5).map(tuple)


def apart(tables: Iterable[Shown], atoms: int) -> frozenset[Group]:
    """What the tables isolate, each for itself."""
    return frozenset[Group]().union(*(isolated([table], atoms) for table in tables))


@settings(max_examples=100)
@given(st.tuples(CELLS, CELLS, CELLS), COUNTS)
def test_three_tables_of_a_question_isolate_what_one_of_them_does(
    shown: tuple[tuple[tuple[int, ...], ...], ...], people: list[int]
) -> None:
    """Whatever cells each shows: mean, buckets and shares without a level share no function."""
    tables = [Shown(one, cells) for one, cells in zip(FUNCTIONS, shown, strict=True)]
    together = isolated(tables, ATOMS)
    assert together == apart(tables, ATOMS)
    fewest = [smallest(isolated([table], ATOMS), people) for table in tables]
    assert smallest(together, people) == min((one for one in fewest if one), default=None)


@settings(max_examples=40)
@given(st.tuples(CELLS, CELLS), st.tuples(CELLS, CELLS))
def test_two_waves_isolate_what_one_of_them_does(
    first: tuple[tuple[tuple[int, ...], ...], ...], second: tuple[tuple[tuple[int, ...], ...], ...]
) -> None:
    """Other people, so other unknowns, although it is the same question."""
    both = 2 * ATOMS
    waves = [
        [Shown(one, cells) for one, cells in zip(FUNCTIONS[:2], shown, strict=True)]
        for shown in (first, second)
    ]
    tables = [
        table
        for start, wave in zip((0, ATOMS), waves, strict=True)
        for table in beside(wave, both, first=start)
    ]
    alone = [apart(wave, ATOMS) for wave in waves]
    expected = {
        frozenset({*one, *(atom + ATOMS for atom in other)})
        for one, other in product(_all(), repeat=2)
        if one in alone[0] or other in alone[1]
    }
    assert isolated(tables, both) == expected


def _all() -> list[Group]:
    kept = product((False, True), repeat=ATOMS)
    return [frozenset(np.flatnonzero(one).tolist()) for one in kept]


@settings(max_examples=40)
@given(st.tuples(CELLS, CELLS))
def test_two_questions_isolate_what_one_of_them_does(
    shown: tuple[tuple[tuple[int, ...], ...], ...],
) -> None:
    """A person's answers to both, side by side; each may be anything whatever the other is."""
    none = (0,) * len(MEAN)
    of_one, of_other = (*MEAN, *none), (*none, *MEAN)
    numbers = [both for one in NUMBERS for both in ((*one, *none), (*none, *one))]
    tables = [Shown((of_one,), shown[0]), Shown((of_other,), shown[1])]
    alone = (isolated([table], ATOMS, numbers) for table in tables)
    assert isolated(tables, ATOMS, numbers) == frozenset[Group]().union(*alone)


def test_barriers_isolate_what_their_one_table_does() -> None:
    """Up to three of four, or none: shares of one table, over the same cells."""
    chosen = [one for one in product((0, 1), repeat=4) if sum(one) <= 3]
    named = tuple(int(any(one)) for one in chosen)
    each: tuple[Function, ...] = tuple(tuple(one[place] for one in chosen) for place in range(4))
    cells = ((1, 1, 1), (1, 1, 0))
    groups = isolated([Shown(each, cells)], 3, [named, (1,) * len(chosen)])
    assert groups == isolated([Shown((MEAN,), cells)], 3)
    assert smallest(groups, (30, 20, 12)) == 12


# --- a real release


def released(seed: int) -> Released:
    """Six cells of which some are small, nearly of one mind, or unable to say."""
    chance = np.random.default_rng(seed)
    sizes = dict(enumerate(map(int, chance.choice([3, 9, 12, 24, 40, 60], ATOMS))))
    kinds = dict(enumerate([anything, at_level(3), anything, at_level(4), anything, anything]))
    return release(respond(sizes, kinds, seed), tree(), MODULES, EDITION)


@pytest.mark.parametrize("seed", range(6))
def test_a_publication_isolates_nobody_by_several_tables(seed: int) -> None:
    record = released(seed).record
    tables, cells = {table.id: table for table in record.tables}, record.cells
    isolating = 0
    for question in QUESTIONS:
        of_it = [tables[f"{question}: {end}"] for end in ("mean", "levels", "without a level")]
        shown = [
            Shown(functions, tuple(_row(cell) for cell in cells if cell.id in table.shown))
            for functions, table in zip(FUNCTIONS, of_it, strict=True)
        ]
        alone = [isolated([one], ATOMS) for one in shown]
        for group in isolated(shown, ATOMS):
            resting = [
                (sum(table.counts[atom] for atom in group), table.k)
                for table, groups in zip(of_it, alone, strict=True)
                if group in groups
            ]
            assert resting
            assert all(people >= k or not people for people, k in resting)
            isolating += 1
    assert isolating


@pytest.mark.parametrize("seed", range(6))
def test_numbers_of_people_rest_on_enough_respondents(seed: int) -> None:
    """Every table is of groups whose number of respondents is shown, and that has its own gate."""
    record = released(seed).record
    tables = {table.id: table for table in record.tables}
    respondents = tables[RESPONDENTS]
    assert all(table.shown <= respondents.shown for table in record.tables)
    shown = [
        Shown((function,), tuple(_row(cell) for cell in record.cells if cell.id in table.shown))
        for table, function in (
            (respondents, EVERYBODY),
            *((tables[f"{key}: mean"], LEVEL) for key in QUESTIONS),
            *((tables[f"{key}: without a level"], is_one_of(6, 7)) for key in QUESTIONS),
        )
    ]
    groups = isolated(shown, ATOMS, numbers=())
    people = [respondents.counts[atom] for atom in range(ATOMS)]
    found = smallest(groups, people)
    assert found == smallest(isolated(shown[:1], ATOMS, numbers=()), people)
    assert found is None or found >= respondents.k


@pytest.mark.parametrize("seed", range(6))
def test_what_an_entity_asks_of_its_own_isolates_its_whole_or_nobody(seed: int) -> None:
    """Whatever else is shown: all tables of one own question, over every atom of the wave."""
    rng = np.random.default_rng(seed)
    cells = np.repeat(np.arange(ATOMS), rng.choice([9, 12, 24, 40], ATOMS))
    values = rng.integers(0, 8, (len(cells), len(OWN_LAYOUT))).astype(np.uint8)
    asked = {key: (Asked("How?", tuple("abcde")),) for key in ("a", "b", "c", "d")}
    own = Responses.of(OWN_LAYOUT, values, cells)
    record = with_own(released(seed), own, tree(), asked).record
    tables = {table.id: table for table in record.tables}
    respondents = tables[RESPONDENTS]
    for key in asked:
        whole = next(cell.atoms for cell in record.cells if cell.id == key)
        ends = ("levels", "without a level")
        of_it = [tables[f"{key}, own-1: {end}"] for end in ends]
        assert all(table.shown <= respondents.shown & {key} for table in of_it)
        shown = [
            Shown(functions, tuple(_row(cell) for cell in record.cells if cell.id in table.shown))
            for functions, table in zip(((MEAN, *BUCKETS), WITHOUT), of_it, strict=True)
        ]
        isolating = [group for group in isolated(shown, ATOMS) if group]
        assert {group & whole for group in isolating} <= {frozenset(), whole}
        shows = [table for table in of_it if table.shown]
        assert all(sum(table.counts[atom] for atom in whole) >= OWN_FROM for table in shows)


def _row(cell: Cell) -> tuple[int, ...]:
    return tuple(int(atom in cell.atoms) for atom in range(ATOMS))


# --- what must be caught


WHOLE, PART = (1, 1), (1, 0)


def test_five_bars_of_other_cells_than_the_mean_are_caught() -> None:
    """The mean is a sum of the bars: dependent functions, each safe by itself."""
    people = (30, 4)
    safe = [Shown((MEAN,), (WHOLE,)), Shown(BARS, (PART,))]
    assert smallest(apart(safe, 2), people) == 30
    assert smallest(isolated(safe, 2), people) == 4


def test_a_second_table_of_the_same_answers_is_caught() -> None:
    """Two table lists of one question, each with a gate of its own: two axes, two releases."""
    people = (30, 4, 40)
    lists = [((1, 1, 0), (0, 0, 1)), ((1, 0, 0), (0, 1, 1))]
    for cells in lists:
        queue = [
            Cell(str(n), n, frozenset(np.flatnonzero(c).tolist())) for n, c in enumerate(cells)
        ]
        assert len(admit(queue, dict(enumerate(people)), K).shown) == len(cells)
    tables = [Shown((MEAN,), cells) for cells in lists]
    assert smallest(apart(tables, 3), people) == 30
    assert smallest(isolated(tables, 3), people) == 4


def test_people_who_answer_the_same_again_are_not_protected_from_who_knows_it() -> None:
    """The limit: with unchanged answers two waves are one unknown, and their difference is news."""
    people = (30, 1)  # one more in the second wave
    waves = [Shown((MEAN,), (PART,)), Shown((MEAN,), (WHOLE,))]
    assert smallest(isolated(waves, 2), people) == 1
    apart_in_time = [*beside(waves[:1], 4, first=0), *beside(waves[1:], 4, first=2)]
    assert smallest(isolated(apart_in_time, 4), (30, 0, 30, 1)) == 30
