"""Invitations to accounts and ways back in, sent by mail where a server is set up."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from accounts import EMAIL, PASSWORD, People
from browsing import Visitor
from flask import Flask
from mailserver import Box, links_in, mail_server, text_of

from toolkit.app import create_app
from toolkit.config import Settings
from toolkit.roles import Role
from toolkit.storage.database import Engines

BOSS = "boss@example.org"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def box() -> Iterator[Box]:
    with mail_server() as box:
        yield box


@pytest.fixture
def app(settings: Settings, engines: Engines, box: Box) -> Flask:
    return create_app(replace(settings, mail=box.server()), engines)


@pytest.fixture
def boss(app: Flask, engines: Engines) -> Visitor:
    People(engines).add((Role.ADMINISTRATOR, ""), email=BOSS)
    visitor = Visitor(app)
    visitor.get("/account/sign-in")
    visitor.post("/account/sign-in", {"email": BOSS, "password": PASSWORD})
    return visitor


def test_an_invitation_goes_by_mail_and_its_link_is_shown_nowhere(
    boss: Visitor, app: Flask, box: Box
) -> None:
    assert "Send the invitation by mail" in boss.get("/account/people/invite").text
    fields = {"email": "new@example.org", "role": "curator", "entity": "", "by": "mail"}
    page = boss.post("/account/people/invite", fields)
    assert page.h1 == "The invitation is sent"
    ((address, message),) = box.got
    assert (address, message["Reply-To"]) == ("new@example.org", BOSS)
    assert "It was made by boss@example.org." in text_of(message)
    (link,) = (one for one in links_in(message) if "/welcome/" in one)
    assert link not in page.html
    opened = Visitor(app).get(link.removeprefix("https://localhost"))
    assert "new@example.org" in opened.text


def test_a_way_back_in_goes_by_mail_or_is_shown(boss: Visitor, engines: Engines, box: Box) -> None:
    People(engines).add(email=EMAIL)
    path = f"/account/people/{People(engines).find(EMAIL).id}"
    assert "Send a link by mail" in boss.get(path).text
    page = boss.post(f"{path}/link", {"by": "mail"})
    assert page.h1 == "The link is sent"
    assert box.addresses() == [EMAIL]
    boss.get(path)
    page = boss.post(f"{path}/link")
    assert page.h1 == "The link is ready"
    assert "could not be sent" not in page.text
    assert len(box.got) == 1


@pytest.mark.parametrize("said", ["550 <amina@example.org> unknown", "421 later"])
def test_a_link_that_could_not_be_sent_is_shown_with_why(
    boss: Visitor, engines: Engines, box: Box, said: str
) -> None:
    People(engines).add(email=EMAIL)
    box.says = lambda _address, _time: said
    path = f"/account/people/{People(engines).find(EMAIL).id}"
    boss.get(path)
    page = boss.post(f"{path}/link", {"by": "mail"})
    assert page.h1 == "The link is ready"
    assert "The letter could not be sent, so hand the link over yourself." in page.text
    assert "/account/welcome/" in page.html


def test_without_a_server_the_link_is_shown_whatever_was_asked(
    settings: Settings, engines: Engines
) -> None:
    People(engines).add((Role.ADMINISTRATOR, ""), email=BOSS)
    visitor = Visitor(create_app(settings, engines))
    visitor.get("/account/sign-in")
    visitor.post("/account/sign-in", {"email": BOSS, "password": PASSWORD})
    assert "by mail" not in visitor.get("/account/people/invite").text
    fields = {"email": "new@example.org", "role": "", "entity": "", "by": "mail"}
    assert visitor.post("/account/people/invite", fields).h1 == "The invitation is ready"
