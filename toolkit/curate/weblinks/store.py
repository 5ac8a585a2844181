"""Links as the database keeps them: which tools lead where, and what the last visits found."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, Self, cast

from sqlalchemy import ColumnElement, Select, delete, func, or_, select
from sqlalchemy.orm import Session

from toolkit import audit, jobs
from toolkit.audit import Action
from toolkit.content import TOOL
from toolkit.curate.weblinks.visiting import Finding
from toolkit.models import (
    Content,
    ContentState,
    Job,
    JobName,
    JobState,
    LinkFault,
    LinkPlace,
    LinkRound,
    LinkState,
    WebLink,
)
from tools_catalog.loader import web_links

EVERY = timedelta(days=7)
_READ = (ContentState.DRAFT, ContentState.REVIEW, ContentState.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Errand:
    """Which links a job visits: all, those that failed once, or those of one tool."""

    kind: Literal["all", "failed", "tool"]
    about: str  # the day on which it began, or the id of the tool

    @property
    def subject(self) -> str:
        """What a job is told of it."""
        return f"{self.kind} {self.about}"

    @classmethod
    def of(cls, subject: str) -> Self:
        """What a job's subject stands for."""
        kind, _, about = subject.partition(" ")
        return cls(cast("Literal['all', 'failed', 'tool']", kind), about)


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """One link of one tool, as the desk shows it."""

    tool_id: str
    address: str
    state: LinkState = LinkState.UNCHECKED
    fault: LinkFault | None = None
    moved_to: str = ""
    checked: date | None = None
    failing_since: date | None = None

    @property
    def is_broken(self) -> bool:
        """Whether every visit has failed, on two days or more."""
        return bool(self.failing_since and self.checked and self.failing_since < self.checked)


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """When links were last visited, and whether the web could be reached at all."""

    tried: date
    found_web: bool


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A check that waits or runs: ``done`` of ``total`` links."""

    is_running: bool
    done: int
    total: int


def led_to(session: Session, tool_id: str | None = None) -> dict[str, tuple[str, ...]]:
    """Where tools lead: the version that respondents see and the one that is written, by id."""
    newest = (
        select(Content.id, func.max(Content.version).label("version"))
        .where(Content.kind == TOOL, Content.state.in_(_READ))
        .group_by(Content.id, Content.state)
    )
    if tool_id is not None:
        newest = newest.where(Content.id == tool_id)
    wanted = newest.subquery()
    texts = (
        select(Content.id, Content.text)
        .join(wanted, (Content.id == wanted.c.id) & (Content.version == wanted.c.version))
        .where(Content.kind == TOOL)
        .order_by(Content.id, Content.version)
    )
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for key, text in session.execute(texts):
        found[key] |= dict.fromkeys(web_links(text))
    return {key: tuple(addresses) for key, addresses in found.items()}


def note_places(session: Session, found: Mapping[str, Collection[str]], errand: Errand) -> None:
    """Write down where tools lead; what no tool leads to any more is forgotten."""
    every = {address for addresses in found.values() for address in addresses}
    known = set(session.scalars(select(WebLink.sha256)))
    session.add_all(
        WebLink(sha256=key, address=address)
        for address in every
        if (key := _key(address)) not in known
    )
    session.flush()
    old = delete(LinkPlace)
    session.execute(old.where(LinkPlace.tool_id == errand.about) if errand.kind == "tool" else old)
    session.add_all(
        LinkPlace(tool_id=tool_id, sha256=_key(address))
        for tool_id, addresses in found.items()
        for address in addresses
    )
    session.flush()
    session.execute(delete(WebLink).where(WebLink.sha256.not_in(select(LinkPlace.sha256))))


def due(session: Session, errand: Errand) -> list[str]:
    """The addresses that an errand still has to visit, the longest unvisited first."""
    wanted = select(WebLink.address).order_by(WebLink.checked.nulls_first(), WebLink.sha256)
    if errand.kind == "tool":
        of_tool = select(LinkPlace.sha256).where(LinkPlace.tool_id == errand.about)
        return list(session.scalars(wanted.where(WebLink.sha256.in_(of_tool))))
    day = date.fromisoformat(errand.about)
    if errand.kind == "failed":
        return list(session.scalars(wanted.where(_has_failed_once(), WebLink.checked < day)))
    return list(
        session.scalars(wanted.where(or_(WebLink.checked.is_(None), WebLink.checked < day)))
    )


def that_worked(session: Session, most: int, *, but: Collection[str]) -> list[str]:
    """Some addresses that worked when they were last visited, beside these."""
    working = select(WebLink.address).where(WebLink.state == LinkState.WORKS)
    newest = working.order_by(WebLink.checked.desc(), WebLink.sha256).limit(most + len(but))
    return [one for one in session.scalars(newest) if one not in but][:most]


def note(session: Session, findings: Mapping[str, Finding], day: date) -> None:
    """Write down what visits found."""
    for address, finding in findings.items():
        link = session.get(WebLink, _key(address))
        if link is None:
            continue  # the text that led there is gone meanwhile
        link.state, link.fault, link.moved_to = finding.state, finding.fault, finding.moved_to
        link.checked = day
        link.failing_since = (link.failing_since or day) if finding.is_failure else None


def note_round(session: Session, errand: Errand, day: date, *, found_web: bool) -> None:
    """Write down that there was a check, and whether anything answered."""
    row = session.get(LinkRound, 1) or LinkRound(id=1)
    row.tried, row.found_web = day, found_web
    if errand.kind == "all":
        row.began = date.fromisoformat(errand.about)
    session.add(row)


def wanted(session: Session, today: date) -> Errand | None:
    """What is to be visited by itself, once a curator has asked for the first check.

    All links every week; on the other days those that failed on one day only, once.
    """
    row = session.get(LinkRound, 1)
    if row is None or row.tried >= today:
        return None
    if row.began is not None and row.began + EVERY <= today:
        return Errand("all", today.isoformat())
    failed = select(WebLink.sha256).where(_has_failed_once(), WebLink.checked < today).limit(1)
    if session.scalar(failed) is not None:
        return Errand("failed", today.isoformat())
    return None


def ask(session: Session, errand: Errand, *, actor: str) -> None:
    """Ask for a check, unless the same one waits already."""
    jobs.ask(session, JobName.LINKS, subject=errand.subject)
    audit.record(session, actor=actor, action=Action.LINKS_ASKED, subject=errand.subject)


def under_way(session: Session) -> UnderWay | None:
    """How far a check has come that waits or runs; of several, the first one."""
    open_ = (JobState.WAITING, JobState.RUNNING)
    found = select(Job).where(Job.name == JobName.LINKS, Job.state.in_(open_))
    job = session.scalars(found.order_by(Job.id).limit(1)).first()
    return UnderWay(job.state is JobState.RUNNING, job.done, job.total) if job else None


def last_round(session: Session) -> RoundFacts | None:
    """The last check, or None where there was none yet."""
    row = session.get(LinkRound, 1)
    return RoundFacts(row.tried, row.found_web) if row else None


def of_tool(session: Session, tool_id: str) -> list[LinkFacts]:
    """Every link of a tool as it is written now, with what its last visit found."""
    addresses = led_to(session, tool_id).get(tool_id, ())
    rows = select(WebLink).where(WebLink.sha256.in_([*map(_key, addresses)]))
    known = {row.address: row for row in session.scalars(rows)}
    return [
        _facts(tool_id, known[one]) if one in known else LinkFacts(tool_id, one)
        for one in addresses
    ]


def amiss(session: Session) -> list[LinkFacts]:
    """Every link that did not simply work, of tools that still lead there, by tool."""
    good = (LinkState.WORKS, LinkState.UNCHECKED)
    rows = _placed().where(WebLink.state.not_in(good)).order_by(LinkPlace.tool_id, WebLink.address)
    found = [_facts(tool_id, row) for tool_id, row in session.execute(rows)]
    now = {key: led_to(session, key) for key in {one.tool_id for one in found}}
    return [one for one in found if one.address in now[one.tool_id].get(one.tool_id, ())]


def counts(session: Session) -> dict[LinkState, int]:
    """How many links there are in each state."""
    found = select(WebLink.state, func.count()).group_by(WebLink.state)
    return dict(session.execute(found).all())


def broken(session: Session) -> int:
    """How many links were broken when they were last visited."""
    found = select(func.count()).where(WebLink.failing_since < WebLink.checked)
    return session.scalar(found) or 0


def _placed() -> Select[str, WebLink]:
    return select(LinkPlace.tool_id, WebLink).join(WebLink, WebLink.sha256 == LinkPlace.sha256)


def _has_failed_once() -> ColumnElement[bool]:
    return WebLink.failing_since == WebLink.checked


def _facts(tool_id: str, row: WebLink) -> LinkFacts:
    return LinkFacts(
        tool_id=tool_id,
        address=row.address,
        state=row.state,
        fault=row.fault,
        moved_to=row.moved_to,
        checked=row.checked,
        failing_since=row.failing_since,
    )


def _key(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()
