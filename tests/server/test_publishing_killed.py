"""`toolkit publish` and `approve` are killed at bad moments: a whole publication, or none."""

import os
import signal
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
MOMENTS = (  # the statement before which `publish` is killed, and `approve`
    ("INSERT INTO publication ", "DELETE FROM ballot"),
    ("INSERT INTO publication_audit", "DELETE FROM roster"),
    ("UPDATE wave", "INSERT INTO audit"),
    ("COMMIT", "COMMIT"),
    ("", "VACUUM"),
)
STRIKING = """
import os, signal
from sqlalchemy import Engine, event

moment = os.environ["STRIKES_BEFORE"]

def strike():
    os.kill(os.getpid(), signal.SIGKILL)

@event.listens_for(Engine, "before_cursor_execute")
def execute(_connection, _cursor, statement, *_more):
    if statement.startswith(moment):
        strike()

@event.listens_for(Engine, "commit")
def commit(_connection):
    if moment == "COMMIT":
        strike()
"""


def toolkit(settings: Settings, *arguments: str, killed: str = "") -> None:
    """Run a command to its end, or until it is killed before such a statement."""
    environ = os.environ | {
        "TOOLKIT_INSTANCE": str(settings.instance),
        "TOOLKIT_DATABASE_URL": settings.database_url,
        "TOOLKIT_SECRET_KEY": settings.secret_key,
    }
    if killed:
        folder = settings.instance / "striking"
        folder.mkdir(exist_ok=True)
        (folder / "sitecustomize.py").write_text(STRIKING)
        environ |= {"PYTHONPATH": str(folder), "STRIKES_BEFORE": killed}
    command = [str(Path(sys.executable).with_name("toolkit")), *arguments]
    found = subprocess.run(command, env=environ, stdout=subprocess.DEVNULL, check=False)
    assert found.returncode == (-signal.SIGKILL if killed else 0)


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


@pytest.mark.parametrize(("publishing", "approving"), MOMENTS)
def test_a_killed_command_leaves_all_or_nothing(
    settings: Settings,
    engines: Engines,
    questionnaire: Questionnaire,
    publishing: str,
    approving: str,
) -> None:
    wave = open_wave(settings, engines, roster(SIZES))
    vote(wave, questionnaire, ANSWERS // len(SIZES))
    wave.close()
    publish = ("publish", str(wave.id), "--half", str(wave.custodian))
    if publishing:
        toolkit(settings, *publish, killed=publishing)
        assert state_of(wave) is WaveState.CLOSED
    toolkit(settings, *publish)
    assert state_of(wave) is WaveState.PROPOSED
    approve = ("approve", str(wave.id), "--yes")
    toolkit(settings, *approve, killed=approving)
    if approving == "VACUUM":  # all is committed
        assert state_of(wave) is WaveState.PUBLISHED
        assert server_half_path(settings.keys, wave.id).exists()
        toolkit(settings, "publication", "expire")
    else:
        assert state_of(wave) is WaveState.PROPOSED
        toolkit(settings, *approve)
    assert state_of(wave) is WaveState.PUBLISHED
    assert not server_half_path(settings.keys, wave.id).exists()
