"""Entities of which a random sample is invited: how many were drawn, of how many eligible."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from toolkit.models import Sampled


@dataclass(frozen=True, slots=True)
class Category:
    """The people of one value of an entity's axis: drawn, of so many eligible."""

    value: str  # empty where there is none
    eligible: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample that was drawn, by category."""

    categories: tuple[Category, ...]

    @property
    def eligible(self) -> int:
        """Everybody who could have been drawn."""
        return sum(one.eligible for one in self.categories)

    @property
    def drawn(self) -> int:
        """Everybody who was."""
        return sum(one.drawn for one in self.categories)


def of_entity(session: Session, wave_id: int, entity: str) -> Sample | None:
    """The sample of an entity; None where everybody is invited."""
    return of_wave(session, wave_id).get(entity)


def of_wave(session: Session, wave_id: int) -> dict[str, Sample]:
    """The samples that were drawn for a wave, by entity."""
    rows = select(Sampled).where(Sampled.wave_id == wave_id)
    found: dict[str, list[Category]] = {}
    for row in session.scalars(rows.order_by(Sampled.entity, Sampled.value)):
        found.setdefault(row.entity, []).append(Category(row.value, row.eligible, row.drawn))
    return {entity: Sample(tuple(categories)) for entity, categories in found.items()}


def keep(session: Session, wave_id: int, entity: str, sample: Sample) -> None:
    """Write down the sizes of a sample that was drawn."""
    session.add_all(
        Sampled(
            wave_id=wave_id,
            entity=entity,
            value=one.value,
            eligible=one.eligible,
            drawn=one.drawn,
        )
        for one in sample.categories
    )


def forget(session: Session, wave_id: int, entities: Collection[str]) -> None:
    """Forget that samples were drawn of these entities, whose rows are others now."""
    session.execute(delete(Sampled).where(Sampled.wave_id == wave_id, Sampled.entity.in_(entities)))
