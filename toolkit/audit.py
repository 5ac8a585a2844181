"""The audit log: who did what to which object. Staff and the command line, never a respondent."""

import enum
import os
import pwd
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, select, true
from sqlalchemy.orm import Session

from toolkit.models import Audit

LONGEST_SUBJECT, LONGEST_DETAIL = 254, 300  # characters


class Action(enum.StrEnum):
    """Everything that is written to the log; what is not here cannot be."""

    USER_CREATED = "user.created"
    USER_DISABLED = "user.disabled"
    USER_ENABLED = "user.enabled"
    PASSWORD_SET = "user.password-set"  # noqa: S105 - the name of an event
    USER_INVITED = "user.invited"
    INVITED_AGAIN = "user.invited-again"
    RECOVERY_MADE = "user.recovery-link-made"
    LINK_USED = "user.link-used"
    SECOND_STEP_RESET = "user.second-step-reset"
    APP_ADDED = "user.app-added"
    APP_REMOVED = "user.app-removed"
    PASSKEY_ADDED = "user.passkey-added"
    PASSKEY_REMOVED = "user.passkey-removed"
    CODES_MADE = "user.backup-codes-made"
    ORGANISATION_LINKED = "user.organisation-linked"
    ROLES_CLAIMED = "role.claimed"
    ROLE_GRANTED = "role.granted"
    ROLE_REVOKED = "role.revoked"
    CASE_SENT = "case.sent"
    CASE_SETTLED = "case.settled"
    CONTENT_DRAFTED = "content.drafted"
    CONTENT_DISCARDED = "content.discarded"
    CONTENT_HANDED_IN = "content.handed-in"
    CONTENT_SENT_BACK = "content.sent-back"
    CONTENT_PUBLISHED = "content.published"
    CONTENT_READ_AGAIN = "content.read-again"
    CONTENT_WITHDRAWN = "content.withdrawn"
    CONTENT_IMPORTED = "content.imported"
    RELEASE_SETTLED = "release.settled"
    REVIEW_DATE_SET = "content.review-date-set"
    LINKS_ASKED = "content.links-asked-for"
    ENTITIES_LISTED = "wave.entities-listed"
    ROSTER_IMPORTED = "roster.imported"
    SAMPLE_DRAWN = "roster.sample-drawn"
    ROSTER_REMOVED = "roster.removed"
    ROSTER_CONFIRMED = "roster.confirmed"
    LINKS_WRITTEN = "invitation.links-written"
    SPARE_HANDED_OUT = "invitation.spare-handed-out"
    INVITATION_REPLACED = "invitation.replaced"
    INVITATION_WITHDRAWN = "invitation.withdrawn"
    MAILING_ASKED = "mailing.asked-for"
    LETTER_ASKED = "mailing.letter-asked-for"
    ADDRESS_CORRECTED = "mailing.address-corrected"
    WAVE_PLANNED = "wave.planned"
    PLAN_CHANGED = "wave.plan-changed"
    GROUPS_SET = "wave.groups-set"
    ASSURED = "wave.assured"
    ASSURANCE_TAKEN_BACK = "wave.assurance-taken-back"
    ZONE_SET = "wave.time-zone-set"
    OPENING_SET = "wave.opening-set"
    OPENING_TAKEN_BACK = "wave.opening-taken-back"
    NOT_OPENED = "wave.not-opened"
    WAVE_DELETED = "wave.deleted"
    STEP_ASKED = "wave.step-asked-for"
    WAVE_OPENED = "wave.opened"
    WAVE_EXTENDED = "wave.extended"
    WAVE_CLOSED = "wave.closed"
    WAVE_PROPOSED = "wave.proposed"
    PROPOSAL_DISCARDED = "wave.proposal-discarded"
    WAVE_PUBLISHED = "wave.published"
    WAVE_WITHDRAWN = "wave.withdrawn"
    WAVE_GIVEN_UP = "wave.given-up"
    GROUP_NAMED = "group.named"
    GROUPS_ANEW = "groups.searched-anew"
    AMBITION_STATED = "entity.ambition-stated"
    RETURN_FILLED_IN = "entity.return-filled-in"
    RETURN_SIGNED = "entity.return-signed"
    POSTED = "entity.posted"
    TAKEN_DOWN = "entity.taken-down"
    DECIDED = "entity.decided"
    FOLLOWED_UP = "entity.followed-up"
    NAMING_AGREED = "entity.naming-agreed"
    OWN_WRITTEN = "entity.own-questions-written"
    OWN_HANDED_IN = "entity.own-questions-handed-in"
    OWN_ACCEPTED = "entity.own-questions-accepted"
    OWN_SENT_BACK = "entity.own-questions-sent-back"


def record(session: Session, *, actor: str, action: Action, subject: str, detail: str = "") -> None:
    """Write one line, in the transaction of what it tells of: both happen, or neither.

    Parameters
    ----------
    actor
        An account's address, or the user of the command line.
    subject
        What was changed, such as an account's address or "wave 3"; at most 254 characters.
    detail
        How, such as the role; at most 300 characters. Never a secret, never an answer.
    """
    session.add(
        Audit(at=datetime.now(UTC), actor=actor, action=action, subject=subject, detail=detail)
    )


def newest(session: Session, limit: int) -> list[Audit]:
    """The newest lines, newest first."""
    return list(session.scalars(select(Audit).order_by(Audit.id.desc()).limit(limit)))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log."""

    at: datetime
    actor: str
    action: str
    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class Search:
    """Which lines are asked for; what is empty or None asks for all."""

    action: str = ""
    person: str = ""  # letters of who did it, or of whom it was done to
    since: date | None = None
    until: date | None = None  # this day included; days are UTC

    def matches(self) -> ColumnElement[bool]:
        """The same as a condition."""
        wanted: list[ColumnElement[bool]] = [true()]
        if self.action:
            wanted.append(Audit.action == self.action)
        if self.person:
            letters = self.person.lower()
            wanted.append(
                func.lower(Audit.actor).contains(letters, autoescape=True)
                | func.lower(Audit.subject).contains(letters, autoescape=True)
            )
        if self.since:
            wanted.append(Audit.at >= datetime.combine(self.since, time.min, UTC))
        if self.until:
            day_after = datetime.combine(self.until, time.min, UTC) + timedelta(days=1)
            wanted.append(Audit.at < day_after)
        return and_(*wanted)


def count(session: Session, search: Search) -> int:
    """How many lines there are."""
    found = select(func.count()).select_from(Audit).where(search.matches())
    return session.scalar(found) or 0


def page(session: Session, search: Search, number: int, size: int) -> list[Line]:
    """One page of lines, newest first, from 1."""
    found = _lines(search).limit(size).offset((number - 1) * size)
    return [Line(*row) for row in session.execute(found)]


def every(session: Session, search: Search) -> Iterator[Line]:
    """All lines, newest first, a thousand in memory at a time."""
    for row in session.execute(_lines(search), execution_options={"yield_per": 1000}):
        yield Line(*row)


def _lines(search: Search) -> Select[datetime, str, str, str, str]:
    wanted = (Audit.at, Audit.actor, Audit.action, Audit.subject, Audit.detail)
    return select(*wanted).where(search.matches()).order_by(Audit.id.desc())


def command_line() -> str:
    """The actor of a command: the user as the machine knows them, not as they say who they are."""
    number = os.getuid()
    try:
        return f"command line: {pwd.getpwuid(number).pw_name}"
    except KeyError:
        return f"command line: {number}"
