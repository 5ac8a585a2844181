"""A sheet of rows as CSV: read whole, or refused with every line that is wrong."""

import csv
import io
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from toolkit.refusal import Refusal

_LONGEST = 120
_MOST_LISTED = 20

Row = tuple[str, ...]


class SheetError(Refusal):
    """A sheet that cannot be used; the message names every line that is wrong."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet must hold.

    Parameters
    ----------
    name
        What it is called, e.g. "roster".
    columns
        Its headings, those first that must be there and filled in every row.
    required
        How many of them must be.
    identity
        What no two rows may share, and how the second is refused, e.g. "the person of line".
    further
        What else is wrong with a row.
    """

    name: str
    columns: tuple[str, ...]
    required: int
    identity: Callable[[Row], Hashable]
    same: str
    further: Callable[[Row], Iterable[str]] = lambda _row: ()

    def read(self, data: bytes) -> list[tuple[int, Row]]:
        """The rows of UTF-8 with a line of headings, commas or semicolons, in `columns`' order.

        Each comes with its line.

        Raises
        ------
        SheetError
            With every problem and its line.
        """
        rows = _rows(data)
        found: list[tuple[int, Row]] = []
        problems: list[str] = []
        try:
            must = self.columns[: self.required]
            missing = [name for name in must if name not in (rows.fieldnames or ())]
            if missing:
                raise SheetError(f"line 1: the columns {', '.join(missing)} are missing")
            for row, wrong in self._checked(rows):
                found.append((rows.line_num, row))
                problems += wrong
        except csv.Error as error:
            raise SheetError(f"line {rows.line_num + 1}: {error}") from error
        if not found:
            problems.append(f"the {self.name} is empty")
        if problems:
            raise SheetError("\n".join(listed(problems)))
        return found

    def _checked(self, rows: "csv.DictReader[str]") -> Iterator[tuple[Row, list[str]]]:
        lines: dict[Hashable, int] = {}
        for fields in rows:
            row = tuple((fields.get(name) or "").strip() for name in self.columns)
            problems = [
                f"line {rows.line_num}: {name} {what}"
                for place, name in enumerate(self.columns)
                for what in wrong_text(row[place], required=place < self.required)
            ]
            problems += [f"line {rows.line_num}: {what}" for what in self.further(row)]
            if None in fields:
                problems.append(f"line {rows.line_num}: has more fields than line 1")
            same = lines.setdefault(self.identity(row), rows.line_num)
            if row[0] and same != rows.line_num:
                problems.append(f"line {rows.line_num}: {self.same} {same}")
            yield row, problems


def _rows(data: bytes) -> "csv.DictReader[str]":
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SheetError("the file is not UTF-8: save it as “CSV UTF-8”") from error
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    return csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)


def listed(problems: Sequence[str]) -> list[str]:
    """The first twenty, and how many more there are."""
    more = len(problems) - _MOST_LISTED
    return [*problems[:_MOST_LISTED], *([f"and {more} more"] if more > 0 else [])]


def wrong_text(text: str, *, required: bool) -> Iterator[str]:
    """What is wrong with the text of a field, as the end of a sentence."""
    if required and not text:
        yield "is missing"
    if len(text) > _LONGEST:
        yield f"is longer than {_LONGEST} letters"
    if not text.isprintable():
        yield "has characters that cannot be printed"
