"""The one input of stage one: what everybody answered, a byte an item, beside cell numbers."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from aggregation.errors import ResponsesError

Kind = Literal["question", "progress", "barrier", "tool", "own"]
Layout = tuple["Item", ...]
Bytes = npt.NDArray[np.uint8]
Cells = npt.NDArray[np.int64]

LEVELS = 5
DOES_NOT_APPLY = 6
CANNOT_SAY = 7
QUESTION_ANSWERS = ("1", "2", "3", "4", "5", "does-not-apply", "cannot-say")
BARRIER_ANSWERS = ("chosen",)
_FIXED = {"question": QUESTION_ANSWERS, "barrier": BARRIER_ANSWERS, "own": QUESTION_ANSWERS}


@dataclass(frozen=True, slots=True)
class Item:
    """One byte of every ballot: 0 is no answer, and ``answers[byte - 1]`` is the id of one."""

    kind: Kind
    id: str
    answers: tuple[str, ...]

    def __str__(self) -> str:
        """Write it as ``kind:id``."""
        return f"{self.kind}:{self.id}"


def question(question_id: str) -> Item:
    """A question's item: levels 1 to 5, then the two answers without a level."""
    return Item("question", question_id, QUESTION_ANSWERS)


def barrier(barrier_id: str) -> Item:
    """A barrier's item: chosen or not."""
    return Item("barrier", barrier_id, BARRIER_ANSWERS)


def own(own_id: str) -> Item:
    """An item whose meaning each entity has for itself; answered as a question is."""
    return Item("own", own_id, QUESTION_ANSWERS)


@dataclass(frozen=True, eq=False, slots=True)
class Responses:
    """All answers of a wave.

    Attributes
    ----------
    layout
        What each column means.
    values : ndarray of uint8, shape (n, items)
        One row a respondent, none of them empty.
    cells : ndarray of int64, shape (n,)
        The number of the reporting cell of each respondent.
    withdrawn
        How many empty ballots there were beside these.
    """

    layout: Layout
    values: Bytes
    cells: Cells
    withdrawn: int = 0

    def __post_init__(self) -> None:
        """Refuse what has another form, and close the arrays against writing."""
        faults = [*_layout_faults(self.layout), *_form_faults(self)] or [*_value_faults(self)]
        if faults:
            raise ResponsesError("; ".join(faults))
        for name in ("values", "cells"):
            closed = getattr(self, name).view()
            closed.flags.writeable = False
            object.__setattr__(self, name, closed)

    @classmethod
    def of(cls, layout: Layout, values: Bytes, cells: Cells) -> "Responses":
        """Take rows as they are, count the empty ones as withdrawn and leave them out.

        Raises
        ------
        ResponsesError
            When the layout, the form of an array or a value is not as it must be.
        """
        if values.shape != (len(cells), len(layout)):
            return cls(layout, values, cells)  # which refuses them by name
        filled = values.max(axis=1, initial=0) > 0
        if filled.all():
            return cls(layout, values, cells)
        return cls(layout, values[filled], cells[filled], int((~filled).sum()))

    @classmethod
    def from_ballots(cls, layout: Layout, ballots: Iterable[tuple[int, bytes]]) -> "Responses":
        """Read opened ballots (cell number, one byte an item), each once and in any order.

        Raises
        ------
        ResponsesError
            As :meth:`of`, and when ballots have another length; they are counted.
        """
        body, cells, wrong = bytearray(), array("q"), 0
        for cell, ballot in ballots:
            if len(ballot) != len(layout):
                wrong += 1
                continue
            body += ballot
            cells.append(cell)
        if wrong:
            known = f"{len(layout)} bytes"
            raise ResponsesError(f"{wrong} of {wrong + len(cells)} ballots do not have {known}")
        values = np.frombuffer(body, np.uint8).reshape(len(cells), len(layout))
        return cls.of(layout, values, np.frombuffer(cells, np.int64))

    def part(self, columns: slice) -> "Responses":
        """Some columns by themselves, without those who answered nothing in them."""
        return Responses.of(self.layout[columns], self.values[:, columns], self.cells)

    def __len__(self) -> int:
        """The number of respondents."""
        return len(self.cells)


def _layout_faults(layout: Layout) -> Iterator[str]:
    for name, number in Counter(map(str, layout)).items():
        if number > 1:
            yield f"{name} stands {number} times in the layout"
    for item in layout:
        fixed = _FIXED.get(item.kind, item.answers)
        if item.answers != fixed or not 0 < len(set(item.answers)) == len(item.answers):
            yield f"{item} has the answers {', '.join(item.answers) or 'none'}"


def _form_faults(responses: Responses) -> Iterator[str]:
    values, cells, width = responses.values, responses.cells, len(responses.layout)
    if values.dtype != np.uint8:
        yield f"values are {values.dtype}, not uint8"
    if cells.dtype != np.int64:
        yield f"cells are {cells.dtype}, not int64"
    if cells.ndim != 1 or values.shape != (len(cells), width):
        yield f"values have the shape {values.shape} and cells {cells.shape}, for {width} items"


def _value_faults(responses: Responses) -> Iterator[str]:
    values, layout = responses.values, responses.layout
    if negative := int((responses.cells < 0).sum()):
        yield f"{negative} cell numbers are negative"
    if empty := int((values.max(axis=1, initial=0) == 0).sum()):
        yield f"{empty} rows are empty"
    highest = values.max(axis=0, initial=0)
    for column, item in enumerate(layout):
        if highest[column] > len(item.answers):
            wrong = int((values[:, column] > len(item.answers)).sum())
            yield f"{item} has {wrong} values above {len(item.answers)}"
