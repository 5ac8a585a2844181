"""Every version of tools and questionnaires: as it is now, and how it came about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, UnaryExpression, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from toolkit.curate.refusals import VersionFacts as Version
from toolkit.models import Content, ContentState, Edition, Upkeep

LISTED = 20  # of each kind of work, on the desk's first page


@dataclass(frozen=True, slots=True)
class Key:
    """Which tool or questionnaire."""

    kind: str
    id: str

    def __str__(self) -> str:
        """As the audit log names it."""
        return f"{self.kind} {self.id}"


@dataclass(frozen=True, slots=True)
class Pile:
    """Work that waits: the first of it, and how much there is."""

    first: tuple[Version, ...]
    total: int

    @property
    def more(self) -> int:
        """How many come after the first."""
        return self.total - len(self.first)


def versions(session: Session, key: Key) -> list[Version]:
    """Every version, newest first; empty where there is no such tool or questionnaire."""
    found = _with_editions().where(Content.kind == key.kind, Content.id == key.id)
    rows = session.execute(found.order_by(Content.version.desc()))
    return [facts(row, edition) for row, edition in rows]


def version(session: Session, key: Key, number: int) -> Version | None:
    """One version, or None."""
    found = _with_editions().where(
        Content.kind == key.kind, Content.id == key.id, Content.version == number
    )
    row = session.execute(found).one_or_none()
    return None if row is None else facts(*row)


def every_version(session: Session, kind: str) -> list[Version]:
    """Every version of one kind of content, newest first."""
    found = _with_editions().where(Content.kind == kind)
    rows = session.execute(found.order_by(Content.id, Content.version.desc()))
    return [facts(row, edition) for row, edition in rows]


def drafts(session: Session) -> Pile:
    """Drafts, the one that was saved last, first."""
    return _pile(session, Edition.saved.desc(), Content.state == ContentState.DRAFT)


def in_review(session: Session) -> Pile:
    """What waits for a reader, the longest waiting first."""
    return _pile(session, Edition.saved, Content.state == ContentState.REVIEW)


def to_read_again(session: Session) -> Pile:
    """Changes of wording that one person published, and nobody else has read yet."""
    return _pile(
        session,
        Edition.saved,
        Content.state == ContentState.PUBLISHED,
        Edition.is_wording_only.is_(True),
        Edition.second_reader == "",
    )


def _pile(
    session: Session,
    order: InstrumentedAttribute[datetime] | UnaryExpression[datetime],
    *which: ColumnElement[bool],
) -> Pile:
    found = _with_editions().where(*which)
    first = session.execute(found.order_by(order, Content.id).limit(LISTED))
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    return Pile(tuple(facts(*row) for row in first), total)


def shown(versions: Iterable[Version]) -> Version | None:
    """The version that respondents see: the newest published one."""
    published = (one for one in versions if one.is_published)
    return max(published, key=lambda one: one.version, default=None)


def review_by(session: Session, key: Key) -> date | None:
    """By when somebody should read it again."""
    upkeep = session.get(Upkeep, (key.kind, key.id))
    return upkeep.review_by if upkeep else None


def review_dates(session: Session) -> dict[Key, date]:
    """By when each should be read again, where a date is set."""
    found = select(Upkeep.kind, Upkeep.id, Upkeep.review_by).where(Upkeep.review_by.is_not(None))
    return {Key(kind, id_): day for kind, id_, day in session.execute(found) if day is not None}


def facts(row: Content, edition: Edition | None) -> Version:
    """One version as its two rows tell of it."""
    return Version(
        kind=row.kind,
        id=row.id,
        version=row.version,
        state=row.state,
        text=row.text,
        authors=tuple(edition.authors.split("\n")) if edition else (),
        note=edition.note if edition else "",
        is_wording_only=bool(edition and edition.is_wording_only),
        reviewer=edition.reviewer if edition else "",
        objection=edition.objection if edition else "",
        second_reader=edition.second_reader if edition else "",
        saved=edition.saved if edition else None,
        revision=edition.revision if edition else 0,
    )


def _with_editions() -> Select[Content, Edition]:
    same = (
        (Edition.kind == Content.kind)
        & (Edition.id == Content.id)
        & (Edition.version == Content.version)
    )
    return select(Content, Edition).outerjoin(Edition, same)
