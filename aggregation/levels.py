"""Stage two: the level that a mean stands for, and how much silence it could bear."""

from dataclasses import dataclass
from typing import Literal

from aggregation.certainty import BORDERS, STATED_FROM, Estimate, level_chances
from aggregation.publication import Publication
from aggregation.summaries import headline_means

_LEVELS = 5


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far those who did not answer may differ on average before the level is another."""

    points: float
    direction: Literal["lower", "higher"]


@dataclass(frozen=True, slots=True)
class LevelStatement:
    """The fewest neighbouring levels that hold together with a probability of at least 0.8.

    ``tolerance`` is None where no single level is stated, and where the response rate is not known
    or complete.
    """

    low: int
    high: int
    probability: float
    tolerance: Tolerance | None = None

    @property
    def is_between(self) -> bool:
        """Whether no single level can be stated."""
        return self.low != self.high


def levels(publication: Publication, node_id: str) -> dict[str, LevelStatement]:
    """The level of each module of a group; none in an open wave."""
    if publication.settings.open_wave:
        return {}
    rate = publication.node(node_id).response_rate
    means = headline_means(publication, node_id)
    return {key: level_statement(estimate, rate) for key, estimate in means.items()}


def level_statement(estimate: Estimate, response_rate: int | None) -> LevelStatement:
    """State the level of a mean at a response rate in percent.

    Tolerance = distance to the level's nearest border / (1 - response rate).

    Examples
    --------
    >>> mean = Estimate(2.8, (2.5, 3.1), 30, "pooled-spread", standard_error=0.15)
    >>> level_statement(mean, 25)
    LevelStatement(low=3, high=3, probability=0.97..., tolerance=Tolerance(points=0.4, ...))
    """
    chances = level_chances(estimate.estimate, estimate.standard_error or 0.0)
    runs = (
        (low, high, sum(chances[low - 1 : high]))
        for width in range(1, _LEVELS + 1)
        for low, high in ((start, start + width - 1) for start in range(1, _LEVELS + 2 - width))
    )
    enough = [run for run in runs if run[2] >= STATED_FROM - 1e-12]
    low, high, probability = min(enough, key=lambda run: (run[1] - run[0], -run[2]))
    tolerance = _tolerance(estimate.estimate, low, response_rate) if low == high else None
    return LevelStatement(low, high, probability, tolerance)


def _tolerance(mean: float, level: int, response_rate: int | None) -> Tolerance | None:
    if response_rate is None or response_rate >= 100:  # noqa: PLR2004
        return None
    downwards = mean - BORDERS[level - 2] if level > 1 else float("inf")
    upwards = BORDERS[level - 1] - mean if level < _LEVELS else float("inf")
    points = min(downwards, upwards) / (1 - response_rate / 100)
    return Tolerance(round(points, 6), "lower" if downwards <= upwards else "higher")
