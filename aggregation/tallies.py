"""How often each answer was given in each cell: all that stage one reads of the answers."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aggregation.errors import ResponsesError, TreeError
from aggregation.responses import LEVELS, Bytes, Cells, Item, Kind, Responses
from aggregation.structure import Module, Structure

Counts = npt.NDArray[np.int64]
_THOUSANDTHS = 1000
_AT_ONCE = 65_536  # rows whose products are made together, which bounds the memory


@dataclass(frozen=True, eq=False, slots=True)
class Moments:
    """Per cell how many values there are, their sum and the sum of their squares; exact."""

    number: Counts
    total: Counts
    squares: Counts
    unit: int = 1  # by how much the values were multiplied

    def deviation(self) -> float:
        """The standard deviation within cells, pooled over them.

        ``sqrt(sum of squared distances from the cell's mean / (people - cells))``; there has to be
        a cell that people share.
        """
        used = self.number > 0
        within = self.squares[used] - self.total[used].astype(float) ** 2 / self.number[used]
        return float(np.sqrt(max(0.0, within.sum()) / self.freedom())) / self.unit

    def freedom(self) -> int:
        """The degrees of freedom: people less cells."""
        return int(self.number.sum() - (self.number > 0).sum())


@dataclass(frozen=True, eq=False, slots=True)
class Products:
    """Of the whole wave, over those who gave a level to every question of a module; exact.

    ``people`` counts them per cell; ``totals`` are the questions' sums, shape (k,), and
    ``products`` their sums of products, shape (k, k).
    """

    people: Counts
    totals: Counts
    products: Counts


@dataclass(frozen=True, eq=False, slots=True)
class Tallies:
    """Counts per cell (rows, in the order of ``cells``).

    ``answers`` has a column per byte value from 0; ``named_barriers`` counts those who chose any
    barrier item; ``modules`` rests on each respondent's mean of factor means, ``scales`` on those
    who answered a whole module.
    """

    cells: tuple[int, ...]
    respondents: Counts
    answers: Mapping[Item, Counts]
    named_barriers: Counts
    modules: Mapping[str, Moments]
    scales: Mapping[str, Products]

    def of_kind(self, kind: Kind) -> tuple[Item, ...]:
        """The items of one kind, in order."""
        return tuple(item for item in self.answers if item.kind == kind)

    def levels(self, item: Item) -> Moments:
        """The moments of a question's levels."""
        counts = self.answers[item][:, 1 : LEVELS + 1]
        level = np.arange(1, LEVELS + 1)
        return Moments(counts.sum(axis=1), counts @ level, counts @ level**2)


def tally(responses: Responses, cells: tuple[int, ...], structure: Structure) -> Tallies:
    """Count the responses per cell; ``cells`` are all that there may be, lowest first.

    Raises
    ------
    TreeError
        When responses belong to other cells; they are counted.
    ResponsesError
        When the structure names a question that the layout does not have.
    """
    places = _places(responses.cells, cells)
    columns = dict(zip(responses.layout, responses.values.T, strict=True))
    barriers = [column for item, column in columns.items() if item.kind == "barrier"]
    named = np.logical_or.reduce(barriers) if barriers else np.zeros(len(places), bool)
    by_question = {item.id: column for item, column in columns.items() if item.kind == "question"}
    if missing := {key for m in structure for key in m.questions}.difference(by_question):
        raise ResponsesError(f"the layout has no {', '.join(sorted(missing))}")
    return Tallies(
        cells=cells,
        respondents=np.bincount(places, minlength=len(cells)),
        answers={item: _counts(item, column, places, cells) for item, column in columns.items()},
        named_barriers=np.bincount(places[named], minlength=len(cells)),
        modules={m.id: _moments(m, by_question, places, len(cells)) for m in structure},
        scales={m.id: _products(m, by_question, places, len(cells)) for m in structure},
    )


def _places(numbers: Cells, cells: tuple[int, ...]) -> Counts:
    known = np.asarray(cells, np.int64)
    unknown = int(np.isin(numbers, known, invert=True).sum())
    if unknown:
        raise TreeError(f"{unknown} responses belong to cells that are not in the tree")
    return np.searchsorted(known, numbers)


def _counts(item: Item, column: Bytes, places: Counts, cells: tuple[int, ...]) -> Counts:
    width = len(item.answers) + 1
    flat = np.bincount(places * width + column, minlength=len(cells) * width)
    return flat.reshape(len(cells), width)


def _moments(module: Module, columns: Mapping[str, Bytes], places: Counts, number: int) -> Moments:
    """The moments of a module's mean for each respondent, in whole thousandths.

    Whole numbers add up to the same sum in any order of the rows, so the order can change nothing.
    """
    factors = np.zeros(len(places))
    stated = np.zeros(len(places), np.int64)
    for factor in module.factors:
        total, given = np.zeros(len(places), np.int64), np.zeros(len(places), np.int64)
        for column in (columns[key] for key in factor.questions):
            has_level = (column > 0) & (column <= LEVELS)
            total += np.where(has_level, column, 0)
            given += has_level
        factors += total / np.maximum(given, 1)
        stated += given > 0
    has_mean = stated > 0
    means = np.rint(factors[has_mean] / stated[has_mean] * _THOUSANDTHS)
    where = places[has_mean]
    return Moments(
        np.bincount(where, minlength=number),
        np.bincount(where, means, number).astype(np.int64),
        np.bincount(where, means**2, number).astype(np.int64),
        _THOUSANDTHS,
    )


def _products(
    module: Module, columns: Mapping[str, Bytes], places: Counts, number: int
) -> Products:
    """Sums of products over complete rows: whole numbers, far below what a float holds exactly."""
    chosen = [columns[key] for key in module.questions]
    complete = np.logical_and.reduce([(column > 0) & (column <= LEVELS) for column in chosen])
    products = np.zeros((len(chosen) + 1, len(chosen) + 1))
    for start in range(0, len(places), _AT_ONCE):
        rows = slice(start, start + _AT_ONCE)
        levels = [column[rows][complete[rows]] for column in chosen]
        table = np.array([np.ones(int(complete[rows].sum())), *levels], float)
        products += table @ table.T
    whole = products.astype(np.int64)
    return Products(np.bincount(places[complete], minlength=number), whole[0, 1:], whole[1:, 1:])
