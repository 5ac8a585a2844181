"""Many respondents at once, each with a browser of their own, against a real server."""

import json
import re
import urllib.request
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from urllib.parse import urlencode

from filledforms import filled_forms

from questionnaires.model import Questionnaire
from questionnaires.responses import Response

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one person answered, and what the server kept of it."""

    given: Response
    kept: Response


class Browser:
    """One person's browser: follows redirects, keeps cookies, sends the CSRF token."""

    def __init__(self, address: str) -> None:
        self._address, self._token = address, ""
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())

    def open(self, path: str, form: Mapping[str, str] | None = None) -> str:
        """Open a page or send a form; any error of the server is raised."""
        fields = None if form is None else urlencode({**form, "csrf_token": self._token}).encode()
        with self._opener.open(self._address + path, fields) as response:
            text: str = response.read().decode()
        if found := _TOKEN.search(text):
            self._token = found[1]
        return text


def answer_at_once(
    address: str, questionnaire: Questionnaire, links: Sequence[str]
) -> list[Outcome]:
    """Let everybody invited answer at the same time, from the link to the result.

    Raises
    ------
    urllib.error.HTTPError
        When anybody is shown an error.
    """
    together = Barrier(len(links))

    def respond(person: int) -> Outcome:
        together.wait()
        return _respond(Browser(address), questionnaire, person, links[person])

    with ThreadPoolExecutor(len(links)) as pool:
        return list(pool.map(respond, range(len(links))))


def _respond(browser: Browser, questionnaire: Questionnaire, person: int, link: str) -> Outcome:
    browser.open(f"/assessment/link/{link}")
    browser.open("/assessment/begin", {"size": "small", "code": ""})
    browser.open("/assessment/code", {})
    forms = filled_forms(questionnaire, person)
    for part_id, form in forms.items():  # each form leads on to the next page
        browser.open(f"/assessment/answer/{part_id}", {"go": "next", **form})
    browser.open("/assessment/submit", {})
    copy = json.loads(browser.open("/assessment/copy"))
    return Outcome(_response(questionnaire, forms), Response.model_validate(copy["response"]))


def _response(questionnaire: Questionnaire, forms: Mapping[str, Mapping[str, str]]) -> Response:
    given = {
        question: int(level)
        for module in questionnaire.modules
        for question, level in forms[module.id].items()
    }
    return Response.model_validate(
        {
            "answers": given,
            "progress": forms["progress"],
            "barriers": list(forms["barriers"].values()),
            "tools_tried": forms["tools-tried"],
        }
    )
