"""A page of results: one group's figures in the reader's words, in one order for everybody."""

from collections.abc import Iterable
from dataclasses import dataclass

from questionnaires.model import Questionnaire
from toolkit.commitments import Commitments
from toolkit.commitments import Decision as TakenDecision
from toolkit.insights import rows, titles
from toolkit.insights.called import Called, called
from toolkit.insights.decisions import Decision, decisions
from toolkit.insights.efforts import EffortSection, effort_section
from toolkit.insights.exchange import (
    Done,
    ExchangeSection,
    actions,
    done_lines,
    exchange_section,
)
from toolkit.insights.figures import FactorLevel, Figures, figures_of
from toolkit.insights.groupsection import GroupsSection, groups_section
from toolkit.insights.others import Others, others
from toolkit.insights.own import OwnSection, own_section
from toolkit.insights.service import ChartWords, Evidence, Results, WaveFacts
from toolkit.insights.subjects import Subjects, low_factors, subjects
from toolkit.publications import group_name
from toolkit.wording import change as change_words
from toolkit.wording import eligible
from toolkit.wording import figures as words
from toolkit.wording import insights as sentences
from toolkit.wording import tools as tool_words
from toolkit.wording.owners import owner
from toolkit.wording.reader import Reader, one_decimal
from toolkit.wording.telling import Sentence, Teller


@dataclass(frozen=True, slots=True)
class DecisionCard:
    """One decision to take, with what it takes to begin."""

    subject: str
    mean: str
    module_id: str
    module_name: str
    owner: str
    tool_id: str
    tool_name: str
    summary: str
    facts: tuple[tuple[str, str], ...]
    first_step: str
    taken: TakenDecision | None  # what the entity's executive decided on it


@dataclass(frozen=True, slots=True)
class Unknown:
    """A question that many cannot answer, and who could."""

    title: str
    interval: str
    ask: str


@dataclass(frozen=True, slots=True)
class Method:
    """How the figures were made, for the notes at the end."""

    about: str
    status: str
    version: int
    mean_limit: int
    spares: str
    distribution_limit: int
    sha256: str


@dataclass(frozen=True, slots=True)
class InsightsPage:
    """Everything that a page of results says."""

    wave: WaveFacts
    title: str
    name: str  # of the entity; empty for the system
    is_shown: bool
    sentences: tuple[Sentence, ...]
    decisions: tuple[DecisionCard, ...]
    modules: tuple[rows.ModuleLine, ...]
    module_title: str
    module_chart: ChartWords | None
    change_title: str
    change_chart: ChartWords | None
    before_title: str
    compared: str  # which questions change rests on, where they are not all the same
    basis: str
    group_title: str
    module_names: tuple[tuple[str, str], ...]
    groups: tuple[rows.GroupLine, ...]
    peers: tuple[rows.GroupLine, ...]
    peer_title: str
    subjects: Subjects
    called: Called | None
    efforts: EffortSection | None
    effort_chart: ChartWords | None
    others: Others | None
    others_chart: ChartWords | None
    questions: tuple[rows.QuestionTable, ...]
    own: OwnSection | None
    barriers: tuple[rows.ShareLine, ...]
    barrier_title: str
    barrier_people: str
    progress: tuple[rows.ShareLine, ...]
    progress_title: str
    progress_answers: tuple[str, ...]
    unknown: tuple[Unknown, ...]
    respondents: str
    response_rate: str
    withheld: tuple[str, ...]
    exchange: ExchangeSection | None
    actions: tuple[tuple[str, str], ...]
    done: tuple[Done, ...]
    method: Method
    archetypes: GroupsSection | None


def insights_page(reader: Reader, results: Results, evidence: Evidence) -> InsightsPage:
    """Put one group's figures into words; nothing is read but its publications."""
    figures = figures_of(evidence)
    wave, node = results.wave, figures.node
    proposed = decisions(figures.factors, results.questionnaire, results.tools)
    told = _sentences(reader, figures, results, evidence, proposed) if node.respondents else ()
    name = group_name(node.id) if node.kind == "entity" else ""
    own = own_section(reader, evidence)
    return InsightsPage(
        wave=wave,
        title=titles.page_title(reader, name),
        name=name,
        is_shown=node.respondents is not None,
        sentences=told,
        decisions=tuple(_card(reader, one, results.said.own) for one in proposed),
        modules=tuple(rows.module_lines(reader, figures, results.said.own)),
        module_title=told[1].text if told else "",
        module_chart=results.chart("modules"),
        change_title=told[2].text if told else "",
        change_chart=results.chart("change"),
        before_title=evidence.before_title,
        compared=titles.compared(reader, figures, evidence, wave.perspective),
        basis=titles.basis(reader, figures),
        group_title=titles.group_title(reader, figures),
        module_names=tuple((module.id, reader.name(module.id)) for module in figures.modules),
        groups=tuple(rows.group_lines(reader, figures)),
        peers=tuple(rows.peer_lines(reader, figures)),
        peer_title=titles.peer_title(reader, figures),
        subjects=subjects(reader, figures, results),
        called=called(reader, results, evidence),
        efforts=effort_section(reader, results, evidence),
        effort_chart=results.chart("effort"),
        others=others(reader, figures, evidence.publication, dict(results.said.named)),
        others_chart=results.chart("others"),
        questions=tuple(rows.question_tables(reader, figures, wave.perspective)),
        own=own,
        barriers=rows.barrier_lines(reader, node.barriers),
        barrier_title=titles.barrier_title(reader, figures),
        barrier_people=words.people(reader, node.barriers.people) if node.barriers.people else "",
        progress=rows.progress_lines(reader, node.progress),
        progress_title=rows.progress_title(reader, node.progress),
        progress_answers=tuple(
            reader.text("progress-answer", answer.id, "text")
            for answer in results.questionnaire.progress_answers
        ),
        unknown=tuple(_unknown(reader, figures, results)),
        respondents=words.people(reader, node.respondents) if node.respondents else "",
        response_rate=rows.rate(reader, node.response_rate),
        withheld=tuple(_withheld(reader, figures, own)),
        exchange=exchange_section(
            reader,
            results.said.postings,
            name,
            (one.id for one in low_factors(figures.factors, results.questionnaire)),
        ),
        actions=actions(reader, results.said.own.signed_return),
        done=done_lines(reader, results.said.own.follow_up, wave.perspective),
        method=_method(reader, results.questionnaire, wave, evidence),
        archetypes=groups_section(reader, results),
    )


def _sentences(
    reader: Reader,
    figures: Figures,
    results: Results,
    evidence: Evidence,
    called: tuple[Decision, ...],
) -> tuple[Sentence, ...]:
    """The five, always in this order."""
    node = figures.node
    if node.respondents is None:
        return ()
    is_system = node.kind == "system"
    teller = Teller(
        reader=reader,
        perspective=results.wave.perspective,
        response_rate=node.response_rate,
        findings=figures.findings,
        basis=titles.basis(reader, figures) if is_system else "",
        asked=eligible.asked(
            reader.gettext, reader.whole, results.wave.eligible, results.said.sample
        ),
    )
    earlier = change_words.Earlier(evidence.before_title, figures.before_rate)
    return (
        sentences.response(teller, node.respondents),
        sentences.standing(teller),
        change_words.change(teller, earlier if evidence.before else None),
        sentences.obstacles(teller),
        sentences.proposals(
            teller,
            [_named(reader, decision) for decision in called],
            shown=len(figures.factors),
            as_low=_as_low(figures.factors, called),
        ),
    )


def _as_low(factors: Iterable[FactorLevel], called: tuple[Decision, ...]) -> int:
    """How many subjects without a proposal stand, in print, where the last one with it stands."""
    proposed = {decision.factor.id: decision.factor for decision in called}
    ends = [one_decimal(words.exact(factor.value)) for factor in proposed.values()]
    others = (one for one in factors if one.id not in proposed)
    return sum(one_decimal(words.exact(one.value)) == ends[-1] for one in others) if ends else 0


def _named(reader: Reader, decision: Decision) -> sentences.Named:
    factor = decision.factor
    return sentences.Named(
        factor_id=factor.id,
        value=_mean(reader, factor),
        interval=words.interval(reader, factor.interval) if factor.interval else "",
    )


def _mean(reader: Reader, factor: FactorLevel) -> str:
    return words.capped(reader, reader.mean(words.exact(factor.value)), factor.cap)


def _card(reader: Reader, decision: Decision, own: Commitments) -> DecisionCard:
    _, ngettext = reader.gettext, reader.ngettext
    tool, factor_id = decision.tool, decision.factor.id
    module = reader.questionnaire.module_of[factor_id]
    return DecisionCard(
        subject=reader.name(factor_id),
        mean=_("%(mean)s of 5", mean=_mean(reader, decision.factor)),
        module_id=module.id,
        module_name=reader.name(module.id),
        owner=owner(_, module.id, factor_id),
        tool_id=tool.id,
        tool_name=tool.name,
        summary=tool.summary,
        facts=(
            (_("Time"), tool_words.duration(_, ngettext, tool.minutes)),
            (_("People"), tool_words.people(_, tool.people)),
            (_("Can be started by"), tool_words.starter(_, tool.who_can_start)),
        ),
        first_step=tool.monday,
        taken=own.decision(factor_id),
    )


def _unknown(reader: Reader, figures: Figures, results: Results) -> Iterable[Unknown]:
    _ = reader.gettext
    factor_of = {
        question.id: factor.id
        for factor in results.questionnaire.factors.values()
        for question in factor.questions
    }
    for found in figures.said("cannot-say"):
        if found.estimate:
            question_id = found.ids[0]
            yield Unknown(
                title=_(
                    "%(share)s cannot say: “%(question)s”",
                    share=words.share_of(reader, found.estimate),
                    question=sentences.question(reader, question_id, results.wave.perspective),
                ),
                interval=words.share_interval(reader, found.estimate.interval),
                ask=reader.text(factor_of[question_id], "ask"),
            )


def _withheld(reader: Reader, figures: Figures, own: OwnSection | None) -> Iterable[str]:
    ngettext = reader.ngettext
    cells, questions = figures.withheld_cells, figures.withheld_distributions
    if cells:
        yield ngettext(
            "%(num)s of %(all)s cells of the tables by module is not shown.",
            "%(num)s of %(all)s cells of the tables by module are not shown.",
            cells,
            all=figures.cells,
        )
    if questions:
        yield ngettext(
            "The distribution of %(num)s of %(all)s questions is not shown.",
            "The distributions of %(num)s of %(all)s questions are not shown.",
            questions,
            all=len(figures.node.questions),
        )
    if own and own.withheld:
        yield ngettext(
            "%(num)s of %(all)s questions that %(entity)s asked of its own is not shown in full.",
            "%(num)s of %(all)s questions that %(entity)s asked of its own are not shown in full.",
            own.withheld,
            all=len(own.lines),
            entity=own.entity,
        )


def _method(
    reader: Reader, questionnaire: Questionnaire, wave: WaveFacts, evidence: Evidence
) -> Method:
    _ = reader.gettext
    settings, spares = evidence.publication.settings, evidence.publication.spares
    return Method(
        about={
            "team": _("Everybody was asked about their own team."),
            "unit": _(
                "Everybody was asked about their own unit: the office, section or division whose "
                "head plans their work."
            ),
            "organisation": _("Everybody was asked about the whole organisation."),
        }[wave.perspective],
        status=reader.text("status"),
        version=questionnaire.version,
        mean_limit=settings.mean_limit,
        spares=_(
            "Spare links made before the survey opened: %(made)s; handed out to people who joined "
            "later: %(handed_out)s.",
            made=reader.whole(spares.made),
            handed_out=reader.whole(spares.handed_out),
        )
        if spares
        else "",
        distribution_limit=settings.distribution_limit,
        sha256=evidence.sha256,
    )
