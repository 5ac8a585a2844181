"""Modules between two waves: one line each, its name and numbers at its ends."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

import numpy as np
from matplotlib.figure import Figure
from scipy.optimize import isotonic_regression

from aggregation.figures.style import (
    LINE,
    NARROW,
    PLAIN,
    QUIET,
    SMALL,
    STRONG,
    WIDE,
    Anchor,
    ChartError,
    Sheet,
    colour,
    on_grid,
    text_colour,
    widest,
    wrapped,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One module in two waves; None is not shown, and has no line.

    Attributes
    ----------
    before, after
        Levels from 1 to 5.
    printed_before, printed_after
        The same in the reader's words, "3.4" or "1.5 or less"; empty where not shown.
    """

    id: str
    name: str
    before: float | None
    after: float | None
    printed_before: str = ""
    printed_after: str = ""


@dataclass(frozen=True, slots=True)
class Slope:
    """Everything that the chart shows; ``waves`` are the words for the earlier and the later."""

    lines: tuple[Line, ...]
    waves: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """One module's numbers as they are drawn, with one decimal."""

    id: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Described:
    """What the chart shows, for the words that stand in its place; in the order of lines."""

    kind: Literal["slope"]
    lines: tuple[Step, ...]
    points: tuple[Step, ...]  # shown in one of the waves only
    withheld: tuple[str, ...]  # shown in none


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of the chart's numbers; None where not shown."""

    id: str
    name: str
    before: float | None
    after: float | None


def described(values: Slope) -> Described:
    """What the chart shows, without words.

    Raises
    ------
    ChartError
        When nothing is shown in either wave, or a value lies outside 1 to 5.
    """
    steps = [_step(line) for line in values.lines]
    shown = [sum(end is not None for end in (step.before, step.after)) for step in steps]
    if not any(shown):
        raise ChartError(f"none of {len(steps)} modules is shown in either wave")
    by_count = {
        count: tuple(step for step, ends in zip(steps, shown, strict=True) if ends == count)
        for count in range(3)
    }
    withheld = tuple(step.id for step in by_count[0])
    return Described("slope", lines=by_count[2], points=by_count[1], withheld=withheld)


def table(values: Slope) -> tuple[TableRow, ...]:
    """The chart's numbers row by row; raises ChartError as ``described`` does."""
    found = described(values)
    steps = {step.id: step for step in (*found.lines, *found.points)}
    return tuple(
        TableRow(line.id, line.name, step.before, step.after)
        if (step := steps.get(line.id))
        else TableRow(line.id, line.name, None, None)
        for line in values.lines
    )


def placed(
    wanted: Sequence[float], heights: Sequence[float], low: float, high: float
) -> tuple[float, ...]:
    """Where the middles of labels go so that none lies over another, in the order given.

    As near to the middles wanted as may be, in the sum of squares: without the room that labels
    take, this is isotonic regression (Barlow et al. 1972), and bounds only clip it.

    Parameters
    ----------
    wanted, heights
        One of each for a label.
    low, high
        Between which the labels lie.

    Raises
    ------
    ChartError
        When there is not room for all of them.

    Examples
    --------
    >>> placed([50, 50, 90], [20, 20, 20], 0, 100)
    (40.0, 60.0, 90.0)
    """
    room = high - low - sum(heights)
    if room < 0:
        raise ChartError(f"{len(heights)} labels need {-room} more than there is")
    if not heights:
        return ()
    above = np.array([0, *accumulate(heights[:-1])]) + np.asarray(heights) / 2
    middles = np.clip(isotonic_regression(np.asarray(wanted) - above).x, low, low + room) + above
    return tuple(float(middle) for middle in middles)


_PER_LEVEL = 110  # pixels; the same everywhere, so that charts of two groups can be compared
_LEADER = 20  # from a line's end to its label
_GAP = 8  # between a label's number and its name, and above the words of the waves
_BETWEEN = 3  # labels
_LEAST_BETWEEN_WAVES, _LEAST_HEIGHT = 100, 60
_DOT = 11
_NEAR = 3  # pixels that a label may be away from its line's end without a leader
_WIDEST_NUMBER = 100
_WIDEST_NAMES = {WIDE: (150, 220), NARROW: (90, 116)}  # at the earlier end, at the later


@dataclass(frozen=True, slots=True)
class _End:
    """One module at one wave; its name stands only where no other end has it."""

    id: str
    level: float
    number: tuple[str, ...]
    name: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Side:
    """The ends at one wave, highest first; ``stacked`` has names under numbers, not beside."""

    ends: tuple[_End, ...]
    stacked: bool

    @property
    def names(self) -> float:
        return widest((end.name for end in self.ends), PLAIN)

    @property
    def beside(self) -> float:
        """From where the numbers begin to where the names do."""
        numbers = widest((end.number for end in self.ends), STRONG)
        return 0 if self.stacked else numbers + _GAP * bool(self.names)

    @property
    def width(self) -> float:
        """From the edge of the sheet to where the lines end."""
        numbers = widest((end.number for end in self.ends), STRONG)
        labels = max(numbers, self.names) if self.stacked else self.beside + self.names
        return labels + (_LEADER if self.ends else _DOT)

    @property
    def heights(self) -> list[float]:
        """Of each label, with what keeps it from the next."""
        together = sum if self.stacked else max
        lines = [together((len(end.number), len(end.name))) for end in self.ends]
        return [number * STRONG.line + _BETWEEN for number in lines]

    def above(self, end: _End) -> float:
        """How far a label's number stands above its middle."""
        return len(end.name) * STRONG.line / 2 if self.stacked else 0

    def below(self, end: _End) -> float:
        """How far its name stands below."""
        return len(end.number) * STRONG.line / 2 if self.stacked else 0


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where levels and lines stand, in pixels."""

    width: int
    sides: tuple[_Side, _Side]
    highest: float
    first: float  # the height of the highest level
    body: float

    @property
    def ends(self) -> tuple[float, float]:
        before, after = self.sides
        return before.width, self.width - after.width

    def y(self, level: float) -> float:
        return self.first + (self.highest - level) * _PER_LEVEL


def draw(values: Slope, *, right_to_left: bool = False, narrow: bool = False) -> Figure:
    """The chart, 680 pixels wide, or 340 for a phone; raises ChartError as ``described`` does."""
    found = described(values)
    layout = _layout(values, found, NARROW if narrow else WIDE)
    waves = _waves(values.waves, layout)
    height = layout.body + _GAP + max(map(len, waves)) * SMALL.line
    sheet = Sheet(layout.width, height, right_to_left=right_to_left)
    sheet.lines([(x, 0, x, layout.body) for x in layout.ends], LINE, 1)
    for line in found.lines:
        _draw_line(sheet, layout, line)
    for number, side in enumerate(layout.sides):
        _draw_side(sheet, layout, side, is_after=number == 1)
    _draw_waves(sheet, layout, waves)
    return sheet.figure


def _step(line: Line) -> Step:
    before, after = (
        None if value is None else on_grid(value) for value in (line.before, line.after)
    )
    return Step(line.id, before, after)


def _layout(values: Slope, found: Described, width: int) -> _Layout:
    steps = {step.id: step for step in (*found.lines, *found.points)}
    lines = [(line, steps[line.id]) for line in values.lines if line.id in steps]
    early, late = _WIDEST_NAMES[width]
    before, after = tuple(_before(lines, early)), tuple(_after(lines, late))
    sides = _Side(before, stacked=False), _Side(after, stacked=False)
    if sum(side.width for side in sides) > width - _LEAST_BETWEEN_WAVES:
        sides = _Side(before, stacked=True), _Side(after, stacked=True)
    ends = [end for side in sides for end in side.ends]
    levels = [end.level for end in ends]
    span = (max(levels) - min(levels)) * _PER_LEVEL
    heights = [side.heights for side in sides]
    body = max(_LEAST_HEIGHT, span + max(map(max, filter(None, heights))), *map(sum, heights))
    return _Layout(width, sides, max(levels), (body - span) / 2, body)


def _before(lines: Iterable[tuple[Line, Step]], most: float) -> Iterator[_End]:
    """The earlier ends, highest first; of equal ones first whose line goes higher."""
    for line, step in sorted(lines, key=lambda one: (one[1].before or 0, one[1].after or 0))[::-1]:
        if step.before is not None:
            name = line.name if step.after is None else ""
            yield _end(line.id, step.before, line.printed_before, name, most)


def _after(lines: Iterable[tuple[Line, Step]], most: float) -> Iterator[_End]:
    """The later ends, highest first; of equal ones first whose line comes from higher."""
    for line, step in sorted(lines, key=lambda one: (one[1].after or 0, one[1].before or 0))[::-1]:
        if step.after is not None:
            yield _end(line.id, step.after, line.printed_after, line.name, most)


def _end(key: str, level: float, printed: str, name: str, most: float) -> _End:
    number = wrapped(printed, _WIDEST_NUMBER, STRONG)
    return _End(key, level, number, wrapped(name, most, PLAIN) if name else ())


def _waves(words: Iterable[str], layout: _Layout) -> tuple[tuple[str, ...], ...]:
    """The words of each wave, broken to its half of the sheet."""
    middle = sum(layout.ends) / 2
    halves = zip(words, (middle, layout.width - middle), strict=True)
    return tuple(wrapped(text, half - _GAP, SMALL) for text, half in halves)


def _draw_line(sheet: Sheet, layout: _Layout, line: Step) -> None:
    if line.before is None or line.after is None:
        return
    start, end = layout.ends
    sheet.lines([(start, layout.y(line.before), end, layout.y(line.after))], colour(line.id), 2.5)


def _draw_side(sheet: Sheet, layout: _Layout, side: _Side, *, is_after: bool) -> None:
    x, outwards = layout.ends[is_after], 1 if is_after else -1
    points = [layout.y(end.level) for end in side.ends]
    for end, point, middle in zip(side.ends, points, _middles(side, points, layout), strict=True):
        label, y, fill = x + outwards * _LEADER, middle - side.above(end), colour(end.id)
        sheet.dot((x, point), _DOT, fill)
        if abs(y - point) > _NEAR:
            start, stop = x + outwards * _DOT / 2, label - outwards * _DOT / 4
            sheet.lines([(start, point, stop, y)], fill, 1)
        anchor: Anchor = "start" if is_after else "end"
        name = label + outwards * side.beside, middle + side.below(end)
        sheet.text((label, y), end.number, STRONG, anchor, text_colour(end.id))
        sheet.text(name, end.name, PLAIN, anchor, text_colour(end.id))


def _middles(side: _Side, points: Sequence[float], layout: _Layout) -> Sequence[float]:
    """Of the labels, so that numbers are as near to their points as may be."""
    wanted = [point + side.above(end) for end, point in zip(side.ends, points, strict=True)]
    return placed(wanted, side.heights, 0, layout.body)


def _draw_waves(sheet: Sheet, layout: _Layout, waves: Sequence[Sequence[str]]) -> None:
    middle, top = sum(layout.ends) / 2, layout.body + _GAP
    bounds = (0, middle), (middle, layout.width)
    for x, lines, (low, high) in zip(layout.ends, waves, bounds, strict=True):
        half = widest([lines], SMALL) / 2
        inside = min(max(x, low + half), high - half)
        sheet.text((inside, top + len(lines) * SMALL.line / 2), lines, SMALL, "middle", QUIET)
