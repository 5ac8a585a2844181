"""Letters that hang on no roster: results are there, and news for those who look after a wave."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from accounts import People
from administering import Administrator
from letters import ask, states, work_off, workshop
from mailserver import Box, links_in, text_of
from sqlalchemy import func, select
from voting import propose, roster, vote
from waves import OpenWave, open_wave

from questionnaires.model import Questionnaire
from toolkit.config import Settings
from toolkit.letters import loose
from toolkit.models import (
    LooseLetter,
    Mailing,
    MailingKind,
    Published,
    RosterRow,
    StepName,
    Wave,
    WaveState,
)
from toolkit.planning import steps
from toolkit.processes import stepping
from toolkit.reading import reading_token
from toolkit.roles import Role
from toolkit.storage.database import Engines
from toolkit.waves.roster import Invited

PEOPLE = [
    *(Invited(f"alpha-{n}@example.org", "Alpha") for n in range(30)),
    *(Invited(f"bravo-{n}@example.org", "Bravo") for n in range(30)),
    *(Invited(f"Silent {n}", "Bravo") for n in range(3)),
    *(Invited(f"tiny-{n}@example.org", "Tiny") for n in range(6)),  # counted with other entities
    *(Invited(f"small-{n}@example.org", "Small") for n in range(6)),
]
MAILED = 72


@pytest.fixture
def proposed(settings: Settings, engines: Engines, questionnaire: Questionnaire) -> OpenWave:
    wave = open_wave(settings, engines, PEOPLE)
    vote(wave, questionnaire, 30)
    ask(wave)
    wave.close()
    propose(wave)
    return wave


def approve(wave: OpenWave, box: Box | None, *, tells: bool) -> None:
    settings = replace(wave.settings, mail=box.server() if box else None)
    with wave.engines.write() as session:
        seen = session.get_one(Published, wave.id).sha256
        steps.ask(session, wave.id, StepName.APPROVE, actor="tests", seen=seen, tells=tells)
    stepping.take(wave.engines, settings, wave.id, datetime.now(UTC).date())
    with wave.engines.read() as session:
        assert session.get_one(Wave, wave.id).state is WaveState.PUBLISHED


def kept(engines: Engines) -> int:
    with engines.read() as session:
        return session.scalar(select(func.count()).select_from(LooseLetter)) or 0


def test_everybody_gets_the_link_to_the_results_of_the_own_entity_and_nothing_is_kept(
    proposed: OpenWave, box: Box
) -> None:
    approve(proposed, box, tells=True)
    with proposed.engines.read() as session:
        assert session.scalars(select(RosterRow.id)).all() == []
        rows = session.execute(select(LooseLetter.__table__).order_by(LooseLetter.id)).all()
    assert states(proposed.engines) == {}
    assert len(rows) == MAILED
    assert [row.mail for row in rows] != [one.person for one in PEOPLE if "@" in one.person]
    assert set(rows[0]._fields) == {"id", "mailing_id", "mail", "entity", "attempts"}
    work_off(workshop(proposed, box))
    assert kept(proposed.engines) == 0
    for address, entity in (
        ("alpha-1@example.org", "Alpha"),
        ("tiny-1@example.org", "Other entities"),
    ):
        (message,) = box.to(address)
        token = reading_token(proposed.settings.secret_key, proposed.id, entity)
        assert f"{proposed.settings.public_url}/results/read/{token}" in links_in(message)
        assert "/assessment/" not in text_of(message)
        assert message["Subject"].endswith("the results are there")
    assert sorted(box.addresses()) == sorted({one.person for one in PEOPLE if "@" in one.person})


@pytest.mark.parametrize(("has_server", "tells"), [(True, False), (False, True)])
def test_nothing_is_put_aside_unless_it_was_asked_for_and_can_be_sent(
    proposed: OpenWave, box: Box, *, has_server: bool, tells: bool
) -> None:
    approve(proposed, box if has_server else None, tells=tells)
    work_off(workshop(proposed, box))
    assert kept(proposed.engines) == 0
    assert box.got == []


def test_an_address_that_cannot_be_reached_goes_with_the_last_attempt(
    proposed: OpenWave, box: Box
) -> None:
    said = {"alpha-1@example.org": "550 gone", "alpha-2@example.org": "452 full"}
    box.says = lambda address, _time: said.get(address, "")
    approve(proposed, box, tells=True)
    work_off(workshop(proposed, box))
    assert kept(proposed.engines) == 0
    with proposed.engines.read() as session:
        found = select(Mailing).where(Mailing.kind == MailingKind.RESULTS)
        mailing = session.scalars(found).one()
        assert (mailing.sent, mailing.failed) == (MAILED - 2, 2)


def test_for_more_than_two_weeks_no_address_is_kept_whatever_happened(
    proposed: OpenWave, box: Box
) -> None:
    approve(proposed, box, tells=True)
    with proposed.engines.read() as session:
        asked = session.scalars(
            select(Mailing.asked_on).where(Mailing.kind == MailingKind.RESULTS)
        ).one()
    for days, left in ((loose.DAYS_KEPT - 1, MAILED), (loose.DAYS_KEPT, 0)):
        with proposed.engines.write() as session:
            loose.expire(session, asked + timedelta(days=days))
        assert kept(proposed.engines) == left
    work_off(workshop(proposed, box))
    assert box.got == []


def test_a_publication_that_is_withdrawn_is_announced_to_nobody(
    proposed: OpenWave, box: Box
) -> None:
    approve(proposed, box, tells=True)
    with proposed.engines.write() as session:
        session.get_one(Wave, proposed.id).state = WaveState.WITHDRAWN
    work_off(workshop(proposed, box))
    assert (box.got, kept(proposed.engines)) == ([], 0)


def test_those_who_look_after_a_wave_are_told_that_it_closed(
    settings: Settings, engines: Engines, box: Box
) -> None:
    wave = open_wave(settings, engines, roster({("Alpha", ""): 12}))
    people = People(engines)
    people.add((Role.ADMINISTRATOR, ""), (Role.COORDINATOR, "Alpha"), email="boss@example.org")
    people.add((Role.COORDINATOR, "Alpha"), email="alpha@example.org")
    people.add((Role.COORDINATOR, "Elsewhere"), email="elsewhere@example.org")
    people.add((Role.CURATOR, ""), email="curator@example.org")
    with engines.write() as session:
        steps.ask(session, wave.id, StepName.CLOSE, actor=steps.LAST_DAY)
    stepping.take(engines, replace(settings, mail=box.server()), wave.id, date(2026, 12, 20))
    work_off(workshop(wave, box))
    assert sorted(box.addresses()) == ["alpha@example.org", "boss@example.org"]
    (message,) = box.to("boss@example.org")
    assert message["Subject"] == "Innovation survey 2026 is closed"


def test_the_command_line_sends_the_same_letters_as_pages(
    settings: Settings, engines: Engines, questionnaire: Questionnaire, box: Box
) -> None:
    shell = Administrator(
        {
            **box.environ(),
            "TOOLKIT_INSTANCE": str(settings.instance),
            "TOOLKIT_DATABASE_URL": settings.database_url,
            "TOOLKIT_KEYS": str(settings.keys),
            "TOOLKIT_SECRET_KEY": settings.secret_key,
        }
    )
    wave = open_wave(settings, engines, PEOPLE)
    People(engines).add((Role.ADMINISTRATOR, ""), email="boss@example.org")
    last_day = datetime.now(UTC).date() + timedelta(days=5)
    with engines.write() as session:
        found = session.get_one(Wave, wave.id)
        found.state, found.opened_on = WaveState.PLANNED, None
        found.last_day, found.results_by = last_day, last_day + timedelta(days=30)
    shell.runs("wave", "open", wave.id, "--checked")
    shell.runs("wave", "extend", wave.id, "--until", last_day + timedelta(days=5))
    vote(wave, questionnaire, 30)
    shell.runs("wave", "close", wave.id)
    shell.runs("wave", "close", wave.id)  # again, as after an interruption: nobody is told twice
    propose(wave)
    shell.runs("approve", wave.id, "--yes")
    work_off(workshop(wave, box))
    told = [message["Subject"] for message in box.to("boss@example.org")]
    subjects = sorted(one.partition("survey 2026 ")[2] for one in told)
    assert subjects == ["has a later last day", "is closed", "is open"]
    (message,) = box.to("alpha-1@example.org")
    assert message["Subject"].endswith("the results are there")


def test_an_approval_that_is_to_tell_nobody_does_not(proposed: OpenWave, box: Box) -> None:
    environ = {
        **box.environ(),
        "TOOLKIT_INSTANCE": str(proposed.settings.instance),
        "TOOLKIT_DATABASE_URL": proposed.settings.database_url,
        "TOOLKIT_KEYS": str(proposed.settings.keys),
    }
    Administrator(environ).runs("approve", proposed.id, "--yes", "--no-tell")
    assert kept(proposed.engines) == 0


def test_nobody_is_told_of_a_wave_whose_people_are_invented(proposed: OpenWave, box: Box) -> None:
    People(proposed.engines).add((Role.ADMINISTRATOR, ""), email="boss@example.org")
    with proposed.engines.write() as session:
        session.get_one(Wave, proposed.id).is_demonstration = True
    approve(proposed, box, tells=True)
    work_off(workshop(proposed, box))
    assert box.got == []
