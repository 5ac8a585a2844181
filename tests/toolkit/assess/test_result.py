"""From a sheet to its result."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from questionnaires.model import Answer, Questionnaire
from questionnaires.responses import BARRIER_UNKNOWN, NO_BARRIER, Response
from questionnaires.scoring import score
from toolkit.assess.result import good_enough, needs_of, result_of, situation_of
from toolkit.assess.sheet import Plan, Sheet
from toolkit.content import TOOL, packaged
from tools_catalog.loader import parse
from tools_catalog.model import Tool

MakeSheet = Callable[..., Sheet]


@pytest.fixture(scope="module")
def tools() -> tuple[Tool, ...]:
    return tuple(parse(f.text, source=f.source) for f in packaged() if f.kind == TOOL)


def needs(questionnaire: Questionnaire, answers: dict[str, Answer]) -> dict[str, object]:
    found = needs_of(questionnaire, score(questionnaire, answers), "small")
    return {need.factor_id: need for need in found}


def test_good_enough_is_the_mean_over_the_questions(questionnaire: Questionnaire) -> None:
    factor = questionnaire.factors["partner-value"]
    assert [question.good_enough.small for question in factor.questions] == [2, 3]
    assert good_enough(factor, "small") == Fraction(5, 2)
    assert good_enough(factor, "large") == 4


def test_a_need_for_every_factor_that_was_answered(questionnaire: Questionnaire) -> None:
    profile = score(
        questionnaire,
        {
            "goals-set": Answer(2),
            "goals-problems": Answer(5),
            "learning-used": Answer(1),
            "trends-used": Answer.CANNOT_SAY,
            "scale-planned": Answer.DOES_NOT_APPLY,
            "scale-adopted": Answer.DOES_NOT_APPLY,
        },
    )
    goals, trends, learning = needs_of(questionnaire, profile, "small")
    assert (goals.factor_id, goals.module_id) == ("goals", "strategy")
    assert (goals.level, goals.target) == (Fraction(7, 2), Fraction(3))
    assert goals.reliability == 1
    assert (trends.factor_id, trends.level, trends.cannot_say) == ("trends", None, True)
    assert (learning.factor_id, learning.level) == ("learning", Fraction(1))
    assert learning.reliability == Fraction(7, 10)
    assert not learning.cannot_say


@given(data=st.data())
def test_the_result_agrees_with_the_parts_it_is_made_of(
    questionnaire: Questionnaire,
    tools: tuple[Tool, ...],
    sheets: SearchStrategy[Sheet],
    data: st.DataObject,
) -> None:
    sheet = data.draw(sheets)
    result = result_of(questionnaire, sheet, tools)
    assert result.profile == score(questionnaire, sheet.response.answers)
    assert result.has_levels == any(module.mean is not None for module in result.profile.modules)
    chosen = [recommendation.tool.id for recommendation in result.tools.chosen]
    assert len(set(chosen)) == len(chosen) <= 5
    assert not {*sheet.plan.refused, *sheet.plan.done} & set(chosen)
    limit = sheet.plan.minutes
    assert all(limit is None or each.tool.minutes <= limit for each in result.tools.chosen)
    assert result.changes == ()


@given(data=st.data())
def test_the_same_sheet_gives_the_same_result(
    questionnaire: Questionnaire,
    tools: tuple[Tool, ...],
    sheets: SearchStrategy[Sheet],
    data: st.DataObject,
) -> None:
    sheet = data.draw(sheets)
    again = Sheet.from_bytes(sheet.to_bytes())
    assert result_of(questionnaire, again, tools) == result_of(questionnaire, sheet, tools)


def test_without_answers_there_is_nothing_to_say(
    questionnaire: Questionnaire, tools: tuple[Tool, ...], sheet_at: MakeSheet
) -> None:
    result = result_of(questionnaire, sheet_at(), tools)
    assert not result.has_levels
    assert result.named.kind == "none"
    assert (result.lowest, result.needs, result.tools.chosen) == ((), (), ())
    assert result.decisive is None


def test_the_situation_is_what_was_said(questionnaire: Questionnaire, sheet_at: MakeSheet) -> None:
    plan = Plan(
        matters=("goals",),
        refused={"source-ideas": "no-time"},
        done=("operating-model",),
        role="team-lead",
        minutes=120,
        people=6,
    )
    response = Response(barriers=("unclear-problems", "beyond-pilots"))
    sheet = sheet_at().model_copy(update={"plan": plan, "response": response})
    situation = situation_of(questionnaire, sheet)
    assert (situation.role, situation.minutes, situation.people) == ("team-lead", 120, 6)
    assert situation.matters == {"goals"}
    assert situation.barrier_factors == {"goals", "scale", "pipeline"}
    assert situation.refused == {"source-ideas"}
    assert situation.done == {"operating-model"}


@pytest.mark.parametrize("barrier", [NO_BARRIER, BARRIER_UNKNOWN])
def test_no_barrier_touches_no_factor(
    questionnaire: Questionnaire, sheet_at: MakeSheet, barrier: str
) -> None:
    sheet = sheet_at().model_copy(update={"response": Response(barriers=(barrier,))})
    assert situation_of(questionnaire, sheet).barrier_factors == frozenset()


def test_changes_are_module_by_module(
    questionnaire: Questionnaire, tools: tuple[Tool, ...], sheet_at: MakeSheet
) -> None:
    earlier = sheet_at(2).copy_of_answers()
    answers = dict(sheet_at(4).response.answers)
    for question in questionnaire.modules[4].questions:
        answers[question.id] = Answer.CANNOT_SAY
    sheet = sheet_at().model_copy(
        update={"response": Response(answers=answers), "earlier": earlier}
    )
    changes = result_of(questionnaire, sheet, tools).changes
    two, four = Fraction(2), Fraction(4)
    assert [(change.module_id, change.before, change.now) for change in changes] == [
        ("strategy", two, four),
        ("partnerships", two, four),
        ("architecture", two, four),
        ("culture", two, four),
        ("evaluation", two, None),
    ]


def test_the_size_changes_what_is_good_enough_and_no_level(
    questionnaire: Questionnaire, tools: tuple[Tool, ...], sheet_at: MakeSheet
) -> None:
    small = result_of(questionnaire, sheet_at(3, size="small"), tools)
    large = result_of(questionnaire, sheet_at(3, size="large"), tools)
    assert small.profile == large.profile
    assert {each.kind for each in small.tools.chosen} == {"further"}
    assert {each.kind for each in large.tools.chosen} == {"gap"}


def test_needs_are_in_the_order_of_the_questionnaire(
    questionnaire: Questionnaire, sheet_at: MakeSheet
) -> None:
    found = needs(questionnaire, dict(sheet_at(3).response.answers))
    assert list(found) == list(questionnaire.factors)
