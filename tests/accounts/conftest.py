"""An application with accounts, and people who have one."""

from collections.abc import Callable, Iterator

import pytest
from accounts import EMAIL, PASSWORD, People
from browsing import Visitor
from htmlpage import Page
from sqlalchemy import event

from toolkit.storage.database import Engines


@pytest.fixture
def people(engines: Engines) -> People:
    return People(engines)


@pytest.fixture
def sign_in(visitor: Visitor) -> Callable[..., Page]:
    def sign_in(
        email: str = EMAIL, password: str = PASSWORD, *, by: Visitor = visitor, status: int = 200
    ) -> Page:
        by.get("/account/sign-in")
        return by.post("/account/sign-in", {"email": email, "password": password}, status=status)

    return sign_in


@pytest.fixture
def statements(engines: Engines) -> Iterator[list[str]]:
    """Every statement that the application's engines execute."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    both = (engines.reading, engines.writing)
    for engine in both:
        event.listen(engine, "before_cursor_execute", note)
    yield seen
    for engine in both:
        event.remove(engine, "before_cursor_execute", note)
