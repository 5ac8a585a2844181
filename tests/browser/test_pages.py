"""Every kind of page: accessible, narrow, mirrored, printed, and with its errors."""

import re
from collections import Counter

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from walking import NewWalk, Tour

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
NARROW, PROJECTOR = 320, 1920  # pixels
FEWEST_PAGES = 15  # of a tour
CHARTED_PAGES = {"system", "entity", "entity of which little is shown", "by the reading link"}
WIDTH = "document.documentElement.scrollWidth"
# Pictures that did not arrive, and charts that say nothing to those who do not see them.
BROKEN = """[...document.images]
  .filter((image) => !image.complete || !image.naturalWidth || !image.hasAttribute("alt") ||
    (image.closest("figure") && image.alt.length < 40))
  .map((image) => image.currentSrc)"""


def violations(page: Page) -> list[str]:
    """What axe finds, in one line for each element."""
    found = Axe().run(page, options=RULES).response
    assert found["passes"]
    return [
        f"{rule['id']}: {node['html'][:200]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


# axe is itself a script, so "without" is a page whose own script never arrived.
@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing(new_walk: NewWalk, tour: Tour, language: str, *, script: bool) -> None:
    walk = new_walk(language=language, script=script)
    direction = "rtl" if language == "ar" else "ltr"
    found = {}
    for name in tour(walk):
        assert walk.page.locator("html").get_attribute("dir") == direction
        found[name] = violations(walk.page)
    assert len(found) >= FEWEST_PAGES
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_scrolls_sideways_at_320_pixels(
    new_walk: NewWalk, tour: Tour, language: str
) -> None:
    walk = new_walk(language=language, viewport={"width": NARROW, "height": 640})
    widths = {}
    for name in tour(walk):
        assert walk.page.evaluate(BROKEN) == []
        widths[name] = walk.page.evaluate(WIDTH)
        walk.page.evaluate("document.documentElement.style.fontSize = '200%'")
        widths[f"{name}, text at 200 %"] = walk.page.evaluate(WIDTH)
    assert len(widths) >= 2 * FEWEST_PAGES
    assert {name: width for name, width in widths.items() if width > NARROW} == {}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_chart_arrives_and_says_in_words_what_it_shows(
    new_walk: NewWalk, readers: Tour, language: str
) -> None:
    walk = new_walk(language=language, viewport={"width": PROJECTOR, "height": 1080})
    charts, broken = Counter[str](), {}
    for name in readers(walk):
        charts[name] = walk.page.locator("figure.chart img").count()
        broken[name] = walk.page.evaluate(BROKEN)
    assert {name for name, number in charts.items() if number} == CHARTED_PAGES
    assert max(charts.values()) == 2  # the modules, and what has changed
    assert {name: found for name, found in broken.items() if found} == {}


def test_without_scripts_results_are_read(new_walk: NewWalk, readers: Tour) -> None:
    walk = new_walk(java_script_enabled=False)
    titles = {name: walk.page.locator("h1").inner_text() for name in readers(walk)}
    assert titles["account"] == "Your account"
    assert titles["entity"] == titles["by the reading link"] == "What staff of Alpha see"
    assert titles["not published yet"] == "These results are not published yet"
    assert titles["withdrawn"] == "These results were withdrawn"


def test_a_printed_result_holds_what_was_found_and_nothing_to_click(new_walk: NewWalk) -> None:
    walk = new_walk()
    walk.begin()
    walk.keep_code()
    walk.answer_modules()
    walk.go("/assessment/result")
    pdf = walk.page.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 6
    walk.page.emulate_media(media="print")
    printed = walk.page.locator("body").inner_text()
    for text in ("Your result", "Strongest in Culture", "Why this one", "With your own numbers"):
        assert text in printed
    for text in ("Skip to", "Privacy", "All parts", "Already done", "Delete my answers", "Finish"):
        assert text not in printed
    assert walk.page.locator("button:visible, input:visible, select:visible").count() == 0


def test_a_code_in_the_fragment_fills_the_field_and_leaves_the_address(new_walk: NewWalk) -> None:
    walk = new_walk()
    walk.go("/assessment/return#ABCDE-FGHJK")
    expect(walk.page.locator("#code")).to_have_value("ABCDE-FGHJK")
    assert walk.page.url == f"{walk.url}/assessment/return"


def test_an_error_is_announced_and_leads_to_its_field(new_walk: NewWalk) -> None:
    walk = new_walk()
    walk.go("/assessment/")
    walk.press("Start")
    expect(walk.page.locator(".govuk-error-summary")).to_be_focused()
    assert walk.page.title().startswith("Error: ")
    walk.page.locator(".govuk-error-summary a").click()
    expect(walk.page.locator("#size")).to_be_focused()


def test_the_whole_box_of_an_answer_can_be_clicked(new_walk: NewWalk) -> None:
    walk = new_walk()
    walk.begin()
    walk.keep_code()
    walk.go("/assessment/answer/strategy")
    box = walk.page.locator(".govuk-radios__item").nth(1)
    size = box.bounding_box()
    assert size is not None
    box.click(position={"x": size["width"] - 4, "y": size["height"] - 4})
    expect(box.locator("input")).to_be_checked()


def test_arabic_is_set_from_right_to_left(new_walk: NewWalk) -> None:
    walk = new_walk(language="ar")
    walk.go("/")
    mark, first_link = walk.page.locator(".wordmark"), walk.page.locator(".site-nav a").first
    mark_box, link_box = mark.bounding_box(), first_link.bounding_box()
    assert mark_box is not None
    assert link_box is not None
    assert mark_box["x"] > link_box["x"]
    assert "app.rtl.css" in (walk.page.locator("link[rel=stylesheet]").get_attribute("href") or "")
