"""Tools' Markdown as HTML: what it may contain, whatever is written."""

from xml.etree.ElementTree import Element

import html5lib
import pytest
from htmlpage import words
from hypothesis import given
from hypothesis import strategies as st

from toolkit.content import TOOL, ContentFile, packaged
from toolkit.web.markdown import to_html
from tools_catalog.loader import parse

ALLOWED = {
    *("a", "blockquote", "br", "code", "div", "em", "h3", "h4", "hr", "li", "ol", "p", "strong"),
    *("table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ATTRIBUTES = {"a": {"href", "rel"}, "ol": {"start"}, "div": {"class", "tabindex"}, "th": {"scope"}}
pieces = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            "<img src=x onerror=a()>",
            '<p style="a" onclick="b">',
            "</div>",
            "<svg/onload=a()>",
            "[a](javascript:b)",
            "[a](JaVa\tScript:b)",
            "[a](data:text/html,x)",
            "[a](//example.org)",
            "[a](http://example.org)",
            "![a](https://example.org/b.png)",
            "<https://example.org>",
            "[a](https://example.org 'title')",
            "[a](tool:b)",
            "| a | b |\n|:--|--:|\n| c | d |\n",
            "# a\n",
            "### b\n",
            "- c\n",
            "7. d\n",
            "> e\n",
            "**f**",
            "`g`",
            "&lt;script&gt;",
            "\n\n",
        ]
    ),
)


def address(tool_id: str) -> str:
    return f"/tools/{tool_id}"


def parsed(markdown: str) -> Element:
    html = f"<!DOCTYPE html><title>t</title><body>{to_html(markdown, address)}"
    page: Element = html5lib.HTMLParser(namespaceHTMLElements=False).parse(html)
    body = page.find("body")
    assert body is not None
    return body


def elements(markdown: str) -> list[Element]:
    return list(parsed(markdown).iter())[1:]


@given(st.lists(pieces, max_size=12).map("".join))
def test_nothing_but_what_is_allowed_comes_out(markdown: str) -> None:
    for element in elements(markdown):
        assert element.tag in ALLOWED
        assert set(element.attrib) <= ATTRIBUTES.get(str(element.tag), set())
        assert element.get("href", "https://").startswith(("https://", "/tools/"))
        assert element.get("class", "table-scroll") == "table-scroll"


@given(st.lists(pieces, max_size=12).map("".join))
def test_the_same_text_is_the_same_html(markdown: str) -> None:
    assert to_html(markdown, address) == to_html(markdown, address)


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<style>p {}</style>",
        '<p style="color: red" onclick="a()">text</p>',
        "<iframe src=https://example.org></iframe>",
    ],
)
def test_markup_is_text(markdown: str) -> None:
    assert words(parsed(markdown)) == " ".join(markdown.split())
    assert {element.tag for element in elements(markdown)} == {"p"}


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,a",
        "vbscript:a",
        "http://example.org",
        "//example.org",
        "/assessment/delete",
        "mailto:a@example.org",
    ],
)
def test_only_safe_links_are_links(target: str) -> None:
    assert all(element.get("href") is None for element in elements(f"[text](<{target}>)"))


def test_a_picture_from_elsewhere_is_left_out() -> None:
    assert "example.org" not in to_html("![a](https://example.org/pixel.png)", address)


def test_a_link_leads_out_over_https_and_to_tools_by_their_address() -> None:
    links = elements("[out](https://example.org/a?b=c) and [in](tool:source-ideas)")
    found = [link.get("href") for link in links if link.tag == "a"]
    assert found == ["https://example.org/a?b=c", "/tools/source-ideas"]


def test_a_table_scrolls_in_a_box_that_the_keyboard_reaches() -> None:
    html = "| Who | What |\n|---|---|\n| Anna |  |\n"
    box = next(element for element in elements(html) if element.tag == "div")
    assert (box.get("class"), box.get("tabindex")) == ("table-scroll", "0")
    assert [child.tag for child in box] == ["table"]
    assert [cell.get("scope") for cell in box.iter("th")] == ["col", "col"]
    assert [words(cell) for cell in box.iter("td")] == ["Anna", ""]


def test_numbering_begins_where_it_is_written() -> None:
    (numbered,) = (element for element in elements("3. three\n4. four\n") if element.tag == "ol")
    assert numbered.get("start") == "3"


@pytest.mark.parametrize("file", [f for f in packaged() if f.kind == TOOL], ids=lambda f: f.id)
def test_no_word_of_a_tool_is_lost(file: ContentFile) -> None:
    """Everything that the shipped tools use is allowed through."""
    tool = parse(file.text, source=file.source)
    for section in tool.sections:
        tables = section.markdown.count("\n|--") + section.markdown.count("\n| --")
        found = elements(section.markdown)
        assert sum(element.tag == "table" for element in found) == tables
        assert not {element.tag for element in found} - ALLOWED
        links = sum(element.tag == "a" for element in found)
        assert links == section.markdown.count("](")
