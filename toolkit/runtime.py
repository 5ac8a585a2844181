"""What a running application needs beside Flask, and the two doors to its database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import current_app
from sqlalchemy.orm import Session

from toolkit.config import Settings
from toolkit.database import Engines
from toolkit.throttle import Throttle

EXTENSION = "toolkit"


@dataclass(frozen=True, slots=True)
class Runtime:
    """One application's settings, engines and memory of failed guesses."""

    settings: Settings
    engines: Engines
    throttle: Throttle


def current() -> Runtime:
    """The runtime of the application that serves this request."""
    runtime: Runtime = current_app.extensions[EXTENSION]
    return runtime


@contextmanager
def reading() -> Iterator[Session]:
    """A session in one transaction that reads."""
    with Session(current().engines.reading) as session, session.begin():
        yield session


@contextmanager
def writing() -> Iterator[Session]:
    """A session in one transaction that writes, committed at the end of the block."""
    with Session(current().engines.writing) as session, session.begin():
        yield session
