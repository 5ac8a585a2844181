"""The shape of a profile, not its height: how far two are apart, and which are nearest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean

FEWEST_NEIGHBOURS = 5  # entities, from which on a nearest one is worth naming
FEWEST_UNNAMED = 10  # from which on others appear as points without a name (PRIVACY.md)
NEAREST = 3
_CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Shape:
    """One entity's levels by module, each with its standard error, in one order for all."""

    id: str
    means: tuple[float, ...]
    errors: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another entity, and how far its shape is: in levels, with what chance allows.

    ``distance`` is the typical difference per module after each entity's own mean is removed.
    """

    id: str
    distance: float
    interval: tuple[float, float]


def row_centred(means: Sequence[float]) -> tuple[float, ...]:
    """What is left of a profile when its own mean is removed.

    Examples
    --------
    >>> row_centred([2.0, 3.0, 4.0])
    (-1.0, 0.0, 1.0)
    """
    middle = fmean(means)
    return tuple(mean - middle for mean in means)


def contrasts(modules: int) -> tuple[tuple[float, ...], ...]:
    """Orthonormal contrasts: one fewer than modules, each adding up to zero (Helmert 1876).

    The first sets the first module against the second, the next these two against the third, and
    so on; distances between row-centred profiles are the same in them.

    Examples
    --------
    >>> [[round(one, 3) for one in row] for row in contrasts(3)]
    [[0.707, -0.707, 0.0], [0.408, 0.408, -0.816]]
    """
    return tuple(
        tuple(
            (1.0 if place < row else -row if place == row else 0.0) / sqrt(row * (row + 1))
            for place in range(modules)
        )
        for row in range(1, modules)
    )


def distance(one: Shape, other: Shape) -> Neighbour:
    """How far the other's shape is from the one's.

    The root mean square of the differences between their row-centred modules. Sampling alone makes
    it larger, by a known amount on average, which is taken away; the interval moves the difference
    along its own direction by what chance allows (delta method), and never below nothing.

    Parameters
    ----------
    one, other
        With the same modules.

    Examples
    --------
    >>> far = distance(Shape("a", (2.0, 3.0), (0.1, 0.1)), Shape("b", (3.0, 2.0), (0.1, 0.1)))
    >>> round(far.distance, 2), [round(end, 2) for end in far.interval]
    (0.99, [0.8, 1.19])
    """
    modules = len(one.means)
    pairs = zip(row_centred(one.means), row_centred(other.means), strict=True)
    apart = [left - right for left, right in pairs]
    variances = [a * a + b * b for a, b in zip(one.errors, other.errors, strict=True)]
    square = sum(value * value for value in apart)
    noise = sum(variances) * (modules - 1) / modules
    middle = sqrt(max(0.0, square - noise) / modules)
    along = (
        sum((value * value) * variance for value, variance in zip(apart, variances, strict=True))
        / square
        if square
        else fmean(variances)
    )
    half = NormalDist().inv_cdf((1 + _CONFIDENCE) / 2) * sqrt(along / modules)
    return Neighbour(other.id, middle, (max(0.0, middle - half), middle + half))


def neighbours(shapes: Iterable[Shape], most: int = NEAREST) -> Mapping[str, tuple[Neighbour, ...]]:
    """The nearest few of each entity, nearest first; nothing among fewer than five entities.

    Ties are broken by id, so that the same figures give the same neighbours.
    """
    known = tuple(shapes)
    if len(known) < FEWEST_NEIGHBOURS:
        return {}
    return {
        one.id: tuple(
            sorted(
                (distance(one, other) for other in known if other.id != one.id),
                key=lambda found: (round(found.distance, 9), found.id),
            )[:most]
        )
        for one in known
    }
