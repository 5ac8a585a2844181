"""Spare, replaced and withdrawn links: nobody answers twice, and nothing tells who answered."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from browsing import Visitor
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session
from voting import approve, propose, vote
from waves import OpenWave, open_wave, roster, tokens_of

from aggregation.publication import Spares
from questionnaires.model import Questionnaire
from toolkit.app import create_app
from toolkit.config import Settings
from toolkit.models import Audit, Ballot, Cell, Link, Published, RosterRow, Wave
from toolkit.planning import terms
from toolkit.publications import verified
from toolkit.sealing.keyhalves import is_frozen_as
from toolkit.sealing.links import link_id
from toolkit.storage.database import Engines
from toolkit.waves import invitations
from toolkit.waves.invitations import _shared
from toolkit.waves.roster import Invited
from toolkit.waves.states import WaveError

Change = Callable[..., Any]
CHANGES = pytest.mark.parametrize("change", [invitations.replace, invitations.withdraw])


@pytest.fixture
def wave(settings: Settings, engines: Engines) -> OpenWave:
    people = [*roster(40), *(Invited(f"b{n}", "Bravo", "Field") for n in range(50))]
    people += [Invited(f"c{n}", "Bravo", "HQ") for n in range(10)]
    return open_wave(settings, engines, people)


@pytest.fixture
def session(wave: OpenWave) -> Iterator[Session]:
    with Session(wave.engines.writing) as session:
        yield session


@pytest.fixture
def app(settings: Settings, engines: Engines) -> Flask:
    return create_app(settings, engines)


def spend(session: Session, token: str) -> None:
    session.execute(update(Link).where(Link.id == link_id(token)).values(spent=True))


def changed(wave: OpenWave, session: Session, change: Change, person: str) -> None:
    found = invitations.named(session, wave.id, person)
    change(session, wave.id, wave.settings.keys, found, actor="tests")


def tokens(wave: OpenWave, session: Session) -> dict[str, str]:
    return tokens_of(session, wave.id, wave.settings.keys)


def links(session: Session) -> Counter[tuple[int, bool]]:
    return Counter((link.cell_id, link.spent) for link in session.scalars(select(Link)))


@given(st.integers(0, 50), st.dictionaries(st.text(max_size=3), st.integers(1, 500), min_size=1))
def test_spares_are_shared_by_size_and_none_is_lost(spares: int, values: dict[str, int]) -> None:
    share = _shared(spares, values)
    assert sum(share.values()) == spares
    total = sum(values.values())
    assert all(abs(share[value] - spares * values[value] / total) < 1 for value in values)


def test_every_entity_has_five_percent_of_spares_rounded_down(
    wave: OpenWave, session: Session
) -> None:
    assert invitations.spares_left(session, wave.id, "Example agency") == {"": 2}
    assert invitations.spares_left(session, wave.id, "Bravo") == {"Field": 3, "HQ": 0}
    assert len(tokens(wave, session)) == 100
    assert len(session.scalars(select(Link.id)).all()) == 105
    assert sorted(session.scalars(select(Cell.eligible))) == [10, 40, 50]


def test_a_spare_is_handed_out_where_the_person_is_counted(
    wave: OpenWave, session: Session
) -> None:
    before = links(session)
    for name in ("one", "two", "three"):
        one = Invited(f"{name}@x.example", "Bravo", "Field")
        invitations.hand_out(session, wave.id, one, actor="tests")
    with pytest.raises(WaveError, match="no spare link is left for Bravo, Field"):
        invitations.hand_out(session, wave.id, Invited("four", "Bravo", "Field"), actor="tests")
    found = tokens(wave, session)
    row = session.get_one(Link, link_id(found["one@x.example"]))
    assert session.get_one(Cell, row.cell_id).value == "Field"
    assert links(session) == before
    assert session.scalars(select(Audit.detail).order_by(Audit.id.desc())).first() == "Bravo"


@pytest.mark.parametrize(
    ("one", "message"),
    [
        (Invited("", "Bravo", "Field"), "person is missing"),
        (Invited("p" * 121, "Bravo", "Field"), "person is longer than 120 letters"),
        (Invited("eve", "Bravo", "Field", "nowhere"), "mail is not an address"),
        (Invited("eve", "Bravo", "Moon"), "“Moon” is not a value that Bravo had"),
        (Invited("eve", "Bravo"), "Bravo had nobody without a value"),
        (Invited("B1", "Bravo", "Field"), "B1 is on the roster already"),
        (Invited("eve", "Bravo", "Field", "Person-1@example.org"), "eve is on the roster already"),
        (Invited("eve", "Bravo", "HQ"), "no spare link is left for Bravo, HQ"),
    ],
)
def test_a_spare_that_cannot_be_handed_out_is_kept(
    wave: OpenWave, session: Session, one: Invited, message: str
) -> None:
    with pytest.raises(WaveError, match=message):
        invitations.hand_out(session, wave.id, one, actor="tests")
    assert invitations.spares_left(session, wave.id, "Bravo") == {"Field": 3, "HQ": 0}


@CHANGES
@pytest.mark.parametrize("spent", [False, True])
def test_the_old_link_opens_nothing_and_what_it_was_stays(
    wave: OpenWave, session: Session, change: Change, *, spent: bool
) -> None:
    old = wave.tokens["person-1@example.org"]
    if spent:
        spend(session, old)
    before = links(session)
    changed(wave, session, change, "person-1@example.org")
    assert session.get(Link, link_id(old)) is None
    assert links(session) == before
    new = tokens(wave, session).get("person-1@example.org")
    assert (new is None) == (change is invitations.withdraw)
    if new:
        assert session.get_one(Link, link_id(new)).spent is spent
    assert {**tokens(wave, session), "person-1@example.org": ""} == {
        **wave.tokens,
        "person-1@example.org": "",
    }


@CHANGES
def test_whether_it_was_used_changes_no_statement_no_line_and_no_answer(
    wave: OpenWave, session: Session, change: Change
) -> None:
    """Everything that the one who does it could see, for a used link and an unused one."""
    seen = []
    spend(session, wave.tokens["b1"])
    session.commit()
    for person in ("b1", "b2"):
        statements: list[str] = []

        def listen(*arguments: Any, said: list[str] = statements) -> None:
            said.append(arguments[2])

        event.listen(wave.engines.writing, "before_cursor_execute", listen)
        changed(wave, session, change, person)
        event.remove(wave.engines.writing, "before_cursor_execute", listen)
        line = session.scalars(select(Audit).order_by(Audit.id.desc())).first()
        assert line is not None
        seen.append((statements, line.actor, line.action, line.subject, line.detail))
        session.commit()
    assert seen[0] == seen[1]
    assert not any("link.spent" in said for said in seen[0][0])


def test_a_rate_moves_by_no_withdrawal_and_nobody_is_left_alone(
    wave: OpenWave, session: Session
) -> None:
    for n in range(5):
        changed(wave, session, invitations.withdraw, f"b{n}")
    with pytest.raises(WaveError, match="b0 is withdrawn already"):
        changed(wave, session, invitations.withdraw, "b0")
    with pytest.raises(WaveError, match="at most one in ten people of a group"):
        changed(wave, session, invitations.withdraw, "b7")
    with pytest.raises(WaveError, match="ten have to stay invited"):
        changed(wave, session, invitations.withdraw, "c0")
    assert sorted(session.scalars(select(Cell.eligible))) == [10, 40, 50]
    assert sum(links(session).values()) == 105
    changed(wave, session, invitations.replace, "b0")
    assert "b0" in tokens(wave, session)
    changed(wave, session, invitations.withdraw, "b7")


def test_the_terms_hold_through_all_of_it_and_one_link_more_breaks_them(
    wave: OpenWave, session: Session
) -> None:
    def holds() -> bool:
        row = session.get_one(Wave, wave.id)
        return is_frozen_as(wave.settings.keys, wave.id, terms.fingerprint(session, row))

    changed(wave, session, invitations.replace, "b1")
    changed(wave, session, invitations.withdraw, "b2")
    invitations.hand_out(session, wave.id, Invited("new", "Bravo", "Field"), actor="tests")
    session.flush()
    assert holds()
    cell_id = session.scalars(select(Cell.id)).first()
    session.add(Link(id=bytes(32), cell_id=cell_id, spent=False))
    session.flush()
    assert not holds()


def test_only_the_own_entity_and_an_open_wave(wave: OpenWave, session: Session) -> None:
    keys = wave.settings.keys
    found = invitations.named(session, wave.id, "b1")
    for change in (invitations.replace, invitations.withdraw):
        with pytest.raises(WaveError, match="is not on the roster"):
            change(session, wave.id, keys, found, actor="tests", own="Example agency")
        with pytest.raises(WaveError, match="is not on the roster"):
            change(session, wave.id, keys, "nobody", actor="tests")
    spare = session.scalars(select(RosterRow.id).where(RosterRow.is_spare)).first()
    with pytest.raises(WaveError, match="is not on the roster"):
        invitations.replace(session, wave.id, keys, str(spare), actor="tests")
    with pytest.raises(WaveError, match="0 people on the roster of wave 1 are called eve"):
        invitations.named(session, wave.id, "eve")
    session.rollback()
    wave.close()
    with pytest.raises(WaveError, match="only while it is open"):
        invitations.replace(session, wave.id, keys, found, actor="tests")
    with pytest.raises(WaveError, match="only while it is open"):
        invitations.hand_out(session, wave.id, Invited("new", "Bravo", "Field"), actor="tests")


@CHANGES
def test_who_answered_keeps_the_ballot_and_changes_it_by_the_code(
    wave: OpenWave, app: Flask, change: Change
) -> None:
    visitor = Visitor(app)
    visitor.get(f"/assessment/link/{wave.tokens['b1']}")
    visitor.begin_invited()
    visitor.submit()
    with Session(wave.engines.writing) as session, session.begin():
        first = session.scalars(select(Ballot.body)).one()
        changed(wave, session, change, "b1")
    visitor.answer("strategy", {"goals-set": "2"})
    assert visitor.submit().h1 == "Your result"
    with Session(wave.engines.reading) as session:
        assert session.scalars(select(Ballot.body)).one() != first
        assert sum(link.spent for link in session.scalars(select(Link))) == 1


def test_who_had_begun_goes_on_with_the_new_link_and_the_same_code(
    wave: OpenWave, app: Flask
) -> None:
    visitor = Visitor(app)
    visitor.get(f"/assessment/link/{wave.tokens['b1']}")
    code = visitor.begin_invited()
    visitor.answer("strategy", {"goals-set": "2"})
    with Session(wave.engines.writing) as session, session.begin():
        changed(wave, session, invitations.replace, "b1")
        new = tokens(wave, session)["b1"]
    visitor.post("/assessment/submit", status=404)
    again = Visitor(app)
    again.get(f"/assessment/link/{new}")
    again.begin_invited(code=code)
    assert again.submit().h1 == "Your result"
    Visitor(app).get(f"/assessment/link/{new}", status=410)
    with Session(wave.engines.reading) as session:
        assert len(session.scalars(select(Ballot.id)).all()) == 1


def test_the_publication_says_how_many_spares_there_were_and_the_roster_is_gone(
    wave: OpenWave, questionnaire: Questionnaire
) -> None:
    with Session(wave.engines.writing) as session, session.begin():
        invitations.hand_out(session, wave.id, Invited("new", "Bravo", "Field"), actor="tests")
    vote(wave, questionnaire, 30)
    wave.close()
    propose(wave)
    with Session(wave.engines.reading) as session:
        publication = verified(session.get_one(Published, wave.id))
        assert publication.spares == Spares(made=5, handed_out=1)
        assert session.scalars(select(RosterRow.id)).all()
    approve(wave)
    with Session(wave.engines.reading) as session:
        assert session.scalars(select(RosterRow.id)).all() == []
