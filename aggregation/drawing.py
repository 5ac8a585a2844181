"""Draws of what means may be in truth, seeded: to see what would be said as often as not."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from random import Random

from aggregation.certainty import Estimate

DRAWS = 200
LOWEST, HIGHEST = 1, 5
_HUNDREDTHS = 100

Drawn = dict[str, Fraction]


def draws(
    means: Mapping[str, Estimate], *, random_state: int, number: int = DRAWS
) -> Iterator[Drawn]:
    """Draw every mean from the normal distribution of its standard error, ``number`` times.

    Values are hundredths of a level, held within the scale. A mean is drawn by its own id and the
    seed, whatever others there are and however they are ordered.

    Parameters
    ----------
    means
        Published means with their standard errors; without one the mean is drawn as it is.
    random_state
        The same state draws the same.
    number
        How many times.

    Examples
    --------
    >>> mean = Estimate(3.2, (3.0, 3.4), 60, "pooled-spread", standard_error=0.1)
    >>> first, *others = draws({"strategy": mean}, random_state=1)
    >>> len(others), 2.8 < first["strategy"] < 3.6
    (199, True)
    """
    chance = {key: Random(f"{random_state} {key}") for key in means}  # noqa: S311 - no secret
    for _ in range(number):
        yield {key: _value(estimate, chance[key]) for key, estimate in means.items()}


def as_fractions(means: Mapping[str, Estimate]) -> Drawn:
    """The means themselves in hundredths of a level, as exact as the rules for one person.

    Examples
    --------
    >>> as_fractions({"strategy": Estimate(3.2, (3.0, 3.4), 60, "pooled-spread")})
    {'strategy': Fraction(16, 5)}
    """
    return {key: _hundredths(estimate.estimate) for key, estimate in means.items()}


def _value(estimate: Estimate, chance: Random) -> Fraction:
    drawn = chance.gauss(estimate.estimate, estimate.standard_error or 0.0)
    return _hundredths(min(HIGHEST, max(LOWEST, drawn)))


def _hundredths(value: float) -> Fraction:
    return Fraction(round(value * _HUNDREDTHS), _HUNDREDTHS)
