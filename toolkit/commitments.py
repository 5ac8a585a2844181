"""What entities say of themselves beside their figures, as pages of results read it."""

import enum
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from toolkit.models import (
    AmbitionStated,
    DecisionTaken,
    EntityReturn,
    FollowUpWritten,
    Membership,
    NamingAgreed,
    PostingKind,
    PostingMade,
    Wave,
    WaveState,
)

MOST_POSTINGS = 3  # of each kind
MOST_LINES = 5  # of "You said, we did"
FOLLOW_UP_AFTER = timedelta(days=90)
ACTIONS = ("a", "b", "c", "d", "e")  # of paragraph 43 of the CEB's summary, CEB/2018/2

_STATED, _RETURN = AmbitionStated.__table__.c, EntityReturn.__table__.c
_POSTED, _DECIDED = PostingMade.__table__.c, DecisionTaken.__table__.c
_WRITTEN, _AGREED = FollowUpWritten.__table__.c, NamingAgreed.__table__.c
_MEMBER, _WAVE = Membership.__table__.c, Wave.__table__.c
_BY_ENTITY: BindParameter[str] = bindparam("entity")
_BY_WAVE: BindParameter[int] = bindparam("wave_id")

_AMBITIONS = select(_STATED.modules).where(
    _STATED.wave_id == _BY_WAVE, _STATED.entity == _BY_ENTITY
)
_SIGNED = select(*_RETURN).where(_RETURN.wave_id == _BY_WAVE, _RETURN.signed_on.is_not(None))
_POSTINGS = (
    select(*_POSTED)
    .where(_POSTED.wave_id == _BY_WAVE)
    .order_by(_POSTED.entity, _POSTED.kind.desc(), _POSTED.number)
)
_DECISIONS = (
    select(*_DECIDED)
    .where(_DECIDED.wave_id == _BY_WAVE, _DECIDED.entity == _BY_ENTITY)
    .order_by(_DECIDED.factor_id)
)
_FOLLOW_UP = select(_WRITTEN.lines).where(
    _WRITTEN.wave_id == _BY_WAVE, _WRITTEN.entity == _BY_ENTITY
)
_NAMINGS = (
    select(_AGREED.entity, _AGREED.modules)
    .join(Wave.__table__, _WAVE.id == _AGREED.wave_id)
    .where(_AGREED.wave_id == _BY_WAVE, _WAVE.state == WaveState.PUBLISHED)
)
_GROUPS = select(_MEMBER.comparison_group, _MEMBER.entity).where(_MEMBER.wave_id == _BY_WAVE)


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


def commitments(session: Session, wave_id: int, entity: str) -> Commitments:
    """What an entity says of itself in a wave."""
    return Commitments(
        ambitions=ambitions(session, wave_id, entity),
        signed_return=next(
            (one for one in signed_returns(session, wave_id) if one.entity == entity), None
        ),
        decisions=decisions(session, wave_id, entity),
        follow_up=follow_up(session, wave_id, entity),
    )


def ambitions(session: Session, wave_id: int, entity: str) -> tuple[Ambition, ...]:
    """What an entity stated before the wave opened, by module id."""
    modules: Mapping[str, list[int]] = session.scalar(_AMBITIONS, _of(wave_id, entity)) or {}
    return tuple(Ambition(key, *stated) for key, stated in sorted(modules.items()))


def signed_returns(session: Session, wave_id: int) -> tuple[SignedReturn, ...]:
    """The signed returns of a wave by entity; one that is not signed is read by nobody else."""
    found = session.execute(_SIGNED.order_by(_RETURN.entity), {"wave_id": wave_id})
    return tuple(
        SignedReturn(
            entity=row.entity,
            effort=tuple((key, Effort(value)) for key, value in sorted(row.effort.items())),
            actions=tuple((key, row.actions[key]) for key in ACTIONS if row.actions.get(key)),
            signer_name=row.signer_name,
            signer_title=row.signer_title,
            signed_on=row.signed_on,
        )
        for row in found
    )


def postings(session: Session, wave_id: int) -> tuple[Posting, ...]:
    """Every offer and ask in a wave, by entity, offers first."""
    return tuple(
        Posting(
            entity=row.entity,
            kind=PostingKind(row.kind),
            number=row.number,
            factor_id=row.factor_id,
            title=row.title,
            text=row.text,
            contact=row.contact,
        )
        for row in session.execute(_POSTINGS, {"wave_id": wave_id})
    )


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


def decisions(session: Session, wave_id: int, entity: str) -> tuple[Decision, ...]:
    """What an entity's executive decided, by factor id."""
    return tuple(
        Decision(row.factor_id, row.tool_id, row.is_accepted, row.owner, row.first_step_on)
        for row in session.execute(_DECISIONS, _of(wave_id, entity))
    )


def follow_up(session: Session, wave_id: int, entity: str) -> tuple[FollowUpLine, ...]:
    """What an entity says it did after its results, in its own order."""
    lines: list[dict[str, str]] = session.scalar(_FOLLOW_UP, _of(wave_id, entity)) or []
    return tuple(FollowUpLine(**line) for line in lines)


def named_to(session: Session, wave_id: int, entity: str) -> dict[str, frozenset[str]]:
    """Which other entities may be named to an entity, by module.

    They have agreed, and are its peers: a comparison group of the wave holds both. Where nothing is
    published nobody is named, so whoever is not in the wave is told of nobody.
    """
    groups: dict[str, set[str]] = {}
    for group, member in session.execute(_GROUPS, {"wave_id": wave_id}):
        groups.setdefault(group, set()).add(member)
    peers = set().union(*(found for found in groups.values() if entity in found)) - {entity}
    named: dict[str, set[str]] = {}
    for other, modules in session.execute(_NAMINGS, {"wave_id": wave_id}):
        for module_id in modules if other in peers else ():
            named.setdefault(module_id, set()).add(other)
    return {module_id: frozenset(found) for module_id, found in named.items()}


def _of(wave_id: int, entity: str) -> dict[str, object]:
    return {"wave_id": wave_id, "entity": entity}
