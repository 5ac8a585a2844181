"""No person can be said to have given one answer, over all answers that fit what is published."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pytest
from answering import EDITION, LAYOUT, MODULES, QUESTIONS, Answering, anything, at_level
from databounds import (
    ANSWERS,
    EVERYBODY,
    LEVEL,
    SQUARES,
    TOTAL,
    DataBounds,
    Exposed,
    Fact,
    Table,
    counted,
    exact,
    exposed,
    published,
    truth_of,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregation.publication import Publication
from aggregation.release import release
from aggregation.responses import Responses, question
from aggregation.structure import structure
from aggregation.tree import ComparisonGroup, Node, Tree
from questionnaires.model import Questionnaire
from questionnaires.responses import items
from toolkit.demonstration.entities import entities
from toolkit.demonstration.model import waves

FEWEST_ELIGIBLE = 10  # of a part; a smaller one is merged (PRIVACY.md, what is stored, 4)
MOST_WITH_TWO = 0.01


@dataclass(frozen=True)
class System:
    """A synthetic wave: everybody's answers, and what was published of them."""

    tree: Tree
    responses: Responses
    publication: Publication

    @property
    def cells(self) -> tuple[int, ...]:
        return self.tree.cells

    def truth(self, question_id: str) -> Table:
        return truth_of(self.responses, self.cells, question_id)

    def attacked(self, question_id: str, known: int = 0, *, record: bool = False) -> Exposed:
        """``record``: by a reader of the audit record, who knows how many people said anything."""
        truth = self.truth(question_id)
        facts = [*published(self.publication, self.tree, question_id)]
        facts += counted(truth, self.cells) if record else ()
        return exposed(facts, self.cells, truth, known)


# People of sixteen cells, two an entity: many that may not be shown, beside one that may.
SIZES = (40, 1, 25, 2, 60, 12, 18, 4, 30, 10, 22, 9, 14, 3, 50, 20)
GROUPS = ((0, 1, 2, 3, 4, 5), (2, 3, 4, 5, 6, 7))
KINDS: tuple[Answering, ...] = (at_level(3), at_level(4.8, 0.3), anything, at_level(1.6, 0.5))


def small(seed: int = 1, kinds: tuple[Answering, ...] = KINDS) -> System:
    """Eight entities in two parts each, and two comparison groups that cross them.

    One entity in two is nearly of one mind, at the top or at the bottom.
    """
    rng = np.random.default_rng(seed)
    rows = [
        kinds[cell // 2 % len(kinds)](rng, (people, len(LAYOUT)))
        for cell, people in enumerate(SIZES)
    ]
    cells = np.repeat(np.arange(len(SIZES)), SIZES)
    parts = [Node(f"p{cell}", "part", (cell,), (), 2 * n + 9) for cell, n in enumerate(SIZES)]
    pairs = [tuple(parts[place : place + 2]) for place in range(0, len(parts), 2)]
    groups = [ComparisonGroup(f"g{n}", tuple(f"e{m}" for m in one)) for n, one in enumerate(GROUPS)]
    whole = tree([(f"e{number}", pair) for number, pair in enumerate(pairs)], groups)
    responses = Responses.of(LAYOUT, np.concatenate(rows), cells)
    return System(whole, responses, release(responses, whole, MODULES, EDITION).publication)


def tree(
    parts_of: Sequence[tuple[str, tuple[Node, ...]]], groups: Sequence[ComparisonGroup]
) -> Tree:
    def eligible(nodes: Sequence[Node]) -> int:
        return sum(node.eligible or 0 for node in nodes)

    found = tuple(
        Node(key, "entity", (), parts, eligible(parts))
        if len(parts) > 1
        else replace(parts[0], id=key, kind="entity")
        for key, parts in parts_of
    )
    return Tree(Node("system", "system", (), found, eligible(found)), tuple(groups))


# Everybody gives a level, so that changing one changes nothing of what is shown.
LEVELS_ONLY = small(kinds=(at_level(3), at_level(4.4), at_level(1.7)))

TAKING_PART = ("UNWTO", "UPU", "UNRWA", "IMO", "WMO", "UN-Habitat", "UNCTAD", "WTO")
HEADQUARTERS = ("UNWTO", "UPU", "IMO", "WMO", "UNCTAD", "WTO")


def demonstration(questionnaire: Questionnaire) -> System:
    """Eight small entities of the demonstration's second wave, one of them of 83 people."""
    chosen = tuple(one for one in entities() if one.acronym in TAKING_PART)
    wave = waves(questionnaire, taking_part=chosen)[1]
    cell_of: list[int] = []
    parts: dict[str, tuple[Node, ...]] = {}
    for number, place in enumerate(wave.places):
        key, cell = place.entity.acronym, number
        part = Node(f"{key}|{place.value}", "part", (cell,), (), place.eligible)
        if place.eligible < FEWEST_ELIGIBLE:
            (other,) = parts[key]
            parts[key] = (replace(other, eligible=(other.eligible or 0) + place.eligible),)
            (cell,) = other.cells
        else:
            parts[key] = (*parts.get(key, ()), part)
        cell_of.append(cell)
    asked = {key.removeprefix("question:"): n for n, key in enumerate(items(questionnaire))}
    columns = [asked[key] for key in questionnaire.questions]
    responses = Responses.of(
        tuple(map(question, questionnaire.questions)),
        wave.ballots[:, columns],
        np.array(cell_of)[wave.place_of],
    )
    whole = tree([*parts.items()], [ComparisonGroup("headquarters", HEADQUARTERS)])
    modules = structure(
        {
            module.id: {
                factor.id: [one.id for one in factor.questions] for factor in module.factors
            }
            for module in questionnaire.modules
        }
    )
    return System(whole, responses, release(responses, whole, modules, EDITION).publication)


def is_safe(found: Exposed) -> bool:
    """What PRIVACY.md asks of the test."""
    return found.one == 0 and found.two <= MOST_WITH_TWO * found.people and found.unproven == 0


def by_readers(system: System, question_ids: Sequence[str], known: int) -> tuple[Exposed, Exposed]:
    """A reader of the publication, and one of the audit record too, over several questions."""
    nobody = Exposed(0, 0, 0)
    alone, record = (
        sum((system.attacked(key, known, record=own) for key in question_ids), nobody)
        for own in (False, True)
    )
    return alone, record


@pytest.mark.parametrize("question_id", QUESTIONS[:2])
def test_nobody_can_have_given_one_answer_only(question_id: str) -> None:
    """The short form: one system, two questions; ``pytest -m long`` runs the full one."""
    found = small().attacked(question_id)
    assert found.people > 300
    assert is_safe(found)
    assert is_safe(small().attacked(question_id, record=True))


def test_nor_where_three_colleagues_are_known() -> None:
    assert is_safe(small().attacked(QUESTIONS[0], known=3))


@pytest.mark.long
@pytest.mark.parametrize("known", range(4))
def test_the_small_systems(known: int) -> None:
    """The full form: all questions of three systems. The figures stand in docs/privacy.md."""
    found = [by_readers(small(seed), QUESTIONS, known) for seed in (1, 2, 3)]
    alone, record = (sum(column, Exposed(0, 0, 0)) for column in zip(*found, strict=True))
    _tell("small systems", known, alone, record)
    assert is_safe(alone)
    assert known or is_safe(record)


@pytest.mark.long
@pytest.mark.parametrize("known", range(4))
def test_the_demonstration(questionnaire: Questionnaire, known: int) -> None:
    """The full form: all questions of eight of its entities."""
    system = demonstration(questionnaire)
    alone, record = by_readers(system, [*questionnaire.questions], known)
    _tell("demonstration", known, alone, record)
    assert is_safe(alone)
    assert known or is_safe(record)


def _tell(system: str, known: int, alone: Exposed, record: Exposed) -> None:
    print(f"{system}, {known} known: {alone}; with the audit record {record}")  # noqa: T201 - -s


def without_grid(columns: Sequence[tuple[int, ...]], fewest: int) -> Exposed:
    """The small system as another survey would publish it: a threshold, and exact sums."""
    system = small()
    truth = system.truth(QUESTIONS[0])
    nodes = [node.all_cells() for node in system.tree.root.walk()]
    facts = exact(nodes, dict(zip(system.cells, truth, strict=True)), fewest, columns)
    return exposed([*facts], system.cells, truth)


def test_five_bars_at_five_people_are_caught() -> None:
    """Two parts of one and of two people stand beside a part that is shown."""
    bars = [tuple(int(place == answer) for place in range(ANSWERS)) for answer in range(1, 6)]
    found = without_grid((EVERYBODY, *bars), 5)
    assert found.one > 0
    assert not is_safe(found)


def test_an_exact_mean_with_its_interval_is_caught() -> None:
    """At a known number of people the two give the sum and the sum of the squares."""
    found = without_grid((EVERYBODY, LEVEL, TOTAL, SQUARES), 10)
    assert found.one > 0
    assert not is_safe(found)


def test_an_exact_mean_at_ten_known_people_is_caught() -> None:
    truth = np.array([[0, 0, 0, 0, 0, 10, 0, 0]])
    facts = [*exact([(0,)], {0: truth[0]}, 10, (EVERYBODY, LEVEL, TOTAL))]
    assert exposed(facts, [0], truth) == Exposed(10, 10, 0)
    nearly = np.array([[0, 0, 0, 0, 1, 9, 0, 0]])
    facts = [*exact([(0,)], {0: nearly[0]}, 10, (EVERYBODY, LEVEL, TOTAL))]
    assert exposed(facts, [0], nearly) == Exposed(10, 0, 10)
    assert exposed(facts, [0], nearly, known=1) == Exposed(10, 9, 1)


@pytest.mark.parametrize("seed", range(20))
def test_the_attack_agrees_with_enumeration(seed: int) -> None:
    """Two cells of three and two people, and sums of levels that are known to one."""
    rng = np.random.default_rng(seed)
    people, nobody = (3, 2), np.zeros(ANSWERS, np.int64)
    truth = np.array([np.bincount(rng.integers(1, 6, n), minlength=ANSWERS) for n in people])
    total = [int(row @ TOTAL) for row in truth]
    slack = int(rng.integers(0, 2))
    facts = [
        *(Fact((cell,), EVERYBODY, n, n) for cell, n in enumerate(people)),
        Fact((0, 1), tuple(int(a in (0, 6, 7)) for a in range(ANSWERS)), 0, 0),
        Fact((0, 1), TOTAL, sum(total) - slack, sum(total) + slack),
        Fact((1,), TOTAL, None, total[1]),
        Fact((0, 1), SQUARES, int(truth.sum(0) @ SQUARES), None),
    ]
    bounds = DataBounds(facts, (0, 1))
    assert bounds.fits(truth)
    every = [
        np.array(
            [np.bincount(said[:3], minlength=ANSWERS), np.bincount(said[3:], minlength=ANSWERS)]
        )
        for said in product(range(1, 6), repeat=5)
    ]
    fitting = np.array([table for table in every if bounds.fits(table)])
    for place in (0, 1):
        expected = frozenset(np.flatnonzero(fitting[:, place].any(axis=0)).tolist())
        assert bounds.possible(place, nobody) == expected


@given(st.lists(st.tuples(st.integers(0, 306), st.integers(1, 5)), max_size=4))
@settings(max_examples=40)
def test_a_table_fits_just_where_it_would_be_published_alike(
    changes: list[tuple[int, int]],
) -> None:
    """The facts are the grid's: what they tell apart is what the publication tells apart."""
    system, key = LEVELS_ONLY, QUESTIONS[0]
    values = system.responses.values.copy()
    for row, level in changes:
        values[row, 0] = level
    other = Responses(LAYOUT, values, system.responses.cells)
    again = release(other, system.tree, MODULES, EDITION).publication
    alike = all(
        one.question(key) == again.node(one.id).question(key) for one in system.publication.nodes
    )
    facts = [*published(system.publication, system.tree, key)]
    table = truth_of(other, system.cells, key)
    assert DataBounds(facts, system.cells).fits(table) == alike


def test_figures_that_do_not_fit_are_refused() -> None:
    facts = [Fact((0,), EVERYBODY, 11, 11)]
    with pytest.raises(ValueError, match="does not fit"):
        exposed(facts, [0], np.array([[0, 0, 0, 10, 0, 0, 0, 0]]))
