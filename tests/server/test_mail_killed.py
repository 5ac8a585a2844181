"""The job process is killed in the middle of a mailing: every letter arrives, none is lost."""

import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from letters import ask, states
from mailserver import Box, links_in, mail_server
from running import running
from waves import OpenWave, open_wave, roster

from toolkit.config import Settings
from toolkit.storage.database import Engines

pytestmark = pytest.mark.server
PEOPLE, KILLS, PATIENCE = 60, 3, 60.0


@pytest.fixture
def box() -> Iterator[Box]:
    with mail_server() as box:
        yield box


def until(what: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


def environ(wave: OpenWave, box: Box) -> dict[str, str]:
    return box.environ() | {
        "TOOLKIT_INSTANCE": str(wave.settings.instance),
        "TOOLKIT_DATABASE_URL": wave.settings.database_url,
        "TOOLKIT_SECRET_KEY": wave.settings.secret_key,
        "TOOLKIT_WORKERS": "1",
    }


def test_every_invitation_arrives_and_a_letter_twice_has_the_same_link(
    settings: Settings, engines: Engines, box: Box
) -> None:
    wave = open_wave(settings, engines, roster(PEOPLE))
    box.seconds = 0.05  # so that it is in the middle of a letter at most moments
    ask(wave)
    with running(environ(wave, box)) as server:
        for kill in range(1, KILLS + 1):
            until(lambda number=kill: len(box.got) >= 10 * number)  # type: ignore[misc]
            server.kill_jobs()
        until(lambda: states(engines) == {"sent": PEOPLE})
    found = Counter(box.addresses())
    assert len(found) == PEOPLE
    assert found.total() <= PEOPLE + KILLS
    for address, token in wave.tokens.items():
        for message in box.to(address):
            assert any(link.endswith(f"/assessment/link/{token}") for link in links_in(message))
