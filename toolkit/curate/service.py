"""Versions of tools and questionnaires on their way: draft, review, published, withdrawn."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from toolkit import audit
from toolkit.audit import Action
from toolkit.content import TOOL
from toolkit.curate import checking
from toolkit.curate.history import Key, facts, shown, versions
from toolkit.curate.refusals import Reason, RefusedError, StaleError
from toolkit.curate.refusals import VersionFacts as Version
from toolkit.models import Content, ContentState, Edition, Upkeep
from tools_catalog import writing

REVIEWED_AGAIN_AFTER = timedelta(days=365)
WORDING_ONLY_MAY_CHANGE = frozenset(
    {"version", "name", "summary", "prerequisites", "outputs", "monday", "propose"}
)


def create(
    session: Session,
    key: Key,
    text: str,
    *,
    actor: str,
    note: str = "",
    number: int | None = None,
) -> Version:
    """Begin a new version with a text, whose number is written into it: the next one, or given.

    Raises
    ------
    RefusedError
        With OPEN_ALREADY where a draft is open, or waits for review.
    """
    known = versions(session, key)
    if any(one.is_open for one in known):
        raise RefusedError(Reason.OPEN_ALREADY)
    number = number or next_number(session, key, known)
    row = Content(
        kind=key.kind,
        id=key.id,
        version=number,
        text="",
        sha256="",
        state=ContentState.DRAFT,
    )
    _write(row, writing.renumbered(text, number))
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:  # somebody else began the same version at the same moment
        raise RefusedError(Reason.OPEN_ALREADY) from error
    edition = Edition(
        kind=key.kind, id=key.id, version=number, authors=actor, note=note, saved=_now()
    )
    session.add(edition)
    _log(session, Action.CONTENT_DRAFTED, row, actor)
    session.flush()
    return facts(row, edition)


def next_number(session: Session, key: Key, known: Iterable[Version]) -> int:
    """The number of the next version: beyond all that are here, and beyond every release's."""
    upkeep = session.get(Upkeep, (key.kind, key.id))
    of_releases = (upkeep.base_version, upkeep.offered_version) if upkeep else ()
    return max((*(one.version for one in known), *of_releases), default=0) + 1


def save(
    session: Session, key: Key, number: int, text: str, *, revision: int, actor: str
) -> Version:
    """Keep what was written, in the version that was opened while it can still change.

    What had been handed in becomes a draft again. A version that was published or discarded since
    is not touched: the text begins a new one.

    Raises
    ------
    StaleError
        When it is no longer as it was when ``revision`` was read.
    """
    row, edition = _held(session, key, number)
    if (edition.revision if edition else 0) != revision:
        raise StaleError(facts(row, edition) if row else None)
    if row is None or edition is None or not facts(row, edition).is_open:
        return create(session, key, text, actor=actor)
    _write(row, writing.renumbered(text, number))
    row.state, edition.saved = ContentState.DRAFT, _now()
    edition.authors = "\n".join(dict.fromkeys([*edition.authors.split("\n"), actor]))
    edition.revision += 1
    return facts(row, edition)


def hand_in(
    session: Session, key: Key, number: int, *, revision: int, note: str, actor: str
) -> None:
    """Let a draft wait for a reader who did not write it."""
    row, edition = _expected(session, key, number, revision, ContentState.DRAFT)
    _require_good(session, row)
    row.state = ContentState.REVIEW
    edition.note, edition.is_wording_only = note, False
    edition.reviewer, edition.objection = "", ""
    edition.revision += 1
    _log(session, Action.CONTENT_HANDED_IN, row, actor, note)


def publish_wording(
    session: Session, key: Key, number: int, *, revision: int, note: str, actor: str
) -> None:
    """Publish a change of wording at once; it waits for a second reading.

    Raises
    ------
    RefusedError
        With NOT_WORDING where more than words was changed, or nothing was published before.
    """
    row, edition = _expected(session, key, number, revision, ContentState.DRAFT)
    _require_good(session, row)
    if not is_wording(row.text, shown(versions(session, key))):
        raise RefusedError(Reason.NOT_WORDING)
    edition.note, edition.is_wording_only, edition.reviewer = note, True, ""
    _publish(session, row, edition, actor)


def is_wording(text: str, before: Version | None) -> bool:
    """Whether a tool's change can be one of wording: the facts that tools are chosen by stay."""
    if before is None or before.kind != TOOL:
        return False
    old, new = (writing.taken_apart(one, source="") for one in (before.text, text))
    changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    facts = {name for name in changed if not name.startswith(writing.SECTION)}
    return facts <= WORDING_ONLY_MAY_CHANGE


def publish(session: Session, key: Key, number: int, *, revision: int, actor: str) -> None:
    """Publish what was handed in, as a reader who did not write any of it.

    Raises
    ------
    RefusedError
        With OWN_TEXT where the reader wrote some of it.
    """
    row, edition = _expected(session, key, number, revision, ContentState.REVIEW)
    _require_other(edition, actor)
    _require_good(session, row)
    edition.reviewer = actor
    _publish(session, row, edition, actor)


def send_back(
    session: Session, key: Key, number: int, *, revision: int, objection: str, actor: str
) -> None:
    """Return what was handed in to its authors, with the reason."""
    row, edition = _expected(session, key, number, revision, ContentState.REVIEW)
    row.state = ContentState.DRAFT
    edition.reviewer, edition.objection = actor, objection
    edition.revision += 1
    _log(session, Action.CONTENT_SENT_BACK, row, actor)


def discard(session: Session, key: Key, number: int, *, revision: int, actor: str) -> None:
    """Drop a draft; what was published stays as it is."""
    row, edition = _expected(session, key, number, revision, ContentState.DRAFT)
    _log(session, Action.CONTENT_DISCARDED, row, actor)
    session.delete(edition)
    session.flush()
    session.delete(row)


def read_again(session: Session, key: Key, number: int, *, actor: str) -> None:
    """Say that a second person has read a change of wording."""
    row, edition = _held(session, key, number)
    if row is None or edition is None or not edition.is_wording_only:
        raise StaleError(None)
    _require_other(edition, actor)
    if edition.second_reader:
        raise StaleError(facts(row, edition))
    edition.second_reader = actor
    edition.revision += 1
    _log(session, Action.CONTENT_READ_AGAIN, row, actor)


def withdraw(session: Session, key: Key, *, reason: str, actor: str) -> None:
    """Take every published version out of the catalogue; another begins from any of them.

    Raises
    ------
    RefusedError
        With NOTHING_PUBLISHED where there is none.
    """
    rows = session.scalars(
        select(Content)
        .where(
            Content.kind == key.kind,
            Content.id == key.id,
            Content.state == ContentState.PUBLISHED,
        )
        .order_by(Content.version)
        .with_for_update()
    ).all()
    if not rows:
        raise RefusedError(Reason.NOTHING_PUBLISHED)
    for row in rows:
        row.state = ContentState.WITHDRAWN
    _log(session, Action.CONTENT_WITHDRAWN, rows[-1], actor, reason)


def set_review_by(session: Session, key: Key, day: date | None, *, actor: str) -> None:
    """Say by when somebody should read it again."""
    _upkeep(session, key).review_by = day
    audit.record(
        session,
        actor=actor,
        action=Action.REVIEW_DATE_SET,
        subject=str(key),
        detail=day.isoformat() if day else "",
    )


def _require_good(session: Session, row: Content) -> None:
    found = checking.problems if row.kind == TOOL else checking.questionnaire_problems
    if found(session, row.id, row.text):
        raise RefusedError(Reason.PROBLEMS)


def _require_other(edition: Edition, actor: str) -> None:
    if actor in edition.authors.split("\n"):
        raise RefusedError(Reason.OWN_TEXT)


def _publish(session: Session, row: Content, edition: Edition, actor: str) -> None:
    row.state = ContentState.PUBLISHED
    edition.saved, edition.objection = _now(), ""
    edition.revision += 1
    if row.kind == TOOL and not edition.is_wording_only:
        upkeep = _upkeep(session, Key(row.kind, row.id))
        upkeep.review_by = _now().date() + REVIEWED_AGAIN_AFTER
    kind = "wording only: " if edition.is_wording_only else ""
    _log(session, Action.CONTENT_PUBLISHED, row, actor, f"{kind}{edition.note}")


def _expected(
    session: Session, key: Key, number: int, revision: int, state: ContentState
) -> tuple[Content, Edition]:
    """The version as it was seen, locked; StaleError where it has changed since."""
    row, edition = _held(session, key, number)
    if row is None or edition is None:
        raise StaleError(None)
    if edition.revision != revision or row.state is not state:
        raise StaleError(facts(row, edition))
    return row, edition


def _held(session: Session, key: Key, number: int) -> tuple[Content | None, Edition | None]:
    identity = (key.kind, key.id, number)
    row = session.get(Content, identity, with_for_update=True, populate_existing=True)
    return row, session.get(Edition, identity, populate_existing=True)


def _upkeep(session: Session, key: Key) -> Upkeep:
    upkeep = session.get(Upkeep, (key.kind, key.id))
    if upkeep is None:
        upkeep = Upkeep(kind=key.kind, id=key.id)
        session.add(upkeep)
    return upkeep


def _write(row: Content, text: str) -> None:
    row.text = text
    row.sha256 = hashlib.sha256(text.encode()).hexdigest()


def _log(session: Session, action: Action, row: Content, actor: str, detail: str = "") -> None:
    audit.record(
        session,
        actor=actor,
        action=action,
        subject=f"{row.kind} {row.id} {row.version}",
        detail=detail[:300],
    )


def _now() -> datetime:
    return datetime.now(UTC)
