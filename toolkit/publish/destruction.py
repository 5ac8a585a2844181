"""What destroying means beyond rows: free pages, the journal, and the server's half of the key."""

from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from toolkit import database
from toolkit.keyhalves import erase_keys, server_half_path
from toolkit.models import Wave, WaveState
from toolkit.publish.service import destroy_rows

_DESTROYED = (WaveState.PUBLISHED, WaveState.WITHDRAWN)


def finish(engine: Engine, url: str, keys: Path) -> list[int]:
    """Erase what is left of every published wave: free pages, journal, and all of its keys.

    Safe to repeat, and to run after a process was killed anywhere before. Returns the waves whose
    key half was still there.
    """
    with Session(engine) as session, session.begin():
        waves = list(session.scalars(select(Wave.id).where(Wave.state.in_(_DESTROYED))))
    unfinished = [wave_id for wave_id in waves if server_half_path(keys, wave_id).exists()]
    _erase(url, keys, unfinished)
    return unfinished


def destroy_unapproved(engine: Engine, url: str, keys: Path, wave_ids: list[int]) -> None:
    """Destroy the ballots, links and keys of proposals that nobody approved in time."""
    with Session(engine) as session, session.begin():
        for wave_id in wave_ids:
            destroy_rows(session, wave_id)
    _erase(url, keys, wave_ids)


def _erase(url: str, keys: Path, wave_ids: list[int]) -> None:
    if wave_ids:
        database.compact(url)
    for wave_id in wave_ids:
        erase_keys(keys, wave_id)
