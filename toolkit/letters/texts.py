"""What the letters of a wave say, as a subject and a text: plain, and the same to everybody."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from toolkit.models import MailingKind
from toolkit.wording import spoken
from toolkit.wording.reader import Gettext


@dataclass(frozen=True, slots=True)
class About:
    """What the letters to one entity's people say of their wave."""

    title: str
    sponsor: str
    decision: str
    invited: str  # who is, as a sentence; empty where it was not said
    last_day: date | None
    zone: str  # of which days these are, in words; empty where entities differ
    results_by: date
    entity: str
    minutes: int  # that answering takes
    site: str  # its address
    contact: str  # an address that answers questions; empty where there is none
    language: str


@dataclass(frozen=True, slots=True)
class Text:
    """A subject of one line, and a text of paragraphs."""

    subject: str
    paragraphs: tuple[str, ...]

    @property
    def whole(self) -> str:
        """The text as it is sent."""
        return "\n\n".join(self.paragraphs) + "\n"


def text(kind: str, about: About, link: str) -> Text:
    """What a letter of a mailing says; ``link`` is the reader's own."""
    gettext = spoken.gettext_of(about.language)
    subject, paragraphs = _TEXTS[kind](about, link, gettext)
    return Text(subject, tuple(filter(None, paragraphs)))


_Written = tuple[str, list[str]]


def _invitation(about: About, link: str, _: Gettext) -> _Written:
    return _("%(title)s: your invitation", title=about.title), [
        _("Dear colleague,"),
        _(
            "You are invited to answer “%(title)s”: how does innovation work where you work? It is "
            "asked in the name of %(sponsor)s.",
            title=about.title,
            sponsor=about.sponsor.rstrip("."),
        ),
        about.invited,
        _decision(about, _),
        _("This is your own link:"),
        link,
        _(
            "It takes about %(minutes)s minutes. It is voluntary, you may skip every question, and "
            "you can stop and return.",
            minutes=about.minutes,
        ),
        _until(about, _),
        *_protection(about, _),
        _not_to_forward(_),
        _questions(about, _),
    ]


def _reminder(about: About, link: str, _: Gettext) -> _Written:
    return _("%(title)s: a reminder to everybody", title=about.title), [
        _("Dear colleague,"),
        _(
            "You were invited to answer “%(title)s”. This letter goes to everybody who was "
            "invited, because there is no list of who has answered. If you have: thank you, and "
            "there is nothing more to do.",
            title=about.title,
        ),
        _("If you have not, and would like to, this is your own link:"),
        link,
        _(
            "It takes about %(minutes)s minutes. It is voluntary, and you may skip every question.",
            minutes=about.minutes,
        ),
        _until(about, _),
        *_protection(about, _),
        _not_to_forward(_),
        _questions(about, _),
    ]


def _again(about: About, link: str, _: Gettext) -> _Written:
    return _("%(title)s: your link", title=about.title), [
        _("Dear colleague,"),
        _(
            "This is your own link to “%(title)s”. Use it from now on: if an earlier letter or "
            "slip has another one, that opens nothing any more.",
            title=about.title,
        ),
        link,
        _(
            "If you began to answer already, go on with the recovery code that you were given "
            "then. If you did not: it takes about %(minutes)s minutes, it is voluntary, and you "
            "may skip every question.",
            minutes=about.minutes,
        ),
        _until(about, _),
        *_protection(about, _),
        _not_to_forward(_),
        _questions(about, _),
    ]


def _results(about: About, link: str, _: Gettext) -> _Written:
    return _("%(title)s: the results are there", title=about.title), [
        _("Dear colleague,"),
        _(
            "The results of “%(title)s” are there. Everybody who was invited, whether or not they "
            "answered, reads the same page as the head of the organisation:",
            title=about.title,
        ),
        link,
        _(
            "Nothing is shown of a group in which fewer than ten people answered. All single "
            "answers have been destroyed, and so have all links to answer."
        ),
        _decision(about, _),
        _(
            "The list of who was invited is deleted too. Your address was kept for this letter "
            "alone, and is deleted once it is sent."
        ),
        _questions(about, _),
    ]


def _opened(about: About, link: str, _: Gettext) -> _Written:
    return _("%(title)s is open", title=about.title), [
        _("Dear colleague,"),
        _("“%(title)s” has opened: people can answer now.", title=about.title),
        _last_day(about, _),
        _(
            "Next: send the invitations, or hand out the sealed slips. Whoever looks after an "
            "entity does so for the own people:"
        ),
        link,
    ]


def _extended(about: About, link: str, _: Gettext) -> _Written:
    return _("%(title)s has a later last day", title=about.title), [
        _("Dear colleague,"),
        _("The last day of “%(title)s” was moved.", title=about.title),
        _last_day(about, _),
        _(
            "Everybody who opens a link reads the new day. Next: tell your people with a reminder, "
            "if you think that it helps:"
        ),
        link,
    ]


def _closed(about: About, link: str, _: Gettext) -> _Written:
    return _("%(title)s is closed", title=about.title), [
        _("Dear colleague,"),
        _(
            "“%(title)s” is closed: nobody can answer any more, and no link can be sent again. "
            "Thank you for bringing it to people.",
            title=about.title,
        ),
        _(
            "Next: administrators make the figures, together with whoever keeps the other half of "
            "the key, and approve them. Everybody who was invited has been promised them by "
            "%(day)s. How far it is:",
            day=_results_day(about),
        ),
        link,
    ]


def _last_day(about: About, _: Gettext) -> str:
    """As those read it who look after the wave."""
    if about.last_day is None:
        return ""
    return _("Its last day is %(day)s.", day=spoken.day(about.language, about.last_day))


def _decision(about: About, _: Gettext) -> str:
    return _(
        "What will be decided with the results: %(decision)s.", decision=about.decision.rstrip(".")
    )


def _until(about: About, _: Gettext) -> str:
    if about.last_day is None:
        return ""
    last = spoken.day(about.language, about.last_day)
    if not about.zone:
        return _("People can answer until the end of %(day)s where they are.", day=last)
    return _("You can answer until the end of %(day)s (%(zone)s).", day=last, zone=about.zone)


def _results_day(about: About) -> str:
    return spoken.day(about.language, about.results_by)


def _protection(about: About, _: Gettext) -> list[str]:
    return [
        _(
            "Your answers are sealed when you send them, and destroyed when the results are "
            "published. The results show groups of ten people or more. You will read them by "
            "%(day)s, on the same page as the head of the organisation.",
            day=_results_day(about),
        ),
        _(
            "How that is kept, and what it cannot protect you from: %(address)s",
            address=f"{about.site}/privacy",
        ),
    ]


def _not_to_forward(_: Gettext) -> str:
    return _(
        "Please do not forward this letter: the link is yours alone, and only one person can "
        "answer with it. Opening it does not use it up."
    )


def _questions(about: About, _: Gettext) -> str:
    if not about.contact:
        return ""
    return _(
        "Questions, or doubts whether this letter is real? Ask %(contact)s.", contact=about.contact
    )


_TEXTS: Mapping[str, Callable[[About, str, Gettext], _Written]] = {
    MailingKind.INVITATION: _invitation,
    MailingKind.REMINDER: _reminder,
    MailingKind.AGAIN: _again,
    MailingKind.RESULTS: _results,
    MailingKind.OPENED: _opened,
    MailingKind.EXTENDED: _extended,
    MailingKind.CLOSED: _closed,
}
