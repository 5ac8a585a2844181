"""Who is told what, and what every sentence carries: what silence leaves open."""

from dataclasses import dataclass
from fractions import Fraction
from math import floor

from aggregation.findings import Finding
from aggregation.levels import LevelStatement, Tolerance
from questionnaires.model import Perspective
from toolkit.wording import figures
from toolkit.wording.reader import Reader

MAJORITY = 50  # percent of those asked; under it every sentence begins with whom it is about


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing to say, with what chance and silence leave open, and where its evidence is."""

    id: str
    text: str
    chance: str
    silence: str
    evidence: str  # the id of a section of the page


@dataclass(frozen=True, slots=True)
class Teller:
    """One group in one wave, and the language in which it is told.

    ``basis`` is what a median of entities rests on, in words; empty for a group's own means.
    ``asked`` says who was invited; empty in waves of which it was not said.
    """

    reader: Reader
    perspective: Perspective
    response_rate: int | None
    findings: tuple[Finding, ...]
    basis: str = ""
    asked: str = ""

    def said(self, kind: str) -> tuple[Finding, ...]:
        """The findings of one kind, the foremost first."""
        return tuple(one for one in self.findings if one.kind == kind)

    @property
    def is_minority(self) -> bool:
        """Whether fewer than half are known to have answered."""
        return self.response_rate is None or self.response_rate < MAJORITY

    def either(self, of_all: str, of_those: str) -> str:
        """The sentence, or the one that begins "Of those who answered"."""
        return of_those if self.is_minority else of_all


def silent(teller: Teller) -> str:
    """What those who did not answer leave open."""
    _ = teller.reader.gettext
    rate = teller.response_rate
    if not rate:
        return _("How many did not answer is not shown; they may see it otherwise.")
    if rate >= 100:  # noqa: PLR2004 - percent
        return _("None: everybody who was asked answered.")
    return _(
        "Up to %(silent)s did not answer; they may see it otherwise.",
        silent=figures.percent(teller.reader, 100 - rate),
    )


def tolerance(teller: Teller, module_id: str, level: LevelStatement) -> str:
    """How different those who did not answer would have to be for another level."""
    reader, held = teller.reader, level.tolerance
    _ = reader.gettext
    name, stated = reader.name(module_id), figures.level(reader, level)
    if held is None or not teller.response_rate:
        return _("%(module)s is %(level)s.", module=name, level=stated)
    silence = figures.percent(reader, 100 - teller.response_rate)
    return _(
        "%(module)s is %(level)s: holds unless those who did not answer, up to %(silent)s, are on "
        "average %(difference)s.",
        module=name,
        level=stated,
        silent=silence,
        difference=_difference(reader, held),
    )


def _difference(reader: Reader, held: Tolerance) -> str:
    """How far a level bears that others differ, rounded down."""
    _ = reader.gettext
    tenths = floor(figures.exact(held.points) * 10)
    points = reader.mean(Fraction(tenths, 10))
    if held.direction == "lower":
        return _("more than %(points)s lower", points=points) if tenths else _("slightly lower")
    return _("more than %(points)s higher", points=points) if tenths else _("slightly higher")
