"""Dots with their intervals on the whole scale from 1 to 5, one row a module."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from matplotlib.figure import Figure

from aggregation.certainty import Interval
from aggregation.figures.style import (
    INK,
    LINE,
    NARROW,
    PLAIN,
    QUIET,
    SMALL,
    STRONG,
    WHITE,
    WIDE,
    ChartError,
    Sheet,
    colour,
    measured,
    on_grid,
    widest,
    wrapped,
)
from aggregation.grid import Cap

Levels = tuple[str, str, str, str, str]
Kind = Literal["now", "before", "system", "others"]


@dataclass(frozen=True, slots=True)
class Row:
    """One module; without an estimate it is not shown, and nothing of it is drawn.

    Attributes
    ----------
    printed
        The estimate in the reader's words, "3.4" or "1.5 or less", or the words for "not shown".
    estimate, interval, before, system
        Levels from 1 to 5: now, at 95 %, in the last wave, and the median of entities.
    others
        Levels of the other entities, drawn as points without names.
    """

    id: str
    name: str
    printed: str
    estimate: float | None
    interval: Interval | None = None
    before: float | None = None
    system: float | None = None
    cap: Cap | None = None
    others: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Legend:
    """The reader's words for each kind of mark."""

    now: str
    before: str = ""
    system: str = ""
    others: str = ""


@dataclass(frozen=True, slots=True)
class Estimates:
    """Everything that the chart shows; ``levels`` are the words for 1 to 5."""

    rows: tuple[Row, ...]
    levels: Levels
    legend: Legend


@dataclass(frozen=True, slots=True)
class Figures:
    """One module's numbers as they are drawn, with one decimal."""

    id: str
    estimate: float
    interval: Interval | None
    before: float | None
    system: float | None
    cap: Cap | None
    others: tuple[float, ...]  # in order of size


@dataclass(frozen=True, slots=True)
class Described:
    """What the chart shows, for the words that stand in its place; ids in the order of rows."""

    kind: Literal["estimates"]
    shown: tuple[Figures, ...]
    withheld: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of the chart's numbers; all of them None where it is not shown."""

    id: str
    name: str
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    before: float | None = None
    system: float | None = None


_CHIP, _AFTER_CHIP = 12, 8
_GAP = 20  # between columns
_BESIDE = 8  # at least between the words of two levels
_WIDEST_NAME, _WIDEST_NUMBER = 240, 100
_ROW, _PADDING = 42, 16  # a row's least height, and what it has around more lines
_TOP = 2.0
_UNDER, _BAND, _BETWEEN = 3, 26, 10  # of a row whose marks stand under its name, and after it
_MARGIN = 10  # beside the scale where it has the whole width, for half a mark
_DOT, _RING, _HOLE, _TICK = 12, 19, 15, 12
_POINT, _POINT_STEP = 5, 6  # of another entity, and from one to the next of the same level
_KEY = 26  # the width of a mark in the legend


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the columns are, in pixels; ``stacked`` has each row's marks under its name."""

    width: int
    names: float
    numbers: float
    scale: tuple[float, float]
    stacked: bool

    def x(self, level: float) -> float:
        start, end = self.scale
        return start + (level - 1) / 4 * (end - start)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one row stands: its texts, its marks, and the lines of the scale behind them."""

    row: Row
    figures: Figures | None
    name: tuple[str, ...]
    number: tuple[str, ...]
    text: float
    marks: float
    band: tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Label:
    x: float
    y: float
    lines: tuple[str, ...]


def described(values: Estimates) -> Described:
    """What the chart shows, without words.

    Raises
    ------
    ChartError
        When no row is shown, or a value lies outside 1 to 5.
    """
    shown = [(row.id, _figures(row)) for row in values.rows]
    found = Described(
        kind="estimates",
        shown=tuple(figures for _, figures in shown if figures),
        withheld=tuple(key for key, figures in shown if not figures),
    )
    if not found.shown:
        raise ChartError(f"none of {len(values.rows)} estimates is shown")
    return found


def table(values: Estimates) -> tuple[TableRow, ...]:
    """The chart's numbers row by row; raises ChartError as ``described`` does."""
    figures = {one.id: one for one in described(values).shown}
    return tuple(_table_row(row, figures.get(row.id)) for row in values.rows)


def draw(values: Estimates, *, right_to_left: bool = False, narrow: bool = False) -> Figure:
    """The chart, 680 pixels wide, or 340 for a phone; raises ChartError as ``described`` does."""
    marks = described(values).shown
    layout = _layout(values, narrow=narrow)
    places = list(_places(values, layout))
    levels, below = _levels(values.levels, layout, places[-1].band[1])
    keys, height = _keys(_said(values.legend, marks), layout, below + _PADDING)
    sheet = Sheet(layout.width, height, right_to_left=right_to_left)
    _draw_scale(sheet, layout, places)
    for place in places:
        _draw_row(sheet, layout, place)
    for label in levels:
        sheet.text((label.x, label.y), label.lines, SMALL, "middle", QUIET)
    for kind, label in keys.items():
        _draw_key(sheet, kind, label, ranged=any(one.interval for one in marks))
    return sheet.figure


def _figures(row: Row) -> Figures | None:
    if row.estimate is None:
        return None
    low, high = row.interval or (None, None)
    return Figures(
        id=row.id,
        estimate=on_grid(row.estimate),
        interval=None if low is None or high is None else (on_grid(low), on_grid(high)),
        before=None if row.before is None else on_grid(row.before),
        system=None if row.system is None else on_grid(row.system),
        cap=row.cap,
        others=tuple(sorted(map(on_grid, row.others))),
    )


def _table_row(row: Row, figures: Figures | None) -> TableRow:
    if figures is None:
        return TableRow(row.id, row.name)
    low, high = figures.interval or (None, None)
    return TableRow(row.id, row.name, figures.estimate, low, high, figures.before, figures.system)


def _layout(values: Estimates, *, narrow: bool) -> _Layout:
    chip = _CHIP + _AFTER_CHIP
    printed = [row.printed for row in values.rows if row.estimate is not None]
    numbers = _needed(printed, _WIDEST_NUMBER)
    if narrow:
        scale = (float(_MARGIN), float(NARROW - _MARGIN))
        return _Layout(NARROW, NARROW - chip - _GAP - numbers, numbers, scale, stacked=True)
    names = _needed((row.name for row in values.rows), _WIDEST_NAME)
    scale = (float(chip + names + _GAP), float(WIDE - numbers - _GAP))
    return _Layout(WIDE, names, numbers, scale, stacked=False)


def _needed(texts: Iterable[str], most: float) -> float:
    return widest((wrapped(text, most, STRONG) for text in texts), STRONG)


def _places(values: Estimates, layout: _Layout) -> Iterator[_Place]:
    top = _TOP
    for row in values.rows:
        name, number = wrapped(row.name, layout.names, STRONG), _number(row, layout)
        lines = max(len(name), len(number) if row.estimate is not None else 1)
        height = lines * STRONG.line
        if layout.stacked:
            under = top + height + _UNDER
            text, band = top + height / 2, (under, under + _BAND)
        else:
            height = max(_ROW, height + _PADDING)
            text, band = top + height / 2, (top, top + height)
        yield _Place(row, _figures(row), name, number, text, sum(band) / 2, band)
        top = band[1] + (_BETWEEN if layout.stacked else 0)


def _number(row: Row, layout: _Layout) -> tuple[str, ...]:
    if row.estimate is None:
        start, end = layout.scale
        return wrapped(row.printed, end - start, PLAIN)
    return wrapped(row.printed, layout.numbers, STRONG)


def _levels(words: Levels, layout: _Layout, top: float) -> tuple[list[_Label], float]:
    """The words under the scale, every other one lower where they are too long, and their end."""
    step = layout.x(2) - layout.x(1)
    staggered = any(measured(word, SMALL) > step - _BESIDE for word in words)
    room = _staggered_room(layout, 2 * step - _BESIDE) if staggered else step - _BESIDE
    broken = [wrapped(word, room, SMALL) for word in words]
    upper, lower = (max(map(len, broken[start::2])) * SMALL.line for start in (0, 1))
    labels = []
    for number, lines in enumerate(broken):
        is_lower = staggered and number % 2
        y = top + (upper + lower / 2 if is_lower else upper / 2)
        labels.append(_Label(_inside(layout, number + 1, lines), y + _AFTER_CHIP / 2, lines))
    return labels, top + (upper + lower if staggered else max(upper, lower)) + _AFTER_CHIP


def _staggered_room(layout: _Layout, most: float) -> float:
    """How wide the words may be: those at the edges move in, towards the next of their line."""
    margin = min(layout.scale[0], layout.width - layout.scale[1])
    return min(most, max(2 * margin, (margin + most) * 2 / 3))


def _inside(layout: _Layout, level: int, lines: Sequence[str]) -> float:
    half = widest([lines], SMALL) / 2
    return min(max(layout.x(level), half), layout.width - half)


def _said(legend: Legend, marks: Iterable[Figures]) -> dict[Kind, str]:
    """The words of the marks that occur."""
    shown = list(marks)
    words: dict[Kind, str] = {"now": legend.now}
    if any(one.before is not None for one in shown):
        words["before"] = legend.before
    if any(one.system is not None for one in shown):
        words["system"] = legend.system
    if any(one.others for one in shown):
        words["others"] = legend.others
    return words


def _keys(words: dict[Kind, str], layout: _Layout, top: float) -> tuple[dict[Kind, _Label], float]:
    """Where the legend's marks and words stand, on as many lines as they need, and their end."""
    x, y, keys = 0.0, top, {}
    for kind, text in words.items():
        lines = wrapped(text, layout.width - _KEY - _AFTER_CHIP, SMALL)
        width = _KEY + _AFTER_CHIP + widest([lines], SMALL)
        if x and x + width > layout.width:
            x, y = 0.0, y + SMALL.line + _AFTER_CHIP
        keys[kind] = _Label(x, y + len(lines) * SMALL.line / 2, lines)
        y += (len(lines) - 1) * SMALL.line
        x += width + _GAP
    return keys, y + SMALL.line + 4


def _draw_scale(sheet: Sheet, layout: _Layout, places: Iterable[_Place]) -> None:
    ends = [
        (layout.x(level), place.band[0], layout.x(level), place.band[1])
        for place in places
        for level in range(1, 6)
        if place.figures
    ]
    sheet.lines(ends, LINE, 1)


def _draw_row(sheet: Sheet, layout: _Layout, place: _Place) -> None:
    fill, chip = colour(place.row.id), _CHIP + _AFTER_CHIP
    sheet.square((_CHIP / 2, place.text), _CHIP, fill)
    sheet.text((chip, place.text), place.name, STRONG)
    if place.figures is None:
        sheet.text((layout.scale[0], place.marks), place.number, PLAIN, colour=QUIET)
        return
    sheet.text((layout.width - layout.numbers, place.text), place.number, STRONG)
    _draw_marks(sheet, layout, place.figures, place.marks)


def _draw_marks(sheet: Sheet, layout: _Layout, figures: Figures, y: float) -> None:
    fill = colour(figures.id)
    if figures.others:
        sheet.dots(_stacked(layout, figures.others, y), _POINT, QUIET)
    if figures.interval:
        low, high = map(layout.x, figures.interval)
        sheet.lines([(low, y, high, y)], fill, 3)
    if figures.before is not None:
        _draw_ring(sheet, layout.x(figures.before), y, fill)
    if figures.system is not None:
        _draw_tick(sheet, layout.x(figures.system), y)
    sheet.dot((layout.x(figures.estimate), y), _DOT, fill)


def _stacked(
    layout: _Layout, levels: Iterable[float], middle: float
) -> Iterator[tuple[float, float]]:
    """Where points stand: those of one level above and below each other, within the row."""
    for level, number in Counter(levels).items():
        step = min(_POINT_STEP, (_BAND - _POINT) / max(1, number - 1))
        for place in range(number):
            yield layout.x(level), middle + (place - (number - 1) / 2) * step


def _draw_key(sheet: Sheet, kind: Kind, label: _Label, *, ranged: bool) -> None:
    middle = label.x + _KEY / 2
    sheet.text((label.x + _KEY + _AFTER_CHIP, label.y), label.lines, SMALL, colour=QUIET)
    if kind == "now":
        if ranged:
            sheet.lines([(label.x, label.y, label.x + _KEY, label.y)], QUIET, 3)
        sheet.dot((middle, label.y), _DOT, QUIET)
    elif kind == "before":
        _draw_ring(sheet, middle, label.y, QUIET)
    elif kind == "others":
        sheet.dot((middle, label.y), _POINT, QUIET)
    else:
        _draw_tick(sheet, middle, label.y)


def _draw_ring(sheet: Sheet, x: float, y: float, fill: str) -> None:
    sheet.dot((x, y), _RING, fill)
    sheet.dot((x, y), _HOLE, WHITE)


def _draw_tick(sheet: Sheet, x: float, y: float) -> None:
    sheet.lines([(x, y - _TICK, x, y + _TICK)], INK, 2.5)
