"""Systems of entities with and without groups, seeded, as they would be published."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

Floats = npt.NDArray[np.float64]

ENTITIES, MODULES, SPREAD = 31, 5, 0.75
_BANDS, _OF_ENTITIES = (30, 50, 100, 200, 500), (0.2, 0.3, 0.25, 0.15, 0.1)
_TO_UPPER_END = 1.6  # of a band, to its lower
_GRADIENT = np.array([0.36, -0.12, 0.06, -0.3, 0.0])
_SECOND = np.array([0.05, 0.25, -0.25, 0.0, -0.05])
_SHAPES = np.array(
    [[0.6, 0.3, -0.3, -0.3, -0.3], [-0.4, -0.2, 0.6, 0.3, -0.3], [-0.2, -0.3, -0.4, 0.2, 0.7]]
)


@dataclass(frozen=True)
class System:
    """Published means and lower ends of bands, with the group that each entity is truly of."""

    profiles: Floats
    sizes: Floats
    truth: npt.NDArray[np.int64]


def _round(chance: Generator, size: tuple[int, int]) -> Floats:
    return chance.normal(0, 0.25, size)


def _gradient(chance: Generator, size: tuple[int, int]) -> Floats:
    found: Floats = chance.standard_normal((size[0], 1)) * _GRADIENT
    return found + chance.normal(0, 0.1, size)


def _even_gradient(chance: Generator, size: tuple[int, int]) -> Floats:
    found: Floats = chance.uniform(-1.7, 1.7, (size[0], 1)) * _GRADIENT
    return found + chance.normal(0, 0.1, size)


def _even_field(chance: Generator, size: tuple[int, int]) -> Floats:
    second: Floats = chance.uniform(-1.7, 1.7, (size[0], 1)) * _SECOND
    return _even_gradient(chance, size) + second


def _heavy_tails(chance: Generator, size: tuple[int, int]) -> Floats:
    found: Floats = 0.2 * chance.standard_t(4, size)
    return found


def _nothing(_chance: Generator, size: tuple[int, int]) -> Floats:
    return np.zeros(size)


CONTINUA: dict[str, Callable[[Generator, tuple[int, int]], Floats]] = {
    "round": _round,
    "gradient": _gradient,
    "even gradient": _even_gradient,
    "even field": _even_field,
    "heavy tails": _heavy_tails,
    "nothing but chance": _nothing,
}


def continuum(seed: int) -> System:
    """A system without groups; kinds of continua take turns."""
    chance = np.random.default_rng([1, seed])
    kind = list(CONTINUA.values())[seed % len(CONTINUA)]
    size = ENTITIES, MODULES
    truth = chance.normal(3, 0.35, (ENTITIES, 1)) + kind(chance, size)
    return _published(chance, truth, np.zeros(ENTITIES, int))


def planted(seed: int) -> System:
    """A system of three shapes at any height, about a third of the entities each."""
    chance = np.random.default_rng([2, seed])
    groups = chance.permutation(np.arange(ENTITIES) % len(_SHAPES))
    heights = chance.normal(3, 0.35, (ENTITIES, 1))
    truth = heights + _SHAPES[groups] + chance.normal(0, 0.12, (ENTITIES, MODULES))
    return _published(chance, truth, groups)


def _published(chance: Generator, truth: Floats, groups: npt.NDArray[np.int64]) -> System:
    """Means with sampling error at sizes within the bands, to one decimal."""
    sizes = chance.choice(_BANDS, ENTITIES, p=_OF_ENTITIES).astype(float)
    people = sizes * chance.uniform(1, _TO_UPPER_END, ENTITIES)
    errors = SPREAD / np.sqrt(people)[:, np.newaxis]
    profiles = truth + errors * chance.standard_normal(truth.shape)
    return System(np.clip(profiles, 1.5, 4.5).round(1), sizes, groups)
