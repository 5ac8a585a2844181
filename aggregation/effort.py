"""An entity's stated effort beside its staff's progress, without any array."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import atan2, cos, sin, tan
from statistics import fmean

from aggregation.certainty import Estimate, Interval, wilson
from aggregation.grid import SHARE_STEP, Share
from aggregation.publication import ChoiceFigures, Publication

HIGHEST_EFFORT = 3  # none, one or two people, a project with money, a funded priority
FEWEST_ENTITIES = 10  # for a line
BETTER = frozenset({"little-better", "clearly-better"})  # ids of progress answers
WITHOUT_PROGRESS = frozenset({"cannot-say"})

ByModule = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Line:
    """Where progress lies for an effort on average: ``level + slope x effort``.

    Both are put on 0 to 1. ``angle`` is that of the line, from -pi/2 to pi/2.
    """

    effort: float
    progress: float
    angle: float
    entities: int

    @property
    def slope(self) -> float:
        """How much progress an effort brings along, both on 0 to 1."""
        return tan(self.angle)

    def distance(self, effort: float, progress: float) -> float:
        """How far a point lies above the line, at right angles to it; below is negative."""
        across, up = effort - self.effort, progress - self.progress
        return up * cos(self.angle) - across * sin(self.angle)


@dataclass(frozen=True, slots=True)
class EffortPoint:
    """One entity and module.

    Attributes
    ----------
    effort
        As the entity stated it, 0 to 3.
    progress
        Of its staff, 0 to 1.
    distance
        Progress for the effort: how far above the line, both put on 0 to 1; None without a line.
    """

    entity: str
    module: str
    effort: float
    progress: float
    distance: float | None


@dataclass(frozen=True, slots=True)
class EffortProgress:
    """Every point that has both sides, and the line through them where there are enough."""

    points: tuple[EffortPoint, ...]
    line: Line | None

    def by_module(self) -> dict[str, float]:
        """The mean progress for the effort of each module; none without a line."""
        modules = dict.fromkeys(point.module for point in self.points)
        if self.line is None:
            return {}
        return {key: fmean(self._distances(key)) for key in modules}

    def _distances(self, module: str) -> list[float]:
        own = (point.distance for point in self.points if point.module == module)
        return [distance for distance in own if distance is not None]


def effort_progress(
    effort: Mapping[str, ByModule], progress: Mapping[str, ByModule]
) -> EffortProgress:
    """Put entities' effort beside their staff's progress, module by module.

    One orthogonal line is drawn through all points, of all modules together, so that modules can
    be told apart by their distance from it; with efforts ``x / 3`` and progress ``y``

        angle = 1/2 atan2(2 s_xy, s_xx - s_yy),  distance = (y - my) cos - (x - mx) sin

    which takes both sides as known with the same error (Deming's line at a ratio of one).

    Parameters
    ----------
    effort
        Entity -> module -> 0 to 3.
    progress
        Entity -> module -> share who say that it got better, 0 to 1. What one side lacks is left
        out.

    Returns
    -------
    EffortProgress
        With a line from ten entities on; below, distances are None.

    Raises
    ------
    ValueError
        When an effort or a progress lies outside its scale.

    References
    ----------
    Pearson (1901), Philos. Mag. 2:559. Deming (1943), Statistical Adjustment of Data.

    Examples
    --------
    >>> found = effort_progress({"a": {"strategy": 3}}, {"a": {"strategy": 0.4, "culture": 0.5}})
    >>> found.points[0].progress, found.line
    (0.4, None)
    """
    pairs = {
        (entity, module): (stated, progress[entity][module])
        for entity, modules in effort.items()
        for module, stated in modules.items()
        if module in progress.get(entity, {})
    }
    for stated, made in pairs.values():
        if not (0 <= stated <= HIGHEST_EFFORT and 0 <= made <= 1):
            raise ValueError(f"an effort of {stated} beside a progress of {made}")
    entities = len({entity for entity, _ in pairs})
    scaled = [(stated / HIGHEST_EFFORT, made) for stated, made in pairs.values()]
    line = _line(scaled, entities) if entities >= FEWEST_ENTITIES else None
    distances = [line.distance(*point) if line else None for point in scaled]
    points = (
        EffortPoint(*key, *sides, distance)
        for (key, sides), distance in zip(pairs.items(), distances, strict=True)
    )
    return EffortProgress(tuple(points), line)


def published_progress(publication: Publication, node_id: str) -> dict[str, Estimate]:
    """The share of those who could say that say it got better, by module; from published shares.

    "A little better" and "clearly better" count alike, "worse" and "the same" do not; "cannot say"
    is left out of the whole. Rounded and capped shares leave room: the share lies between the
    smallest and the largest that they and their complement allow, the estimate is the middle, and
    the interval reaches from the score interval (Wilson 1927) of the one end to that of the other,
    at the fewest people who may have said it. KeyError where the table list lacks the group.
    """
    found = ((one.id, _share_better(one)) for one in publication.node(node_id).progress)
    return {key: estimate for key, estimate in found if estimate}


def _share_better(figures: ChoiceFigures) -> Estimate | None:
    shares = figures.shares or ()
    silent = _range(one.share for one in shares if one.id in WITHOUT_PROGRESS)
    better = _range(one.share for one in shares if one.id in BETTER)
    other = _range(one.share for one in shares if one.id not in BETTER | WITHOUT_PROGRESS)
    people = int(figures.people.low * (100 - silent[1])) // 100 if figures.people else 0
    if not people:
        return None
    fewest = max(better[0], 100 - other[1] - silent[1])
    most = min(better[1], 100 - other[0] - silent[0])
    low = fewest / (fewest + min(other[1], 100 - fewest - silent[0]))
    high = most / (most + max(other[0], 100 - most - silent[1]))
    interval = wilson(low, people)[0], wilson(high, people)[1]
    return Estimate((low + high) / 2, interval, people, "wilson", (figures.id,))


def _range(shares: Iterable[Share]) -> Interval:
    """Between which percentages the sum of published shares lies."""
    low = high = 0.0
    for share in shares:
        low += 0 if share.cap == "at-most" else share.percent - SHARE_STEP / 2
        high += 100 if share.cap == "at-least" else share.percent + SHARE_STEP / 2
    return low, min(100.0, high)


def _line(points: Sequence[tuple[float, float]], entities: int) -> Line:
    across, up = fmean(x for x, _ in points), fmean(y for _, y in points)
    xx = sum((x - across) ** 2 for x, _ in points)
    yy = sum((y - up) ** 2 for _, y in points)
    xy = sum((x - across) * (y - up) for x, y in points)
    return Line(across, up, atan2(2 * xy, xx - yy) / 2, entities)
