"""What happens to a person's sheet: begun, kept, submitted once per invitation, deleted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from aggregation.bands import band
from questionnaires import own
from questionnaires.model import OfficeSize, Perspective, Questionnaire
from questionnaires.own import OwnQuestions
from questionnaires.responses import Response, to_bytes
from toolkit import content
from toolkit.assess.sheet import Copy, Sheet
from toolkit.models import Ballot, Cell, Eligible, Link, Wave, WaveState
from toolkit.planning import days, ownquestions
from toolkit.sealing import blobs
from toolkit.sealing.ballots import seal
from toolkit.sealing.codes import derive
from toolkit.sealing.keyhalves import is_pinned
from toolkit.sealing.links import link_id

ALONE = 0  # the wave id of those who answer for themselves
_BALLOT_ID_BYTES = 16
_NEWEST_WAVE = select(func.max(Wave.id))
_WAVE = select(Wave.__table__).where(Wave.__table__.c.id == bindparam("wave_id"))
_LINKS, _CELLS = Link.__table__.c, Cell.__table__.c
_INVITATION = (
    select(
        _LINKS.spent,
        _CELLS.entity,
        _CELLS.value.label("group"),
        _CELLS.eligible.label("people"),
        Wave.__table__,
    )
    .join_from(Link.__table__, Cell.__table__, _LINKS.cell_id == _CELLS.id)
    .join(Wave.__table__, _CELLS.wave_id == Wave.__table__.c.id)
    .where(_LINKS.id == bindparam("link"))
)
# Past the mapper, which would read a ballot before it writes: nobody who casts may read a body.
_BALLOTS = Ballot.metadata.tables["ballot"]
_CAST = insert(_BALLOTS)
_CELL_OF = select(_BALLOTS.c.cell_id).where(_BALLOTS.c.id == bindparam("key"))
_REPLACE = (
    update(_BALLOTS)
    .where(_BALLOTS.c.id == bindparam("key"))
    .values(cell_id=bindparam("cell"), body=bindparam("to"))
    .returning(_BALLOTS.c.id)
)


class UnknownLinkError(Exception):
    """No invitation has this link."""


class SpentLinkError(Exception):
    """Answers were submitted with this link before."""


class WaveNotOpenError(Exception):
    """The wave does not take answers now."""


class ChangedKeyError(Exception):
    """The wave's public key is not the one that its key halves were checked with."""


class NoSheetError(Exception):
    """Nothing is kept under this code."""


@dataclass(frozen=True, slots=True)
class Key:
    """What opens a sheet: the recovery code, and the wave that it is used in."""

    code: bytes
    wave_id: int


@dataclass(frozen=True, slots=True)
class WaveFacts:
    """What a respondent is told of a wave."""

    id: int
    title: str
    is_open: bool
    is_published: bool
    perspective: Perspective
    questionnaire: str
    version: int
    sponsor: str
    decision: str
    results_by: date
    last_day: date | None
    extended_to: date | None  # a later last day that was announced
    own_questions: str  # the hash of what entities ask of their own; empty where none does
    eligible: Eligible


@dataclass(frozen=True, slots=True)
class Invitation:
    """An unspent link, and what its holder should know before answering."""

    wave: WaveFacts
    entity: str
    group: str  # the reporting cell in words; empty where the entity chose no axis
    eligible: tuple[int, int | None]  # people in the cell, as a band
    own: OwnQuestions  # what the entity asks of its own


def wave_facts(session: Session, wave_id: int) -> WaveFacts | None:
    """What a respondent is told of a wave; None outside waves."""
    wave = session.execute(_WAVE, {"wave_id": wave_id}).one_or_none() if wave_id else None
    return None if wave is None else _facts(wave)


def _facts(wave: Row[*tuple[Any, ...]]) -> WaveFacts:
    return WaveFacts(
        id=wave.id,
        title=wave.title,
        is_open=wave.state is WaveState.OPEN,
        is_published=wave.state is WaveState.PUBLISHED,
        perspective=wave.perspective,
        questionnaire=wave.questionnaire,
        version=wave.version,
        sponsor=wave.sponsor,
        decision=wave.decision,
        results_by=wave.results_by,
        last_day=wave.last_day,
        extended_to=wave.extended_to,
        own_questions=wave.own_questions,
        eligible=wave.eligible,
    )


def invitation(session: Session, token: str) -> Invitation:
    """Look up a link without spending it.

    Raises
    ------
    UnknownLinkError, SpentLinkError, WaveNotOpenError
        Why it cannot be used.
    """
    found = session.execute(_INVITATION, {"link": link_id(token)}).one_or_none()
    if found is None:
        raise UnknownLinkError
    if found.state is not WaveState.OPEN:
        raise WaveNotOpenError
    if found.spent:
        raise SpentLinkError
    facts = _facts(found)
    asked = own_questions(session, facts, found.entity)
    return Invitation(facts, found.entity, found.group, band(found.people), asked)


def own_questions(session: Session, wave: WaveFacts | None, entity: str | None) -> OwnQuestions:
    """What an entity asks its own people in a wave; nothing outside waves."""
    if wave is None or entity is None:
        return ()
    return ownquestions.asked(session, wave.id, wave.own_questions).get(entity, ())


def zone_of(session: Session, invited: Invitation) -> str:
    """The time zone in which the holder of an invitation is told the days."""
    return days.zone_of(session, session.get_one(Wave, invited.wave.id), invited.entity)


def usable_invitation(session: Session, token: str | None) -> Invitation | None:
    """The invitation behind a token, or None where there is none that can be used now."""
    try:
        return invitation(session, token) if token else None
    except (UnknownLinkError, SpentLinkError, WaveNotOpenError):
        return None


def begin(session: Session, code: bytes, perspective: Perspective, size: OfficeSize) -> Key:
    """Begin a sheet for oneself, or go on with the one that this code has."""
    key = Key(code, ALONE)
    if blobs.read(session, code, ALONE) is None:
        newest = content.newest_questionnaire(session)
        sheet = Sheet(
            questionnaire=newest.id,
            version=newest.version,
            perspective=perspective,
            size=size,
            earlier=_earlier(session, code),
        )
        store(session, key, sheet)
    return key


def begin_again(session: Session, key: Key) -> Sheet:
    """Answer anew; finished answers become those that the next result is compared with.

    Unfinished ones stay as they are, so that a second click does not drop what the first kept.
    """

    def anew(sheet: Sheet) -> Sheet:
        if not sheet.submitted:
            return sheet
        return sheet.model_copy(
            update={"earlier": sheet.copy_of_answers(), "response": Response(), "submitted": False}
        )

    return change(session, key, anew)


def begin_invited(session: Session, code: bytes, token: str, size: OfficeSize) -> Key:
    """Begin a sheet in a wave, or go on with the one that this code has there."""
    invited = invitation(session, token)
    wave = invited.wave
    key = Key(code, wave.id)
    if blobs.read(session, code, wave.id) is None:
        sheet = Sheet(
            questionnaire=wave.questionnaire,
            version=wave.version,
            perspective=wave.perspective,
            size=size,
            link=link_id(token).hex(),
            entity=invited.entity,
            earlier=_earlier(session, code),
        )
        store(session, key, sheet)
    else:
        change(session, key, lambda sheet: _with_link(session, sheet, link_id(token), invited))
    return key


def _with_link(session: Session, sheet: Sheet, link: bytes, invited: Invitation) -> Sheet:
    """The sheet with another link, where its own was replaced before anything was submitted.

    Whoever is counted in another entity from now on is asked what that one asks of its own.
    """
    if sheet.submitted or session.get(Link, bytes.fromhex(sheet.link or "")) is not None:
        return sheet
    changed: dict[str, object] = {"link": link.hex(), "entity": invited.entity}
    if invited.entity != sheet.entity:
        changed["response"] = sheet.response.model_copy(update={"own": {}})
    return sheet.model_copy(update=changed)


def load(session: Session, key: Key, *, for_update: bool = False) -> Sheet:
    """Open a sheet, perhaps to write it back, or raise :class:`NoSheetError`."""
    data = blobs.read(session, key.code, key.wave_id, for_update=for_update)
    if data is None:
        raise NoSheetError
    return Sheet.from_bytes(data)


def store(session: Session, key: Key, sheet: Sheet) -> None:
    """Keep a sheet, dated by the newest wave only."""
    newest = key.wave_id or session.scalar(_NEWEST_WAVE) or ALONE
    blobs.write(session, key.code, key.wave_id, sheet.to_bytes(), newest_wave=newest)


def change(session: Session, key: Key, changed: Callable[[Sheet], Sheet]) -> Sheet:
    """Apply a change to the sheet as it is now, so that two open pages lose nothing."""
    sheet = changed(load(session, key, for_update=True))
    store(session, key, sheet)
    return sheet


def find(session: Session, code: bytes) -> Key:
    """Where a code was used last: the newest wave in which it has a sheet, else for oneself.

    Raises
    ------
    NoSheetError
        When nothing is kept under the code.
    """
    waves = session.scalars(select(Wave.id).order_by(Wave.id.desc()))
    wave_id = blobs.first(session, code, (*waves, ALONE))
    if wave_id is None:
        raise NoSheetError
    return Key(code, wave_id)


def _earlier(session: Session, code: bytes) -> Copy | None:
    """The newest finished answers under a code, for comparison."""
    try:
        sheet = load(session, find(session, code))
    except NoSheetError:
        return None
    return sheet.copy_of_answers() if sheet.submitted else sheet.earlier


def questionnaire_of(session: Session, sheet: Sheet) -> Questionnaire:
    """The version that the sheet was begun with."""
    return content.questionnaire(session, sheet.questionnaire, sheet.version)


def submit(session: Session, key: Key, keys: Path) -> Sheet:
    """Mark the sheet as finished and, in a wave, cast or replace its sealed ballot.

    Ballot, spent link and sheet are one transaction: after it, all three survive anything.
    ``keys`` is the folder that tells which public key was checked.

    Raises
    ------
    NoSheetError, UnknownLinkError, SpentLinkError, WaveNotOpenError, ChangedKeyError
        Why nothing was submitted.
    """
    sheet = load(session, key, for_update=True)
    if key.wave_id != ALONE:
        _cast(session, key, sheet, keys, _ballot(session, key, sheet))
    sheet = sheet.model_copy(update={"submitted": True})
    store(session, key, sheet)
    return sheet


def _ballot(session: Session, key: Key, sheet: Sheet) -> bytes:
    """A byte an item of the core, then one for each question that an entity may have asked."""
    core = to_bytes(questionnaire_of(session, sheet), sheet.response)
    if not sheet.response.own:
        return core  # the rest of a ballot is no answer
    asked = own_questions(session, wave_facts(session, key.wave_id), sheet.entity)
    return core + own.to_bytes(asked, sheet.response)


def delete(session: Session, key: Key, keys: Path) -> None:
    """Delete the sheet; in an open wave, its ballot is replaced by an empty sealed one first."""
    sheet = load(session, key, for_update=True)
    wave = wave_facts(session, key.wave_id)
    if wave is not None and wave.is_open and sheet.submitted:
        _cast(session, key, sheet, keys, b"")
    blobs.remove(session, key.code, key.wave_id)


def _cast(session: Session, key: Key, sheet: Sheet, keys: Path, answers: bytes) -> None:
    wave = session.get_one(
        Wave, key.wave_id, with_for_update={"read": True}, populate_existing=True
    )
    if wave.state is not WaveState.OPEN or wave.public_key is None:
        raise WaveNotOpenError
    if not is_pinned(keys, wave.id, wave.public_key):
        raise ChangedKeyError
    link = session.get(Link, bytes.fromhex(sheet.link or ""), with_for_update=True)
    ballot_id = derive(key.code, "ballot", key.wave_id, _BALLOT_ID_BYTES)
    # Whose link was replaced or withdrawn since keeps the ballot, and may change it.
    cell_id = link.cell_id if link else session.scalar(_CELL_OF, {"key": ballot_id})
    if cell_id is None:
        raise UnknownLinkError
    body = seal(wave.public_key, wave.id, cell_id, answers)
    replaced = session.scalar(_REPLACE, {"key": ballot_id, "cell": cell_id, "to": body})
    if link is None:
        return
    if replaced is None:
        if link.spent:
            raise SpentLinkError
        session.execute(_CAST, {"id": ballot_id, "cell_id": cell_id, "body": body})
    link.spent = True
