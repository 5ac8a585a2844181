"""What a running application needs beside Flask, and the three doors to its database."""

from contextlib import AbstractContextManager
from dataclasses import dataclass

from flask import current_app
from sqlalchemy.orm import Session

from toolkit.config import Settings
from toolkit.storage.database import Engines
from toolkit.web.throttle import Throttle

EXTENSION = "toolkit"


@dataclass(frozen=True, slots=True)
class Runtime:
    """One application's settings, engines and memory of failed guesses.

    ``is_demonstration`` says that its waves are synthetic, which every page then says.
    """

    settings: Settings
    engines: Engines
    throttle: Throttle
    is_demonstration: bool = False


def current() -> Runtime:
    """The runtime of the application that serves this request."""
    runtime: Runtime = current_app.extensions[EXTENSION]
    return runtime


def reading() -> AbstractContextManager[Session]:
    """A session in one transaction that reads."""
    return current().engines.read()


def writing() -> AbstractContextManager[Session]:
    """A session in one transaction that writes, committed at the end of the block."""
    return current().engines.write()


def reading_results() -> AbstractContextManager[Session]:
    """A session in one transaction that reads publications and what they are about."""
    return current().engines.read_results()
