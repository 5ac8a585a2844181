"""Fixtures: a wave that is open, and a mail server."""

from collections.abc import Iterator

import pytest
from mailserver import Box, mail_server
from waves import OpenWave, open_wave

from toolkit.config import Settings
from toolkit.storage.database import Engines
from toolkit.waves.roster import Invited

PEOPLE = [
    *(Invited(f"Person {n}", "Alpha", "", f"alpha-{n}@example.org") for n in range(12)),
    *(Invited(f"bravo-{n}@example.org", "Bravo") for n in range(14)),
    *(Invited(f"Silent {n}", "Bravo") for n in range(3)),  # without an address
]


@pytest.fixture
def wave(settings: Settings, engines: Engines) -> OpenWave:
    return open_wave(settings, engines, PEOPLE)


@pytest.fixture
def box() -> Iterator[Box]:
    with mail_server() as box:
        yield box
