"""The pages of people and of the audit log, as an administrator uses them."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO

import pytest
from accounts import EMAIL, People
from browsing import Visitor
from htmlpage import Page
from sqlalchemy import insert, select

from toolkit import audit
from toolkit.accounts import people as people_service
from toolkit.accounts import service
from toolkit.models import Audit, User
from toolkit.roles import Role

SignIn = Callable[..., Page]
BOSS = "boss@example.org"


@pytest.fixture
def boss(visitor: Visitor, people: People, sign_in: SignIn) -> Visitor:
    people.add((Role.ADMINISTRATOR, ""), email=BOSS)
    sign_in(BOSS)
    return visitor


def page_of(people: People, email: str = EMAIL) -> str:
    return f"/account/people/{people.find(email).id}"


def test_inviting_from_the_list_to_the_link(
    boss: Visitor, new_visitor: Callable[[], Visitor]
) -> None:
    assert "One account" in boss.get("/account/people/").text
    boss.get("/account/people/invite")
    fields = {"email": "New@Example.org", "role": "coordinator", "entity": ""}
    page = boss.post("/account/people/invite", fields, status=422)
    assert "Enter the entity that this role is for" in page.text
    assert page.values("email") == ["New@Example.org"]
    page = boss.post("/account/people/invite", fields | {"entity": "Agency"})
    assert page.h1 == "The invitation is ready"
    address = next(one.get("data-text", "") for one in page.all("input") if one.get("id") == "code")
    path = address.removeprefix("https://localhost")
    assert "Invited" in boss.get("/account/people/").text
    page = new_visitor().get(path)
    assert "new@example.org" in page.text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"email": ""}, "Enter an email address"),
        ({"email": "no address"}, "Enter an email address, such as name@example.org"),
        ({"email": "a@example.org", "role": "king"}, "Choose a role"),
        ({"email": "a@example.org", "role": "curator", "entity": "X"}, "Leave the entity empty"),
        ({"email": "a@example.org", "role": "executive", "entity": "x" * 200}, "at most 120"),
        ({"email": BOSS}, "There is an account with this address already"),
    ],
)
def test_an_invitation_that_cannot_be_made(
    boss: Visitor, fields: dict[str, str], said: str
) -> None:
    boss.get("/account/people/invite")
    assert said in boss.post("/account/people/invite", fields, status=422).text


def test_problems_come_in_the_order_of_the_page(boss: Visitor) -> None:
    boss.get("/account/people/invite")
    fields = {"email": "no address", "role": "curator", "entity": "X"}
    page = boss.post("/account/people/invite", fields, status=422)
    summary = page.text.partition("There is a problem")[2]
    assert summary.index("Enter an email address") < summary.index("Leave the entity empty")


def test_no_role_is_given_by_leaving_the_choice_as_it_is(boss: Visitor, people: People) -> None:
    people.add()
    address = page_of(people)
    boss.get(address)
    assert "Choose a role" in boss.post(f"{address}/roles", {"role": ""}, status=422).text
    assert boss.get(address).all("option")[0].get("value") == ""


def test_nobody_is_asked_to_disable_their_own_account(boss: Visitor, people: People) -> None:
    own = boss.get(page_of(people, BOSS)).text
    assert "This is your own account" in own
    assert "Disable this account" not in own
    people.add()
    assert "Disable this account" in boss.get(page_of(people)).text


def test_roles_are_given_and_taken(boss: Visitor, people: People) -> None:
    people.add()
    address = page_of(people)
    boss.get(address)
    assert "Reviewer" in boss.post(f"{address}/roles", {"role": "reviewer", "entity": ""}).text
    page = boss.post(f"{address}/roles", {"role": "reviewer"}, status=422)
    assert "This was done already" in page.text
    boss.post(f"{address}/roles/take", {"role": "reviewer", "entity": ""})
    assert people.find().grants == []
    boss.post(f"{address}/roles/take", {"role": "king"}, status=400)
    with people.writing() as session:
        (line,) = audit.page(session, audit.Search(action="role.revoked"), 1, 5)
    assert (line.actor, line.subject, line.detail) == (BOSS, EMAIL, "reviewer")


@pytest.mark.parametrize("way", ["disable", "roles/take"])
def test_the_last_administrator_stays(boss: Visitor, people: People, way: str) -> None:
    address = page_of(people, BOSS)
    boss.get(address)
    fields = {"role": "administrator", "entity": ""}
    page = boss.post(f"{address}/{way}", fields, status=422)
    assert "Somebody has to stay administrator" in page.text
    people.add((Role.ADMINISTRATOR, ""))
    other = page_of(people)
    boss.post(f"{other}/{way}", fields)
    boss.get(address)
    boss.post(f"{address}/{way}", fields, status=422)


def test_disabled_enabled_and_reset(
    boss: Visitor, people: People, sign_in: SignIn, new_visitor: Callable[[], Visitor]
) -> None:
    people.add()
    address = page_of(people)
    boss.get(address)
    assert "This account is disabled" in boss.post(f"{address}/disable").text
    sign_in(by=new_visitor(), status=422)
    boss.post(f"{address}/enable")
    with people.writing() as session:
        service.find(session, EMAIL).totp = b"sealed"
    assert sign_in(by=new_visitor()).h1 == "One more step"
    boss.get(address)
    boss.post(f"{address}/reset")
    assert sign_in(by=new_visitor()).h1 == "Your account"
    assert boss.post(f"{address}/link").h1 == "The link is ready"


def test_nobody_one_and_too_many(boss: Visitor, people: People) -> None:
    assert "Nobody is found" in boss.get("/account/people/?words=%25").text
    boss.get("/account/people/99999", status=404)
    rows = [
        {"email": f"p{n:03}@example.org", "password": "", "active": True, "fs_uniquifier": f"{n}"}
        for n in range(people_service.PAGE + 5)
    ]
    with people.writing() as session:
        session.execute(insert(User), rows)
    page = boss.get("/account/people/?words=p0")
    assert "55 accounts" in page.text
    assert "p050@example.org" not in page.text
    (following,) = (link for link in page.links() if "page=2" in link)
    assert "p050@example.org" in boss.get(following).text


def test_the_audit_log_is_searched_paged_and_downloaded(boss: Visitor, people: People) -> None:
    moment = datetime(2027, 1, 15, 23, 59, tzinfo=UTC)
    lines = [
        {
            "at": moment.replace(day=1 + number % 28),
            "actor": "=cmd@example.org",
            "action": "role.granted",
            "subject": f"somebody-{number}",
            "detail": "curator",
        }
        for number in range(120)
    ]
    with people.writing() as session:
        session.execute(insert(Audit), lines)
    page = boss.get("/account/audit/?person=CMD")
    assert "120 entries" in page.text
    assert len(page.all("tr")) == 51
    (following,) = (link for link in page.links() if "page=2" in link)
    assert len(boss.get(following).all("tr")) == 51
    page = boss.get(
        "/account/audit/?person=cmd&since=2027-01-02&until=2027-01-02&action=role.granted"
    )
    assert "5 entries" in page.text
    assert "No entry is like this" in boss.get("/account/audit/?person=nobody-at-all").text
    page = boss.get("/account/audit/?since=tomorrow", status=422)
    assert "Write the day as year-month-day" in page.text
    response = boss.fetch("/account/audit/file?person=cmd")
    rows = list(csv.reader(StringIO(response.text.removeprefix("\ufeff"))))
    assert rows[0] == ["at", "actor", "action", "subject", "detail"]
    assert len(rows) == 121
    assert {row[1] for row in rows[1:]} == {"'=cmd@example.org"}
    assert response.mimetype == "text/csv"


def test_no_sign_in_is_written_down(boss: Visitor, people: People) -> None:
    with people.writing() as session:
        before = len(list(session.scalars(select(Audit))))
    boss.post("/account/sign-out")
    with people.writing() as session:
        assert len(list(session.scalars(select(Audit)))) == before
