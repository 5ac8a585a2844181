"""What a new release changed where the text was changed here too, and what is made of it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolkit import audit, content
from toolkit.audit import Action
from toolkit.content import TOOL
from toolkit.curate import history, service
from toolkit.curate.history import Key
from toolkit.curate.refusals import Reason, RefusedError, StaleError, VersionFacts
from toolkit.models import Upkeep
from tools_catalog import writing
from tools_catalog.errors import ToolError


@dataclass(frozen=True, slots=True)
class Offer:
    """Three texts: the release that both come from, the new release's, and the one here."""

    key: Key
    version: int  # of the new release
    base: str
    theirs: str
    mine: str
    open: VersionFacts | None  # the draft that is mine, where one is open
    both: tuple[str, ...]  # the fields that both changed, in different ways


def offers(session: Session) -> list[Key]:
    """Everything that waits for a decision."""
    found = select(Upkeep.kind, Upkeep.id).where(Upkeep.offered_version > 0)
    return [Key(*row) for row in session.execute(found.order_by(Upkeep.kind, Upkeep.id))]


def offer(session: Session, key: Key) -> Offer | None:
    """What a release offers for one tool or questionnaire, or None."""
    upkeep = session.get(Upkeep, (key.kind, key.id))
    if upkeep is None or not upkeep.offered_version:
        return None
    versions = history.versions(session, key)
    is_open = next((one for one in versions if one.is_open), None)
    mine = is_open or history.shown(versions) or next(iter(versions), None)
    text = mine.text if mine else ""
    base = upkeep.base_text
    both = _joined(base, text, upkeep.offered_text)[1] if key.kind == TOOL else []
    return Offer(
        key=key,
        version=upkeep.offered_version,
        base=base,
        theirs=upkeep.offered_text,
        mine=text,
        open=is_open,
        both=tuple(both),
    )


def keep_mine(session: Session, key: Key, version: int, *, actor: str) -> None:
    """Leave the release's text, knowingly; it is offered again only when it changes again."""
    _settle(session, key, version)
    _log(session, key, version, "kept ours", actor)


def take_theirs(session: Session, key: Key, version: int, *, actor: str) -> VersionFacts:
    """Begin a draft with the release's text, under its own number where that is free.

    Raises
    ------
    RefusedError
        With OPEN_ALREADY where a draft is open, which would be lost.
    """
    offered = _offered(session, key, version)
    if offered.open:
        raise RefusedError(Reason.OPEN_ALREADY)
    newest = max((one.version for one in history.versions(session, key)), default=0)
    _settle(session, key, version)
    _log(session, key, version, "took theirs", actor)
    number = version if version > newest else None
    note = f"Release {version}"
    return service.create(session, key, offered.theirs, actor=actor, note=note, number=number)


def join(session: Session, key: Key, version: int, *, actor: str) -> VersionFacts:
    """Put both changes into one draft, field by field; where both changed one, ours stands."""
    offered = _offered(session, key, version)
    fields, _both = _joined(offered.base, offered.mine, offered.theirs)
    text = writing.put_together(fields)
    _settle(session, key, version)
    _log(session, key, version, "joined both", actor)
    if offered.open is None:
        return service.create(session, key, text, actor=actor, note=f"With release {version}")
    return service.save(
        session, key, offered.open.version, text, revision=offered.open.revision, actor=actor
    )


def _joined(base: str, mine: str, theirs: str) -> tuple[dict[str, str], list[str]]:
    return writing.merged(_fields(base), _fields(mine), _fields(theirs))


def _fields(text: str) -> dict[str, str]:
    try:
        return writing.taken_apart(text, source="") if text else {}
    except ToolError:
        return {}


def _offered(session: Session, key: Key, version: int) -> Offer:
    found = offer(session, key)
    if found is None or found.version != version:
        raise StaleError(None)
    return found


def _settle(session: Session, key: Key, version: int) -> None:
    upkeep = session.get(Upkeep, (key.kind, key.id), with_for_update=True)
    if upkeep is None or not version or upkeep.offered_version != version:
        raise StaleError(None)
    content.settle(upkeep, version, upkeep.offered_text)
    session.flush()


def _log(session: Session, key: Key, version: int, choice: str, actor: str) -> None:
    audit.record(
        session,
        actor=actor,
        action=Action.RELEASE_SETTLED,
        subject=str(key),
        detail=f"release {version}: {choice}",
    )
