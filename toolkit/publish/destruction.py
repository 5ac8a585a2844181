"""What destroying means beyond rows: free pages, the journal, and the server's half of the key."""

from datetime import date
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from toolkit.publish import due
from toolkit.sealing.keyhalves import erase_keys, server_half_path
from toolkit.storage import database


def destroy_due(engine: Engine, url: str, keys: Path, today: date) -> list[int]:
    """Destroy what has to be destroyed today, and finish every destruction that was interrupted.

    Rows of proposals that nobody approved in time; then, of every wave whose rows are gone, the
    free pages, the journal and all of its keys. Safe to repeat, and to run after a process was
    killed anywhere before. Returns the waves whose keys were erased.
    """
    with Session(engine) as session, session.begin():
        for wave_id in due.overdue(session, today):
            due.destroy_rows(session, wave_id)
        found = unfinished(session, keys)
    if found:
        database.compact(url)
    for wave_id in found:
        erase_keys(keys, wave_id)
    return found


def waves_due(session: Session, keys: Path, today: date) -> list[int]:
    """The waves of which :func:`destroy_due` would destroy something."""
    return sorted({*due.overdue(session, today), *unfinished(session, keys)})


def unfinished(session: Session, keys: Path) -> list[int]:
    """Waves without ballots and links, whose key half is still there."""
    return [
        wave_id for wave_id in due.destroyed(session) if server_half_path(keys, wave_id).exists()
    ]
