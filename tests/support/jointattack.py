"""What all tables of a publication, or of two, say together: every group that they isolate."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from aggregation.nullspace import Row, eliminated, span, sparse, without
from aggregation.responses import CANNOT_SAY, DOES_NOT_APPLY, LEVELS

Function = tuple[int, ...]  # of an answer: its value for every answer that there is
Group = frozenset[int]  # of atoms


def is_one_of(*answers: int) -> Function:
    """One for these answers, nothing for others."""
    return tuple(int(answer in answers) for answer in range(CANNOT_SAY + 1))


MEAN: Function = (*range(LEVELS + 1), 0, 0)
BUCKETS = (is_one_of(1, 2), is_one_of(3), is_one_of(4, 5))
WITHOUT = (is_one_of(DOES_NOT_APPLY), is_one_of(CANNOT_SAY))
BARS = tuple(is_one_of(level) for level in range(1, LEVELS + 1))
EVERYBODY = is_one_of(*range(CANNOT_SAY + 1))
ANSWERED = is_one_of(*range(1, CANNOT_SAY + 1))
LEVEL = is_one_of(*range(1, LEVELS + 1))
NUMBERS = (EVERYBODY, ANSWERED, LEVEL)  # how many people; a reader is given all of these


@dataclass(frozen=True, slots=True)
class Shown:
    """A table: functions of an answer, of which the sum over every one of these cells is known."""

    functions: tuple[Function, ...]
    cells: tuple[tuple[int, ...], ...]  # each one or nothing for every atom


def isolated(
    tables: Iterable[Shown], atoms: int, numbers: Sequence[Function] = NUMBERS
) -> frozenset[Group]:
    """Every group of atoms inside which some combination of all the tables depends on an answer.

    A combination is, on each atom, a function of the answer. Where that function only counts
    people (is a sum of ``numbers``) it tells no answer. Exact; every group is tried.
    """
    counting = span(sparse([one])[0][0] for one in numbers).rows
    rows, width = list[Row](), 0
    for table in tables:
        for function in table.functions:
            width = len(function)
            left = _beside(function, counting)
            rows += [
                {atom * width + answer: value for atom in _in(cell) for answer, value in left}
                for cell in table.cells
            ]
    independent = [*span(row for row in rows if row).rows.values()]
    return frozenset(_groups(independent, width, atoms, frozenset(range(atoms))))


def smallest(groups: Iterable[Group], people: Sequence[int]) -> int | None:
    """The fewest people of any of the groups."""
    return min((sum(people[atom] for atom in group) for group in groups), default=None)


def beside(tables: Iterable[Shown], atoms: int, *, first: int) -> Iterator[Shown]:
    """The tables of another wave: other people, in atoms of their own from ``first`` on."""
    for table in tables:
        cells = ((*[0] * first, *cell, *[0] * (atoms - first - len(cell))) for cell in table.cells)
        yield Shown(table.functions, tuple(cells))


def _beside(function: Function, counting: Mapping[int, Row]) -> list[tuple[int, int]]:
    """What is left of a function when numbers of people are taken out of it."""
    left = {answer: value for answer, value in enumerate(function) if value}
    for column in [key for key in counting if key in left]:
        left = eliminated(left, counting[column], column)
    return [*left.items()]


def _in(cell: Sequence[int]) -> list[int]:
    return [atom for atom, inside in enumerate(cell) if inside]


def _groups(rows: list[Row], width: int, atom: int, group: Group) -> Iterator[Group]:
    """Go through the atoms from the last: with each, and without it and what rests on it."""
    if not rows:
        return
    if not atom:
        yield group
        return
    last = atom - 1
    yield from _groups(rows, width, last, group)
    for column in range(last * width, atom * width):
        rows = without(rows, column)
    yield from _groups(rows, width, last, group - {last})
