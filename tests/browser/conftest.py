"""A real Chromium, servers for all, a wave whose links the tests use up, and one to read."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from liveserver import LiveServer, in_thread
from playwright.sync_api import Browser, BrowserContext
from results import add_administrator, make_results
from walking import NewWalk, Tour, Walk, every_page, every_page_of_results
from waves import open_wave, roster

from questionnaires.model import Questionnaire

FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]


def chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    executable = chromium()
    if executable is None:
        pytest.skip("Chromium is not installed")
    return {**browser_type_launch_args, "executable_path": executable, "args": FLAGS}


NewServer = Callable[[], AbstractContextManager[LiveServer]]


@pytest.fixture(scope="session")
def new_server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> NewServer:
    """A server on an installation of its own."""

    def make() -> AbstractContextManager[LiveServer]:
        instance = tmp_path_factory.mktemp("live")
        shutil.copy(sqlite_template, instance / "toolkit.db")
        return in_thread(instance, f"sqlite:///{instance / 'toolkit.db'}")

    return make


@pytest.fixture(scope="session")
def server(new_server: NewServer) -> Iterator[LiveServer]:
    with new_server() as live:
        yield live


@pytest.fixture(scope="session")
def readers(new_server: NewServer, questionnaire: Questionnaire) -> Iterator[Tour]:
    """What readers see, of results that are published once for all tests, which only read them."""
    with new_server() as none, new_server() as some:
        for live in (none, some):
            add_administrator(live.engines)
        results = make_results(some.settings, some.engines, questionnaire)
        yield partial(every_page_of_results, none=none.url, some=some.url, results=results)


@pytest.fixture(scope="session")
def links(server: LiveServer) -> list[str]:
    """Tokens of a wave's links; a test takes one with ``pop``."""
    people = roster(20)
    wave = open_wave(server.settings, server.engines, people, own={people[0].entity: 2})
    return list(wave.tokens.values())


@pytest.fixture
def respondents(links: list[str]) -> Tour:
    return partial(every_page, links=links)


@pytest.fixture(params=["respondents", "readers"])
def tour(request: pytest.FixtureRequest) -> Tour:
    """Every kind of page that these people meet."""
    found: Tour = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def new_walk(
    browser: Browser, server: LiveServer, questionnaire: Questionnaire
) -> Iterator[NewWalk]:
    """A new person: ``new_walk(language="ar", script=False, **what a browser context takes)``."""
    contexts: list[BrowserContext] = []

    def make(*, language: str = "en", script: bool = True, url: str = "", **options: Any) -> Walk:
        address = url or server.url
        context = browser.new_context(**options)
        contexts.append(context)
        context.add_cookies([{"name": "language", "value": language, "url": address}])
        if not script:
            context.route("**/app.js*", lambda route: route.abort())
        return Walk(context.new_page(), address, questionnaire)

    yield make
    for context in contexts:
        context.close()
