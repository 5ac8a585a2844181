"""Asking for reports: made once by a job, for all who may read the page, and for nobody else."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from browsing import BASE_URL, Visitor
from sqlalchemy import select
from voting import ACTOR, Voting
from waves import OpenWave

from toolkit import jobs
from toolkit.insights.reports import making
from toolkit.models import Job, JobName, JobState, Report, ReportKind
from toolkit.processes.worker import Workshop
from toolkit.publish import service as publish
from toolkit.roles import Role

BEGINNINGS = {"pdf": b"%PDF", "note": b"%PDF", "xlsx": b"PK", "pptx": b"PK"}


@pytest.fixture
def workshop(voting: Voting) -> Workshop:
    return Workshop(voting.settings, voting.engines)


def work_off(workshop: Workshop) -> None:
    while (job := workshop.next_due()) is not None:
        workshop.perform(job)


def rows(voting: Voting) -> list[tuple[str, str, str]]:
    with voting.engines.read() as session:
        return [(one.node_id, one.kind, one.language) for one in session.scalars(select(Report))]


def asked(voting: Voting) -> list[Job]:
    with voting.engines.read() as session:
        found = list(session.scalars(select(Job).where(Job.name == JobName.REPORT)))
        session.expunge_all()
        return found


def send(visitor: Visitor, path: str) -> None:
    """Send the form of somebody who reads by a link, and so has no session."""
    response = visitor.client.post(path, base_url=BASE_URL)
    assert response.status_code == 303
    assert not response.headers.getlist("Set-Cookie")


def test_from_the_page_to_the_file(
    voting: Voting, wave: OpenWave, workshop: Workshop, sign_in: Callable[..., Visitor]
) -> None:
    work_off(workshop)
    visitor = sign_in((Role.EXECUTIVE, "Alpha"))
    page = visitor.get(f"/account/results/{wave.id}/entity/Alpha")
    path = f"/account/results/{wave.id}/reports/Alpha"
    assert path in page.links()
    assert visitor.get(path).h1 == "Take the results along"
    for kind, beginning in BEGINNINGS.items():
        address = f"/account/results/{wave.id}/report/{kind}/Alpha"
        assert visitor.fetch(address).status_code == 404
        assert visitor.post(address, {}).text.count("its turn comes soon") == 1
        work_off(workshop)
        assert address in visitor.get(path).links()
        response = visitor.fetch(address)
        assert response.data.startswith(beginning)
        assert "attachment; filename=" in response.headers["Content-Disposition"]
    assert asked(voting) == []  # who asked, and when, is not kept


def test_asking_twice_is_asking_once_and_all_are_served(
    voting: Voting,
    wave: OpenWave,
    workshop: Workshop,
    sign_in: Callable[..., Visitor],
    visitor: Visitor,
    reading_path: Callable[[int, str], str],
) -> None:
    work_off(workshop)
    path = reading_path(wave.id, "Alpha")
    visitor.get(f"{path}/reports")
    for _click in range(2):
        send(visitor, f"{path}/reports/xlsx")
    assert len(asked(voting)) == 1
    assert {job.asked.hour for job in asked(voting)} == {0}
    work_off(workshop)
    send(visitor, f"{path}/reports/xlsx")
    assert asked(voting) == []
    executive = sign_in((Role.EXECUTIVE, "Alpha"))
    address = f"/account/results/{wave.id}/report/xlsx/Alpha"
    assert executive.fetch(address).data == visitor.fetch(f"{path}/reports/xlsx").data
    assert rows(voting) == [("entity:Alpha", "xlsx", "en")]


@pytest.mark.parametrize(
    "path", ["reports/Bravo", "report/pdf/Bravo", "system/reports", "system/reports/pdf"]
)
def test_reports_are_refused_where_the_page_is(
    wave: OpenWave, sign_in: Callable[..., Visitor], path: str
) -> None:
    visitor = sign_in((Role.EXECUTIVE, "Alpha"))
    visitor.get(f"/account/results/{wave.id}/{path}", status=403)
    if "report/" in path or "reports/pdf" in path:
        visitor.get("/account/")
        visitor.post(f"/account/results/{wave.id}/{path}", {}, status=403)


def test_a_report_of_no_known_kind(wave: OpenWave, sign_in: Callable[..., Visitor]) -> None:
    visitor = sign_in((Role.ADMINISTRATOR, ""))
    visitor.get(f"/account/results/{wave.id}/system/reports/docx", status=404)


def test_a_group_that_is_not_shown_has_no_report(
    voting: Voting, workshop: Workshop, visitor: Visitor, reading_path: Callable[[int, str], str]
) -> None:
    wave = voting.publish({("Alpha", ""): 60, ("Bravo", ""): 60, ("Hotel", ""): 12}, 9)
    work_off(workshop)
    path = reading_path(wave.id, "Hotel")
    page = visitor.get(f"{path}/reports")
    assert "No figure of this group is shown" in page.text
    send(visitor, f"{path}/reports/pdf")
    assert asked(voting) == []
    making.make(voting.engines, wave.id, "pdf en entity:Hotel", lambda *_steps: None)
    assert rows(voting) == []
    visitor.get(f"{path}/reports/pdf", status=404)


def test_a_withdrawn_wave_has_no_report_and_keeps_none(
    voting: Voting, workshop: Workshop, visitor: Visitor, reading_path: Callable[[int, str], str]
) -> None:
    wave = voting.publish({("Alpha", ""): 60, ("Bravo", ""): 60})
    making.make(voting.engines, wave.id, "xlsx en entity:Alpha", lambda *_steps: None)
    assert rows(voting) == [("entity:Alpha", "xlsx", "en")]
    with voting.engines.write() as session:
        publish.withdraw(session, wave.id, "a wrong roster", actor=ACTOR)
    assert rows(voting) == []
    work_off(workshop)
    making.make(voting.engines, wave.id, "xlsx en entity:Alpha", lambda *_steps: None)
    assert rows(voting) == []
    path = reading_path(wave.id, "Alpha")
    visitor.get(f"{path}/reports", status=410)
    visitor.get(f"{path}/reports/xlsx", status=410)


def test_a_report_that_failed_says_so_and_is_tried_again(
    voting: Voting,
    wave: OpenWave,
    workshop: Workshop,
    visitor: Visitor,
    reading_path: Callable[[int, str], str],
) -> None:
    work_off(workshop)
    path = reading_path(wave.id, "Alpha")
    visitor.get(f"{path}/reports")
    send(visitor, f"{path}/reports/xlsx")
    (job,) = asked(voting)
    now = datetime.now(UTC)
    with voting.engines.write() as session:
        for _attempt in range(jobs.ATTEMPTS):
            now += timedelta(hours=1)
            jobs.begin(session, job.id, now)
            jobs.advance(session, job.id, 1, 3)
            jobs.fail(session, job.id, "no space left", now)
    page = visitor.get(f"{path}/reports")
    assert "It could not be made. Try again" in page.text
    send(visitor, f"{path}/reports/xlsx")
    assert [one.state for one in asked(voting)] == [JobState.WAITING]
    work_off(workshop)
    assert visitor.fetch(f"{path}/reports/xlsx").status_code == 200


def test_while_it_is_made_the_page_says_how_far_it_is(
    voting: Voting,
    wave: OpenWave,
    workshop: Workshop,
    visitor: Visitor,
    reading_path: Callable[[int, str], str],
) -> None:
    work_off(workshop)
    path = reading_path(wave.id, "Alpha")
    visitor.get(f"{path}/reports")
    send(visitor, f"{path}/reports/pdf")
    with voting.engines.write() as session:
        (job,) = session.scalars(select(Job).where(Job.name == JobName.REPORT))
        jobs.begin(session, job.id, datetime.now(UTC))
        jobs.advance(session, job.id, 1, 3)
    page = visitor.get(f"{path}/reports")
    assert "step 2 of 3" in page.text
    assert "Look again" in page.text


def test_what_is_said_otherwise_since_is_made_anew(
    voting: Voting, wave: OpenWave, visitor: Visitor, reading_path: Callable[[int, str], str]
) -> None:
    making.make(voting.engines, wave.id, "xlsx en entity:Alpha", lambda *_steps: None)
    with voting.engines.write() as session:
        session.get_one(Report, (wave.id, "entity:Alpha", ReportKind.SHEET, "en")).says = "0" * 64
    path = reading_path(wave.id, "Alpha")
    visitor.get(f"{path}/reports/xlsx", status=404)
    assert "Make the report" in visitor.get(f"{path}/reports").text
