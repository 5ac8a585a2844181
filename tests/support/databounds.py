"""The data-bounds attack: who can have answered what, over all answers that fit what is known."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations_with_replacement

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from aggregation import grid
from aggregation.grid import Band, Mean, Share
from aggregation.groups import Groups
from aggregation.publication import NodeFigures, Publication, QuestionFigures
from aggregation.responses import CANNOT_SAY, DOES_NOT_APPLY, LEVELS, QUESTION_ANSWERS, Responses
from aggregation.tree import Node, Tree

Table = npt.NDArray[np.int64]  # (cells, answers); the first column is no answer
Weights = tuple[int, ...]

ANSWERS = len(QUESTION_ANSWERS) + 1
ENOUGH = 3  # answers that a person can have given: what is looked for is fewer
TIME_LIMIT = 20.0  # seconds for each question to the solver

EVERYBODY: Weights = (1,) * ANSWERS
ANSWERED: Weights = (0, *(1,) * (ANSWERS - 1))
LEVEL: Weights = tuple(int(1 <= answer <= LEVELS) for answer in range(ANSWERS))
TOTAL: Weights = tuple(answer * given for answer, given in enumerate(LEVEL))
SQUARES: Weights = tuple(answer**2 * given for answer, given in enumerate(LEVEL))


@dataclass(frozen=True, slots=True)
class Fact:
    """What a reader knows: ``low <= sum of weight x people <= high`` over some cells."""

    cells: tuple[int, ...]
    weights: Weights
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Exposed:
    """Of so many people who answered, how many can have given one answer only, and two only."""

    people: int
    one: int
    two: int
    unproven: int = 0  # answers that the solver could neither show possible nor impossible

    def __add__(self, other: "Exposed") -> "Exposed":
        """The two of them together."""
        return Exposed(
            self.people + other.people,
            self.one + other.one,
            self.two + other.two,
            self.unproven + other.unproven,
        )


@dataclass
class DataBounds:
    """Every table of answers that fits the facts; ``found`` grows by those that were needed.

    A table counts as fitting only when that is so in whole numbers. What a solver cannot decide
    counts as impossible: a fault can make people look exposed, never safe.
    """

    facts: Sequence[Fact]
    cells: Sequence[int]
    found: list[Table] = field(default_factory=list)
    unproven: int = 0

    def __post_init__(self) -> None:
        """Write the facts as one system of inequalities."""
        place = {cell: row for row, cell in enumerate(self.cells)}
        weights = np.zeros((len(self.facts), len(self.cells), ANSWERS), np.int64)
        for row, fact in enumerate(self.facts):
            weights[row, [place[cell] for cell in fact.cells]] = fact.weights
        self._matrix = weights.reshape(len(self.facts), -1)
        lows, highs = ([getattr(fact, end) for fact in self.facts] for end in ("low", "high"))
        self._low = np.array([-np.inf if one is None else one for one in lows])
        self._high = np.array([np.inf if one is None else one for one in highs])

    def fits(self, table: Table) -> bool:
        """Whether a table is one of them."""
        said = self._matrix @ table.ravel()
        return bool((table >= 0).all() and (self._low <= said).all() and (said <= self._high).all())

    def possible(self, place: int, known: Table, enough: int = ANSWERS) -> frozenset[int]:
        """The answers that somebody in a cell can have given, beside those ``known`` of others.

        It stops at ``enough`` of them.
        """
        answers = set[int]()
        for table in self.found:
            answers |= _left(table[place], known)
        for answer in range(1, ANSWERS):
            if len(answers) >= enough:
                break
            if answer not in answers:
                wanted = known.copy()
                wanted[answer] += 1
                other = self._table(place, wanted)
                answers |= set() if other is None else _left(other[place], known)
        return frozenset(answers)

    def _table(self, place: int, wanted: Table) -> Table | None:
        """A table with so many of each answer in a cell at least, where there is one."""
        least = np.zeros((len(self.cells), ANSWERS))
        least[place] = wanted
        result = milp(
            np.zeros(least.size),
            integrality=np.ones(least.size, np.int64),
            bounds=Bounds(least.ravel(), np.inf),
            constraints=LinearConstraint(csr_array(self._matrix), self._low, self._high),
            options={"time_limit": TIME_LIMIT},
        )
        if result.status == 0:
            table = np.rint(result.x).astype(np.int64).reshape(least.shape)
            if self.fits(table) and (table >= least).all():
                self.found.append(table)
                return table
        self.unproven += result.status != 2
        return None


def exposed(facts: Sequence[Fact], cells: Sequence[int], truth: Table, known: int = 0) -> Exposed:
    """Attack a table of which a reader knows facts, and what so many colleagues answered.

    Each person is attacked with the colleagues of the same cell whose answers tell most. A reader
    who does not know how many answered still knows that this person did.
    """
    bounds = DataBounds(facts, cells)
    if not bounds.fits(truth):
        raise ValueError("what was answered does not fit the facts")
    bounds.found.append(truth)
    people, fewest = list[int](), list[int]()
    for place, own in enumerate(truth):
        least = np.full(ANSWERS, ANSWERS)
        for colleagues in _some_of(own, min(known, int(own.sum()) - 1)):
            number = len(bounds.possible(place, colleagues, ENOUGH))
            left = own - colleagues > 0
            least[left] = np.minimum(least[left], number)
        people.extend(own[1:])
        fewest.extend(least[1:])
    counted, left_with = np.array(people), np.array(fewest)
    one, two = (int(counted[left_with == number].sum()) for number in (1, 2))
    return Exposed(int(counted.sum()), one, two, bounds.unproven)


def truth_of(responses: Responses, cells: Sequence[int], question_id: str) -> Table:
    """How many people of each cell gave which answer to a question."""
    (column,) = [
        values
        for item, values in zip(responses.layout, responses.values.T, strict=True)
        if (item.kind, item.id) == ("question", question_id)
    ]
    return np.array(
        [np.bincount(column[responses.cells == cell], minlength=ANSWERS) for cell in cells]
    )


def published(publication: Publication, tree: Tree, question_id: str) -> Iterator[Fact]:
    """All that a publication says of a question and of who answered, beside the eligible people."""
    for node in Groups.of(tree, publication.settings).nodes():
        cells = node.all_cells()
        if node.eligible is not None:
            yield Fact(cells, EVERYBODY, None, node.eligible)
        figures = publication.node(node.id)
        yield from _respondents(cells, node, figures)
        yield from _question(cells, figures.question(question_id))


def counted(truth: Table, cells: Sequence[int]) -> Iterator[Fact]:
    """What the audit record holds: how many people of each cell answered, and gave a level."""
    for cell, row in zip(cells, truth, strict=True):
        for weights in (EVERYBODY, ANSWERED, LEVEL):
            number = int(row @ weights)
            yield Fact((cell,), weights, number, number)


def exact(
    groups: Iterable[tuple[int, ...]],
    truth: Mapping[int, Table],
    fewest: int,
    columns: Sequence[Weights],
) -> Iterator[Fact]:
    """Sums without any rounding, of every group in which enough people gave a level: no gate."""
    for cells in groups:
        row = sum((truth[cell] for cell in cells), np.zeros(ANSWERS, np.int64))
        if row @ LEVEL >= fewest:
            for weights in columns:
                yield Fact(cells, weights, int(row @ weights), int(row @ weights))


def _respondents(cells: tuple[int, ...], node: Node, figures: NodeFigures) -> Iterator[Fact]:
    band, rate = figures.respondents, figures.response_rate
    yield from _band(cells, EVERYBODY, band)
    if band and node.eligible and rate is not None:
        last = node.eligible if band.high is None else min(band.high, node.eligible)
        fitting = [n for n in range(band.low, last + 1) if grid.rate(n, node.eligible) == rate]
        yield Fact(cells, EVERYBODY, fitting[0], fitting[-1])


def _question(cells: tuple[int, ...], figures: QuestionFigures) -> Iterator[Fact]:
    yield from _band(cells, LEVEL, figures.people)
    if figures.mean:
        yield from _mean(cells, figures.mean)
    if buckets := figures.buckets:
        for share, levels in (
            (buckets.low, (1, 2)),
            (buckets.middle, (3,)),
            (buckets.high, (4, 5)),
        ):
            yield from _share(cells, share, levels, LEVEL)
    if without := figures.without_level:
        yield from _band(cells, ANSWERED, without.people)
        yield from _share(cells, without.does_not_apply, (DOES_NOT_APPLY,), ANSWERED)
        yield from _share(cells, without.cannot_say, (CANNOT_SAY,), ANSWERED)


def _band(cells: tuple[int, ...], weights: Weights, band: Band | None) -> Iterator[Fact]:
    if band:
        yield Fact(cells, weights, band.low, band.high)


def _mean(cells: tuple[int, ...], mean: Mean) -> Iterator[Fact]:
    """``tenths <= (20 total + people) / (2 people) < tenths + 1``, an end less with a cap."""
    twice = tuple(20 * total + one for total, one in zip(TOTAL, LEVEL, strict=True))
    yield from _rounded(cells, twice, LEVEL, mean.tenths, mean.cap)


def _share(
    cells: tuple[int, ...], share: Share, answers: tuple[int, ...], whole: Weights
) -> Iterator[Fact]:
    """The same of the share, in steps of it."""
    steps = 2 * 100 // grid.SHARE_STEP
    twice = tuple(steps * (answer in answers) + whole[answer] for answer in range(ANSWERS))
    yield from _rounded(cells, twice, whole, share.percent // grid.SHARE_STEP, share.cap)


def _rounded(
    cells: tuple[int, ...], twice: Weights, people: Weights, value: int, cap: grid.Cap | None
) -> Iterator[Fact]:
    if cap != "at-most":
        weights = tuple(a - 2 * value * b for a, b in zip(twice, people, strict=True))
        yield Fact(cells, weights, 0, None)
    if cap != "at-least":
        weights = tuple(a - 2 * (value + 1) * b for a, b in zip(twice, people, strict=True))
        yield Fact(cells, weights, None, -1)


def _some_of(row: Table, number: int) -> Iterator[Table]:
    """Every choice of so many people of a cell, by what they answered."""
    for chosen in combinations_with_replacement(np.flatnonzero(row), max(number, 0)):
        counts = np.bincount(np.array(chosen, np.int64), minlength=ANSWERS)
        if (counts <= row).all():
            yield counts


def _left(row: Table, known: Table) -> set[int]:
    """The answers of those who are in a cell beside the known ones; none where these are not."""
    left = row - known
    return set() if (left < 0).any() else set(np.flatnonzero(left[1:] > 0) + 1)
