"""The tables of a page of results, line by line in the reader's words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from aggregation.certainty import Estimate
from aggregation.findings import NO_BARRIERS
from aggregation.grid import Share
from aggregation.publication import AnswerShare, ChoiceFigures, QuestionFigures
from questionnaires.model import Perspective
from toolkit.commitments import NOTHING, Ambition, Commitments
from toolkit.insights.figures import Figures, GroupRow, ModuleFigures
from toolkit.publications import group_name
from toolkit.wording import change as change_words
from toolkit.wording import figures as words
from toolkit.wording.insights import question
from toolkit.wording.reader import Reader

_SHADES = 8  # from level 1 to level 5, half a level each
_CAPPED = {"at-most": 5, "at-least": 95}  # where a bar is drawn to: the middle of what it may be


@dataclass(frozen=True, slots=True)
class Cell:
    """A number on its shade; empty where it is not shown."""

    text: str = ""
    shade: int = 0
    interval: str = (
        ""  # where it lies as far as chance goes; empty where the page says so elsewhere
    )


@dataclass(frozen=True, slots=True)
class Segment:
    """A share as it is printed, and how wide it is drawn, in steps of 5 %."""

    text: str = ""
    width: int = 0


@dataclass(frozen=True, slots=True)
class ModuleLine:
    """One module beside its last wave and the system."""

    id: str
    name: str
    low: int | None
    high: int | None
    value: str
    interval: str
    people: str
    before: Cell
    change: str
    system: Cell
    ambition: str  # the level to reach and by when, and whether it is reached


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One part or one entity, by module."""

    name: str
    respondents: str
    response_rate: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One question's distribution; no segments where it is not shown."""

    text: str
    people: str
    mean: str
    levels: tuple[Segment, ...]  # 1-2, 3, 4-5
    without: tuple[Segment, ...]  # cannot say, does not apply
    without_width: int  # both together, as they are drawn


@dataclass(frozen=True, slots=True)
class QuestionTable:
    """The questions of one module."""

    id: str
    name: str
    title: str
    lines: tuple[QuestionLine, ...]


@dataclass(frozen=True, slots=True)
class ShareLine:
    """Something that people chose, or a module with what they chose of it."""

    name: str
    people: str
    segments: tuple[Segment, ...]
    id: str = ""


def module_lines(
    reader: Reader, figures: Figures, own: Commitments = NOTHING
) -> Iterator[ModuleLine]:
    """Every module, shown or not, beside what the entity wants to reach."""
    for module in figures.modules:
        now, level = module.now, module.level
        yield ModuleLine(
            id=module.id,
            name=reader.name(module.id),
            low=level.low if level else None,
            high=level.high if level else None,
            value=_level_and_mean(reader, module),
            interval=words.interval(reader, now.interval) if now else "",
            people=_at_least(reader, figures, now) if now else "",
            before=_cell(reader, module.before),
            change=_change(reader, module),
            system=_cell(reader, module.system),
            ambition=_ambition(reader, now, own.ambition(module.id)),
        )


def group_lines(reader: Reader, figures: Figures) -> Iterator[GroupLine]:
    """Every part of an entity, or every entity of the system."""
    for row in figures.rows:
        yield group_line(reader, figures, row)


def peer_lines(reader: Reader, figures: Figures) -> Iterator[GroupLine]:
    """An entity, then the groups that it belongs to; or all groups of the system."""
    if not figures.peers:
        return
    if figures.node.kind == "entity":
        node = figures.node
        means = {one.id: one.now for one in figures.modules if one.now}
        yield group_line(
            reader, figures, GroupRow(node.id, node.respondents, node.response_rate, means)
        )
    for row in figures.peers:
        yield group_line(reader, figures, row)


def group_line(reader: Reader, figures: Figures, row: GroupRow) -> GroupLine:
    """One group by module."""
    return GroupLine(
        name=_group_name(reader, figures, row),
        respondents=words.people(reader, row.respondents) if row.respondents else "",
        response_rate=rate(reader, row.response_rate),
        cells=tuple(_sure_cell(reader, row.means.get(module.id)) for module in figures.modules),
    )


def _group_name(reader: Reader, figures: Figures, row: GroupRow) -> str:
    _ = reader.gettext
    name = group_name(row.id, figures.node.id)
    if not row.entities:
        return name
    return _("%(group)s (%(number)s entities)", group=name, number=reader.whole(row.entities))


def rate(reader: Reader, percent: int | None) -> str:
    """The response rate that was reached; empty where none can be said."""
    _ = reader.gettext
    return _("at least %(rate)s", rate=words.percent(reader, percent)) if percent else ""


def question_tables(
    reader: Reader, figures: Figures, perspective: Perspective
) -> Iterator[QuestionTable]:
    """The distributions of every question, module by module."""
    asked = {one.id: one for one in figures.node.questions}
    for module in reader.questionnaire.modules:
        of_module = [
            (asked[one.id], question(reader, one.id, perspective)) for one in module.questions
        ]
        yield QuestionTable(
            id=module.id,
            name=reader.name(module.id),
            title=spread_title(reader, of_module),
            lines=tuple(question_line(reader, *one) for one in of_module),
        )


def barrier_lines(reader: Reader, barriers: ChoiceFigures) -> tuple[ShareLine, ...]:
    """What stands in the way, the most named first, then the answers beside the barriers."""
    return tuple(
        ShareLine(_barrier(reader, answer.id), "", (segment(reader, answer.share),))
        for answer in ranked(barriers)
    )


def ranked(barriers: ChoiceFigures) -> list[AnswerShare]:
    """Barriers, the most named first, then the answers beside them; none where not shown."""
    return sorted(
        barriers.shares or (),
        key=lambda answer: (answer.id in NO_BARRIERS, -answer.share.percent),
    )


def progress_lines(reader: Reader, progress: Iterable[ChoiceFigures]) -> tuple[ShareLine, ...]:
    """What has changed in twelve months, as people see it, by module."""
    return tuple(
        ShareLine(
            name=reader.name(one.id),
            people=words.people(reader, one.people) if one.people else "",
            segments=tuple(segment(reader, answer.share) for answer in one.shares or ()),
            id=one.id,
        )
        for one in progress
    )


def progress_title(reader: Reader, progress: Iterable[ChoiceFigures]) -> str:
    """Where most see clear progress, or that it cannot be said."""
    _ = reader.gettext
    shares = {
        one.id: next((a.share for a in one.shares or () if a.id == "clearly-better"), None)
        for one in progress
    }
    if not any(shares.values()):
        return _("Too few answers can be shown to say where staff see progress.")
    shown = {key: share for key, share in shares.items() if share and share.cap != "at-most"}
    if not shown:
        return _("In every module that is shown, a tenth or fewer see clear progress.")
    most = max(shown.values(), key=lambda share: share.percent)
    names = [key for key, share in shown.items() if share == most]
    return _(
        "%(share)s describe %(modules)s as clearly better than twelve months ago, the most of all.",
        share=words.share(reader, most),
        modules=reader.names(names),
    )


def segment(reader: Reader, share: Share) -> Segment:
    """A share in print and as a stretch of a bar."""
    return Segment(words.share(reader, share), _CAPPED.get(share.cap or "", share.percent))


def _level_and_mean(reader: Reader, module: ModuleFigures) -> str:
    _ = reader.gettext
    if module.now is None:
        return ""
    mean = words.mean_of_five(reader, module.now)
    if module.level is None:
        return mean
    return _("%(level)s, %(mean)s", level=words.level(reader, module.level), mean=mean)


def _ambition(reader: Reader, now: Estimate | None, stated: Ambition | None) -> str:
    """The ambition, and where the interval of the average lies beside it."""
    _ = reader.gettext
    if stated is None:
        return ""
    values = {"level": reader.mean(stated.level), "year": str(stated.year)}
    if now is None:
        return _("%(level)s by %(year)s", **values)
    low, high = now.interval
    if low >= stated.level:
        return _("%(level)s by %(year)s: reached", **values)
    if high >= stated.level:
        return _("%(level)s by %(year)s: within chance", **values)
    away = reader.mean(stated.level - words.exact(now.estimate))
    return _("%(level)s by %(year)s: %(away)s to go", away=away, **values)


def _at_least(reader: Reader, figures: Figures, estimate: Estimate) -> str:
    _ = reader.gettext
    if figures.node.kind == "system":
        return reader.ngettext("%(num)s entity", "%(num)s entities", estimate.n)
    return _("%(number)s people or more", number=reader.whole(estimate.n))


def _change(reader: Reader, module: ModuleFigures) -> str:
    _ = reader.gettext
    moved = module.change
    if moved is None:
        return ""
    if moved.verdict == "changed" and moved.difference:
        points = change_words.signed(reader, moved.difference.estimate)
        return _("changed: %(points)s", points=points)
    if moved.verdict == "no-clear-change":
        return _("no clear change")
    return _("cannot be said")


def _cell(reader: Reader, estimate: Estimate | None) -> Cell:
    if estimate is None:
        return Cell()
    shade = int((estimate.estimate - 1) * _SHADES / 4)
    return Cell(words.mean(reader, estimate), min(shade, _SHADES - 1))


def _sure_cell(reader: Reader, estimate: Estimate | None) -> Cell:
    interval = words.interval(reader, estimate.interval) if estimate else ""
    return replace(_cell(reader, estimate), interval=interval)


def spread_title(reader: Reader, asked: Iterable[tuple[QuestionFigures, str]]) -> str:
    """The question, of these with their texts, that most answer on the two lowest levels."""
    _ = reader.gettext
    shown = [(text, one.buckets.low) for one, text in asked if one.buckets]
    if not shown:
        return ""
    first, share = max(shown, key=lambda pair: pair[1].percent)
    return _(
        "%(share)s chose one of the two lowest descriptions for “%(question)s”",
        share=words.share(reader, share),
        question=first,
    )


def question_line(reader: Reader, one: QuestionFigures, text: str) -> QuestionLine:
    """The distribution of a question with this text."""
    buckets, without = one.buckets, one.without_level
    levels = (buckets.low, buckets.middle, buckets.high) if buckets else ()
    others = (without.cannot_say, without.does_not_apply) if without else ()
    return QuestionLine(
        text=text,
        people=words.people(reader, one.people) if one.people else "",
        mean=words.mean(reader, _as_estimate(one)) if one.mean else "",
        levels=tuple(segment(reader, share) for share in levels),
        without=tuple(segment(reader, share) for share in others),
        without_width=_width_together(others),
    )


def _width_together(shares: tuple[Share, ...]) -> int:
    """How wide to draw shares as one; those that may be nothing take the least room together."""
    plain = sum(share.percent for share in shares if share.cap != "at-most")
    return plain or (_CAPPED["at-most"] if shares else 0)


def _as_estimate(one: QuestionFigures) -> Estimate:
    """A question's mean, to be written as every other mean."""
    tenths, cap = (one.mean.tenths, one.mean.cap) if one.mean else (0, None)
    return Estimate(tenths / 10, (0, 0), 0, "pooled-spread", cap=cap)


def _barrier(reader: Reader, barrier_id: str) -> str:
    if barrier_id in NO_BARRIERS:
        return reader.text("barriers", barrier_id)
    return reader.text("barrier", barrier_id, "text")
