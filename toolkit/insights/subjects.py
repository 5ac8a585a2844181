"""The subjects of a page of results: their means, and the next description where they are low."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import floor

from questionnaires.model import Factor, Perspective, Questionnaire
from toolkit.insights.figures import FactorLevel, Figures
from toolkit.insights.service import Results
from toolkit.proposals import good_enough
from toolkit.wording import figures as words
from toolkit.wording.insights import question
from toolkit.wording.reader import Reader
from tools_catalog.model import OWN_RELEVANCE, Tool

MOST_NEXT = 5  # low subjects with their next description
MOST_TOOLS = 3  # that lead to one
_LEADS = OWN_RELEVANCE - 1  # the relevance from which a tool is said to lead there
_HIGHEST = 5


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """One subject; empty texts where it is not shown."""

    name: str
    value: str
    interval: str
    enough: str  # the level that is good enough for a larger office
    is_low: bool


@dataclass(frozen=True, slots=True)
class SubjectTable:
    """The subjects of one module."""

    id: str
    name: str
    lines: tuple[SubjectLine, ...]


@dataclass(frozen=True, slots=True)
class NextDescription:
    """A question with the first description above where the group stands, in its own words."""

    question: str
    level: str
    description: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """A low subject, what comes next there, and the tools that lead to it (id and name)."""

    module_id: str
    module_name: str
    name: str
    value: str
    descriptions: tuple[NextDescription, ...]
    tools: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Subjects:
    """Everything that a page says of subjects."""

    title: str
    tables: tuple[SubjectTable, ...]
    steps: tuple[NextStep, ...]

    @property
    def has_intervals(self) -> bool:
        """Whether any average has one; a median of entities has none, which hides nothing."""
        return any(line.interval for table in self.tables for line in table.lines)


def subjects(reader: Reader, figures: Figures, results: Results) -> Subjects:
    """Put the subjects of a group into words, the lowest with what comes next."""
    low = list(low_factors(figures.factors, results.questionnaire))
    return Subjects(
        title=_title(reader, figures, len(low)),
        tables=tuple(_tables(reader, figures, results.questionnaire, {one.id for one in low})),
        steps=tuple(
            _step(reader, one, results.tools, results.wave.perspective)
            for one in islice(low, MOST_NEXT)
        ),
    )


def low_factors(
    factors: Sequence[FactorLevel], questionnaire: Questionnaire
) -> Iterator[FactorLevel]:
    """Those below what is good enough for a larger office, in the order given."""
    for factor in factors:
        if factor.value < good_enough(questionnaire.factors[factor.id]):
            yield factor


def _title(reader: Reader, figures: Figures, low: int) -> str:
    _ = reader.gettext
    shown = reader.whole(len(figures.factors))
    if not figures.factors:
        return _("No subject can be shown.")
    if not low:
        return _("All %(shown)s subjects that are shown are good enough.", shown=shown)
    if low == len(figures.factors):
        return _(
            "All %(shown)s subjects that are shown lie below what is good enough for a larger "
            "office.",
            shown=shown,
        )
    return reader.ngettext(
        "%(num)s of %(shown)s subjects lies below what is good enough for a larger office.",
        "%(num)s of %(shown)s subjects lie below what is good enough for a larger office.",
        low,
        shown=shown,
    )


def _tables(
    reader: Reader, figures: Figures, questionnaire: Questionnaire, low: set[str]
) -> Iterator[SubjectTable]:
    known = {one.id: one for one in figures.factors}
    for module in questionnaire.modules:
        yield SubjectTable(
            id=module.id,
            name=reader.name(module.id),
            lines=tuple(
                _line(reader, factor, known.get(factor.id), is_low=factor.id in low)
                for factor in module.factors
            ),
        )


def _line(
    reader: Reader, factor: Factor, found: FactorLevel | None, *, is_low: bool
) -> SubjectLine:
    return SubjectLine(
        name=reader.name(factor.id),
        value=_mean(reader, found) if found else "",
        interval=words.interval(reader, found.interval) if found and found.interval else "",
        enough=reader.mean(words.exact(good_enough(factor))),
        is_low=is_low,
    )


def _mean(reader: Reader, found: FactorLevel) -> str:
    return words.capped(reader, reader.mean(words.exact(found.value)), found.cap)


def _step(
    reader: Reader, found: FactorLevel, tools: Sequence[Tool], perspective: Perspective
) -> NextStep:
    factor, module = reader.questionnaire.factors[found.id], reader.questionnaire.module_of
    level = min(floor(words.exact(found.value)) + 1, _HIGHEST)
    return NextStep(
        module_id=module[found.id].id,
        module_name=reader.name(module[found.id].id),
        name=reader.name(found.id),
        value=reader.gettext("%(mean)s of 5", mean=_mean(reader, found)),
        descriptions=tuple(
            NextDescription(
                question=question(reader, asked.id, perspective),
                level=reader.level_name(level),
                description=reader.text(asked.id, "level", str(level)),
            )
            for asked in factor.questions
        ),
        tools=tuple((tool.id, tool.name) for tool in _leading(found.id, level, tools)),
    )


def _leading(factor_id: str, level: int, tools: Sequence[Tool]) -> list[Tool]:
    """The tools that lead a factor to a level: its own first, then in curated order."""
    fitting = [
        tool
        for tool in tools
        if tool.factors.get(factor_id, 0) >= _LEADS
        and tool.levels.lowest <= level - 1 <= tool.levels.highest
    ]
    return sorted(fitting, key=lambda tool: -tool.factors[factor_id])[:MOST_TOOLS]
