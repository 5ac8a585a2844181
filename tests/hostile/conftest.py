"""Fixtures for attacks: a wave to attack, and everything that is stored, to see that it stays."""

from collections.abc import Callable

import pytest
from browsing import Visitor
from sqlalchemy import select
from sqlalchemy.orm import Session
from waves import OpenWave, open_wave

from toolkit.config import Settings
from toolkit.models import Ballot, Blob, Link
from toolkit.storage.database import Engines

Stored = dict[str, set[tuple[object, ...]]]


@pytest.fixture
def wave(settings: Settings, engines: Engines) -> OpenWave:
    return open_wave(settings, engines)


@pytest.fixture
def tokens(wave: OpenWave) -> list[str]:
    return list(wave.tokens.values())


@pytest.fixture
def stored(engines: Engines) -> Callable[[], Stored]:
    """What is kept of respondents at the moment of the call."""

    def read() -> Stored:
        with Session(engines.reading) as session:
            return {
                table.__tablename__: {
                    tuple(row) for row in session.execute(select(*table.__table__.columns))
                }
                for table in (Ballot, Link, Blob)
            }

    return read


@pytest.fixture
def begun(visitor: Visitor) -> Visitor:
    """A visitor who has begun for oneself and given one answer."""
    visitor.begin()
    visitor.answer("strategy", {"goals-set": "3"})
    return visitor


@pytest.fixture
def invited(visitor: Visitor, tokens: list[str]) -> Visitor:
    """A visitor who was invited, has begun and given one answer."""
    visitor.get(f"/assessment/link/{tokens[0]}")
    visitor.begin_invited()
    visitor.answer("strategy", {"goals-set": "3"})
    return visitor
