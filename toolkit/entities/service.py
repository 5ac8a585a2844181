"""What an entity says of itself, said and changed: each with a line in the audit log."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy.orm import Session

from questionnaires.model import Perspective, Questionnaire
from toolkit import content, sayings
from toolkit.audit import Action
from toolkit.commitments import (
    MOST_POSTINGS,
    Ambition,
    Decision,
    Effort,
    FollowUpLine,
    Posting,
)
from toolkit.entities.rules import Subject
from toolkit.entities.store import Change, NotInWaveError, Place, locked, read, told, wave_of, write
from toolkit.models import (
    AmbitionStated,
    DecisionTaken,
    EntityReturn,
    FollowUpWritten,
    NamingAgreed,
    OfEntityMixin,
    OwnQuestionsKept,
    PostingKind,
    PostingMade,
)
from toolkit.refusal import Refusal

_KINDS: Mapping[Subject, type[OfEntityMixin]] = {
    Subject.AMBITION: AmbitionStated,
    Subject.RETURN: EntityReturn,
    Subject.SIGNATURE: EntityReturn,
    Subject.EXCHANGE: PostingMade,
    Subject.DECISIONS: DecisionTaken,
    Subject.FOLLOW_UP: FollowUpWritten,
    Subject.NAMING: NamingAgreed,
    Subject.OWN: OwnQuestionsKept,
}


class NotCompleteError(Refusal):
    """A return is signed only when it states the effort of every module."""


@dataclass(frozen=True, slots=True)
class About:
    """The wave in which something is said, as forms need it."""

    wave_id: int
    title: str
    state: str
    perspective: Perspective
    results_by: date
    questionnaire: Questionnaire


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed a return for the entity, and when."""

    name: str
    title: str
    signed_on: date


@dataclass(frozen=True, slots=True)
class Draft:
    """An entity's return as its own people read it, signed or not; version 0 is none yet."""

    version: int
    effort: Mapping[str, int]
    actions: Mapping[str, str]
    signature: Signature | None


def about(session: Session, place: Place) -> About:
    """The wave, where the entity stands alone in it; :class:`NotInWaveError` otherwise."""
    wave = wave_of(session, place)
    return About(
        wave_id=wave.id,
        title=wave.title,
        state=wave.state,
        perspective=wave.perspective,
        results_by=wave.results_by,
        questionnaire=content.questionnaire(session, wave.questionnaire, wave.version),
    )


def state_ambitions(session: Session, change: Change, stated: Iterable[Ambition]) -> None:
    """State where an entity wants to be, in place of what was stated before."""
    locked(session, change.place, Subject.AMBITION)
    modules = {one.module_id: [one.tenths, one.year] for one in stated}
    if write(session, AmbitionStated, change, {}, modules=modules):
        detail = ", ".join(
            f"{key} {tenths / 10:.1f} by {year}" for key, (tenths, year) in modules.items()
        )
        told(session, change, Action.AMBITION_STATED, detail or "none")


def draft(session: Session, place: Place) -> Draft:
    """The return as it stands."""
    row = session.get(EntityReturn, (place.wave_id, place.entity))
    if row is None:
        return Draft(0, {}, {}, None)
    signature = None
    if row.signed_on:
        signature = Signature(row.signer_name, row.signer_title, row.signed_on)
    return Draft(row.version, row.effort, row.actions, signature)


def fill_in(
    session: Session, change: Change, effort: Mapping[str, Effort], actions: Mapping[str, str]
) -> None:
    """Fill in a return; whatever it changes takes the signature back."""
    locked(session, change.place, Subject.RETURN)
    was_signed = draft(session, change.place).signature is not None
    said = {
        "effort": {key: int(value) for key, value in effort.items()},
        "actions": {key: text for key, text in actions.items() if text},
    }
    row = read(session, EntityReturn, change)
    if row is not None and (row.effort, row.actions) == (said["effort"], said["actions"]):
        return
    unsigned = {"signer_name": "", "signer_title": "", "signed_by": "", "signed_on": None}
    write(session, EntityReturn, change, {}, **said, **unsigned)
    told(session, change, Action.RETURN_FILLED_IN, "signature taken back" if was_signed else "")


def sign(session: Session, change: Change, signature: Signature) -> None:
    """Sign the version of a return that was read.

    Raises
    ------
    NotCompleteError
        When it does not state the effort of every module of the wave's questionnaire.
    """
    wave = locked(session, change.place, Subject.SIGNATURE)
    row = read(session, EntityReturn, change)
    asked = content.questionnaire(session, wave.questionnaire, wave.version).modules
    if row is None or {module.id for module in asked} - set(row.effort):
        raise NotCompleteError(f"{change.place}: the return is not complete")
    row.signer_name, row.signer_title = signature.name, signature.title
    row.signed_by, row.signed_on = change.actor, signature.signed_on
    told(session, change, Action.RETURN_SIGNED)


def post(session: Session, change: Change, made: Posting) -> None:
    """Make or change an offer or an ask; its number, 1 to 3, is the place that it takes."""
    locked(session, change.place, Subject.EXCHANGE)
    values = {"factor_id": made.factor_id, "title": made.title, "text": made.text}
    key = {"kind": made.kind, "number": made.number}
    if write(session, PostingMade, change, key, contact=made.contact, **values):
        told(session, change, Action.POSTED, f"{made.kind} {made.number}")


def take_down(session: Session, change: Change, kind: PostingKind, number: int) -> None:
    """Take an offer or an ask down; nothing happens where it is down already."""
    locked(session, change.place, Subject.EXCHANGE)
    row = session.get(PostingMade, (change.place.wave_id, change.place.entity, kind, number))
    if row is not None:
        session.delete(row)
        told(session, change, Action.TAKEN_DOWN, f"{kind} {number}")


def decide(session: Session, change: Change, decision: Decision) -> None:
    """Say what was decided on a factor."""
    locked(session, change.place, Subject.DECISIONS)
    values = asdict(decision)
    key = {"factor_id": values.pop("factor_id")}
    if write(session, DecisionTaken, change, key, **values):
        said = "accepted" if decision.is_accepted else "not now"
        told(session, change, Action.DECIDED, f"{decision.factor_id}: {said}")


def follow_up(session: Session, change: Change, lines: Sequence[FollowUpLine]) -> None:
    """Say what staff said and what was done, in place of what stood there before."""
    locked(session, change.place, Subject.FOLLOW_UP)
    if write(session, FollowUpWritten, change, {}, lines=[asdict(one) for one in lines]):
        told(session, change, Action.FOLLOWED_UP, f"{len(lines)} lines")


def agree_to_be_named(session: Session, change: Change, modules: Iterable[str]) -> None:
    """Say in which modules the entity may be named to its peers, from now on; else in none."""
    locked(session, change.place, Subject.NAMING)
    chosen = sorted(set(modules))
    if write(session, NamingAgreed, change, {}, modules=chosen):
        told(session, change, Action.NAMING_AGREED, ", ".join(chosen) or "in no module")


def agreed(session: Session, place: Place) -> tuple[str, ...]:
    """The modules in which an entity agrees to be named now."""
    row = session.get(NamingAgreed, (place.wave_id, place.entity))
    return tuple(row.modules) if row else ()


def posting(session: Session, place: Place, kind: str, number: int) -> Posting:
    """An offer or an ask of an entity by its place; with empty texts where there is none.

    Raises
    ------
    NotInWaveError
        When there is no such place.
    """
    if kind not in set(PostingKind) or not 1 <= number <= MOST_POSTINGS:
        raise NotInWaveError(f"{place}: no place {kind} {number}")
    empty = Posting(place.entity, PostingKind(kind), number, "", "", "", "")
    posted = sayings.read(session, place.wave_id, place.entity).postings
    found = (one for one in posted if one.entity == place.entity)
    return next((one for one in found if (one.kind, one.number) == (kind, number)), empty)


def version(session: Session, subject: Subject, place: Place, *key: object) -> int:
    """The version that whoever reads now has in hand; 0 where nothing is stored."""
    row = session.get(_KINDS[subject], (place.wave_id, place.entity, *key))
    return row.version if row else 0
