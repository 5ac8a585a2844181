"""Everything that one person answers, and its fixed form of one byte an item."""

from collections.abc import Iterator, Mapping

from pydantic import BaseModel, ConfigDict, Field

from questionnaires.model import Answer, Questionnaire

NO_BARRIER = "none"
BARRIER_UNKNOWN = "cannot-say"
OWN_IDS = ("own-1", "own-2", "own-3", "own-4", "own-5")  # what an entity asks of its own, by place


class Response(BaseModel):
    """One person's answers; what is absent was not answered."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answers: dict[str, Answer] = Field(default_factory=dict)  # question id -> answer
    progress: dict[str, str] = Field(default_factory=dict)  # module id -> progress answer id
    barriers: tuple[str, ...] = ()  # barrier ids, or one of "none" and "cannot-say"
    tools_tried: dict[str, str] = Field(default_factory=dict)  # tool id -> answer id
    own: dict[str, Answer] = Field(default_factory=dict)  # one of OWN_IDS -> answer


def problems(questionnaire: Questionnaire, response: Response) -> list[str]:
    """Name every part of a response that this questionnaire does not know, as ``kind:id``."""
    progress_answers = {choice.id for choice in questionnaire.progress_answers}
    tried_answers = {choice.id for choice in questionnaire.tools_tried.answers}
    barriers = set(_barrier_ids(questionnaire))
    tools = {tool.id for tool in questionnaire.tools_tried.options}
    modules = {module.id for module in questionnaire.modules}
    chosen = response.barriers
    found = [f"question:{key}" for key in response.answers if key not in questionnaire.questions]
    found += [
        f"progress:{key}"
        for key, value in response.progress.items()
        if key not in modules or value not in progress_answers
    ]
    found += [f"barrier:{key}" for key in chosen if key not in barriers]
    found += [
        f"tool:{key}"
        for key, value in response.tools_tried.items()
        if key not in tools or value not in tried_answers
    ]
    found += [f"own:{key}" for key in response.own if key not in OWN_IDS]
    if not barriers_allowed(questionnaire, chosen):
        found.append("barriers:number")
    return found


def barriers_allowed(questionnaire: Questionnaire, chosen: tuple[str, ...]) -> bool:
    """Whether these barriers may be chosen together: up to the limit, or one of the others."""
    if len(set(chosen)) != len(chosen):
        return False
    if {NO_BARRIER, BARRIER_UNKNOWN}.intersection(chosen):
        return len(chosen) == 1
    return len(chosen) <= questionnaire.barriers.limit


def items(questionnaire: Questionnaire) -> tuple[str, ...]:
    """The items of a version in their fixed order, as ``kind:id``: one byte of a ballot each."""
    return (
        *(f"question:{key}" for key in questionnaire.questions),
        *(f"progress:{module.id}" for module in questionnaire.modules),
        *(f"barrier:{key}" for key in _barrier_ids(questionnaire)),
        *(f"tool:{tool.id}" for tool in questionnaire.tools_tried.options),
    )


def to_bytes(questionnaire: Questionnaire, response: Response) -> bytes:
    """Write a response as one byte an item, in the order of :func:`items`.

    A question's byte is its :class:`~questionnaires.model.Answer`; progress and tools tried count
    their answers from 1 in the questionnaire's order; a barrier is 1 when chosen. 0 is no answer.
    """
    return bytes(_bytes(questionnaire, response))


def _bytes(questionnaire: Questionnaire, response: Response) -> Iterator[int]:
    for question_id in questionnaire.questions:
        yield response.answers.get(question_id, 0)
    progress = _numbers(choice.id for choice in questionnaire.progress_answers)
    for module in questionnaire.modules:
        yield progress.get(response.progress.get(module.id, ""), 0)
    for barrier_id in _barrier_ids(questionnaire):
        yield int(barrier_id in response.barriers)
    tried = _numbers(choice.id for choice in questionnaire.tools_tried.answers)
    for tool in questionnaire.tools_tried.options:
        yield tried.get(response.tools_tried.get(tool.id, ""), 0)


def _numbers(ids: Iterator[str]) -> Mapping[str, int]:
    return {key: number for number, key in enumerate(ids, start=1)}


def _barrier_ids(questionnaire: Questionnaire) -> tuple[str, ...]:
    return (
        *(barrier.id for barrier in questionnaire.barriers.options),
        NO_BARRIER,
        BARRIER_UNKNOWN,
    )
