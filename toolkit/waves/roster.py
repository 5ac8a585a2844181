"""A roster of invited people as CSV: read whole, or refused with every line that is wrong."""

import csv
import io
from collections.abc import Iterator

from toolkit.refusal import Refusal
from toolkit.waves.service import Invited

COLUMNS = ("person", "entity", "value")
_LONGEST = 120
_MOST_LISTED = 20


class RosterError(Refusal):
    """A roster that cannot be used; the message names every line that is wrong."""


def read_roster(data: bytes) -> list[Invited]:
    """Read ``person,entity[,value]`` in UTF-8 with a line of headings; commas or semicolons.

    Raises
    ------
    RosterError
        With every problem and its line.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RosterError("the file is not UTF-8: save it as “CSV UTF-8”") from error
    first_line = text.partition("\n")[0]
    rows = csv.DictReader(
        io.StringIO(text, newline=""), delimiter=";" if ";" in first_line else ","
    )
    people: list[Invited] = []
    problems = []
    try:
        missing = [name for name in COLUMNS[:2] if name not in (rows.fieldnames or ())]
        if missing:
            raise RosterError(f"line 1: the columns {', '.join(missing)} are missing")
        for invited, found in _checked(rows):
            people.append(invited)
            problems += found
    except csv.Error as error:
        raise RosterError(f"line {rows.line_num + 1}: {error}") from error
    if not people:
        problems.append("the roster is empty")
    if problems:
        more = len(problems) - _MOST_LISTED
        listed = problems[:_MOST_LISTED] + ([f"and {more} more"] if more > 0 else [])
        raise RosterError("\n".join(listed))
    return people


def _checked(rows: "csv.DictReader[str]") -> Iterator[tuple[Invited, list[str]]]:
    lines: dict[str, int] = {}
    for row in rows:
        invited = Invited(*((row.get(name) or "").strip() for name in COLUMNS))
        problems = [
            f"line {rows.line_num}: {name} {what}"
            for name in COLUMNS
            for what in _wrong(getattr(invited, name), required=name != "value")
        ]
        if None in row:
            problems.append(f"line {rows.line_num}: has more fields than line 1")
        same = lines.setdefault(invited.person.casefold(), rows.line_num)
        if invited.person and same != rows.line_num:
            problems.append(f"line {rows.line_num}: the person of line {same}")
        yield invited, problems


def _wrong(text: str, *, required: bool) -> Iterator[str]:
    if required and not text:
        yield "is missing"
    if len(text) > _LONGEST:
        yield f"is longer than {_LONGEST} letters"
    if not text.isprintable():
        yield "has characters that cannot be printed"
