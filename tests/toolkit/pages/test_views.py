"""The pages that belong to nobody in particular."""

from dataclasses import replace

import pytest
from browsing import Visitor
from htmlpage import words
from voting import Voting
from waves import PLAN

from questionnaires.model import Questionnaire
from toolkit import publications
from toolkit.app import create_app
from toolkit.config import Settings
from toolkit.publish import service
from toolkit.storage.database import Engines


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


NOTICE = """### Who is responsible

**Example Agency** decides why and how. [Complain](https://example.org/complain) or read
[headlines](tool:headlines-2030).

| What | Until |
|---|---|
| accounts | two years |

<script>alert(1)</script> ![](https://example.org/pixel.gif) [bad](javascript:alert(1))
"""


@pytest.mark.parametrize("name", ["privacy", "accessibility"])
def test_the_operator_s_own_words_stand_below_ours_and_do_no_harm(
    settings: Settings, engines: Engines, name: str
) -> None:
    heading = "From the people who run this site"
    changed = (
        replace(settings, privacy_notice=NOTICE)
        if name == "privacy"
        else replace(settings, accessibility_notice=NOTICE)
    )
    visitor = Visitor(create_app(changed, engines))
    page = visitor.get(f"/{name}")
    assert heading in page.text
    assert "Example Agency decides why and how." in page.text
    assert {"https://example.org/complain", "/tools/headlines-2030"} <= set(page.links())
    (told,) = page.html.split(heading)[1:]
    assert "<table>" in told
    for bad in ("<script>alert", "<img", 'href="javascript'):
        assert bad not in told
    other = {"privacy": "accessibility", "accessibility": "privacy"}[name]
    assert heading not in visitor.get(f"/{other}").text


def test_the_attack_on_each_publication_is_told_in_coarse_numbers(
    visitor: Visitor, settings: Settings, engines: Engines, questionnaire: Questionnaire
) -> None:
    assert "Fewest people behind any combination" not in visitor.get("/privacy").text
    voting = Voting(settings, engines, questionnaire)
    wave = voting.publish({(name, ""): 40 for name in ("Alpha", "Bravo", "Charlie")}, number=9)
    with engines.read() as session:
        sha256 = publications.published(session, wave.id).hash
        exact = service.attacked(session, wave.id)
    page = visitor.get("/privacy")
    (row,) = [one for one in page.all("tr") if PLAN.title in words(one)]
    assert [words(cell) for cell in row] == [PLAN.title, "10 or more", "1 of 4", sha256[:16]]
    assert exact.exposures[0].fewest.people == 27
    with engines.write() as session:
        service.withdraw(session, wave.id, "wrong roster", actor="tests")
    assert sha256[:16] not in visitor.get("/privacy").text


def test_a_sign_of_life(visitor: Visitor) -> None:
    response = visitor.fetch("/health")
    assert (response.status_code, response.text) == (200, "ok\n")
    assert response.content_type == "text/plain; charset=utf-8"
