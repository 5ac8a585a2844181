"""Parse and validate a questionnaire's file: every problem at once, each with its path."""

import json
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from questionnaires import checks, document
from questionnaires.errors import ContentError, Located, Problem, QuestionnaireError, written
from questionnaires.model import Questionnaire

__all__ = ["ContentError", "Problem", "QuestionnaireError", "check", "load", "parse"]


def load(path: Path) -> Questionnaire:
    """Read a questionnaire's file, UTF-8; raises `ContentError`, and `OSError` if unreadable."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ContentError([Problem(str(path), "", f"Is not UTF-8: {error}")]) from error
    return parse(text, source=str(path))


def parse(text: str, *, source: str) -> Questionnaire:
    """Read a questionnaire from YAML; raises `ContentError` with all problems, naming `source`."""
    read = document.read(text)
    questionnaire, problems = _validated(read)
    if questionnaire is None or problems:
        raise ContentError(_placed(problems, source))
    return questionnaire


def check(text: str, *, source: str) -> tuple[Problem, ...]:
    """Find all problems of a questionnaire's YAML; empty when `parse` would accept it."""
    _, problems = _validated(document.read(text))
    return tuple(_placed(problems, source))


def _validated(read: document.Document) -> tuple[Questionnaire | None, list[Located]]:
    if read.value is None and read.problems:
        return None, list(read.problems)
    questionnaire, in_fields = _fields(read.value)
    refused = {path for path, _ in read.problems}
    found = [*in_fields, *checks.problems_of(read.value)]
    return questionnaire, [*read.problems, *(here for here in found if here[0] not in refused)]


def _fields(value: object) -> tuple[Questionnaire | None, list[Located]]:
    """Validate through JSON, where strict mode takes a list for a tuple."""
    try:
        return Questionnaire.model_validate_json(json.dumps(value)), []
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False, include_input=False)
        return None, [(detail["loc"], detail["msg"]) for detail in details]


def _placed(problems: list[Located], source: str) -> Iterator[Problem]:
    return (Problem(source, written(path), message) for path, message in problems)
