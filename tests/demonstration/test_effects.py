"""Every effect that the model claims is in its answers: parts, modules, styles, hard questions."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytest

from questionnaires.model import Answer, Questionnaire
from toolkit.demonstration import levels
from toolkit.demonstration import parameters as p
from toolkit.demonstration.entities import entities
from toolkit.demonstration.model import DemonstrationWave, waves

Floats = npt.NDArray[np.float64]
Waves = tuple[DemonstrationWave, ...]
SOME = tuple(one for one in entities() if one.acronym in {"UNESCO", "UNDP", "FAO"})


@dataclass(frozen=True, eq=False)
class Answers:
    """The levels that people chose, nan without one: (people, questions)."""

    levels: Floats
    in_field: npt.NDArray[np.bool_]
    entity: npt.NDArray[np.str_]
    module: npt.NDArray[np.intp]

    @property
    def by_module(self) -> Floats:
        """(people, modules), nan with fewer than three levels."""
        columns = [self.levels[:, self.module == key] for key in range(self.module.max() + 1)]
        known = [np.sum(~np.isnan(one), axis=1) for one in columns]
        return np.column_stack(
            [
                np.where(number >= 3, np.nansum(one, axis=1) / np.maximum(number, 1), np.nan)
                for one, number in zip(columns, known, strict=True)
            ]
        )


def answers(questionnaire: Questionnaire, wave: DemonstrationWave) -> Answers:
    said = wave.ballots[:, : len(questionnaire.questions)].astype(float)
    said[(said < Answer.LEVEL_1) | (said > Answer.LEVEL_5)] = np.nan
    places = np.array([place.value == p.FIELD for place in wave.places])
    names = np.array([place.entity.acronym for place in wave.places])
    asked = levels.questions(questionnaire, p.SEED)
    return Answers(said, places[wave.place_of], names[wave.place_of], asked.module)


def entity_shapes(found: Answers) -> Floats:
    """(entities, modules): what each module is above the entity's own mean and above the system."""
    means, names = found.by_module, np.unique(found.entity)
    rows = np.array([np.nanmean(means[found.entity == name], axis=0) for name in names])
    own = rows - rows.mean(axis=1, keepdims=True)
    shapes: Floats = own - own.mean(axis=0)
    return shapes


def test_field_offices_stand_where_the_model_puts_them(
    generated: Waves, questionnaire: Questionnaire
) -> None:
    found = answers(questionnaire, generated[0])
    means = found.by_module
    apart = []
    for name in np.unique(found.entity):
        here = found.entity == name
        field = np.nanmean(means[here & found.in_field], axis=0)
        apart.append(field - np.nanmean(means[here & ~found.in_field], axis=0))
    planted = [p.FIELD_EFFECT[module.id] for module in questionnaire.modules]
    assert np.mean(apart, axis=0) == pytest.approx(planted, abs=0.1)


def test_an_entity_keeps_its_shape_from_wave_to_wave(
    generated: Waves, questionnaire: Questionnaire
) -> None:
    first, second = (entity_shapes(answers(questionnaire, wave)) for wave in generated[:2])
    assert np.corrcoef(first.ravel(), second.ravel())[0, 1] > 0.6


def test_a_person_is_high_or_low_throughout_and_yet_differs_by_module(
    generated: Waves, questionnaire: Questionnaire
) -> None:
    found = answers(questionnaire, generated[0])
    means = found.by_module[found.entity == "UNDP"]
    complete = means[~np.isnan(means).any(axis=1)]
    between = np.corrcoef(complete.T)[np.triu_indices(5, 1)]
    assert between.min() > 0.35
    assert between.max() < 0.8


def test_cannot_say_is_said_of_hard_questions(
    generated: Waves, questionnaire: Questionnaire
) -> None:
    wave, asked = generated[0], levels.questions(questionnaire, p.SEED)
    said = wave.ballots[:, : len(questionnaire.questions)] == Answer.CANNOT_SAY
    share = said.mean(axis=0)
    for group in (asked.about_organisation, ~asked.about_organisation):
        assert np.corrcoef(asked.difficulty[group], share[group])[0, 1] > 0.8


def at_the_ends(found: Answers) -> float:
    """How unlike people are in how far from the middle they answer."""
    far = np.nanmean(np.abs(found.levels - p.MIDDLE), axis=1)
    return float(np.nanstd(far))


def in_the_middle(found: Answers) -> float:
    return float(np.mean(found.levels == p.MIDDLE))


def person_to_person(found: Answers) -> float:
    return float(np.nanstd(np.nanmean(found.levels, axis=1)))


@pytest.mark.parametrize(
    ("parameter", "without", "measure"),
    [
        ("STRETCH_SD", 0.0, at_the_ends),
        ("MIDPOINT_SHAPE", (1.0, 1e9), in_the_middle),
        ("ACQUIESCENCE_SD", 0.0, person_to_person),
    ],
)
def test_each_response_style_shows_in_the_answers(
    monkeypatch: pytest.MonkeyPatch,
    questionnaire: Questionnaire,
    parameter: str,
    without: object,
    measure: Callable[[Answers], float],
) -> None:
    """People with the same views answer otherwise where the style is taken away."""
    styled = answers(questionnaire, waves(questionnaire, taking_part=SOME)[0])
    monkeypatch.setattr(p, parameter, without)
    plain = answers(questionnaire, waves(questionnaire, taking_part=SOME)[0])
    assert measure(styled) > 1.02 * measure(plain)
