"""The whole story in a real browser: first sign-in, a tool, a version, a wave of two hundred."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from administering import Administrator
from playwright.sync_api import Browser
from running import running
from staff import Colleague

pytestmark = pytest.mark.server

ENTITY = "Example Agency"
PEOPLE = 200
NewColleague = Callable[[str], Colleague]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {
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
    shell: Administrator, new_colleague: NewColleague, tmp_path: Path
) -> None:
    admin = first_administrator(shell, new_colleague)
    curator = invited(admin, new_colleague, "curator@example.org", "Curator")
    reviewer = invited(admin, new_colleague, "reviewer@example.org", "Reviewer")
    coordinator = invited(admin, new_colleague, "focal@example.org", "Coordinator", ENTITY)

    publish_tool(curator, reviewer)
    release_version(curator, reviewer)
    wave = plan_wave(admin)
    import_people(coordinator, admin, sheet(tmp_path / "people.csv"))
    open_wave(admin, shell, wave, tmp_path / "custodian.half")


def sheet(path: Path) -> Path:
    """A list of two hundred people, as an office exports it."""
    lines = [f"Person {number};person-{number}@example.org" for number in range(PEOPLE)]
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
    admin: Colleague, new_colleague: NewColleague, email: str, role: str, entity: str = ""
) -> Colleague:
    admin.go("/account/people/")
    admin.press("Invite somebody")
    admin.fill({"Email address": email, "Entity": entity})
    admin.choose("Role", role)
    admin.press("Make the invitation")
    colleague = new_colleague(email)
    colleague.accept(admin.page.get_by_label("Link", exact=True).input_value())
    return colleague


def publish_tool(curator: Colleague, reviewer: Colleague) -> None:
    curator.go("/account/curate/tools/from-pilot-to-scale")
    curator.fill({"Id of the new tool": "pilot-sunset", "Name of the new tool": "End a pilot well"})
    curator.press("Duplicate")
    curator.press("Save and hand in")
    curator.fill({"What changed, and why": "Ending well is asked for, and had no tool."})
    curator.press("Hand in")
    reviewer.go("/account/curate/")
    reviewer.press("pilot-sunset, version 1")
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
    reviewer.press("space, version 2")
    assert "27 of 27 questions are comparable" in reviewer.reads()
    reviewer.press("Release")


def plan_wave(admin: Colleague) -> str:
    """Plan a wave of the new version; the address of its page."""
    today = datetime.now(UTC).date()
    admin.go("/account/waves/")
    admin.press("Plan a wave")
    admin.choose("Questionnaire", "Version 2")
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


def wave_id(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]
