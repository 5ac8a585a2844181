"""One page, read again and again, in turn with a bare one that reads the same rows."""

import gc
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import event
from werkzeug.test import Client

from tests.benchmarks.bare import Statement, create_bare
from tests.benchmarks.figures import Figure
from tests.benchmarks.journey import BASE_URL, HEADERS, Meter, html_of
from toolkit.storage.database import Engines

RATIO_BUDGET = 3
_ROUNDS, _READS = 25, 10


@dataclass(frozen=True, slots=True)
class Browser:
    """One that stays open, and what the server spends on it."""

    meter: Meter
    client: Client

    @classmethod
    def of(cls, app: Flask) -> "Browser":
        """A new one for an application."""
        meter = Meter(app)
        return cls(meter, Client(meter))

    def read(self, path: str) -> bytes:
        """A page as it came over the wire.

        Raises
        ------
        RuntimeError
            When it is not there.
        """
        response = self.client.get(path, base_url=BASE_URL, headers=HEADERS)
        if response.status != "200 OK":
            raise RuntimeError(f"{path}: {response.status}")
        body: bytes = response.data
        return body

    def milliseconds(self, path: str) -> float:
        """The server's CPU time for a page, the mean of a few readings."""
        self.meter.seconds = 0.0
        for _read in range(_READS):
            self.read(path)
        return self.meter.seconds / _READS * 1e3


def beside_bare(what: str, browser: Browser, path: str, engines: Engines) -> Figure:
    """A page beside a bare one of its size that runs the same statements."""
    browser.read(path)
    with _recorded(engines) as statements:
        page = html_of(browser.read(path))
    bare_path = path.partition("?")[0]
    bare = Browser.of(create_bare({bare_path: page}, engines, {bare_path: statements}))
    return Figure(what, "ms", *in_turn((browser, path), (bare, path)), RATIO_BUDGET, is_ratio=True)


def in_turn(one: tuple[Browser, str], other: tuple[Browser, str]) -> tuple[float, float]:
    """Median milliseconds of two pages, read in turn."""
    for browser, path in (one, other):
        browser.milliseconds(path)
    gc.collect()
    pairs = [(one[0].milliseconds(one[1]), other[0].milliseconds(other[1])) for _ in range(_ROUNDS)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


@contextmanager
def _recorded(engines: Engines) -> Iterator[list[Statement]]:
    """Collect what is read from the database in the block."""
    found: list[Statement] = []

    def note(_connection: object, _cursor: object, text: str, values: object, *_: object) -> None:
        if text.startswith("SELECT"):
            found.append((text, values))

    event.listen(engines.reading, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engines.reading, "before_cursor_execute", note)
