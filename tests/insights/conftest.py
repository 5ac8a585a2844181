"""Installations with results, and the people who read them."""

from collections.abc import Callable

import pytest
from accounts import EMAIL, PASSWORD, People
from browsing import Visitor
from flask import Flask
from voting import Voting
from waves import OpenWave

from questionnaires.model import Questionnaire
from toolkit.config import Settings
from toolkit.reading import reading_token
from toolkit.roles import Role
from toolkit.storage.database import Engines

# Seven entities, of which Alpha has two parts.
SIZES = {
    ("Alpha", "Field"): 70,
    ("Alpha", "Headquarters"): 60,
    **{(name, ""): 75 for name in ("Bravo", "Charlie", "Delta", "Echo", "Foxtrot")},
    ("Golf", ""): 12,
}


@pytest.fixture
def voting(settings: Settings, engines: Engines, questionnaire: Questionnaire) -> Voting:
    return Voting(settings, engines, questionnaire)


@pytest.fixture
def wave(voting: Voting) -> OpenWave:
    return voting.publish(SIZES)


@pytest.fixture
def reading_path(settings: Settings) -> Callable[[int, str], str]:
    return lambda wave_id, entity: (
        f"/results/read/{reading_token(settings.secret_key, wave_id, entity)}"
    )


@pytest.fixture
def sign_in(app: Flask, engines: Engines) -> Callable[..., Visitor]:
    """Make an account with these roles, and a visitor who is signed in to it."""
    people = People(engines)

    def sign_in(*grants: tuple[Role, str], email: str = EMAIL) -> Visitor:
        people.add(*grants, email=email)
        visitor = Visitor(app)
        visitor.get("/account/sign-in")
        visitor.post("/account/sign-in", {"email": email, "password": PASSWORD})
        return visitor

    return sign_in
