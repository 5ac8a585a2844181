"""The questionnaire as it ships, and the demonstration's waves, generated once."""

from pathlib import Path

import pytest

import questionnaires
from questionnaires.loader import load
from questionnaires.model import Questionnaire
from toolkit.demonstration.model import DemonstrationWave, waves


@pytest.fixture(scope="session")
def questionnaire() -> Questionnaire:
    return load(Path(questionnaires.__file__).parent / "content" / "space" / "v1.yaml")


@pytest.fixture(scope="session")
def generated(questionnaire: Questionnaire) -> tuple[DemonstrationWave, ...]:
    return waves(questionnaire)
