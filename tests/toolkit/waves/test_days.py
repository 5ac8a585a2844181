"""When a wave opens and closes by itself, in the zones of its entities, and what people read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import clock
import pytest
from accounts import EMAIL, PASSWORD, People
from browsing import Visitor
from flask import Flask
from sqlalchemy import select
from voting import roster
from waves import PLAN, confirm, import_roster, tokens_of

from toolkit import jobs
from toolkit.config import Settings
from toolkit.letters import texts, writing
from toolkit.models import Audit, MailingKind, StepName, Wave, WaveState
from toolkit.planning import days, steps
from toolkit.processes import worker
from toolkit.processes.worker import Workshop
from toolkit.roles import Role
from toolkit.storage.database import Engines
from toolkit.waves import coordinating, opening, roster_rows, service, views
from toolkit.waves.states import WaveError

SIZES = {("Alpha", ""): 12, ("Bravo", ""): 12, ("Few", ""): 5, ("Fewer", ""): 5}
EAST, WEST = "Pacific/Kiritimati", "Pacific/Pago_Pago"
FIRST, LAST, LATER = date(2026, 12, 1), date(2026, 12, 20), date(2027, 1, 8)
MINUTE = timedelta(minutes=1)
TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The waves of these tests are planned, open and over by days that are written down."""
    clock.stop(monkeypatch, NOW, coordinating, jobs, views, worker)


@pytest.fixture
def planned(settings: Settings, engines: Engines, tmp_path: Path) -> int:
    """A wave that lacks nothing."""
    plan = replace(PLAN, first_day=FIRST, last_day=LAST)
    with engines.write() as session:
        wave_id = service.create(session, plan).id
        service.make_key(session, wave_id, settings.keys, [tmp_path / "c.half"])
        import_roster(session, wave_id, roster(SIZES))
        for entity, zone in {"Alpha": EAST, "Bravo": WEST, "Few": EAST}.items():
            roster_rows.set_zone(session, wave_id, entity, zone, actor="tests")
        confirm(session, wave_id, settings.keys)
        service.check_key(session, wave_id, settings.keys, [tmp_path / "c.half"])
        opening.assure_all(session, wave_id, actor="tests")
    return wave_id


@pytest.fixture
def opened(settings: Settings, engines: Engines, planned: int) -> int:
    with engines.write() as session:
        service.open_wave(session, planned, settings.keys, today=FIRST, actor="tests")
    return planned


@pytest.fixture
def sign_in(app: Flask, engines: Engines) -> Callable[..., Visitor]:
    def sign_in(*grants: tuple[Role, str]) -> Visitor:
        People(engines).add(*grants)
        visitor = Visitor(app)
        visitor.get("/account/sign-in")
        visitor.post("/account/sign-in", {"email": EMAIL, "password": PASSWORD})
        return visitor

    return sign_in


def work(settings: Settings, engines: Engines) -> None:
    workshop = Workshop(settings, engines)
    workshop.watch_dates()
    while (job_id := workshop.next_due()) is not None:
        workshop.perform(job_id)


def begins(engines: Engines, wave_id: int, day: date) -> None:
    """Let the first day be another."""
    with engines.write() as session:
        session.get_one(Wave, wave_id).first_day = day


def state(engines: Engines, wave_id: int) -> WaveState:
    with engines.read() as session:
        return session.get_one(Wave, wave_id).state


def test_it_opens_in_the_first_zone_and_closes_in_the_last(engines: Engines, opened: int) -> None:
    with engines.write() as session:
        wave = session.get_one(Wave, opened)
        assert days.opens_at(session, wave) == at("2026-11-30T10:00")
        end = at("2026-12-21T11:00")
        assert days.closes_at(session, wave) == end
        assert service.over(session, end - MINUTE) == []
        assert service.over(session, end) == [opened]
        with pytest.raises(WaveError, match="before its last day is over"):
            service.extend(session, opened, LATER, now=end, actor="tests")
        service.extend(session, opened, LATER, now=end - MINUTE, actor="tests")
        assert service.over(session, at("2027-01-09T10:59")) == []
        assert service.over(session, at("2027-01-09T11:00")) == [opened]


def test_small_entities_are_told_the_day_that_ends_first(engines: Engines, opened: int) -> None:
    with engines.read() as session:
        wave = session.get_one(Wave, opened)
        assert days.zone_of(session, wave, "Other entities") == EAST  # the other's is UTC
        assert days.zone_of(session, wave, "Bravo") == WEST


def test_invited_people_read_days_with_the_name_of_the_zone(
    app: Flask, settings: Settings, engines: Engines, opened: int
) -> None:
    with engines.write() as session:
        tokens = tokens_of(session, opened, settings.keys)
    for person, zone in {"Alpha--0": "Kiritimati", "Fewer--0": "Kiritimati"}.items():
        page = Visitor(app).get(f"/assessment/link/{tokens[person]}")
        assert f"20 December 2026 (time in {zone})" in page.text
        assert "Staff and other personnel" in page.text


def test_letters_say_days_in_the_zone_of_their_readers(
    settings: Settings, engines: Engines, opened: int
) -> None:
    with engines.read() as session:
        wave = session.get_one(Wave, opened)
        for entity, said in {
            "Alpha": "(time in Kiritimati)",
            "Few": "(time in Kiritimati)",
            "Fewer": "(UTC)",
            "": "where they are",
        }.items():
            about = writing.about(session, settings, wave, entity, "en")
            letter = texts.text(MailingKind.REMINDER, about, "https://localhost/link")
            assert f"until the end of 20 December 2026 {said}." in letter.whole
            assert about.invited == "Invited: staff and other personnel."


def test_a_coordinator_chooses_the_zone(
    sign_in: Callable[..., Visitor], engines: Engines, planned: int
) -> None:
    visitor = sign_in((Role.COORDINATOR, "Alpha"))
    home = f"/account/coordinating/{planned}/Alpha"
    path = f"/account/coordinating/zone/{planned}/Alpha"
    page = visitor.get(home)
    assert "Days begin and end at midnight there: time in Kiritimati." in page.text
    assert path in page.links()
    assert "Kenya: Nairobi" in visitor.get(path).text
    page = visitor.post(path, {"zone": "Mars/Olympus"}, status=422)
    assert "Mars/Olympus is not a time zone" in page.text
    page = visitor.post(path, {"zone": "Africa/Nairobi"})
    assert "The time zone is saved. " in page.text
    assert "until the end of 20 December 2026 (time in Nairobi)" in page.text
    visitor.get(f"/account/coordinating/zone/{planned}/Bravo", status=403)
    visitor.get(path)
    visitor.post(f"/account/coordinating/zone/{planned}/Bravo", {"zone": "UTC"}, status=403)
    with engines.read() as session:
        details = session.scalars(select(Audit.detail).where(Audit.action == "wave.time-zone-set"))
        assert details.all()[-1] == "Alpha: Africa/Nairobi"


def test_the_zone_is_fixed_when_the_wave_opens(engines: Engines, opened: int) -> None:
    with engines.write() as session, pytest.raises(WaveError, match="only while it is planned"):
        roster_rows.set_zone(session, opened, "Alpha", "UTC", actor="tests")


def test_it_opens_by_itself_on_its_first_day(
    sign_in: Callable[..., Visitor], settings: Settings, engines: Engines, planned: int
) -> None:
    begins(engines, planned, TODAY + timedelta(days=2))
    visitor = sign_in((Role.ADMINISTRATOR, ""))
    home = f"/account/waves/{planned}"
    visitor.get(f"{home}/")
    page = visitor.post(f"{home}/by-itself")
    assert f"as {EMAIL} asked" in page.text
    work(settings, engines)
    assert state(engines, planned) is WaveState.PLANNED
    begins(engines, planned, TODAY - timedelta(days=1))
    work(settings, engines)
    assert state(engines, planned) is WaveState.OPEN
    with engines.read() as session:
        rows = session.execute(select(Audit.actor, Audit.action).order_by(Audit.id)).all()
        assert [tuple(row) for row in rows[-3:]] == [
            (EMAIL, "wave.opening-set"),
            (steps.FIRST_DAY, "wave.step-asked-for"),
            (steps.FIRST_DAY, "wave.opened"),
        ]
        assert session.get_one(Wave, planned).opens_for == ""


def test_where_it_opens_by_itself_in_the_east_it_is_the_first_day_there(
    engines: Engines, planned: int
) -> None:
    before = FIRST - timedelta(days=1)  # still, in UTC
    with engines.write() as session:
        assert opening.day_of(session, planned, before, actor=steps.FIRST_DAY) == FIRST
        assert opening.day_of(session, planned, LAST, actor=steps.FIRST_DAY) == LAST
        assert opening.day_of(session, planned, before, actor=EMAIL) == before


def test_it_says_why_it_did_not_open_and_tries_no_more(
    sign_in: Callable[..., Visitor], settings: Settings, engines: Engines, planned: int
) -> None:
    with engines.write() as session:
        session.get_one(Wave, planned).first_day = TODAY + timedelta(days=2)
        opening.open_by_itself(session, planned, now=NOW, actor=EMAIL)
        session.get_one(Wave, planned).key_checked = False
    begins(engines, planned, TODAY - timedelta(days=1))
    for _time in range(2):
        work(settings, engines)
    with engines.read() as session:
        step = steps.of(session, planned)
        assert step
        assert step.step is StepName.OPEN
        logged = session.scalars(select(Audit).where(Audit.action == "wave.not-opened")).all()
        assert ["its key has not been checked" in line.detail for line in logged] == [True]
    page = sign_in((Role.ADMINISTRATOR, "")).get(f"/account/waves/{planned}/")
    assert "It could not be opened." in page.text
    assert "its key has not been checked" in page.text


def test_that_it_opens_by_itself_can_be_taken_back(
    sign_in: Callable[..., Visitor], settings: Settings, engines: Engines, planned: int
) -> None:
    visitor = sign_in((Role.ADMINISTRATOR, ""))
    begins(engines, planned, TODAY + timedelta(days=2))
    path = f"/account/waves/{planned}/by-itself"
    visitor.get(f"/account/waves/{planned}/")
    visitor.post(path)
    page = visitor.post(path, {"take-back": "yes"})
    assert "It does not open by itself any more." in page.text
    begins(engines, planned, TODAY - timedelta(days=1))
    work(settings, engines)
    assert state(engines, planned) is WaveState.PLANNED
    page = visitor.post(path, status=422)
    assert "has begun already: open it yourself" in page.text
    with engines.write() as session:
        session.get_one(Wave, planned).first_day = None
    assert "only when its plan says a first day" in visitor.post(path, status=422).text


def test_a_planned_wave_is_deleted_on_a_page(
    sign_in: Callable[..., Visitor], settings: Settings, engines: Engines, planned: int
) -> None:
    visitor = sign_in((Role.ADMINISTRATOR, ""))
    path = f"/account/waves/{planned}/steps/delete"
    assert path in visitor.get(f"/account/waves/{planned}/").links()
    assert "It cannot be brought back." in visitor.get(path).text
    page = visitor.post(path)
    assert "It is being deleted." in page.text
    assert "/account/waves/" in page.links()
    work(settings, engines)
    visitor.get(f"/account/waves/{planned}/", status=404)
    assert "No wave is planned yet." in visitor.get("/account/waves/").text
    with engines.read() as session:
        line = session.scalars(select(Audit).order_by(Audit.id.desc())).first()
        assert line
        assert (line.actor, line.action, line.detail) == (EMAIL, "wave.deleted", PLAN.title)
    assert not [*settings.keys.glob(f"*{planned}*")]


def test_an_open_wave_is_not_deleted(
    sign_in: Callable[..., Visitor], engines: Engines, opened: int
) -> None:
    visitor = sign_in((Role.ADMINISTRATOR, ""))
    path = f"/account/waves/{opened}/steps/delete"
    page = visitor.get(path)
    assert page.h1 == PLAN.title  # sent back
    assert path not in page.links()
    assert "only while it is planned" in visitor.post(path, status=422).text
    assert state(engines, opened) is WaveState.OPEN


def test_who_is_eligible_has_to_be_said_before_it_opens(engines: Engines, planned: int) -> None:
    with engines.write() as session:
        wave = session.get_one(Wave, planned)
        assert opening.missing(session, wave, FIRST) == []
        wave.eligible = type(wave.eligible)("")
        (line,) = opening.missing(session, wave, FIRST)
        assert str(line) == "its plan does not say who is eligible: staff, other personnel, or both"
