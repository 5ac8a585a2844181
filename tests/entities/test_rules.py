"""Who may say what and when, and two who say it at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from houses import House
from hypothesis import given
from hypothesis import strategies as st

from toolkit import sayings
from toolkit.commitments import Ambition
from toolkit.entities import service
from toolkit.entities.rules import WHILE, WRITERS, Subject, entities_of, may_write
from toolkit.entities.service import NotCompleteError, Signature
from toolkit.entities.store import Change, ChangedMeanwhileError, NotNowError, Place
from toolkit.models import WaveState
from toolkit.roles import Role
from toolkit.web.access import Person

grants = st.lists(
    st.tuples(st.sampled_from(Role), st.sampled_from(["", "Alpha", "Bravo"])), unique=True
)


def test_every_subject_has_its_rule() -> None:
    assert set(WHILE) == set(WRITERS) == set(Subject)
    assert not any(WaveState.WITHDRAWN in states for states in WHILE.values())
    assert WHILE[Subject.AMBITION] == {WaveState.PLANNED}
    assert WaveState.PUBLISHED not in WHILE[Subject.RETURN] | WHILE[Subject.SIGNATURE]


@given(held=grants, subject=st.sampled_from(Subject))
def test_who_may_write(held: list[tuple[Role, str]], subject: Subject) -> None:
    person = Person("a@example.org", tuple(held))
    for entity in ("Alpha", "Bravo", "Charlie"):
        expected = any((role, entity) in held for role in WRITERS[subject])
        assert may_write(person, subject, entity) is expected
        assert not expected or entity in entities_of(person)


@pytest.mark.parametrize("subject", [Subject.AMBITION, Subject.RETURN])
@pytest.mark.parametrize("state", WaveState)
def test_a_state_that_does_not_allow_it_changes_nothing(
    house: House, subject: Subject, state: WaveState
) -> None:
    house.move(state)
    change = Change(Place(house.wave_id, "Alpha"), 0, "tests")

    def say() -> None:
        with house.engines.write() as session:
            if subject is Subject.AMBITION:
                service.state_ambitions(session, change, [Ambition("culture", 35, 2029)])
            else:
                service.fill_in(session, change, {}, {"a": "An approach"})

    if state in WHILE[subject]:
        say()
        assert len(house.audited()) == 1
    else:
        with pytest.raises(NotNowError):
            say()
        assert house.audited() == []


def test_a_return_that_is_not_complete_cannot_be_signed(house: House) -> None:
    place = Place(house.wave_id, "Alpha")
    signature = Signature("Amina Diallo", "Deputy", date(2026, 11, 3))
    with house.engines.write() as session:
        service.fill_in(session, Change(place, 0, "tests"), {}, {"a": "An approach"})
    with house.engines.write() as session, pytest.raises(NotCompleteError):
        service.sign(session, Change(place, 1, "tests"), signature)


def test_two_at_the_same_moment_lose_nothing(house: House) -> None:
    both, place = Barrier(2), Place(house.wave_id, "Alpha")

    def state(tenths: int) -> str:
        both.wait(timeout=30)
        try:
            with house.engines.write() as session:
                stated = [Ambition("culture", tenths, 2029)]
                service.state_ambitions(session, Change(place, 0, str(tenths)), stated)
        except ChangedMeanwhileError:
            return "told"
        return str(tenths)

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(state, (30, 40)))
    assert outcomes[1] == "told"
    with house.engines.read() as session:
        (found,) = sayings.read(session, house.wave_id, "Alpha").own.ambitions
    assert str(found.tenths) == outcomes[0]
    assert [actor for actor, *_line in house.audited()] == [outcomes[0]]
