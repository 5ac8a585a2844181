"""The questionnaire's values."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from questionnaires.model import (
    PERSPECTIVES,
    Answer,
    Exact,
    Perspective,
    Questionnaire,
    Stem,
)


def test_a_ballots_bytes_never_change_their_meaning() -> None:
    assert {answer.name: answer.value for answer in Answer} == {
        "LEVEL_1": 1,
        "LEVEL_2": 2,
        "LEVEL_3": 3,
        "LEVEL_4": 4,
        "LEVEL_5": 5,
        "DOES_NOT_APPLY": 6,
        "CANNOT_SAY": 7,
    }


def test_only_levels_carry_a_level() -> None:
    assert [answer.level for answer in Answer] == [1, 2, 3, 4, 5, None, None]


@given(st.fractions(min_value=Fraction(1, 1000), max_value=1000, max_denominator=1000))
def test_a_fraction_is_read_exactly(value: Fraction) -> None:
    assert TypeAdapter(Exact).validate_python(str(value)) == value
    assert TypeAdapter(Exact).validate_python(value) == value


@pytest.mark.parametrize("value", [0.5, True, None, "1e3", "-1/2", "1/0", "0.5", "", "1/ 2", 0])
def test_what_is_not_an_exact_positive_number_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Exact).validate_python(value)


@pytest.mark.parametrize("perspective", PERSPECTIVES)
def test_a_stem_about_the_organisation_reads_the_same_for_all(perspective: Perspective) -> None:
    stem = Stem(organisation="How does your organisation choose?")
    assert stem.asked_of(perspective) == "organisation"
    assert stem.text(perspective) == stem.organisation


@pytest.mark.parametrize("perspective", PERSPECTIVES)
def test_a_stem_with_all_perspectives_reads_each_in_its_own(perspective: Perspective) -> None:
    stem = Stem(team="team?", unit="unit?", organisation="organisation?")
    assert stem.text(perspective) == f"{perspective}?"


def test_ids_lead_to_content_in_the_order_asked(questionnaire: Questionnaire) -> None:
    assert len(questionnaire.questions) == 27
    assert len(questionnaire.factors) == 21
    assert list(questionnaire.questions)[:3] == ["goals-1", "goals-2", "resources-1"]
    assert questionnaire.module_of["scale"].id == "architecture"
    assert questionnaire.module("culture") is questionnaire.modules[3]
    assert questionnaire.module("space") is None


def test_nothing_in_a_questionnaire_can_be_changed(questionnaire: Questionnaire) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        questionnaire.title = "Another"  # type: ignore[misc]
