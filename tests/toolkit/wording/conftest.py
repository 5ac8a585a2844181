"""An English reader of the shipped questionnaire."""

import pytest
from english import reader_of

from questionnaires.model import Questionnaire
from toolkit.wording.reader import Reader


@pytest.fixture(scope="session")
def reader(questionnaire: Questionnaire) -> Reader:
    return reader_of(questionnaire)
