"""A number of a report: as the page prints it, and as a program counts with it."""

import re
from dataclasses import dataclass
from typing import Literal

from aggregation.certainty import Estimate
from aggregation.grid import Share
from toolkit.wording import figures as words
from toolkit.wording.reader import Reader, one_decimal

Unit = Literal["text", "level", "points", "share"]
_PATTERN: dict[Unit, str] = {"level": "0.0", "points": "0.0", "share": "0", "text": "@"}
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Value:
    """What stands in a cell; without a text it is not shown.

    ``number`` is a level from 1 to 5, a difference of levels, or a share of one, as printed: of
    "1.5 or less" it is 1.5.
    """

    text: str = ""
    number: float | None = None
    unit: Unit = "text"
    is_capped: bool = False

    @property
    def pattern(self) -> str:
        """The number format of a sheet under which the number reads as the text does.

        Examples
        --------
        >>> Value("1.5 or less", 1.5, "level").pattern
        '0.0" or less"'
        >>> Value("10 % or less", 0.1, "share").pattern
        '0" "%" or less"'
        >>> Value("changed: +0.4", 0.4, "points").pattern
        '"changed: +"0.0;"changed: +"0.0'
        """
        before, after = _around(self.text)
        shown = _quoted(before) + _PATTERN[self.unit]
        if self.unit == "share":
            space, sign, rest = after.partition("%")
            return shown + _quoted(space) + sign + _quoted(rest)
        shown += _quoted(after)
        return f"{shown};{shown}" if before else shown  # the sign is printed before it already


def mean(reader: Reader, estimate: Estimate | None) -> Value:
    """A mean level with one decimal."""
    if estimate is None:
        return Value(unit="level")
    number = float(one_decimal(words.exact(estimate.estimate)))
    return Value(words.mean(reader, estimate), number, "level")


def level(reader: Reader, value: float) -> Value:
    """An end of an interval of levels."""
    exact = words.exact(value)
    return Value(reader.mean(exact), float(one_decimal(exact)), "level")


def share(reader: Reader, value: Share | None) -> Value:
    """A share in steps of five percent."""
    if value is None:
        return Value(unit="share")
    return Value(words.share(reader, value), value.percent / 100, "share", value.cap is not None)


def _around(text: str) -> tuple[str, str]:
    """What stands before and after the number of a text."""
    found = _NUMBER.search(text)
    return (text[: found.start()], text[found.end() :]) if found else ("", text)


def _quoted(text: str) -> str:
    """A text as a number format has it."""
    plain = text.replace('"', "”")
    return f'"{plain}"' if plain else ""
