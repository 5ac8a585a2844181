"""A wave from its planning to its closing: roster, links, keys, and the transitions allowed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from aggregation.cells import MINIMUM, Place, ReportingCell, reporting_cells
from aggregation.settings import LEAST, Thresholds
from aggregation.tree import FEWEST_ENTITIES
from questionnaires.model import Perspective
from toolkit import content, keyhalves, terms
from toolkit.ballots import UnsealError, new_key_pair, seal, unseal
from toolkit.links import link_id, token
from toolkit.models import OTHER_ENTITIES, Ballot, Blob, Cell, Link, Membership, Wave, WaveState
from toolkit.refusal import Refusal

BLOB_LIFE = 2  # waves that close after a blob's own before it is deleted
_TEST_BALLOT = b"test"
_LONGEST: Mapping[str, int] = {"title": 120, "sponsor": 200, "decision": 300}  # letters, as stored

_ALLOWED: Mapping[WaveState, frozenset[WaveState]] = {
    WaveState.PLANNED: frozenset({WaveState.OPEN}),
    WaveState.OPEN: frozenset({WaveState.CLOSED}),
    WaveState.CLOSED: frozenset(),
}
_NOT_CLOSED = (WaveState.PLANNED, WaveState.OPEN)


class WaveError(Refusal):
    """A wave cannot do this now; the message says why, and what is needed."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to be said of a wave before it can be made."""

    title: str
    perspective: Perspective
    sponsor: str
    decision: str
    results_by: date
    thresholds: Thresholds = LEAST


@dataclass(frozen=True, slots=True)
class Invited:
    """One line of a roster: a person as the entity knows them, and where they are counted."""

    person: str
    entity: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """That an entity belongs to a comparison group, such as those of one size."""

    entity: str
    group: str


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


def find(session: Session, wave_id: int) -> Wave:
    """The wave with this number, or a :class:`WaveError`."""
    wave = session.get(Wave, wave_id, with_for_update=True)
    if wave is None:
        raise WaveError(f"there is no wave {wave_id}")
    return wave


def every_wave(session: Session) -> list[Wave]:
    """All waves, oldest first."""
    return list(session.scalars(select(Wave).order_by(Wave.id)))


def make_key(session: Session, wave_id: int, folder: Path, custodian: Iterable[Path]) -> None:
    """Make a planned wave's key: one half for the server, the other for the custodian's files."""
    wave = find(session, wave_id)
    _require(wave, WaveState.PLANNED, "its key can be made")
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
    _require(wave, WaveState.PLANNED, "its key can be destroyed")
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


def make_links(
    session: Session, wave_id: int, folder: Path, roster: Iterable[Invited]
) -> dict[str, str]:
    """Give every person of a roster a link token; the same person always gets the same one.

    A planned wave's cells and links are made anew from the roster. In an open wave the roster
    must hold invited people only: what they get is the link that they have. A key is made for a
    planned wave alone: another wave's links belong to the key that they were made with.
    """
    people = list(roster)
    wave = find(session, wave_id)
    is_planned = wave.state is WaveState.PLANNED
    if not is_planned:
        _require(wave, WaveState.OPEN, "links can be made")
    read_key = keyhalves.make_link_key if is_planned else keyhalves.read_link_key
    key = read_key(folder, wave_id)
    tokens = {invited.person: token(key, wave_id, invited.person) for invited in people}
    if is_planned:
        _replace_links(session, wave_id, people, tokens)
    else:
        known = set(session.scalars(select(Link.id).join(Cell).where(Cell.wave_id == wave_id)))
        strangers = [name for name, text in tokens.items() if link_id(text) not in known]
        if strangers:
            raise WaveError("not invited to this wave: " + ", ".join(strangers))
    return tokens


def set_groups(session: Session, wave_id: int, members: Iterable[Member]) -> list[str]:
    """Say which entities of a planned wave are compared with each other, in place of before.

    Returns the groups that will not be shown: fewer than six of their entities stand alone.
    """
    wave = find(session, wave_id)
    _require(wave, WaveState.PLANNED, "its groups can be set")
    alone = set(session.scalars(select(Cell.entity).where(Cell.wave_id == wave_id)))
    if not alone:
        raise WaveError(f"nobody is invited to wave {wave_id} yet: make links first")
    session.execute(delete(Membership).where(Membership.wave_id == wave_id))
    standing: Counter[str] = Counter()
    for member in members:
        session.add(Membership(wave_id=wave_id, group=member.group, entity=member.entity))
        standing[member.group] += member.entity in alone
    return sorted(name for name, number in standing.items() if number < FEWEST_ENTITIES)


def open_wave(session: Session, wave_id: int, folder: Path) -> None:
    """Let people answer, once links exist and every copy of the key has opened a test ballot.

    What the wave asks, its table list and its thresholds are fixed from here on.
    """
    wave = find(session, wave_id)
    missing = []
    if not session.scalar(
        select(func.count()).select_from(Link).join(Cell).where(Cell.wave_id == wave_id)
    ):
        missing.append("nobody is invited: make links first")
    if not wave.key_checked:
        missing.append("its key has not been checked with the custodian's copies")
    if missing:
        raise WaveError(f"wave {wave_id} cannot open: " + "; ".join(missing))
    terms.settings_of(wave)
    _move(wave, WaveState.OPEN)
    keyhalves.freeze(folder, wave_id, terms.fingerprint(session, wave))


def is_closed(session: Session, wave_id: int) -> bool:
    """Whether the wave has been closed."""
    return find(session, wave_id).state is WaveState.CLOSED


def close_wave(session: Session, wave_id: int) -> None:
    """Take no more answers, forget their order, and delete the blobs whose time has come."""
    wave = find(session, wave_id)
    _move(wave, WaveState.CLOSED)
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


def _replace_links(
    session: Session, wave_id: int, people: list[Invited], tokens: Mapping[str, str]
) -> None:
    cell_ids = select(Cell.id).where(Cell.wave_id == wave_id)
    session.execute(delete(Link).where(Link.cell_id.in_(cell_ids)))
    session.execute(delete(Cell).where(Cell.wave_id == wave_id))
    counts = Counter((invited.entity, invited.value) for invited in people)
    cell_of: dict[Place, int] = {}
    for cell in reporting_cells(counts, minimum=MINIMUM):
        cell_of |= dict.fromkeys(cell.places, _add_cell(session, wave_id, cell).id)
    # In the order of their hashes, so that the order of the roster is nowhere.
    links = sorted(
        (link_id(tokens[invited.person]), cell_of[invited.entity, invited.value])
        for invited in people
    )
    session.add_all(Link(id=key, cell_id=cell_id, spent=False) for key, cell_id in links)


def _add_cell(session: Session, wave_id: int, found: ReportingCell) -> Cell:
    cell = Cell(
        wave_id=wave_id,
        entity=found.entity or OTHER_ENTITIES,
        value=", ".join(found.values),
        eligible=found.eligible,
    )
    session.add(cell)
    session.flush()
    return cell


def _move(wave: Wave, state: WaveState) -> None:
    if state not in _ALLOWED[wave.state]:
        raise WaveError(f"wave {wave.id} is {wave.state}, so it cannot become {state}")
    wave.state = state


def _require(wave: Wave, state: WaveState, what: str) -> None:
    if wave.state is not state:
        raise WaveError(f"wave {wave.id} is {wave.state}; {what} only while it is {state}")
