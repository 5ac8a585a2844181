"""What there is to read of a wave: its publication beside an earlier one, or why there is none."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from aggregation.publication import NodeFigures, Publication
from questionnaires.model import Perspective, Questionnaire
from toolkit import content
from toolkit.models import Cell, Published, Wave, WaveState
from toolkit.publications import TamperedError, verified
from toolkit.reading import read_by, reading_token
from toolkit.refusal import Refusal
from tools_catalog.model import Tool

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


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a page is made from: one group's publication, and the one before it.

    Two are equal when they rest on the same texts, so what is made of one can be kept.
    """

    sha256: str
    before_sha256: str
    node_id: str
    publication: Publication = field(compare=False)
    before: Publication | None = field(default=None, compare=False)
    before_title: str = field(default="", compare=False)

    @property
    def node(self) -> NodeFigures:
        """The group's own figures."""
        return self.publication.node(self.node_id)


@dataclass(frozen=True, slots=True)
class Results:
    """What there is to read of one group in one wave; ``evidence`` only where it is published."""

    wave: WaveFacts
    questionnaire: Questionnaire
    tools: tuple[Tool, ...]
    outcome: Outcome
    withdrawn_because: str = ""
    evidence: Evidence | None = None


def waves(session: Session) -> list[tuple[WaveFacts, tuple[str, ...]]]:
    """Every wave that was opened, newest first, each with its entities."""
    entities: dict[int, list[str]] = {}
    for wave_id, entity in _groups(session):
        entities.setdefault(wave_id, []).append(entity)
    opened = session.scalars(
        select(Wave).where(Wave.state != WaveState.PLANNED).order_by(Wave.id.desc())
    )
    return [(_facts(wave), tuple(entities.get(wave.id, ()))) for wave in opened]


def results(session: Session, wave_id: int, node_id: str) -> Results:
    """What there is to read of a group.

    Raises
    ------
    NothingHereError
        When there is no such wave, it has not opened, or its publication lacks the group.
    """
    wave = session.get(Wave, wave_id)
    if wave is None or wave.state is WaveState.PLANNED:
        raise NothingHereError
    outcome, reason, evidence = _outcome(session, wave, node_id)
    return Results(
        wave=_facts(wave),
        questionnaire=content.questionnaire(session, wave.questionnaire, wave.version),
        tools=content.tools(session),
        outcome=outcome,
        withdrawn_because=reason,
        evidence=evidence,
    )


def invited(session: Session, secret_key: str, token: str) -> tuple[int, str] | None:
    """The wave and the entity whose page a reading link opens, or None."""
    return read_by(secret_key, token, _groups(session))


def reading_links(session: Session, secret_key: str, wave_id: int) -> list[tuple[str, str]]:
    """Each entity of a wave with its token, by name; :class:`NothingHereError` without the wave."""
    wave = session.get(Wave, wave_id)
    if wave is None or wave.state is WaveState.PLANNED:
        raise NothingHereError(f"there is no wave {wave_id}, or it has not opened")
    return [
        (entity, reading_token(secret_key, wave_id, entity))
        for of_wave, entity in _groups(session)
        if of_wave == wave_id
    ]


def _groups(session: Session) -> list[tuple[int, str]]:
    """Every entity of every wave that was opened."""
    found = select(Cell.wave_id, Cell.entity).join(Wave, Wave.id == Cell.wave_id)
    found = found.where(Wave.state != WaveState.PLANNED).distinct()
    return sorted((row.wave_id, row.entity) for row in session.execute(found))


def _facts(wave: Wave) -> WaveFacts:
    return WaveFacts(
        id=wave.id,
        title=wave.title,
        perspective=wave.perspective,
        sponsor=wave.sponsor,
        decision=wave.decision,
        results_by=wave.results_by,
        is_published=wave.state is WaveState.PUBLISHED,
    )


def _outcome(session: Session, wave: Wave, node_id: str) -> tuple[Outcome, str, Evidence | None]:
    if wave.state not in {WaveState.PUBLISHED, WaveState.WITHDRAWN}:
        return "not-yet", "", None
    row = session.get_one(Published, wave.id)
    if wave.state is WaveState.WITHDRAWN:
        return "withdrawn", row.withdrawn_because, None
    try:
        publication = verified(row)
    except TamperedError:
        return "damaged", "", None
    return "published", "", _evidence(session, wave, row.sha256, publication, node_id)


def _evidence(
    session: Session, wave: Wave, sha256: str, publication: Publication, node_id: str
) -> Evidence:
    if not _has(publication, node_id):
        raise NothingHereError
    for title, earlier_sha256, earlier in _earlier(session, wave):
        if _has(earlier, node_id) and earlier.node(node_id).respondents:
            return Evidence(sha256, earlier_sha256, node_id, publication, earlier, title)
    return Evidence(sha256, "", node_id, publication)


def _earlier(session: Session, wave: Wave) -> Iterator[tuple[str, str, Publication]]:
    """Published waves that asked the same about the same, newest first; damaged ones are not."""
    found = session.scalars(
        select(Wave)
        .where(
            Wave.id < wave.id,
            Wave.state == WaveState.PUBLISHED,
            Wave.questionnaire == wave.questionnaire,
            Wave.version == wave.version,
            Wave.perspective == wave.perspective,
        )
        .order_by(Wave.id.desc())
    )
    for one in found.all():
        row = session.get_one(Published, one.id)
        try:
            yield one.title, row.sha256, verified(row)
        except TamperedError:
            continue


def _has(publication: Publication, node_id: str) -> bool:
    return any(node.id == node_id for node in publication.nodes)
