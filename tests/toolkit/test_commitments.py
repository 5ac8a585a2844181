"""What entities say of themselves, as pages of results read it."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.orm import Session
from waves import PLAN

from toolkit import commitments, sayings
from toolkit.commitments import Ambition, Decision, Effort, FollowUpLine, Posting
from toolkit.models import (
    AmbitionStated,
    DecisionTaken,
    EntityReturn,
    FollowUpWritten,
    Membership,
    NamingAgreed,
    PostingKind,
    PostingMade,
    Wave,
    WaveState,
)
from toolkit.planning import terms
from toolkit.storage.database import Engines
from toolkit.waves.service import create

NAMES = ("Alpha", "Bravo", "Charlie")
FACTORS = ("goals", "trends", "scale")


@pytest.fixture
def session(engines: Engines) -> Iterator[Session]:
    with engines.write() as session:
        yield session


@pytest.fixture
def wave(session: Session) -> Wave:
    return create(session, PLAN)


def returned(wave: Wave, entity: str, *, signed_on: date | None) -> EntityReturn:
    return EntityReturn(
        wave_id=wave.id,
        entity=entity,
        effort={"strategy": 3, "culture": 0},
        actions={"e": "A call for partners", "a": "An approach of our own", "c": ""},
        signer_name="Amina Diallo",
        signer_title="Deputy Executive Director",
        signed_by="amina@example.org",
        signed_on=signed_on,
    )


def test_an_entity_that_said_nothing(session: Session, wave: Wave) -> None:
    found = sayings.read(session, wave.id, "Alpha").own
    assert found == commitments.Commitments()
    assert found.ambition("strategy") is None
    assert found.decision("goals") is None
    assert sayings.read(session, wave.id).postings == ()
    assert dict(sayings.read(session, wave.id, "Alpha").named) == {}


def test_all_that_an_entity_says(session: Session, wave: Wave) -> None:
    key = {"wave_id": wave.id, "entity": "Alpha"}
    line = {"said": "barrier:no-time", "done": "A day a month", "owner": ""}
    session.add_all(
        [
            AmbitionStated(**key, modules={"strategy": [35, 2029], "culture": [40, 2030]}),
            AmbitionStated(wave_id=wave.id, entity="Bravo", modules={"strategy": [50, 2028]}),
            returned(wave, "Alpha", signed_on=date(2026, 11, 3)),
            DecisionTaken(
                **key,
                factor_id="goals",
                tool_id="headlines",
                is_accepted=True,
                owner="the head of planning",
                first_step_on=date(2027, 3, 1),
            ),
            FollowUpWritten(**key, lines=[line]),
        ]
    )
    session.flush()
    found = sayings.read(session, wave.id, "Alpha").own
    assert found.ambitions == (Ambition("culture", 40, 2030), Ambition("strategy", 35, 2029))
    assert found.ambition("strategy") == Ambition("strategy", 35, 2029)
    assert float(found.ambitions[1].level) == 3.5
    assert found.signed_return is not None
    assert found.signed_return.effort == (("culture", Effort.NONE), ("strategy", Effort.PRIORITY))
    assert [letter for letter, _text in found.signed_return.actions] == ["a", "e"]
    assert found.decision("goals") == Decision(
        "goals",
        "headlines",
        is_accepted=True,
        owner="the head of planning",
        first_step_on=date(2027, 3, 1),
    )
    assert found.follow_up == (FollowUpLine("barrier:no-time", "A day a month", ""),)
    assert hash(found)  # pages are kept by what they are made of


def test_a_return_that_is_not_signed_is_read_by_nobody_else(session: Session, wave: Wave) -> None:
    session.add_all(
        [
            returned(wave, "Alpha", signed_on=None),
            returned(wave, "Bravo", signed_on=date(2026, 11, 3)),
        ]
    )
    session.flush()
    assert [one.entity for one in sayings.read(session, wave.id).returns] == ["Bravo"]
    assert sayings.read(session, wave.id, "Alpha").own.signed_return is None


def agree(session: Session, wave: Wave, state: WaveState) -> None:
    groups = {"Small": ("Alpha", "Bravo"), "Field": ("Alpha", "Charlie"), "Large": ("Delta",)}
    for group, members in groups.items():
        session.add_all(Membership(wave_id=wave.id, group=group, entity=one) for one in members)
    agreed = {"Bravo": ["culture"], "Charlie": ["culture", "strategy"], "Delta": ["strategy"]}
    session.add_all(
        NamingAgreed(wave_id=wave.id, entity=entity, modules=modules)
        for entity, modules in agreed.items()
    )
    wave.state = state
    session.flush()


def test_who_agreed_is_named_to_peers_alone(session: Session, wave: Wave) -> None:
    agree(session, wave, WaveState.PUBLISHED)
    assert dict(sayings.read(session, wave.id, "Alpha").named) == {
        "culture": {"Bravo", "Charlie"},
        "strategy": {"Charlie"},
    }
    assert dict(sayings.read(session, wave.id, "Bravo").named) == {}  # Alpha did not agree
    assert dict(sayings.read(session, wave.id, "Delta").named) == {}  # has no peer
    assert dict(sayings.read(session, wave.id, "Somebody else").named) == {}


def test_who_withdraws_is_named_no_more(session: Session, wave: Wave) -> None:
    agree(session, wave, WaveState.PUBLISHED)
    session.execute(update(NamingAgreed).values(modules=[]))
    assert dict(sayings.read(session, wave.id, "Alpha").named) == {}


@pytest.mark.parametrize("state", sorted(set(WaveState) - {WaveState.PUBLISHED}))
def test_nobody_is_named_where_nothing_is_published(
    session: Session, wave: Wave, state: WaveState
) -> None:
    agree(session, wave, state)
    assert dict(sayings.read(session, wave.id, "Alpha").named) == {}


postings = st.lists(
    st.builds(
        Posting,
        entity=st.sampled_from(NAMES),
        kind=st.sampled_from(PostingKind),
        number=st.integers(1, 3),
        factor_id=st.sampled_from(FACTORS),
        title=st.just("A template"),
        text=st.just("Ours, to be copied"),
        contact=st.just(""),
    ),
    unique_by=lambda one: (one.entity, one.kind, one.number),
)


@given(found=postings, low=st.sets(st.sampled_from(FACTORS)))
def test_every_posting_stands_in_one_place(found: list[Posting], low: set[str]) -> None:
    sorted_ = commitments.exchange(found, "Alpha", low)
    shown = [*sorted_.own, *sorted_.for_asks, *sorted_.for_low_factors, *sorted_.others]
    assert len(shown) == len(found)
    assert set(shown) == set(found)
    asked = {one.factor_id for one in sorted_.own if one.kind is PostingKind.ASK}
    assert {one.entity for one in sorted_.own} <= {"Alpha"}
    for one in (*sorted_.for_asks, *sorted_.for_low_factors):
        assert one.kind is PostingKind.OFFER
        assert one.entity != "Alpha"
    assert {one.factor_id for one in sorted_.for_asks} <= asked
    assert {one.factor_id for one in sorted_.for_low_factors} <= low - asked
    left = {one.factor_id for one in sorted_.others if one.kind is PostingKind.OFFER}
    assert not left & (asked | low)


def test_postings_are_read_by_entity_and_offers_first(session: Session, wave: Wave) -> None:
    kinds = {("Bravo", 1): "offer", ("Alpha", 2): "ask", ("Alpha", 1): "offer"}
    session.add_all(
        PostingMade(
            wave_id=wave.id,
            entity=entity,
            kind=PostingKind(kind),
            number=number,
            factor_id="goals",
            title="A visit",
            text="To our team",
            contact="",
        )
        for (entity, number), kind in kinds.items()
    )
    session.flush()
    found = [(one.entity, one.kind) for one in sayings.read(session, wave.id).postings]
    assert found == [("Alpha", "offer"), ("Alpha", "ask"), ("Bravo", "offer")]


def test_an_ambition_is_one_of_the_terms(session: Session, wave: Wave) -> None:
    before = terms.fingerprint(session, wave)
    stated = AmbitionStated(wave_id=wave.id, entity="Alpha", modules={})
    session.add(stated)
    session.flush()
    assert terms.fingerprint(session, wave) == before  # as of waves opened without any
    seen = {before}
    for modules in ({"culture": [35, 2029]}, {"culture": [40, 2029]}, {"culture": [40, 2030]}):
        stated.modules = modules
        session.flush()
        seen.add(terms.fingerprint(session, wave))
    assert len(seen) == 4


def test_the_order_of_modules_changes_no_terms(session: Session, wave: Wave) -> None:
    stated = AmbitionStated(
        wave_id=wave.id, entity="Alpha", modules={"a": [35, 2029], "b": [10, 1]}
    )
    session.add(stated)
    session.flush()
    before = terms.fingerprint(session, wave)
    stated.modules = dict(reversed(stated.modules.items()))
    session.flush()
    assert terms.fingerprint(session, wave) == before
