"""The parts of an assessment: a page for each module, then progress, barriers and tools tried."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from wtforms import Form

from questionnaires.model import Perspective, Question, Questionnaire
from questionnaires.own import OwnQuestions
from questionnaires.responses import OWN_IDS, Response
from questionnaires.texts import level_id, stem_id
from toolkit.assess import forms
from toolkit.assess.service import ALONE, Key
from toolkit.assess.sheet import Sheet
from toolkit.sealing.codes import derive
from toolkit.wording.asking import QuestionText, apart, counter
from toolkit.wording.reader import Reader

PROGRESS, BARRIERS, TOOLS_TRIED = "progress", "barriers", "tools-tried"
OWN = "own-questions"  # after all that everybody is asked
_SEED_BYTES = 8


@dataclass(frozen=True, slots=True)
class Part:
    """One page of the assessment: its form, and how the form and a response become each other."""

    id: str
    form: type[Form]
    data: Callable[[Response], Mapping[str, object]]
    update: Callable[[Response, Form], Mapping[str, object]]
    total: int  # fields that can be answered
    count: Callable[[Response], int]  # of them answered

    def apply(self, sheet: Sheet, form: Form) -> Sheet:
        """The sheet with what the form holds."""
        changed = sheet.response.model_copy(update=dict(self.update(sheet.response, form)))
        return sheet.model_copy(update={"response": changed})


def part_ids(questionnaire: Questionnaire, key: Key) -> tuple[str, ...]:
    """The parts in the order in which this person meets them.

    In a wave the first module is chosen at random, by the code, so that the last modules do not
    always get the tired answers.
    """
    modules = [module.id for module in questionnaire.modules]
    if key.wave_id != ALONE:
        start = _seed(key, "order") % len(modules)
        modules = modules[start:] + modules[:start]
    return (*modules, PROGRESS, BARRIERS, TOOLS_TRIED)


def part_of(questionnaire: Questionnaire, part_id: str) -> Part | None:
    """The part with this id, or None."""
    closing = {PROGRESS: _progress, BARRIERS: _barriers, TOOLS_TRIED: _tools_tried}
    if part_id in closing:
        return closing[part_id](questionnaire)
    return _module(questionnaire, part_id)


def _module(questionnaire: Questionnaire, module_id: str) -> Part | None:
    module = questionnaire.module(module_id)
    if module is None:
        return None
    ids = [question.id for question in module.questions]

    def update(response: Response, form: Form) -> Mapping[str, object]:
        kept = {key: value for key, value in response.answers.items() if key not in ids}
        given = {key: forms.ANSWERS[form[key].data] for key in ids if form[key].data}
        return {"answers": kept | given}

    return Part(
        id=module_id,
        form=forms.module_form(questionnaire, module),
        data=lambda response: {
            key: forms.VALUES[value] for key, value in response.answers.items() if key in ids
        },
        update=update,
        total=len(ids),
        count=lambda response: len(set(ids) & set(response.answers)),
    )


def _progress(questionnaire: Questionnaire) -> Part:
    ids = [module.id for module in questionnaire.modules]
    return Part(
        id=PROGRESS,
        form=forms.progress_form(questionnaire),
        data=lambda response: response.progress,
        update=lambda _response, form: {"progress": _chosen(form, ids)},
        total=len(ids),
        count=lambda response: len(response.progress),
    )


def _barriers(questionnaire: Questionnaire) -> Part:
    return Part(
        id=BARRIERS,
        form=forms.barriers_form(questionnaire),
        data=lambda response: {"barriers": response.barriers},
        update=lambda _response, form: {"barriers": tuple(form["barriers"].data or ())},
        total=1,
        count=lambda response: int(bool(response.barriers)),
    )


def _tools_tried(questionnaire: Questionnaire) -> Part:
    ids = [tool.id for tool in questionnaire.tools_tried.options]
    return Part(
        id=TOOLS_TRIED,
        form=forms.tools_form(questionnaire),
        data=lambda response: response.tools_tried,
        update=lambda _response, form: {"tools_tried": _chosen(form, ids)},
        total=0,
        count=lambda response: len(response.tools_tried),
    )


def own_part(questions: OwnQuestions) -> Part:
    """What an entity asks of its own, the same way as a module's questions."""
    ids = OWN_IDS[: len(questions)]

    def update(_response: Response, form: Form) -> Mapping[str, object]:
        return {"own": {key: forms.ANSWERS[form[key].data] for key in ids if form[key].data}}

    return Part(
        id=OWN,
        form=forms.own_form(len(ids)),
        data=lambda response: {key: forms.VALUES[value] for key, value in response.own.items()},
        update=update,
        total=len(ids),
        count=lambda response: len(set(ids) & set(response.own)),
    )


def _chosen(form: Form, ids: list[str]) -> dict[str, str]:
    return {key: form[key].data for key in ids if form[key].data}


@lru_cache(maxsize=512)
def module_texts(
    reader: Reader, module_id: str, perspective: Perspective
) -> tuple[QuestionText, ...]:
    """A module's questions in the reader's language."""
    module = reader.questionnaire.module(module_id)
    questions = module.questions if module else ()
    factors = (
        {question.id: factor.id for factor in module.factors for question in factor.questions}
        if module
        else {}
    )
    return tuple(
        _question_text(reader, question, perspective, factors[question.id], number, len(questions))
        for number, question in enumerate(questions, start=1)
    )


def _question_text(
    reader: Reader,
    question: Question,
    perspective: Perspective,
    factor_id: str,
    number: int,
    total: int,
) -> QuestionText:
    core = reader.questionnaire.id
    parts = ["why", "headquarters", "field"]
    if question.help.not_applicable is not None:
        parts.append("not-applicable")
    return QuestionText(
        name=question.id,
        legend=reader.texts[stem_id(core, question, perspective)],
        options=tuple(
            (str(level), reader.texts[level_id(core, question, level)]) for level in range(1, 6)
        ),
        apart=apart(reader.gettext),
        counter=counter(reader.gettext, number, total),
        help={part: reader.text(question.id, "help", part) for part in parts}
        | {"ask": reader.text(factor_id, "ask")},
    )


@lru_cache(maxsize=128)
def progress_texts(reader: Reader, perspective: Perspective) -> tuple[QuestionText, ...]:
    """The question on progress for each module in the reader's language."""
    options = tuple(
        (choice.id, reader.text("progress-answer", choice.id, "text"))
        for choice in reader.questionnaire.progress_answers
    )
    return tuple(
        QuestionText(
            module.id,
            reader.text(module.id, "progress", module.progress.asked_of(perspective)),
            options,
        )
        for module in reader.questionnaire.modules
    )


@lru_cache(maxsize=64)
def tools_texts(reader: Reader) -> tuple[tuple[QuestionText, str], ...]:
    """The question on each tool, and its hint, in the reader's language."""
    options = tuple(
        (choice.id, reader.text("tool-answer", choice.id, "text"))
        for choice in reader.questionnaire.tools_tried.answers
    )
    return tuple(
        (
            QuestionText(tool.id, reader.text("tool", tool.id, "name"), options),
            reader.text("tool", tool.id, "hint"),
        )
        for tool in reader.questionnaire.tools_tried.options
    )


def barrier_options(reader: Reader, key: Key) -> list[tuple[str, str]]:
    """The barriers in this person's own random order, the same at every visit."""
    options = [
        (barrier.id, reader.text("barrier", barrier.id, "text"))
        for barrier in reader.questionnaire.barriers.options
    ]
    random.Random(_seed(key, "barriers")).shuffle(options)  # noqa: S311 - an order, not a secret
    return options


def _seed(key: Key, purpose: str) -> int:
    return int.from_bytes(derive(key.code, purpose, key.wave_id, _SEED_BYTES))
