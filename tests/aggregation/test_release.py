"""Stage one, against a count by hand and at its edges."""

import json
from fractions import Fraction

import numpy as np
import pytest
from answering import (
    EDITION,
    LAYOUT,
    MODULES,
    QUESTIONS,
    anything,
    at_level,
    publish,
    respond,
    tree,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregation import grid
from aggregation.errors import ResponsesError, TreeError
from aggregation.grid import Band, Share, Spread
from aggregation.publication import ChoiceFigures, NodeFigures, Publication, QuestionFigures
from aggregation.release import release
from aggregation.responses import Bytes, Responses
from aggregation.settings import Settings, Thresholds
from aggregation.structure import structure
from aggregation.tallies import tally

SIZES = {0: 40, 1: 25, 2: 60, 3: 18, 4: 12, 5: 7}
BLANK_QUESTIONS = tuple(QuestionFigures(key) for key in QUESTIONS)


def _is_blank(node: NodeFigures) -> bool:
    return (
        node.respondents is None
        and node.response_rate is None
        and node.questions == BLANK_QUESTIONS
        and all(one.shares is None for one in (*node.progress, node.barriers, *node.tools))
    )


def _rows(responses: Responses, node_id: str) -> Bytes:
    (node,) = [node for node in tree().root.walk() if node.id == node_id]
    return responses.values[np.isin(responses.cells, node.all_cells())]


@pytest.mark.parametrize("node_id", ["system", "a", "b"])
def test_figures_are_those_counted_by_hand(node_id: str) -> None:
    responses = respond(SIZES)
    node = publish(responses).node(node_id)
    rows = _rows(responses, node_id)
    assert node.respondents == grid.people(len(rows))
    for column, figures in enumerate(node.questions):
        given_answers = rows[:, column][rows[:, column] > 0]
        levels = given_answers[given_answers <= 5]
        assert figures.people == grid.people(len(levels))
        assert figures.mean == grid.mean(int(levels.sum()), len(levels))
        assert figures.without_level
        if figures.buckets or node_id == "system":
            assert figures.buckets
            assert figures.buckets.middle == grid.share(int((levels == 3).sum()), len(levels))
        cannot_say = int((given_answers == 7).sum())
        assert figures.without_level.cannot_say == grid.share(cannot_say, len(given_answers))


def test_choices_are_shares_of_those_who_chose() -> None:
    responses = respond(SIZES)
    rows = _rows(responses, "b")
    node = publish(responses).node("b")
    named = rows[:, 10:14]
    answered = int(named.any(axis=1).sum())
    assert node.barriers.people == grid.people(answered)
    assert [(one.id, one.share) for one in node.barriers.shares or ()] == [
        (item.id, grid.share(int(named[:, place].sum()), answered))
        for place, item in enumerate(LAYOUT[10:14])
    ]
    tried = rows[:, 14][rows[:, 14] > 0]
    assert node.tools[0].shares
    assert node.tools[0].shares[2].share == grid.share(int((tried == 3).sum()), len(tried))
    assert [one.id for one in node.progress] == [module.id for module in MODULES]


def test_spreads_are_pooled_within_cells() -> None:
    """Two cells far apart in which people differ by two levels at most."""
    low, high = at_level(2, 0.6), at_level(4, 0.6)
    apart = publish(respond({0: 300, 1: 300}, {0: low, 1: high}))
    assert all(one.spread in {Spread(6), Spread(7)} for one in apart.question_spreads)
    assert all(one.spread == Spread(5, "at-most") for one in apart.module_spreads)


@pytest.mark.parametrize(
    ("sizes", "k", "shown"),
    [
        ({0: 19}, 10, False),  # a spread is a distribution's figure
        ({0: 20}, 10, True),
        (dict.fromkeys(range(6), 4), 18, True),
        (dict.fromkeys(range(6), 4), 19, False),  # 24 people in 6 cells are free in 18 ways
    ],
)
def test_a_spread_needs_people_who_share_cells(
    sizes: dict[int, int],
    k: int,
    shown: bool,  # noqa: FBT001
) -> None:
    publication = publish(respond(sizes, at_level(3)), Settings(Thresholds(k=k)))
    spreads = (*publication.question_spreads, *publication.module_spreads)
    assert {one.spread is not None for one in spreads} == {shown}


def test_small_groups_and_what_would_give_them_away_are_blank() -> None:
    publication = publish(respond(SIZES))
    assert _is_blank(publication.node("d"))  # seven people
    assert _is_blank(publication.node("c"))  # thirty, but the seven would be what is left
    assert _is_blank(publication.node("c-3"))
    assert not _is_blank(publication.node("a-1"))


@pytest.mark.parametrize("answered", [slice(0, 8), slice(14, 16)])
def test_a_withheld_group_shows_nothing_even_where_it_would_be_safe(answered: slice) -> None:
    responses = respond({0: 60, 3: 30, 5: 7}, at_level(3))
    values = responses.values.copy()
    values[responses.cells == 5] = 0  # so of what they left out nothing is left over
    values[responses.cells == 5, answered] = 1
    assert _is_blank(publish(Responses(LAYOUT, values, responses.cells)).node("c"))


def test_withheld_and_empty_look_the_same() -> None:
    publications = [publish(respond({0: 40, 1: 40, 2: 40, 5: n})) for n in (0, 7)]
    empty, withheld = (publication.node("d") for publication in publications)
    assert empty == withheld
    assert _is_blank(withheld)


def test_thresholds_hold_for_each_question() -> None:
    sizes = {0: 40, 1: 40}
    responses = respond(sizes, at_level(3))
    values = responses.values.copy()
    values[:31, 0], values[:22, 1], values[:12, 2] = 7, 7, 0
    publication = publish(Responses(LAYOUT, values, responses.cells))
    nine, eighteen, twenty_eight = publication.node("a-0").questions[:3]
    assert nine.mean is None
    assert nine.people is None
    assert nine.without_level
    assert nine.without_level.cannot_say == Share(80)
    assert eighteen.mean
    assert eighteen.people == Band(15, 19)
    assert eighteen.buckets is None
    assert twenty_eight.buckets
    sibling = publication.node("a-1").questions
    assert sibling[0].mean is None  # or the nine would be what is left
    assert sibling[1].mean
    assert sibling[1].buckets is None  # or eighteen people's shares would be
    assert sibling[1].without_level


def test_shares_need_twenty_people() -> None:
    node = publish(respond({0: 19, 2: 40}, at_level(3))).node("a")
    assert node.questions[0].mean
    assert [one.shares for one in (*node.progress, node.barriers, *node.tools)] == [None] * 5


def test_raised_thresholds_withhold_more() -> None:
    responses = respond({0: 40, 2: 60})
    raised = publish(responses, Settings(Thresholds(mean=50)))
    assert not _is_blank(publish(responses).node("a"))
    assert _is_blank(raised.node("a"))
    assert _is_blank(raised.node("b"))  # or the forty would be what is left
    assert not _is_blank(raised.node("system"))


def test_an_open_wave_shows_entities_of_fifty_and_nothing_else() -> None:
    responses = respond({0: 40, 1: 15, 2: 49})
    publication = publish(responses, Settings(open_wave=True))
    assert [node.id for node in publication.nodes] == ["a", "b", "c", "d"]
    assert [_is_blank(node) for node in publication.nodes] == [False, True, True, True]
    assert all(node.parent is None for node in publication.nodes)


def test_parents_stand_before_their_children() -> None:
    publication = publish(respond(SIZES))
    parents = [(node.id, node.parent) for node in publication.nodes]
    assert parents[:4] == [("system", None), ("a", "system"), ("a-0", "a"), ("a-1", "a")]


def test_the_response_rate_is_a_step_and_unknown_where_nobody_counted() -> None:
    responses = respond({0: 40, 2: 60})
    assert publish(responses, eligible=100).node("b").response_rate == 60
    assert publish(responses, eligible=None).node("b").response_rate is None


def test_a_cell_outside_the_tree_stops_the_release() -> None:
    with pytest.raises(TreeError, match="5 responses belong to cells that are not in the tree"):
        publish(respond({0: 20, 9: 5}))


def test_a_question_that_nobody_was_asked_stops_the_release() -> None:
    modules = structure({"strategy": {"goals": ["goals-1", "vision"]}})
    with pytest.raises(ResponsesError, match="the layout has no vision"):
        release(respond({0: 20}), tree(), modules, EDITION)


def _cannot_say(rng: np.random.Generator, shape: tuple[int, int]) -> Bytes:
    values = at_level(3)(rng, shape)
    values[:, : len(QUESTIONS)] = 7
    return values


@pytest.mark.parametrize(
    "responses",
    [
        pytest.param(respond({}), id="nobody"),
        pytest.param(respond({0: 1}, at_level(3)), id="one"),
        pytest.param(respond({0: 9, 1: 9, 2: 9}, at_level(3)), id="nine in each cell"),
        pytest.param(respond({0: 50, 2: 50}, _cannot_say), id="all cannot say"),
    ],
)
def test_there_is_no_mean_where_too_few_gave_a_level(responses: Responses) -> None:
    entities = [node for node in publish(responses).nodes if node.kind == "part"]
    assert all(one.mean is None for node in entities for one in node.questions)


def test_everybody_who_cannot_say_is_still_counted() -> None:
    figures = publish(respond({0: 50, 2: 50}, _cannot_say)).node("b").questions[0]
    assert figures.mean is None
    assert figures.without_level
    assert figures.without_level.cannot_say == Share(90, "at-least")


def test_a_question_that_nobody_answered_is_blank_and_alone() -> None:
    responses = respond({0: 50, 2: 50}, at_level(3))
    values = responses.values.copy()
    values[:, 3] = 0
    publication = publish(Responses(LAYOUT, values, responses.cells))
    for node in (publication.node("system"), publication.node("b")):
        assert [one.mean is None for one in node.questions].index(True) == 3
        assert node.questions[3] == QuestionFigures(QUESTIONS[3])
    assert publication.question_spread(QUESTIONS[3]) is None


def test_barriers_may_not_be_asked() -> None:
    responses = respond({0: 50}, at_level(3))
    asked = Responses(LAYOUT[:8], responses.values[:, :8], responses.cells)
    node = publish(asked).node("system")
    assert node.barriers == ChoiceFigures("barriers")
    assert node.tools == ()


@settings(max_examples=40)
@given(
    st.dictionaries(st.integers(0, 5), st.integers(0, 45)),
    st.integers(0, 2**32),
)
def test_the_order_of_rows_changes_nothing_and_the_form_reads_back(
    sizes: dict[int, int], seed: int
) -> None:
    responses = respond(sizes, seed=seed)
    turned = np.random.default_rng(seed).permutation(len(responses))
    publication = publish(responses)
    other = publish(Responses(LAYOUT, responses.values[turned], responses.cells[turned]))
    assert publication.json == other.json
    assert Publication.from_json(publication.json) == publication
    json.loads(publication.json, parse_constant=pytest.fail)


@settings(max_examples=40)
@given(st.dictionaries(st.integers(0, 5), st.integers(0, 45)), st.integers(0, 2**32))
def test_what_is_shown_depends_on_who_gave_a_level_alone(sizes: dict[int, int], seed: int) -> None:
    responses = respond(sizes, seed=seed)
    values = responses.values.copy()
    part = values[:, : len(QUESTIONS)]
    part[:] = np.where((part > 0) & (part <= 5), 6 - part, part)
    turned = publish(Responses(LAYOUT, values, responses.cells))
    assert _pattern(publish(responses)) == _pattern(turned)


def _pattern(publication: Publication) -> list[tuple[bool, ...]]:
    return [
        (one.mean is None, one.buckets is None, one.without_level is None)
        for node in publication.nodes
        for one in node.questions
    ]


def test_module_spreads_are_those_of_peoples_own_means() -> None:
    responses = respond({0: 200}, anything)
    columns = [[0, 1], [2], [3]]
    means = []
    for row in responses.values.tolist():
        factors = [[row[c] for c in factor if 0 < row[c] <= 5] for factor in columns]
        stated = [Fraction(sum(some), len(some)) for some in factors if some]
        if stated:
            means.append(float(sum(stated) / len(stated)))
    found = tally(responses, (0,), MODULES).modules["strategy"]
    assert found.deviation() == pytest.approx(float(np.std(means, ddof=1)), abs=1e-4)
