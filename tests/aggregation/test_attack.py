"""The structural attack, against the gate and on publications that leak."""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from aggregation import attack as attacking
from aggregation.attack import Attack, Exposure, Fewest, Table, attack, fewest
from aggregation.disclosure import Cell, admit, admit_per_question, breach
from aggregation.nullspace import Whole

K = 10
MEMBERSHIPS: SearchStrategy[list[list[int]]] = st.lists(
    st.lists(st.integers(0, 1), min_size=7, max_size=7), min_size=1, max_size=7
)
COUNTS = st.lists(st.integers(0, 9), min_size=7, max_size=7)
# Two cells that share two atoms: their difference rests on the two others.
TWO = np.array([[1, 0, 1, 1], [0, 1, 1, 1]])
# The first two less the third: twice the first atom, less the second.
THREE = np.array([[1, 0, 1, 0], [1, 0, 0, 1], [0, 1, 1, 1]]), np.array([1, 3, 30, 40])


@settings(max_examples=150)
@given(MEMBERSHIPS, COUNTS)
def test_the_gate_and_the_attack_agree(rows: list[list[int]], counts: list[int]) -> None:
    """The gate opens for the number of people that the attack finds, and for no larger one."""
    found = fewest(rows, counts)
    assert found.proof == "exact"
    if found.people is None:
        assert breach(rows, counts, sum(counts) + 1) is None
    else:
        assert breach(rows, counts, found.people) is None
        broken = breach(rows, counts, found.people + 1)
        assert broken
        assert broken.people == found.people


@pytest.mark.parametrize(
    ("matrix", "counts", "people"),
    [
        ([[1]], [7], 7),
        ([[1, 1], [1, 0]], [20, 3], 3),
        ([[1, 1, 0], [1, 0, 1]], [40, 2, 2], 4),
        ([[1, 1, 0], [1, 0, 1]], [40, 2, 0], 2),
        (TWO, [2, 2, 4, 5], 4),
        (TWO, [7, 7, 4, 5], 14),
        (*THREE, 4),
        ([[1, 1, 1], [1, 0, 0], [0, 1, 0]], [40, 30, 6], 6),  # the cells and what all leave
        ([[1, 1], [1, 0]], [0, 0], None),
        ([[0, 0]], [5, 5], None),
    ],
)
def test_the_fewest_people(
    matrix: list[list[int]] | Whole, counts: list[int] | Whole, people: int | None
) -> None:
    assert fewest(matrix, counts) == Fewest(people)


def test_no_cell_rests_on_nobody() -> None:
    assert fewest(np.zeros((0, 3), int), [1, 2, 3]) == Fewest(None)
    assert fewest(np.zeros((2, 0), int), []) == Fewest(None)


def test_without_time_it_says_what_it_knows() -> None:
    """A combination has at least one of the atoms that are too small to be all of it."""
    assert fewest(TWO, [7, 7, 4, 5], time_limit=0) == Fewest(7, "time limit")
    assert fewest(TWO, [30, 12, 40, 10], time_limit=0) == Fewest(30 + 12 - 30, "time limit")
    assert fewest(np.eye(3, dtype=int), [30, 12, 40], time_limit=0) == Fewest(12)


def _fails(*_: object, **__: object) -> None:
    raise RuntimeError


@pytest.mark.parametrize(
    ("solver", "found"),
    [
        (_fails, Fewest(1, "solver error")),
        (
            lambda *_, **__: SimpleNamespace(status=1, mip_dual_bound=1.999999999),
            Fewest(3, "time limit"),
        ),
        (lambda *_, **__: SimpleNamespace(status=1, mip_dual_bound=None), Fewest(1, "time limit")),
        (
            lambda *_, **__: SimpleNamespace(status=4, mip_dual_bound=-np.inf),
            Fewest(1, "solver error"),
        ),
        # Only the smallest atom: nothing rests on it alone.
        (lambda *_, **__: SimpleNamespace(status=0, x=np.zeros(5)), Fewest(1, "solver error")),
    ],
)
def test_what_the_solver_does_not_prove_is_a_lower_bound(
    monkeypatch: pytest.MonkeyPatch, solver: Callable[..., object], found: Fewest
) -> None:
    matrix, counts = THREE
    monkeypatch.setattr(attacking, "milp", solver)
    assert fewest(matrix, counts) == found


def _system(entities: int, parts: int, people: int) -> tuple[list[Cell], dict[int, int]]:
    """A system with two groups of entities, and a group that crosses every entity."""
    chance, atoms = np.random.default_rng(5), entities * parts
    shares = np.repeat(chance.dirichlet(np.ones(entities)), parts) / parts
    counts = chance.multinomial(people, shares)
    half = atoms // parts // 2 * parts
    named = {
        "system": (0, range(atoms)),
        "small": (1, range(half)),
        "large": (1, range(half, atoms)),
        "leads": (1, range(0, atoms, parts)),
    }
    starts = [*range(0, atoms + 1, parts)]
    named |= {f"e{place}": (2, range(*ends)) for place, ends in enumerate(pairwise(starts))}
    named |= {f"p{atom}": (3, range(atom, atom + 1)) for atom in range(atoms)}
    cells = [Cell(key, priority, frozenset(one)) for key, (priority, one) in named.items()]
    return cells, {atom: int(number) for atom, number in enumerate(counts)}


CELLS, PEOPLE = _system(31, 2, 900)
ENTITIES = {cell.id for cell in CELLS if cell.priority == 2}
GAVE_A_LEVEL = {
    f"q{seed}": {
        atom: int(np.random.default_rng([seed, atom]).binomial(number, 0.9))
        for atom, number in PEOPLE.items()
    }
    for seed in range(3)
}


def _published() -> list[Table]:
    shown = admit(CELLS, PEOPLE, K).shown
    questions = admit_per_question(CELLS, shown, GAVE_A_LEVEL, K)
    return [
        Table("respondents", K, PEOPLE, frozenset(shown)),
        *(
            Table(question, K, GAVE_A_LEVEL[question], frozenset(decision.shown))
            for question, decision in questions.items()
        ),
    ]


def test_what_the_gate_lets_through_passes() -> None:
    told: list[int] = []
    result = attack(CELLS, _published(), entities=ENTITIES, progress=told.append)
    assert result.passes
    assert told == [1, 2, 3, 4]
    assert [one.table for one in result.exposures] == ["respondents", *GAVE_A_LEVEL]
    for one in result.exposures:
        assert one.fewest.proof == "exact"
        assert one.cells == len(CELLS) == one.shown + one.withheld
        assert one.shown <= one.able < one.cells
    respondents = result.exposures[0]
    assert respondents.shown / respondents.able > 0.75
    assert respondents.own_entity
    assert Fraction(3, 4) < respondents.own_entity < 1


def test_what_a_minimum_group_alone_lets_through_does_not() -> None:
    sizes = {cell.id: sum(PEOPLE[atom] for atom in cell.atoms) for cell in CELLS}
    shown = frozenset(key for key, people in sizes.items() if people >= K)
    result = attack(CELLS, [Table("respondents", K, PEOPLE, shown)], entities=ENTITIES)
    assert not result.passes
    assert result.fewest.people is not None
    assert result.fewest.people < K
    assert result.exposures[0].shown == result.exposures[0].able


def test_the_share_with_a_figure_of_their_own_entity() -> None:
    cells = [Cell("system", 0, frozenset({0, 1})), Cell("a", 2, frozenset({0}))]
    tables = [
        Table("some", K, {0: 30, 1: 60}, frozenset({"system", "a"})),
        Table("none", K, {0: 30, 1: 60}, frozenset({"system"})),
        Table("nobody", K, {0: 0, 1: 0}, frozenset({"system"})),
    ]
    result = attack(cells, tables, entities={"a"})
    assert [one.own_entity for one in result.exposures] == [Fraction(1, 3), 0, None]
    assert [one.able for one in result.exposures] == [2, 2, 0]


def _found(*people: Fewest) -> Attack:
    return Attack(tuple(Exposure("t", K, one, 3, 2, 1, None) for one in people))


@pytest.mark.parametrize(
    ("found", "worst", "passes"),
    [
        ([Fewest(12), Fewest(10), Fewest(None)], Fewest(10), True),
        ([Fewest(12), Fewest(9)], Fewest(9), False),
        ([Fewest(12), Fewest(4, "time limit")], Fewest(4, "time limit"), False),
        ([Fewest(12), Fewest(11, "time limit")], Fewest(11, "time limit"), True),
        ([Fewest(None)], Fewest(None), True),
        ([], Fewest(None), True),
    ],
)
def test_it_passes_when_every_table_is_proved(
    found: list[Fewest], worst: Fewest, *, passes: bool
) -> None:
    result = _found(*found)
    assert result.fewest == worst
    assert result.passes is passes


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="shows 1 cells not listed"):
        attack(CELLS, [Table("t", K, PEOPLE, frozenset({"system", "z"}))], entities=())
    with pytest.raises(ValueError, match="less than one"):
        attack(CELLS, [Table("t", 0, PEOPLE, frozenset())], entities=())
    with pytest.raises(ValueError, match="2 counts for 1 atoms"):
        fewest([[1]], [1, 2])
    with pytest.raises(ValueError, match="whole numbers"):
        fewest([[0.5]], [1])
