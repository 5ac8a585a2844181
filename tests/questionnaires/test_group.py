"""A group's profile is named where four of five draws agree."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.group import GroupProfile, name_group_profile
from questionnaires.model import Questionnaire
from questionnaires.profiles import name_profile

MODULES = ("strategy", "partnerships", "architecture", "culture", "evaluation")
Means = dict[str, Fraction | None]


def _means(written: str) -> Means:
    return {
        key: None if value == "n/a" else Fraction(value)
        for key, value in zip(MODULES, written.split(), strict=True)
    }


CLEARLY = _means("3.5 3.0 3.0 3.0 2.0")
BALANCED = _means("2.5 2.5 2.5 2.5 2.5")
EARLY = _means("2.0 2.75 1.75 2.25 1.5")


def _found(questionnaire: Questionnaire, means: Means, drawn: list[Means]) -> GroupProfile:
    rules = questionnaire.rules
    return name_group_profile(rules.profiles, means, drawn, min_modules=rules.min_modules)


@pytest.mark.parametrize(("agree", "named"), [(10, True), (8, True), (7, False), (0, False)])
def test_four_of_five_draws_have_to_agree(
    questionnaire: Questionnaire,
    agree: int,
    named: bool,  # noqa: FBT001
) -> None:
    found = _found(questionnaire, CLEARLY, [CLEARLY] * agree + [BALANCED] * (10 - agree))
    assert found.profile.kind == "clearly"
    assert found.share == Fraction(agree, 10)
    assert found.is_named == named
    assert [other.kind for other in found.others] == (["balanced"] if agree < 10 else [])


def test_another_module_in_the_name_is_another_profile(questionnaire: Questionnaire) -> None:
    culture = _means("3.0 3.0 3.0 3.5 2.0")
    found = _found(questionnaire, CLEARLY, [CLEARLY, culture, culture, EARLY])
    assert found.share == Fraction(1, 4)
    assert [(one.kind, one.strongest) for one in found.others] == [
        ("clearly", ("culture",)),
        ("early-stage", ("partnerships",)),
    ]


def test_without_draws_or_without_modules_nothing_is_named(questionnaire: Questionnaire) -> None:
    assert not _found(questionnaire, CLEARLY, []).is_named
    few = _means("3.0 3.0 3.0 n/a n/a")
    assert not _found(questionnaire, few, [few] * 10).is_named


@given(st.lists(st.tuples(*[st.integers(10, 50)] * 5), min_size=1, max_size=12))
def test_shares_are_counted_and_order_changes_nothing(
    questionnaire: Questionnaire, rows: list[tuple[int, ...]]
) -> None:
    drawn: list[Means] = [
        dict(zip(MODULES, (Fraction(value, 10) for value in row), strict=True)) for row in rows
    ]
    found = _found(questionnaire, drawn[0], drawn)
    rules = questionnaire.rules
    titles = [name_profile(rules.profiles, one, min_modules=4).title for one in drawn]
    assert found.share == Fraction(titles.count(found.profile.title), len(drawn))
    assert _found(questionnaire, drawn[0], drawn[::-1]).share == found.share
