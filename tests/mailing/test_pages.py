"""The pages on which coordinators and administrators send letters, and see how far they are."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from accounts import PASSWORD, People
from browsing import Visitor
from flask import Flask
from htmlpage import Page
from letters import TODAY, ask, let_time_pass, states, work_off, workshop
from mailserver import Box, links_in, text_of
from sqlalchemy import select, update
from waves import PLAN, OpenWave, open_wave, roster

from toolkit.app import create_app
from toolkit.config import Settings
from toolkit.letters import loose
from toolkit.models import Audit, Mailing, MailingKind, RosterRow, Wave, WaveState
from toolkit.roles import Role
from toolkit.storage.database import Engines
from toolkit.wording import spoken

HOME = "/account/mail"


@pytest.fixture
def app(settings: Settings, engines: Engines, box: Box) -> Flask:
    return create_app(replace(settings, mail=box.server()), engines)


def signed_in(app: Flask, engines: Engines, role: Role, entity: str = "") -> Visitor:
    email = f"{role.value}-{entity or 'all'}@example.org".lower()
    People(engines).add((role, entity), email=email)
    visitor = Visitor(app)
    visitor.get("/account/sign-in")
    visitor.post("/account/sign-in", {"email": email, "password": PASSWORD})
    return visitor


def post(
    visitor: Visitor, path: str, data: dict[str, Any] | None = None, *, status: int = 200
) -> Page:
    """Send a form, with the token of a page that has one."""
    visitor.get("/account/")
    return visitor.post(path, data, status=status)


@pytest.fixture
def coordinator(app: Flask, engines: Engines) -> Visitor:
    return signed_in(app, engines, Role.COORDINATOR, "Alpha")


@pytest.fixture
def administrator(app: Flask, engines: Engines) -> Visitor:
    return signed_in(app, engines, Role.ADMINISTRATOR)


def test_a_coordinator_reads_the_letter_and_sends_it_to_the_own_people(
    coordinator: Visitor, wave: OpenWave, box: Box
) -> None:
    page = coordinator.get(f"/account/coordinating/{wave.id}/Alpha")
    assert f"{HOME}/{wave.id}/entity/Alpha" in page.links()
    page = coordinator.get(f"{HOME}/{wave.id}/entity/Alpha")
    assert "12 people can be written to." in page.text
    assert "no address" not in page.text
    assert "Nothing yet." in page.text
    page = coordinator.get(f"{HOME}/{wave.id}/invitation/Alpha")
    assert "Innovation survey 2026: your invitation" in page.text
    assert "(the person's own link)" in page.text
    assert "coordinator-alpha@example.org" in page.text
    assert not any(token in page.html for token in wave.tokens.values())
    page = post(coordinator, f"{HOME}/{wave.id}/invitation/Alpha", {"language": "en"})
    assert "The letters are on their way." in page.text
    work_off(workshop(wave, box))
    (message, *_more) = box.to("alpha-0@example.org")
    assert message["Reply-To"] == "coordinator-alpha@example.org"
    assert "Ask coordinator-alpha@example.org." in text_of(message)
    assert len(box.got) == 12
    page = coordinator.get(f"{HOME}/{wave.id}/entity/Alpha")
    assert "have no invitation by mail yet" not in page.text
    page = post(coordinator, f"{HOME}/{wave.id}/invitation/Alpha", status=422)
    assert "was written to already" in page.text


@pytest.mark.parametrize("path", ["", "/invitation/", "/reminder/", "/entity/Bravo"])
def test_coordinators_see_and_send_nothing_of_others(
    coordinator: Visitor, wave: OpenWave, path: str
) -> None:
    coordinator.get(f"{HOME}/{wave.id}{path or '/'}", status=403)
    for action in ("reminder/", "reminder/Bravo", "again/Bravo", "correct/Bravo", "retry/Bravo"):
        coordinator.get("/account/")
        assert coordinator.send(f"{HOME}/{wave.id}/{action}").status_code == 403
    assert states(wave.engines) == {}


def test_an_administrator_sends_to_all_and_sees_who_has_no_address(
    administrator: Visitor, wave: OpenWave, box: Box
) -> None:
    assert f"{HOME}/{wave.id}/" in administrator.get(f"/account/waves/{wave.id}/").links()
    page = administrator.get(f"{HOME}/{wave.id}/")
    assert "26 people can be written to. 3 more have no address" in page.text
    page = administrator.get(f"{HOME}/{wave.id}/reminder/")
    assert "There is no list of who has, nor of those who have not" in page.text
    assert "your entity's coordinator" in page.text
    post(administrator, f"{HOME}/{wave.id}/reminder/", {"language": "xx"})
    work_off(workshop(wave, box))
    assert len(box.got) == 26
    page = administrator.get(f"{HOME}/{wave.id}/")
    assert "Reminder to everybody" in page.text
    page = post(administrator, f"{HOME}/{wave.id}/reminder/", status=422)
    assert "asked for today already" in page.text
    administrator.get(f"{HOME}/99/", status=404)
    administrator.get(f"{HOME}/{wave.id}/entity/Nowhere", status=404)


def test_whose_letter_did_not_arrive_is_named_and_the_address_corrected(
    coordinator: Visitor, wave: OpenWave, box: Box
) -> None:
    box.says = lambda address, _time: "550 no such user" if address == "alpha-3@example.org" else ""
    ask(wave)
    work_off(workshop(wave, box))
    page = coordinator.get(f"{HOME}/{wave.id}/entity/Alpha")
    assert "Whose letters did not arrive" in page.text
    assert "Person 3: alpha-3@example.org 550 no such user" in page.text
    assert "Person 4" not in page.text
    with wave.engines.read() as session:
        by_name = dict(session.execute(select(RosterRow.person, RosterRow.id)).all())
    path = f"{HOME}/{wave.id}/correct/Alpha"
    wrong = {"person_id": by_name["Person 3"], "mail": "right@example"}
    page = post(coordinator, path, wrong, status=422)
    assert "this is not a mail address" in page.text
    assert 'value="right@example"' in page.html
    page = post(coordinator, path, wrong | {"mail": "right@example.org"})
    assert "The address is corrected" in page.text
    work_off(workshop(wave, box))
    (message,) = box.to("right@example.org")
    assert any(wave.tokens["Person 3"] in link for link in links_in(message))
    assert (
        "Whose letters did not arrive" not in coordinator.get(f"{HOME}/{wave.id}/entity/Alpha").text
    )
    page = post(
        coordinator, path, {"person_id": by_name["Person 4"], "mail": "me@example.org"}, status=422
    )
    assert "a letter to this person was taken" in page.text
    page = post(
        coordinator, path, {"person_id": by_name["Silent 1"], "mail": "me@example.org"}, status=422
    )
    assert "not on the roster" in page.text
    with wave.engines.read() as session:
        lines = select(Audit).where(Audit.action.startswith("mailing."))
        said = [(one.action, one.detail) for one in session.scalars(lines)]
    assert said == [
        ("mailing.asked-for", "invitation: all, 26 letters"),
        ("mailing.address-corrected", "Alpha"),
    ]


def test_a_lost_link_and_a_spare_go_by_mail_at_once(
    coordinator: Visitor, wave: OpenWave, box: Box
) -> None:
    with wave.engines.read() as session:
        person = session.scalars(select(RosterRow.id).where(RosterRow.person == "Person 5")).one()
    roster = f"/account/rosters/{wave.id}"
    assert "Send the link again" in coordinator.get(f"{roster}/entity/Alpha").text
    page = post(coordinator, f"{HOME}/{wave.id}/again/Alpha", {"person_id": person})
    assert "A letter with the person's own link is on its way." in page.text
    work_off(workshop(wave, box))
    page = post(coordinator, f"{roster}/replace/Alpha", {"person_id": person})
    assert "A letter with it is on its way" in page.text
    work_off(workshop(wave, box))
    before, after = map(links_in, box.to("alpha-5@example.org"))
    assert any(wave.tokens["Person 5"] in link for link in before)
    assert before != after


def test_a_server_that_is_down_is_told_with_when_it_goes_on(
    coordinator: Visitor, administrator: Visitor, wave: OpenWave
) -> None:
    ask(wave)
    down = workshop(wave, Box(1))
    job_id = down.next_due()
    assert job_id is not None
    down.perform(job_id)
    page = coordinator.get(f"{HOME}/{wave.id}/entity/Alpha")
    assert "the mail server cannot be reached at its address and port" in page.text
    assert "It goes on at" in page.text
    assert "Send letters" in administrator.get("/account/jobs/").text
    assert "1 of 9" in administrator.get("/account/jobs/").text
    let_time_pass(wave.engines)
    work_off(down)
    page = coordinator.get(f"{HOME}/{wave.id}/entity/Alpha")
    assert "The people who run this site can mend the cause and try again." in page.text
    assert "among the jobs" in administrator.get(f"{HOME}/{wave.id}/").text


def test_those_that_did_not_arrive_are_tried_again_by_who_sent_them(
    administrator: Visitor, coordinator: Visitor, wave: OpenWave, box: Box
) -> None:
    box.says = lambda _address, _time: "554 relay access denied"
    ask(wave)
    work_off(workshop(wave, box))
    assert "Try these again" not in coordinator.get(f"{HOME}/{wave.id}/entity/Alpha").text
    assert "Try these again" in administrator.get(f"{HOME}/{wave.id}/").text
    box.says = lambda _address, _time: ""
    with wave.engines.read() as session:
        mailing = session.scalars(select(Mailing.id)).one()
    refused = post(
        coordinator, f"{HOME}/{wave.id}/retry/Alpha", {"mailing_id": mailing}, status=422
    )
    assert "there is no such mailing" in refused.text
    page = post(administrator, f"{HOME}/{wave.id}/retry/", {"mailing_id": mailing})
    assert "are tried again" in page.text
    work_off(workshop(wave, box))
    assert states(wave.engines) == {"sent": 26}


def test_without_a_mail_server_pages_say_so_and_nothing_is_sent(
    settings: Settings, engines: Engines, wave: OpenWave
) -> None:
    visitor = signed_in(create_app(settings, engines), engines, Role.COORDINATOR, "Alpha")
    page = visitor.get(f"{HOME}/{wave.id}/entity/Alpha")
    assert "No mail server is set up" in page.text
    assert "No mail server is set up" in visitor.get(f"{HOME}/{wave.id}/reminder/Alpha").text
    page = post(visitor, f"{HOME}/{wave.id}/reminder/Alpha", status=422)
    assert "no mail server is set up" in page.text
    assert states(engines) == {}
    assert (
        "Letters are not set up here" in visitor.get(f"/account/coordinating/{wave.id}/Alpha").text
    )


def test_a_wave_that_is_not_open_sends_nothing(
    administrator: Visitor, wave: OpenWave, engines: Engines
) -> None:
    wave.close()
    page = post(administrator, f"{HOME}/{wave.id}/reminder/", status=422)
    assert "only while the wave is open" in page.text
    with engines.write() as session:
        session.execute(update(Wave).values(state=WaveState.OPEN, is_demonstration=True))
    page = post(administrator, f"{HOME}/{wave.id}/reminder/", status=422)
    assert "the people of a demonstration are invented" in page.text


def test_results_go_to_everybody_and_their_addresses_go_with_them(
    administrator: Visitor, wave: OpenWave, box: Box
) -> None:
    box.says = lambda address, _time: "550 gone" if address == "bravo-1@example.org" else ""
    settings = replace(wave.settings, mail=box.server())
    with wave.engines.write() as session:
        asked = loose.put_aside(session, settings, wave.id, today=TODAY, actor="tests")
        session.execute(update(Wave).values(state=WaveState.PUBLISHED))
    assert asked == 26
    assert "The results are there" in administrator.get(f"{HOME}/{wave.id}/").text
    work_off(workshop(wave, box))
    page = administrator.get(f"{HOME}/{wave.id}/")
    assert "The results are there" in page.text
    with wave.engines.read() as session:
        mailing = session.scalars(select(Mailing)).one()
        assert (mailing.kind, mailing.sent, mailing.failed) == (MailingKind.RESULTS, 25, 1)
        assert "loose" not in repr(session.scalars(select(Mailing)).all())


@pytest.mark.parametrize("letter", ["invitation", "reminder"])
def test_the_text_is_what_people_get(
    coordinator: Visitor, wave: OpenWave, box: Box, letter: str
) -> None:
    shown = coordinator.get(f"{HOME}/{wave.id}/{letter}/Alpha").text
    post(coordinator, f"{HOME}/{wave.id}/{letter}/Alpha", {"language": "en"})
    work_off(workshop(wave, box))
    (message,) = box.to("alpha-7@example.org")
    lines = [line for line in text_of(message).split("\n") if line and "/assessment/" not in line]
    assert len(lines) > 7
    for line in lines:
        assert " ".join(line.split()) in shown
    assert message["Subject"] in shown


def test_the_mail_server_is_tried_out_by_administrators(
    administrator: Visitor, coordinator: Visitor, box: Box
) -> None:
    coordinator.get("/account/mail-server/", status=403)
    page = administrator.get("/account/mail-server/")
    assert 'value="administrator-all@example.org"' in page.html
    page = post(administrator, "/account/mail-server/", {"address": "me@example.org"})
    assert "took a letter to me@example.org" in page.text
    box.says = lambda _address, _time: "550 unknown"
    page = post(administrator, "/account/mail-server/", {"address": "me@example.org"}, status=422)
    assert "What the server said: 550 unknown" in page.text
    box.says = lambda _address, _time: "530 sign in first"
    page = post(administrator, "/account/mail-server/", {"address": "me@example.org"}, status=422)
    assert "does not accept the user and the password" in page.text


def test_those_who_look_after_a_wave_are_told_that_it_is_extended(
    administrator: Visitor, settings: Settings, engines: Engines, box: Box
) -> None:
    today = datetime.now(UTC).date()
    days = replace(PLAN, last_day=today + timedelta(days=3), results_by=today + timedelta(days=60))
    wave = open_wave(settings, engines, roster(), days)
    until = today + timedelta(days=9)
    post(administrator, f"/account/waves/{wave.id}/extend", {"until": str(until)})
    work_off(workshop(wave, box))
    ((address, message),) = box.got
    assert address == "administrator-all@example.org"
    assert message["Subject"] == "Innovation survey 2026 has a later last day"
    assert spoken.day("en", until) in text_of(message)
