"""Curated tools as frozen values, what a person needs, and what is recommended and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Starter = Literal["anyone", "team-lead", "head-of-office", "executive"]
STARTERS: tuple[Starter, ...] = get_args(Starter)  # in order of authority

Identifier = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=48)
]
Text = Annotated[str, StringConstraints(min_length=1, max_length=600, strip_whitespace=True)]
LevelNumber = Annotated[int, Field(ge=1, le=5)]
GroupSize = Annotated[int, Field(ge=1, le=500)]
Relevance = Annotated[int, Field(ge=1, le=3)]

OWN_RELEVANCE = 3  # of a tool for the factor that it was written for

SECTION_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "sentence": "In one sentence",
        "when": "Use it when, not when",
        "result": "What you end up with",
        "effort": "Time, people, material",
        "before": "Before you start",
        "steps": "Steps",
        "worksheet": "Worksheet",
        "case": "A case from practice",
        "trouble": "If it goes wrong",
        "next": "Next tools",
        "references": "References",
    }
)  # by chosen id, in the order in which every tool has them
SECTIONS: tuple[str, ...] = tuple(SECTION_TITLES.values())


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)


class LevelWindow(_Frozen):
    """The maturity levels at which a tool is useful, both included."""

    lowest: Annotated[LevelNumber, Field(alias="from")]
    highest: Annotated[LevelNumber, Field(alias="to")]


class PeopleRange(_Frozen):
    """How many people a tool needs, both included."""

    fewest: Annotated[GroupSize, Field(alias="from")]
    most: Annotated[GroupSize, Field(alias="to")]


class Section(_Frozen):
    """One part of a tool's text, in Markdown."""

    title: Text
    markdown: str


class Tool(_Frozen):
    """One curated tool: facts for choosing it, and the text for doing it."""

    id: Identifier
    version: Annotated[int, Field(ge=1)]
    language: Text
    name: Text
    counterpart: Text  # the tool of the UN Innovation Toolkit that serves the same factor
    module: Identifier
    summary: Text
    factors: Annotated[dict[Identifier, Relevance], Field(min_length=1)]
    levels: LevelWindow
    minutes: Annotated[int, Field(ge=10, le=5000)]  # of work, for the first full use
    people: PeopleRange
    who_can_start: Starter
    prerequisites: tuple[Text, ...]
    outputs: Annotated[tuple[Text, ...], Field(min_length=1)]
    monday: Text
    propose: Text
    sections: tuple[Section, ...]  # as SECTION_TITLES

    def __hash__(self) -> int:
        """Agree with equality, which compares every field; the factors' dict has no hash."""
        return hash((self.id, self.version, self.language))

    @property
    def own_factors(self) -> tuple[str, ...]:
        """The factors that the tool was written for; every other one it serves beside them."""
        return tuple(id_ for id_, relevance in self.factors.items() if relevance == OWN_RELEVANCE)

    def can_be_started_by(self, role: Starter) -> bool:
        """Whether a person in this role has the authority to start the tool."""
        return STARTERS.index(self.who_can_start) <= STARTERS.index(role)


@dataclass(frozen=True, slots=True)
class Need:
    """What one factor calls for: its level, the level that is good enough, and how sure that is.

    ``level`` is 1 to 5, or None where no answer carries one; ``cannot_say`` then tells why.
    """

    factor_id: str
    module_id: str
    level: Fraction | None
    target: Fraction
    reliability: Fraction  # 0 to 1
    cannot_say: bool = False


@dataclass(frozen=True, slots=True)
class Situation:
    """What a person says about the own situation; nothing of it is required."""

    role: Starter | None = None
    minutes: int | None = None  # at most
    people: int | None = None  # at most, who can take part
    matters: frozenset[str] = frozenset()  # factor ids marked for the next six months
    barrier_factors: frozenset[str] = frozenset()  # factor ids touched by barriers chosen
    refused: frozenset[str] = frozenset()  # tool ids "not for us"
    done: frozenset[str] = frozenset()  # tool ids "already done"


Kind = Literal["gap", "further"]
TieBreaker = Literal["matters", "barriers", "can-start", "shorter", "curated-order"]
TIE_BREAKERS: tuple[TieBreaker, ...] = get_args(TieBreaker)  # in the order in which they are tried
AheadReason = Literal["gap", "gain", "variety"] | TieBreaker


@dataclass(frozen=True, slots=True)
class Contribution:
    """How one factor speaks for a tool.

    ``gain`` is relevance x gap x reliability x fit, raised where the factor matters or a barrier
    touches it, and halved in a recommendation to go further.
    """

    factor_id: str
    relevance: int  # 1 to 3
    level: Fraction  # 1 to 5
    target: Fraction  # 1 to 5
    gap: Fraction  # 0 to 2
    reliability: Fraction  # 0 to 1
    fit: Fraction  # 1 where the level lies in the tool's window, less outside
    matters: bool
    barrier: bool
    gain: Fraction


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A tool, its gain, and the reasons as data.

    ``ahead_of_next`` says why it stands before the next one; for the last one shown, before the
    first one that is not. None where nothing comes after it.

    - "gap": it closes a gap, and the next one goes further than good enough;
    - "gain": its gain is higher, by the answers alone;
    - "variety": the next one comes first by itself, but is too near to those already standing;
    - a tie-breaker: by the answers alone it would not be ahead, and this is what decided.
    """

    tool: Tool
    kind: Kind
    gain: Fraction
    contributions: tuple[Contribution, ...]  # largest first; their gains add up to ``gain``
    ahead_of_next: AheadReason | None


@dataclass(frozen=True, slots=True)
class FindOutFirst:
    """A factor that was answered "cannot say": no gap, but something to ask about."""

    factor_id: str
    module_id: str


@dataclass(frozen=True, slots=True)
class Recommendations:
    """Everything that a result page says about tools."""

    chosen: tuple[Recommendation, ...]
    to_propose: tuple[Recommendation, ...] = ()  # above the person's role
    find_out_first: tuple[FindOutFirst, ...] = ()
    left_out: tuple[Recommendation, ...] = ()  # more time or people than there is
