"""The gate, against every subset of people in small tables and against what it must catch."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product
from random import Random
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from remainder import publishable

from aggregation import disclosure
from aggregation.disclosure import (
    Breach,
    Cell,
    UnprovenError,
    admit,
    admit_per_question,
    breach,
    support,
)
from aggregation.nullspace import Whole, null_space, sparse
from aggregation.tree import Node

K = 10
NAN = float("nan")


def _rank(matrix: Whole) -> int:
    """By fractions, and not by the code under test."""
    rows = [[Fraction(int(value)) for value in row] for row in matrix if row.any()]
    rank = 0
    while rows:
        pivot = rows.pop()
        column = next((place for place, value in enumerate(pivot) if value), None)
        if column is None:
            continue
        rank += 1
        rows = [
            [a - row[column] / pivot[column] * b for a, b in zip(row, pivot, strict=True)]
            if row[column]
            else row
            for row in rows
        ]
    return rank


def _subsets(counts: Whole) -> Iterator[list[int]]:
    """All sets of atoms with anybody in them, those with the fewest people first."""
    used = [int(place) for place in np.flatnonzero(counts)]
    sets = (chosen for size in range(1, len(used) + 1) for chosen in combinations(used, size))
    return iter(sorted(map(list, sets), key=lambda chosen: int(counts[chosen].sum())))


def _fewest(matrix: Whole, counts: Whole) -> int | None:
    """The fewest people on whom a combination rests, by trying every set of atoms.

    A combination rests on a set when it is nothing elsewhere, so when the cells have a lower rank
    outside it than anywhere.
    """
    used = np.flatnonzero(counts)
    whole = _rank(matrix[:, used])
    for chosen in _subsets(counts):
        if _rank(matrix[:, np.setdiff1d(used, chosen)]) < whole:
            return int(counts[chosen].sum())
    return None


def _tables() -> Iterator[tuple[Whole, Whole]]:
    """Three hundred small tables, with empty atoms and cells, and some that hide well."""
    chance = np.random.default_rng(20)
    for number in range(300):
        cells, atoms = chance.integers(1, 6), chance.integers(1, 8)
        matrix = chance.random((cells, atoms)) < chance.choice([0.35, 0.6])
        counts = chance.integers(0, 4 + number % 7, atoms)
        yield matrix.astype(np.int64), counts


def _cells(matrix: Whole) -> list[Cell]:
    atoms = [frozenset(map(int, np.flatnonzero(row))) for row in matrix]
    return [Cell(f"c{place}", place, one) for place, one in enumerate(atoms)]


def _counted(counts: Whole | list[int]) -> dict[int, int]:
    return {place: int(number) for place, number in enumerate(counts)}


def _plain(matrix: Whole, counts: Whole, k: int) -> bool:
    """Whether the system of PRIVACY.md, put to the solver as it stands, has a solution."""
    used = np.flatnonzero(counts)
    basis, _ = sparse(null_space(matrix[:, used]).T)
    return support(basis, _counted(counts[used]), k) is not None


def _check(found: Breach, matrix: Whole, counts: Whole, k: int) -> None:
    factors = dict(found.combination)
    row = sum((factors.get(place, 0) * one for place, one in enumerate(matrix)), 0 * matrix[0])
    assert tuple(np.flatnonzero(row * counts)) == found.atoms
    assert found.people == counts[list(found.atoms)].sum()
    assert found.people in range(1, k)


def test_the_gate_agrees_with_enumeration_on_300_tables() -> None:
    outcomes = set()
    for matrix, counts in _tables():
        fewest = _fewest(matrix, counts)
        for k in {1, 3, 6, K, fewest or 1, (fewest or 1) + 1}:
            found = breach(matrix, counts, k)
            assert (found is not None) == (fewest is not None and fewest < k)
            outcomes.add(found is None)
            if found:
                _check(found, matrix, counts, k)
    assert outcomes == {True, False}


def test_what_is_done_before_the_solver_changes_nothing() -> None:
    for matrix, counts in list(_tables())[::3]:
        for k in (3, 6, K):
            assert (breach(matrix, counts, k) is not None) == _plain(matrix, counts, k)


@pytest.mark.parametrize(("two", "few"), [(2, 4), (4, 8), (5, None)])
def test_what_only_the_solver_sees(two: int, few: int | None) -> None:
    """Two cells that share two atoms: their difference rests on the two others."""
    matrix, counts = np.array([[1, 0, 1, 1], [0, 1, 1, 1]]), np.array([two, two, 4, 5])
    found = breach(matrix, counts, K)
    assert (found and found.people) == few
    assert (found and found.atoms) == (few and (0, 1))


def test_of_atoms_used_together_none_is_enough() -> None:
    """Twelve in two cells of six that are never told apart."""
    assert breach([[1, 1, 0], [1, 1, 1]], [6, 6, 20], K) is None
    assert breach([[1, 1, 0], [1, 1, 1]], [6, 3, 20], K) == Breach("found", 9, (0, 1), ((0, 1),))


# --- what must be caught


def test_a_part_and_its_entity_with_three_left() -> None:
    found = breach([[1, 1], [1, 0]], [20, 3], K)
    assert found
    assert (found.people, found.atoms) == (3, (1,))
    assert {tuple(one) for one in found.combination} in ({(0, 1), (1, -1)}, {(0, -1), (1, 1)})


def test_overlapping_groups_that_differ_by_four() -> None:
    found = breach([[1, 1, 0], [1, 0, 1]], [40, 2, 2], K)
    assert found
    assert (found.people, found.atoms) == (4, (1, 2))


def _filters(chance: np.random.Generator) -> tuple[Whole, Whole]:
    """Every combination of filters on sex, age and place, over the finest cells."""
    sizes = (2, 3, 4)
    finest = list(product(*map(range, sizes)))
    chosen = product(*([None, *range(size)] for size in sizes))
    matrix = [
        [all(f in (None, a) for f, a in zip(one, atom, strict=True)) for atom in finest]
        for one in chosen
    ]
    return np.array(matrix, np.int64), chance.integers(0, 12, len(finest))


def test_free_filters_with_a_minimum_of_five() -> None:
    for seed in range(5):
        matrix, counts = _filters(np.random.default_rng(seed))
        shown = matrix[matrix @ counts >= 5]
        found = breach(shown, counts, 5)
        assert found
        _check(found, shown, counts, 5)
        decision = admit(_cells(matrix), _counted(counts), 5)
        places = [int(name.removeprefix("c")) for name in decision.shown]
        assert breach(matrix[places], counts, 5) is None
        assert decision.withheld


def test_a_page_looked_at_again_after_one_more_answer() -> None:
    found = breach([[1, 0], [1, 1]], [30, 1], K)
    assert found
    assert found.people == 1


def test_weighted_beside_unweighted() -> None:
    found = breach([[1, 1, 1], [2, 1, 1]], [4, 30, 30], K)
    assert found
    assert (found.people, found.atoms) == (4, (0,))


def test_three_together_could_read_a_fourth() -> None:
    """The first two cells less the third: twice the one person, less the sum of the three.

    No set of fewer than ten people has a known sum, and no cells added and subtracted once each
    leave one, so a test that looks for sets finds nothing; the three know their own sum.
    """
    matrix, counts = np.array([[1, 0, 1, 0], [1, 0, 0, 1], [0, 1, 1, 1]]), np.array([1, 3, 30, 40])
    for chosen in _subsets(counts):
        known = _rank(np.vstack([matrix, np.isin(range(4), chosen)])) == _rank(matrix)
        assert not (known and counts[chosen].sum() < K)
    found = breach(matrix, counts, K)
    assert found
    assert (found.people, found.atoms) == (4, (0, 1))
    assert np.abs(np.array([dict(found.combination)[place] for place in range(3)]) @ matrix)[0] == 2


# --- edges


def test_nobody_and_nothing() -> None:
    assert breach(np.zeros((0, 0), int), [], K) is None
    assert breach(np.zeros((0, 3), int), [1, 2, 3], K) is None
    assert breach([[1, 1], [1, 0]], [0, 0], K) is None
    assert breach([[0, 0]], [3, 3], K) is None
    assert breach([[1, 1, 0], [1, 0, 1]], [20, 0, 0], K) is None  # they differ by nobody
    assert admit([], {}, K) == disclosure.Decision((), {}, ())


@pytest.mark.parametrize(("people", "shown"), [(9, ()), (10, ("all",))])
def test_one_cell(people: int, shown: tuple[str, ...]) -> None:
    decision = admit([Cell("all", 0, frozenset({0}))], {0: people}, K)
    assert decision.shown == shown
    expected = {} if shown else {"all": Breach("found", 9, (0,), (("all", 1),))}
    assert decision.withheld == expected


def test_everything_is_withheld_where_everything_is_small() -> None:
    decision = admit(_cells(np.eye(3, dtype=int)), {0: 9, 1: 1, 2: 0}, K)
    assert not decision.shown
    assert decision.withheld.keys() == {"c0", "c1"}
    assert decision.empty == ("c2",)


@pytest.mark.parametrize("time_limit", [0, -1, NAN])
def test_without_time_nothing_is_shown(time_limit: float) -> None:
    cells, counts = _cells(np.eye(2, dtype=int)), {0: 500, 1: 500}
    decision = admit(cells, counts, K, time_limit=time_limit)
    assert not decision.shown
    assert decision.withheld == dict.fromkeys(("c0", "c1"), Breach("unproven"))
    assert breach([[1]], [500], K, time_limit=time_limit) == Breach("unproven")
    with pytest.raises(UnprovenError):
        support([], {0: 1}, K, time_limit=time_limit)


NEEDS_THE_SOLVER = np.array([[1, 0, 1, 1], [0, 1, 1, 1]]), np.array([5, 5, 4, 5])


def _fails(*_: object, **__: object) -> None:
    raise RuntimeError


@pytest.mark.parametrize(
    "solver",
    [
        _fails,
        lambda *_, **__: SimpleNamespace(status=1, x=None),  # the time limit
        lambda *_, **__: SimpleNamespace(status=3, x=None),
        lambda *_, **__: SimpleNamespace(status=4, x=None),
        lambda *_, **__: SimpleNamespace(status=0, x=None),
        lambda *_, **__: SimpleNamespace(status=0, x=np.eye(12)[4]),  # one atom: it cannot be
    ],
)
def test_whatever_the_solver_does_not_prove_is_a_breach(
    monkeypatch: pytest.MonkeyPatch, solver: Callable[..., object]
) -> None:
    matrix, counts = NEEDS_THE_SOLVER
    assert breach(matrix, counts, K) is None
    monkeypatch.setattr(disclosure, "milp", solver)
    assert breach(matrix, counts, K) == Breach("unproven")


def test_numbers_too_large_for_the_solver_are_a_breach() -> None:
    matrix, counts = NEEDS_THE_SOLVER
    heavier = matrix.copy()
    heavier[0, 2] = disclosure.LARGEST
    assert breach(heavier, counts, K) is None
    heavier[0, 2] += 1
    assert breach(heavier, counts, K) == Breach("unproven")


def test_atoms_of_k_people_or_more_need_no_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disclosure, "milp", _fails)
    chance = np.random.default_rng(2)
    matrix = chance.integers(0, 2, (20, 12))
    assert breach(matrix, np.full(12, K), K) is None
    assert support([], {0: K}, K) is None


@pytest.mark.parametrize("k", [0, -3])
def test_a_k_under_one_is_refused(k: int) -> None:
    with pytest.raises(ValueError, match="less than one"):
        breach([[1]], [3], k)
    with pytest.raises(ValueError, match="less than one"):
        admit([], {}, k)


@pytest.mark.parametrize("k", [NAN, 9.5, "10", None])
def test_a_k_that_is_no_whole_number_is_refused(k: int) -> None:
    with pytest.raises(TypeError):
        breach([[1]], [3], k)


def test_counts_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="less than zero"):
        breach([[1]], [-1], K)
    with pytest.raises(ValueError, match="less than zero"):
        admit([Cell("a", 0, frozenset({-1}))], {-1: 30}, K)
    with pytest.raises(TypeError):
        admit([], {0: NAN}, K)  # type: ignore[dict-item] # what must be refused
    with pytest.raises(ValueError, match="2 counts for 1 atoms"):
        breach([[1]], [1, 2], K)
    with pytest.raises(KeyError):
        admit([Cell("a", 0, frozenset({1}))], {0: 30}, K)


def test_two_cells_with_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="same id"):
        admit([Cell("a", 0, frozenset({0})), Cell("a", 1, frozenset({1}))], {0: 30, 1: 30}, K)


# --- one by one


MEMBERSHIPS: SearchStrategy[list[list[int]]] = st.lists(
    st.lists(st.integers(0, 1), min_size=6, max_size=6), min_size=1, max_size=7
)
COUNTS = st.lists(st.integers(0, 14), min_size=6, max_size=6)


@settings(max_examples=150)
@given(MEMBERSHIPS, COUNTS)
def test_a_cell_is_withheld_when_it_breaks_what_entered_before(
    rows: list[list[int]], counts: list[int]
) -> None:
    """Against the whole gate over again for each cell."""
    matrix = np.array(rows)
    decision = admit(_cells(matrix), _counted(counts), K)
    shown: list[int] = []
    for place, row in enumerate(matrix):
        broken = breach(matrix[[*shown, place]], counts, K) is not None
        assert broken == (f"c{place}" in decision.withheld)
        if not broken and row @ counts:
            shown.append(place)
    assert decision.shown == tuple(f"c{place}" for place in shown)
    assert len(shown) + len(decision.withheld) + len(decision.empty) == len(matrix)


@settings(max_examples=60)
@given(MEMBERSHIPS, COUNTS, st.randoms())
def test_the_order_given_and_the_numbers_of_atoms_do_not_matter(
    rows: list[list[int]], counts: list[int], random: Random
) -> None:
    cells = [replace(cell, priority=cell.priority // 3) for cell in _cells(np.array(rows))]
    numbers = random.sample(range(50), 6)
    turned = [
        replace(cell, atoms=frozenset(numbers[atom] for atom in cell.atoms)) for cell in cells
    ]
    random.shuffle(turned)
    people = {numbers[atom]: number for atom, number in enumerate(counts)}
    decision, other = admit(cells, _counted(counts), K), admit(turned, people, K)
    assert (decision.shown, decision.empty) == (other.shown, other.empty)
    assert decision.withheld.keys() == other.withheld.keys()


@settings(max_examples=60)
@given(MEMBERSHIPS, COUNTS, st.integers(1, 12))
def test_what_breaks_a_small_k_breaks_a_larger_and_fewer_cells_break_less(
    rows: list[list[int]], counts: list[int], k: int
) -> None:
    if breach(rows, counts, k):
        assert breach(rows, counts, k + 1)
    else:
        assert breach(rows[1:] or [[0] * 6], counts, k) is None


def test_the_queue_is_by_priority_then_size_then_id() -> None:
    matrix = np.array([[1, 1, 1, 1], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
    priorities = [0, 2, 1, 1, 1]
    cells = [
        replace(cell, priority=one) for cell, one in zip(_cells(matrix), priorities, strict=True)
    ]
    decision = admit(cells[::-1], _counted([90, 20, 30, 20]), K)
    assert decision.shown == ("c0", "c3", "c2", "c4", "c1")


def test_progress_is_told_to_the_end() -> None:
    cells, counts, told = _cells(np.eye(3, dtype=int)), {0: 20, 1: 3, 2: 0}, list[tuple[int, int]]()
    decision = admit(cells, counts, K, progress=lambda *step: told.append(step))
    assert told == [(2, 3), (3, 3)]  # nobody is in one of the three
    questions = {"q1": counts, "q2": counts}
    told.clear()
    admit_per_question(
        cells, decision.shown, questions, K, progress=lambda *step: told.append(step)
    )
    assert told == [(1, 2), (2, 2)]


@settings(max_examples=60)
@given(MEMBERSHIPS, COUNTS, st.lists(st.integers(0, 3), min_size=6, max_size=6))
def test_per_question_only_what_is_shown_at_all(
    rows: list[list[int]], counts: list[int], silent: list[int]
) -> None:
    cells, gave = _cells(np.array(rows)), np.maximum(0, np.array(counts) - silent)
    shown = admit(cells, _counted(counts), K).shown
    decisions = admit_per_question(
        cells, shown, {"all": _counted(counts), "some": _counted(gave)}, K
    )
    assert decisions["all"].shown == shown
    some = decisions["some"]
    assert {*some.shown, *some.withheld, *some.empty} == set(shown)
    places = [int(name.removeprefix("c")) for name in some.shown]
    assert breach(np.array(rows)[places], gave, K) is None


# --- trees


SYSTEMS: SearchStrategy[list[tuple[int, list[int]]]] = st.lists(
    st.tuples(
        st.sampled_from([0, 0, 0, 3, 12]),  # people of an entity in no part
        st.lists(st.integers(0, 24), min_size=1, max_size=3),
    ),
    max_size=4,
)


def _built(system: list[tuple[int, list[int]]]) -> tuple[Node, dict[int, int]]:
    people: dict[int, int] = {}

    def cell(number: int) -> tuple[int]:
        people[len(people)] = number
        return (len(people) - 1,)

    entities = tuple(
        Node(
            f"e{place}",
            "entity",
            cell(own),
            tuple(Node(f"e{place}-{p}", "part", cell(n)) for p, n in enumerate(parts)),
        )
        for place, (own, parts) in enumerate(system)
    )
    return Node("system", "system", cell(0), entities), people


def _listed(root: Node) -> list[Cell]:
    priorities = {"system": 0, "entity": 1, "part": 2}
    return [
        Cell(node.id, priorities[node.kind], frozenset(node.all_cells())) for node in root.walk()
    ]


def _remainders(node: Node, shown: set[str], people: dict[int, int]) -> Iterator[int]:
    """What each shown group counts beside the largest shown groups below it."""

    def covered(one: Node) -> int:
        below = one.children
        return sum(_size(child, people) if child.id in shown else covered(child) for child in below)

    return (_size(one, people) - covered(one) for one in node.walk() if one.id in shown)


def _size(node: Node, people: dict[int, int]) -> int:
    return sum(people[cell] for cell in node.all_cells())


@settings(max_examples=200)
@given(SYSTEMS)
def test_in_a_tree_the_gate_keeps_the_remainder_rule(system: list[tuple[int, list[int]]]) -> None:
    root, people = _built(system)
    decision = admit(_listed(root), people, K)
    assert not any(rest in range(1, K) for rest in _remainders(root, {*decision.shown}, people))


@settings(max_examples=200)
@given(SYSTEMS)
def test_in_a_tree_what_has_its_parents_shown_is_what_the_remainder_rule_shows(
    system: list[tuple[int, list[int]]],
) -> None:
    root, people = _built(system)
    counts = {node.id: _size(node, people) for node in root.walk()}
    parents = {child.id: node.id for node in root.walk() for child in node.children}
    shown = {*admit(_listed(root), people, K).shown}
    with_parents = set[str]()
    for node in root.walk():
        if node.id in shown and parents.get(node.id, node.id) in {*with_parents, root.id}:
            with_parents.add(node.id)
    assert with_parents == publishable(root, counts, K)
