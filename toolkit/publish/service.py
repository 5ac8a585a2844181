"""Unseal once, release, propose; approve and destroy; withdraw: a wave's last states."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from aggregation.attack import Attack
from aggregation.audit import AuditRecord
from aggregation.own import OWN_LAYOUT, Asked, with_own
from aggregation.publication import Edition, Publication, Spares
from aggregation.release import RESPONDENTS, release
from aggregation.responses import Item, Layout, Responses, barrier, question
from aggregation.structure import Structure, structure
from questionnaires.model import Questionnaire
from questionnaires.responses import items
from toolkit import content, jobs
from toolkit.audit import Action, record
from toolkit.models import (
    AuditedCounts,
    Ballot,
    Cell,
    JobName,
    Link,
    Published,
    Report,
    RosterRow,
    Wave,
    WaveState,
)
from toolkit.planning import ownquestions, terms
from toolkit.planning.tablelist import tree_of
from toolkit.publications import entity_id, verified
from toolkit.publish import due
from toolkit.refusal import Refusal
from toolkit.sealing import keyhalves
from toolkit.sealing.ballots import UnsealError, seal, unseal
from toolkit.sealing.keyhalves import Half, KeyFileError

_TEST_BALLOT = b"test"


class PublishError(Refusal):
    """A wave cannot be published, approved or withdrawn now; the message says why."""


def propose(
    session: Session, wave_id: int, keys: Path, custodian: Half, *, today: date, actor: str
) -> Publication:
    """Open every ballot of a closed wave in memory, and keep its figures as a proposal.

    Raises
    ------
    PublishError
        When the wave is not closed, ballots outnumber spent links, ballots cannot be opened, or the
        attack on the figures finds a combination that rests on too few people.
    KeyFileError
        When the halves are not both of this wave's key; nothing has been touched then.
    """
    wave = _in_state(session, wave_id, WaveState.CLOSED)
    settings = terms.settings_of(wave)
    private_key = _private_key(wave, keys, custodian)
    _refuse_changed_terms(session, wave, keys)
    questionnaire = content.questionnaire(session, wave.questionnaire, wave.version)
    _refuse_stuffing(session, wave_id)
    layout, tree = layout_of(questionnaire), tree_of(session, wave_id)
    responses = _responses(session, wave, private_key, (*layout, *OWN_LAYOUT))
    core, own = slice(len(layout)), slice(len(layout), None)
    released = release(
        responses.part(core),
        tree,
        structure_of(questionnaire),
        _edition(wave),
        settings,
        _spares(session, wave_id),
    )
    released = with_own(released, responses.part(own), tree, asked_of(session, wave))
    _refuse_breach(wave_id, released.record.attacked())
    publication = released.publication
    session.add(
        Published(
            wave_id=wave_id,
            text=publication.json,
            sha256=publication.hash,
            proposed_on=today,
            k=publication.settings.mean_limit,
            listed=len(publication.nodes),
            shown=sum(node.respondents is not None for node in publication.nodes),
            withdrawn_because="",
        )
    )
    session.flush()
    session.add(AuditedCounts(wave_id=wave_id, text=released.record.json))
    wave.state = WaveState.PROPOSED
    record(session, actor=actor, action=Action.WAVE_PROPOSED, subject=f"wave {wave_id}")
    return publication


def approve(session: Session, wave_id: int, *, actor: str) -> None:
    """Publish a proposal, and destroy the wave's ballots and links in the same transaction.

    The key half and the free pages are no rows: a job destroys them after the commit, unless the
    caller does so at once with :func:`toolkit.publish.destruction.destroy_due`.
    """
    wave = _in_state(session, wave_id, WaveState.PROPOSED)
    verified(session.get_one(Published, wave_id))
    due.destroy_rows(session, wave_id)
    wave.state = WaveState.PUBLISHED
    jobs.ask(session, JobName.DESTROY, wave_id)
    jobs.ask(session, JobName.GROUP, wave_id)
    jobs.ask(session, JobName.DRAW, wave_id)
    record(session, actor=actor, action=Action.WAVE_PUBLISHED, subject=f"wave {wave_id}")


def discard(session: Session, wave_id: int, *, actor: str) -> None:
    """Drop a proposal; the wave is closed again, and can be proposed anew while ballots exist."""
    wave = _in_state(session, wave_id, WaveState.PROPOSED)
    if not session.scalar(_count(Link, wave_id)):  # they go with the ballots, and are always there
        raise PublishError(f"wave {wave_id} has no ballots any more: approve it, or leave it")
    session.delete(session.get_one(Published, wave_id))
    wave.state = WaveState.CLOSED
    record(session, actor=actor, action=Action.PROPOSAL_DISCARDED, subject=f"wave {wave_id}")


def withdraw(session: Session, wave_id: int, reason: str, *, actor: str) -> None:
    """Stop showing a publication, and say why; nothing in it is edited."""
    wave = _in_state(session, wave_id, WaveState.PUBLISHED)
    if not reason.strip():
        raise PublishError("a withdrawal needs a reason")
    session.get_one(Published, wave_id).withdrawn_because = reason.strip()[:300]
    wave.state = WaveState.WITHDRAWN
    later = select(Wave.id).where(Wave.id > wave_id, Wave.state == WaveState.PUBLISHED)
    for drawn_id in (wave_id, *session.scalars(later)):  # the later ones may show it beside theirs
        jobs.ask(session, JobName.GROUP, drawn_id)
        jobs.ask(session, JobName.DRAW, drawn_id)
        session.execute(delete(Report).where(Report.wave_id == drawn_id))
    record(session, actor=actor, action=Action.WAVE_WITHDRAWN, subject=f"wave {wave_id}")


def give_up(session: Session, wave_id: int, keys: Path, *, actor: str) -> None:
    """Destroy the ballots and links of a closed wave whose server's half of the key is gone.

    They are those of a backup from before the wave was published. As after an approval, the free
    pages are left to the caller.

    Raises
    ------
    PublishError
        When the half is there, or the whole folder of keys is not.
    """
    _in_state(session, wave_id, WaveState.CLOSED)
    half = keyhalves.server_half_path(keys, wave_id)
    if not keys.is_dir():
        raise PublishError(f"the folder of keys {keys} is not there: mend TOOLKIT_KEYS first")
    if half.exists():
        raise PublishError(f"{half} is there, so the ballots of wave {wave_id} can be opened")
    due.destroy_rows(session, wave_id)
    record(session, actor=actor, action=Action.WAVE_GIVEN_UP, subject=f"wave {wave_id}")


def layout_of(questionnaire: Questionnaire) -> Layout:
    """What each byte of a ballot means, for stage one, but for what entities ask of their own."""
    progress = tuple(choice.id for choice in questionnaire.progress_answers)
    tried = tuple(choice.id for choice in questionnaire.tools_tried.answers)

    def item(kind: str, key: str) -> Item:
        if kind == "question":
            return question(key)
        if kind == "barrier":
            return barrier(key)
        return Item("progress", key, progress) if kind == "progress" else Item("tool", key, tried)

    return tuple(item(*name.split(":", 1)) for name in items(questionnaire))


def structure_of(questionnaire: Questionnaire) -> Structure:
    """Which questions make up which factor and module."""
    return structure(
        {
            module.id: {
                factor.id: [question.id for question in factor.questions]
                for factor in module.factors
            }
            for module in questionnaire.modules
        }
    )


def attacked(session: Session, wave_id: int) -> Attack:
    """Attack a publication again, from its audit record.

    Raises
    ------
    PublishError
        When there is no publication, or its record is not there or is of another.
    """
    row, counts = session.get(Published, wave_id), session.get(AuditedCounts, wave_id)
    if row is None or counts is None:
        raise PublishError(f"wave {wave_id} has no publication with an audit record")
    publication, record = verified(row), AuditRecord.from_json(counts.text)
    shown = frozenset(node.id for node in publication.nodes if node.respondents)
    if shown != record.shown(RESPONDENTS):
        raise PublishError(f"the audit record of wave {wave_id} is not of its publication")
    return record.attacked()


def _refuse_breach(wave_id: int, found: Attack) -> None:
    failed = [one.table for one in found.exposures if not one.passes]
    if failed:
        raise PublishError(
            f"wave {wave_id}: the attack on its figures succeeded in {len(failed)} tables, so "
            f"nothing is published: {', '.join(failed)}"
        )


def _edition(wave: Wave) -> Edition:
    return Edition(
        wave=str(wave.id), versions=(("questionnaire", f"{wave.questionnaire}/{wave.version}"),)
    )


def _spares(session: Session, wave_id: int) -> Spares:
    made = select(func.count()).where(RosterRow.wave_id == wave_id, RosterRow.is_spare)
    return Spares(
        session.scalar(made) or 0, session.scalar(made.where(RosterRow.person != "")) or 0
    )


def asked_of(session: Session, wave: Wave) -> dict[str, tuple[Asked, ...]]:
    """What entities asked of their own, by the id of their group."""
    found = ownquestions.asked(session, wave.id, wave.own_questions)
    return {
        entity_id(entity): tuple(Asked(one.statement, one.levels) for one in questions)
        for entity, questions in found.items()
    }


def _private_key(wave: Wave, keys: Path, custodian: Half) -> bytes:
    if custodian.wave_id != wave.id:
        raise KeyFileError(f"this is a half of wave {custodian.wave_id}, not of wave {wave.id}")
    server = keyhalves.read_half(keyhalves.server_half_path(keys, wave.id))
    private_key = keyhalves.join(server, custodian)
    try:
        unseal(private_key, wave.id, 0, seal(wave.public_key or b"", wave.id, 0, _TEST_BALLOT))
    except (UnsealError, ValueError) as error:
        raise KeyFileError(f"the two halves do not open ballots of wave {wave.id}") from error
    return private_key


def _refuse_changed_terms(session: Session, wave: Wave, keys: Path) -> None:
    if not keyhalves.is_frozen_as(keys, wave.id, terms.fingerprint(session, wave)):
        raise PublishError(
            f"the table list or the thresholds of wave {wave.id} are not those with which it "
            "opened, so nothing is published: find out who changed the database, and restore it"
        )


def _refuse_stuffing(session: Session, wave_id: int) -> None:
    ballots = session.scalar(_count(Ballot, wave_id)) or 0
    spent = session.scalar(_count(Link, wave_id).where(Link.spent)) or 0
    if ballots > spent:
        raise PublishError(
            f"wave {wave_id} has {ballots} ballots and only {spent} links were used: somebody "
            "added ballots, so nothing is published"
        )


def _responses(session: Session, wave: Wave, private_key: bytes, layout: Layout) -> Responses:
    failed: list[int] = []

    def opened() -> Iterator[tuple[int, bytes]]:
        rows = session.execute(
            select(Ballot.cell_id, Ballot.body)
            .join(Cell)
            .where(Cell.wave_id == wave.id)
            .execution_options(yield_per=1000)
        )
        for cell_id, body in rows:
            try:
                yield cell_id, unseal(private_key, wave.id, cell_id, body)[: len(layout)]
            except UnsealError:
                failed.append(cell_id)

    responses = Responses.from_ballots(layout, opened())
    if failed:
        raise PublishError(
            f"{len(failed)} ballots of wave {wave.id} cannot be opened, so nothing is published"
        )
    return responses


def _count(table: type[Ballot] | type[Link], wave_id: int) -> Select[int]:
    return select(func.count()).select_from(table).join(Cell).where(Cell.wave_id == wave_id)


def _in_state(session: Session, wave_id: int, state: WaveState) -> Wave:
    wave = session.get(Wave, wave_id, with_for_update=True)
    if wave is None:
        raise PublishError(f"there is no wave {wave_id}")
    if wave.state is not state:
        raise PublishError(f"wave {wave_id} is {wave.state}; this needs a wave that is {state}")
    return wave
