"""An entity's own closed questions: up to five, on the same five levels, asked after the core."""

import json
from collections.abc import Iterable, Sequence
from math import ceil
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from questionnaires import checks, document
from questionnaires.errors import ContentError, Located, Problem, written
from questionnaires.model import Text
from questionnaires.responses import OWN_IDS, Response

MOST = len(OWN_IDS)
MINUTES = 15  # that the core takes, as its start page says
_WORDS_A_MINUTE = 2000 / MINUTES  # the core has at most 2,000 to be read


class OwnQuestion(BaseModel):
    """One question of an entity: its statement, why it is asked, five descriptions, lowest first.

    It has one wording, no identity beyond its place, and no room for anything but a level.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    statement: Text
    help: Text
    levels: tuple[Text, Text, Text, Text, Text]

    @property
    def words(self) -> int:
        """How many words a person has to read."""
        return sum(len(text.split()) for text in (self.statement, *self.levels))


OwnQuestions = tuple[OwnQuestion, ...]
_Checked = Annotated[OwnQuestions, Field(max_length=MOST)]


def parse(text: str, *, source: str) -> OwnQuestions:
    """Read an entity's questions from YAML, a list; raises `ContentError` with all problems."""
    read = document.read(text)
    questions, problems = _validated(read.value)
    problems = list(read.problems) or problems
    if questions is None or problems:
        raise ContentError(Problem(source, written(path), message) for path, message in problems)
    return questions


def problems_of(value: object) -> list[Located]:
    """Every problem of questions as plain values (a list of mappings), with the path to it."""
    return _validated(value)[1]


def dump(questions: Iterable[OwnQuestion]) -> str:
    """Write questions as the YAML that :func:`parse` reads."""
    values = [json.loads(one.model_dump_json()) for one in questions]
    return yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=100)


def minutes(questions: Iterable[OwnQuestion] = ()) -> int:
    """How long the core and these questions take: as many words a minute as the core's own.

    Examples
    --------
    >>> minutes()
    15
    """
    return MINUTES + ceil(sum(one.words for one in questions) / _WORDS_A_MINUTE)


def to_bytes(questions: Sequence[OwnQuestion], response: Response) -> bytes:
    """A ballot's five bytes for them: an answer each, 0 where none was given or asked."""
    asked = OWN_IDS[: len(questions)]
    return bytes(response.own.get(key, 0) if key in asked else 0 for key in OWN_IDS)


def _validated(value: object) -> tuple[OwnQuestions | None, list[Located]]:
    questions, found = _fields(value)
    found += checks.descriptions(value, (...,))
    found += checks.programs(value)
    found += checks.unprintable(value)
    return questions, found


def _fields(value: object) -> tuple[OwnQuestions | None, list[Located]]:
    """Validate through JSON, where strict mode takes a list for a tuple."""
    try:
        return _adapter.validate_json(json.dumps(value)), []
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False, include_input=False)
        return None, [(detail["loc"], detail["msg"]) for detail in details]


_adapter: TypeAdapter[OwnQuestions] = TypeAdapter(_Checked)
