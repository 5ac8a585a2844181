"""The questionnaires that are shipped."""

from pathlib import Path

import pytest

import questionnaires
from questionnaires.loader import check, load
from questionnaires.model import Questionnaire
from questionnaires.texts import texts

CONTENT = Path(questionnaires.__file__).parent / "content"
FILES = sorted(CONTENT.glob("*/v*.yaml"))
SPACE = CONTENT / "space" / "v1.yaml"

FACTORS_OF_TWO = {
    "goals": "strategy",
    "partner-value": "partnerships",
    "idea-sources": "architecture",
    "scale": "architecture",
    "learning": "culture",
    "desired-effect": "evaluation",
}
WORDS_TO_READ = 2_000


@pytest.fixture(scope="module")
def space() -> Questionnaire:
    return load(SPACE)


def test_the_first_version_is_there() -> None:
    assert SPACE in FILES


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_shipped_file_has_no_problem_and_its_name_says_what_it_holds(file: Path) -> None:
    assert check(file.read_text(encoding="utf-8"), source=file.name) == ()
    shipped = load(file)
    assert (shipped.id, f"v{shipped.version}") == (file.parent.name, file.stem)
    assert all(key.startswith(f"{shipped.id}.") for key in texts(shipped))


def test_27_questions_cover_21_factors_in_five_modules(space: Questionnaire) -> None:
    assert {module.id: len(module.questions) for module in space.modules} == {
        "strategy": 6,
        "partnerships": 5,
        "architecture": 6,
        "culture": 5,
        "evaluation": 5,
    }
    assert len(space.factors) == 21
    of_two = [factor.id for factor in space.factors.values() if len(factor.questions) == 2]
    assert {factor_id: space.module_of[factor_id].id for factor_id in of_two} == FACTORS_OF_TWO


def test_the_shipped_rules_are_the_published_ones(
    space: Questionnaire, questionnaire: Questionnaire
) -> None:
    assert space.rules == questionnaire.rules


def test_nobody_has_to_read_more_than_two_thousand_words(space: Questionnaire) -> None:
    read = [
        text
        for question in space.questions.values()
        for text in (question.stem.text("organisation"), *question.levels)
    ]
    assert sum(len(text.split()) for text in read) <= WORDS_TO_READ
