"""Reliability in a publication: of the whole system only, from a hundred complete rows."""

from dataclasses import replace

import numpy as np
import pytest
from answering import EDITION, LAYOUT, MODULES, at_level, publish, respond, tree
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregation import grid
from aggregation.grid import Coefficient
from aggregation.publication import Publication, ScaleFigures
from aggregation.release import release
from aggregation.reliability import (
    alpha_if_dropped,
    cronbach_alpha,
    item_rest_correlations,
    omega_total,
)
from aggregation.responses import Bytes, Responses
from aggregation.settings import Settings, Thresholds
from aggregation.structure import Factor, Module
from aggregation.tallies import tally
from aggregation.tree import Tree

SIZES = {0: 60, 1: 33, 2: 45, 3: 24, 4: 14, 5: 8}
STRATEGY, CULTURE = slice(0, 4), slice(4, 8)
BLANK = tuple(ScaleFigures(module.id) for module in MODULES)


def _going_together(rng: np.random.Generator, shape: tuple[int, int]) -> Bytes:
    values = at_level(3)(rng, shape)
    shared = rng.normal(3, 1, (shape[0], 1))
    values[:, STRATEGY] = np.rint(shared + rng.normal(0, 0.7, (shape[0], 4))).clip(1, 5)
    return values


def _with(responses: Responses, values: Bytes) -> Publication:
    return publish(Responses(LAYOUT, values, responses.cells))


def _incomplete(responses: Responses, complete: int) -> Bytes:
    """So many people answered all of strategy; everybody else could not say one question."""
    values = responses.values.copy()
    values[complete:, 1] = 7
    return values


def test_figures_are_those_of_the_raw_answers() -> None:
    responses = respond(SIZES, _going_together)
    for scale, columns in zip(publish(responses).scales, (STRATEGY, CULTURE), strict=True):
        table = responses.values[:, columns].astype(float)
        assert scale.people == grid.people(184)
        assert scale.alpha == grid.coefficient(cronbach_alpha(table))
        assert scale.omega == grid.coefficient(omega_total(table))
        assert scale.items
        rest, dropped = item_rest_correlations(table), alpha_if_dropped(table)
        assert [one.item_rest for one in scale.items] == list(map(grid.coefficient, rest))
        assert [one.alpha_if_dropped for one in scale.items] == list(map(grid.coefficient, dropped))
    (strategy, culture) = publish(respond(SIZES, _going_together)).scales
    assert strategy.alpha
    assert culture.alpha
    assert strategy.alpha.hundredths > 80
    assert culture.alpha.hundredths < 40


@pytest.mark.parametrize(("complete", "shown"), [(100, True), (99, False)])
def test_they_rest_on_a_hundred_complete_rows(complete: int, shown: bool) -> None:  # noqa: FBT001
    responses = respond(SIZES, _going_together)
    (strategy, culture) = _with(responses, _incomplete(responses, complete)).scales
    assert (strategy != BLANK[0]) == shown
    assert culture.people == grid.people(184)
    if shown:
        table = responses.values[:complete, STRATEGY].astype(float)
        assert strategy.alpha == grid.coefficient(cronbach_alpha(table))
        assert strategy.people == grid.people(100)


def test_a_higher_threshold_holds_for_them_too() -> None:
    responses = respond(SIZES, _going_together)
    assert publish(responses, Settings(Thresholds(distribution=185))).scales == BLANK
    assert publish(responses, Settings(Thresholds(distribution=184))).scales != BLANK


def test_nothing_but_a_system_has_any() -> None:
    responses = respond({0: 300}, _going_together)
    assert publish(responses, Settings(open_wave=True)).scales == BLANK
    alone = Tree(next(node for node in tree().root.walk() if node.id == "a"))
    assert release(responses, alone, MODULES, EDITION).publication.scales == BLANK
    assert publish(respond({})).scales == BLANK


def test_the_record_says_on_whom_they_rest() -> None:
    responses = respond(SIZES, _going_together)
    changed = Responses(LAYOUT, _incomplete(responses, 100), responses.cells)
    record = release(changed, tree(), MODULES, EDITION).record
    tables = {table.id: table for table in record.tables}
    assert tables["strategy: reliability"].shown == frozenset({"system"})
    assert sum(tables["strategy: reliability"].counts.values()) == 100


def test_everybody_of_one_mind_looks_like_items_that_do_not_go_together() -> None:
    """A constant has no correlation; to say so would tell what all of them said."""
    responses = respond(SIZES, _going_together)
    values = responses.values.copy()
    values[:, STRATEGY] = 3
    strategy = _with(responses, values).scales[0]
    assert strategy.alpha == strategy.omega == Coefficient(0)
    assert strategy.items
    assert {one.item_rest for one in strategy.items} == {Coefficient(0)}


def test_items_that_are_one_do_not_say_that_one_answer_tells_the_others() -> None:
    responses = respond(SIZES, _going_together)
    values = responses.values.copy()
    values[:, STRATEGY] = values[:, [0]]
    strategy = _with(responses, values).scales[0]
    assert strategy.alpha == strategy.omega == Coefficient(95, "at-least")


def test_a_scale_has_three_items() -> None:
    two = (Module("strategy", (Factor("goals", ("goals-1", "goals-2")),)),)
    responses = respond(SIZES, _going_together)
    assert release(responses, tree(), two, EDITION).publication.scales == (
        ScaleFigures("strategy"),
    )


@settings(max_examples=10)
@given(st.integers(0, 2**32))
def test_what_is_shown_depends_on_who_gave_a_level_alone(seed: int) -> None:
    rng = np.random.default_rng(seed)
    responses = respond(SIZES, _going_together, seed % 100)
    values = responses.values.copy()
    values[rng.random(values.shape[0]) < 0.45, 1] = 7
    turned = values.copy()
    part = turned[:, :8]
    part[:] = np.where((part > 0) & (part <= 5), rng.integers(1, 6, part.shape), part)
    shown = [[s.people, s.alpha is None] for s in _with(responses, values).scales]
    assert shown == [[s.people, s.alpha is None] for s in _with(responses, turned).scales]


@settings(max_examples=10)
@given(st.integers(0, 2**32))
def test_neither_rows_order_nor_who_said_what_changes_a_byte(seed: int) -> None:
    rng = np.random.default_rng(seed)
    responses = respond(SIZES, _going_together)
    order = rng.permutation(len(responses))
    moved = Responses(LAYOUT, responses.values[order], responses.cells[order])
    assert publish(moved).json == publish(responses).json
    dealt = responses.values.copy()
    for columns in (STRATEGY, CULTURE):
        dealt[:33, columns] = dealt[rng.permutation(33), columns]
    assert _with(responses, dealt).scales == publish(responses).scales


def test_sums_of_products_do_not_depend_on_how_many_are_taken_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    responses = respond(SIZES, _going_together)
    whole = tally(responses, tree().cells, MODULES).scales["strategy"]
    monkeypatch.setattr("aggregation.tallies._AT_ONCE", 7)
    parts = tally(responses, tree().cells, MODULES).scales["strategy"]
    assert (whole.products == parts.products).all()
    assert (whole.totals == responses.values[:, STRATEGY].sum(axis=0)).all()
    assert whole.people.tolist() == parts.people.tolist() == list(SIZES.values())


def test_a_publication_reads_back_with_them() -> None:
    publication = publish(respond(SIZES, _going_together))
    assert Publication.from_json(publication.json) == publication
    assert replace(publication, scales=()) != publication
