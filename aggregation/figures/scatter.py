"""Points on a plane: where they stand, and where their names go so that none lies over another."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import cos, pi, sin

from aggregation.figures.style import SMALL, Anchor, widest

POINT = 11  # across
_APART = 7  # pixels from the middle of points that coincide
_GAP = 4  # between a point and its name

Box = tuple[float, float, float, float]  # start, top, end, bottom
At = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Plane:
    """A part of the sheet with a scale along and a scale up."""

    box: Box
    along: tuple[float, float]
    up: tuple[float, float]

    def at(self, x: float, y: float) -> At:
        """Where a pair of values stands on the sheet."""
        start, top, end, bottom = self.box
        (left, right), (low, high) = self.along, self.up
        return (
            start + (x - left) / (right - left) * (end - start),
            bottom - (y - low) / (high - low) * (bottom - top),
        )


@dataclass(frozen=True, slots=True)
class Label:
    """A name beside its point."""

    at: At
    lines: tuple[str, ...]
    anchor: Anchor


def apart(points: Sequence[At]) -> tuple[At, ...]:
    """Points that coincide, side by side on a small circle; any other stays where it is.

    Examples
    --------
    >>> [tuple(round(one) for one in at) for at in apart([(5, 5), (9, 9), (5, 5)])]
    [(12, 5), (9, 9), (-2, 5)]
    """
    places = dict(enumerate(points))
    ordered = sorted(places, key=places.__getitem__)
    for (x, y), same in groupby(ordered, key=list(points).__getitem__):
        found = list(same)
        if len(found) > 1:
            radius = max(_APART, _APART * len(found) / pi)
            for number, place in enumerate(found):
                angle = 2 * pi * number / len(found)
                places[place] = x + radius * cos(angle), y + radius * sin(angle)
    return tuple(places[number] for number in range(len(points)))


def labels(
    points: Sequence[At],
    names: Sequence[tuple[str, ...]],
    sizes: Sequence[float],
    box: Box,
    *,
    taken: Iterable[Box] = (),
    all_of_them: bool = False,
) -> tuple[Label | None, ...]:
    """A place for each name, in the order given; None for an empty one, or one without room.

    Parameters
    ----------
    points, names, sizes
        One of each; a name as the lines it has, a size as pixels across.
    box
        Inside which names stand.
    taken
        Where none may stand.
    all_of_them
        To put a name over others rather than to leave it out.
    """
    around = [_around(*pair) for pair in zip(points, sizes, strict=True)]
    kept = [*taken, *around]
    found: list[Label | None] = []
    for own, lines in zip(around, names, strict=True):
        tries = list(_tries(own, lines)) if any(lines) else []
        free = [(label, at) for label, at in tries if _inside(at, box) and not _hits(at, kept)]
        best = free or (tries[:1] if all_of_them else [])
        found.append(best[0][0] if best else None)
        kept += [at for _label, at in best[:1]]
    return tuple(found)


def _tries(own: Box, lines: tuple[str, ...]) -> Iterator[tuple[Label, Box]]:
    """The places for a name, the best first: beside its point, above and below, further away."""
    width, height = widest([lines], SMALL), len(lines) * SMALL.line
    point = (own[0] + own[2]) / 2, (own[1] + own[3]) / 2
    for reach in ((own[2] - own[0]) / 2 + _GAP, (own[2] - own[0]) * 1.6):
        for across, down in ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1)):
            x, y = point[0] + across * reach, point[1]
            y += down * (reach + height / 2) if not across else down * (height / 2 + _GAP)
            start = x - width / 2 if not across else x if across > 0 else x - width
            anchor: Anchor = "middle" if not across else "start" if across > 0 else "end"
            yield (
                Label((x, y), lines, anchor),
                (start, y - height / 2, start + width, y + height / 2),
            )


def _around(point: At, size: float) -> Box:
    half = size / 2
    return point[0] - half, point[1] - half, point[0] + half, point[1] + half


def _inside(one: Box, box: Box) -> bool:
    return one[0] >= box[0] and one[1] >= box[1] and one[2] <= box[2] and one[3] <= box[3]


def _hits(one: Box, others: Iterable[Box]) -> bool:
    return any(
        one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
        for other in others
    )
