"""The weekly response rate: when it is counted, what is kept of it, and who is told what."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import clock
import pytest
from accounts import EMAIL, PASSWORD, People
from browsing import Visitor
from flask import Flask
from sqlalchemy import select, update
from voting import roster
from waves import PLAN, OpenWave, open_wave

from toolkit.config import Settings
from toolkit.models import Cell, Link, ResponseRate, Wave
from toolkit.processes import worker
from toolkit.processes.worker import Workshop
from toolkit.roles import Role
from toolkit.storage.database import Engines
from toolkit.waves import coordinating, rates, views

SIZES = {("Alpha", "Field"): 40, ("Alpha", "HQ"): 40, ("Bravo", ""): 200, ("Charlie", ""): 49}
TUESDAY = date(2026, 12, 1)  # on which it opens
MONDAY = date(2026, 12, 7)
WEEK = timedelta(days=7)
END = date(2026, 12, 21)


@pytest.fixture
def wave(settings: Settings, engines: Engines) -> OpenWave:
    plan = replace(PLAN, first_day=TUESDAY, last_day=END)
    return open_wave(settings, engines, roster(SIZES), plan)


@pytest.fixture(autouse=True)
def _the_wave_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    clock.stop(monkeypatch, datetime.combine(TUESDAY, time(12), UTC), coordinating, views)


@pytest.fixture
def reader(app: Flask, engines: Engines) -> Callable[..., Visitor]:
    def reader(*grants: tuple[Role, str], email: str = EMAIL) -> Visitor:
        People(engines).add(*grants, email=email)
        visitor = Visitor(app)
        visitor.get("/account/sign-in")
        visitor.post("/account/sign-in", {"email": email, "password": PASSWORD})
        return visitor

    return reader


def answer(wave: OpenWave, entity: str, number: int) -> None:
    """So many people of an entity have answered."""
    with wave.engines.write() as session:
        cells = select(Cell.id).where(Cell.wave_id == wave.id, Cell.entity == entity)
        links = session.scalars(select(Link.id).where(Link.cell_id.in_(cells)).order_by(Link.id))
        chosen = links.all()[:number]
        session.execute(update(Link).where(Link.id.in_(chosen)).values(spent=True))


def count(wave: OpenWave, day: date) -> dict[str, int]:
    with wave.engines.write() as session:
        rates.count(session, day)
    with wave.engines.read() as session:
        rows = session.scalars(select(ResponseRate).order_by(ResponseRate.entity))
        return {row.entity: row.percent for row in rows}


def test_steps_of_large_entities_are_kept_and_nothing_else(wave: OpenWave) -> None:
    answer(wave, "Alpha", 33)
    answer(wave, "Bravo", 19)
    answer(wave, "Charlie", 48)
    assert count(wave, MONDAY) == {"Alpha": 30, "Bravo": 0}
    assert set(ResponseRate.__table__.columns.keys()) == {
        *("wave_id", "entity", "percent", "counted_on")
    }


@pytest.mark.parametrize("day", [TUESDAY, MONDAY - timedelta(days=1), MONDAY + timedelta(days=1)])
def test_only_mondays_count(wave: OpenWave, day: date) -> None:
    assert count(wave, day) == {}


def test_a_day_is_counted_once_however_often_the_process_starts(wave: OpenWave) -> None:
    answer(wave, "Alpha", 12)
    assert count(wave, MONDAY)["Alpha"] == 10
    answer(wave, "Alpha", 80)
    for day in (MONDAY, MONDAY, MONDAY + timedelta(days=3), MONDAY - WEEK):
        assert count(wave, day)["Alpha"] == 10
    assert count(wave, MONDAY + WEEK)["Alpha"] == 90
    with wave.engines.read() as session:
        assert len(session.scalars(select(ResponseRate.entity)).all()) == 2  # the former are gone


def test_the_day_of_opening_is_not_counted(wave: OpenWave) -> None:
    with wave.engines.write() as session:
        session.get_one(Wave, wave.id).opened_on = MONDAY
    assert count(wave, MONDAY) == {}
    assert count(wave, MONDAY + WEEK)


@pytest.mark.parametrize(
    ("moment", "counts"),
    [
        (datetime.combine(MONDAY, time(0), UTC) - timedelta(seconds=1), False),
        (datetime.combine(MONDAY, time(0), UTC), True),
        (datetime.combine(MONDAY, time(23, 59, 59), UTC), True),
        (datetime.combine(MONDAY, time(0), UTC) + timedelta(days=1), False),
    ],
)
def test_the_job_process_counts_on_the_day_that_it_is(
    wave: OpenWave, monkeypatch: pytest.MonkeyPatch, moment: datetime, *, counts: bool
) -> None:
    clock.stop(monkeypatch, moment, worker)
    Workshop(wave.settings, wave.engines).watch_dates()
    with wave.engines.read() as session:
        assert bool(session.scalars(select(ResponseRate)).all()) is counts


def test_small_entities_that_are_merged_count_as_one(settings: Settings, engines: Engines) -> None:
    sizes = {(f"Small {n}", ""): 9 for n in range(6)}
    wave = open_wave(settings, engines, roster({("Alpha", ""): 60, **sizes}))
    answer(wave, "Other entities", 30)
    with engines.write() as session:
        session.get_one(Wave, wave.id).opened_on = None
    assert count(wave, MONDAY) == {"Alpha": 0, "Other entities": 50}


def test_where_no_entity_is_large_everybody_is_counted_together(
    settings: Settings, engines: Engines
) -> None:
    wave = open_wave(settings, engines, roster({("Alpha", ""): 40, ("Bravo", ""): 30}))
    with engines.write() as session:
        session.get_one(Wave, wave.id).opened_on = None
    answer(wave, "Alpha", 40)
    assert count(wave, MONDAY) == {"": 50}
    with engines.read() as session:
        found = session.get_one(Wave, wave.id)
        assert rates.of_wave(session, found, MONDAY).percent == 50
        assert not rates.of_entity(session, found, "Alpha", MONDAY).is_counted


def test_closing_deletes_the_steps(wave: OpenWave) -> None:
    assert count(wave, MONDAY)
    wave.close()
    assert count(wave, MONDAY + WEEK) == {}


@pytest.mark.parametrize(
    ("today", "last", "end", "expected"),
    [
        (TUESDAY, None, None, MONDAY),
        (MONDAY, None, END, MONDAY),
        (MONDAY, MONDAY, END, MONDAY + WEEK),
        (MONDAY + timedelta(days=1), TUESDAY, END, MONDAY + WEEK),
        (TUESDAY, TUESDAY, MONDAY, MONDAY),
        (END, END, END, None),
        (END + timedelta(days=1), MONDAY, END, None),
    ],
)
def test_when_it_is_counted_next(
    today: date, last: date | None, end: date | None, expected: date | None
) -> None:
    assert rates.next_count(today, last, end) == expected


def test_a_coordinator_reads_the_step_and_when_the_next_comes(
    wave: OpenWave, reader: Callable[..., Visitor]
) -> None:
    visitor = reader((Role.COORDINATOR, "Alpha"), (Role.COORDINATOR, "Charlie"))
    path = f"/account/coordinating/{wave.id}/Alpha"
    page = visitor.get(path)
    assert "It has not been counted yet. The next count is on Monday, 7 December 2026." in page.text
    answer(wave, "Alpha", 33)
    count(wave, MONDAY)
    page = visitor.get(path)
    said = "At least 30 % of those invited had answered by Monday, 7 December 2026."
    assert f"{said} The next count is on Monday, 14 December 2026." in page.text
    assert "33" not in page.text
    count(wave, MONDAY + 2 * WEEK)
    assert "It is not counted again before the wave ends." in visitor.get(path).text
    page = visitor.get(f"/account/coordinating/{wave.id}/Charlie")
    assert "No rate is said of fewer than 50 people" in page.text
    wave.close()
    assert "At least" not in visitor.get(path).text


def test_an_administrator_reads_the_steps_of_entities_and_what_follows(
    wave: OpenWave, reader: Callable[..., Visitor]
) -> None:
    visitor = reader((Role.ADMINISTRATOR, ""))
    answer(wave, "Alpha", 65)
    answer(wave, "Bravo", 5)
    count(wave, MONDAY)
    page = visitor.get(f"/account/waves/{wave.id}/")
    assert "About 20 % of those invited had answered by Monday, 7 December 2026." in page.text
    assert "Alpha: at least 80 %" in page.text
    assert "Bravo: under 10 %" in page.text
    assert "Charlie:" not in page.text
