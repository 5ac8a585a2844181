"""The tables of a report: each number as the page prints it, and as a program counts with it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from aggregation.certainty import Estimate
from aggregation.grid import Share
from aggregation.publication import QuestionFigures
from toolkit.insights.figures import Figures, GroupRow, ModuleFigures
from toolkit.insights.page import InsightsPage
from toolkit.insights.reports.values import Value, level, mean, share
from toolkit.insights.rows import ModuleLine, QuestionLine, ranked
from toolkit.wording import figures as words
from toolkit.wording.reader import Reader, one_decimal


@dataclass(frozen=True, slots=True)
class Section:
    """One subject: what it is called, what it shows, and its numbers.

    ``name`` is short, for the tab of a sheet; ``findings`` say what the table shows.
    """

    id: str
    name: str
    heading: str
    findings: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()


def sections(reader: Reader, page: InsightsPage, figures: Figures) -> Iterator[Section]:
    """Every subject that has something to say, in the order of the page."""
    for make in (_modules, _peers, _groups, _questions, _own, _barriers, _progress, _unknown):
        found = make(reader, page, figures)
        if found.rows:
            yield found


def _modules(reader: Reader, page: InsightsPage, figures: Figures) -> Section:
    _ = reader.gettext
    before, system = bool(page.before_title), bool(page.name and page.basis)
    sure = words.percent(reader, 95)
    notes = (
        _("%(share)s sure of the average; opinions themselves range widely.", share=sure),
        _("The wave before: %(title)s.", title=page.before_title) if before else "",
        page.compared,
        page.basis,
    )
    return Section(
        id="modules",
        name=_("Modules"),
        heading=_("The five modules"),
        findings=tuple(filter(None, (page.module_title, page.change_title if before else ""))),
        columns=(
            *(_("Module"), _("Level"), _("Average")),
            _("%(share)s interval, from", share=sure),
            *(_("to"), _("Rests on")),
            *((_("Wave before"), _("Change")) if before else ()),
            *((_("System, median"),) if system else ()),
        ),
        rows=tuple(
            (
                *_module(reader, module, line.people),
                *((mean(reader, module.before), _moved(module, line)) if before else ()),
                *((mean(reader, module.system),) if system else ()),
            )
            for line, module in zip(page.modules, figures.modules, strict=True)
        ),
        notes=tuple(filter(None, notes)),
    )


def _module(reader: Reader, module: ModuleFigures, people: str) -> Iterator[Value]:
    now = module.now
    yield Value(reader.name(module.id))
    yield Value(words.level(reader, module.level) if module.level else "")
    yield mean(reader, now)
    yield from (level(reader, end) for end in now.interval) if now else (Value(), Value())
    yield Value(people)


def _moved(module: ModuleFigures, line: ModuleLine) -> Value:
    """A change is a number only where it is named one."""
    moved = module.change
    if moved is None or moved.verdict != "changed" or moved.difference is None:
        return Value(line.change)
    points = moved.difference.estimate
    size = float(one_decimal(words.exact(abs(points))))
    return Value(line.change, -size if points < 0 else size, "points")


def _peers(reader: Reader, page: InsightsPage, figures: Figures) -> Section:
    _ = reader.gettext
    own = {one.id: one.now for one in figures.modules if one.now}
    first = (own,) if page.name and page.peers else ()
    return Section(
        id="peers",
        name=_("Groups"),
        heading=_("Beside its groups") if page.name else _("Groups of entities"),
        findings=(page.peer_title,),
        columns=(_("Group"), *_names(page), _("Answered")),
        rows=tuple(
            (Value(line.name), *_means(reader, page, means), Value(line.respondents))
            for line, means in zip(page.peers, (*first, *_of_rows(figures.peers)), strict=True)
        ),
        notes=(
            _(
                "Averages of everybody in a group, large entities with more weight. A group has at "
                "least six entities, and none of them is more than half of it. Small differences "
                "are chance."
            ),
        ),
    )


def _groups(reader: Reader, page: InsightsPage, figures: Figures) -> Section:
    _ = reader.gettext
    rank = _("By name. Small differences are chance: read a row, do not rank the rows.")
    return Section(
        id="groups",
        name=_("Parts") if page.name else _("Entities"),
        heading=_("The parts of the house") if page.name else _("The entities"),
        findings=(page.group_title,),
        columns=(
            _("Part") if page.name else _("Entity"),
            *(*_names(page), _("Answered"), _("Response")),
        ),
        rows=tuple(
            (
                Value(line.name),
                *_means(reader, page, means),
                *(Value(line.respondents), Value(line.response_rate)),
            )
            for line, means in zip(page.groups, _of_rows(figures.rows), strict=True)
        ),
        notes=(_("Small differences are chance.") if page.name else rank,),
    )


def _questions(reader: Reader, page: InsightsPage, figures: Figures) -> Section:
    _ = reader.gettext
    asked = {one.id: one for one in figures.node.questions}
    by_module = zip(page.questions, reader.questionnaire.modules, strict=True)
    return Section(
        id="questions",
        name=_("Answers"),
        heading=_("How the answers are spread"),
        findings=tuple(
            _("%(module)s: %(finding)s.", module=one.name, finding=one.title)
            for one in page.questions
            if one.title
        ),
        columns=(
            *(_("Module"), _("Question"), _("Levels 1 and 2"), _("Level 3"), _("Levels 4 and 5")),
            *(_("Cannot say"), _("Does not apply"), _("Average"), _("Gave a level")),
        ),
        rows=tuple(
            (Value(shown.name), Value(line.text), *_question(reader, asked[question.id], line))
            for shown, module in by_module
            for line, question in zip(shown.lines, module.questions, strict=True)
        ),
        notes=(
            _(
                "Shares of levels are of those who gave one; shares of those who cannot say, or to "
                "whom it does not apply, are of everybody who answered the question."
            ),
        ),
    )


def _own(reader: Reader, page: InsightsPage, _figures: Figures) -> Section:
    _, own = reader.gettext, page.own
    return Section(
        id="own",
        name=_("Own questions"),
        heading=_("Own questions of %(entity)s", entity=own.entity if own else ""),
        findings=(own.title,) if own and own.title else (),
        columns=(
            *(_("Question"), _("Levels 1 and 2"), _("Level 3"), _("Levels 4 and 5")),
            *(_("Cannot say"), _("Does not apply"), _("Average"), _("Gave a level")),
            _("%(share)s sure of the average", share=words.percent(reader, 95)),
        ),
        rows=tuple(
            (
                Value(one.figures.text),
                *_question(reader, one.asked.figures, one.figures),
                Value(one.interval),
            )
            for one in (own.lines if own else ())
        ),
        notes=(
            _("Asked in this entity only, and shown for the whole of it from 20 answers."),
            _(
                "Intervals take it that opinions range as widely as on the question of the "
                "self-assessment on which they range most."
            ),
        ),
    )


def _question(reader: Reader, one: QuestionFigures, line: QuestionLine) -> Iterator[Value]:
    buckets, without = one.buckets, one.without_level
    levels = (buckets.low, buckets.middle, buckets.high) if buckets else (None,) * 3
    others = (without.cannot_say, without.does_not_apply) if without else (None,) * 2
    yield from (share(reader, value) for value in (*levels, *others))
    yield Value(line.mean, one.mean.tenths / 10 if one.mean else None, "level")
    yield Value(line.people)


def _barriers(reader: Reader, page: InsightsPage, figures: Figures) -> Section:
    _ = reader.gettext
    people = page.barrier_people
    return Section(
        id="barriers",
        name=_("Barriers"),
        heading=_("What stands in the way"),
        findings=(page.barrier_title,),
        columns=(_("Barrier"), _("Named by")),
        rows=tuple(
            (Value(line.name), share(reader, answer.share))
            for line, answer in zip(page.barriers, ranked(figures.node.barriers), strict=True)
        ),
        notes=(_("Everybody could name up to three; %(people)s answered this.", people=people),),
    )


def _progress(reader: Reader, page: InsightsPage, figures: Figures) -> Section:
    _ = reader.gettext
    nothing = (None,) * len(page.progress_answers)
    return Section(
        id="progress",
        name=_("Twelve months"),
        heading=_("What has changed in twelve months, as staff see it"),
        findings=(page.progress_title,),
        columns=(_("Module"), *page.progress_answers, _("Answered")),
        rows=tuple(
            (
                Value(line.name),
                *(share(reader, one) for one in shares or nothing),
                Value(line.people),
            )
            for line, shares in zip(page.progress, _chosen(figures), strict=True)
        ),
    )


def _unknown(reader: Reader, page: InsightsPage, _figures: Figures) -> Section:
    _ = reader.gettext
    return Section(
        id="unknown",
        name=_("Cannot say"),
        heading=_("What many cannot say"),
        findings=(),
        columns=(_("Finding"), _("Chance leaves open"), _("Find out first")),
        rows=tuple((Value(one.title), Value(one.interval), Value(one.ask)) for one in page.unknown),
    )


def _names(page: InsightsPage) -> Iterator[str]:
    return (name for _id, name in page.module_names)


def _means(reader: Reader, page: InsightsPage, means: Mapping[str, Estimate]) -> Iterator[Value]:
    return (mean(reader, means.get(key)) for key, _name in page.module_names)


def _of_rows(found: Iterable[GroupRow]) -> Iterator[Mapping[str, Estimate]]:
    return (row.means for row in found)


def _chosen(figures: Figures) -> Iterator[tuple[Share, ...] | None]:
    for one in figures.node.progress:
        yield tuple(answer.share for answer in one.shares) if one.shares else None
