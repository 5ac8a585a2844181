"""A result as its page shows it: every figure in the reader's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from questionnaires.model import Answer
from questionnaires.scoring import FactorResult, ModuleResult
from toolkit.assess import forms
from toolkit.assess.pagedata import PageData
from toolkit.assess.result import Result, good_enough, result_of
from toolkit.web.language import gettext as _
from toolkit.web.language import ngettext
from toolkit.web.toolpage import card
from toolkit.wording import profile as profile_words
from toolkit.wording import tools as tool_words
from toolkit.wording.reader import Reader
from tools_catalog.model import Recommendation, Tool


@dataclass(frozen=True, slots=True)
class FactorRow:
    """One factor: its level beside what is good enough, and the answers it was worked out from."""

    id: str
    name: str
    value: str
    mean: Fraction | None
    target: str
    answers: str  # e.g. "3 and 4"


@dataclass(frozen=True, slots=True)
class ModuleRow:
    """One module: its level, what it rests on, its factors, and the sum with the own numbers."""

    id: str
    name: str
    low: int | None
    high: int | None
    value: str
    basis: str
    factors: tuple[FactorRow, ...]
    sum: str  # e.g. "(3 + 2.5 + 4) / 3 = 3.2"


@dataclass(frozen=True, slots=True)
class ToolRow:
    """One recommended tool with its reasons."""

    tool: Tool
    module_name: str
    facts: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]
    further: bool


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A module before and now."""

    name: str
    before: str
    now: str
    difference: str


@dataclass(frozen=True, slots=True)
class ResultPage:
    """Everything that the result page says."""

    result: Result
    headline: str
    profile_title: str
    profile_meaning: str
    profile_weakest: str
    profile_decisive: str
    lowest: str
    modules: tuple[ModuleRow, ...]
    overall: str
    overall_sum: str  # as a module's
    tools: tuple[ToolRow, ...]
    to_propose: tuple[ToolRow, ...]
    left_out: tuple[ToolRow, ...]
    set_aside: tuple[tuple[Tool, str], ...]  # refused or done, with why
    find_out: tuple[tuple[str, str], ...]  # factor, and whom to ask
    changes: tuple[ChangeRow, ...]
    matters_options: tuple[tuple[str, str], ...]
    role_options: tuple[tuple[str, str], ...]
    minutes_options: tuple[tuple[str, str], ...]
    refusal_options: tuple[tuple[str, str], ...]


def result_page(data: PageData, tools: Sequence[Tool]) -> ResultPage:
    """Put a sheet's result into words."""
    reader = data.reader
    result = result_of(data.questionnaire, data.sheet, tools)
    return ResultPage(
        result=result,
        headline=profile_words.standing_out(reader, result.profile, result.named),
        profile_title=profile_words.title(reader, result.named),
        profile_meaning=profile_words.meaning(reader, result.named),
        profile_weakest=profile_words.lowest_module(reader, result.named) or "",
        profile_decisive=profile_words.decisive(reader, result.named, result.decisive),
        lowest=profile_words.lowest_factors(reader, result.lowest),
        modules=tuple(_module_row(data, module) for module in result.profile.modules),
        overall=_overall(reader, result),
        overall_sum=_sum(
            reader, [module.mean for module in result.profile.modules], result.profile.overall
        ),
        tools=_tool_rows(data, result.tools.chosen),
        to_propose=_tool_rows(data, result.tools.to_propose),
        left_out=_tool_rows(data, result.tools.left_out),
        set_aside=tuple(_set_aside(data, tools)),
        find_out=tuple(
            (reader.name(found.factor_id), reader.text(found.factor_id, "ask"))
            for found in result.tools.find_out_first
        ),
        changes=tuple(
            _change_row(reader, change.module_id, change.before, change.now)
            for change in result.changes
        ),
        matters_options=tuple((key, reader.name(key)) for key in data.questionnaire.factors),
        role_options=(
            ("", _("I would rather not say")),
            ("anyone", _("Staff member without a team to lead")),
            ("team-lead", _("Team lead")),
            ("head-of-office", _("Head of office or section")),
            ("executive", _("Executive")),
        ),
        minutes_options=(
            ("", _("Any length")),
            *((str(m), tool_words.duration(_, ngettext, m)) for m in forms.MINUTES),
        ),
        refusal_options=_refusals(),
    )


def _module_row(data: PageData, module: ModuleResult) -> ModuleRow:
    reader = data.reader
    return ModuleRow(
        id=module.module_id,
        name=reader.name(module.module_id),
        low=module.level.low if module.level else None,
        high=module.level.high if module.level else None,
        value=profile_words.module_state(reader, module),
        basis=profile_words.resting_on(reader, module),
        factors=tuple(_factor_row(data, factor) for factor in module.factors),
        sum=_sum(reader, [factor.mean for factor in module.factors], module.mean),
    )


def _factor_row(data: PageData, factor: FactorResult) -> FactorRow:
    reader = data.reader
    states = {
        "cannot-say": _("You cannot say"),
        "does-not-apply": _("Does not apply"),
        "not-answered": _("Not answered"),
    }
    target = good_enough(data.questionnaire.factors[factor.factor_id], data.sheet.size)
    return FactorRow(
        id=factor.factor_id,
        name=reader.name(factor.factor_id),
        value=states.get(factor.status) or reader.mean(factor.mean or Fraction(0)),
        mean=factor.mean,
        target=reader.mean(target),
        answers=", ".join(_answer(answer) for answer in factor.answers.values()),
    )


def _answer(answer: Answer) -> str:
    if answer.level is not None:
        return str(answer.level)
    return _("cannot say") if answer is Answer.CANNOT_SAY else _("does not apply")


def _sum(reader: Reader, means: Sequence[Fraction | None], mean: Fraction | None) -> str:
    """The calculation with the person's own numbers."""
    stated = [reader.mean(value) for value in means if value is not None]
    if mean is None or not stated:
        return ""
    return f"({' + '.join(stated)}) / {len(stated)} = {reader.mean(mean)}"


def _overall(reader: Reader, result: Result) -> str:
    profile = result.profile
    if profile.overall is None or profile.level is None:
        return ""
    return reader.level_of_five(profile.level, profile.overall)


def _tool_rows(data: PageData, recommendations: Sequence[Recommendation]) -> tuple[ToolRow, ...]:
    return tuple(_tool_row(data, recommendation) for recommendation in recommendations)


def _tool_row(data: PageData, recommendation: Recommendation) -> ToolRow:
    reader, further = data.reader, recommendation.kind == "further"
    shown = card(reader, recommendation.tool)
    reasons = [
        tool_words.reason(reader, part, further=further) for part in recommendation.contributions
    ]
    said, before_next = _said(data, recommendation), tool_words.before_next(reader, recommendation)
    return ToolRow(
        tool=shown.tool,
        module_name=shown.module_name,
        facts=shown.facts,
        reasons=tuple(filter(None, (said, *reasons, before_next))),
        further=further,
    )


def _said(data: PageData, recommendation: Recommendation) -> str:
    """The answer that weighs most in a recommendation, in its own words."""
    factor = data.questionnaire.factors[recommendation.contributions[0].factor_id]
    answers = data.sheet.response.answers
    return tool_words.in_own_words(data.reader, factor, answers, data.sheet.size)


def _set_aside(data: PageData, tools: Sequence[Tool]) -> list[tuple[Tool, str]]:
    plan, reasons = data.sheet.plan, dict(_refusals())
    return [
        (tool, _("Already done") if tool.id in plan.done else reasons[plan.refused[tool.id]])
        for tool in tools
        if tool.id in plan.done or tool.id in plan.refused
    ]


def _refusals() -> tuple[tuple[str, str], ...]:
    return (
        ("no-time", _("we have no time for it now")),
        ("no-mandate", _("it is outside our mandate")),
        ("too-big", _("it is too big for us")),
        ("did-not-help", _("we tried it and it did not help")),
        ("other", _("another reason")),
    )


def _change_row(
    reader: Reader, module_id: str, before: Fraction | None, now: Fraction | None
) -> ChangeRow:
    difference = "" if before is None or now is None else _difference(reader, now - before)
    return ChangeRow(
        name=reader.name(module_id),
        before=_("not stated") if before is None else reader.of_five(before),
        now=_("not stated") if now is None else reader.of_five(now),
        difference=difference,
    )


def _difference(reader: Reader, value: Fraction) -> str:
    if not value:
        return _("the same")
    if value > 0:
        return _("%(number)s higher", number=reader.mean(value))
    return _("%(number)s lower", number=reader.mean(-value))
