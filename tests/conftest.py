"""Fixtures: an application on a database of its own, and visitors to it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import postgres
import pytest
from browsing import BASE_URL, Visitor
from flask import Flask
from hypothesis import settings as hypothesis_settings

from questionnaires.model import Questionnaire
from toolkit.app import create_app
from toolkit.config import Settings, from_environ
from toolkit.content import import_packaged, newest_questionnaire
from toolkit.storage import database

hypothesis_settings.register_profile("tests", deadline=None)
hypothesis_settings.load_profile("tests")

_numbers = count(1)


def prepare(url: str) -> None:
    database.upgrade(url)
    with database.transaction(url) as session:
        import_packaged(session)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    prepare(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    if postgres.binaries() is None:
        pytest.skip("PostgreSQL's server is not installed")
    # Not pytest's own folder: another run beside this one may clear that away.
    with (
        TemporaryDirectory(prefix="toolkit-postgres-", ignore_cleanup_errors=True) as folder,
        postgres.server(Path(folder)) as url,
        postgres.database(url, "template_toolkit") as template,
    ):
        prepare(template)
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    path = tmp_path / "toolkit.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    name = f"toolkit_{next(_numbers)}"
    with postgres.database(postgres_server, name, template="template_toolkit") as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest) -> str:
    kind = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(kind)
    return url


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return from_environ(
        {
            "TOOLKIT_INSTANCE": str(tmp_path / "instance"),
            "TOOLKIT_DATABASE_URL": database_url,
            "TOOLKIT_PUBLIC_URL": BASE_URL,
            "TOOLKIT_CONTACT": "innovation@example.org",
            "TOOLKIT_SECOND_FACTOR": "nobody",  # tests of accounts take the default
        }
    )


@pytest.fixture
def engines(settings: Settings) -> Iterator[database.Engines]:
    engines = database.connect(settings.database_url)
    yield engines
    engines.dispose()


@pytest.fixture
def app(settings: Settings, engines: database.Engines) -> Flask:
    return create_app(settings, engines)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app)


@pytest.fixture
def new_visitor(app: Flask) -> Callable[[], Visitor]:
    return lambda: Visitor(app)


@pytest.fixture(scope="session")
def questionnaire(sqlite_template: Path) -> Questionnaire:
    with database.transaction(f"sqlite:///{sqlite_template}") as session:
        return newest_questionnaire(session)


@pytest.fixture
def arabic_app(settings: Settings, engines: database.Engines) -> Flask:
    return create_app(replace(settings, languages=("en", "ar")), engines)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what was not tested."""
    if "not long" in terminalreporter.config.option.markexpr:
        terminalreporter.write_line("LEFT OUT: tests marked long; make bench runs them")
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        reasons = sorted({str(report.longrepr[2]) for report in skipped})
        terminalreporter.section("NOT TESTED", sep="*", red=True)
        for reason in reasons:
            terminalreporter.line(reason)
