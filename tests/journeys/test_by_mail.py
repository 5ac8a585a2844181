"""A wave by mail, whole: invited, reminded, answered, published, and told of the results."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from browsing import Visitor
from letters import TODAY, ask, work_off, workshop
from mailserver import Box, links_in, mail_server
from sqlalchemy import func, select
from voting import propose
from waves import open_wave, roster

from questionnaires.model import Questionnaire
from toolkit.config import Settings
from toolkit.models import Ballot, LooseLetter, MailedLetter, MailingKind, Published, StepName
from toolkit.planning import steps
from toolkit.processes import stepping
from toolkit.publications import published
from toolkit.storage.database import Engines

INVITED, ANSWERING = 24, 15


@pytest.fixture
def box() -> Iterator[Box]:
    with mail_server() as box:
        yield box


def the_link(box: Box, address: str, number: int, part: str) -> str:
    """The link in the so manieth letter to somebody, as a path."""
    message = box.to(address)[number]
    (link,) = (one for one in links_in(message) if part in one)
    return link.removeprefix("https://localhost")


def test_from_the_invitation_to_the_results(
    settings: Settings,
    engines: Engines,
    box: Box,
    new_visitor: Callable[[], Visitor],
    questionnaire: Questionnaire,
) -> None:
    people, module = roster(INVITED), questionnaire.modules[0]
    wave = open_wave(settings, engines, people)
    at = workshop(wave, box)
    assert ask(wave) == INVITED
    work_off(at)
    for _scan in range(2):  # a mail scanner opens everything before anybody reads it
        for one in people:
            new_visitor().fetch(the_link(box, one.person, 0, "/assessment/link/")).close()
    assert ask(wave, MailingKind.REMINDER, today=TODAY) == INVITED
    work_off(at)
    for place, one in enumerate(people[:ANSWERING]):
        visitor = new_visitor()
        visitor.get(the_link(box, one.person, place % 2, "/assessment/link/"))
        visitor.begin_invited()
        visitor.answer(module.id, {question.id: "3" for question in module.questions})
        visitor.submit()
    new_visitor().get(the_link(box, people[0].person, 1, "/assessment/link/"), status=410)  # used
    with engines.read() as session:
        assert session.scalar(select(func.count()).select_from(Ballot)) == ANSWERING
    today = datetime.now(UTC).date()
    for step in (StepName.CLOSE, StepName.APPROVE):
        with engines.write() as session:
            row = session.get(Published, wave.id)
            seen = row.sha256 if row else ""
            steps.ask(session, wave.id, step, actor="tests", seen=seen, tells=True)
        stepping.take(engines, replace(settings, mail=box.server()), wave.id, today)
        if step is StepName.CLOSE:
            propose(wave)
    work_off(at)
    with engines.read() as session:
        assert published(session, wave.id).node("system").respondents
        for table in (Ballot, MailedLetter, LooseLetter):
            assert session.scalar(select(func.count()).select_from(table)) == 0
    for one in people:
        page = new_visitor().get(the_link(box, one.person, 2, "/results/read/"))
        assert "Example agency" in page.text
    assert len(box.got) == 3 * INVITED
