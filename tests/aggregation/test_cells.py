"""Reporting cells: what holds for every roster, and a few worked by hand."""

from collections.abc import Mapping
from itertools import chain
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from aggregation.cells import MINIMUM, Place, ReportingCell, TooFewError, reporting_cells

places = st.tuples(st.sampled_from("ABCDE"), st.sampled_from(["", "x", "y", "z", "w"]))
rosters = st.dictionaries(places, st.integers(1, 25), max_size=20)


def by_place(cells: tuple[ReportingCell, ...]) -> dict[Place, ReportingCell]:
    return {place: cell for cell in cells for place in cell.places}


def total(eligible: Mapping[Place, int], entity: str) -> int:
    return sum(number for (name, _value), number in eligible.items() if name == entity)


@given(rosters)
def test_every_place_is_in_exactly_one_cell(eligible: dict[Place, int]) -> None:
    assume(sum(eligible.values()) >= MINIMUM)
    found = list(chain.from_iterable(cell.places for cell in reporting_cells(eligible)))
    assert sorted(found) == sorted(eligible)


@given(rosters)
def test_no_cell_is_under_the_minimum_and_nobody_is_lost(eligible: dict[Place, int]) -> None:
    assume(sum(eligible.values()) >= MINIMUM)
    cells = reporting_cells(eligible)
    assert all(cell.eligible >= MINIMUM for cell in cells)
    for cell in cells:
        assert cell.eligible == sum(eligible[place] for place in cell.places)


@given(rosters)
def test_an_entity_that_can_stand_alone_does(eligible: dict[Place, int]) -> None:
    """Unless it is the smallest one, taken in so that a small entity is not seen by itself."""
    assume(sum(eligible.values()) >= MINIMUM)
    cells = reporting_cells(eligible)
    shared = {entity for cell in cells if cell.entity is None for entity, _ in cell.places}
    totals = {entity: total(eligible, entity) for entity, _ in eligible}
    small = {entity for entity, number in totals.items() if number < MINIMUM}
    assert small <= shared
    joined = shared - small
    if sum(totals[entity] for entity in small) >= MINIMUM or not small:
        assert not joined
    else:
        others = set(totals) - small - joined
        largest_joined = max((totals[entity] for entity in joined), default=0)
        assert all(largest_joined <= totals[entity] for entity in others)
    assert not {cell.entity for cell in cells} & shared


@given(rosters)
def test_only_values_that_are_too_small_are_merged(eligible: dict[Place, int]) -> None:
    assume(sum(eligible.values()) >= MINIMUM)
    for cell in reporting_cells(eligible):
        if cell.entity is None or len(cell.places) == 1:
            continue
        numbers = sorted(eligible[place] for place in cell.places)
        assert numbers[0] < MINIMUM
        # Without its last arrival the group was under the minimum, or the last arrival itself was.
        assert sum(numbers[:-1]) < MINIMUM or numbers[-1] < MINIMUM


@given(rosters)
def test_a_cell_names_its_values_unless_it_is_the_whole_entity(eligible: dict[Place, int]) -> None:
    assume(sum(eligible.values()) >= MINIMUM)
    for cell in reporting_cells(eligible):
        if cell.entity is None:
            assert cell.values == ()
            continue
        whole = len(cell.places) == len([p for p in eligible if p[0] == cell.entity])
        assert cell.values == (() if whole else tuple(value for _, value in cell.places))
        assert {entity for entity, _ in cell.places} == {cell.entity}


@given(rosters, st.randoms(use_true_random=False))
def test_the_order_of_the_roster_changes_nothing(eligible: dict[Place, int], rng: Random) -> None:
    assume(sum(eligible.values()) >= MINIMUM)
    shuffled = list(eligible.items())
    rng.shuffle(shuffled)
    assert reporting_cells(dict(shuffled)) == reporting_cells(eligible)


@given(rosters)
def test_too_few_altogether_are_refused(eligible: dict[Place, int]) -> None:
    assume(sum(eligible.values()) < MINIMUM)
    with pytest.raises(TooFewError, match=f"{sum(eligible.values())} people .* {MINIMUM} are"):
        reporting_cells(eligible)


@given(rosters, st.integers(1, 40))
def test_a_higher_minimum_is_kept_too(eligible: dict[Place, int], minimum: int) -> None:
    assume(sum(eligible.values()) >= minimum)
    cells = reporting_cells(eligible, minimum=minimum)
    assert all(cell.eligible >= minimum for cell in cells)
    assert sorted(by_place(cells)) == sorted(eligible)


def test_the_smallest_value_joins_the_next_smallest() -> None:
    cells = reporting_cells({("A", "x"): 4, ("A", "y"): 7, ("A", "z"): 30})
    assert [(cell.values, cell.eligible) for cell in cells] == [(("x", "y"), 11), (("z",), 30)]


def test_a_small_value_beside_one_large_makes_the_entity_one_cell() -> None:
    cells = reporting_cells({("A", "x"): 4, ("A", "y"): 30})
    assert [(cell.values, cell.eligible) for cell in cells] == [((), 34)]


def test_small_entities_share_a_cell() -> None:
    cells = reporting_cells({("A", ""): 4, ("B", ""): 7, ("C", ""): 30})
    assert [(cell.entity, cell.eligible) for cell in cells] == [("C", 30), (None, 11)]


def test_one_small_entity_takes_the_smallest_other_with_it() -> None:
    cells = reporting_cells({("A", ""): 4, ("B", ""): 12, ("C", ""): 30})
    assert [(cell.entity, cell.eligible) for cell in cells] == [("C", 30), (None, 16)]
