"""Waves in every state, and the coordinator and the executive of an entity in them."""

from collections.abc import Callable

import pytest
from accounts import PASSWORD, People
from browsing import Visitor
from flask import Flask
from houses import COORDINATOR, EXECUTIVE, House
from voting import Voting, roster
from waves import PLAN, import_roster

from questionnaires.model import Questionnaire
from toolkit.config import Settings
from toolkit.roles import Role
from toolkit.storage.database import Engines
from toolkit.waves import service as waves
from toolkit.waves.roster import Invited

SIZES = {("Alpha", ""): 30, ("Bravo", ""): 30, ("Charlie", ""): 12}


@pytest.fixture
def house(engines: Engines) -> House:
    """A planned wave with three entities."""
    people = [*roster(SIZES), *(Invited(f"few-{n}", "Few") for n in range(3))]
    with engines.write() as session:
        wave_id = waves.create(session, PLAN).id
        import_roster(session, wave_id, people)
    return House(engines, wave_id)


@pytest.fixture
def published(settings: Settings, engines: Engines, questionnaire: Questionnaire) -> House:
    wave = Voting(settings, engines, questionnaire).publish({("Alpha", ""): 60, ("Bravo", ""): 60})
    return House(engines, wave.id)


@pytest.fixture
def sign_in(app: Flask, engines: Engines) -> Callable[..., Visitor]:
    """Make an account with these roles, and a visitor who is signed in to it."""
    people = People(engines)

    def sign_in(*grants: tuple[Role, str], email: str) -> Visitor:
        people.add(*grants, email=email)
        visitor = Visitor(app)
        visitor.get("/account/sign-in")
        visitor.post("/account/sign-in", {"email": email, "password": PASSWORD})
        return visitor

    return sign_in


@pytest.fixture
def coordinator(sign_in: Callable[..., Visitor]) -> Visitor:
    return sign_in((Role.COORDINATOR, "Alpha"), email=COORDINATOR)


@pytest.fixture
def executive(sign_in: Callable[..., Visitor]) -> Visitor:
    return sign_in((Role.EXECUTIVE, "Alpha"), email=EXECUTIVE)
