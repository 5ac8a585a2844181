"""Fixtures: an installation as docs/administration.md sets it up, and its administrator."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from administering import Administrator
from restoring import Keeper
from waves import OpenWave, open_wave

from toolkit.config import Settings, from_environ
from toolkit.doctor.examination import examine
from toolkit.doctor.findings import Finding, Rank
from toolkit.storage import database, locks
from toolkit.storage.database import Engines

TODAY = date(2027, 1, 15)
OF_ONE_ROLE = ("superuser", "is of the role that owns the ballots")


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """In a folder of its own, apart from the keys."""
    path = tmp_path / "database" / "toolkit.db"
    path.parent.mkdir(mode=0o700)
    shutil.copy(sqlite_template, path)
    database.connect(f"sqlite:///{path}").dispose()
    return f"sqlite:///{path}"


@pytest.fixture
def administrator(tmp_path: Path, database_url: str) -> Administrator:
    return Administrator(
        {
            "TOOLKIT_INSTANCE": str(tmp_path / "instance"),
            "TOOLKIT_DATABASE_URL": database_url,
            "TOOLKIT_KEYS": str(tmp_path / "keys"),
            "TOOLKIT_PUBLIC_URL": "https://localhost",
            "TOOLKIT_SECOND_FACTOR": "nobody",
            "TOOLKIT_TRUSTED_PROXIES": "1",
            "TOOLKIT_CONTACT": "innovation@example.org",
        }
    )


@pytest.fixture
def settings(administrator: Administrator) -> Settings:
    return from_environ(administrator.environ)


@pytest.fixture
def custody(tmp_path: Path) -> Path:
    """A place that is not on the server."""
    path = tmp_path / "custody"
    path.mkdir()
    return path


@pytest.fixture
def new_wave(settings: Settings, engines: Engines, custody: Path) -> Callable[[], OpenWave]:
    """Open a wave, and give the custodian's half away."""

    def make() -> OpenWave:
        wave = open_wave(settings, engines)
        return replace(wave, custodian=wave.custodian.rename(custody / wave.custodian.name))

    return make


@pytest.fixture
def wave(new_wave: Callable[[], OpenWave]) -> OpenWave:
    return new_wave()


@pytest.fixture
def unusual(settings: Settings) -> Callable[[], list[Finding]]:
    """What the doctor finds beside what is good, and beside the tests' own role in PostgreSQL."""

    def look(today: date = TODAY, *, seen: Settings = settings) -> list[Finding]:
        with locks.alone(settings.database_url, "jobs"):  # a job process is there
            found = list(examine(seen, today))
        assert len(found) > 5
        return [
            finding
            for finding in found
            if finding.rank is not Rank.GOOD
            and not any(said in finding.text for said in OF_ONE_ROLE)
        ]

    return look


@pytest.fixture
def keeper(administrator: Administrator, engines: Engines, custody: Path) -> Keeper:
    return Keeper(administrator, engines, custody)
