"""The server is killed in the second of a submission: what was confirmed is there, whole."""

import json
import os
import signal
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException
from typing import Any

import pytest
from crowd import Browser
from running import Running, running
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from waves import OpenWave, open_wave, roster

from questionnaires.model import Questionnaire
from questionnaires.responses import items
from toolkit.config import Settings
from toolkit.models import Ballot, Link
from toolkit.sealing.ballots import unseal
from toolkit.sealing.links import link_id
from toolkit.storage.database import Engines

pytestmark = pytest.mark.server
PEOPLE = 24


class Watchful(urllib.request.HTTPRedirectHandler):
    """Does something as soon as the server's redirect arrives, and follows it no further."""

    def __init__(self, confirmed: Callable[[], None]) -> None:
        self._confirmed = confirmed

    def redirect_request(self, *_arguments: Any, **_options: Any) -> None:
        self._confirmed()


class Respondent(Browser):
    """A person who can see a submission confirmed without going on to the result."""

    def submit(self, confirmed: Callable[[], None]) -> None:
        known = self._opener.handlers  # type: ignore[attr-defined] # its stubs leave it out
        handlers = [handler for handler in known if "Cookie" in type(handler).__name__]
        opener = urllib.request.build_opener(*handlers, Watchful(confirmed))
        fields = f"csrf_token={self._token}".encode()
        try:
            opener.open(f"{self._address}/assessment/submit", fields)
        except urllib.error.HTTPError as error:
            error.close()

    def begin(self, token: str, level: int) -> str:
        self.open(f"/assessment/link/{token}")
        page = self.open("/assessment/begin", {"size": "small", "code": ""})
        code = page.partition('data-text="')[2].partition('"')[0]
        self.open("/assessment/code", {})
        self.open("/assessment/answer/strategy", {"goals-set": str(level)})
        self.open("/assessment/check")
        return code


def kill(server: Running) -> None:
    """End every process of the server at once, the first before it can start others anew."""
    for pid in server.processes():
        os.kill(pid, signal.SIGKILL)


def environ(settings: Settings) -> dict[str, str]:
    return {
        "TOOLKIT_INSTANCE": str(settings.instance),
        "TOOLKIT_DATABASE_URL": settings.database_url,
        "TOOLKIT_SECRET_KEY": settings.secret_key,
    }


def levels_by_cell(wave: OpenWave, questionnaire: Questionnaire) -> list[int]:
    place = items(questionnaire).index("question:goals-set")
    key = wave.private_key()
    with Session(wave.engines.reading) as session:
        return sorted(
            unseal(key, wave.id, ballot.cell_id, ballot.body)[place]
            for ballot in session.scalars(select(Ballot))
        )


def spent(wave: OpenWave) -> set[bytes]:
    with Session(wave.engines.reading) as session:
        return set(session.scalars(select(Link.id).where(Link.spent)))


def test_a_confirmed_submission_survives_a_kill(
    settings: Settings, engines: Engines, questionnaire: Questionnaire
) -> None:
    wave = open_wave(settings, engines)
    token = next(iter(wave.tokens.values()))
    confirmations = []
    with running(environ(settings)) as server:
        person = Respondent(server.address)
        code = person.begin(token, 4)

        def confirmed() -> None:
            kill(server)
            confirmations.append(True)

        person.submit(confirmed)
        server.process.wait(10)
    assert confirmations
    with running(environ(settings)) as server:
        assert levels_by_cell(wave, questionnaire) == [4]
        assert spent(wave) == {link_id(token)}
        other = Browser(server.address)
        with pytest.raises(urllib.error.HTTPError, match="410"):
            other.open(f"/assessment/link/{token}")
        other.open("/assessment/return")
        other.open("/assessment/return", {"code": code})
        assert "Your result" in other.open("/assessment/result")
        copy = json.loads(other.open("/assessment/copy"))
        assert copy["response"]["answers"] == {"goals-set": 4}
        other.open("/assessment/check")
        other.open("/assessment/submit", {})
    assert levels_by_cell(wave, questionnaire) == [4]


def test_a_kill_in_the_middle_of_many_leaves_nothing_half(
    settings: Settings, engines: Engines, questionnaire: Questionnaire
) -> None:
    wave = open_wave(settings, engines, roster(PEOPLE))
    tokens = list(wave.tokens.values())
    confirmed: dict[int, int] = {}
    codes: dict[int, str] = {}
    with running(environ(settings)) as server:
        people = [Respondent(server.address) for _token in tokens]
        for number, person in enumerate(people):
            codes[number] = person.begin(tokens[number], number % 5 + 1)

        def submit(number: int) -> None:
            try:
                people[number].submit(lambda: confirmed.update({number: number % 5 + 1}))
            except (OSError, HTTPException):
                return  # the server is dead

        threads = [threading.Thread(target=submit, args=(n,)) for n in range(PEOPLE)]
        for thread in threads:
            thread.start()
        while len(confirmed) < PEOPLE // 4 and any(thread.is_alive() for thread in threads):
            time.sleep(0.001)
        kill(server)
        for thread in threads:
            thread.join(10)
        server.process.wait(10)
    cast, links = levels_by_cell(wave, questionnaire), spent(wave)
    assert len(cast) == len(links)
    assert {link_id(tokens[number]) for number in confirmed} <= links
    assert cast == sorted(
        number % 5 + 1 for number, token in enumerate(tokens) if link_id(token) in links
    )
    _everybody_can_go_on(settings, wave, codes)


def _everybody_can_go_on(settings: Settings, wave: OpenWave, codes: dict[int, str]) -> None:
    """After a restart all sheets open, and all who were cut off submit again: one ballot each."""
    with running(environ(settings)) as server:
        for code in codes.values():
            person = Browser(server.address)
            person.open("/assessment/return")
            person.open("/assessment/return", {"code": code})
            person.open("/assessment/check")
            person.open("/assessment/submit", {})
    with Session(wave.engines.reading) as session:
        assert session.scalar(select(func.count()).select_from(Ballot)) == len(codes)
