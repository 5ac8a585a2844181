"""Waves handled wrongly: keys that are missing or stray, interruptions, files that lie open."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session
from waves import PLAN, OpenWave, invite, roster, tokens_of

from toolkit.cli import cli
from toolkit.config import Settings
from toolkit.models import Link
from toolkit.sealing.keyhalves import KeyFileError, make_link_key
from toolkit.sealing.links import link_id
from toolkit.storage.database import Engines
from toolkit.waves import service
from toolkit.waves.states import WaveError


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def link_key_path(wave: OpenWave) -> Path:
    return wave.settings.keys / f"wave-{wave.id}.links"


def toolkit(settings: Settings, *arguments: str) -> Result:
    environ = {
        "TOOLKIT_INSTANCE": str(settings.instance),
        "TOOLKIT_DATABASE_URL": settings.database_url,
        "TOOLKIT_PUBLIC_URL": settings.public_url,
    }
    return CliRunner(env=environ).invoke(cli, arguments)


def links(wave: OpenWave) -> dict[str, str]:
    with Session(wave.engines.writing) as session, session.begin():
        return tokens_of(session, wave.id, wave.settings.keys)


def test_an_open_wave_without_its_link_key_makes_no_other(wave: OpenWave) -> None:
    link_key_path(wave).unlink()
    with pytest.raises(KeyFileError, match="No such file"):
        links(wave)
    assert not link_key_path(wave).exists()


def test_a_closed_wave_gets_no_key_again(wave: OpenWave) -> None:
    assert toolkit(wave.settings, "wave", "close", str(wave.id)).exit_code == 0
    with pytest.raises(WaveError, match="only while it is open"):
        links(wave)
    assert not link_key_path(wave).exists()


def test_a_wave_that_does_not_exist_gets_no_key(settings: Settings, engines: Engines) -> None:
    with (
        Session(engines.writing) as session,
        pytest.raises(WaveError, match="there is no wave 77"),
        session.begin(),
    ):
        invite(session, 77, settings.keys, roster())
    assert not list(settings.keys.glob("*")) if settings.keys.exists() else True


def test_closing_erases_the_key_of_the_links_and_makes_them_unknowable(wave: OpenWave) -> None:
    key = link_key_path(wave).read_bytes()
    assert toolkit(wave.settings, "wave", "close", str(wave.id)).exit_code == 0
    assert not link_key_path(wave).exists()
    for path in wave.settings.instance.rglob("*"):
        assert not path.is_file() or key not in path.read_bytes()


def test_closing_that_was_interrupted_is_finished_by_closing_again(wave: OpenWave) -> None:
    wave.close()
    assert link_key_path(wave).exists()
    result = toolkit(wave.settings, "wave", "close", str(wave.id))
    assert (result.exit_code, result.exception) == (0, None)
    assert not link_key_path(wave).exists()


def test_a_planned_wave_cannot_be_closed_and_keeps_its_key(
    settings: Settings, engines: Engines
) -> None:
    with Session(engines.writing) as session, session.begin():
        wave_id = service.create(session, PLAN).id
        invite(session, wave_id, settings.keys, roster())
    key = make_link_key(settings.keys, wave_id)
    result = toolkit(settings, "wave", "close", str(wave_id))
    assert result.exit_code == 1
    assert make_link_key(settings.keys, wave_id) == key


def test_links_stay_the_same_and_whole_when_a_wave_is_closed(wave: OpenWave) -> None:
    wave.close()
    with Session(wave.engines.reading) as session:
        kept = {link.id for link in session.query(Link)}
    assert kept == {link_id(token) for token in wave.tokens.values()}


def test_a_file_of_links_is_its_owners_alone(wave: OpenWave, tmp_path: Path) -> None:
    out = tmp_path / "links.csv"
    out.touch(mode=0o666)
    out.chmod(0o666)
    arguments = ("wave", "links", str(wave.id), "--out", str(out))
    assert toolkit(wave.settings, *arguments).exit_code == 0
    assert out.stat().st_mode & 0o777 == 0o600
    for token in wave.tokens.values():
        assert token in out.read_text(encoding="utf-8")


def test_every_key_file_is_its_owners_alone(wave: OpenWave) -> None:
    files = [path for path in wave.settings.keys.iterdir() if path.is_file()]
    assert len(files) == 4
    for path in (*files, wave.custodian):
        assert path.stat().st_mode & 0o777 == 0o600
