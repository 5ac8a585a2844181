"""Every check in its turn; one that fails is a finding too, and stops none of the others."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import ParamSpec

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from toolkit.config import Settings
from toolkit.doctor import keys, mail, postgresql, rosters, sqlite, storage, surroundings, waves
from toolkit.doctor.case import Case
from toolkit.doctor.findings import Finding, Rank, problem
from toolkit.refusal import Refusal
from toolkit.storage import database
from toolkit.storage.database import Engines

_Given = ParamSpec("_Given")


def examine(settings: Settings, today: date) -> Iterator[Finding]:
    """Look at a whole installation, and change nothing in it."""
    for check in (*surroundings.CHECKS, *mail.CHECKS):
        yield from _tried(settings, check, settings)
    engines = database.look(settings.database_url)
    try:
        schema = _tried(settings, storage.schema, engines)
        yield from schema
        if all(finding.rank is not Rank.PROBLEM for finding in schema):
            yield from _tried(settings, storage.writing, engines)
            kind = sqlite if engines.reading.dialect.name == "sqlite" else postgresql
            of_waves = (*keys.CHECKS, *waves.CHECKS, *rosters.CHECKS)
            for of_case in (storage.shipped_content, *kind.CHECKS, *of_waves):
                yield from _tried(settings, _in_session, of_case, settings, engines, today)
    finally:
        engines.dispose()


def _in_session(
    check: Callable[[Case], Iterable[Finding]], settings: Settings, engines: Engines, today: date
) -> list[Finding]:
    """Run a check in a transaction of its own: after a fault, PostgreSQL's would be of no use."""
    with engines.read() as session:
        return list(check(Case(settings, session, today)))


def _tried(
    settings: Settings,
    check: Callable[_Given, Iterable[Finding]],
    *given: _Given.args,
    **named: _Given.kwargs,
) -> list[Finding]:
    try:
        return list(check(*given, **named))
    except SQLAlchemyError as error:
        reason = str(error.orig if isinstance(error, DBAPIError) else error)
        text = f"the database cannot be used: {_without_password(reason, settings)}"
        return [problem(text, "Start it, mend TOOLKIT_DATABASE_URL, or restore a backup.")]
    except (OSError, Refusal) as error:
        return [problem(str(error), "Mend it, and run the doctor again.")]


def _without_password(text: str, settings: Settings) -> str:
    roles = (settings.database_url, settings.web_database_url, settings.results_database_url)
    for url in map(make_url, roles):
        for password in filter(None, (url.password, url.query.get("password"))):
            text = text.replace(str(password), "***")
    return text
