"""What differs between two texts, line by line, and word by word within a line that changed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain
from typing import Literal

Kind = Literal["same", "removed", "added"]

AROUND = 2  # unchanged lines shown before and after a change
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_ALIKE = 0.35  # as much of two lines must agree for one to be the other's successor
_LONGEST = 400_000  # letters of both; beyond, a comparison by words would take too long


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words that were kept, removed or added."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a comparison; a line that changed holds what was removed beside what was added.

    ``number`` counts the lines of the new text from 1, those of the old where the line is gone.
    """

    number: int
    pieces: tuple[Piece, ...]

    @property
    def is_changed(self) -> bool:
        """Whether anything in it was removed or added."""
        return any(piece.kind != "same" for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines that stand together, after ``skipped`` unchanged ones that are not shown."""

    skipped: int
    lines: tuple[Line, ...]


def passages(old: str, new: str) -> tuple[Passage, ...]:
    """The places where two texts differ, each with a little around it; empty where none does."""
    lines = list(compared(old, new))
    shown = _near_changes(lines)
    found: list[Passage] = []
    start = 0
    while (first := next((i for i in range(start, len(lines)) if shown[i]), None)) is not None:
        end = next((i for i in range(first, len(lines)) if not shown[i]), len(lines))
        found.append(Passage(first - start, tuple(lines[first:end])))
        start = end
    return tuple(found)


def compared(old: str, new: str) -> Iterator[Line]:
    """Every line of both texts in order. What was kept or added is the new text, to the letter."""
    before, after = old.split("\n"), new.split("\n")
    by_words = len(old) + len(new) <= _LONGEST
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        if tag == "equal":
            for number in range(b1, b2):
                yield Line(number + 1, (Piece("same", after[number]),))
        else:
            yield from _replaced(before[a1:a2], after[b1:b2], (a1, b1), by_words=by_words)


def _replaced(
    before: Sequence[str], after: Sequence[str], starts: tuple[int, int], *, by_words: bool
) -> Iterator[Line]:
    """Pair lines that resemble each other, in order; the others are gone or new as a whole."""
    old, new = 0, 0
    while old < len(before) or new < len(after):
        if old < len(before) and new < len(after):
            pieces = _word_by_word(before[old], after[new]) if by_words else None
            if pieces is not None:
                yield Line(starts[1] + new + 1, pieces)
                old, new = old + 1, new + 1
                continue
        if old < len(before) and (new == len(after) or len(before) - old >= len(after) - new):
            yield Line(starts[0] + old + 1, (Piece("removed", before[old]),))
            old += 1
        else:
            yield Line(starts[1] + new + 1, (Piece("added", after[new]),))
            new += 1


def _word_by_word(before: str, after: str) -> tuple[Piece, ...] | None:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return None
    return tuple(_joined(chain.from_iterable(_pieces(matcher.get_opcodes(), old, new))))


def _pieces(
    steps: Sequence[tuple[str, int, int, int, int]], old: Sequence[str], new: Sequence[str]
) -> Iterator[Iterator[Piece]]:
    for tag, a1, a2, b1, b2 in steps:
        removed, added = "".join(old[a1:a2]), "".join(new[b1:b2])
        if tag == "equal":
            yield iter((Piece("same", added),))
        else:
            both = (Piece("removed", removed), Piece("added", added))
            yield (piece for piece in both if piece.text)


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Join changes that only blanks part: one phrase reads better than a word at a time."""
    removed, added = "", ""
    held = ""
    for piece in pieces:
        if piece.kind == "removed":
            removed, added, held = removed + held + piece.text, added + held, ""
        elif piece.kind == "added":
            removed, added, held = removed + held, added + held + piece.text, ""
        elif (removed or added) and not held and piece.text.isspace():
            held = piece.text
        else:
            yield from _held(removed, added, held + piece.text)
            removed, added, held = "", "", ""
    yield from _held(removed, added, held)


def _held(removed: str, added: str, same: str) -> Iterator[Piece]:
    pieces = (Piece("removed", removed), Piece("added", added), Piece("same", same))
    return (piece for piece in pieces if piece.text)


def _near_changes(lines: Sequence[Line]) -> list[bool]:
    shown = [False] * len(lines)
    for place, line in enumerate(lines):
        if line.is_changed:
            for near in range(max(place - AROUND, 0), min(place + AROUND + 1, len(lines))):
                shown[near] = True
    return shown
