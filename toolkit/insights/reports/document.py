"""What a report contains, in order, as data: every form of it prints these values and no others."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from toolkit.insights.figures import Figures, ModuleFigures
from toolkit.insights.page import DecisionCard, InsightsPage
from toolkit.insights.reports import beside, said, tables
from toolkit.insights.reports.tables import Section
from toolkit.insights.rows import ModuleLine
from toolkit.wording import figures as words
from toolkit.wording.reader import Reader
from toolkit.wording.spoken import day, is_right_to_left
from toolkit.wording.telling import Sentence

# As the page has them; a table of the file that the page has elsewhere stands beside its kin.
_ORDER = (
    *("modules", "ambitions", "subjects", "next", "called", "peers", "groups", "archetypes"),
    *("questions", "own", "barriers", "progress", "unknown", "efforts", "exchange", "done"),
    "actions",
)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something under its name."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Labels:
    """The words that every form of a report says beside its figures."""

    five: str
    sentence: str
    sentences: Mapping[str, str]  # what each of the five is about, by its id
    average: str
    to_fill_in: str
    everything_shown: str
    chance: str
    silence: str
    decide: str
    decide_intro: str
    decide_nothing: str
    subject: str
    owner: str
    tool: str
    first_step: str
    accepted: str
    not_now: str
    decision: str
    method: str
    who: str
    not_shown: str
    page: str


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that a report of one group says.

    Attributes
    ----------
    about
        The wave, and what everybody was asked about.
    status
        How far the questionnaire has come, and that the people are synthetic where they are.
    footer
        What stands at the foot of every page, sheet and slide: the publication's hash.
    withheld
        What is not shown; empty where everything is shown.
    why_blank
        The one sentence that says why something is not shown.
    """

    language: str
    title: str
    wave: str
    about: str
    status: tuple[str, ...]
    made_on: date
    footer: str
    labels: Labels
    sentences: tuple[Sentence, ...]
    are_not: str
    response: tuple[Fact, ...]
    decisions: tuple[DecisionCard, ...]
    decided: tuple[str, ...]  # on each of them; empty where nothing is decided yet
    own: tuple[Fact, ...]  # what the entity asked of its own, with the average and its interval
    sections: tuple[Section, ...]
    modules: tuple[ModuleFigures, ...]
    lines: tuple[ModuleLine, ...]  # the same modules, as the page prints them
    basis: str  # of the system's medians; empty where they are not shown
    waves: tuple[str, str]  # the one before, empty where there is none, and this one
    withheld: tuple[str, ...]
    why_blank: str
    method: tuple[str, ...]

    @property
    def is_right_to_left(self) -> bool:
        """Whether the language is written from right to left."""
        return is_right_to_left(self.language)

    def section(self, section_id: str) -> Section | None:
        """The section of this name, or None where there is nothing to show in it."""
        return next((one for one in self.sections if one.id == section_id), None)


def document_of(
    reader: Reader, page: InsightsPage, figures: Figures, *, language: str, made_on: date
) -> Document:
    """Put a page of results, as it is read on the screen, into the order of a report."""
    _ = reader.gettext
    return Document(
        language=language,
        title=page.title,
        wave=page.wave.title,
        about=page.method.about,
        status=tuple(_status(reader, page)),
        made_on=made_on,
        footer=_("Publication %(hash)s", hash=page.method.sha256),
        labels=_labels(reader),
        sentences=page.sentences,
        are_not=_("What these figures are not: an audit, a ranking, an assessment of managers."),
        response=tuple(_response(reader, page)),
        decisions=page.decisions,
        decided=tuple(_decided(reader, card, language) for card in page.decisions),
        own=tuple(_own(reader, page)),
        sections=tuple(sorted(_sections(reader, page, figures), key=_place)),
        modules=figures.modules,
        lines=page.modules,
        basis=page.basis,
        waves=(page.before_title, page.wave.title),
        withheld=page.withheld,
        why_blank=_("not shown: fewer than ten people, or needed to protect a smaller group"),
        method=tuple(_method(reader, page)),
    )


def _sections(reader: Reader, page: InsightsPage, figures: Figures) -> Iterator[Section]:
    yield from tables.sections(reader, page, figures)
    yield from beside.sections(reader, page)
    yield from said.sections(reader, page)


def _place(section: Section) -> int:
    return _ORDER.index(section.id)


def _own(reader: Reader, page: InsightsPage) -> Iterator[Fact]:
    _ = reader.gettext
    for one in page.own.lines if page.own else ():
        mean = one.figures.mean
        figures = _("%(mean)s (%(interval)s)", mean=mean, interval=one.interval) if mean else ""
        yield Fact(one.figures.text, figures or _("not shown"))


def _status(reader: Reader, page: InsightsPage) -> Iterator[str]:
    _ = reader.gettext
    if page.wave.is_demonstration:
        yield _("Synthetic: a model invented these answers. They say nothing about anybody real.")
    yield _(
        "Questionnaire, version %(version)s: %(status)s. This wave is a pilot.",
        version=page.method.version,
        status=page.method.status,
    )


def _decided(reader: Reader, card: DecisionCard, language: str) -> str:
    _, taken = reader.gettext, card.taken
    if taken is None:
        return ""
    if not taken.is_accepted:
        return _("Not now")
    accepted = ", ".join(filter(None, (_("Accepted"), taken.owner)))
    if taken.first_step_on is None:
        return accepted
    step = _("first step by %(date)s", date=day(language, taken.first_step_on))
    return f"{accepted}: {step}"


def _response(reader: Reader, page: InsightsPage) -> Iterator[Fact]:
    _ = reader.gettext
    yield Fact(_("Answered"), page.respondents)
    yield Fact(_("Response"), page.response_rate or _("not shown"))


def _method(reader: Reader, page: InsightsPage) -> Iterator[str]:
    """The notes at the end of the page, for those who have only the file."""
    _ = reader.gettext
    method, wave = page.method, page.wave
    yield _(
        "Sponsor: %(sponsor)s. What is decided with it: %(decision)s.",
        sponsor=wave.sponsor,
        decision=wave.decision,
    )
    yield _(
        "An average is shown from %(means)s people who gave a level, shares from %(shares)s. "
        "Averages are rounded to one decimal, shares to 5 %%, numbers of people to bands, all "
        "before anything else was worked out.",
        means=method.mean_limit,
        shares=method.distribution_limit,
    )
    yield _(
        "Before it was published, these figures were attacked: question by question, no "
        "combination of groups, whatever is added or subtracted, was found to rest on fewer than "
        "%(people)s people. Blanks may be there to protect somebody else.",
        people=method.mean_limit,
    )
    yield from _rules(reader)


def _rules(reader: Reader) -> Iterator[str]:
    _, percent = reader.gettext, words.percent(reader, 80)
    yield _(
        "A module is the average of its subjects, a subject that of its questions. A level is "
        "named when its probability is at least %(share)s, and “firmly” means the same; otherwise "
        "the levels are named between which it lies.",
        share=percent,
    )
    yield _(
        "A change is named when it is at least 0.2, beyond chance after five comparisons (worked "
        "out before rounding), and the response of both waves is at least %(rate)s and less than "
        "15 points apart.",
        rate=words.percent(reader, 20),
    )
    yield _(
        "Intervals say what chance leaves open, never what silence does: nobody knows what those "
        "think who did not answer."
    )
    yield _("All individual answers were destroyed when this was published.")


def _labels(reader: Reader) -> Labels:
    _ = reader.gettext
    return Labels(
        five=_("Five sentences"),
        sentence=_("Sentence"),
        sentences={
            "who": _("Who answered"),
            "standing": _("Strongest and weakest"),
            "change": _("What changed"),
            "obstacles": _("What stands in the way"),
            "decisions": _("What to decide"),
        },
        average=_("Average"),
        to_fill_in=_("to fill in"),
        everything_shown=_("Everything is shown."),
        chance=_("Chance"),
        silence=_("Silence"),
        decide=_("To decide"),
        decide_intro=_(
            "Proposals that follow from the lowest subjects. Who decides may know better."
        ),
        decide_nothing=_(
            "No subject that is shown lies below what is good enough for a larger office."
        ),
        subject=_("Subject"),
        owner=_("Owner"),
        tool=_("Tool"),
        first_step=_("First step, within 30 days"),
        accepted=_("accepted"),
        not_now=_("not now"),
        decision=_("Decision"),
        method=_("How these figures were made"),
        who=_("Who answered, and what is not shown"),
        not_shown=_("not shown"),
        page=_("Page"),
    )
