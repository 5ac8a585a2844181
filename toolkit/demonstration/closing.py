"""What the drawn people answer in the closing parts: progress, barriers and tools tried."""

from collections.abc import Iterable

import numpy as np
from numpy.random import Generator

from questionnaires.model import Choice, Questionnaire
from toolkit.demonstration import parameters as p
from toolkit.demonstration.levels import Bytes
from toolkit.demonstration.people import BARRIERS, PROGRESS, TOOLS, Floats, People, chance
from toolkit.demonstration.streams import stream

_PROGRESS_IN_ORDER = ("worse", "same", "little-better", "clearly-better")
_PROGRESS_UNKNOWN = "cannot-say"
_USEFUL, _NOT_USEFUL, _NOT_TRIED = "useful", "not-useful", "not-tried"


def progress(questionnaire: Questionnaire, people: People, mean: Floats, rng: Generator) -> Bytes:
    """The byte of each module's progress, (people, modules), around the entity's `mean` of each."""
    number = _numbers(questionnaire.progress_answers)
    in_order = np.array([number[key] for key in _PROGRESS_IN_ORDER], dtype=np.uint8)
    seen = mean + p.PROGRESS_PER_VIEW * people.personal
    seen = seen + p.PROGRESS_SD * rng.standard_normal(seen.shape)
    said: Bytes = in_order[np.searchsorted(p.PROGRESS_STEPS, seen, side="right")]
    unknown = chance(p.LOGIT_PROGRESS_UNKNOWN + people.unknown)[:, None]
    said[rng.random(seen.shape) < unknown] = number[_PROGRESS_UNKNOWN]
    skipped = rng.random(seen.shape) < p.SKIPPED
    said[skipped | ~people.reached[:, PROGRESS, None]] = 0
    return said


def barriers(
    questionnaire: Questionnaire, people: People, seen: Floats, weight: Floats, rng: Generator
) -> Bytes:
    """Whether each barrier is chosen, (people, barriers + 2), "none" and "cannot say" last.

    A barrier is likelier the lower a person sees its factors (`seen`, (people, questions)) and the
    higher its `weight` in the entity.
    """
    utility = weight + p.BARRIER_PER_GAP * (p.MIDDLE - seen) @ _touched(questionnaire)
    utility = utility + rng.gumbel(size=utility.shape)
    rank = np.argsort(np.argsort(-utility, axis=1), axis=1)
    number = 1 + rng.choice(len(p.BARRIER_NUMBER), size=len(people), p=p.BARRIER_NUMBER)
    number = np.minimum(number, questionnaire.barriers.limit)
    draw = rng.random(len(people))
    none = draw < p.BARRIER_NONE
    unknown = ~none & (draw < p.BARRIER_NONE + p.BARRIER_UNKNOWN)
    number[none | unknown] = 0
    chosen = np.column_stack([rank < number[:, None], none, unknown])
    return (chosen & people.reached[:, BARRIERS, None]).astype(np.uint8)


def tools_tried(questionnaire: Questionnaire, people: People, seed: int, rng: Generator) -> Bytes:
    """The byte of each tool, (people, tools): few tried, most of them found useful."""
    number = _numbers(questionnaire.tools_tried.answers)
    tools = [tool.id for tool in questionnaire.tools_tried.options]
    tried_share = np.array([stream(seed, "tried", key).uniform(*p.TOOL_TRIED) for key in tools])
    useful_share = np.array([stream(seed, "useful", key).uniform(*p.TOOL_USEFUL) for key in tools])
    shape = (len(people), len(tools))
    tried = rng.random(shape) < tried_share
    useful = rng.random(shape) < useful_share
    says_not = rng.random(len(people)) < p.TOOL_NOT_TRIED_SAID
    otherwise = np.where(says_not, number[_NOT_TRIED], 0)[:, None]
    opinion = np.where(useful, number[_USEFUL], number[_NOT_USEFUL])
    said = np.where(tried, opinion, otherwise)
    return (said * people.reached[:, TOOLS, None]).astype(np.uint8)


def _numbers(choices: Iterable[Choice]) -> dict[str, int]:
    return {choice.id: number for number, choice in enumerate(choices, start=1)}


def _touched(questionnaire: Questionnaire) -> Floats:
    """How much each question counts for each barrier, (questions, barriers)."""
    asked = list(questionnaire.questions)
    touched = np.zeros((len(asked), len(questionnaire.barriers.options)))
    for column, barrier in enumerate(questionnaire.barriers.options):
        for factor_id in barrier.factors:
            of_factor = [asked.index(key.id) for key in questionnaire.factors[factor_id].questions]
            touched[of_factor, column] = 1 / (len(of_factor) * len(barrier.factors))
    return touched
