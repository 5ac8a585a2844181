"""Somebody who can give roles always stays, whatever two administrators do at one moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from accounts import People
from sqlalchemy import select
from sqlalchemy.orm import Session

from toolkit.accounts import people as people_service
from toolkit.accounts.people import LastAdministratorError
from toolkit.models import Grant, User
from toolkit.roles import Role

PAIR = ("one@example.org", "two@example.org")
Deed = Callable[[Session, str, str], None]


def take(session: Session, email: str, actor: str) -> None:
    people_service.take(session, email, Role.ADMINISTRATOR, "", actor=actor)


def disable(session: Session, email: str, actor: str) -> None:
    people_service.disable(session, email, actor=actor)


def administrators(people: People) -> list[str]:
    with Session(people.engines.reading) as session:
        found = select(User.email).join(Grant).where(Grant.role == Role.ADMINISTRATOR, User.active)
        return list(session.scalars(found))


@pytest.mark.parametrize("deeds", [(take, take), (disable, disable), (take, disable)])
def test_two_who_end_each_other_at_once(people: People, deeds: tuple[Deed, Deed]) -> None:
    for email in PAIR:
        people.add((Role.ADMINISTRATOR, ""), email=email)
    both = Barrier(2)

    def end(deed: Deed, actor: str, email: str) -> bool:
        with people.engines.write() as session:
            if not people.is_alone_writing:
                session.scalars(select(User.id)).all()  # each has begun, and sees both
                both.wait(10)
            deed(session, email, actor)
            return True

    def outcome(deed: Deed, actor: str, email: str) -> bool:
        try:
            return end(deed, actor, email)
        except LastAdministratorError:
            return False

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(outcome, deeds[0], PAIR[0], PAIR[1])
        second = pool.submit(outcome, deeds[1], PAIR[1], PAIR[0])
        done = [first.result(30), second.result(30)]
    assert sorted(done) == [False, True]
    assert len(administrators(people)) == 1


def test_one_of_two_goes_and_the_last_stays(people: People) -> None:
    for email in PAIR:
        people.add((Role.ADMINISTRATOR, ""), email=email)
    with people.writing() as session:
        take(session, PAIR[0], PAIR[1])
    for deed in (take, disable):
        with pytest.raises(LastAdministratorError), people.writing() as session:
            deed(session, PAIR[1], PAIR[1])
    assert administrators(people) == [PAIR[1]]
