"""Entities on a map: near each other where their profiles have a similar shape."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from matplotlib.figure import Figure

from aggregation.figures.scatter import POINT, At, Plane, apart, labels
from aggregation.figures.style import (
    ACCENT,
    INK,
    LINE,
    NARROW,
    QUIET,
    SMALL,
    WHITE,
    WIDE,
    Anchor,
    ChartError,
    Sheet,
    wrapped,
)


@dataclass(frozen=True, slots=True)
class Point:
    """One entity.

    Attributes
    ----------
    name
        Empty for a reader who may not see it: then nothing here tells who it is.
    x, y
        Along the two directions of the map, in levels.
    group
        From 0, where there are groups.
    """

    name: str
    x: float
    y: float
    group: int | None = None
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Ends:
    """The reader's words for where each direction leads."""

    start: str
    end: str
    bottom: str
    top: str


@dataclass(frozen=True, slots=True)
class ShapeMap:
    """Everything that the chart shows; ``groups`` and ``alone`` are words for the legend."""

    points: tuple[Point, ...]
    ends: Ends
    groups: tuple[str, ...] = ()
    alone: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A named entity as it is drawn, in tenths of a level."""

    name: str
    x: float
    y: float
    group: int | None


@dataclass(frozen=True, slots=True)
class Described:
    """What the chart shows, for the words in its place: those with a name, and how many without."""

    kind: Literal["map"]
    own: Place | None
    named: tuple[Place, ...]
    unnamed: int

    @property
    def own_name(self) -> str:
        """The name of the reader's own; empty where there is none."""
        return self.own.name if self.own else ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the others, by name."""
        return tuple(sorted((one.name for one in self.named), key=str.casefold))


_MARGIN, _GAP = 22, 8
_WIDEST_NAME = 120
_SMALLEST = 4  # the fifth group
_LEAST, _HIGHEST = 200, 430  # of the plane
_OWN = 17
_KEY = 18
_HOLE = 5
_AROUND = 0.5  # levels, at least, from the middle to each side


def described(values: ShapeMap) -> Described:
    """What the chart shows, without words; raises ChartError when there is no point."""
    if not values.points:
        raise ChartError("there is no point on the map")
    named = [(point, _place(point)) for point in values.points if point.name]
    return Described(
        kind="map",
        own=next((place for point, place in named if point.is_own), None),
        named=tuple(place for point, place in named if not point.is_own),
        unnamed=len(values.points) - len(named),
    )


def table(values: ShapeMap) -> tuple[Place, ...]:
    """The places of those with a name, by name; raises ChartError as ``described`` does."""
    found = described(values)
    own = (found.own,) if found.own else ()
    return tuple(sorted((*own, *found.named), key=lambda one: one.name.casefold()))


def draw(values: ShapeMap, *, right_to_left: bool = False, narrow: bool = False) -> Figure:
    """The chart, 680 pixels wide, or 340 for a phone; raises ChartError as ``described`` does."""
    described(values)
    width = NARROW if narrow else WIDE
    top, *below = _ends(values.ends, width)
    plane = _plane(values.points, width, len(top.lines) * SMALL.line + _GAP)
    under = plane.box[3] + _GAP
    ends = (top, *(label.lowered(under) for label in below))
    keys, height = _keys(values, width, max(label.bottom for label in ends) + _GAP)
    sheet = Sheet(width, height, right_to_left=right_to_left)
    _draw_cross(sheet, plane)
    for label in ends:
        sheet.text(label.middle, label.lines, SMALL, label.anchor, QUIET)
    _draw_points(sheet, plane, values.points)
    for point, label in keys:
        _draw_mark(sheet, (label.x - _KEY / 2, label.middle[1]), point)
        sheet.text(label.middle, label.lines, SMALL, label.anchor)
    return sheet.figure


@dataclass(frozen=True, slots=True)
class _Text:
    """Lines that begin at a height."""

    x: float
    top: float
    lines: tuple[str, ...]
    anchor: Anchor = "start"

    @property
    def bottom(self) -> float:
        return self.top + len(self.lines) * SMALL.line

    @property
    def middle(self) -> At:
        return self.x, (self.top + self.bottom) / 2

    def lowered(self, by: float) -> "_Text":
        return replace(self, top=self.top + by)


def _place(point: Point) -> Place:
    return Place(point.name, _tenths(point.x), _tenths(point.y), point.group)


def _tenths(value: float) -> float:
    return round(value, 1) + 0.0


def _plane(points: Sequence[Point], width: int, top: float) -> Plane:
    """A level is as long up as along, so that near is near; the middle is the middle of all."""
    across = max(_AROUND, *(abs(_tenths(point.x)) for point in points))
    up = max(_AROUND / 2, *(abs(_tenths(point.y)) for point in points))
    level = min((width - 2 * _MARGIN) / (2 * across), (_HIGHEST - 2 * _MARGIN) / (2 * up))
    height = max(_LEAST, 2 * up * level + 2 * _MARGIN)
    along, upward = width / 2 / level, height / 2 / level
    return Plane((0, top, width, top + height), (-along, along), (-upward, upward))


def _ends(ends: Ends, width: int) -> tuple[_Text, _Text, _Text, _Text]:
    """Above the plane, and from its lower edge on: where up and down lead, then along."""
    half = (width - _GAP) / 2
    bottom = _Text(width / 2, 0, wrapped(ends.bottom, width, SMALL), "middle")
    after = bottom.bottom + _GAP / 2
    return (
        _Text(width / 2, 0, wrapped(ends.top, width, SMALL), "middle"),
        bottom,
        _Text(0, after, wrapped(ends.start, half, SMALL)),
        _Text(width, after, wrapped(ends.end, half, SMALL), "end"),
    )


def _keys(values: ShapeMap, width: int, top: float) -> tuple[list[tuple[Point, _Text]], float]:
    """What each mark means, one a line, and where they end."""
    marks: list[tuple[str, int | None]] = [
        (words, group) for group, words in enumerate(values.groups)
    ]
    if values.groups and values.alone and any(one.group is None for one in values.points):
        marks.append((values.alone, None))
    found = []
    for words, group in marks:
        text = _Text(_KEY, top, wrapped(words, width - _KEY, SMALL))
        found.append((Point("", 0, 0, group), text))
        top = text.bottom + _GAP / 2
    return found, top


def _draw_cross(sheet: Sheet, plane: Plane) -> None:
    start, top, end, bottom = plane.box
    x, y = plane.at(0, 0)
    edges = [
        *((start, top, end, top), (start, bottom, end, bottom)),
        *((start, top, start, bottom), (end, top, end, bottom)),
    ]
    sheet.lines([(start, y, end, y), (x, top, x, bottom), *edges], LINE, 1)


def _draw_points(sheet: Sheet, plane: Plane, points: Sequence[Point]) -> None:
    ordered = sorted(points, key=lambda point: (not point.is_own, point.name))
    at = apart([plane.at(_tenths(point.x), _tenths(point.y)) for point in ordered])
    start, top, end, bottom = plane.box
    names = [wrapped(point.name, _WIDEST_NAME, SMALL) for point in ordered]
    inside = start + 2, top + 2, end - 2, bottom - 2
    sizes = [_OWN if point.is_own else POINT for point in ordered]
    placed = labels(at, names, sizes, inside)
    for point, place in reversed(list(zip(ordered, at, strict=True))):
        _draw_mark(sheet, place, point)
    for point, label in zip(ordered, placed, strict=True):
        if label:
            colour = ACCENT if point.is_own else INK
            sheet.text(label.at, label.lines, SMALL, label.anchor, colour)


def _draw_mark(sheet: Sheet, at: At, point: Point) -> None:
    """Each group has a form of its own: disc, square, ring, frame, small disc."""
    x, y = at
    colour, size = (ACCENT, _OWN) if point.is_own else (QUIET, POINT)
    if point.group in {1, 3}:
        sheet.square(at, size + 2, WHITE)
        sheet.square(at, size, colour)
    else:
        sheet.dot(at, size + 2, WHITE)
        sheet.dot(at, size if point.group != _SMALLEST else size / 2, colour)
    if point.group == 2:  # noqa: PLR2004 - the third form
        sheet.dot((x, y), size - _HOLE, WHITE)
    elif point.group == 3:  # noqa: PLR2004 - the fourth
        sheet.square((x, y), size - _HOLE, WHITE)
