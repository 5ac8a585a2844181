"""What silhouettes look like where there are no groups, and how stable groups are under chance."""

from dataclasses import dataclass

import numpy as np

from aggregation.clustering import Floats, Labels, kmeans, silhouettes
from aggregation.shapes import contrasts

NUMBERS = (2, 3, 4, 5)  # of groups that are tried
STARTS = 20  # of each k-means fit
MOST_ALIKE = 2.78**0.5  # of spreads, the widest to the narrowest; see `scales`
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Entities:
    """Those with a complete profile.

    Attributes
    ----------
    profiles, errors : ndarray, shape (entities, modules)
        Levels, and the standard error of each.
    weights : ndarray, shape (entities,)
        The fewest people whom each may rest on.
    """

    profiles: Floats
    weights: Floats
    errors: Floats


@dataclass(frozen=True, slots=True)
class Null:
    """The silhouettes of the data among those of sets without groups, by number of groups."""

    mean: Floats
    deviation: Floats
    p_value: float

    def standardised(self, silhouette: Floats) -> Floats:
        """How many standard deviations above the mean of sets without groups."""
        found: Floats = (silhouette - self.mean) / self.deviation
        return found


@dataclass(frozen=True, slots=True)
class Runs:
    """The fits of many sets, for each number of groups.

    Attributes
    ----------
    labels : ndarray, shape (numbers, sets, entities)
    silhouettes : ndarray, shape (sets, numbers)
    """

    labels: Labels
    silhouettes: Floats


def scales(profiles: Floats) -> Floats:
    """What each module is divided by: its spread where spreads differ, else 1.

    They differ when the widest is more than ``MOST_ALIKE`` times the narrowest: Hartley's limit for
    five variances of thirty-one values (Biometrika 37:308, 1950; 5 %).

    Parameters
    ----------
    profiles : ndarray, shape (..., entities, modules)

    Returns
    -------
    ndarray, shape (..., 1, modules)
    """
    spreads = np.maximum(profiles.std(axis=-2, ddof=1, keepdims=True), _NOTHING)
    differ = spreads.max(axis=-1, keepdims=True) > MOST_ALIKE * spreads.min(axis=-1, keepdims=True)
    return np.where(differ, spreads, 1.0)


def shapes(profiles: Floats) -> Floats:
    """Profiles as contrasts between modules: shape (..., entities, modules - 1)."""
    scaled = (profiles - profiles.mean(axis=-2, keepdims=True)) / scales(profiles)
    found: Floats = scaled @ np.array(contrasts(profiles.shape[-1])).T
    return found


def fitted(sets: Floats, weights: Floats, generator: np.random.Generator) -> Runs:
    """Each set of profiles, shape (sets, entities, modules), in each number of groups."""
    points = shapes(sets)
    labels = np.stack(
        [kmeans(points, weights, k, starts=STARTS, generator=generator) for k in NUMBERS]
    )
    found = [silhouettes(points, of_k, k) for of_k, k in zip(labels, NUMBERS, strict=True)]
    return Runs(labels, np.stack(found, axis=1))


def null(observed: Floats, entities: Entities, draws: int, generator: np.random.Generator) -> Null:
    """Silhouettes under one Gaussian group with the same covariance and each entity's own error.

    The covariance between entities is that of the profiles less what sampling adds to it. The data
    count as one of the sets, in the mean and the deviation as in the p-value, which is exact then
    where the null holds.

    Parameters
    ----------
    observed : ndarray, shape (numbers,)
    """
    noise = np.diag((entities.errors**2).mean(axis=0))
    values, vectors = np.linalg.eigh(np.cov(entities.profiles.T) - noise)
    root = vectors * np.sqrt(np.maximum(values, 0))
    size = draws, *entities.profiles.shape
    truth = entities.profiles.mean(axis=0) + generator.standard_normal(size) @ root.T
    sets = truth + generator.standard_normal(size) * entities.errors
    pool = np.vstack([observed, fitted(sets, entities.weights, generator).silhouettes])
    mean, deviation = pool.mean(axis=0), np.maximum(pool.std(axis=0), _NOTHING)
    largest = ((pool - mean) / deviation).max(axis=1)
    return Null(mean, deviation, float((largest >= largest[0]).mean()))


def bootstrap(entities: Entities, draws: int, generator: np.random.Generator) -> Runs:
    """The published means with another draw of each entity's own error, fitted again."""
    size = draws, *entities.profiles.shape
    sets = entities.profiles + generator.standard_normal(size) * entities.errors
    return fitted(sets, entities.weights, generator)
