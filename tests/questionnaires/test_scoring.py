"""From answers to levels, in exact fractions."""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from questionnaires.model import Answer, Questionnaire
from questionnaires.scoring import (
    FactorResult,
    LevelRange,
    ModuleResult,
    Profile,
    level_range,
    lowest_factors,
    score,
)

Answers = dict[str, Answer]
SomeAnswers = SearchStrategy[Answers]
AtMeans = Callable[..., Answers]

BETWEEN = Fraction(3, 20)
MEANS = st.fractions(min_value=1, max_value=5, max_denominator=240)
DOES_NOT_APPLY, CANNOT_SAY = Answer.DOES_NOT_APPLY, Answer.CANNOT_SAY


def _factor(profile: Profile, factor_id: str) -> FactorResult:
    return next(f for m in profile.modules for f in m.factors if f.factor_id == factor_id)


def _culture(questionnaire: Questionnaire, *given: int | None) -> ModuleResult:
    """Score answers to learning-1, learning-2, risk-guidance, incentives, governing-bodies."""
    asked = questionnaire.modules[3].questions
    pairs = zip(asked, given, strict=True)
    answers = {question.id: Answer(number) for question, number in pairs if number}
    return score(questionnaire, answers).modules[3]


def test_a_module_is_the_mean_of_factors_not_of_questions(questionnaire: Questionnaire) -> None:
    culture = _culture(questionnaire, 1, 2, 4, 4, 5)
    assert [factor.mean for factor in culture.factors] == [Fraction(3, 2), 4, 4, 5]
    assert culture.mean == Fraction(29, 8)
    assert culture.level == LevelRange(3, 4)


def test_a_factor_is_the_mean_of_what_was_answered(questionnaire: Questionnaire) -> None:
    culture = _culture(questionnaire, 4, CANNOT_SAY, 3, 2, None)
    assert culture.factors[0].mean == 4
    assert culture.mean == 3
    assert (culture.with_level, culture.applicable, culture.asked) == (3, 5, 5)


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        (3, None, "stated"),
        (3, CANNOT_SAY, "stated"),
        (DOES_NOT_APPLY, 3, "stated"),
        (DOES_NOT_APPLY, DOES_NOT_APPLY, "does-not-apply"),
        (DOES_NOT_APPLY, CANNOT_SAY, "cannot-say"),
        (None, CANNOT_SAY, "cannot-say"),
        (DOES_NOT_APPLY, None, "not-answered"),
        (None, None, "not-answered"),
    ],
)
def test_a_factor_says_why_it_has_no_level(
    questionnaire: Questionnaire, first: int | None, second: int | None, status: str
) -> None:
    factor = _culture(questionnaire, first, second, 3, 3, 3).factors[0]
    assert factor.status == status
    assert (factor.mean is not None) == (status == "stated")
    assert list(factor.answers.values()) == [given for given in (first, second) if given]
    assert factor.asked == 2


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ((3, 3, 3, 3, 3), "stated"),
        ((3, 3, 3, None, None), "stated"),  # three of five are exactly 60 %
        ((3, 3, None, None, None), "too-few"),
        ((3, 3, DOES_NOT_APPLY, None, None), "too-few"),
        ((3, 3, None, DOES_NOT_APPLY, DOES_NOT_APPLY), "too-few"),  # two of three, but only two
        ((3, 3, CANNOT_SAY, CANNOT_SAY, CANNOT_SAY), "too-few"),
        ((3, 3, 3, DOES_NOT_APPLY, DOES_NOT_APPLY), "stated"),
        ((3, 3, DOES_NOT_APPLY, DOES_NOT_APPLY, DOES_NOT_APPLY), "does-not-apply"),
        ((DOES_NOT_APPLY,) * 5, "does-not-apply"),
        ((None,) * 5, "too-few"),
        ((CANNOT_SAY,) * 5, "too-few"),
    ],
)
def test_a_module_is_stated_on_enough_answers(
    questionnaire: Questionnaire, given: tuple[int | None, ...], status: str
) -> None:
    module = _culture(questionnaire, *given)
    assert module.status == status
    assert (module.mean is None, module.level is None) == ((status != "stated",) * 2)


def test_three_of_six_are_less_than_sixty_per_cent(questionnaire: Questionnaire) -> None:
    asked = [question.id for question in questionnaire.modules[0].questions]
    three = score(questionnaire, {key: Answer(3) for key in asked[:3]}).modules[0]
    four = score(questionnaire, {key: Answer(3) for key in asked[:4]}).modules[0]
    assert (three.status, four.status) == ("too-few", "stated")


def test_overall_needs_four_modules_and_is_their_mean(
    questionnaire: Questionnaire, at_means: AtMeans
) -> None:
    three = score(questionnaire, at_means(1, 2, 3, None, None))
    four = score(questionnaire, at_means(1, 2, 3, 5, None))
    assert (three.overall, three.level) == (None, None)
    assert (four.overall, four.level) == (Fraction(11, 4), LevelRange(3, 3))
    assert four.means == {
        "strategy": 1,
        "partnerships": 2,
        "architecture": 3,
        "culture": 5,
        "evaluation": None,
    }


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1", (1, 1)),
        ("1.34", (1, 1)),
        ("1.35", (1, 2)),
        ("1.5", (1, 2)),
        ("1.65", (1, 2)),
        ("1.66", (2, 2)),
        ("2.35", (2, 3)),
        ("3.65", (3, 4)),
        ("4.34", (4, 4)),
        ("4.65", (4, 5)),
        ("4.66", (5, 5)),
        ("5", (5, 5)),
    ],
)
def test_borders_of_levels(value: str, expected: tuple[int, int]) -> None:
    level = level_range(Fraction(value), between=BETWEEN)
    assert (level.low, level.high) == expected
    assert level.is_between == (expected[0] != expected[1])


@given(MEANS)
def test_a_level_is_the_nearest_or_both_neighbours_near_the_border(value: Fraction) -> None:
    level = level_range(value, between=BETWEEN)
    near = [n for n in range(1, 6) if abs(value - n) <= Fraction(1, 2) + BETWEEN]
    assert near == sorted({level.low, level.high})


@given(st.lists(MEANS, min_size=2))
def test_a_higher_mean_has_no_lower_level(values: list[Fraction]) -> None:
    levels = [level_range(value, between=BETWEEN) for value in sorted(values)]
    assert all(a.low <= b.low and a.high <= b.high for a, b in pairwise(levels))


@given(data=st.data())
def test_means_lie_within_the_answers(
    questionnaire: Questionnaire, some_answers: SomeAnswers, data: st.DataObject
) -> None:
    profile = score(questionnaire, data.draw(some_answers))
    for module in profile.modules:
        means = [factor.mean for factor in module.factors if factor.mean is not None]
        assert module.mean is None or min(means) <= module.mean <= max(means)
    stated = [value for value in profile.means.values() if value is not None]
    assert (profile.overall is not None) == (len(stated) >= 4)
    assert profile.overall is None or min(stated) <= profile.overall <= max(stated)


@given(data=st.data())
def test_cannot_say_scores_as_not_answered(
    questionnaire: Questionnaire, some_answers: SomeAnswers, data: st.DataObject
) -> None:
    answers = data.draw(some_answers)
    left_out = {key: answer for key, answer in answers.items() if answer != CANNOT_SAY}
    assert score(questionnaire, answers).means == score(questionnaire, left_out).means


@given(data=st.data())
def test_does_not_apply_never_moves_a_mean_that_stays_stated(
    questionnaire: Questionnaire, some_answers: SomeAnswers, data: st.DataObject
) -> None:
    answers = data.draw(some_answers)
    open_ones = [key for key in questionnaire.questions if key not in answers]
    assume(open_ones)
    excused = answers | {data.draw(st.sampled_from(open_ones)): DOES_NOT_APPLY}
    before, after = score(questionnaire, answers).means, score(questionnaire, excused).means
    assert all(before[m] in {None, after[m]} or after[m] is None for m in before)


@given(data=st.data())
def test_a_higher_answer_lowers_nothing(
    questionnaire: Questionnaire, mostly_levels: SomeAnswers, data: st.DataObject
) -> None:
    answers = data.draw(mostly_levels)
    raisable = [key for key, answer in answers.items() if answer < Answer.LEVEL_5]
    assume(raisable)
    key = data.draw(st.sampled_from(raisable))
    before = score(questionnaire, answers)
    after = score(questionnaire, answers | {key: Answer(answers[key] + 1)})
    for low, high in zip(before.means.values(), after.means.values(), strict=True):
        assert (low is None and high is None) or (low is not None and high is not None)
        assert low is None or high is None or low <= high
    assert before.overall is None or after.overall is None or before.overall <= after.overall


@given(data=st.data())
def test_the_order_of_answers_and_answers_to_other_questions_change_nothing(
    questionnaire: Questionnaire, some_answers: SomeAnswers, data: st.DataObject
) -> None:
    answers = data.draw(some_answers)
    turned = {"of-another-version": Answer.LEVEL_1} | dict(reversed(answers.items()))
    assert score(questionnaire, turned) == score(questionnaire, answers)


@given(data=st.data())
def test_lowest_factors_are_all_and_only_those_at_the_lowest_mean(
    questionnaire: Questionnaire, some_answers: SomeAnswers, data: st.DataObject
) -> None:
    profile = score(questionnaire, data.draw(some_answers))
    lowest = lowest_factors(profile)
    means = {
        key: mean
        for key in questionnaire.factors
        if (mean := _factor(profile, key).mean) is not None
    }
    assert bool(lowest) == bool(means)
    assert {key for key in means if means[key] == min(means.values())} == set(lowest)


def test_lowest_factors_come_in_order_and_also_from_modules_that_are_not_stated(
    questionnaire: Questionnaire, at_means: AtMeans
) -> None:
    answers = at_means(3, 3, 3, 3, None) | {"pipeline-1": Answer(1), "trends-1": Answer(1)}
    assert lowest_factors(score(questionnaire, answers)) == ("trends", "pipeline")
