"""A wave as an administrator makes it, with its links and both halves of its key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from toolkit.config import Settings
from toolkit.database import Engines
from toolkit.keyhalves import join, read_half, server_half_path
from toolkit.waves import service
from toolkit.waves.service import Invited, Member, Plan

PLAN = Plan(
    title="Innovation survey 2026",
    perspective="unit",
    sponsor="Amina Diallo, Deputy Executive Director",
    decision="Which two areas get a full-time adviser next year",
    results_by=date(2027, 2, 1),
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
            service.close_wave(session, self.id)


def roster(number: int = 12, entity: str = "Example agency") -> list[Invited]:
    return [Invited(f"person-{n}@example.org", entity) for n in range(number)]


def open_wave(
    settings: Settings,
    engines: Engines,
    people: Sequence[Invited] = (),
    plan: Plan = PLAN,
    groups: Sequence[Member] = (),
) -> OpenWave:
    people = people or roster()
    with Session(engines.writing) as session, session.begin():
        wave_id = service.create(session, plan).id
        custodian = settings.instance / f"custodian-{wave_id}.half"
        service.make_key(session, wave_id, settings.keys, [custodian])
        tokens = service.make_links(session, wave_id, settings.keys, people)
        service.set_groups(session, wave_id, groups)
        service.check_key(session, wave_id, settings.keys, [custodian])
        service.open_wave(session, wave_id, settings.keys)
    return OpenWave(wave_id, tokens, custodian, settings, engines)
