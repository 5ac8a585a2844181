"""The roster of every open wave against its links: who confirmed it, and who has none."""

from collections.abc import Iterator

from sqlalchemy import func, select

from toolkit.doctor.case import Case
from toolkit.doctor.findings import Finding, or_good, problem
from toolkit.models import Cell, Link, RosterRow, Wave, WaveState
from toolkit.sealing import keyhalves
from toolkit.sealing.keyhalves import KeyFileError
from toolkit.sealing.links import link_id, token
from toolkit.waves import confirmation

_CHANGED = "Find out who changed the database; restore a backup from before."
_OTHER_KEY = "Restore the file of this wave from the key folder's own copy."


def confirmed(case: Case) -> Iterator[Finding]:
    """Whether two people stand for the roster of every wave that was opened."""
    yield from or_good(
        (
            problem(f"wave {wave_id} is open, and its roster is not confirmed: {missing}", _CHANGED)
            for wave_id in _open(case)
            for missing in confirmation.missing(case.session, wave_id)
        ),
        "two people confirmed the roster of every open wave",
    )


def links(case: Case) -> Iterator[Finding]:
    """Whether everybody on a roster has a link, and everybody with a link is on the roster."""
    yield from or_good(
        (found for wave_id in _open(case) for found in _links(case, wave_id)),
        "people on rosters and links belong together",
    )


def spares(case: Case) -> Iterator[Finding]:
    """Whether there are no more spare links than may be made."""
    number = func.count().filter(RosterRow.is_spare)
    people = func.count() - number
    found = (
        select(RosterRow.wave_id, RosterRow.entity)
        .where(RosterRow.wave_id.in_(_open(case)))
        .group_by(RosterRow.wave_id, RosterRow.entity)
        .having(number * 100 > people * confirmation.MOST_SPARES)
        .order_by(RosterRow.wave_id, RosterRow.entity)
    )
    yield from or_good(
        (
            problem(f"wave {wave_id} has more spare links of {entity} than may be made", _CHANGED)
            for wave_id, entity in case.session.execute(found)
        ),
        "there are no more spare links than may be made",
    )


def _open(case: Case) -> list[int]:
    waves = select(Wave.id).where(Wave.state == WaveState.OPEN)
    return list(case.session.scalars(waves.order_by(Wave.id)))


def _links(case: Case, wave_id: int) -> Iterator[Finding]:
    try:
        key = keyhalves.read_link_key(case.settings.keys, wave_id)
    except KeyFileError as error:
        if keyhalves.has_link_key(case.settings.keys, wave_id):  # else that it is missing is said
            yield problem(f"the key of the links of wave {wave_id}: {error}", _OTHER_KEY)
        return
    rows = select(RosterRow.id, RosterRow.replaced).where(RosterRow.wave_id == wave_id)
    wanted = {link_id(token(key, wave_id, *row)) for row in case.session.execute(rows)}
    there = set(case.session.scalars(select(Link.id).join(Cell).where(Cell.wave_id == wave_id)))
    if wanted and there and not wanted & there:
        yield problem(
            f"the key of the links of wave {wave_id} is not the one that they were made with",
            _OTHER_KEY,
        )
    elif wanted != there:
        alone, strange = len(wanted - there), len(there - wanted)
        yield problem(
            f"in wave {wave_id}, {alone} on the roster have no link, and {strange} links belong to "
            "nobody on it",
            _CHANGED,
        )


CHECKS = (confirmed, links, spares)
