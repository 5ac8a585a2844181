"""The whole assessment in a real browser: with scripts, without, and with the keyboard alone."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect
from running import running
from walking import NewWalk, Walk

GO_ON = "button[name=go][value=next]"
STORED = "() => [sessionStorage.length, localStorage.length]"
# What shows the focus: the element itself, or the box and the circle drawn around a radio.
SHOWS_FOCUS = """() => {
  const element = document.activeElement;
  const label = element.id && document.querySelector(`label[for="${element.id}"]`);
  const styles = [getComputedStyle(element)];
  const box = element.closest(".govuk-radios__item");
  if (box) styles.push(getComputedStyle(box));
  if (label) styles.push(getComputedStyle(label, "::before"));
  return styles.some((style) =>
    (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) ||
    (style.boxShadow !== "none" && /rgb\\(23, 32, 46\\)/.test(style.boxShadow)));
}"""


@pytest.mark.server
def test_the_real_command_serves_a_journey_with_scripts(new_walk: NewWalk, tmp_path: Path) -> None:
    environ = {"TOOLKIT_INSTANCE": str(tmp_path / "instance"), "TOOLKIT_WORKERS": "1"}
    with running(environ) as server:
        walk = new_walk(url=server.address)
        walk.begin()
        walk.keep_code()
        answers_survive_a_lost_line(walk)
        walk.answer_modules()
        walk.answer_rest()
        walk.press("See my result")
        is_a_result(walk.page)
        assert walk.page.evaluate(STORED) == [0, 0]
        walk.press("Finish and clear this device")
        expect(walk.page.locator("h1")).to_have_text("This device is clear")
        assert walk.page.evaluate(STORED) == [0, 0]


def answers_survive_a_lost_line(walk: Walk) -> None:
    page, context = walk.page, walk.page.context
    status = page.locator(".save-status")
    walk.go("/assessment/answer/strategy")
    page.check("input[name=goals-set][value='2']")
    expect(status).to_have_text("Saved")
    context.set_offline(True)
    page.check("input[name=goals-set][value='3']")
    expect(status).to_contain_text("No connection")
    assert page.evaluate(STORED) == [1, 0]
    context.set_offline(False)
    expect(status).to_have_text("Saved")
    assert page.evaluate(STORED) == [0, 0]
    page.reload()
    expect(page.locator("input[name=goals-set][value='3']")).to_be_checked()


def is_a_result(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("Your result")
    expect(page.locator(".result-heading p")).to_contain_text("Strongest in Culture")
    expect(page.locator("article")).to_have_count(5)


def test_a_reload_restores_what_could_not_be_sent(new_walk: NewWalk) -> None:
    walk = new_walk()
    page = walk.page
    walk.begin()
    walk.keep_code()
    walk.go("/assessment/answer/strategy")

    def cut(route: Route) -> None:
        if route.request.method == "POST":
            route.abort()
        else:
            route.continue_()

    page.route("**/assessment/answer/*", cut)
    page.check("input[name=goals-set][value='4']")
    expect(page.locator(".save-status")).to_contain_text("No connection")
    page.unroute("**/assessment/answer/*")
    page.reload()
    expect(page.locator("input[name=goals-set][value='4']")).to_be_checked()
    expect(page.locator(".save-status")).to_have_text("Saved")
    assert page.evaluate(STORED) == [0, 0]


def test_a_form_that_came_back_says_once_what_is_wrong(new_walk: NewWalk) -> None:
    walk = new_walk()
    page = walk.page
    walk.begin()
    walk.keep_code()
    walk.go("/assessment/answer/barriers")
    boxes, status = page.locator("input[name=barriers]"), page.locator(".save-status")
    for place in range(4):
        boxes.nth(place).check()
    expect(status).to_contain_text("Not saved yet")
    walk.go_on()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    expect(page.locator("input[name=barriers]:checked")).to_have_count(4)
    expect(status).to_be_empty()
    boxes.nth(0).uncheck()
    expect(status).to_have_text("Saved")
    assert page.evaluate(STORED) == [0, 0]


def test_without_scripts_a_journey_is_complete(new_walk: NewWalk) -> None:
    walk = new_walk(java_script_enabled=False)
    code = walk.begin()
    walk.keep_code()
    walk.answer_modules()
    walk.answer_rest()
    walk.press("See my result")
    is_a_result(walk.page)
    expect(walk.page.get_by_role("button", name="Print or save as PDF")).to_be_hidden()
    walk.press("Finish and clear this device")
    walk.go("/assessment/return")
    walk.page.fill("#code", code)
    walk.press("Return")
    expect(walk.page.locator(".lead")).to_have_text("7 of 7 parts completed")


def test_with_the_keyboard_alone_from_an_invitation_to_the_result(
    new_walk: NewWalk, links: list[str]
) -> None:
    walk = new_walk()
    page = walk.page
    walk.go(f"/assessment/link/{links.pop()}")
    tab_to(page, "#main-content [name=size]")
    page.keyboard.press("Space")
    enter(page, "form[action$=begin] button")
    enter(page, "form[action$=code] button")
    enter(page, ".actions a")
    for _module in walk.questionnaire.modules:
        answer_by_keyboard(page)
        enter(page, GO_ON)
    for _part in ("progress", "barriers", "tools-tried", "own-questions"):
        enter(page, GO_ON)
    enter(page, "form[action$=submit] button")
    expect(page.locator("h1")).to_have_text("Your result")
    expect(page.locator("article")).to_have_count(5)


def answer_by_keyboard(page: Page) -> None:
    for name in dict.fromkeys(
        radio.get_attribute("name") for radio in page.locator("input[type=radio]").all()
    ):
        tab_to(page, f"[name={name}]")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        expect(page.locator(f"[name={name}][value='2']")).to_be_checked()


def enter(page: Page, selector: str) -> None:
    """Go to a button or link with Tab, and choose it with Enter."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there; it must be seen at every stop."""
    for _stop in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            continue
        assert page.evaluate(SHOWS_FOCUS), page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("(it) => document.activeElement.matches(it)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")
