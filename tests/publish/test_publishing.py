"""A wave from its closing to its publication, and what is left of its ballots: nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from voting import ACTOR, TODAY, approve, propose, roster, vote
from waves import PLAN, OpenWave, open_wave

from aggregation import disclosure
from aggregation.grid import Band
from aggregation.settings import Thresholds
from questionnaires.model import Questionnaire
from toolkit.config import Settings
from toolkit.models import AuditedCounts, Ballot, Cell, Link, Membership, Published, Wave, WaveState
from toolkit.planning.terms import TermsError
from toolkit.publications import NotPublishedError, TamperedError, entity_id, published
from toolkit.publish import destruction, due, service
from toolkit.publish.service import PublishError
from toolkit.sealing import keyhalves
from toolkit.sealing.ballots import UnsealError, unseal
from toolkit.sealing.keyhalves import Half, KeyFileError, read_half, server_half_path
from toolkit.storage.database import Engines
from toolkit.waves.roster import Member


@pytest.fixture
def wave(settings: Settings, engines: Engines) -> OpenWave:
    sizes = {("Alpha", "Field"): 30, ("Alpha", "Headquarters"): 30, ("Beta", ""): 40}
    return open_wave(settings, engines, roster(sizes))


@pytest.fixture
def session(engines: Engines) -> Iterator[Session]:
    with Session(engines.writing) as session, session.begin():
        yield session


def finish(wave: OpenWave) -> list[int]:
    settings = wave.settings
    return destruction.destroy_due(
        wave.engines.writing, settings.database_url, settings.keys, TODAY
    )


def state(wave: OpenWave) -> WaveState:
    with Session(wave.engines.reading) as session:
        return session.get_one(Wave, wave.id).state


def ballots(wave: OpenWave) -> list[tuple[int, bytes]]:
    with Session(wave.engines.reading) as session:
        return [(ballot.cell_id, ballot.body) for ballot in session.scalars(select(Ballot))]


def test_from_closing_to_the_figures(wave: OpenWave, questionnaire: Questionnaire) -> None:
    vote(wave, questionnaire, 25)
    wave.close()
    propose(wave)
    assert state(wave) is WaveState.PROPOSED
    approve(wave)
    with Session(wave.engines.reading) as session:
        publication = published(session, wave.id)
    alpha = publication.node(entity_id("Alpha"))
    assert alpha.respondents is not None
    assert alpha.respondents.low == 50
    assert alpha.response_rate == 80
    assert [node.kind for node in publication.nodes] == [
        "system",
        "entity",
        "part",
        "part",
        "entity",
    ]
    assert alpha.question("goals-set").mean is not None


def test_after_approval_no_dump_opens_any_ballot(
    wave: OpenWave, questionnaire: Questionnaire
) -> None:
    vote(wave, questionnaire, 12)
    dump = ballots(wave)
    private_key = wave.private_key()
    assert unseal(private_key, wave.id, dump[0][0], dump[0][1])
    wave.close()
    propose(wave)
    approve(wave)
    assert ballots(wave) == []
    with Session(wave.engines.reading) as session:
        assert session.scalars(select(Link)).all() == []
    assert list(wave.settings.keys.iterdir()) == []
    custodian = read_half(wave.custodian)
    for cell_id, body in dump:
        with pytest.raises(UnsealError):
            unseal(custodian.secret, wave.id, cell_id, body)


def test_free_pages_and_journal_hold_no_sealed_ballot(
    wave: OpenWave, questionnaire: Questionnaire, settings: Settings
) -> None:
    if not settings.database_url.startswith("sqlite"):
        with Session(wave.engines.reading) as session:
            assert session.scalar(text("SELECT current_setting('server_version_num')"))
    vote(wave, questionnaire, 12)
    bodies = [body[:64] for _cell, body in ballots(wave)]
    wave.close()
    propose(wave)
    approve(wave)
    wave.engines.dispose()
    if settings.database_url.startswith("sqlite"):
        path = Path(settings.database_url.removeprefix("sqlite:///"))
        stored = b"".join(p.read_bytes() for p in path.parent.glob(path.name + "*"))
        assert bodies
        assert not [body for body in bodies if body in stored]


def test_destruction_is_finished_after_a_kill(wave: OpenWave, questionnaire: Questionnaire) -> None:
    vote(wave, questionnaire, 12)
    wave.close()
    propose(wave)
    with Session(wave.engines.writing) as session, session.begin():
        service.approve(session, wave.id, actor=ACTOR)
    # Killed here: rows are gone, the key half is not.
    assert server_half_path(wave.settings.keys, wave.id).exists()
    assert finish(wave) == [wave.id]
    assert finish(wave) == []
    assert not server_half_path(wave.settings.keys, wave.id).exists()


def test_a_wave_without_any_answer(wave: OpenWave) -> None:
    wave.close()
    propose(wave)
    approve(wave)
    with Session(wave.engines.reading) as session:
        publication = published(session, wave.id)
    assert {node.respondents for node in publication.nodes} == {None}
    assert "NaN" not in publication.json


def test_too_few_answers_show_nothing_of_anybody(
    wave: OpenWave, questionnaire: Questionnaire
) -> None:
    vote(wave, questionnaire, 1)
    wave.close()
    propose(wave)
    approve(wave)
    with Session(wave.engines.reading) as session:
        publication = published(session, wave.id)
    shown = [q.mean for node in publication.nodes for q in node.questions if q.mean]
    assert shown == []


@pytest.mark.parametrize("broken", ["truncated", "other-cell"])
def test_ballots_that_cannot_be_opened_are_counted_and_nothing_is_published(
    wave: OpenWave, questionnaire: Questionnaire, broken: str
) -> None:
    vote(wave, questionnaire, 12)
    wave.close()
    with Session(wave.engines.writing) as session, session.begin():
        damaged = session.scalars(select(Ballot).order_by(Ballot.id).limit(3)).all()
        for ballot in damaged:
            ballot.body = ballot.body[:-1] if broken == "truncated" else bytes(len(ballot.body))
    with pytest.raises(PublishError, match="3 ballots of wave 1 cannot be opened"):
        propose(wave)
    assert state(wave) is WaveState.CLOSED


def test_more_ballots_than_used_links_stop_the_publication(
    wave: OpenWave, questionnaire: Questionnaire
) -> None:
    vote(wave, questionnaire, 12)
    wave.close()
    with Session(wave.engines.writing) as session, session.begin():
        session.execute(update(Link).values(spent=False))
    with pytest.raises(PublishError, match="somebody added ballots"):
        propose(wave)


def test_wrong_halves_are_named_before_anything_is_touched(
    wave: OpenWave, settings: Settings, engines: Engines, questionnaire: Questionnaire
) -> None:
    other = open_wave(settings, engines, roster({("Gamma", ""): 12}))
    vote(wave, questionnaire, 12)
    wave.close()
    good = read_half(wave.custodian)
    with pytest.raises(KeyFileError, match="a half of wave 2, not of wave 1"):
        propose(wave, read_half(other.custodian))
    with pytest.raises(KeyFileError, match="one half must be the server's"):
        propose(wave, read_half(server_half_path(settings.keys, wave.id)))
    with pytest.raises(KeyFileError, match="do not open ballots of wave 1"):
        propose(wave, Half(wave.id, "custodian", bytes(len(good.secret))))
    with pytest.raises(KeyFileError, match="not equally long"):
        propose(wave, Half(wave.id, "custodian", good.secret[:-1]))
    assert state(wave) is WaveState.CLOSED
    propose(wave)


def test_states_that_do_not_allow_it(wave: OpenWave, questionnaire: Questionnaire) -> None:
    vote(wave, questionnaire, 12)
    with pytest.raises(PublishError, match="wave 1 is open"):
        propose(wave)
    with pytest.raises(PublishError, match="wave 1 is open"):
        approve(wave)
    wave.close()
    propose(wave)
    approve(wave)
    with pytest.raises(PublishError, match="wave 1 is published"):
        approve(wave)
    with Session(wave.engines.writing) as session, session.begin():
        service.withdraw(session, wave.id, "The roster was wrong", actor=ACTOR)
    with pytest.raises(PublishError, match="wave 1 is withdrawn"):
        approve(wave)
    with Session(wave.engines.reading) as session, pytest.raises(NotPublishedError):
        published(session, wave.id)


def test_a_withdrawal_needs_a_reason(wave: OpenWave) -> None:
    wave.close()
    propose(wave)
    approve(wave)
    with (
        Session(wave.engines.writing) as session,
        pytest.raises(PublishError, match="needs a reason"),
    ):
        service.withdraw(session, wave.id, "  ", actor=ACTOR)
    assert state(wave) is WaveState.PUBLISHED


def test_a_proposal_can_be_dropped_and_made_again(
    wave: OpenWave, questionnaire: Questionnaire
) -> None:
    vote(wave, questionnaire, 12)
    wave.close()
    propose(wave)
    with Session(wave.engines.writing) as session, session.begin():
        service.discard(session, wave.id, actor=ACTOR)
    assert state(wave) is WaveState.CLOSED
    propose(wave)
    assert state(wave) is WaveState.PROPOSED


def test_a_tampered_publication_is_not_shown(wave: OpenWave) -> None:
    wave.close()
    propose(wave)
    with Session(wave.engines.writing) as session, session.begin():
        row = session.get_one(Published, wave.id)
        row.text = row.text.replace('"wave":"1"', '"wave":"9"')
    with (
        Session(wave.engines.writing) as session,
        pytest.raises(TamperedError),
    ):
        service.approve(session, wave.id, actor=ACTOR)


def test_what_nobody_approves_is_destroyed_after_fourteen_days(
    wave: OpenWave, questionnaire: Questionnaire
) -> None:
    vote(wave, questionnaire, 12)
    wave.close()
    propose(wave, today=TODAY)
    with Session(wave.engines.reading) as session:
        assert due.overdue(session, TODAY + timedelta(days=14)) == []
        late = due.overdue(session, TODAY + timedelta(days=15))
    assert late == [wave.id]
    assert destruction.destroy_due(
        wave.engines.writing,
        wave.settings.database_url,
        wave.settings.keys,
        TODAY + timedelta(days=15),
    ) == [wave.id]
    assert ballots(wave) == []
    assert not keyhalves.server_half_path(wave.settings.keys, wave.id).exists()
    with (
        Session(wave.engines.writing) as session,
        pytest.raises(PublishError, match="no ballots any more"),
    ):
        service.discard(session, wave.id, actor=ACTOR)
    approve(wave)
    assert state(wave) is WaveState.PUBLISHED


def test_what_the_gate_lets_through_by_mistake_the_attack_finds(
    wave: OpenWave, questionnaire: Questionnaire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: with the gate switched off, a small rest of an entity would be shown."""
    with Session(wave.engines.writing) as session, session.begin():
        vote(wave, questionnaire, 25)
        cell = session.scalars(select(Cell).where(Cell.value == "Field")).one()
        kept = session.scalars(select(Ballot).where(Ballot.cell_id == cell.id)).all()
        for ballot in kept[3:]:
            session.delete(ballot)
    wave.close()

    def threshold_alone(
        cells: Iterable[disclosure.Cell], counts: Mapping[int, int], k: int, **_further: object
    ) -> disclosure.Decision:
        shown = [one.id for one in cells if sum(counts[atom] for atom in one.atoms) >= k]
        return disclosure.Decision(tuple(shown), {}, ())

    with monkeypatch.context() as patched:
        patched.setattr("aggregation.groups.admit", threshold_alone)
        with pytest.raises(PublishError, match=r"the attack .* succeeded in \d+ tables"):
            propose(wave)
    assert state(wave) is WaveState.CLOSED
    propose(wave)
    assert state(wave) is WaveState.PROPOSED


def test_a_publication_can_be_attacked_again_from_its_record(
    wave: OpenWave, questionnaire: Questionnaire
) -> None:
    vote(wave, questionnaire, 25)
    wave.close()
    propose(wave)
    approve(wave)
    with Session(wave.engines.reading) as session:
        found = service.attacked(session, wave.id)
    assert found.passes
    assert found.exposures[0].table == "respondents"
    assert found.exposures[0].shown == 5
    assert found.fewest.people == 25
    with Session(wave.engines.writing) as session, session.begin():
        row = session.get_one(AuditedCounts, wave.id)
        row.text = row.text.replace('"part:Alpha|Field"', '"part:Alpha|Elsewhere"')
        with pytest.raises(PublishError, match="not of its publication"):
            service.attacked(session, wave.id)
        session.delete(row)
        session.flush()
        with pytest.raises(PublishError, match="no publication with an audit record"):
            service.attacked(session, wave.id)


def test_groups_that_cross_the_entities_are_published_from_six_entities_on(
    settings: Settings, engines: Engines, questionnaire: Questionnaire
) -> None:
    names = [f"Entity {number}" for number in range(8)]
    members = [Member(name, "small") for name in names[:6]]
    members += [Member(name, "field") for name in names[2:]]
    members += [Member(name, "few") for name in names[:5]]
    wave = open_wave(settings, engines, roster({(name, ""): 30 for name in names}), groups=members)
    vote(wave, questionnaire, 20)
    wave.close()
    propose(wave)
    approve(wave)
    with Session(engines.reading) as session:
        publication = published(session, wave.id)
        assert service.attacked(session, wave.id).passes
    groups = {node.id: node for node in publication.nodes if node.kind == "group"}
    assert set(groups) == {"group:field", "group:small"}
    assert groups["group:small"].entities == tuple(entity_id(name) for name in names[:6])
    assert groups["group:small"].respondents == Band(100, 199)
    assert groups["group:small"].parent is None


CHANGES: dict[str, Callable[[Session], None]] = {
    "a higher threshold": lambda session: set_all(session, Wave, mean_from=11),
    "another size": lambda session: set_all(session, Cell, eligible=90),
    "another name": lambda session: set_all(session, Cell, value="Elsewhere"),
    "a group": lambda session: session.add(Membership(wave_id=1, group="few", entity="Alpha")),
}


def set_all(session: Session, table: type[Wave | Cell], **values: object) -> None:
    session.execute(update(table).values(**values))


@pytest.mark.parametrize("change", CHANGES)
def test_terms_that_were_changed_after_opening_stop_the_publication(
    wave: OpenWave, questionnaire: Questionnaire, change: str
) -> None:
    vote(wave, questionnaire, 12)
    wave.close()
    with wave.engines.write() as session:
        CHANGES[change](session)
    with pytest.raises(PublishError, match="not those with which it opened"):
        propose(wave)
    assert state(wave) is WaveState.CLOSED


def test_a_threshold_that_was_lowered_stops_the_publication(
    wave: OpenWave, questionnaire: Questionnaire
) -> None:
    vote(wave, questionnaire, 12)
    wave.close()
    with wave.engines.write() as session:
        set_all(session, Wave, protected=0)
    with pytest.raises(TermsError, match="k is 0, less than 10"):
        propose(wave)


def test_a_raised_threshold_cannot_be_lowered_again_after_opening(
    settings: Settings, engines: Engines, questionnaire: Questionnaire
) -> None:
    plan = replace(PLAN, thresholds=Thresholds(15, 30, 15))
    wave = open_wave(settings, engines, roster({("Alpha", ""): 40}), plan)
    vote(wave, questionnaire, 20)
    wave.close()
    with engines.write() as session:
        set_all(session, Wave, mean_from=10, shares_from=20, protected=10)
    with pytest.raises(PublishError, match="not those with which it opened"):
        propose(wave)
    assert state(wave) is WaveState.CLOSED


@pytest.mark.parametrize("value", ["ten", ""])
def test_a_threshold_that_is_no_number_publishes_nothing(
    wave: OpenWave, questionnaire: Questionnaire, value: str
) -> None:
    vote(wave, questionnaire, 12)
    wave.close()
    spoil = text("UPDATE wave SET protected = :value").bindparams(value=value)
    if wave.engines.writing.dialect.name != "sqlite":
        with pytest.raises(DBAPIError), wave.engines.write() as session:
            session.execute(spoil)
        return
    with wave.engines.write() as session:
        session.execute(spoil)
    with pytest.raises(TermsError, match="cannot be used"):
        propose(wave)
    assert state(wave) is WaveState.CLOSED


def test_raised_thresholds_are_those_of_the_publication(
    settings: Settings, engines: Engines, questionnaire: Questionnaire
) -> None:
    plan = replace(PLAN, thresholds=Thresholds(15, 30, 15))
    wave = open_wave(settings, engines, roster({("Alpha", ""): 40, ("Beta", ""): 40}), plan)
    vote(wave, questionnaire, 14)
    wave.close()
    propose(wave)
    approve(wave)
    with engines.read() as session:
        publication = published(session, wave.id)
        row = session.get_one(Published, wave.id)
        assert (row.k, row.listed, row.shown) == (15, 3, 1)
    assert publication.settings.thresholds == Thresholds(15, 30, 15)
    assert publication.node(entity_id("Alpha")).respondents is None
    system = publication.node("system").question("goals-set")
    assert system.mean is not None
    assert system.buckets is None
