"""What the drawn people answer to the questions, a byte each."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from questionnaires.model import Answer, Question, Questionnaire
from toolkit.demonstration import parameters as p
from toolkit.demonstration.people import Flags, Floats, People, chance
from toolkit.demonstration.streams import stream

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False, slots=True)
class Questions:
    """A version's questions as the model sees them; the first axis of every array is the question.

    ``steps`` (questions, 4) is the standing from which a person chooses description 2, 3, 4, 5.
    """

    module: npt.NDArray[np.intp]
    steps: Floats
    difficulty: Floats
    about_organisation: Flags
    may_not_apply: Flags


def questions(questionnaire: Questionnaire, seed: int) -> Questions:
    """Read from the content how hard each question is, who can know it and to whom it applies."""
    asked = list(questionnaire.questions.values())
    difficulty = np.array([_difficulty(question, seed) for question in asked])
    uneven = [
        stream(seed, "steps", question.id).standard_normal(len(p.STEPS)) for question in asked
    ]
    steps = np.array(p.STEPS) + difficulty[:, None] + p.STEP_SD * np.array(uneven)
    sizes = [len(module.questions) for module in questionnaire.modules]
    return Questions(
        module=np.repeat(np.arange(len(sizes)), sizes),
        steps=np.sort(steps, axis=1),
        difficulty=difficulty,
        about_organisation=np.array([question.referent == "organisation" for question in asked]),
        may_not_apply=np.array([question.help.not_applicable is not None for question in asked]),
    )


def views(people: People, asked: Questions, rng: Generator) -> Floats:
    """Where each person sees what each question asks about, in levels: (people, questions)."""
    weight = np.where(asked.about_organisation, p.ABOUT_ORGANISATION, 1.0)
    seen = people.shared[:, asked.module] + weight * people.personal[:, asked.module]
    return seen + p.ANSWER_SD * rng.standard_normal(seen.shape)


def answers(people: People, asked: Questions, seen: Floats, rng: Generator) -> Bytes:
    """The byte of each answer, (people, questions): an :class:`Answer`, or 0 for none."""
    bytes_ = _chosen(people, asked, seen, rng)
    bytes_[_cannot_say(people, asked, rng)] = Answer.CANNOT_SAY
    bytes_[_does_not_apply(people, asked, rng)] = Answer.DOES_NOT_APPLY
    bytes_[~people.reached[:, asked.module] | (rng.random(seen.shape) < p.SKIPPED)] = 0
    return bytes_


def _difficulty(question: Question, seed: int) -> float:
    own = p.DIFFICULTY_SD * float(stream(seed, "difficulty", question.id).standard_normal())
    if question.good_enough.small < p.MIDDLE:
        own += p.DIFFICULTY_GOOD_ENOUGH
    return own + (p.DIFFICULTY_ORGANISATION if question.referent == "organisation" else 0.0)


def _chosen(people: People, asked: Questions, seen: Floats, rng: Generator) -> Bytes:
    """The description chosen, after the person's style."""
    agreed = seen + people.acquiescence[:, None]
    shown = p.MIDDLE + people.stretch[:, None] * (agreed - p.MIDDLE)
    levels: Bytes = np.sum(shown[:, :, None] >= asked.steps, axis=2, dtype=np.uint8)
    levels += 1
    levels[rng.random(seen.shape) < people.midpoint[:, None]] = p.MIDDLE
    return levels


def _cannot_say(people: People, asked: Questions, rng: Generator) -> Flags:
    hard = (
        p.LOGIT_UNKNOWN
        + p.LOGIT_UNKNOWN_ORGANISATION * asked.about_organisation
        + p.LOGIT_UNKNOWN_PER_DIFFICULTY * asked.difficulty
    )
    logit = people.unknown[:, None] + hard
    return rng.random(logit.shape) < chance(logit)


def _does_not_apply(people: People, asked: Questions, rng: Generator) -> Flags:
    nothing = rng.random(people.shared.shape) < p.NOTHING_OF_THE_KIND
    likely = nothing[:, asked.module] & asked.may_not_apply
    share = np.where(likely, p.NOT_APPLICABLE_THEN, p.NOT_APPLICABLE_ELSE)
    return rng.random(share.shape) < share
