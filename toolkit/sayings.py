"""What entities say of themselves in a wave, and whom they asked, read in one statement."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    BindParameter,
    Boolean,
    ColumnElement,
    CompoundSelect,
    Date,
    Integer,
    Row,
    Select,
    String,
    bindparam,
    cast,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from toolkit.commitments import (
    ACTIONS,
    NOTHING,
    Ambition,
    Commitments,
    Decision,
    Effort,
    FollowUpLine,
    Posting,
    SignedReturn,
)
from toolkit.models import (
    AmbitionStated,
    Base,
    DecisionTaken,
    EntityReturn,
    FollowUpWritten,
    Membership,
    NamingAgreed,
    PostingKind,
    PostingMade,
    Sampled,
    Wave,
    WaveState,
)
from toolkit.planning.samples import Category, Sample


@dataclass(frozen=True, slots=True)
class Said:
    """What entities say of themselves in a wave, as one of them reads it.

    Attributes
    ----------
    own
        What it says itself.
    returns
        The signed returns of all entities: what one put in stands beside the line through all.
    postings
        Every offer and ask in the wave, by entity, offers first.
    named
        Module id and entities that agreed to be named to this one.
    sample
        How many of its people were drawn; None where everybody was invited.
    """

    own: Commitments = NOTHING
    returns: tuple[SignedReturn, ...] = ()
    postings: tuple[Posting, ...] = ()
    named: tuple[tuple[str, frozenset[str]], ...] = ()
    sample: Sample | None = None


_SHAPE: Mapping[str, TypeEngine[Any]] = {  # of a row of whatever is said
    "what": String(),
    "entity": String(),
    "factor": String(),
    "key": String(),
    "number": Integer(),
    "of": Integer(),
    "first": JSON(),
    "second": JSON(),
    "title": String(),
    "text": String(),
    "by": String(),
    "is_accepted": Boolean(),
    "day": Date(),
}


def _rows(what: str, table: type[Base], **columns: ColumnElement[Any]) -> Select[Any]:
    """The rows of a table for one wave, in the shape of all, so that one statement reads them."""
    values = {"what": literal(what), **columns}
    nothing = {name: cast(null(), kind) for name, kind in _SHAPE.items() if name not in values}
    found = select(*((values | nothing)[name].label(name) for name in _SHAPE))
    return found.where(table.__table__.c.wave_id == bindparam("wave_id"))


def _statement() -> CompoundSelect[Any]:
    """Everything that is said in a wave: an entity's own, and what it may read of all."""
    stated, back = AmbitionStated.__table__.c, EntityReturn.__table__.c
    posted, decided = PostingMade.__table__.c, DecisionTaken.__table__.c
    written, agreed = FollowUpWritten.__table__.c, NamingAgreed.__table__.c
    member, wave, drawn = Membership.__table__.c, Wave.__table__.c, Sampled.__table__.c
    own: BindParameter[str] = bindparam("entity")
    return union_all(
        _rows("ambition", AmbitionStated, first=stated.modules).where(stated.entity == own),
        _rows(
            "return",
            EntityReturn,
            entity=back.entity,
            first=back.effort,
            second=back.actions,
            title=back.signer_title,
            by=back.signer_name,
            day=back.signed_on,
        ).where(back.signed_on.is_not(None)),  # one that is not signed is read by nobody else
        _rows(
            "posting",
            PostingMade,
            entity=posted.entity,
            key=posted.kind,
            number=posted.number,
            title=posted.title,
            text=posted.text,
            by=posted.contact,
            factor=posted.factor_id,
        ),
        _rows(
            "decision",
            DecisionTaken,
            factor=decided.factor_id,
            key=decided.tool_id,
            is_accepted=decided.is_accepted,
            by=decided.owner,
            day=decided.first_step_on,
        ).where(decided.entity == own),
        _rows("follow-up", FollowUpWritten, first=written.lines).where(written.entity == own),
        _rows("naming", NamingAgreed, entity=agreed.entity, first=agreed.modules).where(
            wave.id == agreed.wave_id, wave.state == WaveState.PUBLISHED
        ),
        _rows("sampled", Sampled, key=drawn.value, number=drawn.drawn, of=drawn.eligible).where(
            drawn.entity == own
        ),
        _rows("member", Membership, entity=member.entity, key=member.comparison_group),
    )


_SAID = _statement()


def read(session: Session, wave_id: int, entity: str = "") -> Said:
    """What is said in a wave, as an entity reads it; without one, what all may read, and no own."""
    found: dict[str, list[Row[Any]]] = {}
    for row in session.execute(_SAID, {"wave_id": wave_id, "entity": entity}):
        found.setdefault(row.what, []).append(row)
    returns = tuple(sorted(map(_return, found.get("return", ())), key=lambda one: one.entity))
    decisions = sorted(map(_decision, found.get("decision", ())), key=lambda one: one.factor_id)
    return Said(
        own=Commitments(
            ambitions=_ambitions(found.get("ambition", ())),
            signed_return=next((one for one in returns if one.entity == entity), None),
            decisions=tuple(decisions),
            follow_up=_follow_up(found.get("follow-up", ())),
        ),
        returns=returns,
        postings=tuple(sorted(map(_posting, found.get("posting", ())), key=_place)),
        named=_named(entity, found.get("member", ()), found.get("naming", ())),
        sample=_sample(found.get("sampled", ())),
    )


def _ambitions(rows: Iterable[Row[Any]]) -> tuple[Ambition, ...]:
    return tuple(
        Ambition(key, *stated) for row in rows for key, stated in sorted(row.first.items())
    )


def _return(row: Row[Any]) -> SignedReturn:
    return SignedReturn(
        entity=row.entity,
        effort=tuple((key, Effort(value)) for key, value in sorted(row.first.items())),
        actions=tuple((key, row.second[key]) for key in ACTIONS if row.second.get(key)),
        signer_name=row.by,
        signer_title=row.title,
        signed_on=row.day,
    )


def _posting(row: Row[Any]) -> Posting:
    return Posting(
        entity=row.entity,
        kind=PostingKind(row.key),
        number=row.number,
        factor_id=row.factor,
        title=row.title,
        text=row.text,
        contact=row.by,
    )


def _place(posting: Posting) -> tuple[str, bool, int]:
    """By entity, offers first."""
    return posting.entity, posting.kind is PostingKind.ASK, posting.number


def _decision(row: Row[Any]) -> Decision:
    return Decision(row.factor, row.key, row.is_accepted, row.by, row.day)


def _follow_up(rows: Iterable[Row[Any]]) -> tuple[FollowUpLine, ...]:
    return tuple(FollowUpLine(**line) for row in rows for line in row.first)


def _sample(rows: Iterable[Row[Any]]) -> Sample | None:
    found = sorted(rows, key=lambda row: str(row.key))
    return Sample(tuple(Category(row.key, row.of, row.number) for row in found)) if found else None


def _named(
    entity: str, members: Iterable[Row[Any]], namings: Iterable[Row[Any]]
) -> tuple[tuple[str, frozenset[str]], ...]:
    """Which other entities may be named to an entity, by module.

    They have agreed, and are its peers: a comparison group of the wave holds both. Where nothing is
    published nobody is named, so whoever is not in the wave is told of nobody.
    """
    groups: dict[str, set[str]] = {}
    for row in members:
        groups.setdefault(row.key, set()).add(row.entity)
    peers = set().union(*(found for found in groups.values() if entity in found)) - {entity}
    named: dict[str, set[str]] = {}
    for row in namings:
        for module_id in row.first if row.entity in peers else ():
            named.setdefault(module_id, set()).add(row.entity)
    return tuple((module_id, frozenset(named[module_id])) for module_id in sorted(named))
