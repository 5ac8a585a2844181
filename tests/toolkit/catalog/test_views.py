"""The catalogue: search, filters, a page and a worksheet for every tool."""

import pytest
from browsing import Visitor
from htmlpage import Page

from toolkit.content import TOOL, ContentFile, packaged
from tools_catalog.loader import parse

TOOLS = [file for file in packaged() if file.kind == TOOL]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """The catalogue does not depend on the database."""
    return sqlite_url


def found(page: Page) -> set[str]:
    """The tools that a page of the catalogue shows."""
    known = {file.id for file in TOOLS}
    return {link.removeprefix("/tools/") for link in page.links()} & known


def test_all_tools_are_shown_with_their_number(visitor: Visitor) -> None:
    page = visitor.get("/tools/")
    assert found(page) == {file.id for file in TOOLS}
    assert "21 tools" in page.text
    assert "Show all tools" not in page.text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            "words=imagine+news&module=strategy",
            {"headlines-of-the-future", "scenario-blueprint"},
        ),
        ("module=partnerships&minutes=120", {"define-a-value-proposition"}),
        ("factor=governing-bodies", {"engage-governing-bodies"}),
        ("minutes=60", set()),
        ("words=xyzzy", set()),
    ],
)
def test_search_and_filters(visitor: Visitor, query: str, expected: set[str]) -> None:
    page = visitor.get(f"/tools/?{query}")
    assert found(page) == expected
    assert f"{len(expected)} of 21 tools" in page.text
    assert "Show all tools" in page.text
    assert ("No tool fits all of this" in page.text) == (not expected)


@pytest.mark.parametrize("who", ["anyone", "team-lead", "head-of-office", "executive"])
def test_only_what_one_can_start(visitor: Visitor, who: str) -> None:
    expected = {
        tool.id
        for tool in (parse(file.text, source=file.source) for file in TOOLS)
        if tool.can_be_started_by(who)  # type: ignore[arg-type] # one of the four
    }
    assert found(visitor.get(f"/tools/?who={who}")) == expected


def test_every_filter_keeps_what_was_chosen(visitor: Visitor) -> None:
    page = visitor.get("/tools/?words=ideas&people=6&minutes=840&module=architecture")
    assert page.values("words") == ["ideas"]
    assert page.values("people") == ["6"]
    chosen = {option.get("value") for option in page.all("option") if "selected" in option.attrib}
    assert {"840", "architecture"} <= chosen


@pytest.mark.parametrize(
    "query", ["module=moon", "factor=moon", "minutes=61", "people=0", "people=many", "who=king"]
)
def test_a_filter_with_nonsense_says_so(visitor: Visitor, query: str) -> None:
    page = visitor.get(f"/tools/?{query}", status=422)
    assert "There is a problem" in page.text
    assert found(page) == set()


def test_what_is_searched_for_is_text(visitor: Visitor) -> None:
    page = visitor.get("/tools/?words=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert page.values("words") == ['"><script>alert(1)</script>']
    assert all(script.get("src") for script in page.all("script"))


@pytest.mark.parametrize("file", TOOLS, ids=lambda file: file.id)
def test_every_tool_has_a_page_and_a_worksheet(visitor: Visitor, file: ContentFile) -> None:
    tool = parse(file.text, source=file.source)
    page = visitor.get(f"/tools/{tool.id}")
    assert page.h1 == tool.name
    for section in tool.sections:
        assert section.title in page.text
    assert f"On Monday {tool.monday}" in page.text
    for link in page.links():
        assert not link.startswith("tool:")
    sheet = visitor.get(f"/tools/{tool.id}/worksheet")
    assert sheet.h1 == f"Worksheet: {tool.name}"
    assert sheet.all("table")


@pytest.mark.parametrize("file", TOOLS, ids=lambda file: file.id)
def test_links_between_tools_lead_somewhere(visitor: Visitor, file: ContentFile) -> None:
    known = {f"/tools/{other.id}" for other in TOOLS}
    page = visitor.get(f"/tools/{file.id}")
    links = {link for link in page.links() if link.startswith("/tools/") and "?" not in link}
    assert links - known <= {"/tools/", f"/tools/{file.id}/worksheet"}


@pytest.mark.parametrize("path", ["/tools/moon", "/tools/moon/worksheet", "/tools/Source-Ideas"])
def test_a_tool_that_is_not_there(visitor: Visitor, path: str) -> None:
    visitor.get(path, status=404)
