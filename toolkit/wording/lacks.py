"""What a wave lacks before it can open: kinds and facts, and the sentences that say them."""

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.models import Assurance
from toolkit.wording import spoken
from toolkit.wording.reader import Gettext

_ENGLISH = "en"
_MOST = 20


class LackKind(enum.StrEnum):
    """What can be missing."""

    NOBODY = "nobody"  # on the roster
    EMPTY = "empty"  # an entity's part of it
    UNCONFIRMED = "unconfirmed"  # by an entity's coordinator
    UNCOORDINATED = "uncoordinated"  # an entity, so that nobody can confirm it
    WHOLE = "whole"  # the whole roster is not confirmed
    KEY = "key"
    ELIGIBLE = "eligible"
    UNTICKED = "unticked"
    OVER = "over"  # its last day
    OPEN_BESIDE = "open-beside"  # another wave with the same people
    JUST_CLOSED = "just-closed"  # likewise
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing; only the facts are given that its kind is about."""

    kind: LackKind
    entities: tuple[str, ...] = ()
    number: int = 0  # of another wave, or of further lacks, or of months
    wave: str = ""  # the title of another one
    day: date | None = None  # on which something was over
    earliest: date | None = None  # on which this one can open
    unticked: tuple[Assurance, ...] = ()

    def __str__(self) -> str:
        """In English, for the command line and for what is written down."""
        return said(spoken.gettext_of(_ENGLISH), str, self)


def first(found: Sequence[Lack]) -> list[Lack]:
    """The first twenty, and how many more there are."""
    more = len(found) - _MOST
    return [*found[:_MOST], *([Lack(LackKind.MORE, number=more)] if more > 0 else [])]


def said(gettext: Gettext, day: Callable[[object], str], lack: Lack) -> str:
    """The sentence; ``day`` writes a day as the reader does."""
    _ = gettext
    more = len(lack.entities) - _MOST
    further = [_("and %(number)s more", number=more)] if more > 0 else []
    names = ", ".join([*lack.entities[:_MOST], *further])
    beside = {"entities": names, "number": lack.number, "title": lack.wave}
    words: Mapping[LackKind, Callable[[], str]] = {
        LackKind.NOBODY: lambda: _("nobody is on its roster: import it first"),
        LackKind.EMPTY: lambda: _("%(entity)s has nobody on the roster", entity=names),
        LackKind.UNCONFIRMED: lambda: _(
            "%(entity)s is not confirmed by its coordinator", entity=names
        ),
        LackKind.UNCOORDINATED: lambda: _(
            "%(entity)s has no coordinator, so nobody can confirm it: give somebody the role, or "
            "take it off the roster",
            entity=names,
        ),
        LackKind.WHOLE: lambda: _("no administrator has confirmed the whole roster"),
        LackKind.KEY: lambda: _("its key has not been checked with the custodian's copies"),
        LackKind.ELIGIBLE: lambda: _(
            "its plan does not say who is eligible: staff, other personnel, or both"
        ),
        LackKind.UNTICKED: lambda: _(
            "not ticked on its checklist: %(names)s", names=", ".join(_names(_, lack.unticked))
        ),
        LackKind.OVER: lambda: _("its last day, %(day)s, is over: plan another", day=day(lack.day)),
        LackKind.OPEN_BESIDE: lambda: _(
            "%(entities)s: in wave %(number)s, “%(title)s”, too, which is open: close that first",
            **beside,
        ),
        LackKind.JUST_CLOSED: lambda: _(
            "%(entities)s: in wave %(number)s, “%(title)s”, too, which closed on %(closed)s: six "
            "months have to lie between, so this one can open on %(earliest)s",
            closed=day(lack.day),
            earliest=day(lack.earliest),
            **beside,
        ),
        LackKind.MORE: lambda: _("and %(number)s more", number=lack.number),
    }
    return words[lack.kind]()


def _names(gettext: Gettext, unticked: tuple[Assurance, ...]) -> list[str]:
    _ = gettext
    words: Mapping[Assurance, Callable[[], str]] = {
        Assurance.STAFF_COUNCIL: lambda: _("staff council"),
        Assurance.DATA_PROTECTION: lambda: _("data protection"),
        Assurance.ETHICS: lambda: _("ethics"),
        Assurance.NO_OTHER_SURVEY: lambda: _("no other survey"),
        Assurance.CALENDAR: lambda: _("calendar"),
    }
    return [words[one]() for one in unticked]
