"""A publication: all that is ever shown of a wave, as frozen values with one written form."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Protocol, TypeVar

from pydantic import TypeAdapter, ValidationError

from aggregation.errors import PublicationError
from aggregation.grid import Band, Coefficient, Mean, Share, Spread
from aggregation.settings import Settings
from aggregation.structure import Structure
from aggregation.tree import NodeKind

FORMAT = 4
READABLE = (2, 3, 4)
_ADDED = {
    3: ("scales", "spares"),
    4: ("own",),
}  # by the format that a part came with; older texts lack it


@dataclass(frozen=True, slots=True)
class Edition:
    """Which wave this is, and the versions that it rests on, e.g. ("questionnaire", "space/1")."""

    wave: str
    versions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Spares:
    """Links that were made for people who become eligible later, and how many were handed out."""

    made: int = 0
    handed_out: int = 0


@dataclass(frozen=True, slots=True)
class Buckets:
    """The shares of levels 1 and 2, 3, 4 and 5 among those who gave a level."""

    low: Share
    middle: Share
    high: Share


@dataclass(frozen=True, slots=True)
class WithoutLevel:
    """The shares of the two answers without a level among those who answered the question."""

    people: Band
    does_not_apply: Share
    cannot_say: Share


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """One question in one group; None is withheld, or nothing to show: the two look the same."""

    id: str
    people: Band | None = None  # who gave a level
    mean: Mean | None = None
    buckets: Buckets | None = None
    without_level: WithoutLevel | None = None


@dataclass(frozen=True, slots=True)
class AnswerShare:
    """The share of one answer among those who answered."""

    id: str
    share: Share


@dataclass(frozen=True, slots=True)
class ChoiceFigures:
    """How often those who answered chose each answer; None is withheld, or nothing to show."""

    id: str
    people: Band | None = None
    shares: tuple[AnswerShare, ...] | None = None


@dataclass(frozen=True, slots=True)
class NodeFigures:
    """Everything that is shown of one group."""

    id: str
    kind: NodeKind
    parent: str | None
    entities: tuple[str, ...]  # of a comparison group: the ids of those it consists of
    respondents: Band | None
    response_rate: int | None  # percent, the step of ten that was reached
    questions: tuple[QuestionFigures, ...]
    progress: tuple[ChoiceFigures, ...]  # one a module
    barriers: ChoiceFigures
    tools: tuple[ChoiceFigures, ...]

    def question(self, question_id: str) -> QuestionFigures:
        """The figures of a question; KeyError where it was not asked."""
        return _find(self.questions, question_id)


@dataclass(frozen=True, slots=True)
class SpreadFigures:
    """The pooled standard deviation within cells of the whole wave; None is withheld."""

    id: str
    spread: Spread | None


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """How one question goes with the others of its module, and their alpha without it."""

    id: str
    item_rest: Coefficient
    alpha_if_dropped: Coefficient


@dataclass(frozen=True, slots=True)
class ScaleFigures:
    """How well a module's questions go together in the whole system; None is withheld.

    They rest on ``people`` who gave a level to every question of the module.
    """

    id: str
    people: Band | None = None
    alpha: Coefficient | None = None
    omega: Coefficient | None = None
    items: tuple[ItemFigures, ...] | None = None


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question that one entity asked its own people, in its words, and what they answered."""

    statement: str
    levels: tuple[str, ...]  # the five descriptions, lowest first
    figures: QuestionFigures


@dataclass(frozen=True, slots=True)
class OwnQuestions:
    """What an entity asked of its own, shown for the whole of it and for no part."""

    id: str  # of the entity's group
    questions: tuple[OwnQuestion, ...]


@dataclass(frozen=True)
class Publication:
    """One wave's figures, all of them on the grid."""

    format: int
    edition: Edition
    settings: Settings
    structure: Structure
    nodes: tuple[NodeFigures, ...]  # a node stands before its children
    question_spreads: tuple[SpreadFigures, ...]
    module_spreads: tuple[SpreadFigures, ...]  # of one respondent's module mean
    scales: tuple[ScaleFigures, ...] = ()  # one a module; none in texts of format 2
    spares: Spares | None = None  # none in texts of format 2
    own: tuple[OwnQuestions, ...] = ()  # of entities that asked some; none in texts before format 4

    def node(self, node_id: str) -> NodeFigures:
        """The figures of a group; KeyError where the table list does not have it."""
        return _find(self.nodes, node_id)

    def question_spread(self, question_id: str) -> Spread | None:
        """The spread of a question; KeyError where it was not asked."""
        return _find(self.question_spreads, question_id).spread

    def module_spread(self, module_id: str) -> Spread | None:
        """The spread of a module; KeyError where there is none of this id."""
        return _find(self.module_spreads, module_id).spread

    def own_of(self, node_id: str) -> tuple[OwnQuestion, ...]:
        """What a group asked of its own: nothing unless it is an entity that did."""
        return next((one.questions for one in self.own if one.id == node_id), ())

    @cached_property
    def json(self) -> str:
        """The canonical form: keys sorted, no spaces, no number that is not one."""
        values = _adapter().dump_python(self, mode="json")
        for name in (
            name for since, names in _ADDED.items() if since > self.format for name in names
        ):
            del values[name]
        return json.dumps(
            values, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        )

    @property
    def hash(self) -> str:
        """The SHA-256 of the canonical form, in hexadecimal digits."""
        return hashlib.sha256(self.json.encode()).hexdigest()

    @classmethod
    def from_json(cls, text: str) -> "Publication":
        """Read a canonical form back.

        Raises
        ------
        PublicationError
            When the text is anything else, be it by a space, or of another format than 2 to 4.
        """
        try:
            publication = _adapter().validate_json(text, strict=True)
        except ValidationError as error:
            raise PublicationError(f"{error.error_count()} parts cannot be read") from error
        if publication.format not in READABLE:
            raise PublicationError(f"its format is {publication.format}, not one of {READABLE}")
        if publication.json != text:
            raise PublicationError("the text is not in its canonical form")
        return publication


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_Figures = TypeVar("_Figures", bound=_Named)


def _find(figures: Iterable[_Figures], key: str) -> _Figures:
    for one in figures:
        if one.id == key:
            return one
    raise KeyError(key)


@lru_cache(1)
def _adapter() -> TypeAdapter[Publication]:
    return TypeAdapter(Publication)
