"""What an entity is like in the model, and what of it changes from wave to wave."""

import math

from toolkit.demonstration import parameters as p
from toolkit.demonstration.entities import Entity
from toolkit.demonstration.streams import stream


def standing(entity: Entity, module_id: str, wave: int, seed: int) -> float:
    """Where the entity's headquarters stand in a module, in levels.

    The system's mean, the entity's level, its shape and, from the wave in which it came about, its
    planted change.
    """
    axis = _normal(p.SHAPE_AXIS_SD, seed, "axis", entity.acronym)
    shape = _normal(p.SHAPE_SD, seed, "shape", entity.acronym, module_id)
    shape += axis * p.SHAPE_AXIS[module_id]
    change = p.CHANGES.get((entity.acronym, module_id), 0.0) if wave >= p.CHANGED_IN_WAVE else 0.0
    return p.SYSTEM_MEAN[module_id] + _level(entity.acronym, seed) + shape + change


def field_effect(entity: Entity, module_id: str, seed: int) -> float:
    """What field offices stand above headquarters in a module, in levels."""
    own = _normal(p.FIELD_EFFECT_SD, seed, "field", entity.acronym, module_id)
    return p.FIELD_EFFECT[module_id] + own


def unknown(entity: Entity, seed: int) -> float:
    """How much more often than elsewhere people here cannot say, as a logit."""
    return _normal(p.LOGIT_UNKNOWN_ENTITY_SD, seed, "unknown", entity.acronym)


def barrier_weight(entity: Entity, barrier_id: str, seed: int) -> float:
    """How much a barrier is named here beyond what low factors explain."""
    own = _normal(p.BARRIER_ENTITY_SD, seed, "barrier", entity.acronym, barrier_id)
    return p.BARRIER_USUAL.get(barrier_id, 0.0) + own


def response_rate(entity: Entity, value: str, wave: int, seed: int) -> float:
    """The share of those invited in a place who will have answered at the end of a wave."""
    rate = _entity_rate(entity, wave, seed) + (p.RATE_FIELD if value == p.FIELD else 0.0)
    return min(max(rate, p.RATE_LEAST), p.RATE_MOST)


def progress_mean(entity: Entity, module_id: str, wave: int, seed: int) -> float:
    """How much progress people here see in a module, before each person's own view."""
    step = p.CHANGES.get((entity.acronym, module_id), 0.0) if wave == p.CHANGED_IN_WAVE else 0.0
    stated = effort(entity.acronym, module_id, wave=wave, seed=seed)
    return (
        p.PROGRESS_MEAN[module_id]
        + p.PROGRESS_PER_EFFORT * (stated - 1)
        + p.PROGRESS_PER_CHANGE * step
    )


def effort(entity: str, module_id: str, *, wave: int = 1, seed: int = p.SEED) -> int:
    """The effort that an entity, by its acronym, states for a module in its return of a wave.

    0 none, 1 one or two people, 2 a project with money, 3 a funded priority. Strategy has most of
    it; in partnerships it follows the entity's maturity. The story is the CEB's own, paragraph 26
    of the summary of its second regular session of 2018.
    """
    wanted = (
        p.EFFORT_MEAN[module_id]
        + p.EFFORT_PER_MATURITY.get(module_id, 0.0) * _level(entity, seed)
        + _normal(p.EFFORT_SD, seed, "effort", entity, module_id)
    )
    became_better = wave >= p.CHANGED_IN_WAVE and p.CHANGES.get((entity, module_id), 0.0) > 0
    wanted += p.EFFORT_WITH_CHANGE if became_better else 0
    return min(max(round(wanted), 0), p.EFFORT_MOST)


def _entity_rate(entity: Entity, wave: int, seed: int) -> float:
    if entity.acronym in p.RATES_GIVEN:
        return p.RATES_GIVEN[entity.acronym][wave - 1]
    rate = p.RATE_AT_1000_STAFF + p.RATE_PER_TENFOLD_STAFF * math.log10(entity.staff / 1000)
    rate += _normal(p.RATE_SD, seed, "rate", entity.acronym)
    return rate + _normal(p.RATE_WAVE_SD, seed, "rate", entity.acronym, wave)


def _level(acronym: str, seed: int) -> float:
    return _normal(p.LEVEL_SD, seed, "level", acronym)


def _normal(sd: float, seed: int, *name: str | int) -> float:
    return sd * float(stream(seed, *name).standard_normal())
