"""A case from practice: sent by staff, read by curators, plain text, never public."""

from collections.abc import Callable

import pytest
from browsing import Visitor
from desk import BRUNO, Clerk, said
from htmlpage import Page

from toolkit.roles import Role

NewClerk = Callable[..., Clerk]
CASE = {
    "tool": "source-ideas",
    "done": "We asked <b>all</b> staff.",
    "result": "Nine ideas.",
    "hard": "Time.",
    "contact": "bruno@example.org",
    "link": "https://example.org/ideas",
}


def tell(clerk: Clerk) -> Page:
    return clerk.visitor.post("/account/curate/cases/new", CASE)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ADMINISTRATOR, Role.SYSTEM_EXECUTIVE])
def test_whoever_has_an_account_tells_and_curators_read(clerk: NewClerk, role: Role) -> None:
    amina, bruno = clerk(), clerk(BRUNO, role)
    bruno.opens("/cases/new")
    assert "Thank you. The curators have it." in said(tell(bruno))
    bruno.opens("/cases/", status=403)
    assert "We asked <b>all</b> staff." in said(amina.opens("/cases/"))
    for _click in range(2):
        amina.sends("/cases/1/settle")
        assert "No case waits" in said(amina.page)


def test_nothing_of_it_is_public(clerk: NewClerk, visitor: Visitor) -> None:
    bruno = clerk(BRUNO)
    bruno.opens("/cases/new")
    tell(bruno)
    assert "Nine ideas" not in visitor.get("/tools/source-ideas").text


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"tool": "no-such-tool"}, "Choose the tool"),
        ({"done": " "}, "Say what was done"),
        ({"hard": "x" * 4001}, "Say what was hard"),
        ({"link": "javascript:alert(1)"}, "begins with https://"),
    ],
)
def test_what_is_missing_is_said_and_everything_is_kept(
    clerk: NewClerk, changed: dict[str, str], words: str
) -> None:
    bruno = clerk(BRUNO)
    bruno.opens("/cases/new")
    page = bruno.visitor.post("/account/curate/cases/new", {**CASE, **changed}, status=422)
    assert words in said(page)
    assert page.values("contact") == ["bruno@example.org"]
    assert "Nine ideas." in page.html
