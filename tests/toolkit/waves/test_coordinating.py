"""What a coordinator is told to do for the own entity, and the texts to copy."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from accounts import EMAIL, PASSWORD, People
from browsing import Visitor
from flask import Flask
from waves import PLAN, open_wave, roster

from toolkit.config import Settings
from toolkit.models import Wave, WaveState
from toolkit.roles import Role
from toolkit.storage.database import Engines
from toolkit.waves import service

HOME = "/account/coordinating"


@pytest.fixture
def coordinator(app: Flask, engines: Engines) -> Visitor:
    People(engines).add((Role.COORDINATOR, "Alpha"))
    visitor = Visitor(app)
    visitor.get("/account/sign-in")
    visitor.post("/account/sign-in", {"email": EMAIL, "password": PASSWORD})
    return visitor


def test_before_a_wave_opens_the_list_is_first(coordinator: Visitor, engines: Engines) -> None:
    with engines.write() as session:
        wave_id = service.create(session, PLAN).id
    assert f"{HOME}/{wave_id}/Alpha" in coordinator.get("/account/rosters/").links()
    page = coordinator.get(f"{HOME}/{wave_id}/Alpha")
    assert "Nobody yet" in page.text
    assert f"/account/rosters/{wave_id}/entity/Alpha" in page.links()
    assert "You can answer until" not in page.text  # no last day was said
    coordinator.get(f"{HOME}/{wave_id}/Bravo", status=403)
    coordinator.get(f"{HOME}/99/Alpha", status=404)


def test_texts_say_the_extended_day_and_never_who_answered(
    coordinator: Visitor, settings: Settings, engines: Engines
) -> None:
    plan = replace(PLAN, first_day=date(2026, 12, 1), last_day=date(2026, 12, 20))
    wave = open_wave(settings, engines, roster(entity="Alpha"), plan)
    with engines.write() as session:
        now = datetime(2026, 12, 2, tzinfo=UTC)
        service.extend(session, wave.id, date(2027, 1, 8), now=now, actor="tests")
    page = coordinator.get(f"{HOME}/{wave.id}/Alpha")
    assert page.text.count("until the end of 8 January 2027 (UTC)") == 2
    assert "20 December" not in page.text
    assert "because there is no list of who has" in page.text
    assert not any(token in page.html for token in wave.tokens.values())
    coordinator.get(f"{HOME}/{wave.id}/Elsewhere", status=403)
    wave.close()
    page = coordinator.get(f"{HOME}/{wave.id}/Alpha")
    assert "It is closed." in page.text
    assert "Texts to copy" not in page.text
    assert "How people get their links" not in page.text
    with engines.write() as session:
        session.get_one(Wave, wave.id).state = WaveState.PUBLISHED
    page = coordinator.get(f"{HOME}/{wave.id}/Alpha")
    assert "put the link here" in page.text
    assert "Reminder" not in page.text


def test_an_entity_that_is_not_in_a_wave_has_no_page_of_it(
    coordinator: Visitor, settings: Settings, engines: Engines
) -> None:
    wave = open_wave(settings, engines, roster(entity="Bravo"))
    coordinator.get(f"{HOME}/{wave.id}/Alpha", status=404)
