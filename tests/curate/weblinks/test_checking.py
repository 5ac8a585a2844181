"""The job: what it learns, what it does not, and what a day or a week later is asked for."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
import sites
from certificates import make_certificate
from desk import AMINA, BRUNO, Clerk, said
from sqlalchemy import select

from toolkit.config import Settings
from toolkit.curate.weblinks import checking, store
from toolkit.curate.weblinks.store import Errand, LinkFacts
from toolkit.curate.weblinks.visiting import Finding, Visitor
from toolkit.models import Audit, Job, JobName, JobState, LinkFault, LinkState, WebLink
from toolkit.processes.worker import Workshop
from toolkit.roles import Role
from toolkit.storage.database import Engines

NewClerk = Callable[..., Clerk]
MONDAY = date(2026, 11, 2)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
TOOL = "embrace-failures"
PATH = f"/tools/{TOOL}"
WORKS, GONE = Finding(LinkState.WORKS), Finding(LinkState.GONE)
SILENT = Finding(LinkState.NO_ANSWER, LinkFault.NAME)


def all_on(day: date) -> Errand:
    return Errand("all", day.isoformat())


def check(
    engines: Engines,
    errand: Errand,
    day: date,
    told: Mapping[str, Finding] | None = None,
    otherwise: Finding = WORKS,
) -> list[str]:
    """Let the job find what it is told; return what it visited."""
    visited: list[str] = []

    def visit(address: str) -> Finding:
        visited.append(address)
        return (told or {}).get(address, otherwise)

    checking.check(engines, errand.subject, visit, lambda *_: None, today=day)
    return visited


def known(engines: Engines) -> dict[str, tuple[LinkState, date | None]]:
    with engines.read() as session:
        found = select(WebLink.address, WebLink.state, WebLink.checked)
        return {address: (state, day) for address, state, day in session.execute(found)}


def of_tool(engines: Engines, tool_id: str = TOOL) -> list[LinkFacts]:
    with engines.read() as session:
        return store.of_tool(session, tool_id)


def wanted(engines: Engines, day: date) -> Errand | None:
    with engines.read() as session:
        return store.wanted(session, day)


def asked(engines: Engines) -> list[str]:
    with engines.read() as session:
        found = select(Job.subject).where(Job.name == JobName.LINKS).order_by(Job.id)
        return list(session.scalars(found))


def test_every_link_is_visited_once_and_its_day_is_kept(engines: Engines) -> None:
    visited = check(engines, all_on(MONDAY), MONDAY)
    assert len(visited) == len(set(visited)) > 100
    assert known(engines) == dict.fromkeys(visited, (LinkState.WORKS, MONDAY))
    assert all(one.state is LinkState.WORKS for one in of_tool(engines))
    assert check(engines, all_on(MONDAY), MONDAY) == []


def test_a_link_is_broken_only_after_two_days_and_no_longer_once_it_works(
    engines: Engines,
) -> None:
    first, *_others = [one.address for one in of_tool(engines)]
    check(engines, all_on(MONDAY), MONDAY, {first: GONE})
    check(engines, Errand("tool", TOOL), MONDAY, {first: SILENT})
    (link,) = [one for one in of_tool(engines) if one.failing_since]
    assert (link.address, link.is_broken, link.fault) == (first, False, LinkFault.NAME)
    assert wanted(engines, MONDAY) is None
    again = wanted(engines, MONDAY + DAY)
    assert again == Errand("failed", "2026-11-03")
    assert check(engines, again, MONDAY + DAY, {first: GONE}) == [first]
    (link,) = [one for one in of_tool(engines) if one.is_broken]
    assert (link.address, link.failing_since, link.checked) == (first, MONDAY, MONDAY + DAY)
    assert wanted(engines, MONDAY + 2 * DAY) is None
    check(engines, Errand("tool", TOOL), MONDAY + 2 * DAY)
    assert not any(one.failing_since for one in of_tool(engines))


def test_where_nothing_answers_nothing_is_learnt(engines: Engines) -> None:
    check(engines, all_on(MONDAY), MONDAY, otherwise=SILENT)
    with engines.read() as session:
        assert store.last_round(session) == store.RoundFacts(MONDAY, found_web=False)
    assert set(known(engines).values()) == {(LinkState.UNCHECKED, None)}
    check(engines, all_on(MONDAY + DAY), MONDAY + DAY)
    before = of_tool(engines)
    check(engines, all_on(MONDAY + WEEK + DAY), MONDAY + WEEK + DAY, otherwise=SILENT)
    assert of_tool(engines) == before


def test_a_tool_with_one_dead_link_does_not_mean_that_there_is_no_web(engines: Engines) -> None:
    check(engines, all_on(MONDAY), MONDAY)
    dead = {one.address: SILENT for one in of_tool(engines)}
    visited = check(engines, Errand("tool", TOOL), MONDAY + DAY, dead)
    assert len(visited) == len(dead) + 1  # of those that worked, the first one answers
    assert all(one.failing_since == MONDAY + DAY for one in of_tool(engines))


def test_a_long_check_lets_other_jobs_pass_and_goes_on(
    engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    errand, clock = all_on(MONDAY), [0.0]
    monkeypatch.setattr(checking, "monotonic", lambda: clock[0])
    seen: list[str] = []

    def visit(address: str) -> Finding:
        seen.append(address)
        clock[0] += 3
        return WORKS

    checking.check(engines, errand.subject, visit, lambda *_: None, today=MONDAY)
    assert 20 <= len(seen) < 20 + checking.AT_ONCE
    assert asked(engines) == [errand.subject]
    rest = check(engines, errand, MONDAY)
    assert not set(rest) & set(seen)
    assert len(rest) + len(seen) == len(known(engines))
    assert asked(engines) == [errand.subject]


def test_nothing_is_visited_by_itself_before_a_curator_asked(
    settings: Settings, engines: Engines
) -> None:
    workshop = Workshop(settings, engines)
    workshop.watch_dates()
    assert asked(engines) == []
    check(engines, all_on(MONDAY), MONDAY)
    for _hour in range(2):
        workshop.watch_dates()
    (subject,) = asked(engines)
    assert subject.startswith("all ")


@pytest.mark.parametrize(
    ("days", "expected"), [(1, None), (6, None), (7, "all 2026-11-09"), (40, "all 2026-12-12")]
)
def test_all_are_visited_again_every_week(
    engines: Engines, days: int, expected: str | None
) -> None:
    check(engines, all_on(MONDAY), MONDAY)
    errand = wanted(engines, MONDAY + days * DAY)
    assert (errand.subject if errand else None) == expected


def test_without_a_web_it_is_not_tried_every_hour(engines: Engines) -> None:
    check(engines, all_on(MONDAY), MONDAY, otherwise=SILENT)
    assert wanted(engines, MONDAY) is None
    assert wanted(engines, MONDAY + DAY) is None
    assert wanted(engines, MONDAY + WEEK) == all_on(MONDAY + WEEK)


# --- at the desk


def test_before_the_first_visit_the_page_says_so_and_asks(
    clerk: NewClerk, engines: Engines
) -> None:
    amina, carla = clerk(), clerk("carla@example.org", Role.REVIEWER)
    page = said(amina.opens("/links"))
    assert "No link has been visited yet" in page
    assert "None needs a look" not in page
    assert "Visit all links now" not in said(carla.opens("/links"))
    carla.sends("/links", status=403)
    for _click in range(2):
        amina.opens("/links")
        amina.sends("/links")
        assert "A visit is asked for" in said(amina.page)
    assert len(asked(engines)) == 1
    with engines.read() as session:
        found = select(Audit.actor, Audit.subject)
        log = session.execute(found.where(Audit.action == "content.links-asked-for")).all()
    assert set(log) == {(AMINA, asked(engines)[0])}
    with engines.write() as session:
        job = session.query(Job).one()
        job.state, job.done, job.total = JobState.RUNNING, 7, 124
    assert "Links are being visited: 7 of 124." in said(amina.opens("/links"))


def test_what_needs_a_look_stands_under_what_is_amiss(clerk: NewClerk, engines: Engines) -> None:
    one, two, three, *_ = [link.address for link in of_tool(engines)]
    told = {
        one: GONE,
        two: Finding(LinkState.MOVED, moved_to="https://new.example.org/<x>"),
        three: Finding(LinkState.CLOSED),
    }
    check(engines, all_on(MONDAY), MONDAY, told)
    amina = clerk()
    page = said(amina.opens("/links"))
    assert "Failed once" in page
    assert "Broken" not in page
    check(engines, Errand("failed", "2026-11-03"), MONDAY + DAY, told)
    page = said(amina.opens("/links"))
    for words in (
        "Broken",
        one,
        "The site says that there is no such page",
        "3 November 2026",
        "https://new.example.org/<x>",
        "Only a person can look",
        "Moved",
    ):
        assert words in page
    assert "Failed once" not in page
    assert "1 was broken when last visited" in said(amina.opens("/"))
    page = said(amina.opens(f"{PATH}/links"))
    assert "Has moved for good" in page
    assert "Works" in page


def test_a_link_that_was_mended_is_on_no_list(clerk: NewClerk, engines: Engines) -> None:
    one, *_ = [link.address for link in of_tool(engines)]
    for day in (MONDAY, MONDAY + DAY):
        check(engines, all_on(day), day, {one: GONE})
    amina, bruno = clerk(), clerk(BRUNO)
    assert one in said(amina.opens("/links"))
    amina.opens(PATH)
    amina.sends(f"{PATH}/versions/1/again")
    mended = {
        name: value.replace(one, "https://mended.example.org/")
        for name, value in amina.typed().items()
    }
    amina.visitor.post(amina.path, mended)
    assert one in said(amina.opens("/links"))  # respondents still see it
    assert "Not visited yet" in said(amina.opens(f"{PATH}/links"))
    amina.opens(f"{PATH}/versions/2/")
    amina.sends(f"{PATH}/versions/2/hand-in", note="A new address", kind="wording")
    assert one not in said(bruno.opens("/links"))


def test_without_a_web_the_page_says_that_nothing_is_known(
    clerk: NewClerk, engines: Engines
) -> None:
    check(engines, all_on(MONDAY), MONDAY, otherwise=SILENT)
    amina = clerk()
    for path in ("/links", f"{PATH}/links"):
        page = said(amina.opens(path))
        assert "This site cannot reach the web" in page
        assert "2 November 2026" in page
        assert "Broken" not in page


def test_one_tools_links_are_visited_at_a_curators_wish(
    clerk: NewClerk, engines: Engines, tmp_path: Path
) -> None:
    """From the page to a site of the web and back."""
    amina = clerk()
    amina.opens(PATH)
    amina.sends(f"{PATH}/versions/1/again")
    certificate = make_certificate(tmp_path, "site.example.org")
    with sites.site({"/here": sites.says(200)}, certificate.of_server()) as site:
        address = site.address("/here", scheme="https")
        amina.saves(sections__references=f"- [Here]({address})\n- [Not]({address}-not)")
        amina.opens(f"{PATH}/links")
        amina.sends(f"{PATH}/links")
        (subject,) = asked(engines)
        visitor = Visitor(sites.network(authorities=certificate.of_believer()), "test", pause=0)
        checking.check(engines, subject, visitor.visit, lambda *_: None, today=MONDAY)
    found = {link.address: link.state for link in of_tool(engines)}
    assert found[address] is LinkState.WORKS
    assert found[f"{address}-not"] is LinkState.GONE
    amina.opens("/tools/no-such-tool/links", status=404)
    amina.sends("/tools/no-such-tool/links", status=404)
