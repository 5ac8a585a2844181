"""The doctor finds what is wrong and nothing else, changes nothing, and tells no secret."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from administering import Administrator
from damage import DAMAGE, Scene, bring_custodians_half, job, leave_proposal, stuff
from sqlalchemy import delete, inspect, make_url, text, update
from voting import ACTOR, TODAY, approve, propose, vote
from waves import OpenWave

from questionnaires.model import Questionnaire
from toolkit.config import Settings
from toolkit.doctor.examination import examine
from toolkit.doctor.findings import Finding, Rank
from toolkit.models import Ballot, JobState, Link, Wave
from toolkit.publications import DAYS_TO_APPROVE
from toolkit.publish import destruction, service
from toolkit.sealing.keyhalves import read_half
from toolkit.storage import database, locks
from toolkit.storage.database import Engines

Look = Callable[..., list[Finding]]
LATE = TODAY + timedelta(days=DAYS_TO_APPROVE + 1)


@pytest.fixture
def scene(wave: OpenWave, questionnaire: Questionnaire) -> Scene:
    vote(wave, questionnaire, 11)
    return Scene(wave, questionnaire)


def secrets_of(scene: Scene) -> set[str]:
    """What nobody may read in what the doctor says."""
    wave = scene.wave
    halves = [path for path in (wave.custodian, scene.half) if path.exists()]
    return {
        wave.settings.secret_key,
        *wave.tokens,
        *wave.tokens.values(),
        *(read_half(path).secret.hex() for path in halves),
    }


def test_nothing_is_wrong_with_a_healthy_installation(
    administrator: Administrator, unusual: Look, scene: Scene
) -> None:
    assert unusual() == []
    assert "problem" not in administrator.runs("doctor").stdout
    scene.close()
    assert unusual() == []
    propose(scene.wave)
    assert unusual(TODAY) == []
    approve(scene.wave)
    assert unusual() == []


@pytest.mark.parametrize(("damage", "said"), DAMAGE, ids=[one.__name__ for one, _ in DAMAGE])
def test_what_is_wrong_is_found_and_nothing_else(
    administrator: Administrator,
    unusual: Look,
    scene: Scene,
    damage: Callable[[Scene], None],
    said: str,
) -> None:
    secrets = secrets_of(scene)
    damage(scene)
    settings = scene.wave.settings
    (finding,) = unusual(LATE if damage is leave_proposal else TODAY)
    line = str(finding)
    assert line.startswith(said.format(keys=settings.keys, instance=settings.instance))
    assert finding.what_to_do
    if damage is leave_proposal:
        return  # the command asks on the real day, on which it may be late or not
    shown = administrator.runs("doctor", status=int(finding.rank is Rank.PROBLEM))
    assert line in shown.stdout.splitlines()
    assert [secret for secret in secrets if secret in shown.output] == []


def test_nothing_is_told_of_how_many_answered(
    unusual: Look, settings: Settings, wave: OpenWave, questionnaire: Questionnaire
) -> None:
    said = [list(map(str, examine(settings, TODAY)))]
    for number in (1, 7, 12):
        with wave.engines.write() as session:
            session.execute(delete(Ballot))
            session.execute(update(Link).values(spent=False))
        vote(wave, questionnaire, number)
        said.append(list(map(str, examine(settings, TODAY))))
    assert [one for one in said if one != said[0]] == []
    scene = Scene(wave, questionnaire)
    with scene.changed() as session:
        session.execute(update(Link).values(spent=False))
    many = unusual()
    with scene.changed() as session:
        session.execute(delete(Ballot))
    stuff(scene)
    assert len(many) == 1
    assert unusual() == many


def test_the_doctor_agrees_with_the_job_on_what_is_due(unusual: Look, scene: Scene) -> None:
    def due(days: int) -> tuple[bool, bool]:
        today = TODAY + timedelta(days=days)
        with scene.wave.engines.read() as session:
            job = destruction.waves_due(session, scene.keys, today)
        doctor = [found for found in unusual(today) if "expire" in found.what_to_do]
        return bool(job), bool(doctor)

    scene.propose()
    assert [due(days) for days in (0, 14, 15, 99)] == [(False,) * 2] * 2 + [(True,) * 2] * 2
    with scene.changed() as session:
        service.approve(session, scene.wave.id, actor=ACTOR)
    assert due(0) == (True, True)
    destruction.destroy_due(
        scene.wave.engines.writing, scene.wave.settings.database_url, scene.keys, TODAY
    )
    assert due(99) == (False, False)


def test_a_job_that_was_done_since_is_not_told(unusual: Look, scene: Scene) -> None:
    job(scene, JobState.FAILED)
    job(scene, JobState.DONE)
    assert unusual() == []
    job(scene, JobState.FAILED)
    assert [finding.text[:5] for finding in unusual()] == ["job 3"]


def test_a_planned_wave_is_warned_about_before_it_opens(unusual: Look, scene: Scene) -> None:
    with scene.changed() as session:
        session.execute(delete(Ballot))
        session.get_one(Wave, scene.wave.id).state = "planned"  # type: ignore[assignment] # as stored
    assert unusual() == []
    scene.half.unlink()
    assert [finding.rank for finding in unusual()] == [Rank.PROBLEM]


def test_a_demonstration_may_hold_both_halves(unusual: Look, scene: Scene) -> None:
    bring_custodians_half(scene)
    assert len(unusual()) == 1
    with scene.changed() as session:
        session.get_one(Wave, scene.wave.id).is_demonstration = True
    assert unusual() == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_keys_beside_the_database_are_warned_about(
    unusual: Look, settings: Settings, scene: Scene
) -> None:
    folder = Path(make_url(settings.database_url).database or "").parent
    inside = replace(settings, keys=settings.keys.rename(folder / "keys"))
    (finding,) = unusual(seen=inside)
    assert str(finding).startswith(f"warning  the key folder lies in {folder}")
    with scene.changed() as session:
        session.get_one(Wave, scene.wave.id).is_demonstration = True
    assert unusual(seen=inside) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"contact": ""}, "warning  nobody is told who runs this site"),
        ({"trusted_proxies": 0}, "warning  people come through a proxy that is not trusted"),
        ({"languages": ("en", "fr")}, "warning  the language fr is offered, and no translation"),
    ],
)
def test_settings_that_help_nobody_are_warned_about(
    unusual: Look, settings: Settings, changes: dict[str, object], said: str
) -> None:
    (finding,) = unusual(seen=replace(settings, **changes))  # type: ignore[arg-type] # as given
    assert str(finding).startswith(said)


def test_the_job_process_is_seen_without_being_hindered(settings: Settings) -> None:
    url = settings.database_url
    assert not locks.is_held(url, "jobs")
    with locks.alone(url, "jobs"):
        assert locks.is_held(url, "jobs")
        assert not locks.is_held(url, "another")
    assert not locks.is_held(url, "jobs")
    with locks.alone(url, "jobs"):
        assert "no job process runs" not in {found.text for found in examine(settings, TODAY)}
    assert "no job process runs" in {found.text for found in examine(settings, TODAY)}


def everything(settings: Settings, engines: Engines) -> list[object]:
    """Every row and every file, with its mode and time."""
    with engines.reading.connect() as connection:
        rows = [
            (name, sorted(map(repr, connection.execute(text(f'SELECT * FROM "{name}"')))))  # noqa: S608 - our own names
            for name in inspect(connection).get_table_names()
        ]
    engines.dispose()
    files = [
        (str(path), path.stat().st_mode, path.is_file() and path.read_bytes())
        for path in sorted(settings.instance.parent.rglob("*"))
    ]
    return [rows, files]


def test_nothing_is_changed(settings: Settings, engines: Engines, scene: Scene) -> None:
    scene.propose()
    with locks.alone(settings.database_url, "jobs"):
        pass
    before = everything(settings, engines)
    assert list(examine(settings, LATE))
    assert everything(settings, engines) == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_database_that_is_not_there_is_not_made(settings: Settings) -> None:
    path = Path(make_url(settings.database_url).database or "")
    path.unlink()
    found = [str(finding) for finding in examine(settings, TODAY)]
    assert found[-1].startswith("problem  the database cannot be used: unable to open database")
    assert list(path.parent.iterdir()) == []
    path.write_bytes(b"this is no database, and longer than the header of one" * 9)
    found = [str(finding) for finding in examine(settings, TODAY)]
    assert found[-1].startswith("problem  the database cannot be used: file is not a database")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("place", ["@127.0.0.1:1/x", "@127.0.0.1:1/x?password=also-secret"])
def test_a_server_that_is_away_is_said_without_the_password(settings: Settings, place: str) -> None:
    away = replace(settings, database_url=f"postgresql+psycopg://u:secret-word{place}")
    *_others, last = (str(finding) for finding in examine(away, TODAY))
    assert last.startswith("problem  the database cannot be used: ")
    assert "Connection refused" in last
    assert not {"secret-word", "also-secret"} & set(
        last.replace("'", " ").replace("@", " ").split()
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_only_a_file_can_have(
    unusual: Look, settings: Settings, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    engines.dispose()
    path = Path(make_url(settings.database_url).database or "")
    path.chmod(0o644)
    assert unusual() == []
    path.parent.chmod(0o755)
    assert {found.what_to_do for found in unusual()} == {
        f"Run: chmod go-rwx {path}{end}" for end in ("", "-wal", "-shm")
    }
    path.parent.chmod(0o700)
    with monkeypatch.context() as patch:
        patch.setattr("shutil.disk_usage", lambda _path: type("Usage", (), {"free": 10**8}))
        assert [found.text for found in unusual()] == [f"the disk of {path.parent} is nearly full"]
    with database.look(settings.database_url).reading.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA journal_mode = DELETE")
        connection.exec_driver_sql("BEGIN")
        connection.engine.dispose()
    assert [found.text for found in unusual()] == ["SQLite's journal_mode is not wal"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_damaged_file_is_found(settings: Settings, engines: Engines, scene: Scene) -> None:
    assert scene.half.exists()
    with engines.reading.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        size = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
    engines.dispose()
    with Path(make_url(settings.database_url).database or "").open("r+b") as file:
        for page in range(pages // 2, pages):
            file.seek(page * size)
            file.write(b"\xff" * size)
    found = list(examine(settings, TODAY))
    assert any("damaged" in str(finding) or "malformed" in str(finding) for finding in found)
    assert "no job process runs" in {finding.text for finding in found}


@pytest.fixture
def poor_role(postgres_url: str) -> Iterator[str]:
    """The URL of the same database for a role that may only read."""
    maintenance = postgres_url.replace("+psycopg", "")
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute("CREATE ROLE poor LOGIN")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO poor")
    yield postgres_url.replace("//tests@", "//poor@")
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute("DROP OWNED BY poor")
        connection.execute("DROP ROLE poor")


@pytest.mark.postgresql
def test_the_role_has_to_own_the_tables_and_no_more(
    poor_role: str, postgres_url: str, tmp_path: Path, settings: Settings
) -> None:
    assert tmp_path.exists()
    seen = replace(settings, database_url=poor_role)
    found = [str(finding) for finding in examine(seen, TODAY)]
    assert any(line.startswith("problem  the database cannot be written, or its") for line in found)
    assert "good     the application's role is no superuser of PostgreSQL" in found
    assert "good     the connection to PostgreSQL is encrypted, or stays on this machine" in found
    found = [str(one) for one in examine(replace(settings, database_url=postgres_url), TODAY)]
    assert "good     the database can be written" in found
    assert any(line.startswith("warning  the application's role is a superuser") for line in found)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_doctor_loads_no_numerical_library(administrator: Administrator) -> None:
    program = (
        "import sys; from toolkit.cli import cli\n"
        "try: cli(['doctor'])\n"
        "finally: print(*sys.modules, file=sys.stderr)"
    )
    shown = subprocess.run(
        [sys.executable, "-c", program],
        env=administrator.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "the job process" in shown.stdout or "no job process" in shown.stdout
    loaded = {name.partition(".")[0] for name in shown.stderr.split()}
    assert "toolkit" in loaded
    assert not loaded & {"numpy", "scipy", "sklearn", "matplotlib", "huey"}
