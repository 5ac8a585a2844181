"""A respondent's journey as a list of requests, and the server's CPU time for walking it."""

import gzip
import re
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from filledforms import filled_forms
from werkzeug.test import Client, TestResponse

from questionnaires.model import Questionnaire

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

BASE_URL = "https://localhost"
HEADERS = {"Accept-Encoding": "gzip"}
_GZIP = b"\x1f\x8b"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Step:
    """One request; a form is sent with the CSRF token of an earlier page."""

    path: str
    form: Mapping[str, str] | None = None


def steps(questionnaire: Questionnaire, link: str = "") -> Iterator[Step]:
    """From the start page, or an invitation's link, to the result, answering everything."""
    if link:
        yield Step(f"/assessment/link/{link}")
    yield Step("/assessment/")
    yield Step("/assessment/begin", {"size": "small", "perspective": "unit", "code": ""})
    yield Step("/assessment/code")
    yield Step("/assessment/code", {})
    yield Step("/assessment/tasks")
    for part_id, form in filled_forms(questionnaire).items():
        yield Step(f"/assessment/answer/{part_id}")
        yield Step(f"/assessment/answer/{part_id}", {"go": "next", **form})
    yield Step("/assessment/check")
    yield Step("/assessment/submit", {})
    yield Step("/assessment/result")


@dataclass(slots=True)
class Meter:
    """A WSGI application that adds up the CPU time of the one inside; the client costs nothing."""

    application: "WSGIApplication"
    seconds: float = 0.0

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a request to its last byte."""
        started = time.process_time()
        body = self.application(environ, start_response)
        chunks = list(body)
        close: Callable[[], None] = getattr(body, "close", lambda: None)
        close()
        self.seconds += time.process_time() - started
        return chunks


@dataclass(slots=True)
class Walker:
    """One person with one browser, which reads gzip as all do."""

    application: "WSGIApplication"
    _token: str = ""

    def walk(self, journey: Iterable[Step]) -> dict[str, bytes]:
        """Send every request; return the pages shown as they came over the wire, by path."""
        client = Client(self.application)
        return {
            step.path: response.data
            for step in journey
            if (response := self._send(client, step)).status_code == 200
        }

    def _send(self, client: Client, step: Step) -> TestResponse:
        if step.form is None:
            response = client.get(step.path, base_url=BASE_URL, headers=HEADERS)
        else:
            fields = {**step.form, "csrf_token": self._token}
            response = client.post(step.path, data=fields, base_url=BASE_URL, headers=HEADERS)
        if response.status_code not in {200, 303}:
            raise RuntimeError(f"{step.path}: {response.status}")
        self._token = self._token or token_of(html_of(response.data))
        return response


def token_of(html: str) -> str:
    """The CSRF token of a page's form; empty where it has none."""
    found = _TOKEN.search(html)
    return found[1] if found else ""


def html_of(body: bytes) -> str:
    """A page's text, whether it came compressed or not."""
    return (gzip.decompress(body) if body.startswith(_GZIP) else body).decode()


def cpu(application: "WSGIApplication", journey: Iterable[Step]) -> float:
    """Seconds of CPU that the server spends on a journey."""
    meter = Meter(application)
    Walker(meter).walk(journey)
    return meter.seconds


def in_turn(
    ours: "WSGIApplication",
    bare: "WSGIApplication",
    journeys: Iterable[tuple[list[Step], list[Step]]],
) -> tuple[float, float]:
    """Median milliseconds of journeys through both applications, taken in turn."""
    pairs = [(cpu(ours, one), cpu(bare, other)) for one, other in journeys]
    return (
        statistics.median(a for a, _ in pairs) * 1e3,
        statistics.median(b for _, b in pairs) * 1e3,
    )
