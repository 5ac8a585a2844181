"""The desk's states, reasons and events in the reader's language."""

from collections.abc import Callable, Mapping
from datetime import date

import flask_babel

from toolkit.curate.refusals import Reason, VersionFacts
from toolkit.web.language import gettext as _

_STATES: Mapping[str, Callable[[], str]] = {
    "draft": lambda: _("Draft"),
    "review": lambda: _("In review"),
    "published": lambda: _("Published"),
    "withdrawn": lambda: _("Withdrawn"),
}
_REASONS: Mapping[Reason, Callable[[], str]] = {
    Reason.OPEN_ALREADY: lambda: _(
        "A draft of this is open already, or waits for review. Finish or discard that one first."
    ),
    Reason.OWN_TEXT: lambda: _(
        "You wrote some of this text, so somebody else has to read it: a curator or a reviewer."
    ),
    Reason.PROBLEMS: lambda: _(
        "The text still has problems. The edit page names each beside its field."
    ),
    Reason.NOT_WORDING: lambda: _(
        "More than wording was changed: the subjects that the tool serves, its levels, time, "
        "people or who can start it; or nothing was published before. Hand it in for review."
    ),
    Reason.NOTHING_PUBLISHED: lambda: _("Nothing of it is published, so nothing is withdrawn."),
}


def state(one: str) -> str:
    """A state's name."""
    return _STATES[one]()


def reason(one: Reason) -> str:
    """Why something is not done, and what helps."""
    return _REASONS[one]()


def stale(current: VersionFacts | None) -> str:
    """What happened to a version while it was read."""
    if current is None:
        return _("It was discarded meanwhile, or never was there.")
    if current.is_published and current.second_reader:
        return _("%(who)s has read it again already.", who=current.second_reader)
    if current.is_published:
        return _("%(who)s has published it already.", who=current.reviewer or current.authors[-1])
    if current.objection:
        return _("%(who)s has sent it back: %(why)s", who=current.reviewer, why=current.objection)
    if current.is_in_review:
        return _("It was handed in for review meanwhile.")
    return _("%(who)s changed the text meanwhile.", who=current.authors[-1])


def day(one: date | None) -> str:
    """A day of the calendar, or that there was none."""
    return flask_babel.format_date(one, "long") if one else _("never")


def moment(one: VersionFacts) -> str:
    """When a version was last saved; empty for what came with a release."""
    if one.saved is None:
        return ""
    return _("%(moment)s UTC", moment=flask_babel.format_datetime(one.saved, "medium"))
