"""Before a wave opens: each group with what to expect, to those alone who may read of it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from accounts import PASSWORD, People
from browsing import Visitor
from flask import Flask
from voting import approve, propose, roster, vote
from waves import OpenWave, open_wave

from questionnaires.model import Questionnaire
from toolkit import jobs
from toolkit.config import Settings
from toolkit.models import Cell, Job, JobState, Outlook
from toolkit.processes.worker import Workshop
from toolkit.publications import entity_id, part_id
from toolkit.roles import Role
from toolkit.storage.database import Engines
from toolkit.waves.roster import Member

SIZES = {
    ("Alpha", "Field"): 63,
    ("Alpha", "Headquarters"): 20,
    **{(name, ""): 60 for name in ("Bravo", "Charlie", "Delta", "Echo", "Foxtrot")},
    ("Golf", ""): 12,
    ("Hotel", ""): 6,  # two that are too small to stand alone
    ("India", ""): 7,
}
GROUP = "Field entities"
GROUPS = [Member(name, GROUP) for name in ("Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot")]
SESSIONS = "Fewer than 40 answers: team sessions tell this entity more than a survey."
SignIn = Callable[..., Visitor]


@pytest.fixture
def wave(settings: Settings, engines: Engines) -> OpenWave:
    return open_wave(settings, engines, roster(SIZES), groups=GROUPS)


@pytest.fixture
def sign_in(app: Flask, engines: Engines) -> SignIn:
    def sign_in(role: Role, entity: str = "") -> Visitor:
        email = People(engines).add((role, entity), email=f"{role}-{entity}@example.org")
        visitor = Visitor(app)
        visitor.get("/account/sign-in")
        visitor.post("/account/sign-in", {"email": email, "password": PASSWORD})
        return visitor

    return sign_in


def rows(visitor: Visitor, wave_id: int, response: str = "30") -> dict[str, list[str]]:
    """The lines of the table: name -> what stands beside it."""
    page = visitor.get(f"/account/outlook/{wave_id}?response={response}")
    lines = [one for one in page.root.iter("tr") if one.get("class") is None][1:]
    cells = [[" ".join("".join(cell.itertext()).split()) for cell in line] for line in lines]
    return {name: rest for name, *rest in cells}


def taken_up(settings: Settings, engines: Engines) -> None:
    """The job process looks once a second for what is asked for."""
    assert Workshop(settings, engines).next_due() is not None


def work(settings: Settings, engines: Engines) -> None:
    workshop = Workshop(settings, engines)
    while (job_id := workshop.next_due()) is not None:
        workshop.perform(job_id)


def test_the_reference_figures_are_there_at_once(wave: OpenWave, sign_in: SignIn) -> None:
    """83 staff at 30 %: 0.29 and 0.55 (STATISTICS)."""
    found = rows(sign_in(Role.ADMINISTRATOR), wave.id)
    assert found["Alpha"] == [
        "83",
        "25",
        "0.29",
        "0.55",
        f"Not worked out yet. {SESSIONS}",
    ]
    assert found["Golf"][:4] == ["12", "4", "none", "none"]
    assert found["Golf"][4].startswith("Not shown: fewer than 10 would answer")
    assert {"All entities", GROUP, "Alpha, Field", "Alpha, Headquarters", "Bravo"} <= found.keys()


def test_what_is_withheld_is_worked_out_by_a_job(
    wave: OpenWave, sign_in: SignIn, settings: Settings, engines: Engines
) -> None:
    visitor = sign_in(Role.ADMINISTRATOR)
    address = f"/account/outlook/{wave.id}"
    assert "Work it out" in visitor.get(address).text
    page = visitor.post(address, {"response": "30"})
    assert "It waits for its turn." in page.text
    taken_up(settings, engines)
    with engines.write() as session:
        job = session.query(Job).one()
        job.state, job.done, job.total = JobState.RUNNING, 7, 12
    assert "7 of 12 groups are decided" in visitor.get(f"{address}?response=30").text
    with engines.write() as session:
        jobs.recover(session)
    work(settings, engines)
    found = rows(visitor, wave.id)
    assert found["Bravo"][4].startswith("Shown")
    assert found["Alpha, Field"][4].startswith("Not shown, to protect")  # the headquarters' six
    assert found["Alpha, Headquarters"][4].startswith("Not shown: fewer")
    assert "Work it out" not in visitor.get(f"{address}?response=30").text
    assert "Work it out" in visitor.get(f"{address}?response=31").text


def test_the_page_says_what_is_then_published(
    wave: OpenWave,
    sign_in: SignIn,
    settings: Settings,
    engines: Engines,
    questionnaire: Questionnaire,
) -> None:
    visitor = sign_in(Role.ADMINISTRATOR)
    visitor.get(f"/account/outlook/{wave.id}")
    visitor.post(f"/account/outlook/{wave.id}", {"response": "50"})
    work(settings, engines)
    with engines.read() as session:
        shown = session.query(Outlook).one().shown
    assert shown is not None
    assert {entity_id("Bravo"), part_id("Alpha", "Field")} <= {*shown}
    vote(wave, questionnaire, 30)  # of 60; of smaller groups everybody
    wave.close()
    propose(wave)
    approve(wave)
    assert visitor.fetch(f"/account/outlook/{wave.id}").status_code == 404


def test_a_coordinator_reads_of_the_own_entity_alone(
    wave: OpenWave, sign_in: SignIn, settings: Settings, engines: Engines
) -> None:
    visitor = sign_in(Role.COORDINATOR, "Alpha")
    assert [*rows(visitor, wave.id)] == ["Alpha", "Alpha, Field", "Alpha, Headquarters"]
    text = visitor.get(f"/account/outlook/{wave.id}").text
    assert not [name for name, _value in SIZES if name != "Alpha" and name in text]
    assert GROUP not in text
    visitor.post(f"/account/outlook/{wave.id}", {"response": "30"})
    work(settings, engines)
    assert rows(visitor, wave.id)["Alpha, Field"][4].startswith("Not shown, to protect")


def test_an_entity_that_is_too_small_is_told_so(wave: OpenWave, sign_in: SignIn) -> None:
    page = sign_in(Role.COORDINATOR, "Hotel").get(f"/account/outlook/{wave.id}")
    assert "fewer than ten" in page.text
    assert not [*page.root.iter("table")]


@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.SYSTEM_EXECUTIVE, Role.CURATOR])
def test_nobody_else_opens_it(wave: OpenWave, sign_in: SignIn, role: Role) -> None:
    visitor = sign_in(role, "Alpha" if role is Role.EXECUTIVE else "")
    for path in ("/account/outlook/", f"/account/outlook/{wave.id}"):
        assert visitor.fetch(path).status_code == 403
    visitor.get("/account/")
    assert visitor.send(f"/account/outlook/{wave.id}", {"response": "30"}).status_code == 403


@pytest.mark.parametrize("typed", ["0", "101", "-3", "a third", "", "3" * 40, "30.5"])
def test_a_response_rate_that_is_none_is_kept_and_named(
    wave: OpenWave, sign_in: SignIn, typed: str
) -> None:
    visitor = sign_in(Role.ADMINISTRATOR)
    page = visitor.get(f"/account/outlook/{wave.id}?response={typed}")
    assert "Enter a response rate as a whole number from 1 to 100" in page.text
    (field,) = [one for one in page.root.iter("input") if one.get("id") == "response"]
    assert field.get("value") == typed
    assert visitor.send(f"/account/outlook/{wave.id}", {"response": typed}).status_code == 400


def test_a_changed_table_list_is_worked_out_anew(
    wave: OpenWave, sign_in: SignIn, settings: Settings, engines: Engines
) -> None:
    visitor = sign_in(Role.ADMINISTRATOR)
    address = f"/account/outlook/{wave.id}"
    visitor.get(address)
    visitor.post(address, {"response": "30"})
    work(settings, engines)
    with engines.write() as session:
        session.query(Cell).filter(Cell.entity == "Bravo").one().eligible = 20
    assert rows(visitor, wave.id)["Charlie"][4].startswith("Not worked out yet")
    assert "Work it out" in visitor.get(f"{address}?response=30").text
    visitor.post(address, {"response": "30"})
    work(settings, engines)
    assert rows(visitor, wave.id)["Bravo"][4].startswith("Not shown: fewer")


def test_a_job_that_was_given_up_can_be_asked_for_again(
    wave: OpenWave, sign_in: SignIn, settings: Settings, engines: Engines
) -> None:
    visitor = sign_in(Role.ADMINISTRATOR)
    address = f"/account/outlook/{wave.id}"
    visitor.get(address)
    visitor.post(address, {"response": "30"})
    taken_up(settings, engines)
    with engines.write() as session:
        job = session.query(Job).one()
        job.state, job.ended = JobState.FAILED, datetime(2027, 1, 15, tzinfo=UTC)
    assert "could not be worked out" in visitor.get(f"{address}?response=30").text
    assert "It waits for its turn." in visitor.post(address, {"response": "30"}).text


def test_the_list_leads_to_the_waves_that_come(wave: OpenWave, sign_in: SignIn) -> None:
    visitor = sign_in(Role.COORDINATOR, "Alpha")
    assert "/account/outlook/" in visitor.get("/account/").html
    page = visitor.get("/account/outlook/")
    assert re.search(rf'href="/account/outlook/{wave.id}"', page.html)
    wave.close()
    assert "No wave is planned or open" in visitor.get("/account/outlook/").text
    assert visitor.fetch(f"/account/outlook/{wave.id}").status_code == 404
    assert visitor.fetch("/account/outlook/99").status_code == 404
