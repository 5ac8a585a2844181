"""What entities say of themselves beside their figures, and how offers and asks are sorted."""

import enum
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from toolkit.models import PostingKind

MOST_POSTINGS = 3  # of each kind
MOST_LINES = 5  # of "You said, we did"
FOLLOW_UP_AFTER = timedelta(days=90)
ACTIONS = ("a", "b", "c", "d", "e")  # of paragraph 43 of the CEB's summary, CEB/2018/2


class Effort(enum.IntEnum):
    """What an entity put into a module, in steps of equal name and not of equal cost."""

    NONE = 0
    PEOPLE = 1  # one or two people
    PROJECT = 2  # a project with money
    PRIORITY = 3  # a funded priority


@dataclass(frozen=True, slots=True)
class Ambition:
    """Where an entity wants to be in a module, and by which year."""

    module_id: str
    tenths: int  # of a level, 10 to 50 in steps of 5
    year: int

    @property
    def level(self) -> Fraction:
        """The level, 1 to 5."""
        return Fraction(self.tenths, 10)


@dataclass(frozen=True, slots=True)
class SignedReturn:
    """What an entity put into each module and did, as its executive signed it."""

    entity: str
    effort: tuple[tuple[str, Effort], ...]  # of every module
    actions: tuple[tuple[str, str], ...]  # letter of paragraph 43, and what was done
    signer_name: str
    signer_title: str
    signed_on: date


@dataclass(frozen=True, slots=True)
class Posting:
    """An offer or an ask of an entity at one factor: plain text, to be escaped."""

    entity: str
    kind: PostingKind
    number: int  # 1 to 3
    factor_id: str
    title: str
    text: str
    contact: str  # a function; may be empty


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided on a factor, and who begins when."""

    factor_id: str
    tool_id: str
    is_accepted: bool  # else "not now"
    owner: str  # a function
    first_step_on: date | None


@dataclass(frozen=True, slots=True)
class FollowUpLine:
    """What staff said, and what was done about it.

    ``said`` is the id of a published figure: ``factor:`` or ``barrier:`` or ``question:`` and the
    id in the questionnaire; a question stands for "many cannot say".
    """

    said: str
    done: str
    owner: str  # a function; may be empty


@dataclass(frozen=True, slots=True)
class Commitments:
    """Everything that one entity says of itself in a wave; equal when all of it is."""

    ambitions: tuple[Ambition, ...] = ()
    signed_return: SignedReturn | None = None
    decisions: tuple[Decision, ...] = ()
    follow_up: tuple[FollowUpLine, ...] = ()

    def ambition(self, module_id: str) -> Ambition | None:
        """The ambition in a module, or None where none was stated."""
        return next((one for one in self.ambitions if one.module_id == module_id), None)

    def decision(self, factor_id: str) -> Decision | None:
        """What was decided on a factor, or None where nothing was."""
        return next((one for one in self.decisions if one.factor_id == factor_id), None)


NOTHING = Commitments()  # what an entity says that has said nothing


@dataclass(frozen=True, slots=True)
class Exchange:
    """Offers and asks as one entity reads them; no level of anybody is in it."""

    own: tuple[Posting, ...]
    for_asks: tuple[Posting, ...]  # offers of others at factors that this entity asks about
    for_low_factors: tuple[Posting, ...]  # at its low factors, beside those above
    others: tuple[Posting, ...]  # every other posting of others


def exchange(found: Iterable[Posting], entity: str, low_factors: Collection[str] = ()) -> Exchange:
    """Sort a wave's postings for an entity; each of them stands in one place only."""
    everything = tuple(found)
    own = tuple(one for one in everything if one.entity == entity)
    asked = {one.factor_id for one in own if one.kind is PostingKind.ASK}
    others = [one for one in everything if one.entity != entity]
    offers = [one for one in others if one.kind is PostingKind.OFFER]
    for_asks = tuple(one for one in offers if one.factor_id in asked)
    low = set(low_factors) - asked
    for_low_factors = tuple(one for one in offers if one.factor_id in low)
    shown = {*for_asks, *for_low_factors}
    return Exchange(own, for_asks, for_low_factors, tuple(x for x in others if x not in shown))
