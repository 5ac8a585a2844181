"""Texts that a coordinator copies: to announce a wave, to remind everybody, to tell of results."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import flask_babel

from toolkit.web.language import gettext as _


@dataclass(frozen=True, slots=True)
class Subject:
    """What the texts say of a wave; a day is empty where none was said."""

    title: str
    sponsor: str
    decision: str
    invited: str  # a sentence on who is; empty where it was not said
    last_day: str
    zone: str  # the name of the one that days are said in
    results_by: str
    minutes: int  # that answering takes
    privacy: str  # the address of the privacy page


@dataclass(frozen=True, slots=True)
class Message:
    """A text to copy: what it is for, and its paragraphs."""

    id: str
    title: str
    hint: str
    paragraphs: tuple[str, ...]


def messages(subject: Subject, state: str) -> tuple[Message, ...]:
    """What is to be told while a wave is in this state: first of it, then of results."""
    return tuple(make(subject) for make in _TOLD_WHILE.get(state, ()))


def day(value: object) -> str:
    """A day in the reader's words; empty where there is none."""
    return str(flask_babel.format_date(value, "long")) if value else ""


def _announcement(subject: Subject) -> Message:
    return Message(
        "announcement",
        _("Announcement"),
        _("A day or two before the links go out, from somebody whom people know."),
        _filled(
            _(
                "%(title)s: you are asked how innovation works where you work, in the name of "
                "%(sponsor)s.",
                sponsor=subject.sponsor,
                title=subject.title,
            ),
            subject.invited,
            _(
                "What will be decided with the results: %(decision)s.",
                decision=subject.decision.rstrip("."),
            ),
            _(
                "You will get a link of your own. It takes about %(minutes)s minutes, you may skip "
                "every question, and it is voluntary.",
                minutes=subject.minutes,
            ),
            _until(subject),
            _privacy(subject),
            _results_by(subject),
        ),
    )


def _reminder(subject: Subject) -> Message:
    return Message(
        "reminder",
        _("Reminder"),
        _(
            "To everybody who was invited. There is no list of who has answered, nor of who has "
            "not, and nobody should be asked."
        ),
        _filled(
            _(
                "You were invited to %(title)s. If you have answered: thank you. This "
                "message goes to everybody, because there is no list of who has.",
                title=subject.title,
            ),
            _("If you have not, and would like to: your link still works."),
            _until(subject),
            _("If you have lost your link, ask me for a new one."),
            _privacy(subject),
        ),
    )


def _results(subject: Subject) -> Message:
    return Message(
        "results",
        _("The results are there"),
        _("When they are published, with the link to them that an administrator gives you."),
        _filled(
            _(
                "The results of %(title)s are there. You read the same page as the head "
                "of the organisation: put the link here.",
                title=subject.title,
            ),
            _(
                "Nothing is shown of a group in which fewer than ten people answered. "
                "All single answers are destroyed."
            ),
            _(
                "What will be decided with them: %(decision)s.",
                decision=subject.decision.rstrip("."),
            ),
        ),
    )


def _filled(*sentences: str) -> tuple[str, ...]:
    return tuple(filter(None, sentences))


def _until(subject: Subject) -> str:
    last = subject.last_day
    return (
        _("You can answer until the end of %(day)s (%(zone)s).", day=last, zone=subject.zone)
        if last
        else ""
    )


def _results_by(subject: Subject) -> str:
    return _("You will read the results by %(day)s.", day=subject.results_by)


def _privacy(subject: Subject) -> str:
    return _(
        "Answers are sealed, and destroyed when the results are published. How that is kept, and "
        "what it cannot protect you from: %(address)s",
        address=subject.privacy,
    )


_TOLD_WHILE: Mapping[str, tuple[Callable[[Subject], Message], ...]] = {
    "planned": (_announcement,),
    "open": (_announcement, _reminder),
    "published": (_results,),
}
