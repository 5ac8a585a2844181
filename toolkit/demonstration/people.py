"""The people of one entity who answer: how they see things, how they answer, where they stop."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from questionnaires.model import Questionnaire
from toolkit.demonstration import parameters as p
from toolkit.demonstration import traits
from toolkit.demonstration.entities import Entity

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

PROGRESS, BARRIERS, TOOLS = -3, -2, -1  # the closing parts, in `People.reached`


@dataclass(frozen=True, eq=False, slots=True)
class People:
    """Respondents of one entity in one wave; the first axis of every array is the person.

    ``shared`` and ``personal``, both (people, modules), add up to where a person sees a module, in
    levels. ``reached`` (people, modules + 3) says which modules, and then which of the closing
    parts progress, barriers and tools, the person came to.
    """

    in_field: Flags
    shared: Floats
    personal: Floats
    unknown: Floats  # logit added to "cannot say"
    acquiescence: Floats
    stretch: Floats
    midpoint: Floats
    reached: Flags

    def __len__(self) -> int:
        """How many they are."""
        return len(self.in_field)


def draw(
    questionnaire: Questionnaire,
    entity: Entity,
    in_field: Flags,
    *,
    wave: int,
    seed: int,
    rng: Generator,
) -> People:
    """Draw the respondents of an entity, of whom `in_field` says which work in the field."""
    modules = [module.id for module in questionnaire.modules]
    people = len(in_field)
    standing = np.array([traits.standing(entity, key, wave, seed) for key in modules])
    effect = np.array([traits.field_effect(entity, key, seed) for key in modules])
    own = p.PERSON_SD * rng.standard_normal((people, 1))
    in_modules = p.PERSON_MODULE_SD * rng.standard_normal((people, len(modules)))
    unknown = traits.unknown(entity, seed) + p.LOGIT_UNKNOWN_FIELD * in_field
    return People(
        in_field=in_field,
        shared=standing + in_field[:, None] * effect,
        personal=own + in_modules,
        unknown=unknown + p.LOGIT_UNKNOWN_PERSON_SD * rng.standard_normal(people),
        acquiescence=p.ACQUIESCENCE_SD * rng.standard_normal(people),
        stretch=np.exp(p.STRETCH_SD * rng.standard_normal(people)),
        midpoint=rng.beta(*p.MIDPOINT_SHAPE, people),
        reached=_reached(people, len(modules), rng),
    )


def chance(logit: Floats) -> Floats:
    """The probability that a logit stands for."""
    return 1 / (1 + np.exp(-logit))


def _reached(people: int, modules: int, rng: Generator) -> Flags:
    """Follow each person through the modules from a random first one, then the closing parts."""
    leaves = np.full(modules + 3, p.LEAVES_BEFORE_MODULE)
    leaves[0] = 0
    leaves[[PROGRESS, BARRIERS]] = p.LEAVES_BEFORE_CLOSING
    leaves[TOOLS] = p.LEAVES_BEFORE_TOOLS
    left = np.logical_or.accumulate(rng.random((people, modules + 3)) < leaves, axis=1)
    first = rng.integers(modules, size=(people, 1))
    place = (np.arange(modules) - first) % modules
    return ~np.hstack([np.take_along_axis(left, place, axis=1), left[:, PROGRESS:]])
