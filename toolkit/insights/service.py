"""What there is to read of a wave: its publication beside an earlier one, or why there is none."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from sqlalchemy import Row
from sqlalchemy.orm import Session

from aggregation.publication import NodeFigures, Publication
from questionnaires.comparing import common_questions
from questionnaires.model import Perspective, Questionnaire
from toolkit import content, sayings
from toolkit.insights import statements
from toolkit.insights.grouping import Groups, groups_of
from toolkit.models import Eligible, WaveState
from toolkit.publications import TamperedError, group_name, verified
from toolkit.reading import read_by, reading_token
from toolkit.refusal import Refusal
from toolkit.sayings import Said
from tools_catalog.model import Tool

NARROW = "-narrow"  # how the name of a chart for phones ends

_Found = Row[*tuple[Any, ...]]
Outcome = Literal["published", "not-yet", "withdrawn", "damaged"]


class NothingHereError(Refusal):
    """There is no such wave, or it does not have this group."""


@dataclass(frozen=True, slots=True)
class WaveFacts:
    """What readers are told of a wave."""

    id: int
    title: str
    perspective: Perspective
    sponsor: str
    decision: str
    results_by: date
    is_published: bool
    is_demonstration: bool
    eligible: Eligible


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a page is made from: one group's publication, and the one before it.

    Two are equal when they rest on the same texts, so what is made of one can be kept.
    """

    sha256: str
    before_sha256: str
    node_id: str
    publication: Publication = field(compare=False)
    made_on: date = field(compare=False)  # when the figures were made
    before: Publication | None = field(default=None, compare=False)
    before_title: str = field(default="", compare=False)
    common: frozenset[str] | None = None  # the questions asked alike; None: all

    @property
    def hashes(self) -> str:
        """What all of it rests on, in one text."""
        return f"{self.sha256} {self.before_sha256}"

    @property
    def node(self) -> NodeFigures:
        """The group's own figures."""
        return self.publication.node(self.node_id)


@dataclass(frozen=True, slots=True)
class ChartWords:
    """A chart by its name, with what stands in its place for those who do not see it."""

    name: str
    alt: str


NOTHING_SAID = Said()


@dataclass(frozen=True, slots=True)
class Results:
    """What there is to read of one group in one wave; ``evidence`` only where it is published.

    Two are equal when they rest on the same texts, as evidence is.
    """

    wave: WaveFacts
    questionnaire: Questionnaire = field(compare=False)
    tools: tuple[Tool, ...] = field(compare=False)
    versions: tuple[tuple[str, int], ...]  # of the questionnaire and of every tool
    outcome: Outcome
    withdrawn_because: str = ""
    evidence: Evidence | None = None
    charts: tuple[ChartWords, ...] = ()
    groups: Groups | None = None  # of entities; None before the job has made them
    said: Said = NOTHING_SAID

    def chart(self, name: str) -> ChartWords | None:
        """The chart of this name, or None where it was not drawn."""
        return next((one for one in self.charts if one.name == name), None)


def waves(session: Session) -> list[tuple[WaveFacts, tuple[str, ...]]]:
    """Every wave that was opened, newest first, each with its entities."""
    entities: dict[int, list[str]] = {}
    for wave_id, entity in _groups(session):
        entities.setdefault(wave_id, []).append(entity)
    opened = session.execute(statements.OPENED_NEWEST_FIRST)
    return [(_facts(wave), tuple(entities.get(wave.id, ()))) for wave in opened]


def results(session: Session, wave_id: int, node_id: str, language: str = "") -> Results:
    """What there is to read of a group, with the charts that were drawn for a language.

    Raises
    ------
    NothingHereError
        When there is no such wave, it has not opened, or its publication lacks the group.
    """
    wave = session.execute(statements.ONE_OPENED, {"wave_id": wave_id}).one_or_none()
    if wave is None:
        raise NothingHereError
    outcome, reason, evidence = _outcome(session, wave, node_id)
    tools, questionnaire = content.catalogue(session)
    if (questionnaire.id, questionnaire.version) != (wave.questionnaire, wave.version):
        questionnaire = content.questionnaire(session, wave.questionnaire, wave.version)
    return Results(
        wave=_facts(wave),
        questionnaire=questionnaire,
        tools=tools,
        versions=(
            (questionnaire.id, questionnaire.version),
            *((tool.id, tool.version) for tool in tools),
        ),
        outcome=outcome,
        withdrawn_because=reason,
        evidence=evidence,
        charts=_charts(session, wave.id, evidence, language) if evidence else (),
        groups=groups_of(session, wave.id, evidence.sha256) if evidence else None,
        said=_said(session, wave.id, evidence.node) if evidence else NOTHING_SAID,
    )


def _said(session: Session, wave_id: int, node: NodeFigures) -> Said:
    """What belongs on a group's page; a comparison group has nothing to say."""
    if node.kind == "system":
        return sayings.read(session, wave_id)
    if node.kind != "entity":
        return NOTHING_SAID
    return sayings.read(session, wave_id, group_name(node.id))


def chart(session: Session, results: Results, language: str, name: str) -> bytes:
    """A chart of these results as SVG; :class:`NothingHereError` where there is none."""
    evidence = results.evidence
    if evidence is None:
        raise NothingHereError
    drawn = _drawn(results.wave.id, evidence, language)
    svg: bytes | None = session.scalar(statements.CHART, {**drawn, "name": name})
    if svg is None:
        raise NothingHereError
    return svg


def _charts(
    session: Session, wave_id: int, evidence: Evidence, language: str
) -> tuple[ChartWords, ...]:
    """The charts that were drawn of exactly this evidence."""
    found = session.execute(statements.CHARTS, _drawn(wave_id, evidence, language))
    return tuple(ChartWords(*row) for row in found)


def _drawn(wave_id: int, evidence: Evidence, language: str) -> dict[str, object]:
    return {
        "wave_id": wave_id,
        "node_id": evidence.node_id,
        "language": language,
        "drawn_from": evidence.hashes,
    }


def invited(session: Session, secret_key: str, token: str) -> tuple[int, str] | None:
    """The wave and the entity whose page a reading link opens, or None."""
    return read_by(secret_key, token, _groups(session))


def reading_links(session: Session, secret_key: str, wave_id: int) -> list[tuple[str, str]]:
    """Each entity of a wave with its token, by name; :class:`NothingHereError` without the wave."""
    if session.execute(statements.ONE_OPENED, {"wave_id": wave_id}).one_or_none() is None:
        raise NothingHereError(f"there is no wave {wave_id}, or it has not opened")
    return [
        (entity, reading_token(secret_key, wave_id, entity))
        for of_wave, entity in _groups(session)
        if of_wave == wave_id
    ]


def _groups(session: Session) -> list[tuple[int, str]]:
    """Every entity of every wave that was opened."""
    return sorted((row.wave_id, row.entity) for row in session.execute(statements.GROUPS))


def _facts(wave: _Found) -> WaveFacts:
    return WaveFacts(
        id=wave.id,
        title=wave.title,
        perspective=wave.perspective,
        sponsor=wave.sponsor,
        decision=wave.decision,
        results_by=wave.results_by,
        is_published=wave.state is WaveState.PUBLISHED,
        is_demonstration=wave.is_demonstration,
        eligible=wave.eligible,
    )


def _outcome(session: Session, wave: _Found, node_id: str) -> tuple[Outcome, str, Evidence | None]:
    if wave.state not in {WaveState.PUBLISHED, WaveState.WITHDRAWN}:
        return "not-yet", "", None
    stored = session.execute(statements.STORED, {"wave_id": wave.id}).one()
    if wave.state is WaveState.WITHDRAWN:
        return "withdrawn", stored.withdrawn_because, None
    try:
        publication = verified(stored)
    except TamperedError:
        return "damaged", "", None
    return "published", "", _evidence(session, wave, stored, publication, node_id)


def _evidence(
    session: Session, wave: _Found, stored: _Found, publication: Publication, node_id: str
) -> Evidence:
    sha256, made_on = stored.sha256, stored.proposed_on
    if not _has(publication, node_id):
        raise NothingHereError
    for one, earlier_sha256, earlier in _earlier(session, wave):
        if _has(earlier, node_id) and earlier.node(node_id).respondents:
            before = earlier, one.title, _common(session, wave, one.version)
            return Evidence(sha256, earlier_sha256, node_id, publication, made_on, *before)
    return Evidence(sha256, "", node_id, publication, made_on)


def _earlier(session: Session, wave: _Found) -> Iterator[tuple[_Found, str, Publication]]:
    """Published waves that asked about the same, newest first; damaged ones are not."""
    same = {
        "wave_id": wave.id,
        "questionnaire": wave.questionnaire,
        "perspective": wave.perspective,
    }
    for one in session.execute(statements.COMPARABLE, same).all():
        stored = session.execute(statements.STORED, {"wave_id": one.id}).one()
        try:
            yield one, stored.sha256, verified(stored)
        except TamperedError:
            continue


def _common(session: Session, wave: _Found, version: int) -> frozenset[str] | None:
    """The questions that a wave and an earlier version ask alike; None where all are the same."""
    if version == wave.version:
        return None
    now, before = (
        content.questionnaire(session, wave.questionnaire, each) for each in (wave.version, version)
    )
    return common_questions(now, before, wave.perspective)


def _has(publication: Publication, node_id: str) -> bool:
    return any(node.id == node_id for node in publication.nodes)
