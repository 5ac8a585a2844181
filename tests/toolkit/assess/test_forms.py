"""The assessment's forms: what they take and what they refuse."""

from collections.abc import Iterator

import pytest
from browsing import BASE_URL
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import Form

from questionnaires.model import Answer, Questionnaire
from toolkit.assess import forms
from toolkit.web.form import errors_of


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Forms do not depend on the database."""
    return sqlite_url


@pytest.fixture(autouse=True)
def words(app: Flask) -> Iterator[None]:
    """Messages are in the language of a request."""
    with app.test_request_context(base_url=BASE_URL):
        yield


def filled(kind: type[Form], **values: str | list[str]) -> Form:
    pairs = [
        (name.replace("_", "-"), each)
        for name, value in values.items()
        for each in (value if isinstance(value, list) else [value])
    ]
    form = kind(MultiDict(pairs))
    form.validate()
    return form


def errors(kind: type[Form], **values: str | list[str]) -> list[tuple[str, str]]:
    return errors_of(filled(kind, **values))


def test_every_answer_has_one_value_and_back() -> None:
    assert set(forms.ANSWERS.values()) == set(Answer)
    assert {forms.ANSWERS[value]: value for value in forms.ANSWERS} == forms.VALUES


def test_nothing_is_required_in_a_module(questionnaire: Questionnaire) -> None:
    for module in questionnaire.modules:
        assert errors(forms.module_form(questionnaire, module)) == []


@pytest.mark.parametrize("value", [*forms.ANSWERS, ""])
def test_a_question_takes_every_answer(questionnaire: Questionnaire, value: str) -> None:
    kind = forms.module_form(questionnaire, questionnaire.modules[0])
    assert errors(kind, goals_set=value) == []


@pytest.mark.parametrize("value", ["0", "6", "-1", "3.0", "٣", "3 ", "cannot say", "x" * 1000])
def test_a_question_takes_nothing_else(questionnaire: Questionnaire, value: str) -> None:
    kind = forms.module_form(questionnaire, questionnaire.modules[0])
    ((field, message),) = errors(kind, goals_set=value)
    assert (field, bool(message)) == ("goals-set", True)


def test_the_question_of_another_module_is_passed_over(questionnaire: Questionnaire) -> None:
    kind = forms.module_form(questionnaire, questionnaire.modules[0])
    form = filled(kind, learning_used="3")
    assert errors_of(form) == []
    assert "learning-used" not in form.data


def test_a_form_is_built_once_for_a_version_and_part(questionnaire: Questionnaire) -> None:
    modules = questionnaire.modules
    first = forms.module_form(questionnaire, modules[0])
    assert forms.module_form(questionnaire, modules[0]) is first
    assert forms.module_form(questionnaire, modules[1]) is not first
    newer = questionnaire.model_copy(update={"version": 2})
    assert forms.module_form(newer, modules[0]) is not first


@pytest.mark.parametrize(
    ("chosen", "allowed"),
    [
        ([], True),
        (["no-time"], True),
        (["no-time", "beyond-pilots", "private-sector"], True),
        (["none"], True),
        (["cannot-say"], True),
        (["no-time", "beyond-pilots", "private-sector", "restrictive-rules"], False),
        (["none", "no-time"], False),
        (["none", "cannot-say"], False),
        (["no-time", "no-time"], False),
        (["moon"], False),
    ],
)
def test_up_to_three_barriers_or_none_or_cannot_say(
    questionnaire: Questionnaire, chosen: list[str], *, allowed: bool
) -> None:
    found = errors(forms.barriers_form(questionnaire), barriers=chosen)
    assert (found == []) is allowed
    if len(chosen) > 1 and not allowed:
        assert found == [
            ("barriers", "Choose up to 3, or only “none of these”, or only “I cannot say”")
        ]


@given(st.lists(st.text(max_size=10), max_size=5))
def test_any_barriers_are_taken_or_refused_in_words(
    questionnaire: Questionnaire, chosen: list[str]
) -> None:
    for _field, message in errors(forms.barriers_form(questionnaire), barriers=chosen):
        assert message


def test_progress_and_tools_take_their_answers_only(questionnaire: Questionnaire) -> None:
    progress = forms.progress_form(questionnaire)
    assert errors(progress, culture="clearly-better") == []
    assert errors(progress, culture="splendid")[0][0] == "culture"
    tools = forms.tools_form(questionnaire)
    assert errors(tools, source_ideas="useful") == []
    assert errors(tools, source_ideas="splendid")[0][0] == "source-ideas"


def test_up_to_three_factors_matter(questionnaire: Questionnaire) -> None:
    kind = forms.matters_form(questionnaire)
    factors = list(questionnaire.factors)
    assert errors(kind) == []
    assert errors(kind, matters=factors[:3]) == []
    assert errors(kind, matters=factors[:4]) == [("matters", "Choose up to three subjects")]
    assert errors(kind, matters=["nonsense"])[0][0] == "matters"


def test_beginning_needs_a_size_and_a_subject() -> None:
    assert errors(forms.BeginForm, size="small", perspective="team") == []
    assert errors(forms.BeginForm, perspective="team") == [("size", "Choose how large it is")]
    assert dict(errors(forms.BeginForm, size="small", perspective="me")).keys() == {"perspective"}
    assert dict(errors(forms.InvitedForm, size="huge")).keys() == {"size"}
    assert errors(forms.InvitedForm, size="large") == []


def test_returning_needs_a_code() -> None:
    assert errors(forms.CodeForm, code="") == [("code", "Enter your recovery code")]
    assert errors(forms.CodeForm, code="anything") == []


@pytest.mark.parametrize("people", ["0", "501", "-4", "many", "4.5", "9" * 400, "\u0664x"])
def test_a_number_of_people_that_nobody_has(people: str) -> None:
    ((field, message),) = errors(forms.SituationForm, people=people)
    assert field == "people"
    assert message


def test_a_situation_may_be_left_out_or_said() -> None:
    assert errors(forms.SituationForm) == []
    form = filled(forms.SituationForm, role="team-lead", minutes="120", people="500")
    assert errors_of(form) == []
    assert form.data == {"role": "team-lead", "minutes": "120", "people": 500}
    assert dict(errors(forms.SituationForm, minutes="61")).keys() == {"minutes"}
    assert dict(errors(forms.SituationForm, role="king")).keys() == {"role"}


def test_a_decision_on_a_tool() -> None:
    assert errors(forms.ToolForm, decision="done") == []
    assert errors(forms.ToolForm, decision="refuse", reason="too-big") == []
    assert dict(errors(forms.ToolForm)).keys() == {"decision"}
    assert dict(errors(forms.ToolForm, decision="burn")).keys() == {"decision"}
    assert dict(errors(forms.ToolForm, decision="refuse", reason="bad")).keys() == {"reason"}
