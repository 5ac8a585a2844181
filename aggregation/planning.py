"""Before a wave opens: how sure a group's means would be, and what follows for the wave."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist
from typing import Literal

from aggregation.cells import MINIMUM
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


def answers_needed(half_width: float, eligible: int, *, spread: float = SPREAD) -> int:
    """How many answers give a module mean of ``eligible`` people this half-width at most.

    ``n0 = (z(.975) s / h)²``, and of a finite population ``n0 / (1 + n0 / N)``: Cochran 1977,
    *Sampling Techniques*, third edition, section 4.6. Intervals of a publication do not take the
    correction, so they are a little wider.

    Raises
    ------
    ValueError
        When the half-width is none, or nobody is eligible.

    Examples
    --------
    >>> answers_needed(0.15, 4310)
    94
    >>> answers_needed(0.29, 10**9)  # 25 answers of 83 staff at 30 % give 0.294
    26
    """
    if half_width <= 0 or eligible < 1:
        raise ValueError(f"a half-width of {half_width} for {eligible} people")
    large = (NormalDist().inv_cdf((1 + CONFIDENCE) / 2) * spread / half_width) ** 2
    return ceil(large / (1 + large / eligible))


def sample(
    eligible: Mapping[str, int], half_width: float, response_rate: float, *, spread: float = SPREAD
) -> dict[str, int]:
    """How many to invite at random in each category, so that so many of them answer.

    The same fraction everywhere, rounded up, so that the plain mean of those who answer stands for
    the entity; but ten of a category at least, or all, since no smaller group is counted.

    Parameters
    ----------
    eligible
        The people of each category.
    half_width
        Half of the 95 % interval that a module mean of the entity is to have, in levels.
    response_rate
        The share of those invited who are expected to answer, above 0.

    Examples
    --------
    >>> sample({"Field": 3010, "Headquarters": 1300}, 0.15, 0.3)
    {'Field': 220, 'Headquarters': 95}
    >>> sample({"Field": 4295, "Liaison": 15}, 0.15, 0.3)
    {'Field': 313, 'Liaison': 10}
    """
    people = sum(eligible.values())
    if not 0 < response_rate <= 1:
        raise ValueError(f"a response rate of {response_rate}")
    invited = min(people, ceil(answers_needed(half_width, people, spread=spread) / response_rate))
    return {
        category: min(number, max(MINIMUM, -(-number * invited // people)))
        for category, number in eligible.items()
    }
