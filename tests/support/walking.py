"""How a person walks through the application in a browser, and every kind of page on the way."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from accounts import PASSWORD
from playwright.sync_api import Locator, Page, Response
from results import ADMINISTRATOR, Results

from questionnaires.model import Questionnaire

LEVELS = {"strategy": 3, "partnerships": 2, "architecture": 3, "culture": 4, "evaluation": 1}
OPEN_PATHS = (
    "/",
    "/assessment/",
    "/assessment/return",
    "/tools/",
    "/tools/?module=strategy&minutes=240",
    "/tools/?words=zzz",
    "/tools/?people=zzz",
    "/tools/from-pilot-to-scale",
    "/tools/portfolio-strategy/worksheet",
    "/privacy",
    "/method",
    "/about",
    "/accessibility",
    "/nothing-here",
    "/assessment/link/nobody",
)


class Walk:
    """One person with one tab."""

    def __init__(self, page: Page, url: str, questionnaire: Questionnaire) -> None:
        page.set_default_timeout(10_000)
        self.page, self.url, self.questionnaire = page, url, questionnaire

    def go(self, path: str) -> Response | None:
        """Open an address of the application."""
        return self.page.goto(self.url + path)

    def press(self, name: str) -> None:
        """Choose the button with these words, and wait for the page that it leads to."""
        self.follow(self.page.get_by_role("button", name=name, exact=True))

    def follow(self, control: Locator) -> None:
        """Choose what leads to another page, and wait for that page."""
        with self.page.expect_navigation():
            control.click()

    def begin(self, link: str = "") -> str:
        """Begin, alone or with a link's token, and stay on the page with the code."""
        self.go(f"/assessment/link/{link}" if link else "/assessment/")
        if not link:
            self.page.check("input[name=perspective][value=unit]")
        self.page.check("input[name=size][value=small]")
        self.press("Start")
        return self.page.locator("#code").get_attribute("data-text") or ""

    def keep_code(self) -> None:
        """Say that the code is kept."""
        self.press("I have kept it, go on")

    def go_on(self) -> None:
        """Save a part and go to the next."""
        self.press("Save and go to the next part")

    def answer_modules(self) -> None:
        """Answer every question: levels by module, and one that cannot be said in each."""
        for module in self.questionnaire.modules:
            self.go(f"/assessment/answer/{module.id}")
            for number, question in enumerate(module.questions):
                value = str(LEVELS[module.id]) if number else "cannot-say"
                self.page.check(f"input[name={question.id}][value='{value}']")
            self.go_on()

    def answer_rest(self) -> None:
        """Answer what follows the modules, leave the tools out, and arrive at the check."""
        self.go("/assessment/answer/progress")
        for module in self.questionnaire.modules:
            self.page.check(f"input[name={module.id}][value=same]")
        self.go_on()
        for place, barrier in enumerate(self.page.locator("input[name=barriers]").all()):
            barrier.set_checked(place == 0)
        self.go_on()
        self.go_on()

    def sign_in(self, email: str) -> None:
        """Sign in, and stay on the page of the account."""
        self.go("/account/sign-in")
        self.page.fill("#email", email)
        self.page.fill("#password", PASSWORD)
        self.press("Sign in")

    def open_details(self) -> None:
        """Open everything that can be opened."""
        self.page.evaluate("for (const it of document.querySelectorAll('details')) it.open = true")


NewWalk = Callable[..., Walk]
Tour = Callable[[Walk], Iterator[str]]  # shows pages in turn, and says which each is


def every_page(walk: Walk, links: Sequence[str]) -> Iterator[str]:
    """Show every kind of page in turn, and say which it is; ``links`` holds one token unused."""
    for path in OPEN_PATHS:
        walk.go(path)
        yield path
    walk.go("/assessment/")
    walk.press("Start")
    yield "start with an error"
    walk.go("/assessment/return")
    walk.press("Return")
    yield "return with an error"
    yield from _begin(walk)
    yield from _parts(walk)
    yield from _results(walk)
    walk.go(f"/assessment/link/{links[0]}")
    yield "start, invited"
    walk.begin(links[0])
    walk.keep_code()
    walk.go("/assessment/answer/own-questions")
    walk.open_details()
    yield "own questions of an entity"
    walk.page.check("input[name=own-1][value='3']")
    walk.go_on()
    yield "check, invited"


def _begin(walk: Walk) -> Iterator[str]:
    walk.begin()
    walk.open_details()
    yield "code"
    walk.keep_code()
    yield "tasks"
    walk.go("/assessment/result")
    walk.open_details()
    yield "result without answers"


def _parts(walk: Walk) -> Iterator[str]:
    for part in ("strategy", "progress", "barriers", "tools-tried"):
        walk.go(f"/assessment/answer/{part}")
        yield part
    walk.go("/assessment/answer/barriers")
    for place in range(4):
        walk.page.locator("input[name=barriers]").nth(place).check()
    walk.go_on()
    yield "barriers with an error"
    walk.answer_modules()
    walk.answer_rest()
    yield "check"


def _results(walk: Walk) -> Iterator[str]:
    walk.press("See my result")
    walk.open_details()
    yield "result"
    walk.follow(walk.page.locator("article button[value=done]").first)
    walk.open_details()
    walk.page.select_option("#role", "anyone")
    walk.page.select_option("#minutes", "120")
    walk.page.fill("#people", "many")
    situation = walk.page.locator("form[action$=situation] button")
    walk.follow(situation)
    yield "result with an error"
    walk.page.fill("#people", "6")
    walk.follow(situation)
    walk.open_details()
    yield "result with limits"
    walk.go("/assessment/delete")
    yield "delete"
    walk.press("Delete my answers")
    yield "deleted"


def every_page_of_results(walk: Walk, none: str, some: str, results: Results) -> Iterator[str]:
    """Show every kind of page that staff and readers see.

    ``none`` is the address of a server without any results yet, ``some`` of the one with these.
    """
    walk.url = none
    walk.go("/account/sign-in")
    yield "sign in"
    walk.press("Sign in")
    yield "sign in with an error"
    walk.sign_in(ADMINISTRATOR)
    yield "account"
    yield from _go_to_each(walk, {"no results": "/account/results/", "no jobs": "/account/jobs/"})
    walk.url = some
    walk.sign_in(ADMINISTRATOR)
    yield from _go_to_each(walk, results.paths())


def _go_to_each(walk: Walk, paths: Mapping[str, str]) -> Iterator[str]:
    for name, path in paths.items():
        walk.go(path)
        walk.open_details()
        yield name
