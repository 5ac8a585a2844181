"""The pages on which an administrator plans, opens, extends, closes and approves a wave."""

import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from accounts import EMAIL, PASSWORD, People
from browsing import Visitor
from flask import Flask
from htmlpage import Page
from sqlalchemy import select
from voting import propose, vote
from voting import roster as places
from waves import PLAN, invite, open_wave, roster, tokens_of

from questionnaires.model import Questionnaire
from toolkit.config import Settings
from toolkit.models import Assurance, Audit, Ballot, Link, RosterRow, Wave, WaveState
from toolkit.processes.worker import Workshop
from toolkit.roles import Role
from toolkit.sealing.keyhalves import read_link_key
from toolkit.storage.database import Engines
from toolkit.waves import opening, service

HOME = "/account/waves"
TODAY = datetime.now(UTC).date()
TYPED = {
    "title": "Innovation survey",
    "perspective": "team",
    "eligible": "staff",
    "version": "1",
    "sponsor": "Amina Diallo, Deputy Executive Director",
    "decision": "Which two areas get an adviser",
    "first_day": str(TODAY),
    "last_day": str(TODAY + timedelta(days=20)),
    "results_by": str(TODAY + timedelta(days=60)),
    "mean_from": "12",
    "shares_from": "25",
    "protected": "10",
}


@pytest.fixture
def administrator(app: Flask, engines: Engines) -> Visitor:
    People(engines).add((Role.ADMINISTRATOR, ""))
    visitor = Visitor(app)
    visitor.get("/account/sign-in")
    visitor.post("/account/sign-in", {"email": EMAIL, "password": PASSWORD})
    return visitor


@pytest.fixture
def ready(settings: Settings, engines: Engines, tmp_path: Path) -> int:
    """A wave that lacks nothing but its checklist."""
    plan = replace(
        PLAN,
        first_day=TODAY,
        last_day=TODAY + timedelta(days=20),
        results_by=TODAY + timedelta(days=60),
    )
    with engines.write() as session:
        wave_id = service.create(session, plan).id
        service.make_key(session, wave_id, settings.keys, [tmp_path / "c.half"])
        invite(session, wave_id, settings.keys, roster())
        service.check_key(session, wave_id, settings.keys, [tmp_path / "c.half"])
    return wave_id


@pytest.fixture
def work(settings: Settings, engines: Engines) -> Callable[[], None]:
    """Let the job process do all that waits."""
    workshop = Workshop(settings, engines)

    def work() -> None:
        while (job_id := workshop.next_due()) is not None:
            workshop.perform(job_id)

    return work


def state(engines: Engines, wave_id: int) -> WaveState:
    with engines.read() as session:
        return session.get_one(Wave, wave_id).state


def logged(engines: Engines) -> list[tuple[str, str]]:
    with engines.read() as session:
        rows = session.execute(select(Audit.actor, Audit.action).order_by(Audit.id))
        return [(actor, action) for actor, action in rows if action.startswith("wave.")]


def send(visitor: Visitor, path: str, data: Mapping[str, Any] | None = None, **rest: Any) -> Page:
    """Send a form with a token that is fresh."""
    visitor.get("/account/")
    return visitor.post(path, data, **rest)


def tick(visitor: Visitor, wave_id: int) -> None:
    visitor.get(f"{HOME}/{wave_id}/")
    page = visitor.post(f"{HOME}/{wave_id}/checklist", {"checklist": [*map(str, Assurance)]})
    assert "The checklist is saved." in page.text


def test_a_wave_is_planned_and_changed(administrator: Visitor, engines: Engines) -> None:
    assert "No wave is planned yet." in administrator.get(f"{HOME}/").text
    administrator.get(f"{HOME}/new")
    page = send(administrator, f"{HOME}/new", TYPED)
    assert page.h1 == "Innovation survey"
    assert "nobody is on its roster" in page.text
    assert "toolkit wave key make 1" in page.text
    page = administrator.get(f"{HOME}/1/edit")
    seen = page.html.split('name="seen" value="')[1].split('"')[0]
    changed = TYPED | {"title": "Another title", "seen": seen}
    assert send(administrator, f"{HOME}/1/edit", changed).h1 == "Another title"
    administrator.get(f"{HOME}/1/edit")
    page = send(administrator, f"{HOME}/1/edit", changed | {"title": "Mine"}, status=409)
    assert "Somebody else changed this plan meanwhile." in page.text
    assert 'value="Mine"' in page.html
    with engines.read() as session:
        wave = session.get_one(Wave, 1)
        assert (wave.title, wave.mean_from, wave.perspective) == ("Another title", 12, "team")
    assert logged(engines) == [(EMAIL, "wave.planned"), (EMAIL, "wave.plan-changed")]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": " ", "sponsor": ""}, ["Enter a title", "Enter name and title"]),
        ({"title": "x" * 121}, ["Enter a title"]),
        ({"decision": "a\u200eb"}, ["Enter one sentence"]),
        ({"perspective": "boss", "version": "99"}, ["Choose what", "Choose a version"]),
        ({"eligible": ""}, ["Choose who is eligible."]),
        ({"first_day": "soon", "last_day": ""}, ["Enter the first day", "Enter the last day"]),
        ({"last_day": "2020-01-01"}, ["The last day is before the first day."]),
        ({"results_by": "2020-01-01"}, ["Results cannot be there before"]),
        ({"mean_from": "9"}, ["from 10 to 10000"]),
        ({"shares_from": "19", "protected": "x" * 50}, ["from 20 to 10000", "from 10 to 10000"]),
    ],
)
def test_everything_wrong_is_said_at_once_and_kept(
    administrator: Visitor, engines: Engines, typed: dict[str, str], said: list[str]
) -> None:
    administrator.get(f"{HOME}/new")
    page = send(administrator, f"{HOME}/new", TYPED | typed, status=422)
    for message in said:
        assert page.text.count(message) == 2, message  # in the summary, and beside its field
    kept = {**TYPED, **typed}
    for name in ("sponsor", "first_day", "mean_from", "last_day"):
        assert f'value="{kept[name]}"' in page.html or not kept[name]
    with engines.read() as session:
        assert service.every_wave(session) == []


def test_a_wave_opens_is_extended_and_closes(
    app: Flask,
    administrator: Visitor,
    engines: Engines,
    settings: Settings,
    ready: int,
    work: Callable[[], None],
) -> None:
    page = administrator.get(f"{HOME}/{ready}/")
    assert "not ticked on its checklist: staff council, data protection, ethics" in page.text
    assert f"{HOME}/{ready}/steps/open" not in page.links()
    assert administrator.get(f"{HOME}/{ready}/steps/open").h1 == PLAN.title  # sent back
    page = send(administrator, f"{HOME}/{ready}/steps/open", status=422)
    assert "not ticked on its checklist: staff council, data protection, ethics" in page.text
    tick(administrator, ready)
    page = administrator.get(f"{HOME}/{ready}/steps/open")
    assert "Everybody who has a link can answer" in page.text
    assert "It is being opened." in send(administrator, f"{HOME}/{ready}/steps/open").text
    assert state(engines, ready) is WaveState.PLANNED
    work()
    assert state(engines, ready) is WaveState.OPEN
    administrator.get(f"{HOME}/{ready}/")
    before, later = TODAY + timedelta(days=20), TODAY + timedelta(days=30)
    for typed in ("", "soon", str(TODAY), str(TODAY + timedelta(days=60))):
        page = send(administrator, f"{HOME}/{ready}/extend", {"until": typed}, status=422)
        assert "he new last day" in page.text
    page = send(administrator, f"{HOME}/{ready}/extend", {"until": str(later)})
    assert "It was extended once" in page.text
    with engines.write() as session:
        token = next(iter(tokens_of(session, ready, settings.keys).values()))
    invited = Visitor(app).get(f"/assessment/link/{token}")
    assert (
        f"{later.day} {later:%B %Y}, extended once from {before.day} {before:%B %Y}" in invited.text
    )
    page = send(
        administrator,
        f"{HOME}/{ready}/extend",
        {"until": str(later + timedelta(days=1))},
        status=422,
    )
    assert "already, and can be only once" in page.text
    administrator.get(f"{HOME}/{ready}/steps/close")
    send(administrator, f"{HOME}/{ready}/steps/close")
    work()
    page = administrator.get(f"{HOME}/{ready}/")
    assert f"toolkit publish {ready} --half FILE" in page.text
    with pytest.raises(Exception, match="key"):
        read_link_key(settings.keys, ready)
    by = [action for actor, action in logged(engines) if actor == EMAIL]
    assert by == [
        *["wave.assured"] * 5,
        *("wave.step-asked-for", "wave.opened", "wave.extended"),
        *("wave.step-asked-for", "wave.closed"),
    ]


def test_a_wave_closes_by_itself_at_the_end_of_its_last_day(
    administrator: Visitor,
    engines: Engines,
    settings: Settings,
    ready: int,
    work: Callable[[], None],
) -> None:
    tick(administrator, ready)
    send(administrator, f"{HOME}/{ready}/steps/open")
    work()
    with engines.write() as session:
        session.get_one(Wave, ready).last_day = TODAY
    Workshop(settings, engines).watch_dates()
    work()
    assert state(engines, ready) is WaveState.OPEN
    with engines.write() as session:
        wave = session.get_one(Wave, ready)
        wave.last_day, wave.extended_to = TODAY - timedelta(days=9), TODAY - timedelta(days=1)
    for _time in range(2):
        Workshop(settings, engines).watch_dates()
        work()
    assert state(engines, ready) is WaveState.CLOSED
    assert ("the last day is over", "wave.closed") in logged(engines)


def test_a_step_that_became_impossible_says_why_and_can_be_asked_for_again(
    administrator: Visitor, engines: Engines, ready: int, work: Callable[[], None]
) -> None:
    tick(administrator, ready)
    send(administrator, f"{HOME}/{ready}/steps/open")
    with engines.write() as session:
        session.get_one(Wave, ready).key_checked = False
    work()
    page = administrator.get(f"{HOME}/{ready}/")
    assert "It could not be opened." in page.text
    assert "its key has not been checked" in page.text
    with engines.write() as session:
        session.get_one(Wave, ready).key_checked = True
    send(administrator, f"{HOME}/{ready}/steps/open")
    work()
    assert state(engines, ready) is WaveState.OPEN


def test_what_somebody_else_ticked_meanwhile_stays(
    administrator: Visitor, engines: Engines, ready: int
) -> None:
    administrator.get(f"{HOME}/{ready}/")
    with engines.write() as session:
        opening.assure(session, ready, Assurance.ETHICS, actor="other@example.org")
    page = send(administrator, f"{HOME}/{ready}/checklist", {"checklist": "calendar"})
    assert "other@example.org" in page.text
    page = send(
        administrator,
        f"{HOME}/{ready}/checklist",
        {"shown": ["ethics", "calendar"], "checklist": "calendar"},
    )
    assert "other@example.org" not in page.text
    assert (EMAIL, "wave.assurance-taken-back") in logged(engines)


def test_waves_that_share_an_entity_lie_half_a_year_apart(
    engines: Engines, settings: Settings, ready: int
) -> None:
    with engines.write() as session:
        opening.assure_all(session, ready, actor="tests")
        service.open_wave(session, ready, settings.keys, today=TODAY, actor="tests")
        second = service.create(session, PLAN)
        invite(session, second.id, settings.keys, roster())
        (line,) = [
            said
            for one in opening.missing(session, second, TODAY)
            if "Example agency" in (said := str(one))
        ]
        assert line.startswith(
            f"Example agency: in wave {ready}, “{PLAN.title}”, too, which is open"
        )
        service.close_wave(session, ready, today=date(2026, 8, 31), actor="tests")
        for day, is_far in ((date(2027, 2, 28), False), (date(2027, 3, 1), True)):
            said = " ".join(map(str, opening.missing(session, second, day)))
            assert ("can open on 2027-03-01" in said) is not is_far
        third = service.create(session, PLAN)
        invite(session, third.id, settings.keys, roster(entity="Another agency"))
        assert "Example agency" not in " ".join(map(str, opening.missing(session, third, TODAY)))


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2026, 1, 31), date(2026, 7, 31)),
        (date(2026, 8, 31), date(2027, 3, 1)),
        (date(2026, 12, 5), date(2027, 6, 5)),
        (date(2026, 6, 30), date(2026, 12, 30)),
        (date(2027, 8, 29), date(2028, 2, 29)),
    ],
)
def test_half_a_year_after(day: date, later: date) -> None:
    assert opening.months_after(day, 6) == later


def test_groups_are_set_by_a_file(administrator: Visitor, ready: int) -> None:
    administrator.get(f"{HOME}/{ready}/")

    def sent(text: str, status: int) -> str:
        file = (io.BytesIO(text.encode()), "groups.csv")
        return send(
            administrator,
            f"{HOME}/{ready}/groups",
            {"sheet": file},
            status=status,
            content_type="multipart/form-data",
        ).text

    assert "line 2" in sent("entity,group\n,large\n", 422)
    page = sent("entity,group\nExample agency,large\n", 200)
    assert "large: 1 entity, not shown: fewer than six of them stand alone" in page


@pytest.fixture
def proposed(settings: Settings, engines: Engines, questionnaire: Questionnaire) -> int:
    wave = open_wave(settings, engines, places({("Alpha", ""): 40, ("Few", ""): 12}))
    vote(wave, questionnaire, 30)
    wave.close()
    propose(wave)
    return wave.id


def test_a_proposal_is_approved_and_says_what_was_destroyed(
    administrator: Visitor, engines: Engines, proposed: int, work: Callable[[], None]
) -> None:
    page = administrator.get(f"{HOME}/{proposed}/")
    assert "rests on at least 10 people" in page.text
    assert "groups are shown" in page.text
    page = administrator.get(f"{HOME}/{proposed}/steps/approve")
    seen = page.html.split('name="seen" value="')[1].split('"')[0]
    send(administrator, f"{HOME}/{proposed}/steps/approve", {"seen": "0" * 64})
    work()
    page = administrator.get(f"{HOME}/{proposed}/")
    assert "there is another proposal now" in page.text
    page = send(administrator, f"{HOME}/{proposed}/steps/approve", {"seen": seen})
    assert "It is being approved and destroyed." in page.text
    work()
    page = administrator.get(f"{HOME}/{proposed}/")
    assert "the server's half of the key: done." in page.text
    with engines.read() as session:
        assert not [*session.scalars(select(Ballot.id)), *session.scalars(select(Link.id))]
        assert not [*session.scalars(select(RosterRow.id))]
    assert (EMAIL, "wave.published") in logged(engines)


def test_a_proposal_is_dropped(
    administrator: Visitor, engines: Engines, proposed: int, work: Callable[[], None]
) -> None:
    page = administrator.get(f"{HOME}/{proposed}/steps/discard")
    seen = page.html.split('name="seen" value="')[1].split('"')[0]
    send(administrator, f"{HOME}/{proposed}/steps/discard", {"seen": seen})
    work()
    assert state(engines, proposed) is WaveState.CLOSED
    assert "It takes both halves of the key" in administrator.get(f"{HOME}/{proposed}/").text
