"""Every ballot is one that the application could have written, and the same at every start."""

import hashlib
from itertools import pairwise

import numpy as np
import pytest

from questionnaires.model import Answer, Questionnaire
from questionnaires.responses import Response, items, problems, to_bytes
from toolkit.demonstration import parameters as p
from toolkit.demonstration.entities import entities
from toolkit.demonstration.model import DemonstrationWave, waves

# The same with Python 3.11 and 3.12, numpy 2.1 and 2.4. Another numpy may draw otherwise, and may
# then have another value here; a change of the model has one for certain.
SHA256 = "efecfdb1b8033bba2267b3b2ae60e72b35b522c13f640cc92c2c79a4c2c42ccd"

EVERY_WAVE = pytest.mark.parametrize("number", [1, 2, 3])


def read(questionnaire: Questionnaire, ballot: bytes) -> Response:
    """The response that a ballot holds."""
    said = dict(zip(items(questionnaire), ballot, strict=True))
    progress = [choice.id for choice in questionnaire.progress_answers]
    tried = [choice.id for choice in questionnaire.tools_tried.answers]
    of_kind = {
        kind: {
            key.removeprefix(f"{kind}:"): byte
            for key, byte in said.items()
            if key.startswith(kind) and byte
        }
        for kind in ("question", "progress", "barrier", "tool")
    }
    return Response(
        answers={key: Answer(byte) for key, byte in of_kind["question"].items()},
        progress={key: progress[byte - 1] for key, byte in of_kind["progress"].items()},
        barriers=tuple(of_kind["barrier"]),
        tools_tried={key: tried[byte - 1] for key, byte in of_kind["tool"].items()},
    )


def test_two_waves_can_be_published_and_one_is_open(
    generated: tuple[DemonstrationWave, ...],
) -> None:
    assert [wave.number for wave in generated] == [1, 2, 3]
    assert [wave.years_ago for wave in generated] == [2, 1, 0]
    assert [wave.is_open for wave in generated] == [False, False, True]


@EVERY_WAVE
def test_arrays_fit_each_other(
    generated: tuple[DemonstrationWave, ...], questionnaire: Questionnaire, number: int
) -> None:
    wave = generated[number - 1]
    respondents = [place.respondents for place in wave.places]
    assert wave.ballots.dtype == np.uint8
    assert wave.ballots.shape == (sum(respondents), len(items(questionnaire)))
    assert np.bincount(wave.place_of, minlength=len(respondents)).tolist() == respondents
    assert 4000 <= len(wave.ballots) <= 6500


@EVERY_WAVE
def test_ballots_cannot_be_changed_by_who_reads_them(
    generated: tuple[DemonstrationWave, ...], number: int
) -> None:
    with pytest.raises(ValueError, match="read-only"):
        generated[number - 1].ballots[0, 0] = 1
    with pytest.raises(ValueError, match="read-only"):
        generated[number - 1].place_of[0] = 1


@EVERY_WAVE
def test_every_different_byte_of_an_item_is_one_that_a_person_can_give(
    generated: tuple[DemonstrationWave, ...], questionnaire: Questionnaire, number: int
) -> None:
    possible = {"question": range(8), "progress": range(6), "barrier": range(2), "tool": range(4)}
    for column, item in enumerate(items(questionnaire)):
        found = set(np.unique(generated[number - 1].ballots[:, column]).tolist())
        assert found == set(possible[item.partition(":")[0]]), item


@EVERY_WAVE
def test_ballots_read_back_as_responses_without_a_problem(
    generated: tuple[DemonstrationWave, ...], questionnaire: Questionnaire, number: int
) -> None:
    for ballot in generated[number - 1].ballots[::9]:
        response = read(questionnaire, ballot.tobytes())
        assert problems(questionnaire, response) == []
        assert to_bytes(questionnaire, response) == ballot.tobytes()


@EVERY_WAVE
def test_up_to_three_barriers_or_one_of_none_and_cannot_say(
    generated: tuple[DemonstrationWave, ...], questionnaire: Questionnaire, number: int
) -> None:
    barrier = [item.startswith("barrier:") for item in items(questionnaire)]
    chosen = generated[number - 1].ballots[:, barrier]
    named, apart = chosen[:, :-2].sum(axis=1), chosen[:, -2:].sum(axis=1)
    assert set(named.tolist()) == {0, 1, 2, 3}
    assert set(apart.tolist()) == {0, 1}
    assert not np.any((named > 0) & (apart > 0))


@EVERY_WAVE
def test_each_entity_takes_part_once_with_both_places(
    generated: tuple[DemonstrationWave, ...], number: int
) -> None:
    places = [(place.entity.acronym, place.value) for place in generated[number - 1].places]
    assert places == [
        (entity.acronym, value) for entity in entities() for value in (p.HEADQUARTERS, p.FIELD)
    ]


def test_eligible_and_invited_people_are_the_same_in_every_wave(
    generated: tuple[DemonstrationWave, ...],
) -> None:
    sums = {
        (sum(at.eligible for at in wave.places), sum(at.invited for at in wave.places))
        for wave in generated
    }
    ((eligible, _),) = sums
    assert eligible == sum(entity.staff for entity in entities())


@EVERY_WAVE
def test_nobody_answers_who_is_not_invited(
    generated: tuple[DemonstrationWave, ...], number: int
) -> None:
    for place in generated[number - 1].places:
        assert 0 < place.respondents <= place.invited <= place.eligible


def test_the_same_seed_gives_the_same_bytes(
    generated: tuple[DemonstrationWave, ...], questionnaire: Questionnaire
) -> None:
    for wave, again in zip(generated, waves(questionnaire, p.SEED), strict=True):
        assert np.array_equal(wave.ballots, again.ballots)
        assert np.array_equal(wave.place_of, again.place_of)
        assert wave.places == again.places


def test_the_bytes_are_the_same_everywhere(generated: tuple[DemonstrationWave, ...]) -> None:
    ballots = b"".join(wave.ballots.tobytes() for wave in generated)
    assert hashlib.sha256(ballots).hexdigest() == SHA256


def test_another_seed_gives_other_bytes(
    generated: tuple[DemonstrationWave, ...], questionnaire: Questionnaire
) -> None:
    other = waves(questionnaire, p.SEED + 1)
    assert not np.array_equal(generated[0].ballots[:1000], other[0].ballots[:1000])


def test_a_negative_seed_is_refused(questionnaire: Questionnaire) -> None:
    with pytest.raises(ValueError, match="non-negative"):
        waves(questionnaire, -1)


def test_an_entity_answers_the_same_whoever_else_takes_part(
    generated: tuple[DemonstrationWave, ...], questionnaire: Questionnaire
) -> None:
    some = entities()[20:3:-4]
    for wave, smaller in zip(generated, waves(questionnaire, taking_part=some), strict=True):
        for number, place in enumerate(smaller.places):
            there = wave.places.index(place)
            assert np.array_equal(
                smaller.ballots[smaller.place_of == number], wave.ballots[wave.place_of == there]
            )


def test_without_entities_a_wave_is_empty_and_keeps_its_form(questionnaire: Questionnaire) -> None:
    for wave in waves(questionnaire, taking_part=()):
        assert wave.places == ()
        assert wave.ballots.shape == (0, len(items(questionnaire)))
        assert wave.place_of.shape == (0,)


def test_parts_are_left_from_the_persons_own_first_module_on(
    generated: tuple[DemonstrationWave, ...], questionnaire: Questionnaire
) -> None:
    """Blank modules, where there are any, are neighbours in the circle, and the rest is blank."""
    sizes = np.cumsum([0] + [len(module.questions) for module in questionnaire.modules])
    ballots = np.concatenate([wave.ballots for wave in generated])
    blank = np.column_stack([~ballots[:, a:b].any(axis=1) for a, b in pairwise(sizes)])
    edges = np.sum(blank != np.roll(blank, 1, axis=1), axis=1)
    some = blank.any(axis=1)
    assert some.mean() == pytest.approx(1 - (1 - p.LEAVES_BEFORE_MODULE) ** 4, abs=0.01)
    assert np.all(edges[some] == 2)
    assert not np.any(ballots[some][:, sizes[-1] :])
    assert blank.mean(axis=0).std() < 0.01
