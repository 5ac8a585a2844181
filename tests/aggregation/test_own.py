"""What entities ask of their own: shown for a whole entity from twenty people, and nothing else."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from answering import EDITION, LAYOUT, MODULES, respond, tree
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregation import grid
from aggregation.errors import ResponsesError, TreeError
from aggregation.own import OWN_FROM, OWN_LAYOUT, Asked, with_own
from aggregation.publication import OwnQuestion, Publication, QuestionFigures
from aggregation.release import Released, release
from aggregation.responses import Responses
from aggregation.settings import Settings, Thresholds
from aggregation.summaries import LARGEST_SPREAD, own_means

SIZES = {0: 30, 1: 12, 2: 25, 3: 15, 4: 4, 5: 60}
ASKED = Asked("How is the fund used?", ("Not.", "Once.", "Yearly.", "Monthly.", "Always."))
SEEDS = st.integers(0, 2**32)


def answers(values: Mapping[int, list[int]], column: int = 0) -> Responses:
    """Own answers by cell, all to one question."""
    rows = [(cell, value) for cell, some in values.items() for value in some]
    table = np.zeros((len(rows), len(OWN_LAYOUT)), np.uint8)
    table[:, column] = [value for _cell, value in rows]
    return Responses.of(OWN_LAYOUT, table, np.array([cell for cell, _value in rows], np.int64))


def made(
    own: Responses,
    asked: Mapping[str, tuple[Asked, ...]],
    settings: Settings | None = None,
    sizes: Mapping[int, int] = SIZES,
) -> Released:
    core = release(respond(sizes), tree(), MODULES, EDITION, settings)
    return with_own(core, own, tree(), asked)


def first(released: Released, node: str = "a") -> OwnQuestion:
    return released.publication.own_of(node)[0]


def test_a_whole_entity_is_shown_on_the_grid_and_no_part() -> None:
    own = answers({0: [1] * 5 + [4] * 10, 1: [5] * 5 + [7] * 5, 2: [2] * 40})
    released = made(own, {"a": (ASKED,)})
    shown = first(released)
    assert shown.statement == ASKED.statement
    assert shown.levels == ASKED.levels
    figures = shown.figures
    assert figures.id == "own-1"
    assert figures.people == grid.people(20)
    assert figures.mean == grid.mean(5 + 40 + 25, 20)
    assert figures.buckets
    assert [one.percent for one in (figures.buckets.low, figures.buckets.middle)] == [25, 10]
    assert figures.without_level
    assert figures.without_level.cannot_say == grid.share(5, 25)
    assert {one.id for one in released.publication.own} == {"a"}
    tables = [one for one in released.record.tables if "own-" in one.id]
    assert [one.shown for one in tables] == [frozenset({"a"})] * 2
    assert all(one.counts[2] == 0 for one in tables)  # what others answered was not asked


@pytest.mark.parametrize(
    ("levels", "without", "mean", "shares"),
    [(20, 0, True, True), (19, 1, False, True), (19, 0, False, False), (0, 20, False, True)],
)
def test_nineteen_people_are_too_few(
    *, levels: int, without: int, mean: bool, shares: bool
) -> None:
    figures = first(made(answers({2: [3] * levels + [6] * without}), {"b": (ASKED,)}), "b").figures
    assert (figures.mean is not None) is mean
    assert (figures.buckets is not None) is mean
    assert (figures.people is not None) is mean
    assert (figures.without_level is not None) is shares


@pytest.mark.parametrize(("fewest", "is_shown"), [(25, True), (26, False)])
def test_a_higher_threshold_of_the_wave_holds(*, fewest: int, is_shown: bool) -> None:
    settings = Settings(Thresholds(distribution=fewest))
    figures = first(made(answers({2: [3] * 25}), {"b": (ASKED,)}, settings), "b").figures
    assert (figures.mean is not None) is is_shown


def test_an_open_wave_needs_fifty() -> None:
    settings = Settings(open_wave=True)
    for number, is_shown in ((49, False), (50, True)):
        own = answers({5: [3] * number})
        figures = first(made(own, {"d": (ASKED,)}, settings), "d").figures
        assert (figures.mean is not None) is is_shown


def test_an_entity_of_which_nothing_is_shown_shows_none_of_its_own() -> None:
    """However many answered it: where the core was left out, there are no people to speak of."""
    released = made(answers({2: [3] * 40}), {"b": (ASKED,)}, sizes={**SIZES, 2: 5})
    assert released.publication.node("b").respondents is None
    assert first(released, "b").figures == QuestionFigures("own-1")


def test_only_what_was_asked_is_read() -> None:
    own = answers({2: [3] * 40}, column=1)
    assert [one.figures.id for one in made(own, {"b": (ASKED,)}).publication.own_of("b")] == [
        "own-1"
    ]
    assert first(made(own, {"b": (ASKED,)}), "b").figures.people is None
    assert made(own, {"b": (ASKED, ASKED)}).publication.own_of("b")[1].figures.mean


def test_a_part_or_a_stranger_asks_nothing() -> None:
    for key in ("a-0", "system", "nobody"):
        with pytest.raises(TreeError, match="1 groups that are no entities"):
            made(answers({}), {key: (ASKED,)})


def test_a_byte_that_is_no_answer_is_refused() -> None:
    with pytest.raises(ResponsesError, match="own:own-1 has 1 values above 7"):
        answers({0: [8]})


def some_own(seed: int) -> Responses:
    rng = np.random.default_rng(seed)
    cells = np.repeat(np.array([*SIZES], np.int64), list(SIZES.values()))
    return Responses.of(OWN_LAYOUT, rng.integers(0, 8, (len(cells), 5)).astype(np.uint8), cells)


@settings(max_examples=15)
@given(SEEDS, SEEDS)
def test_whatever_is_answered_there_no_other_figure_changes(seed: int, other: int) -> None:
    asked = {"a": (ASKED,) * 5, "d": (ASKED,) * 2}
    core = made(some_own(seed), {}).publication
    one, two = (made(some_own(each), asked).publication for each in (seed, other))
    assert replace(one, own=()).json == replace(two, own=()).json == core.json


@settings(max_examples=15)
@given(SEEDS)
def test_who_in_an_entity_said_what_changes_no_byte(seed: int) -> None:
    own = some_own(seed)
    rng, values = np.random.default_rng(seed), own.values.copy()
    rows = np.flatnonzero(np.isin(own.cells, (0, 1)))
    for column in range(5):
        values[rows, column] = own.values[rng.permutation(rows), column]
    dealt = Responses.of(OWN_LAYOUT, values, own.cells)
    one, two = (made(each, {"a": (ASKED,) * 5}).publication for each in (own, dealt))
    assert one.json == two.json
    assert own_means(one, "a") == own_means(two, "a")


@settings(max_examples=15)
@given(SEEDS)
def test_the_attack_reads_every_table_of_them_and_finds_nobody(seed: int) -> None:
    released = made(some_own(seed), {"a": (ASKED,) * 5, "c": (ASKED,)})
    found = {one.table: one for one in released.record.attacked().exposures if "own-" in one.table}
    assert len(found) == 2 * 6
    assert all(one.passes and one.k == OWN_FROM and one.shown <= 1 for one in found.values())
    assert all(one.figures.mean is None for one in released.publication.own_of("c"))


def test_a_publication_with_them_is_read_back() -> None:
    publication = made(some_own(1), {"a": (ASKED,) * 5}).publication
    assert Publication.from_json(publication.json) == publication
    assert publication.own_of("system") == publication.own_of("b") == ()


def test_an_interval_is_as_wide_as_the_core_spreads_at_most() -> None:
    """The entity's own spread is no figure of a publication, so it cannot be used."""
    released = made(answers({2: [3] * 25}), {"b": (ASKED,)})
    spreads = [
        one.spread.tenths / 10 for one in released.publication.question_spreads if one.spread
    ]
    found = own_means(released.publication, "b")["own-1"]
    assert found.estimate == 3.0
    assert found.n == 20
    assert found.interval[1] - 3 == pytest.approx(1.96 * max(spreads) / 20**0.5, rel=0.01)
    unspread = tuple(replace(one, spread=None) for one in released.publication.question_spreads)
    wider = own_means(replace(released.publication, question_spreads=unspread), "b")["own-1"]
    assert wider.interval[1] - 3 == pytest.approx(1.96 * LARGEST_SPREAD / 20**0.5, rel=0.01)


def test_answers_are_split_off_by_column_and_the_empty_are_left_out() -> None:
    layout = (*LAYOUT, *OWN_LAYOUT)
    values = np.zeros((3, len(layout)), np.uint8)
    values[0, 0], values[0, -1], values[1, -2] = 3, 4, 5
    whole = Responses.of(layout, values, np.arange(3))
    core, own = whole.part(slice(len(LAYOUT))), whole.part(slice(len(LAYOUT), None))
    assert core.layout == LAYOUT
    assert own.layout == OWN_LAYOUT
    assert list(core.cells) == [0]
    assert list(own.cells) == [0, 1]
