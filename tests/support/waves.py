"""A wave as an administrator makes it, with its links and both halves of its key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType

import ownasked
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolkit.config import Settings
from toolkit.models import Eligible, Wave, WaveState
from toolkit.sealing.keyhalves import join, read_half, server_half_path
from toolkit.storage.database import Engines
from toolkit.waves import confirmation, invitations, opening, roster_rows, service
from toolkit.waves.roster import Invited, Member
from toolkit.waves.service import Plan

ACTOR = "tests"
COORDINATOR, ADMINISTRATOR = "coordinator@example.org", "administrator@example.org"

PLAN = Plan(
    title="Innovation survey 2026",
    perspective="unit",
    sponsor="Amina Diallo, Deputy Executive Director",
    decision="Which two areas get a full-time adviser next year",
    results_by=date(2027, 2, 1),
    eligible=Eligible.BOTH,
)


@dataclass(frozen=True)
class OpenWave:
    id: int
    tokens: dict[str, str]  # person -> link token
    custodian: Path
    settings: Settings
    engines: Engines

    def private_key(self) -> bytes:
        server = read_half(server_half_path(self.settings.keys, self.id))
        return join(server, read_half(self.custodian))

    def close(self) -> None:
        with Session(self.engines.writing) as session, session.begin():
            close_now(session, self.id)


def roster(number: int = 12, entity: str = "Example agency") -> list[Invited]:
    return [Invited(f"person-{n}@example.org", entity) for n in range(number)]


def import_roster(session: Session, wave_id: int, people: Sequence[Invited]) -> None:
    """Put these people in the place of whoever was on the roster."""
    for one in roster_rows.entities_of(session, wave_id):
        roster_rows.remove_entity(session, wave_id, one.entity, actor="tests")
    roster_rows.replace_rows(session, wave_id, people, actor="tests")


def confirm(session: Session, wave_id: int, keys: Path, spares: int = 5) -> None:
    """Confirm a roster in the names of a coordinator and an administrator."""
    for one in roster_rows.entities_of(session, wave_id):
        confirmation.confirm_entity(session, wave_id, one.entity, by=COORDINATOR, actor="tests")
    confirmation.confirm_whole(
        session, wave_id, keys, by=ADMINISTRATOR, actor="tests", spares=spares
    )


def tokens_of(session: Session, wave_id: int, keys: Path) -> dict[str, str]:
    """Everybody who is invited, with the token of their link."""
    return {one.person: one.token for one in invitations.invited(session, wave_id, keys)}


def invite(session: Session, wave_id: int, keys: Path, people: Sequence[Invited]) -> dict[str, str]:
    """Invite people to a planned wave; everybody's token."""
    import_roster(session, wave_id, people)
    confirm(session, wave_id, keys)
    return tokens_of(session, wave_id, keys)


def clear_day(session: Session) -> date:
    """A day that is far enough from every wave that has closed."""
    last = session.scalar(select(func.max(Wave.closed_on)))
    return last + timedelta(days=200) if last else date(2026, 12, 1)


def open_now(session: Session, wave_id: int, keys: Path) -> None:
    """Open a wave on a clear day, as somebody who stands for the whole checklist."""
    if session.get_one(Wave, wave_id).state is WaveState.PLANNED:
        opening.assure_all(session, wave_id, actor=ACTOR)
    service.open_wave(session, wave_id, keys, today=clear_day(session), actor=ACTOR)


def close_now(session: Session, wave_id: int) -> None:
    """Close a wave on a clear day."""
    service.close_wave(session, wave_id, today=clear_day(session), actor=ACTOR)


def open_wave(
    settings: Settings,
    engines: Engines,
    people: Sequence[Invited] = (),
    plan: Plan = PLAN,
    groups: Sequence[Member] = (),
    own: Mapping[str, int] = MappingProxyType({}),  # entity -> how many questions of its own
) -> OpenWave:
    people = people or roster()
    with Session(engines.writing) as session, session.begin():
        wave_id = service.create(session, plan).id
        custodian = settings.instance / f"custodian-{wave_id}.half"
        service.make_key(session, wave_id, settings.keys, [custodian])
        tokens = invite(session, wave_id, settings.keys, people)
        service.set_groups(session, wave_id, groups)
        for entity, number in own.items():
            ownasked.keep(session, wave_id, entity, number)
        service.check_key(session, wave_id, settings.keys, [custodian])
        open_now(session, wave_id, settings.keys)
    return OpenWave(wave_id, tokens, custodian, settings, engines)
