"""When a wave's days begin and end: each entity has a time zone, and its days are its own.

A wave opens when its first day begins in the first zone, and closes when its last day is over in
the last one, so that everybody has the whole of both.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolkit import zones
from toolkit.models import OTHER_ENTITIES, Cell, Participation, Wave


def zones_of(session: Session, wave_id: int) -> dict[str, str]:
    """The zone of each entity that takes part."""
    rows = select(Participation.entity, Participation.zone).where(
        Participation.wave_id == wave_id, Participation.entity != ""
    )
    return {entity: zone for entity, zone in session.execute(rows)}  # noqa: C416 - rows are no pairs


def opens_at(session: Session, wave: Wave) -> datetime | None:
    """When its first day begins anywhere; None where none was said."""
    day = wave.first_day
    return min(zones.begins(day, zone) for zone in _zones(session, wave.id)) if day else None


def closes_at(session: Session, wave: Wave) -> datetime | None:
    """When its last day, or the later one that was announced, is over everywhere."""
    day = wave.extended_to or wave.last_day
    return max(zones.ends(day, zone) for zone in _zones(session, wave.id)) if day else None


def zone_of(session: Session, wave: Wave, group: str) -> str:
    """The zone in which a group is told its days.

    Of small entities that were merged it is the one whose last day ends first: the promise holds
    for all of them.
    """
    if group != OTHER_ENTITIES:
        own = session.get(Participation, (wave.id, group))
        return own.zone if own else zones.DEFAULT
    found = zones_of(session, wave.id)
    alone = set(session.scalars(select(Cell.entity).where(Cell.wave_id == wave.id)))
    merged = {zone for entity, zone in found.items() if entity not in alone} or {zones.DEFAULT}
    day = wave.extended_to or wave.last_day
    return min(sorted(merged), key=lambda zone: zones.ends(day, zone)) if day else min(merged)


def _zones(session: Session, wave_id: int) -> set[str]:
    return set(zones_of(session, wave_id).values()) or {zones.DEFAULT}
