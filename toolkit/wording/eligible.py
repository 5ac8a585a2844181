"""Who was to answer in a wave, in words."""

from collections.abc import Callable, Mapping

from toolkit.models import Eligible
from toolkit.planning.samples import Sample
from toolkit.wording.reader import Gettext

EVERY = tuple(one for one in Eligible if one)  # that can be said


def who(gettext: Gettext, eligible: Eligible) -> str:
    """Who may answer; empty where it was not said."""
    _ = gettext
    said: Mapping[Eligible, Callable[[], str]] = {
        Eligible.UNSAID: str,
        Eligible.STAFF: lambda: _("Staff"),
        Eligible.PERSONNEL: lambda: _("Personnel other than staff"),
        Eligible.BOTH: lambda: _("Staff and other personnel"),
    }
    return said[eligible]()


def invited(gettext: Gettext, eligible: Eligible) -> str:
    """That these people were invited, as a sentence; empty where it was not said."""
    _ = gettext
    said: Mapping[Eligible, Callable[[], str]] = {
        Eligible.UNSAID: str,
        Eligible.STAFF: lambda: _("Invited: staff only, not other personnel."),
        Eligible.PERSONNEL: lambda: _("Invited: personnel other than staff."),
        Eligible.BOTH: lambda: _("Invited: staff and other personnel."),
    }
    return said[eligible]()


def asked(
    gettext: Gettext, whole: Callable[[int], str], eligible: Eligible, sample: Sample | None
) -> str:
    """Who was invited, and that they were drawn where they were; empty where nothing was said."""
    _ = gettext
    said = [invited(gettext, eligible)]
    if sample:
        said.append(
            _(
                "They were drawn at random: %(drawn)s of %(eligible)s.",
                drawn=whole(sample.drawn),
                eligible=whole(sample.eligible),
            )
        )
    return " ".join(filter(None, said))
