"""A wave from its planning to its closing: its key, its groups, and the states that follow."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from aggregation.settings import LEAST, Thresholds
from aggregation.tree import FEWEST_ENTITIES
from questionnaires.model import Perspective
from toolkit import content, keyhalves, terms
from toolkit.ballots import UnsealError, new_key_pair, seal, unseal
from toolkit.models import Ballot, Blob, Cell, Link, Membership, Wave, WaveState
from toolkit.waves import confirmation
from toolkit.waves.roster import Member
from toolkit.waves.states import WaveError, find, move, require

BLOB_LIFE = 2  # waves that close after a blob's own before it is deleted
_TEST_BALLOT = b"test"
_LONGEST: Mapping[str, int] = {"title": 120, "sponsor": 200, "decision": 300}  # letters, as stored

_NOT_CLOSED = (WaveState.PLANNED, WaveState.OPEN)


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to be said of a wave before it can be made."""

    title: str
    perspective: Perspective
    sponsor: str
    decision: str
    results_by: date
    thresholds: Thresholds = LEAST


def create(session: Session, plan: Plan) -> Wave:
    """Plan a wave on the newest questionnaire.

    Raises
    ------
    WaveError
        With everything that is missing, too long or unreadable in the plan.
    """
    problems = [
        f"its {name} {what}"
        for name, longest in _LONGEST.items()
        for what in _wrong(getattr(plan, name), longest)
    ]
    if problems:
        raise WaveError("the wave cannot be planned: " + "; ".join(problems))
    newest = content.newest_questionnaire(session)
    wave = Wave(
        title=plan.title,
        state=WaveState.PLANNED,
        perspective=plan.perspective,
        questionnaire=newest.id,
        version=newest.version,
        sponsor=plan.sponsor,
        decision=plan.decision,
        results_by=plan.results_by,
        mean_from=plan.thresholds.mean,
        shares_from=plan.thresholds.distribution,
        protected=plan.thresholds.k,
        key_checked=False,
    )
    session.add(wave)
    session.flush()
    return wave


def _wrong(text: str, longest: int) -> Iterator[str]:
    if not text.strip():
        yield "is missing"
    if len(text) > longest:
        yield f"is longer than {longest} letters"
    if not text.isprintable():
        yield "has characters that cannot be printed"


def shown(session: Session, wave_id: int) -> Wave | None:
    """A wave to be shown, which is planned or open; None where there is no such wave."""
    wave = session.get(Wave, wave_id)
    return wave if wave is not None and wave.state in _NOT_CLOSED else None


def every_wave(session: Session) -> list[Wave]:
    """All waves, oldest first."""
    return list(session.scalars(select(Wave).order_by(Wave.id)))


def delete_wave(session: Session, wave_id: int, folder: Path) -> None:
    """Delete a wave that has not opened, with its roster, its links and its keys."""
    require(find(session, wave_id), WaveState.PLANNED, "it can be deleted")
    cell_ids = select(Cell.id).where(Cell.wave_id == wave_id)
    session.execute(delete(Link).where(Link.cell_id.in_(cell_ids)))
    session.execute(delete(Wave).where(Wave.id == wave_id))
    keyhalves.erase_keys(folder, wave_id)


def make_key(session: Session, wave_id: int, folder: Path, custodian: Iterable[Path]) -> None:
    """Make a planned wave's key: one half for the server, the other for the custodian's files."""
    wave = find(session, wave_id)
    require(wave, WaveState.PLANNED, "its key can be made")
    if wave.public_key is not None:
        raise WaveError(f"wave {wave_id} has a key already")
    pair = new_key_pair()
    server, other = keyhalves.split(pair.private, wave_id)
    keyhalves.set_aside(folder, wave_id)
    halves = [(path, other) for path in custodian]
    halves.append((keyhalves.server_half_path(folder, wave_id), server))
    keyhalves.write_halves(halves)
    wave.public_key = pair.public


def destroy_key(session: Session, wave_id: int, folder: Path) -> None:
    """Destroy a planned wave's key, so that another can be made; nothing was sealed to it."""
    wave = find(session, wave_id)
    require(wave, WaveState.PLANNED, "its key can be destroyed")
    if wave.public_key is None:
        raise WaveError(f"wave {wave_id} has no key")
    keyhalves.erase_half(folder, wave_id)
    wave.public_key, wave.key_checked = None, False


def check_key(session: Session, wave_id: int, folder: Path, custodian: Iterable[Path]) -> None:
    """Open a test ballot with the server's half and each of the custodian's copies."""
    wave = find(session, wave_id)
    if wave.public_key is None:
        raise WaveError(f"wave {wave_id} has no key yet: make it first")
    server = keyhalves.read_half(keyhalves.server_half_path(folder, wave_id))
    test_ballot = seal(wave.public_key, wave_id, 0, _TEST_BALLOT)
    for path in custodian:
        half = keyhalves.read_half(path)
        try:
            unseal(keyhalves.join(server, half), wave_id, 0, test_ballot)
        except keyhalves.KeyFileError as error:
            raise keyhalves.KeyFileError(f"{path}: {error}") from error
        except UnsealError as error:
            raise keyhalves.KeyFileError(f"{path}: a half of another key") from error
    keyhalves.pin(folder, wave_id, wave.public_key)
    wave.key_checked = True


def set_groups(session: Session, wave_id: int, members: Iterable[Member]) -> list[str]:
    """Say which entities of a planned wave are compared with each other, in place of before.

    Returns the groups that will not be shown: fewer than six of their entities stand alone.
    """
    wave = find(session, wave_id)
    require(wave, WaveState.PLANNED, "its groups can be set")
    alone = set(session.scalars(select(Cell.entity).where(Cell.wave_id == wave_id)))
    if not alone:
        raise WaveError(f"there is no group in wave {wave_id} yet: import its roster first")
    session.execute(delete(Membership).where(Membership.wave_id == wave_id))
    standing: Counter[str] = Counter()
    for member in members:
        session.add(Membership(wave_id=wave_id, group=member.group, entity=member.entity))
        standing[member.group] += member.entity in alone
    return sorted(name for name, number in standing.items() if number < FEWEST_ENTITIES)


def open_wave(session: Session, wave_id: int, folder: Path) -> None:
    """Let people answer, once the roster is confirmed and every copy of the key was tried.

    What the wave asks, its table list and its thresholds are fixed from here on.
    """
    wave = find(session, wave_id)
    missing = confirmation.missing(session, wave_id)
    if not wave.key_checked:
        missing.append("its key has not been checked with the custodian's copies")
    if missing:
        raise WaveError(f"wave {wave_id} cannot open: " + "; ".join(missing))
    terms.settings_of(wave)
    move(wave, WaveState.OPEN)
    keyhalves.freeze(folder, wave_id, terms.fingerprint(session, wave))


def is_closed(session: Session, wave_id: int) -> bool:
    """Whether the wave has been closed."""
    return find(session, wave_id).state is WaveState.CLOSED


def close_wave(session: Session, wave_id: int) -> None:
    """Take no more answers, forget their order, and delete the blobs whose time has come."""
    wave = find(session, wave_id)
    move(wave, WaveState.CLOSED)
    session.flush()
    _forget_order(session, wave_id)
    closed = session.scalars(
        select(Wave.id).where(Wave.state.not_in(_NOT_CLOSED)).order_by(Wave.id.desc())
    ).all()
    if len(closed) >= BLOB_LIFE:
        session.execute(delete(Blob).where(Blob.wave_id < closed[BLOB_LIFE - 1]))


def _forget_order(session: Session, wave_id: int) -> None:
    """Write ballots and links anew in the order of their keys, all in one transaction.

    PostgreSQL's tables are heaps: the place of a row and the number of its transaction would tell
    which ballot was cast with which link.
    """
    cell_ids = select(Cell.id).where(Cell.wave_id == wave_id)
    for table in (Ballot, Link):
        mine = table.cell_id.in_(cell_ids)
        found = select(*table.__table__.columns).where(mine).order_by(table.id)
        rows = [dict(row) for row in session.execute(found).mappings()]
        if rows:
            session.execute(delete(table).where(mine))
            session.execute(insert(table), rows)
    session.expire_all()
