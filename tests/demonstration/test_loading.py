"""The demonstration in a database: whole, however often its loading was cut short."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from browsing import BASE_URL, Visitor
from sqlalchemy import select
from waves import open_wave

from questionnaires.model import Questionnaire
from toolkit import sayings
from toolkit.app import create_app
from toolkit.config import Settings, from_environ
from toolkit.demonstration import model, owning, visit
from toolkit.demonstration.entities import entities
from toolkit.demonstration.load import SPOKEN_FOR, DemonstrationError, Loader, name
from toolkit.letters import asking, facts
from toolkit.letters.asking import MailingError
from toolkit.models import Ballot, Cell, Job, JobName, Link, Wave, WaveState
from toolkit.planning import ownquestions, samples
from toolkit.publications import entity_id, published
from toolkit.roles import Role
from toolkit.storage import database
from toolkit.storage.database import Engines

TODAY = date(2026, 11, 22)
LAST = [WaveState.PUBLISHED, WaveState.PUBLISHED, WaveState.OPEN]
SMALL = tuple(one for one in entities() if one.acronym in {"UNWTO", "UPU", "UNESCO"})
LOAD = """
import sys
from datetime import date
from toolkit import commitments
from toolkit.config import from_environ
from toolkit.demonstration.entities import entities
from toolkit.demonstration.load import Loader
from toolkit.storage import database

settings = from_environ()
small = tuple(one for one in entities() if one.acronym in sys.argv[1:])
Loader(settings, database.connect(settings.database_url), date(2026, 11, 22), print, small).load()
"""


@dataclass(frozen=True)
class Loaded:
    settings: Settings
    engines: Engines

    def states(self) -> list[WaveState]:
        with self.engines.read() as session:
            return list(session.scalars(select(Wave.state).order_by(Wave.id)))


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Loaded]:
    """The whole demonstration, loaded once."""
    instance = tmp_path_factory.mktemp("demonstration")
    (instance / "toolkit.db").write_bytes(sqlite_template.read_bytes())
    settings = from_environ({"TOOLKIT_INSTANCE": str(instance), "TOOLKIT_PUBLIC_URL": BASE_URL})
    engines = database.connect(settings.database_url)
    Loader(settings, engines, TODAY, print).load()
    yield Loaded(settings, engines)
    engines.dispose()


@pytest.fixture
def loader(settings: Settings, engines: Engines) -> Loader:
    return Loader(settings, engines, TODAY, print, SMALL)


def test_two_waves_are_published_and_one_is_open(loaded: Loaded) -> None:
    assert loaded.states() == LAST
    with loaded.engines.read() as session:
        waves = session.scalars(select(Wave).order_by(Wave.id)).all()
        assert [wave.title for wave in waves] == [
            f"Innovation survey {year} (synthetic)" for year in (2024, 2025, 2026)
        ]
        assert all(wave.is_demonstration for wave in waves)
        assert waves[-1].results_by > TODAY


def test_nothing_is_left_of_the_published_ballots(loaded: Loaded) -> None:
    with loaded.engines.read() as session:
        for table in (Ballot, Link):
            found = select(Cell.wave_id).join(table, table.cell_id == Cell.id).distinct()
            assert session.scalars(found).all() == [3]
    keys = {path.name for path in loaded.settings.keys.iterdir()}
    assert keys == {f"wave-3.{kind}" for kind in ("half", "links", "public", "terms")}
    custodians = (loaded.settings.instance / "demonstration").glob("*.half")
    assert [path.name for path in custodians] == ["wave-3.custodian.half"]


def test_what_is_published_is_what_the_model_made(
    loaded: Loaded, questionnaire: Questionnaire
) -> None:
    made = model.waves(questionnaire)[1]
    with loaded.engines.read() as session:
        publication = published(session, 2)
    first = questionnaire.modules[0].questions[0]
    place = list(questionnaire.questions).index(first.id)
    compared = 0
    for acronym in ("UNESCO", "UNICEF", "WIPO"):
        own = [n for n, one in enumerate(made.places) if one.entity.acronym == acronym]
        answers = made.ballots[np.isin(made.place_of, own), place]
        levels = answers[(answers >= 1) & (answers <= 5)]
        shown = publication.node(entity_id(name(made.places[own[0]]))).question(first.id)
        assert shown.people is not None
        assert shown.people.low <= len(levels)
        assert shown.mean is not None
        assert abs(shown.mean.tenths / 10 - levels.mean()) <= 0.05 + 1e-9
        compared += 1
    assert compared == 3


def test_loading_again_changes_nothing(loaded: Loaded) -> None:
    with loaded.engines.read() as session:
        before = session.scalars(select(Link.id).where(Link.spent)).all()
    Loader(loaded.settings, loaded.engines, date(2027, 3, 1), print).load()
    assert loaded.states() == LAST
    with loaded.engines.read() as session:
        assert session.scalars(select(Link.id).where(Link.spent)).all() == before


def test_each_role_can_sign_in_and_an_invitation_opens(loaded: Loaded) -> None:
    folder = loaded.settings.instance / "demonstration"
    with loaded.engines.write() as session:
        sign_ins = list(visit.sign_ins(session, folder))
        assert list(visit.sign_ins(session, folder)) == sign_ins
        invitation = visit.invitation(session, loaded.settings)
        results = visit.results(session, loaded.settings)
    app = create_app(loaded.settings, loaded.engines)
    assert [role for role, _email, _password in sign_ins] == list(Role)
    for _role, email, password in sign_ins:
        visitor = Visitor(app)
        visitor.get("/account/sign-in")
        page = visitor.post("/account/sign-in", {"email": email, "password": password})
        assert f"Signed in as {email}" in page.text
        assert "synthetic" in page.text
    page = Visitor(app).get(invitation.removeprefix(BASE_URL))
    assert "Innovation survey 2026 (synthetic)" in page.text
    assert "could read answers until a survey is published" in page.text
    page = Visitor(app).get(results.removeprefix(BASE_URL))
    assert page.h1 == "What staff of UNESCO see"
    assert "Strategy rose by" in page.text


@pytest.mark.parametrize("path", ["/", "/tools/", "/assessment/", "/privacy", "/no-such-page"])
def test_every_page_says_that_it_is_a_demonstration(loaded: Loaded, path: str) -> None:
    visitor = Visitor(create_app(loaded.settings, loaded.engines))
    page = visitor.get(path, status=404 if "no-such" in path else 200)
    assert "Demonstration. Surveys and results here are synthetic" in page.text


def test_a_site_of_real_waves_says_nothing_of_a_demonstration(visitor: Visitor) -> None:
    assert "synthetic" not in visitor.get("/").text


def test_where_real_waves_are_none_is_invented(
    loader: Loader, settings: Settings, engines: Engines
) -> None:
    wave = open_wave(settings, engines)
    with pytest.raises(DemonstrationError, match="waves of its own"):
        loader.load()
    with engines.read() as session:
        assert session.scalars(select(Wave.id)).all() == [wave.id]


@pytest.mark.parametrize("after", [WaveState.OPEN, WaveState.CLOSED, WaveState.PROPOSED])
def test_loading_goes_on_from_any_state(
    loader: Loader, engines: Engines, monkeypatch: pytest.MonkeyPatch, after: WaveState
) -> None:
    class CutShortError(Exception):
        pass

    places: dict[WaveState, tuple[object, str]] = {
        WaveState.OPEN: ("toolkit.waves.service", "close_wave"),
        WaveState.CLOSED: ("toolkit.storage.database", "compact"),
        WaveState.PROPOSED: ("toolkit.publish.service", "approve"),
    }

    def cut_short(*_arguments: object, **_options: object) -> None:
        raise CutShortError

    module, attribute = places[after]
    with monkeypatch.context() as patched:
        patched.setattr(f"{module}.{attribute}", cut_short)
        with pytest.raises(CutShortError):
            loader.load()
    with engines.read() as session:
        assert session.scalars(select(Wave.state)).all() == [after]
    loader.load()
    with engines.read() as session:
        assert session.scalars(select(Wave.state).order_by(Wave.id)).all() == LAST


@pytest.mark.server
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("seconds", [1.2, 1.6, 2.0, 2.6])
def test_loading_survives_a_kill_at_any_moment(
    loader: Loader, settings: Settings, engines: Engines, seconds: float
) -> None:
    environ = {
        "TOOLKIT_INSTANCE": str(settings.instance),
        "TOOLKIT_DATABASE_URL": settings.database_url,
        "TOOLKIT_SECRET_KEY": settings.secret_key,
        "PATH": "",
    }
    acronyms = [one.acronym for one in SMALL]
    command = [sys.executable, "-c", LOAD, *acronyms]
    with subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
    loader.load()
    with engines.read() as session:
        assert session.scalars(select(Wave.state).order_by(Wave.id)).all() == LAST
        assert published(session, 1).node("system").respondents
        assert published(session, 2).node("system").respondents


def test_entities_say_what_belongs_beside_their_figures(loaded: Loaded) -> None:
    with loaded.engines.read() as session:
        first, second, still_open = session.scalars(select(Wave.id).order_by(Wave.id))
        for wave_id in (first, second):
            returns = sayings.read(session, wave_id).returns
            assert 20 < len(returns) < 31
            efforts = [dict(one.effort) for one in returns]
            means = {key: np.mean([one[key] for one in efforts]) for key in efforts[0]}
            assert means["strategy"] > means["partnerships"] + 0.3
            said = sayings.read(session, wave_id, SPOKEN_FOR).own
            assert said.ambitions
            assert [one.is_accepted for one in said.decisions].count(True) == 1
            assert said.follow_up
        stated = [
            sayings.read(session, still_open, name).own.ambitions
            for name in ("UNESCO", "WFP", "ILO")
        ]
        assert any(stated)
        assert {one.tenths % 5 for found in stated for one in found} == {0}
        assert len(sayings.read(session, still_open).postings) == 11
        unsigned = {one.entity for one in sayings.read(session, still_open).returns}
        assert SPOKEN_FOR not in unsigned  # its executive can try to sign


def test_one_entity_asks_of_its_own_from_the_second_wave_on(loaded: Loaded) -> None:
    with loaded.engines.read() as session:
        assert published(session, 1).own_of(entity_id(SPOKEN_FOR)) == ()
        own = published(session, 2).own_of(entity_id(SPOKEN_FOR))
        assert [one.statement for one in own] == [one.statement for one in owning.QUESTIONS]
        means = [one.figures.mean.tenths for one in own if one.figures.mean]
        assert len(means) == 3
        assert min(means) == means[1]
        assert ownquestions.facts(session, 3, SPOKEN_FOR).is_asked


def test_samples_are_named_and_letters_can_be_looked_at_but_none_is_sent(loaded: Loaded) -> None:
    with loaded.engines.read() as session:
        drawn = samples.of_wave(session, 2)
        assert all(one.eligible > 2000 > one.drawn for one in drawn.values())
        assert {"UNICEF", "WFP"} <= set(drawn)
        (line,) = facts.lines(session, 3, SPOKEN_FOR)
        assert (line.kind, line.failed, line.waiting) == ("invitation", 3, 0)
        assert line.sent > 500
        assert len(facts.undelivered(session, 3, SPOKEN_FOR)) == 3
        assert session.scalars(select(Job.id).where(Job.name == JobName.MAIL)).all() == []
    with loaded.engines.write() as session, pytest.raises(MailingError, match="are invented"):
        asking.ask(session, 3, "reminder", SPOKEN_FOR, language="en", today=TODAY, actor="tests")
