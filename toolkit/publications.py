"""Publications as the database keeps them: shown only while their hash is that of their text."""

import hashlib
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from aggregation.errors import PublicationError
from aggregation.publication import Publication
from toolkit.models import Published, Wave, WaveState
from toolkit.refusal import Refusal

SYSTEM = "system"  # the id of the whole system's figures
_ENTITY = "entity:"


class NotPublishedError(Exception):
    """There is nothing to show of this wave: not published yet, or withdrawn."""


class TamperedError(Refusal):
    """The stored text is not the one that was published; it is not shown."""


def entity_id(entity: str) -> str:
    """The id of an entity's figures in a publication."""
    return f"{_ENTITY}{entity}"


def part_id(entity: str, value: str) -> str:
    """The id of the figures of one part of an entity."""
    return f"part:{entity}|{value}"


def group_name(node_id: str, parent_id: str | None = None) -> str:
    """The name of an entity by its id, or of a part by its own and its entity's."""
    if node_id.startswith(_ENTITY):
        return node_id.removeprefix(_ENTITY)
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


def published_waves(session: Session) -> list[Wave]:
    """Every wave that has a publication to show, newest first."""
    return list(
        session.scalars(
            select(Wave).where(Wave.state == WaveState.PUBLISHED).order_by(Wave.id.desc())
        )
    )


def verified(row: Published) -> Publication:
    """Read a publication and check it against its hash, or raise :class:`TamperedError`."""
    return _parsed(row.text, row.sha256)


@lru_cache(maxsize=16)
def _parsed(text: str, sha256: str) -> Publication:
    if hashlib.sha256(text.encode()).hexdigest() != sha256:
        raise TamperedError
    try:
        return Publication.from_json(text)
    except PublicationError as error:
        raise TamperedError from error
