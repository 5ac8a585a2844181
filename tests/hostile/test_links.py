"""Invitation links and recovery codes that are wrong, spent, scanned, guessed or stale."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

import pytest
from browsing import BASE_URL, Visitor
from flask import Flask
from sqlalchemy.orm import Session
from waves import PLAN, OpenWave, invite, open_wave, roster

from toolkit.app import create_app
from toolkit.config import Settings
from toolkit.sealing.codes import new_code, written
from toolkit.storage.database import Engines
from toolkit.waves import service


def test_a_wrong_link(
    new_visitor: Callable[[], Visitor], tokens: list[str], stored: Callable[[], object]
) -> None:
    before = stored()
    for wrong in (
        tokens[0][:-1],
        tokens[0] + "=",
        tokens[0] * 80,
        tokens[0].swapcase(),
        tokens[0] + "\0",
        tokens[0] + "\u200f",
        tokens[0].replace(tokens[0][0], "\uff21", 1),
        "\ud83d\ude00",
        "..%2f..%2fsecret",
        "%ff%fe",
        "a%0d%0aSet-Cookie: a=b",
        "' OR 1=1 --",
    ):
        visitor = new_visitor()
        address = f"/assessment/link/{quote(wrong.encode('utf-8', 'surrogatepass'), safe='%')}"
        page = visitor.get(address, status=404)
        assert page.h1 in {"This invitation link does not work", "This page does not exist"}
        assert wrong not in page.html
        assert not visitor.client.get_cookie("invitation", path="/assessment")
        response = visitor.response
        assert response is not None
        assert "a=b" not in str(response.headers)
    assert stored() == before


def test_a_percent_encoded_token_is_the_same_token(visitor: Visitor, tokens: list[str]) -> None:
    encoded = "".join(f"%{ord(letter):02x}" for letter in tokens[0])
    assert "Why you are asked" in visitor.get(f"/assessment/link/{encoded}").text


def test_a_scanner_that_opens_every_link_spends_nothing(
    new_visitor: Callable[[], Visitor], tokens: list[str], stored: Callable[[], object]
) -> None:
    before = stored()
    for method in ("HEAD", "GET", "OPTIONS", "GET"):
        scanner = new_visitor()
        address = f"/assessment/link/{tokens[0]}"
        response = scanner.client.open(address, method=method, base_url=BASE_URL)
        assert response.status_code in {200, 303}
        assert tokens[0] not in str(response.headers) + response.text
        scanner.get("/assessment/")
    assert stored() == before
    person = new_visitor()
    person.get(f"/assessment/link/{tokens[0]}")
    person.begin_invited()
    assert person.submit().h1 == "Your result"


def test_a_spent_link(
    invited: Visitor,
    new_visitor: Callable[[], Visitor],
    tokens: list[str],
    stored: Callable[[], object],
) -> None:
    invited.submit()
    before = stored()
    page = new_visitor().get(f"/assessment/link/{tokens[0]}", status=410)
    assert page.h1 == "This invitation has been used"
    assert stored() == before


@pytest.fixture
def planned_token(settings: Settings, engines: Engines) -> str:
    with Session(engines.writing) as session, session.begin():
        wave_id = service.create(session, PLAN).id
        return next(iter(invite(session, wave_id, settings.keys, roster()).values()))


def test_a_planned_wave_takes_no_answers(visitor: Visitor, planned_token: str) -> None:
    page = visitor.get(f"/assessment/link/{planned_token}", status=410)
    assert page.h1 == "This survey does not take answers now"


def test_a_wave_that_closes_while_people_answer(
    invited: Visitor,
    new_visitor: Callable[[], Visitor],
    tokens: list[str],
    wave: OpenWave,
    stored: Callable[[], dict[str, object]],
) -> None:
    late = new_visitor()
    late.get(f"/assessment/link/{tokens[1]}")
    wave.close()
    assert "closed" in invited.post("/assessment/submit", status=410).text
    for data in ({}, {"size": "small"}):
        late.get("/assessment/return")
        assert "closed" in late.post("/assessment/begin", data, status=410).text
    new_visitor().get(f"/assessment/link/{tokens[2]}", status=410)
    assert not stored()["ballot"]
    assert invited.get("/assessment/answer/strategy").values("goals-set") == ["3"]


def test_an_invitation_that_cannot_be_used_any_more_does_not_stand_in_the_way(
    visitor: Visitor, tokens: list[str], wave: OpenWave
) -> None:
    visitor.get(f"/assessment/link/{tokens[0]}")
    wave.close()
    assert "Why you are asked" not in visitor.get("/assessment/").text
    visitor.begin()
    assert visitor.get("/assessment/tasks").h1


def test_another_waves_link_is_another_sheet(
    invited: Visitor, settings: Settings, engines: Engines, stored: Callable[[], dict[str, object]]
) -> None:
    people, plan = roster(entity="Another agency"), replace(PLAN, title="Another survey")
    other = open_wave(settings, engines, people, plan)
    invited.get(f"/assessment/link/{next(iter(other.tokens.values()))}")
    invited.begin_invited()
    assert invited.get("/assessment/answer/strategy").values("goals-set") == []
    assert not stored()["ballot"]


def test_one_code_with_two_links_casts_one_ballot(
    visitor: Visitor, tokens: list[str], stored: Callable[[], dict[str, set[object]]]
) -> None:
    visitor.get(f"/assessment/link/{tokens[0]}")
    code = visitor.begin_invited()
    visitor.submit()
    visitor.get(f"/assessment/link/{tokens[1]}")
    visitor.begin_invited(code=code)
    visitor.submit()
    assert len(stored()["ballot"]) == 1


def test_what_is_no_code(visitor: Visitor, begun: Visitor, stored: Callable[[], object]) -> None:
    before = stored()
    begun.post("/assessment/finish")
    for text in (
        "",
        "0" * 25,
        "0" * 27,
        "Z" * 26,
        "U" * 26,
        "\u0660" * 26,
        "\0" * 26,
        "A" * 200_000,
        "\ufdfa" * 1000,
        "../../etc/passwd",
    ):
        visitor.get("/assessment/return")
        page = visitor.post("/assessment/return", {"code": text}, status=422)
        assert "There is a problem" in page.text
        if text.strip("\0"):
            visitor.post(
                "/assessment/begin",
                {"size": "small", "perspective": "unit", "code": text},
                status=422,
            )
    assert stored() == before


def test_a_code_as_people_and_programs_mangle_it(visitor: Visitor) -> None:
    code = visitor.begin()
    visitor.answer("strategy", {"goals-set": "3"})
    for mangled in (
        code.lower(),
        "\u200f" + code.replace("-", "\u2011") + "\u200e\u00ad",
        "".join(chr(ord(letter) + 0xFEE0) for letter in code),
        f"  {code}\r\n",
        code.replace("-", "\0"),
        code.replace("0", "o").replace("1", "l"),
    ):
        visitor.post("/assessment/finish")
        visitor.get("/assessment/return")
        visitor.post("/assessment/return", {"code": mangled})
        assert visitor.get("/assessment/answer/strategy").values("goals-set") == ["3"]


def test_a_code_longer_than_any_page_takes(visitor: Visitor) -> None:
    visitor.get("/assessment/return")
    visitor.post("/assessment/return", {"code": "A" * 1_000_000}, status=413)


def test_nobody_begins_under_a_code_of_their_own_making(
    visitor: Visitor, stored: Callable[[], dict[str, object]]
) -> None:
    for code in ("0" * 26, written(new_code())):
        page = visitor.post(
            "/assessment/begin",
            {"size": "small", "perspective": "unit", "code": code},
            status=422,
        )
        assert "No answers belong to this code" in page.text
    assert not stored()["blob"]


@pytest.mark.parametrize("way", ["return", "begin", "link"])
def test_guessing_has_to_wait(settings: Settings, engines: Engines, way: str) -> None:
    visitor = Visitor(create_app(settings, engines))
    form = {"size": "small", "perspective": "unit"}

    def guess() -> int:
        if way == "link":
            return visitor.fetch(f"/assessment/link/{written(new_code())}").status_code
        data = form | {"code": written(new_code())}
        return visitor.send(f"/assessment/{way}", data).status_code

    assert {guess() for _ in range(20)} == {404 if way == "link" else 422}
    assert guess() == 429
    assert visitor.send("/assessment/begin", form).status_code == 303


def test_a_forged_address_does_not_escape_the_brake(app: Flask) -> None:
    client = app.test_client()
    statuses = [
        client.get(
            "/assessment/link/x",
            base_url=BASE_URL,
            headers={"X-Forwarded-For": f"10.0.0.{number}", "Forwarded": f"for=10.0.0.{number}"},
        ).status_code
        for number in range(21)
    ]
    assert statuses == [404] * 20 + [429]


def test_behind_a_proxy_the_brake_counts_people_and_not_the_proxy(
    settings: Settings, engines: Engines
) -> None:
    client = create_app(replace(settings, trusted_proxies=1), engines).test_client()
    for number in range(40):
        response = client.get(
            "/assessment/link/x",
            base_url=BASE_URL,
            headers={"X-Forwarded-For": f"198.51.100.9, 10.0.0.{number}"},
        )
        assert response.status_code == 404
