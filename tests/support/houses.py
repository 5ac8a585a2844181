"""An installation with one wave in which entities say what they say of themselves."""

from dataclasses import dataclass

from sqlalchemy import select

from toolkit.models import Audit, Wave, WaveState
from toolkit.storage.database import Engines

COORDINATOR, EXECUTIVE = "coordinator@example.org", "executive@example.org"


@dataclass(frozen=True)
class House:
    """An installation with one wave, whose state tests set."""

    engines: Engines
    wave_id: int

    def path(self, subject: str, *parts: str, entity: str = "Alpha") -> str:
        return "/".join(("/account/entity", str(self.wave_id), subject, *parts, entity))

    def move(self, state: WaveState) -> None:
        with self.engines.write() as session:
            session.get_one(Wave, self.wave_id).state = state

    def audited(self) -> list[tuple[str, str, str, str]]:
        with self.engines.read() as session:
            lines = session.scalars(
                select(Audit).where(Audit.action.startswith("entity.")).order_by(Audit.id)
            )
            return [(one.actor, one.action, one.subject, one.detail) for one in lines]
