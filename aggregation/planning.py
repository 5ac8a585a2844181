"""Before a wave opens: how sure a group's means would be, and what follows for the wave."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Literal

from aggregation.certainty import CONFIDENCE
from aggregation.change import SMALLEST_CHANGE

SPREAD = 0.75  # of one person's module mean within a cell, in levels; a cautious assumption
COMPARISONS = 5  # modules that are compared at once, for Holm's first step
FEWEST_ANSWERS = 40  # below it, teams talking with each other serve the entity better
SAMPLED_ABOVE = 2000  # eligible people; beyond it a random sample is enough

Advice = Literal["team-sessions", "random-sample"]


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a group may expect of a wave.

    Attributes
    ----------
    answers
        People who answer at the assumed response rate.
    half_width
        Half of a module mean's 95 % interval, in levels; None without answers.
    smallest_change
        The smallest difference between two such waves, in levels, that would be stated as a change
        in one of five modules; None without answers.
    """

    answers: int
    half_width: float | None
    smallest_change: float | None


def expectation(eligible: int, response_rate: float, *, spread: float = SPREAD) -> Expectation:
    """What so many eligible people may expect at a response rate from 0 to 1.

    Half-width ``z(.975) s / sqrt(n)``; change ``z(1 - .05 / 10) s sqrt(2 / n)``, the first step of
    Holm's procedure over five modules, and no change smaller than 0.2 is ever stated.

    Raises
    ------
    ValueError
        When nobody could be eligible, or the rate is none.

    Examples
    --------
    >>> found = expectation(83, 0.30)
    >>> found.answers, round(found.half_width, 2), round(found.smallest_change, 2)
    (25, 0.29, 0.55)
    """
    if eligible < 0 or not 0 <= response_rate <= 1:
        raise ValueError(f"{eligible} people at a response rate of {response_rate}")
    return expected(round(eligible * response_rate), spread=spread)


def expected(answers: int, *, spread: float = SPREAD) -> Expectation:
    """The same of so many answers."""
    if not answers:
        return Expectation(0, None, None)
    tail = (1 - CONFIDENCE) / 2
    half_width = NormalDist().inv_cdf(1 - tail) * spread / sqrt(answers)
    change = NormalDist().inv_cdf(1 - tail / COMPARISONS) * spread * sqrt(2 / answers)
    return Expectation(answers, half_width, max(change, SMALLEST_CHANGE))


def advice(eligible: int, answers: int) -> tuple[Advice, ...]:
    """What an entity of so many eligible people is told that expects so many answers."""
    found: list[Advice] = []
    if answers < FEWEST_ANSWERS:
        found.append("team-sessions")
    if eligible > SAMPLED_ABOVE:
        found.append("random-sample")
    return tuple(found)
