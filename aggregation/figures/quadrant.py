"""What was put in beside what people see of it: one point a module or an entity, with intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from matplotlib.figure import Figure

from aggregation.certainty import Interval
from aggregation.figures.scatter import POINT, At, Box, Plane, apart, labels
from aggregation.figures.style import (
    ACCENT,
    INK,
    LINE,
    MODULES,
    NARROW,
    QUIET,
    SMALL,
    STRONG,
    WHITE,
    WIDE,
    Anchor,
    ChartError,
    Face,
    Sheet,
    colour,
    text_colour,
    widest,
    wrapped,
)

Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Point:
    """A module or an entity; an empty name is not shown, and nothing tells whose point it is.

    Attributes
    ----------
    id
        A module's, for its colour; else anything.
    x, y
        Effort and progress, in the units of the scales.
    across, up
        Their intervals, where there are any.
    """

    id: str
    name: str
    x: float
    y: float
    across: Interval | None = None
    up: Interval | None = None
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    """A direction: its words, where it begins and ends, and what stands at its steps."""

    words: str
    ends: Pair
    steps: tuple[tuple[float, str], ...]
    middle: float | None = None  # where the quadrants part


@dataclass(frozen=True, slots=True)
class Quadrant:
    """Everything that the chart shows; ``line`` from one pair of values to another."""

    points: tuple[Point, ...]
    effort: Scale
    progress: Scale
    line: tuple[Pair, Pair] | None = None
    line_words: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """One point's numbers as they are drawn, with one decimal."""

    id: str
    name: str
    x: float
    y: float
    across: Interval | None
    up: Interval | None


@dataclass(frozen=True, slots=True)
class Described:
    """What the chart shows, for the words in its place: those with a name, and how many without."""

    kind: Literal["quadrant"]
    named: tuple[Figures, ...]
    unnamed: int
    has_line: bool


_GAP, _KEY = 8, 26
_PADDING = 0.06  # of a scale, beyond its ends
_WIDEST_NAME, _FEW = 120, 6  # of so few points all have their names
_HEIGHT = {WIDE: 380, NARROW: 300}
_WIDEST_STEP = {WIDE: 130, NARROW: 84}
_OWN = 17


def described(values: Quadrant) -> Described:
    """What the chart shows, without words.

    Raises
    ------
    ChartError
        When there is no point, or one lies outside the scales.
    """
    if not values.points:
        raise ChartError("there is no point to draw")
    for point in values.points:
        for value, scale in ((point.x, values.effort), (point.y, values.progress)):
            if not scale.ends[0] <= value <= scale.ends[1]:
                raise ChartError(f"{value} lies outside {scale.ends[0]} to {scale.ends[1]}")
    named = tuple(_figures(point) for point in values.points if point.name)
    return Described("quadrant", named, len(values.points) - len(named), values.line is not None)


def table(values: Quadrant) -> tuple[Figures, ...]:
    """The numbers of those with a name, in their order; raises ChartError as ``described`` does."""
    return described(values).named


def draw(values: Quadrant, *, right_to_left: bool = False, narrow: bool = False) -> Figure:
    """The chart, 680 pixels wide, or 340 for a phone; raises ChartError as ``described`` does."""
    described(values)
    frame = _frame(values, NARROW if narrow else WIDE)
    sheet = Sheet(frame.width, frame.height, right_to_left=right_to_left)
    _draw_scales(sheet, values, frame.plane)
    for at, lines, face, anchor, fill in frame.texts:
        sheet.text(at, lines, face, anchor, fill)
    if frame.key:
        x, y = frame.key
        sheet.lines([(x, y, x + _KEY, y)], ACCENT, 2)
    _draw_points(sheet, values.points, frame.plane)
    return sheet.figure


_Text = tuple[At, tuple[str, ...], Face, Anchor, str]


@dataclass(frozen=True, slots=True)
class _Frame:
    """Everything around the points: the plane, the texts beside it, and the line's sample."""

    width: int
    height: float
    plane: Plane
    texts: tuple[_Text, ...]
    key: At | None


def _figures(point: Point) -> Figures:
    return Figures(point.id, point.name, _tenths(point.x), _tenths(point.y), point.across, point.up)


def _tenths(value: float) -> float:
    return round(value, 1) + 0.0


def _frame(values: Quadrant, width: int) -> _Frame:
    """From the top: the words of progress, the plane with its steps, the words of effort."""
    above = wrapped(values.progress.words, width, STRONG)
    ticks = [wrapped(words, _WIDEST_STEP[width], SMALL) for _at, words in values.progress.steps]
    start, top = widest(ticks, SMALL) + _GAP, len(above) * STRONG.line + _GAP
    plane = Plane(
        (start, top, width - 1.0, top + _HEIGHT[width]),
        _padded(values.effort.ends),
        _padded(values.progress.ends),
    )
    texts: list[_Text] = [((0, len(above) * STRONG.line / 2), above, STRONG, "start", INK)]
    for (at, _words), lines in zip(values.progress.steps, ticks, strict=True):
        texts.append(((start - _GAP, plane.at(0, at)[1]), lines, SMALL, "end", QUIET))
    steps, y = _steps(values.effort, plane)
    texts += steps
    below = wrapped(values.effort.words, width - start, STRONG)
    texts.append(((start, y + len(below) * STRONG.line / 2), below, STRONG, "start", INK))
    y += len(below) * STRONG.line + _GAP / 2
    if not (values.line and values.line_words):
        return _Frame(width, y, plane, tuple(texts), None)
    said = wrapped(values.line_words, width - start - _KEY - _GAP, SMALL)
    middle = y + len(said) * SMALL.line / 2
    texts.append(((start + _KEY + _GAP, middle), said, SMALL, "start", QUIET))
    height = y + len(said) * SMALL.line + _GAP / 2
    return _Frame(width, height, plane, tuple(texts), (start, middle))


def _padded(ends: Pair) -> Pair:
    """A little more than the scale, so that points at its ends stand inside."""
    more = (ends[1] - ends[0]) * _PADDING
    return ends[0] - more, ends[1] + more


def _steps(scale: Scale, plane: Plane) -> tuple[list[_Text], float]:
    """The words under the plane, as wide as one step leaves room for, and where they end."""
    start, _top, end, bottom = plane.box
    room = (end - start) / max(1, len(scale.steps)) - _GAP
    found: list[_Text] = []
    broken = [(plane.at(at, 0)[0], wrapped(words, room, SMALL)) for at, words in scale.steps]
    for x, lines in broken:
        half = widest([lines], SMALL) / 2
        inside = min(max(x, start + half), end - half)
        middle = bottom + _GAP / 2 + len(lines) * SMALL.line / 2
        found.append(((inside, middle), lines, SMALL, "middle", QUIET))
    most = max((len(lines) for _x, lines in broken), default=0)
    return found, bottom + most * SMALL.line + _GAP


def _draw_scales(sheet: Sheet, values: Quadrant, plane: Plane) -> None:
    start, top, end, bottom = plane.box
    steps = [(start, y, end, y) for y in (plane.at(0, at)[1] for at, _ in values.progress.steps)]
    steps += [(x, top, x, bottom) for x in (plane.at(at, 0)[0] for at, _ in values.effort.steps)]
    sheet.lines(steps, LINE, 1)
    if values.effort.middle is not None:
        x = plane.at(values.effort.middle, 0)[0]
        sheet.lines([(x, top, x, bottom)], QUIET, 1)
    if values.progress.middle is not None:
        y = plane.at(0, values.progress.middle)[1]
        sheet.lines([(start, y, end, y)], QUIET, 1)
    if values.line:
        one, other = (plane.at(*pair) for pair in values.line)
        sheet.lines([(*one, *other)], ACCENT, 2)


def _draw_points(sheet: Sheet, points: Sequence[Point], plane: Plane) -> None:
    ordered = sorted(points, key=lambda point: not point.is_own)
    at = apart([plane.at(_tenths(point.x), _tenths(point.y)) for point in ordered])
    crosses = [_cross(*pair, plane) for pair in zip(ordered, at, strict=True)]
    sizes = [_OWN if point.is_own else POINT for point in ordered]
    for point, cross in zip(ordered, crosses, strict=True):
        sheet.lines(cross, _fill(point), 2)
    for point, place, size in reversed(list(zip(ordered, at, sizes, strict=True))):
        sheet.dot(place, size + 3, WHITE)
        sheet.dot(place, size, _fill(point))
    names = [wrapped(point.name, _WIDEST_NAME, SMALL) for point in ordered]
    lines = [_box(line) for cross in crosses for line in cross]
    few = len(points) <= _FEW
    placed = labels(at, names, sizes, plane.box, taken=lines, all_of_them=few)
    for point, label in zip(ordered, placed, strict=True):
        if label:
            is_module = point.id in MODULES
            fill = text_colour(point.id) if is_module else ACCENT if point.is_own else INK
            sheet.text(label.at, label.lines, SMALL, label.anchor, fill)


def _cross(point: Point, at: At, plane: Plane) -> list[Box]:
    """The intervals of a point as lines, as far as the plane goes."""
    (x, y), (start, top, end, bottom) = at, plane.box
    found = []
    if point.across:
        left, right = (plane.at(_tenths(one), 0)[0] for one in point.across)
        found.append((max(start, left), y, min(end, right), y))
    if point.up:
        low, high = (plane.at(0, _tenths(one))[1] for one in point.up)
        found.append((x, min(bottom, low), x, max(top, high)))
    return found


def _box(line: Box) -> Box:
    x, y, to_x, to_y = line
    return min(x, to_x), min(y, to_y) - 1, max(x, to_x) + 1, max(y, to_y) + 1


def _fill(point: Point) -> str:
    if point.id in MODULES:
        return colour(point.id)
    return ACCENT if point.is_own else QUIET
