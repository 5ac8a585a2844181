"""A wave from its planning to its closing: its key, its groups, and the states that follow."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import case, delete, func, insert, select
from sqlalchemy.orm import Session

from aggregation.settings import LEAST, Thresholds
from aggregation.tree import FEWEST_ENTITIES
from questionnaires.model import Perspective
from toolkit import content
from toolkit.audit import Action
from toolkit.models import (
    Ballot,
    Blob,
    Cell,
    Eligible,
    Link,
    Membership,
    StepName,
    Wave,
    WaveState,
)
from toolkit.planning import days, ownquestions, steps, terms
from toolkit.sealing import keyhalves
from toolkit.sealing.ballots import UnsealError, new_key_pair, seal, unseal
from toolkit.waves import opening, rates
from toolkit.waves.roster import Member
from toolkit.waves.states import WaveError, find, log, move, require
from toolkit.wording.lacks import Lack

BLOB_LIFE = 2  # waves that close after a blob's own before it is deleted
_TEST_BALLOT = b"test"
LONGEST: Mapping[str, int] = {"title": 120, "sponsor": 200, "decision": 300}  # letters, as stored

STEPS_FROM: Mapping[StepName, WaveState] = {
    StepName.OPEN: WaveState.PLANNED,
    StepName.CLOSE: WaveState.OPEN,
    StepName.APPROVE: WaveState.PROPOSED,
    StepName.DISCARD: WaveState.PROPOSED,
    StepName.DELETE: WaveState.PLANNED,
}
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
    first_day: date | None = None
    last_day: date | None = None
    version: int | None = None  # of the questionnaire; the newest that is released where not said
    eligible: Eligible = Eligible.UNSAID


@dataclass(frozen=True, slots=True)
class Group:
    """A group for comparison, and whether enough of its entities stand alone for it."""

    name: str
    entities: int
    is_large: bool


class StaleError(WaveError):
    """Somebody else changed it meanwhile."""


class OutsideError(WaveError):
    """A new last day does not lie between the first one and the day of the results."""

    def __init__(self, last_day: date, results_by: date) -> None:
        super().__init__(
            f"the new last day has to lie after {last_day} and before {results_by}, on which the "
            "results are promised"
        )
        self.last_day, self.results_by = last_day, results_by


class LackingError(WaveError):
    """Something is missing before a wave can open; ``missing`` is all of it."""

    def __init__(self, missing: Sequence[Lack]) -> None:
        super().__init__("\n".join(map(str, missing)))
        self.missing = missing


def create(session: Session, plan: Plan, *, actor: str = "") -> Wave:
    """Plan a wave; ``actor`` is written to the audit log where somebody asked for it.

    Raises
    ------
    WaveError
        With everything that is missing, too long or unreadable in the plan.
    """
    wave = Wave(state=WaveState.PLANNED, key_checked=False)
    _put(session, wave, plan)
    session.add(wave)
    session.flush()
    if actor:
        log(session, wave.id, actor, Action.WAVE_PLANNED)
    return wave


def change(session: Session, wave_id: int, plan: Plan, *, seen: str, actor: str) -> None:
    """Put another plan in the place of a planned wave's.

    Raises
    ------
    StaleError
        When the plan is no longer the one that was seen, by its :func:`mark`.
    WaveError
        As :func:`create`.
    """
    wave = find(session, wave_id)
    require(wave, WaveState.PLANNED, "its plan can be changed")
    if mark(plan_of(wave)) != seen:
        raise StaleError(f"the plan of wave {wave_id} was changed since it was seen")
    _put(session, wave, plan)
    log(session, wave_id, actor, Action.PLAN_CHANGED)


def mark(plan: Plan) -> str:
    """What tells a plan from every other."""
    return hashlib.sha256(repr(plan).encode()).hexdigest()


def plan_of(wave: Wave) -> Plan:
    """What was said of a wave."""
    return Plan(
        title=wave.title,
        perspective=wave.perspective,
        sponsor=wave.sponsor,
        decision=wave.decision,
        results_by=wave.results_by,
        thresholds=terms.settings_of(wave).thresholds,
        first_day=wave.first_day,
        last_day=wave.last_day,
        version=wave.version,
        eligible=wave.eligible,
    )


def _put(session: Session, wave: Wave, plan: Plan) -> None:
    problems = [
        f"its {name} {what}"
        for name, longest in LONGEST.items()
        for what in _wrong(getattr(plan, name), longest)
    ]
    problems += wrong_dates(plan)
    released = content.released_versions(session)
    version = plan.version or released[-1]
    if version not in released:
        problems.append(f"its questionnaire has no version {version}")
    if problems:
        raise WaveError("the wave cannot be planned: " + "; ".join(problems))
    wave.title, wave.perspective = plan.title, plan.perspective
    wave.questionnaire, wave.version = content.CORE, version
    wave.sponsor, wave.decision, wave.results_by = plan.sponsor, plan.decision, plan.results_by
    wave.eligible = plan.eligible
    wave.first_day, wave.last_day = plan.first_day, plan.last_day
    wave.mean_from, wave.shares_from = plan.thresholds.mean, plan.thresholds.distribution
    wave.protected = plan.thresholds.k


def wrong_dates(plan: Plan) -> Iterator[str]:
    """What does not follow in a plan's dates."""
    first, last = plan.first_day, plan.last_day
    if first and last and last < first:
        yield "its last day is before its first"
    if last and plan.results_by <= last:
        yield "its results are promised before it is over"


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


def found(session: Session, wave_id: int) -> Wave | None:
    """A wave in whatever state; None where there is no such wave."""
    return session.get(Wave, wave_id)


def every_wave(session: Session) -> list[Wave]:
    """All waves, oldest first."""
    return list(session.scalars(select(Wave).order_by(Wave.id)))


def delete_wave(session: Session, wave_id: int, folder: Path, *, actor: str) -> None:
    """Delete a wave that has not opened, with its roster, its links and its keys."""
    wave = find(session, wave_id)
    require(wave, WaveState.PLANNED, "it can be deleted")
    log(session, wave_id, actor, Action.WAVE_DELETED, wave.title)
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


def set_groups(
    session: Session, wave_id: int, members: Iterable[Member], *, actor: str = ""
) -> list[str]:
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
    if actor:
        log(session, wave_id, actor, Action.GROUPS_SET, f"{len(standing)} groups")
    return sorted(name for name, number in standing.items() if number < FEWEST_ENTITIES)


def groups_of(session: Session, wave_id: int) -> list[Group]:
    """The groups for comparison; only those with enough entities that stand alone are shown."""
    alone = select(Cell.entity).where(Cell.wave_id == wave_id).distinct()
    standing = func.sum(case((Membership.entity.in_(alone), 1), else_=0))
    rows = (
        select(Membership.group, func.count(), standing)
        .where(Membership.wave_id == wave_id)
        .group_by(Membership.group)
        .order_by(Membership.group)
    )
    return [
        Group(name, members, alone_in >= FEWEST_ENTITIES)
        for name, members, alone_in in session.execute(rows)
    ]


def open_wave(session: Session, wave_id: int, folder: Path, *, today: date, actor: str) -> None:
    """Let people answer, once nothing is missing.

    What the wave asks, its table list and its thresholds are fixed from here on.
    """
    wave = find(session, wave_id)
    missing = opening.missing(session, wave, today)
    if missing:
        raise WaveError(f"wave {wave_id} cannot open: " + "; ".join(map(str, missing)))
    terms.settings_of(wave)
    move(wave, WaveState.OPEN)
    ownquestions.fix(session, wave)
    wave.opened_on, wave.opens_for = today, ""
    keyhalves.freeze(folder, wave_id, terms.fingerprint(session, wave))
    log(session, wave_id, actor, Action.WAVE_OPENED)


def may_ask(wave: Wave, step: str) -> bool:
    """Whether a wave's state is one from which this step can be taken."""
    return wave.state is STEPS_FROM[StepName(step)]


def ask(  # noqa: PLR0913 - which step of which wave, by whom, about what
    session: Session,
    wave_id: int,
    step: str,
    *,
    today: date,
    actor: str,
    seen: str = "",
    tells: bool = False,
) -> None:
    """Ask the job process for the next step of a wave, where it can be taken now.

    ``seen`` and ``tells`` are those of :func:`toolkit.planning.steps.ask`.
    """
    wave = find(session, wave_id)
    asked = StepName(step)
    require(wave, STEPS_FROM[asked], f"“{step}” can be asked for")
    missing = opening.missing(session, wave, today) if asked is StepName.OPEN else []
    if missing:
        raise LackingError(missing)
    steps.ask(session, wave_id, asked, actor=actor, seen=seen, tells=tells)


def extend(session: Session, wave_id: int, until: date, *, now: datetime, actor: str) -> None:
    """Announce a later last day, once, while the first is not over everywhere.

    Raises
    ------
    WaveError
        When it was extended before, has no last day, is not open, or the day is not later.
    """
    wave = find(session, wave_id)
    require(wave, WaveState.OPEN, "it can be extended")
    if wave.extended_to:
        raise WaveError(f"it was extended to {wave.extended_to} already, and can be only once")
    closes = days.closes_at(session, wave)
    if wave.last_day is None or closes is None or closes <= now:
        raise WaveError("it can be extended only before its last day is over")
    if not wave.last_day < until < wave.results_by:
        raise OutsideError(wave.last_day, wave.results_by)
    wave.extended_to = until
    log(session, wave_id, actor, Action.WAVE_EXTENDED, f"to {until}")


def over(session: Session, now: datetime) -> list[int]:
    """The open waves whose last day is over in the zone of every entity that takes part."""
    found = session.scalars(select(Wave).where(Wave.state == WaveState.OPEN).order_by(Wave.id))
    return [wave.id for wave in found.all() if (at := days.closes_at(session, wave)) and at <= now]


def is_closed(session: Session, wave_id: int) -> bool:
    """Whether the wave has been closed."""
    return find(session, wave_id).state is WaveState.CLOSED


def close_wave(session: Session, wave_id: int, *, today: date, actor: str) -> None:
    """Take no more answers, forget their order and rate, and delete blobs whose time has come."""
    wave = find(session, wave_id)
    move(wave, WaveState.CLOSED)
    wave.closed_on = today
    log(session, wave_id, actor, Action.WAVE_CLOSED)
    session.flush()
    _forget_order(session, wave_id)
    rates.forget(session, wave_id)
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
