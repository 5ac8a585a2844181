"""A real Chromium, one server for all, and a wave whose links the tests use up."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from liveserver import LiveServer, in_thread
from playwright.sync_api import Browser, BrowserContext
from walking import NewWalk, Walk
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


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[LiveServer]:
    instance = tmp_path_factory.mktemp("live")
    shutil.copy(sqlite_template, instance / "toolkit.db")
    with in_thread(instance, f"sqlite:///{instance / 'toolkit.db'}") as live:
        yield live


@pytest.fixture(scope="session")
def links(server: LiveServer) -> list[str]:
    """Tokens of a wave's links; a test takes one with ``pop``."""
    return list(open_wave(server.settings, server.engines, roster(20)).tokens.values())


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
