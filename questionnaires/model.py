"""The questionnaire as frozen values: what is asked, and the rules that score the answers."""

import enum
import re
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

Perspective = Literal["team", "unit", "organisation"]
PERSPECTIVES: tuple[Perspective, ...] = get_args(Perspective)
OfficeSize = Literal["small", "large"]
OFFICE_SIZES: tuple[OfficeSize, ...] = get_args(OfficeSize)

Identifier = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=48)
]
Text = Annotated[str, StringConstraints(min_length=1, max_length=600, strip_whitespace=True)]
LevelNumber = Annotated[int, Field(ge=1, le=5)]


_EXACT = re.compile(r"[0-9]{1,6}(/[1-9][0-9]{0,5})?")


def _exact(value: object) -> Fraction:
    """Read ``"7/2"`` or ``3`` as an exact fraction; a float is refused, for it is not exact."""
    if isinstance(value, Fraction):
        return value
    if isinstance(value, bool) or not _EXACT.fullmatch(str(value)):
        raise ValueError('Should be a whole number, or a fraction such as "7/2"')
    return Fraction(str(value))


Exact = Annotated[Fraction, Field(gt=0), BeforeValidator(_exact)]


class Answer(enum.IntEnum):
    """What a person said to one question; not answered is the absence of an answer.

    The numbers are what a ballot's byte holds (0 stands for not answered), so they never change.
    """

    LEVEL_1 = 1
    LEVEL_2 = 2
    LEVEL_3 = 3
    LEVEL_4 = 4
    LEVEL_5 = 5
    DOES_NOT_APPLY = 6
    CANNOT_SAY = 7

    @property
    def level(self) -> int | None:
        """The level, 1 to 5, or None where the answer carries none."""
        return int(self) if self <= Answer.LEVEL_5 else None


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Level(_Frozen):
    """A maturity level's name and what it means in general."""

    id: Identifier
    name: Text
    meaning: Text


class Stem(_Frozen):
    """A question written out in full for each perspective in which it is asked."""

    organisation: Text
    team: Text | None = None
    unit: Text | None = None

    @property
    def wordings(self) -> dict[Perspective, str]:
        """The wordings that are written, by perspective."""
        wordings: dict[Perspective, str | None] = {
            "team": self.team,
            "unit": self.unit,
            "organisation": self.organisation,
        }
        return {key: text for key, text in wordings.items() if text is not None}

    def asked_of(self, perspective: Perspective) -> Perspective:
        """Name the perspective whose wording is read: its own, else the organisation's."""
        return perspective if perspective in self.wordings else "organisation"

    def text(self, perspective: Perspective) -> str:
        """Read the wording for a perspective; what is about the organisation has only that one."""
        return self.wordings[self.asked_of(perspective)]


class Help(_Frozen):
    """Why a question is asked, and how it looks in two settings."""

    why: Text
    headquarters: Text
    field: Text
    not_applicable: Text | None = None


class GoodEnough(_Frozen):
    """The level that is enough for a team or small office, and for a larger one."""

    small: LevelNumber
    large: LevelNumber


class Question(_Frozen):
    """One question with its five descriptions, lowest first."""

    id: Identifier
    referent: Literal["respondent", "organisation"]
    stem: Stem
    levels: tuple[Text, Text, Text, Text, Text]
    good_enough: GoodEnough
    help: Help


class Factor(_Frozen):
    """One of the 21 things that the diagnostic probes."""

    id: Identifier
    name: Text
    about: Text
    ask: Text
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]


class Module(_Frozen):
    """One of the five modules."""

    id: Identifier
    name: Text
    about: Text
    progress: Stem
    factors: Annotated[tuple[Factor, ...], Field(min_length=1)]

    @property
    def questions(self) -> tuple[Question, ...]:
        """The module's questions, in the order in which they are asked."""
        return tuple(question for factor in self.factors for question in factor.questions)


class Choice(_Frozen):
    """A closed answer with an id of its own."""

    id: Identifier
    text: Text


class Barrier(_Frozen):
    """Something that can stand in the way, where it was named, and the factors it touches."""

    id: Identifier
    text: Text
    source: Text
    factors: tuple[Identifier, ...]


class Barriers(_Frozen):
    """The question on what stands in the way."""

    stem: Stem
    limit: Annotated[int, Field(ge=1)]
    options: Annotated[tuple[Barrier, ...], Field(min_length=1)]
    none: Text
    cannot_say: Text


class TriedTool(_Frozen):
    """A tool by name, with a hint for those who know the method under another name."""

    id: Identifier
    name: Text
    hint: Text


class ToolsTried(_Frozen):
    """The optional question on tools that were used in the last twelve months."""

    stem: Text
    answers: Annotated[tuple[Choice, ...], Field(min_length=1)]
    options: Annotated[tuple[TriedTool, ...], Field(min_length=1)]


class ModuleRule(_Frozen):
    """When a module's mean is stated."""

    min_levels: Annotated[int, Field(ge=1)]
    min_share: Annotated[Exact, Field(le=1)]


class TrailblazerRule(_Frozen):
    """High where direction is set, sound elsewhere."""

    modules: dict[Identifier, Exact]
    mean: Exact


class EarlyStageRule(_Frozen):
    """Low throughout."""

    mean_below: Exact
    no_module_from: Exact


class LeadRule(_Frozen):
    """One module stands out by a margin."""

    strongest_from: Exact
    lead: Exact


class BalancedRule(_Frozen):
    """No module stands out."""

    range_below: Exact
    no_module_from: Exact


class ProfileRules(_Frozen):
    """The named profiles, tried in this order; the first that holds is the one."""

    trailblazer: TrailblazerRule
    early_stage: EarlyStageRule
    clearly: LeadRule
    balanced: BalancedRule
    leans: Exact
    names: dict[Identifier, Text]


class Rules(_Frozen):
    """How answers become levels and a profile: part of the questionnaire's version."""

    module: ModuleRule
    min_modules: Annotated[int, Field(ge=2)]
    between: Annotated[Exact, Field(lt=Fraction(1, 2))]
    profiles: ProfileRules


class Questionnaire(_Frozen):
    """One released version of what is asked."""

    id: Identifier
    version: Annotated[int, Field(ge=1)]
    language: Text
    title: Text
    status: Text
    instruction: Text
    levels: tuple[Level, Level, Level, Level, Level]
    modules: Annotated[tuple[Module, ...], Field(min_length=1)]
    progress_answers: Annotated[tuple[Choice, ...], Field(min_length=1)]
    barriers: Barriers
    tools_tried: ToolsTried
    rules: Rules

    @cached_property
    def factors(self) -> dict[str, Factor]:
        """Every factor by id, in order."""
        return {factor.id: factor for module in self.modules for factor in module.factors}

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Every question by id, in order."""
        return {question.id: question for module in self.modules for question in module.questions}

    @cached_property
    def module_of(self) -> dict[str, Module]:
        """The module of every factor id."""
        return {factor.id: module for module in self.modules for factor in module.factors}

    def module(self, module_id: str) -> Module | None:
        """Find the module with this id, or None."""
        return next((module for module in self.modules if module.id == module_id), None)
