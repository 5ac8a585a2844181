"""Publications as the database keeps them: shown only while their hash is that of their text."""

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from aggregation.errors import PublicationError
from aggregation.publication import Publication
from toolkit.models import Published, Wave, WaveState
from toolkit.refusal import Refusal

DAYS_TO_APPROVE = 14  # after that, the ballots of a proposal are destroyed all the same
SYSTEM = "system"  # the id of the whole system's figures
_ENTITY, _GROUP = "entity:", "group:"
_MOST_KEPT = 4  # parsed publications: a wave beside its last, for two readers at once
_KEPT: dict[str, tuple[str, Publication]] = {}  # by their hash, with the text that has it


class NotPublishedError(Exception):
    """There is nothing to show of this wave: not published yet, or withdrawn."""


class TamperedError(Refusal):
    """The stored text is not the one that was published; it is not shown."""

    def __init__(self) -> None:
        super().__init__("the stored publication is not the one that was published")


def entity_id(entity: str) -> str:
    """The id of an entity's figures in a publication."""
    return f"{_ENTITY}{entity}"


def group_id(name: str) -> str:
    """The id of a comparison group's figures in a publication."""
    return f"{_GROUP}{name}"


def part_id(entity: str, value: str) -> str:
    """The id of the figures of one part of an entity."""
    return f"part:{entity}|{value}"


def group_name(node_id: str, parent_id: str | None = None) -> str:
    """The name of an entity by its id, or of a part by its own and its entity's."""
    for prefix in (_ENTITY, _GROUP):
        if node_id.startswith(prefix):
            return node_id.removeprefix(prefix)
    entity = (parent_id or "").removeprefix(_ENTITY)
    return node_id.removeprefix(part_id(entity, ""))


def published(session: Session, wave_id: int) -> Publication:
    """The publication of a wave.

    Raises
    ------
    NotPublishedError
        When the wave is in another state.
    TamperedError
        When the text was changed since.
    """
    wave = session.get(Wave, wave_id)
    if wave is None or wave.state is not WaveState.PUBLISHED:
        raise NotPublishedError
    return verified(session.get_one(Published, wave_id))


@dataclass(frozen=True, slots=True)
class AttackFacts:
    """What is said to everybody of the attack on a publication: no exact number of people."""

    title: str  # of the wave
    k: int  # every combination of figures rests on this many people at least
    listed: int  # groups on the table list
    shown: int
    sha256: str


def attacks(session: Session) -> list[AttackFacts]:
    """Every publication that is shown, newest first, with what the attack on it found."""
    found = (
        select(Wave.title, Published.k, Published.listed, Published.shown, Published.sha256)
        .join(Published, Published.wave_id == Wave.id)
        .where(Wave.state == WaveState.PUBLISHED)
        .order_by(Wave.id.desc())
    )
    return [AttackFacts(*row) for row in session.execute(found)]


def has_demonstration(session: Session) -> bool:
    """Whether waves of synthetic people are here, which every page has to say."""
    return session.scalar(select(Wave.id).where(Wave.is_demonstration).limit(1)) is not None


def verified(row: Published | Row[*tuple[Any, ...]]) -> Publication:
    """Read a publication and check it against its hash, or raise :class:`TamperedError`."""
    text, publication = _KEPT.get(row.sha256) or _parsed(row)
    if row.text != text:  # much sooner said than its hash
        raise TamperedError
    return publication


def _parsed(row: Published | Row[*tuple[Any, ...]]) -> tuple[str, Publication]:
    """Check and parse a text the first time that its hash is met, and keep the last few."""
    if hashlib.sha256(row.text.encode()).hexdigest() != row.sha256:
        raise TamperedError
    try:
        publication = Publication.from_json(row.text)
    except PublicationError as error:
        raise TamperedError from error
    while len(_KEPT) >= _MOST_KEPT:
        del _KEPT[next(iter(_KEPT))]
    return _KEPT.setdefault(row.sha256, (row.text, publication))
