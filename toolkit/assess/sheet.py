"""A person's own sheet: the answers, and what the person said about using the result."""

import json
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from questionnaires.model import OfficeSize, Perspective, Questionnaire
from questionnaires.responses import Response, problems
from toolkit.sealing.blobs import STEP
from tools_catalog.model import Starter

COPY_FORMAT = "innovation-maturity-toolkit/copy/1"


class CopyError(Exception):
    """A file is not a copy of answers that this questionnaire can read."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Copy(_Frozen):
    """Answers as a person keeps them in a file, to be read back and compared next time."""

    format: Literal["innovation-maturity-toolkit/copy/1"]
    questionnaire: str = Field(max_length=48)
    version: int = Field(ge=1, le=10_000)
    perspective: Perspective
    size: OfficeSize
    saved: date | None = None  # the day on which the person took the file
    response: Response


class Plan(_Frozen):
    """What a person says on the result page; it changes the order of the tools and nothing else."""

    matters: tuple[str, ...] = ()  # factor ids, at most three
    refused: dict[str, str] = Field(default_factory=dict)  # tool id -> reason id
    done: tuple[str, ...] = ()  # tool ids
    role: Starter | None = None
    minutes: int | None = None
    people: int | None = None


class Sheet(_Frozen):
    """Everything that is kept under one recovery code in one wave, or outside waves."""

    questionnaire: str
    version: int
    perspective: Perspective
    size: OfficeSize = "small"
    response: Response = Field(default_factory=Response)
    plan: Plan = Field(default_factory=Plan)
    link: str | None = None  # hash of the invitation link, in hex; None outside waves
    entity: str | None = None  # whose results the person may read; None outside waves
    submitted: bool = False
    earlier: Copy | None = None

    def to_bytes(self) -> bytes:
        """Write the sheet as JSON."""
        return self.model_dump_json(exclude_defaults=True).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Sheet":
        """Read a sheet that :meth:`to_bytes` wrote."""
        return cls.model_validate_json(data)

    def copy_of_answers(self, today: date | None = None) -> Copy:
        """The answers as a copy that the person can keep."""
        return Copy(
            format=COPY_FORMAT,
            questionnaire=self.questionnaire,
            version=self.version,
            perspective=self.perspective,
            size=self.size,
            saved=today,
            response=self.response,
        )


def read_copy(data: bytes, questionnaire: Questionnaire) -> Copy:
    """Read a copy that a person brought back.

    Raises
    ------
    CopyError
        When the file is something else, was changed, or has answers that this version lacks.
    """
    try:
        copy = Copy.model_validate_json(data)
    except (ValidationError, RecursionError) as error:
        raise CopyError from error
    if copy.questionnaire != questionnaire.id or copy.version != questionnaire.version:
        raise CopyError
    if problems(questionnaire, copy.response):
        raise CopyError
    return copy


def write_copy(copy: Copy) -> bytes:
    """Write a copy as a small file that people can open and read.

    Spaces at its end fill it up to a whole step, so that its length on the wire tells nothing.
    """
    text = json.dumps(copy.model_dump(mode="json"), indent=1, ensure_ascii=False).encode()
    return text + b" " * (-(len(text) + 1) % STEP) + b"\n"


def with_plan(sheet: Sheet, **parts: object) -> Sheet:
    """The sheet with parts of its plan replaced, e.g. ``matters=("goals",)``."""
    return sheet.model_copy(update={"plan": sheet.plan.model_copy(update=parts)})


def with_decision(sheet: Sheet, tool_id: str, decision: str, reason: str) -> Sheet:
    """The sheet with a tool refused for a reason, done already, or restored."""
    plan = sheet.plan
    refused = {key: value for key, value in plan.refused.items() if key != tool_id}
    done = tuple(key for key in plan.done if key != tool_id)
    if decision == "refuse":
        refused[tool_id] = reason
    elif decision == "done":
        done = (*done, tool_id)
    return with_plan(sheet, refused=refused, done=done)
