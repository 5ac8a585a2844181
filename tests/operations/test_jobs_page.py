"""The page of jobs: for administrators, whole in each state, and never a word on respondents."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from accounts import EMAIL, PASSWORD, People
from browsing import Visitor
from flask import Flask
from waves import PLAN

from toolkit import jobs
from toolkit.models import Job, JobName, JobState
from toolkit.roles import Role
from toolkit.storage.database import Engines
from toolkit.waves import service

NOW = datetime(2027, 1, 15, 12, tzinfo=UTC)


@pytest.fixture
def sign_in(app: Flask, engines: Engines) -> Callable[[Role], Visitor]:
    def sign_in(role: Role) -> Visitor:
        entity = "Alpha" if role in {Role.COORDINATOR, Role.EXECUTIVE} else ""
        People(engines).add((role, entity))
        visitor = Visitor(app)
        visitor.get("/account/sign-in")
        visitor.post("/account/sign-in", {"email": EMAIL, "password": PASSWORD})
        return visitor

    return sign_in


def ask(engines: Engines, **values: object) -> int:
    with engines.write() as session:
        wave = service.create(session, PLAN)
        jobs.ask(session, JobName.DRAW, wave.id)
        job = session.query(Job).one()
        for name, value in values.items():
            setattr(job, name, value)
        return job.id


def test_without_jobs_the_page_says_so(sign_in: Callable[[Role], Visitor]) -> None:
    page = sign_in(Role.ADMINISTRATOR).get("/account/jobs/")
    assert "There has been no job yet" in page.text


def test_a_running_job_shows_how_far_it_is(
    engines: Engines, sign_in: Callable[[Role], Visitor]
) -> None:
    ask(engines, state=JobState.RUNNING, done=7, total=32, attempts=1)
    page = sign_in(Role.ADMINISTRATOR).get("/account/jobs/")
    for words in ("Draw the charts", PLAN.title, "Running", "7 of 32", "1 of 3"):
        assert words in page.text
    assert "Try again" not in page.text


def test_a_job_that_was_given_up_says_why_and_is_tried_again(
    engines: Engines, sign_in: Callable[[Role], Visitor]
) -> None:
    job = ask(engines, state=JobState.FAILED, attempts=3, error="<b>TamperedError</b>", ended=NOW)
    visitor = sign_in(Role.ADMINISTRATOR)
    page = visitor.get("/account/jobs/")
    assert "Given up" in page.text
    assert "<b>TamperedError</b>" in page.text
    for _click in range(2):
        visitor.get("/account/")
        assert "Waiting" in visitor.post(f"/account/jobs/{job}/again").text
    visitor.get("/account/")
    assert visitor.send(f"/account/jobs/{job + 1}/again").status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_opens_it(
    engines: Engines, sign_in: Callable[[Role], Visitor], role: Role
) -> None:
    job = ask(engines, state=JobState.FAILED)
    visitor = sign_in(role)
    visitor.get("/account/")
    assert visitor.fetch("/account/jobs/").status_code == 403
    assert visitor.send(f"/account/jobs/{job}/again").status_code == 403
