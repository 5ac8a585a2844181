"""The pages that belong to nobody in particular."""

from dataclasses import replace

import pytest
from browsing import Visitor

from toolkit.app import create_app
from toolkit.config import Settings
from toolkit.database import Engines


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """These pages do not depend on the database."""
    return sqlite_url


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/", "27 questions"),
        ("/about", "not a United Nations site"),
        ("/privacy", "recovery code"),
        ("/method", "mean of its"),
        ("/accessibility", "keyboard"),
    ],
)
def test_every_page_says_what_it_is_for(visitor: Visitor, path: str, says: str) -> None:
    page = visitor.get(path)
    assert says in page.text


@pytest.mark.parametrize("path", ["/privacy", "/accessibility"])
def test_the_operator_is_named_where_people_look_for_them(
    visitor: Visitor, settings: Settings, engines: Engines, path: str
) -> None:
    assert "innovation@example.org" in visitor.get(path).text
    nobody = Visitor(create_app(replace(settings, contact=""), engines))
    assert "innovation@example.org" not in nobody.get(path).text


def test_a_sign_of_life(visitor: Visitor) -> None:
    response = visitor.fetch("/health")
    assert (response.status_code, response.text) == (200, "ok\n")
    assert response.content_type == "text/plain; charset=utf-8"
