"""The tables of what stands beside a group's figures: subjects, next steps, tools, effort."""

from collections.abc import Iterator

from toolkit.insights.page import InsightsPage
from toolkit.insights.reports.tables import Section
from toolkit.insights.reports.values import Value
from toolkit.wording import figures as words
from toolkit.wording.reader import Reader


def sections(reader: Reader, page: InsightsPage) -> Iterator[Section]:
    """Every table that has something to say, in the order of the page."""
    for make in (_subjects, _next_steps, _called, _archetypes, _efforts, _ambitions):
        found = make(reader, page)
        if found.rows:
            yield found


def _subjects(reader: Reader, page: InsightsPage) -> Section:
    _, with_intervals = reader.gettext, page.subjects.has_intervals
    sure = _("%(share)s sure of the average", share=words.percent(reader, 95))
    return Section(
        id="subjects",
        name=_("Subjects"),
        heading=_("The subjects"),
        findings=(page.subjects.title,),
        columns=(
            *(_("Module"), _("Subject"), _("Average")),
            *((sure,) if with_intervals else ()),
            _("Good enough from"),
        ),
        rows=tuple(
            (
                *(Value(module.name), Value(line.name), Value(line.value)),
                *((Value(line.interval),) if with_intervals else ()),
                Value(line.enough),
            )
            for module in page.subjects.tables
            for line in module.lines
        ),
    )


def _next_steps(reader: Reader, page: InsightsPage) -> Section:
    _ = reader.gettext
    return Section(
        id="next",
        name=_("Next descriptions"),
        heading=_("The next description on each of the lowest subjects"),
        findings=(),
        columns=(_("Subject"), _("Question"), _("Next description"), _("Tools that lead there")),
        rows=tuple(
            (
                Value(f"{step.name}: {step.value}"),
                Value(one.question),
                Value(one.description),
                Value(words.listed(reader, [name for _id, name in step.tools])),
            )
            for step in page.subjects.steps
            for one in step.descriptions
        ),
        notes=(
            _(
                "The first description above the average, in the words of the questionnaire. It "
                "says where to look next, not what will be reached."
            ),
        ),
    )


def _called(reader: Reader, page: InsightsPage) -> Section:
    _, found = reader.gettext, page.called
    return Section(
        id="called",
        name=_("Tools"),
        heading=_("The tools most called for"),
        findings=(found.title,) if found else (),
        columns=(
            *(_("Tool"), _("Module"), _("By these subjects")),
            _("How firmly") if page.name else _("Called for in"),
        ),
        rows=tuple(
            (
                *(Value(line.name), Value(line.module_name)),
                *(Value("; ".join(line.subjects)), Value(line.how_firmly)),
            )
            for line in (found.lines if found else ())
        ),
        notes=(found.note,) if found else (),
    )


def _archetypes(reader: Reader, page: InsightsPage) -> Section:
    """The groups of entities: for the system by name, for an entity what is said of it alone."""
    _, found = reader.gettext, page.archetypes
    groups = [(line.name, line.entities) for line in found.lines] if found else []
    near = [(line.name, line.nearest) for line in found.near] if found else []
    own = [(page.name, said) for said in found.own] if found else []
    return Section(
        id="archetypes",
        name=_("Similar entities"),
        heading=_("Entities of a similar shape"),
        findings=(found.lead,) if found else (),
        columns=(
            _("Group") if groups else _("Entity"),
            _("Entities") if groups else _("Nearest") if near else _("Among the others"),
        ),
        rows=tuple(tuple(Value(text) for text in row) for row in (own or groups or near)),
        notes=(
            _(
                "Shape only: each entity's own average is taken out first, so nobody is above or "
                "below anybody here."
            ),
        ),
    )


def _efforts(reader: Reader, page: InsightsPage) -> Section:
    _, found = reader.gettext, page.efforts
    lines = found.lines if found else ()
    beside = any(line.beside for line in lines)
    return Section(
        id="efforts",
        name=_("Effort"),
        heading=_("Effort beside progress"),
        findings=(found.title,) if found else (),
        columns=(
            *(_("Module"), _("Effort, as stated"), _("See that it got better")),
            _("%(share)s sure of the share", share=words.percent(reader, 95)),
            *((_("Progress for the effort"),) if beside else ()),
        ),
        rows=tuple(
            (
                *(Value(line.name), Value(line.effort), Value(line.progress)),
                Value(line.interval),
                *((Value(line.beside),) if beside else ()),
            )
            for line in lines
        ),
        notes=(found.note,) if found else (),
    )


def _ambitions(reader: Reader, page: InsightsPage) -> Section:
    _ = reader.gettext
    return Section(
        id="ambitions",
        name=_("Ambition"),
        heading=_("Ambition"),
        findings=(),
        columns=(_("Module"), _("Average"), _("Ambition")),
        rows=tuple(
            (Value(line.name), Value(line.value), Value(line.ambition))
            for line in page.modules
            if line.ambition
        ),
    )
