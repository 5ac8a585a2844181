"""Any response and any sheet that the shipped questionnaire knows."""

from collections.abc import Callable

import pytest
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from questionnaires.model import OFFICE_SIZES, PERSPECTIVES, Answer, Questionnaire
from questionnaires.responses import BARRIER_UNKNOWN, NO_BARRIER, Response
from toolkit.assess.sheet import Plan, Sheet
from tools_catalog.model import STARTERS


@pytest.fixture(scope="session")
def responses(questionnaire: Questionnaire) -> SearchStrategy[Response]:
    barriers = st.sampled_from([barrier.id for barrier in questionnaire.barriers.options])
    progress = st.sampled_from([choice.id for choice in questionnaire.progress_answers])
    tried = st.sampled_from([choice.id for choice in questionnaire.tools_tried.answers])
    return st.builds(
        Response,
        answers=st.dictionaries(
            st.sampled_from(sorted(questionnaire.questions)), st.sampled_from(Answer)
        ),
        progress=st.dictionaries(
            st.sampled_from([module.id for module in questionnaire.modules]), progress
        ),
        barriers=st.one_of(
            st.lists(barriers, unique=True, max_size=3).map(tuple),
            st.sampled_from([(NO_BARRIER,), (BARRIER_UNKNOWN,)]),
        ),
        tools_tried=st.dictionaries(
            st.sampled_from([tool.id for tool in questionnaire.tools_tried.options]), tried
        ),
    )


@pytest.fixture(scope="session")
def sheets(
    questionnaire: Questionnaire, responses: SearchStrategy[Response]
) -> SearchStrategy[Sheet]:
    tools = st.sampled_from([tool.id for tool in questionnaire.tools_tried.options])
    plans = st.builds(
        Plan,
        matters=st.lists(st.sampled_from(sorted(questionnaire.factors)), max_size=3).map(tuple),
        refused=st.dictionaries(tools, st.sampled_from(["no-time", "other"])),
        done=st.lists(tools, unique=True).map(tuple),
        role=st.none() | st.sampled_from(STARTERS),
        minutes=st.none() | st.sampled_from([60, 840]),
        people=st.none() | st.integers(1, 500),
    )
    return st.builds(
        Sheet,
        questionnaire=st.just(questionnaire.id),
        version=st.just(questionnaire.version),
        perspective=st.sampled_from(PERSPECTIVES),
        size=st.sampled_from(OFFICE_SIZES),
        response=responses,
        plan=plans,
        link=st.none() | st.just("ab" * 32),
        submitted=st.booleans(),
    )


@pytest.fixture(scope="session")
def sheet_at(questionnaire: Questionnaire) -> Callable[..., Sheet]:
    """A sheet with one level throughout, and whatever else is said."""

    def sheet(level: int | None = None, **parts: object) -> Sheet:
        answers = {} if level is None else dict.fromkeys(questionnaire.questions, Answer(level))
        values = {"size": "small", "perspective": "unit", **parts}
        return Sheet(
            questionnaire=questionnaire.id,
            version=questionnaire.version,
            response=Response(answers=answers),
            **values,
        )

    return sheet
