"""`toolkit publish` and `approve` are killed at any moment: a whole publication, or none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select
from voting import roster, vote
from waves import OpenWave, open_wave

from questionnaires.model import Questionnaire
from toolkit.config import Settings
from toolkit.models import AuditedCounts, Ballot, Link, Published, Wave, WaveState
from toolkit.publications import verified
from toolkit.sealing.keyhalves import server_half_path
from toolkit.storage.database import Engines

pytestmark = pytest.mark.server
SIZES = {(name, ""): 60 for name in ("Alpha", "Bravo", "Charlie")}
ANSWERS = 120
LINKS = sum(size + size * 5 // 100 for size in SIZES.values())  # with their spares
MOMENTS = (0.5, 0.9, 1.1, 1.3, 1.5, 1.8)  # seconds; a command takes between one and two


def toolkit(settings: Settings, *arguments: str, seconds: float | None = None) -> None:
    """Run a command, to its end or until it is killed."""
    environ = os.environ | {
        "TOOLKIT_INSTANCE": str(settings.instance),
        "TOOLKIT_DATABASE_URL": settings.database_url,
        "TOOLKIT_SECRET_KEY": settings.secret_key,
    }
    command = [str(Path(sys.executable).with_name("toolkit")), *arguments]
    with subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL) as process:
        try:
            assert process.wait(seconds) == 0
        except subprocess.TimeoutExpired:
            process.kill()


def state_of(wave: OpenWave) -> WaveState:
    """The wave's state, once everything has been found to fit it."""
    with wave.engines.read() as session:
        state = session.get_one(Wave, wave.id).state
        row = session.get(Published, wave.id)
        ballots = len(session.scalars(select(Ballot.id)).all())
        links = len(session.scalars(select(Link.id)).all())
        assert (row is None) == (state is WaveState.CLOSED)
        assert (session.get(AuditedCounts, wave.id) is None) == (row is None)
        if row is not None:
            assert verified(row).node("system").respondents
    is_published = state is WaveState.PUBLISHED
    assert (ballots, links) == ((0, 0) if is_published else (ANSWERS, LINKS))
    assert is_published or server_half_path(wave.settings.keys, wave.id).exists()
    return state


@pytest.mark.parametrize("seconds", MOMENTS)
def test_a_killed_command_leaves_all_or_nothing(
    settings: Settings, engines: Engines, questionnaire: Questionnaire, seconds: float
) -> None:
    wave = open_wave(settings, engines, roster(SIZES))
    vote(wave, questionnaire, ANSWERS // len(SIZES))
    wave.close()
    publish = ("publish", str(wave.id), "--half", str(wave.custodian))
    toolkit(settings, *publish, seconds=seconds)
    if state_of(wave) is WaveState.CLOSED:
        toolkit(settings, *publish)
    assert state_of(wave) is WaveState.PROPOSED
    toolkit(settings, "approve", str(wave.id), "--yes", seconds=seconds)
    if state_of(wave) is WaveState.PROPOSED:
        toolkit(settings, "approve", str(wave.id), "--yes")
    assert state_of(wave) is WaveState.PUBLISHED
    toolkit(settings, "publication", "expire")
    assert not server_half_path(settings.keys, wave.id).exists()
