"""The whole story in a real browser: first sign-in, a tool, a version, a wave of two hundred."""

import re
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from http import HTTPStatus
from pathlib import Path

import pytest
from administering import Administrator
from crowd import answer_at_once
from mailserver import Box, mail_server, text_of
from playwright.sync_api import Browser
from running import running
from staff import PATIENCE, Colleague
from walking import Walk

from questionnaires.model import Questionnaire

pytestmark = pytest.mark.server

ENTITY = "Example Agency"
PEOPLE = 200
ANSWERING = 120
AT_ONCE = 20
NewColleague = Callable[[str], Colleague]


@pytest.fixture
def box() -> Iterator[Box]:
    with mail_server() as box:
        yield box


@pytest.fixture
def environ(tmp_path: Path, box: Box) -> dict[str, str]:
    return {
        **box.environ(),
        "TOOLKIT_INSTANCE": str(tmp_path / "instance"),
        "TOOLKIT_CONTACT": "innovation@example.org",
        "TOOLKIT_WORKERS": "2",
    }


@pytest.fixture
def url(environ: dict[str, str]) -> Iterator[str]:
    with running(environ) as server:
        environ["TOOLKIT_PUBLIC_URL"] = server.address
        yield server.address


@pytest.fixture
def shell(environ: dict[str, str], url: str) -> Administrator:  # noqa: ARG001 - it serves
    return Administrator(environ)


@pytest.fixture
def new_colleague(browser: Browser, url: str) -> Iterator[NewColleague]:
    contexts = []

    def make(email: str) -> Colleague:
        contexts.append(browser.new_context())
        return Colleague(contexts[-1].new_page(), url, email)

    yield make
    for context in contexts:
        context.close()


def test_from_the_first_sign_in_to_the_results(
    shell: Administrator,
    new_colleague: NewColleague,
    box: Box,
    questionnaire: Questionnaire,
    tmp_path: Path,
) -> None:
    admin = first_administrator(shell, new_colleague)
    curator = invited(admin, new_colleague, box, "curator@example.org", "Curator")
    reviewer = invited(admin, new_colleague, box, "reviewer@example.org", "Reviewer")
    coordinator = invited(admin, new_colleague, box, "focal@example.org", "Coordinator", ENTITY)

    publish_tool(curator, reviewer)
    release_version(curator, reviewer)
    wave, custodian = plan_wave(admin), tmp_path / "custodian.half"
    import_people(coordinator, admin, sheet(tmp_path / "people.csv"))
    open_wave(admin, shell, wave, custodian)

    links = send_letters(coordinator, box, "invitation", sent=1)
    scan(links)
    answer_in_a_browser(new_colleague("person-0@example.org"), questionnaire, links[0])
    answer(admin.url, questionnaire, links[1:ANSWERING])
    assert send_letters(coordinator, box, "reminder", sent=2) == links

    close_wave(admin, wave)
    shell.runs("publish", wave_id(wave), "--half", custodian)
    approve(admin, wave)
    read_results(new_colleague("person-1@example.org"), box, links[1])


def sheet(path: Path) -> Path:
    """A list of two hundred people, as an office exports it."""
    lines = [f"Person {number};{address_of(number)}" for number in range(PEOPLE)]
    path.write_text("\n".join(["person;mail", *lines]), encoding="utf-8-sig")
    return path


def first_administrator(shell: Administrator, new_colleague: NewColleague) -> Colleague:
    said = shell.runs("users", "invite", "admin@example.org", "administrator").output
    admin = new_colleague("admin@example.org")
    admin.accept(said.splitlines()[0])
    admin.add_app()
    admin.press("I have kept them")
    return admin


def invited(
    admin: Colleague,
    new_colleague: NewColleague,
    box: Box,
    email: str,
    role: str,
    entity: str = "",
) -> Colleague:
    """Invite somebody by mail, who sets a password with the link in the letter."""
    admin.go("/account/people/")
    admin.press("Invite somebody")
    admin.fill({"Email address": email, "Entity": entity})
    admin.choose("Role", role)
    admin.press("Send the invitation by mail")
    colleague = new_colleague(email)
    colleague.accept(one_link(box.to(email)[0]))
    return colleague


def publish_tool(curator: Colleague, reviewer: Colleague) -> None:
    curator.go("/account/curate/tools/from-pilot-to-scale")
    curator.fill({"Id of the new tool": "pilot-sunset", "Name of the new tool": "End a pilot well"})
    curator.press("Duplicate")
    curator.press("Save and hand in")
    curator.fill({"What changed, and why": "Ending well is asked for, and had no tool."})
    curator.press("Hand in")
    reviewer.go("/account/curate/")
    reviewer.press("End a pilot well, version 1")
    reviewer.press("Publish")
    reviewer.go("/tools/pilot-sunset")
    assert "End a pilot well" in reviewer.reads()


def release_version(curator: Colleague, reviewer: Colleague) -> None:
    """Say one question's help in other words, and have it released as version 2."""
    curator.go("/account/curate/questionnaires/")
    curator.press(re.compile("Write a new version"))
    text = curator.page.get_by_label("Or write here").input_value()
    assert "wants to halve the time" in text
    changed = text.replace("wants to halve the time", "wants to halve the days")
    curator.fill({"Or write here": changed})
    curator.press("Save")
    curator.press("What changed")
    curator.fill({"What changed, and why": "Staff count days, not time."})
    curator.press("Hand in")
    reviewer.go("/account/curate/")
    reviewer.press("Questionnaire space, version 2")
    assert "27 of 27 questions are comparable" in reviewer.reads()
    reviewer.press("Release")


def plan_wave(admin: Colleague) -> str:
    """Plan a wave of the new version; the address of its page."""
    today = datetime.now(UTC).date()
    admin.go("/account/waves/")
    admin.press("Plan a wave")
    admin.page.get_by_label("Staff and other personnel").check()
    admin.fill(
        {
            "Title": "Innovation survey",
            "Who asks": "Amina Diallo, Deputy Executive Director",
            "What will be decided with the results": "Which two areas get an adviser",
            "First day": f"{today}",
            "Last day": f"{today + timedelta(days=14)}",
            "Day of the results": f"{today + timedelta(days=28)}",
        }
    )
    admin.press("Save the plan")
    assert "Version 2" in admin.reads()  # the newest, where nothing else was chosen
    return admin.page.url.removeprefix(admin.url).partition("?")[0]


def import_people(coordinator: Colleague, admin: Colleague, people: Path) -> None:
    """Import two hundred people, and confirm them by two people."""
    coordinator.go("/account/")
    coordinator.press("Who is invited")
    coordinator.press(ENTITY)
    coordinator.upload("List as CSV", people)
    coordinator.press("Import")
    coordinator.press("Confirm this list")
    admin.go("/account/")
    admin.press("Who is invited")
    admin.press("All entities")
    admin.press("Confirm the whole list")


def open_wave(admin: Colleague, shell: Administrator, wave: str, custodian: Path) -> None:
    """Make the key with its custodian, stand for the checklist, and open the wave."""
    shell.runs("wave", "key", "make", wave_id(wave), custodian)
    shell.runs("wave", "key", "check", wave_id(wave), custodian)
    admin.go(wave)
    for box in admin.page.locator("input[name=checklist]").all():
        box.check()
    admin.press("Save the checklist")
    admin.press("Open this wave")
    admin.press("Open this wave")
    admin.waits_for("Open. People answer now")


def send_letters(coordinator: Colleague, box: Box, letter: str, sent: int) -> list[str]:
    """Send everybody a letter, the so manieth, after a look at it; the link that each got."""
    coordinator.go("/account/")
    coordinator.press("Who is invited")
    coordinator.press(re.compile("what is to be done"))
    coordinator.press("Send invitations and reminders, and see how far they are")
    coordinator.press(f"See the {letter} and send it")
    coordinator.press(f"Send {PEOPLE} letters")
    everybody = [address_of(number) for number in range(PEOPLE)]
    until(lambda: all(len(box.to(address)) == sent for address in everybody))
    return [one_link(box.to(address)[-1]) for address in everybody]


def scan(links: list[str]) -> None:
    """Open every link, as what guards a mailbox does before its owner."""
    for link in links:
        with urllib.request.urlopen(link) as page:  # noqa: S310 - our own server
            assert page.status == HTTPStatus.OK


def answer_in_a_browser(person: Colleague, questionnaire: Questionnaire, link: str) -> None:
    walk = Walk(person.page, person.url, questionnaire)
    walk.begin(token_in(link))
    walk.keep_code()
    walk.answer_modules()
    walk.answer_rest()
    walk.press("Submit and see my result")
    assert "Your result" in person.reads()


def answer(url: str, questionnaire: Questionnaire, links: list[str]) -> None:
    for start in range(0, len(links), AT_ONCE):
        some = [token_in(link) for link in links[start : start + AT_ONCE]]
        outcomes = answer_at_once(url, questionnaire, some)
        assert all(outcome.kept == outcome.given for outcome in outcomes)


def close_wave(admin: Colleague, wave: str) -> None:
    admin.go(wave)
    admin.press("Close this wave")
    admin.press("Close this wave")
    admin.waits_for("Make the figures")


def approve(admin: Colleague, wave: str) -> None:
    admin.go(wave)
    admin.press("Approve this proposal")
    admin.press("Approve this proposal")
    admin.waits_for("Read the results")


def read_results(person: Colleague, box: Box, link: str) -> None:
    """Follow the letter to the results; the link by which the person answered opens nothing."""
    until(lambda: any("results are there" in str(one["Subject"]) for one in box.to(person.email)))
    person.page.goto(one_link(box.to(person.email)[-1]))
    assert f"What staff of {ENTITY} see" in person.reads()
    assert "100 to 199 people" in person.reads()
    spent = person.page.goto(link)
    assert spent is not None
    assert spent.status == HTTPStatus.NOT_FOUND


def one_link(letter: EmailMessage) -> str:
    """The link that a letter was sent for, which stands on a line of its own."""
    (link,) = (line for line in text_of(letter).splitlines() if line.startswith("http"))
    return link


def token_in(link: str) -> str:
    return link.rpartition("/")[2]


def address_of(number: int) -> str:
    return f"person-{number}@example.org"


def until(what: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def wave_id(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]
