"""A small questionnaire of the real shape, with the rules written down a second time."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from questionnaires.loader import parse
from questionnaires.model import Answer, Questionnaire

# A busy machine is no counterexample; what has to be fast has a test of its own.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

SHAPE = {
    "strategy": {"goals": 2, "resources": 1, "portfolio": 1, "trends": 1, "ecosystem": 1},
    "partnerships": {"partner-value": 2, "partner-choice": 1, "new-partners": 1, "partner-risk": 1},
    "architecture": {"idea-sources": 2, "user-focus": 1, "scale": 2, "execution": 1},
    "culture": {"learning": 2, "risk-guidance": 1, "incentives": 1, "governing-bodies": 1},
    "evaluation": {"environment": 1, "desired-effect": 2, "pipeline": 1, "storytelling": 1},
}
LEVELS = ("ad-hoc", "emerging", "practised", "embedded", "leading")


def _stem(about: str) -> dict[str, str]:
    return {p: f"What does your {p} do about {about}?" for p in ("team", "unit", "organisation")}


def _question(question_id: str) -> dict[str, Any]:
    is_organisation = question_id.startswith("portfolio")
    stem = _stem(question_id)
    return {
        "id": question_id,
        "referent": "organisation" if is_organisation else "respondent",
        "stem": {"organisation": stem["organisation"]} if is_organisation else stem,
        "levels": [f"We do {question_id} in a way called {level} here." for level in LEVELS],
        "good_enough": {"small": 3, "large": 4},
        "help": {"why": "Because.", "headquarters": "A section.", "field": "An office."},
    }


def _factor(factor_id: str, questions: int) -> dict[str, Any]:
    return {
        "id": factor_id,
        "name": factor_id.capitalize(),
        "about": f"About {factor_id}.",
        "ask": "Somebody knows.",
        "questions": [_question(f"{factor_id}-{n}") for n in range(1, questions + 1)],
    }


def _module(module_id: str, factors: dict[str, int]) -> dict[str, Any]:
    return {
        "id": module_id,
        "name": module_id.capitalize(),
        "about": f"About {module_id}.",
        "progress": _stem(module_id),
        "factors": [_factor(factor_id, count) for factor_id, count in factors.items()],
    }


def _rules() -> dict[str, Any]:
    directed = {"strategy": "7/2", "partnerships": "7/2", "architecture": "5/2", "culture": "5/2"}
    return {
        "module": {"min_levels": 3, "min_share": "3/5"},
        "min_modules": 4,
        "between": "3/20",
        "profiles": {
            "trailblazer": {"modules": directed, "mean": "13/4"},
            "early_stage": {"mean_below": "5/2", "no_module_from": 3},
            "clearly": {"strongest_from": 3, "lead": "1/2"},
            "balanced": {"range_below": "3/4", "no_module_from": 3},
            "leans": "1/4",
            "names": {
                "strategy": "Strategist",
                "partnerships": "Collaborator",
                "architecture": "Implementor",
                "culture": "Motivator",
                "evaluation": "Evaluator",
            },
        },
    }


def _document() -> dict[str, Any]:
    return {
        "id": "space",
        "version": 1,
        "language": "en",
        "title": "Self-assessment",
        "status": "for tests",
        "instruction": "Choose the highest description that is true.",
        "levels": [{"id": level, "name": level, "meaning": f"It is {level}."} for level in LEVELS],
        "modules": [_module(module_id, factors) for module_id, factors in SHAPE.items()],
        "progress_answers": [{"id": "worse", "text": "Worse"}, {"id": "same", "text": "The same"}],
        "barriers": {
            "stem": _stem("what stands in the way"),
            "limit": 3,
            "options": [
                {"id": "time", "text": "No time", "source": "Our own", "factors": ["resources"]},
                {"id": "rules", "text": "Tight rules", "source": "Paragraph 36", "factors": []},
            ],
            "none": "None of these",
            "cannot_say": "I cannot say",
        },
        "tools_tried": {
            "stem": "Which tools have you used?",
            "answers": [{"id": "useful", "text": "Used, useful"}],
            "options": [{"id": "source-ideas", "name": "Source Ideas", "hint": "A challenge"}],
        },
        "rules": _rules(),
    }


@pytest.fixture
def document() -> dict[str, Any]:
    """A valid document, to be spoilt."""
    return _document()


@pytest.fixture(scope="session")
def questionnaire() -> Questionnaire:
    return parse(json.dumps(_document()), source="conftest")


@pytest.fixture(scope="session")
def some_answers(questionnaire: Questionnaire) -> SearchStrategy[dict[str, Answer]]:
    """Any answers to any of the questions."""
    anything = st.sampled_from(Answer)
    return st.fixed_dictionaries({}, optional=dict.fromkeys(questionnaire.questions, anything))


@pytest.fixture(scope="session")
def mostly_levels(questionnaire: Questionnaire) -> SearchStrategy[dict[str, Answer]]:
    """Answers to all questions, of which most carry a level."""
    levels = [answer for answer in Answer if answer.level is not None]
    answers = st.sampled_from([*levels, *levels, *Answer])
    return st.fixed_dictionaries(dict.fromkeys(questionnaire.questions, answers))


@pytest.fixture(scope="session")
def at_means(questionnaire: Questionnaire) -> Callable[..., dict[str, Answer]]:
    """Give answers with one level throughout each module; None leaves a module unanswered."""

    def answer(*levels: int | None) -> dict[str, Answer]:
        return {
            question.id: Answer(level)
            for module, level in zip(questionnaire.modules, levels, strict=True)
            for question in module.questions
            if level is not None
        }

    return answer
