"""The demonstration's waves: who is invited, and the ballots of those who answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from questionnaires.model import Questionnaire
from questionnaires.responses import items
from toolkit.demonstration import closing, levels, people, traits
from toolkit.demonstration import parameters as p
from toolkit.demonstration.entities import Entity, entities, rosters
from toolkit.demonstration.levels import Bytes
from toolkit.demonstration.streams import stream
from toolkit.demonstration.traits import effort

__all__ = ["DemonstrationPlace", "DemonstrationWave", "effort", "waves"]

_Integer = TypeVar("_Integer", bound=np.integer[Any])


@dataclass(frozen=True, slots=True)
class DemonstrationPlace:
    """One value of an entity's axis, with numbers of people: respondents <= invited <= eligible."""

    entity: Entity
    value: str  # "Headquarters" or "Field"
    eligible: int
    invited: int
    respondents: int


@dataclass(frozen=True, eq=False, slots=True)
class DemonstrationWave:
    """One wave with all its ballots, in the order of its places.

    Attributes
    ----------
    number
        1, 2 or 3; waves lie a year apart.
    years_ago
        How long before the demonstration is made the wave was answered; 0 is the open one.
    places
        Everybody who is invited, by entity and place.
    ballots
        (respondents, items) of uint8, in the order and with the bytes of
        :mod:`questionnaires.responses`; read-only.
    place_of
        (respondents,) of the number of each ballot's place in `places`; read-only.
    """

    number: int
    years_ago: int
    places: tuple[DemonstrationPlace, ...]
    ballots: Bytes
    place_of: npt.NDArray[np.intp]

    @property
    def is_open(self) -> bool:
        """Whether people are still answering."""
        return self.years_ago == 0


def waves(
    questionnaire: Questionnaire,
    seed: int = p.SEED,
    *,
    taking_part: tuple[Entity, ...] | None = None,
) -> tuple[DemonstrationWave, ...]:
    """Generate the three waves: two to be published, and one that is being answered.

    Every entity's people are drawn from streams of their own, so an entity's ballots do not depend
    on which others are `taking_part` (all 31 unless said). The same seed gives the same bytes with
    every Python; across versions of numpy as far as its ``Generator`` promises.

    Raises
    ------
    KeyError
        When the questionnaire has a module or answer that the model's parameters do not name.
    ValueError
        When the seed is negative.
    """
    chosen = entities() if taking_part is None else taking_part
    return tuple(
        _wave(questionnaire, number, chosen, seed) for number, _ in enumerate(p.YEARS_AGO, start=1)
    )


def _wave(
    questionnaire: Questionnaire, number: int, chosen: tuple[Entity, ...], seed: int
) -> DemonstrationWave:
    places = tuple(place for entity in chosen for place in _places(entity, number, seed))
    asked = levels.questions(questionnaire, seed)
    ballots = [np.zeros((0, len(items(questionnaire))), dtype=np.uint8)]
    for entity in chosen:
        own = [place for place in places if place.entity == entity]
        ballots.append(_ballots(questionnaire, asked, own, number, seed))
    respondents = [place.respondents for place in places]
    return DemonstrationWave(
        number=number,
        years_ago=p.YEARS_AGO[number - 1],
        places=places,
        ballots=_read_only(np.concatenate(ballots)),
        place_of=_read_only(np.repeat(np.arange(len(places)), respondents)),
    )


def _places(entity: Entity, wave: int, seed: int) -> Iterator[DemonstrationPlace]:
    for roster in rosters(entity):
        rate = traits.response_rate(entity, roster.value, wave, seed)
        rate *= p.ANSWERED_SO_FAR[wave - 1]
        respondents = round(rate * roster.invited)
        yield DemonstrationPlace(entity, roster.value, roster.eligible, roster.invited, respondents)


def _ballots(
    questionnaire: Questionnaire,
    asked: levels.Questions,
    places: list[DemonstrationPlace],
    wave: int,
    seed: int,
) -> Bytes:
    """The ballots of one entity, place after place."""
    entity = places[0].entity
    rng = stream(seed, "people", entity.acronym, wave)
    in_field = np.repeat(
        [place.value == p.FIELD for place in places], [place.respondents for place in places]
    )
    drawn = people.draw(questionnaire, entity, in_field, wave=wave, seed=seed, rng=rng)
    seen = levels.views(drawn, asked, rng)
    modules = [module.id for module in questionnaire.modules]
    mean = np.array([traits.progress_mean(entity, key, wave, seed) for key in modules])
    options = [barrier.id for barrier in questionnaire.barriers.options]
    weight = np.array([traits.barrier_weight(entity, key, seed) for key in options])
    return np.hstack(
        [
            levels.answers(drawn, asked, seen, rng),
            closing.progress(questionnaire, drawn, mean, rng),
            closing.barriers(questionnaire, drawn, seen, weight, rng),
            closing.tools_tried(questionnaire, drawn, seed, rng),
        ]
    )


def _read_only(array: npt.NDArray[_Integer]) -> npt.NDArray[_Integer]:
    array.flags.writeable = False
    return array
