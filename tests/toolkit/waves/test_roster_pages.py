"""The pages on which a coordinator and an administrator look after a roster."""

import io
from collections.abc import Callable

import pytest
from accounts import EMAIL, PASSWORD, People
from browsing import Visitor
from flask import Flask
from htmlpage import Page
from sqlalchemy import select
from sqlalchemy.orm import Session
from waves import PLAN, open_wave, roster

from toolkit.app import create_app
from toolkit.config import Settings
from toolkit.models import Audit, Link, RosterRow
from toolkit.roles import Role
from toolkit.storage.database import Engines
from toolkit.waves import invitations, service
from toolkit.waves.roster import Invited

COORDINATOR = (Role.COORDINATOR, "Alpha")
HOME = "/account/rosters"


@pytest.fixture
def app(settings: Settings, engines: Engines) -> Flask:
    return create_app(settings, engines)


@pytest.fixture
def sign_in(app: Flask, engines: Engines) -> Callable[..., Visitor]:
    def sign_in(*grants: tuple[Role, str], email: str = EMAIL) -> Visitor:
        People(engines).add(*grants, email=email)
        visitor = Visitor(app)
        visitor.get("/account/sign-in")
        visitor.post("/account/sign-in", {"email": email, "password": PASSWORD})
        return visitor

    return sign_in


@pytest.fixture
def planned(engines: Engines) -> int:
    with Session(engines.writing) as session, session.begin():
        return service.create(session, PLAN).id


def upload(
    visitor: Visitor, path: str, text: str, status: int = 200, name: str = "list.csv"
) -> Page:
    file = (io.BytesIO(text.encode()), name)
    return visitor.post(path, {"sheet": file}, status=status, content_type="multipart/form-data")


def lines(number: int, *, entity: str = "") -> str:
    head = "person,entity,value\n" if entity else "person,value\n"
    middle = f",{entity}" if entity else ""
    return head + "".join(
        f"Person {n}{middle},{'Field' if n < 12 else 'HQ'}\n" for n in range(number)
    )


def seen(page: Page) -> str:
    return page.html.split('name="seen" value="')[1].split('"')[0]


def test_two_people_import_and_confirm_a_roster(
    sign_in: Callable[..., Visitor], planned: int, engines: Engines
) -> None:
    coordinator = sign_in(COORDINATOR)
    assert f"{HOME}/{planned}/entity/Alpha" in coordinator.get(f"{HOME}/").links()
    path = f"{HOME}/{planned}/entity/Alpha"
    assert "There are not ten people yet" in coordinator.get(path).text
    page = upload(coordinator, f"{HOME}/{planned}/import/Alpha", lines(40))
    assert "The list is imported." in page.text
    assert "Alpha, HQ: 28 people" in page.text
    page = coordinator.post(f"{HOME}/{planned}/confirm/Alpha", {"seen": seen(page)})
    assert f"confirmed by {EMAIL}" in page.text
    administrator = sign_in((Role.ADMINISTRATOR, ""), email="admin@example.org")
    page = administrator.get(f"{HOME}/{planned}/")
    page = administrator.post(f"{HOME}/{planned}/confirm", {"seen": seen(page)})
    assert "Confirmed by admin@example.org." in page.text
    with Session(engines.reading) as session:
        assert len(session.scalars(select(Link.id)).all()) == 42
    page = upload(administrator, f"{HOME}/{planned}/import", lines(41, entity="Alpha"))
    assert "Alpha is not confirmed by its coordinator" in page.text


def test_every_wrong_line_is_shown_and_nothing_is_imported(
    sign_in: Callable[..., Visitor], planned: int, engines: Engines
) -> None:
    coordinator = sign_in(COORDINATOR)
    coordinator.get(f"{HOME}/{planned}/entity/Alpha")
    page = upload(
        coordinator, f"{HOME}/{planned}/import/Alpha", "person,entity\nA,\nA,\nB,Bravo\n", 422
    )
    assert "line 3: the person of line 2" in page.text
    assert "line 4: entity is Bravo, and only Alpha is yours" in page.text
    page = coordinator.post(f"{HOME}/{planned}/import/Alpha", status=422)
    assert "the columns person are missing" in page.text
    with Session(engines.reading) as session:
        assert session.scalars(select(RosterRow.id)).all() == []


def test_what_was_changed_meanwhile_is_not_confirmed(
    sign_in: Callable[..., Visitor], planned: int
) -> None:
    coordinator = sign_in(COORDINATOR)
    coordinator.get(f"{HOME}/{planned}/entity/Alpha")
    upload(coordinator, f"{HOME}/{planned}/import/Alpha", lines(12))
    for said in ({"seen": "old"}, {}):
        page = coordinator.post(f"{HOME}/{planned}/confirm/Alpha", said, status=422)
        assert "the roster was changed since you saw it" in page.text


def test_nobody_looks_after_another_entity(sign_in: Callable[..., Visitor], planned: int) -> None:
    coordinator = sign_in(COORDINATOR)
    coordinator.get(f"{HOME}/{planned}/entity/Bravo", status=403)
    coordinator.get(f"{HOME}/{planned}/", status=403)
    for action in ("import", "confirm", "add", "replace", "withdraw"):
        coordinator.get("/account/")
        coordinator.post(f"{HOME}/{planned}/{action}/Bravo", status=403)
    administrator = sign_in((Role.ADMINISTRATOR, ""), email="admin@example.org")
    administrator.get(f"{HOME}/{planned}/entity/Bravo")
    administrator.get("/account/")
    administrator.post(f"{HOME}/{planned}/confirm/Bravo", status=403)
    administrator.get(f"{HOME}/99/", status=404)
    executive = sign_in((Role.EXECUTIVE, "Alpha"), email="head@example.org")
    executive.get(f"{HOME}/", status=403)


def test_no_survey_and_nobody_are_said(sign_in: Callable[..., Visitor]) -> None:
    assert "No survey is planned or open now" in sign_in(COORDINATOR).get(f"{HOME}/").text


def test_a_large_list_is_taken(sign_in: Callable[..., Visitor], planned: int) -> None:
    administrator = sign_in((Role.ADMINISTRATOR, ""))
    administrator.get(f"{HOME}/{planned}/")
    text = "person,entity\n" + "".join(
        f"somebody with a long name {n},Alpha\n" for n in range(12_000)
    )
    assert len(text) > 400_000
    page = upload(administrator, f"{HOME}/{planned}/import", text)
    assert "12,000 people" in page.text


def test_an_open_wave_lets_add_replace_and_withdraw_and_tells_nothing(
    sign_in: Callable[..., Visitor], settings: Settings, engines: Engines
) -> None:
    people = [*(Invited(f"P{n}", "Alpha", "Field") for n in range(60)), *roster()]
    wave = open_wave(settings, engines, people)
    with Session(engines.writing) as session, session.begin():
        used, unused = (invitations.named(session, wave.id, name) for name in ("P1", "P2"))
    visitor = Visitor(sign_in(COORDINATOR).client.application)
    visitor.get(f"/assessment/link/{wave.tokens['P1']}")
    visitor.begin_invited()
    visitor.submit()
    coordinator = sign_in(COORDINATOR, email="c@example.org")
    path = f"{HOME}/{wave.id}/entity/Alpha"
    assert "Spare links left: Field: 3" in coordinator.get(path).text
    assert "The first 50 are shown." in coordinator.get(path).text
    assert "P7, Field" in coordinator.get(f"{path}?q=p7").text
    said = []
    for action in ("replace", "withdraw"):
        for person_id in (used, unused):
            page = coordinator.post(f"{HOME}/{wave.id}/{action}/Alpha", {"person_id": person_id})
            said.append(page.text.replace("P1,", "P,").replace("P2,", "P,"))
            assert wave.tokens["P1"] not in page.html
    assert said[0] == said[1]
    page = coordinator.post(
        f"{HOME}/{wave.id}/add/Alpha", {"person": "New", "value": "Moon"}, status=422
    )
    assert "“Moon” is not a value" in page.text
    assert 'value="New"' in page.html
    page = coordinator.post(f"{HOME}/{wave.id}/add/Alpha", {"person": "New", "value": "Field"})
    assert "Spare links left: Field: 2" in page.text
    with Session(engines.reading) as session:
        actions = session.scalars(select(Audit.action).order_by(Audit.id)).all()[-5:]
    assert actions == [
        *["invitation.replaced"] * 2,
        *["invitation.withdrawn"] * 2,
        "invitation.spare-handed-out",
    ]
