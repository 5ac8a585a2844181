"""Everything that one person answers, and its one byte an item."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from questionnaires.model import Answer, Questionnaire
from questionnaires.responses import (
    BARRIER_UNKNOWN,
    NO_BARRIER,
    Response,
    barriers_allowed,
    items,
    problems,
    to_bytes,
)


@pytest.fixture(scope="session")
def responses(questionnaire: Questionnaire) -> SearchStrategy[Response]:
    """Any response that this questionnaire knows."""
    barriers = [barrier.id for barrier in questionnaire.barriers.options]
    progress = st.sampled_from([choice.id for choice in questionnaire.progress_answers])
    tried = st.sampled_from([choice.id for choice in questionnaire.tools_tried.answers])
    tools = [tool.id for tool in questionnaire.tools_tried.options]
    modules = [module.id for module in questionnaire.modules]
    some = st.lists(
        st.sampled_from(barriers), unique=True, max_size=questionnaire.barriers.limit
    ).map(tuple)
    instead = st.sampled_from([(NO_BARRIER,), (BARRIER_UNKNOWN,)])
    return st.builds(
        Response,
        answers=st.fixed_dictionaries(
            {}, optional=dict.fromkeys(questionnaire.questions, st.sampled_from(Answer))
        ),
        progress=st.fixed_dictionaries({}, optional=dict.fromkeys(modules, progress)),
        barriers=st.one_of(some, instead),
        tools_tried=st.fixed_dictionaries({}, optional=dict.fromkeys(tools, tried)),
    )


def meaning(response: Response) -> object:
    """What a response says; the order of barriers says nothing."""
    return (
        response.answers,
        response.progress,
        set(response.barriers),
        response.tools_tried,
    )


@given(data=st.data())
def test_a_known_response_has_no_problems_and_one_byte_an_item(
    questionnaire: Questionnaire, responses: SearchStrategy[Response], data: st.DataObject
) -> None:
    response = data.draw(responses)
    assert problems(questionnaire, response) == []
    assert len(to_bytes(questionnaire, response)) == len(items(questionnaire))


@given(data=st.data())
def test_two_responses_have_the_same_bytes_only_when_they_say_the_same(
    questionnaire: Questionnaire, responses: SearchStrategy[Response], data: st.DataObject
) -> None:
    one, other = data.draw(responses), data.draw(responses)
    same = to_bytes(questionnaire, one) == to_bytes(questionnaire, other)
    assert same == (meaning(one) == meaning(other))


@given(data=st.data())
def test_one_thing_said_changes_one_byte(
    questionnaire: Questionnaire, responses: SearchStrategy[Response], data: st.DataObject
) -> None:
    response = data.draw(responses)
    question = data.draw(st.sampled_from(sorted(questionnaire.questions)))
    answer = data.draw(st.sampled_from(Answer))
    assume(response.answers.get(question) is not answer)
    changed = response.model_copy(update={"answers": {**response.answers, question: answer}})
    before, after = to_bytes(questionnaire, response), to_bytes(questionnaire, changed)
    place = items(questionnaire).index(f"question:{question}")
    assert after[place] == answer
    assert [n for n in range(len(after)) if after[n] != before[n]] == [place]


def test_items_have_ids_of_their_own(questionnaire: Questionnaire) -> None:
    found = items(questionnaire)
    assert len(set(found)) == len(found)
    kinds = [item.partition(":")[0] for item in found]
    assert kinds == sorted(kinds, key=["question", "progress", "barrier", "tool"].index)


def test_nothing_said_is_noughts(questionnaire: Questionnaire) -> None:
    assert not any(to_bytes(questionnaire, Response()))


def test_not_applicable_cannot_say_and_nothing_differ(questionnaire: Questionnaire) -> None:
    first = next(iter(questionnaire.questions))
    answers: list[dict[str, Answer]] = [
        {},
        {first: Answer.DOES_NOT_APPLY},
        {first: Answer.CANNOT_SAY},
    ]
    assert len({to_bytes(questionnaire, Response(answers=given)) for given in answers}) == 3


def test_everything_unknown_is_named(questionnaire: Questionnaire) -> None:
    response = Response(
        answers={"goals-1": Answer.LEVEL_1, "nonsense": Answer.LEVEL_1},
        progress={"strategy": "same", "nowhere": "same", "culture": "splendid"},
        barriers=("time", "moon"),
        tools_tried={"source-ideas": "useful", "hammer": "useful"},
    )
    assert problems(questionnaire, response) == [
        "question:nonsense",
        "progress:nowhere",
        "progress:culture",
        "barrier:moon",
        "tool:hammer",
    ]


def test_an_unknown_answer_about_a_known_tool_is_named(questionnaire: Questionnaire) -> None:
    response = Response(tools_tried={"source-ideas": "splendid"})
    assert problems(questionnaire, response) == ["tool:source-ideas"]


@given(st.lists(st.text(max_size=8), unique=True, min_size=1))
def test_ids_that_the_questionnaire_lacks_never_pass(
    questionnaire: Questionnaire, ids: list[str]
) -> None:
    unknown = [key for key in ids if key not in questionnaire.questions]
    assume(unknown)
    response = Response(answers=dict.fromkeys(unknown, Answer.LEVEL_3))
    assert problems(questionnaire, response) == [f"question:{key}" for key in unknown]
    assert not any(to_bytes(questionnaire, response))


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ((), True),
        (("time",), True),
        (("time", "rules"), True),
        ((NO_BARRIER,), True),
        ((BARRIER_UNKNOWN,), True),
        ((NO_BARRIER, BARRIER_UNKNOWN), False),
        (("time", NO_BARRIER), False),
        (("time", "time"), False),
        ((NO_BARRIER, NO_BARRIER), False),
        (("a", "b", "c"), True),
        (("a", "b", "c", "d"), False),
    ],
)
def test_barriers_that_may_be_chosen_together(
    questionnaire: Questionnaire, chosen: tuple[str, ...], *, expected: bool
) -> None:
    assert barriers_allowed(questionnaire, chosen) is expected
    wrong_number = "barriers:number" in problems(questionnaire, Response(barriers=chosen))
    assert wrong_number is not expected


@st.composite
def orders(draw: DrawFn) -> tuple[tuple[str, ...], tuple[str, ...]]:
    chosen = draw(st.lists(st.sampled_from("abcdef"), max_size=5))
    return tuple(chosen), tuple(draw(st.permutations(chosen)))


@given(orders())
def test_the_order_of_barriers_decides_nothing(
    questionnaire: Questionnaire, order: tuple[tuple[str, ...], tuple[str, ...]]
) -> None:
    one, other = order
    assert barriers_allowed(questionnaire, one) == barriers_allowed(questionnaire, other)
