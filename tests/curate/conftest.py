"""A desk with people at it: curators and reviewers."""

from collections.abc import Callable

import pytest
from accounts import PASSWORD, People
from browsing import Visitor
from desk import AMINA, Clerk
from flask import Flask

from toolkit.roles import Role
from toolkit.storage.database import Engines


@pytest.fixture
def clerk(app: Flask, engines: Engines) -> Callable[..., Clerk]:
    people = People(engines)

    def clerk(email: str = AMINA, role: Role = Role.CURATOR) -> Clerk:
        people.add((role, ""), email=email)
        visitor = Visitor(app)
        visitor.get("/account/sign-in")
        visitor.post("/account/sign-in", {"email": email, "password": PASSWORD})
        return Clerk(visitor)

    return clerk
