"""What letters say of a wave, and whom their readers can ask."""

from dataclasses import replace
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolkit import mail, zones
from toolkit.config import Settings
from toolkit.letters.texts import About
from toolkit.mail import AddressError
from toolkit.models import Grant, Participation, User, Wave
from toolkit.planning import days, ownquestions, samples
from toolkit.roles import Role
from toolkit.wording import eligible, places, spoken


def about(session: Session, settings: Settings, wave: Wave, entity: str, language: str) -> About:
    """What is said to the people of an entity; of the whole wave where it is empty."""
    coordinator = _coordinator(session, entity)
    return About(
        title=wave.title,
        sponsor=wave.sponsor,
        decision=wave.decision,
        invited=_invited(session, wave, entity, language),
        last_day=wave.extended_to or wave.last_day,
        zone=_zone(session, wave, entity, language),
        results_by=wave.results_by,
        entity=entity,
        minutes=ownquestions.minutes(session, wave.id, entity),
        site=settings.public_url,
        contact=coordinator or settings.contact,
        language=language,
    )


def wave_of(session: Session, wave_id: int, entity: str = "") -> Wave | None:
    """A wave; None where there is none, or where the entity does not take part in it."""
    if entity and session.get(Participation, (wave_id, entity)) is None:
        return None
    return session.get(Wave, wave_id)


def to_any_entity(found: About, coordinator: str) -> About:
    """What is said to all, with words in the place of each entity's coordinator."""
    return replace(found, contact=coordinator)


def answers_to(found: About) -> str:
    """The address to which a reader's answer goes; empty where whom to ask is no address."""
    try:
        return mail.sendable(found.contact)
    except AddressError:
        return ""


def _invited(session: Session, wave: Wave, entity: str, language: str) -> str:
    sample = samples.of_entity(session, wave.id, entity)
    numbers = partial(spoken.whole, language)
    return eligible.asked(spoken.gettext_of(language), numbers, wave.eligible, sample)


def _zone(session: Session, wave: Wave, entity: str, language: str) -> str:
    """The zone of an entity's days; of a whole wave only where all entities have the same."""
    found = set(days.zones_of(session, wave.id).values()) or {zones.DEFAULT}
    if not entity and len(found) > 1:
        return ""
    zone = days.zone_of(session, wave, entity) if entity else found.pop()
    return places.zone_name(spoken.gettext_of(language), language, zone)


def _coordinator(session: Session, entity: str) -> str:
    """The entity's coordinator; the first by address where there are several."""
    held = (
        select(User.email)
        .join(Grant)
        .where(User.active, Grant.role == Role.COORDINATOR, Grant.entity == entity)
        .order_by(User.email)
    )
    return session.scalar(held.limit(1)) or "" if entity else ""
