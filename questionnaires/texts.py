"""Every text of a questionnaire that can be translated, by an id made of content ids.

No id holds a position, save the number of a level, so texts keep their translation when they are
moved. Modules and factors share one space of names; everything else has its own.
"""

from collections.abc import Iterator

from questionnaires.model import (
    Barriers,
    Factor,
    Level,
    Module,
    Perspective,
    Question,
    Questionnaire,
    Stem,
    ToolsTried,
)

_Texts = Iterator[tuple[str, str]]


def texts(questionnaire: Questionnaire) -> dict[str, str]:
    """Text id -> text, in the order of the questionnaire, e.g. ``space.goals.name``."""
    return {f"{questionnaire.id}.{key}": text for key, text in _texts(questionnaire)}


def stem_id(questionnaire_id: str, question: Question, perspective: Perspective) -> str:
    """Name the wording that is read in a perspective, e.g. ``space.goals-set.stem.team``."""
    return f"{questionnaire_id}.{question.id}.stem.{question.stem.asked_of(perspective)}"


def level_id(questionnaire_id: str, question: Question, level: int) -> str:
    """Name a question's description of a level, 1 to 5, e.g. ``space.goals-set.level.3``."""
    return f"{questionnaire_id}.{question.id}.level.{level}"


def _texts(questionnaire: Questionnaire) -> _Texts:
    yield "title", questionnaire.title
    yield "status", questionnaire.status
    yield "instruction", questionnaire.instruction
    for level in questionnaire.levels:
        yield from _of_level(level)
    for module in questionnaire.modules:
        yield from _of_module(module)
    for answer in questionnaire.progress_answers:
        yield f"progress-answer.{answer.id}.text", answer.text
    yield from _of_barriers(questionnaire.barriers)
    yield from _of_tools_tried(questionnaire.tools_tried)
    for module_id, name in questionnaire.rules.profiles.names.items():
        yield f"profile.{module_id}.name", name


def _of_level(level: Level) -> _Texts:
    yield f"level.{level.id}.name", level.name
    yield f"level.{level.id}.meaning", level.meaning


def _of_module(module: Module) -> _Texts:
    yield f"{module.id}.name", module.name
    yield f"{module.id}.about", module.about
    yield from _of_stem(f"{module.id}.progress", module.progress)
    for factor in module.factors:
        yield from _of_factor(factor)


def _of_factor(factor: Factor) -> _Texts:
    yield f"{factor.id}.name", factor.name
    yield f"{factor.id}.about", factor.about
    yield f"{factor.id}.ask", factor.ask
    for question in factor.questions:
        yield from _of_question(question)


def _of_question(question: Question) -> _Texts:
    yield from _of_stem(f"{question.id}.stem", question.stem)
    for number, description in enumerate(question.levels, start=1):
        yield f"{question.id}.level.{number}", description
    yield f"{question.id}.help.why", question.help.why
    yield f"{question.id}.help.headquarters", question.help.headquarters
    yield f"{question.id}.help.field", question.help.field
    if question.help.not_applicable is not None:
        yield f"{question.id}.help.not-applicable", question.help.not_applicable


def _of_stem(key: str, stem: Stem) -> _Texts:
    for perspective, wording in stem.wordings.items():
        yield f"{key}.{perspective}", wording


def _of_barriers(barriers: Barriers) -> _Texts:
    yield from _of_stem("barriers.question", barriers.stem)
    for barrier in barriers.options:
        yield f"barrier.{barrier.id}.text", barrier.text
        yield f"barrier.{barrier.id}.source", barrier.source
    yield "barriers.none", barriers.none
    yield "barriers.cannot-say", barriers.cannot_say


def _of_tools_tried(tools: ToolsTried) -> _Texts:
    yield "tools-tried.stem", tools.stem
    for answer in tools.answers:
        yield f"tool-answer.{answer.id}.text", answer.text
    for tool in tools.options:
        yield f"tool.{tool.id}.name", tool.name
        yield f"tool.{tool.id}.hint", tool.hint
