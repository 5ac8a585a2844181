"""What pages say of a wave: its state, what is to be done next, and what a step does."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial

import flask_babel

from toolkit.waves.rates import Rate
from toolkit.web.language import gettext as _
from toolkit.wording import eligible, lacks
from toolkit.wording.lacks import Lack

STATES: Mapping[str, Callable[[], str]] = {
    "planned": lambda: _("Planned"),
    "open": lambda: _("Open"),
    "closed": lambda: _("Closed"),
    "proposed": lambda: _("Waits for approval"),
    "published": lambda: _("Published"),
    "withdrawn": lambda: _("Withdrawn"),
}
NEXT: Mapping[str, Callable[[], str]] = {
    "planned": lambda: _("Next: see what is missing, then open it."),
    "open": lambda: _("People answer now. Next: it closes on its last day."),
    "closed": lambda: _("Next: make the figures on the command line, with the custodian."),
    "proposed": lambda: _("Next: look at the proposal, then approve or drop it."),
    "published": lambda: _("Its results can be read. All single answers are destroyed."),
    "withdrawn": lambda: _("It was published in error; nothing of it is shown."),
}
ASSURANCES: Mapping[str, Callable[[], str]] = {
    "staff-council": lambda: _("The staff council is informed."),
    "data-protection": lambda: _("The data protection office was asked."),
    "ethics": lambda: _("The ethics office was asked."),
    "no-other-survey": lambda: _("No other survey of staff lies within six weeks."),
    "calendar": lambda: _("Holidays and the busiest weeks of the calendar were looked at."),
}
PERSPECTIVES: Mapping[str, Callable[[], str]] = {
    "team": lambda: _("Their team"),
    "unit": lambda: _("Their unit"),
    "organisation": lambda: _("Their organisation"),
}
ELIGIBLE: Mapping[str, Callable[[], str]] = {
    str(one): partial(eligible.who, _, one) for one in eligible.EVERY
}
TITLES: Mapping[str, Callable[[], str]] = {
    "open": lambda: _("Open this wave"),
    "close": lambda: _("Close this wave"),
    "approve": lambda: _("Approve this proposal"),
    "discard": lambda: _("Drop this proposal"),
    "delete": lambda: _("Delete this wave"),
}
EFFECTS: Mapping[str, Callable[[], list[str]]] = {
    "open": lambda: [
        _("Everybody who has a link can answer from then on."),
        _(
            "Questions, thresholds, groups and the list of who is invited are fixed. Only single "
            "invitations can still be replaced or withdrawn."
        ),
        _("It cannot be planned again. It can be closed at any time."),
    ],
    "close": lambda: [
        _("Nobody can answer, change or withdraw answers from then on."),
        _("The key of the links is erased: no link can be sent again."),
        _("It cannot be opened again."),
    ],
    "approve": lambda: [
        _("The results can be read by everybody who may, at once and for good."),
        _(
            "All sealed answers, all links and the list of who was invited are deleted in the same "
            "moment. Then the free pages of the database and the server's half of the key are "
            "destroyed."
        ),
        _("Nothing of this can be taken back. Tell the custodian to destroy the other half."),
    ],
    "discard": lambda: [
        _("The figures of this proposal are deleted. The wave is closed again."),
        _("The sealed answers stay, and figures can be made again on the command line."),
    ],
    "delete": lambda: [
        _(
            "The plan, the list of who is invited, all links and the server's half of the key are "
            "deleted. Nobody has answered: it was never open."
        ),
        _("It cannot be brought back. The audit log keeps that it was deleted, and by whom."),
        _("If there is a key, tell the custodian to destroy the other half."),
    ],
}
ASKED: Mapping[str, Callable[[], str]] = {
    "open": lambda: _("It is being opened."),
    "close": lambda: _("It is being closed."),
    "approve": lambda: _("It is being approved and destroyed."),
    "discard": lambda: _("The proposal is being dropped."),
    "delete": lambda: _("It is being deleted."),
}
REFUSED: Mapping[str, Callable[[], str]] = {
    "open": lambda: _("It could not be opened."),
    "close": lambda: _("It could not be closed."),
    "approve": lambda: _("It could not be approved."),
    "discard": lambda: _("The proposal could not be dropped."),
    "delete": lambda: _("It could not be deleted."),
}
DONE: Mapping[str, Callable[[], str]] = {
    "planned": lambda: _("The wave is planned. What is missing before it can open stands below."),
    "saved": lambda: _("The plan is saved."),
    "checked": lambda: _("The checklist is saved."),
    "extended": lambda: _("The new last day is announced: everybody who opens a link reads it."),
    "by-itself": lambda: _("It opens by itself when its first day begins."),
    "by-hand": lambda: _("It does not open by itself any more."),
    "zone": lambda: _("The time zone is saved."),
    "grouped": lambda: _("The groups for comparison are set."),
}


def moment(value: datetime) -> str:
    """A moment in UTC, to the minute."""
    return _(
        "%(day)s at %(time)s (UTC)",
        day=flask_babel.format_date(value, "long"),
        time=flask_babel.format_time(value, "HH:mm"),
    )


def step_of(percent: int) -> str:
    """A step of the response rate, as far as it is told."""
    return (
        _("at least %(percent)s %%", percent=percent)
        if percent
        else _("under %(percent)s %%", percent=10)
    )


def reached(rate: Rate) -> str:
    """What is said of a group's answers after a count."""
    day = flask_babel.format_date(rate.counted_on, "full")
    if not rate.percent:
        return _(
            "Under %(percent)s %% of those invited had answered by %(day)s.", percent=10, day=day
        )
    return _(
        "At least %(percent)s %% of those invited had answered by %(day)s.",
        percent=rate.percent,
        day=day,
    )


def reached_by_all(rate: Rate) -> str:
    """What follows for a whole wave."""
    if not rate.percent:
        return reached(rate)
    return _(
        "About %(percent)s %% of those invited had answered by %(day)s.",
        percent=rate.percent,
        day=flask_babel.format_date(rate.counted_on, "full"),
    )


def lack(one: Lack) -> str:
    """What is missing before a wave can open."""
    return lacks.said(_, _day, one)


def outside(last_day: date, results_by: date) -> str:
    """That a new last day does not lie where it has to."""
    return _(
        "The new last day has to lie after %(last)s and before %(results)s, on which the results "
        "are promised.",
        last=_day(last_day),
        results=_day(results_by),
    )


def _day(value: object) -> str:
    return str(flask_babel.format_date(value, "long"))
