"""The audit log: who did what to which object. Staff and the command line, never a respondent."""

import enum
import os
import pwd
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolkit.models import Audit


class Action(enum.StrEnum):
    """Everything that is written to the log; what is not here cannot be."""

    USER_CREATED = "user.created"
    USER_DISABLED = "user.disabled"
    USER_ENABLED = "user.enabled"
    PASSWORD_SET = "user.password-set"  # noqa: S105 - the name of an event
    ROLE_GRANTED = "role.granted"
    ROLE_REVOKED = "role.revoked"
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
    ENTITIES_LISTED = "wave.entities-listed"
    ROSTER_IMPORTED = "roster.imported"
    ROSTER_REMOVED = "roster.removed"
    ROSTER_CONFIRMED = "roster.confirmed"
    LINKS_WRITTEN = "invitation.links-written"
    SPARE_HANDED_OUT = "invitation.spare-handed-out"
    INVITATION_REPLACED = "invitation.replaced"
    INVITATION_WITHDRAWN = "invitation.withdrawn"
    WAVE_PROPOSED = "wave.proposed"
    PROPOSAL_DISCARDED = "wave.proposal-discarded"
    WAVE_PUBLISHED = "wave.published"
    WAVE_WITHDRAWN = "wave.withdrawn"
    GROUP_NAMED = "group.named"
    GROUPS_ANEW = "groups.searched-anew"


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


def command_line() -> str:
    """The actor of a command: the user as the machine knows them, not as they say who they are."""
    number = os.getuid()
    try:
        return f"command line: {pwd.getpwuid(number).pw_name}"
    except KeyError:
        return f"command line: {number}"
