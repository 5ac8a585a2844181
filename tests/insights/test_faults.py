"""What pages say where there is nothing, or not everything, to show."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from browsing import Visitor
from nothing import halved, never_nothing_as_a_number, rewrite
from sqlalchemy.orm import Session
from voting import Voting, nobody_can_say, propose, roster, vote
from waves import PLAN, open_wave

from aggregation.publication import Publication
from toolkit.models import Published
from toolkit.publish import service
from toolkit.roles import Role

BLANK = '<span class="blank">not shown</span>'


def test_a_tampered_publication_is_not_shown_and_the_page_says_why(
    voting: Voting, visitor: Visitor, reading_path: Callable[[int, str], str]
) -> None:
    wave = voting.publish({("Alpha", ""): 40})
    with Session(voting.engines.writing) as session, session.begin():
        row = session.get_one(Published, wave.id)
        row.text = row.text.replace('"tenths":2', '"tenths":4', 1)
    page = visitor.get(reading_path(wave.id, "Alpha"), status=503)
    assert page.h1 == "These results are not shown"
    assert "is not what was published" in page.text
    assert visitor.fetch(f"{reading_path(wave.id, 'Alpha')}/figures.csv").status_code == 503


def test_a_tampered_earlier_wave_is_no_wave_to_compare_with(
    voting: Voting, visitor: Visitor, reading_path: Callable[[int, str], str]
) -> None:
    first, second = (voting.publish({("Alpha", ""): 40}) for _ in range(2))
    with Session(voting.engines.writing) as session, session.begin():
        session.get_one(Published, first.id).text += " "
    page = visitor.get(reading_path(second.id, "Alpha"))
    assert "there is no earlier wave to compare with" in page.text


def test_a_withdrawn_wave_says_so_with_the_reason(
    voting: Voting, visitor: Visitor, reading_path: Callable[[int, str], str]
) -> None:
    wave = voting.publish({("Alpha", ""): 40})
    with Session(voting.engines.writing) as session, session.begin():
        service.withdraw(session, wave.id, "The roster was of <2025>", actor="tests")
    page = visitor.get(reading_path(wave.id, "Alpha"), status=410)
    assert page.h1 == "These results were withdrawn"
    assert "The roster was of <2025>" in page.text


@pytest.mark.parametrize("state", ["open", "closed", "proposed"])
def test_before_the_publication_nothing_is_shown(
    voting: Voting, visitor: Visitor, reading_path: Callable[[int, str], str], state: str
) -> None:
    wave = open_wave(voting.settings, voting.engines, roster({("Alpha", ""): 40}))
    vote(wave, voting.questionnaire, 30)
    if state != "open":
        wave.close()
    if state == "proposed":
        propose(wave)
    page = visitor.get(reading_path(wave.id, "Alpha"), status=404)
    assert page.h1 == "These results are not published yet"
    assert "1 February 2027" in page.text


def test_no_wave_at_all(sign_in: Callable[..., Visitor]) -> None:
    visitor = sign_in((Role.SYSTEM_EXECUTIVE, ""))
    assert "nothing yet" in visitor.get("/account/results/").text
    visitor.get("/account/results/1/system", status=404)
    visitor.get("/account/results/1/entity/Alpha", status=404)


def test_a_withheld_entity(
    voting: Voting, visitor: Visitor, reading_path: Callable[[int, str], str]
) -> None:
    wave = voting.publish({("Alpha", ""): 60, ("Bravo", ""): 60, ("Golf", ""): 12}, 9)
    page = visitor.get(reading_path(wave.id, "Golf"))
    assert "No figure of this group is shown" in page.text
    assert not page.all("table")
    never_nothing_as_a_number(page)


def test_a_wave_without_answers(
    voting: Voting, sign_in: Callable[..., Visitor], reading_path: Callable[[int, str], str]
) -> None:
    wave = voting.publish({("Alpha", "Field"): 30, ("Alpha", "HQ"): 30, ("Bravo", ""): 30}, 0)
    visitor = sign_in((Role.ADMINISTRATOR, ""))
    for path in ("system", "entity/Alpha"):
        page = visitor.get(f"/account/results/{wave.id}/{path}")
        assert "No figure of this group is shown" in page.text
        never_nothing_as_a_number(page)
    assert visitor.fetch(f"{reading_path(wave.id, 'Alpha')}/figures.csv").status_code == 200


def test_one_entity(voting: Voting, sign_in: Callable[..., Visitor]) -> None:
    wave = voting.publish({("Alpha", ""): 60})
    visitor = sign_in((Role.ADMINISTRATOR, ""))
    for path in ("system", "entity/Alpha"):
        never_nothing_as_a_number(visitor.get(f"/account/results/{wave.id}/{path}"))


def test_when_nobody_can_say_that_is_the_finding(
    voting: Voting, sign_in: Callable[..., Visitor]
) -> None:
    wave = voting.publish({("Alpha", ""): 60, ("Bravo", ""): 60}, 40, nobody_can_say)
    visitor = sign_in((Role.ADMINISTRATOR, ""))
    for path in ("system", "entity/Alpha"):
        page = visitor.get(f"/account/results/{wave.id}/{path}")
        assert "90 % or more cannot say" in page.text
        assert "too few" in page.text.casefold()
        assert "All 27" in page.text or "27 of 27" in page.text
        never_nothing_as_a_number(page)


def test_half_of_the_cells_withheld_all_look_and_read_the_same(
    voting: Voting, visitor: Visitor, reading_path: Callable[[int, str], str]
) -> None:
    wave = voting.publish({("Alpha", "Field"): 60, ("Alpha", "HQ"): 60, ("Bravo", ""): 60}, 40)
    rewrite(voting, wave, halved)
    page = visitor.get(reading_path(wave.id, "Alpha"))
    never_nothing_as_a_number(page)
    assert re.search(r"\d+ of 15 cells of the tables by module are not shown", page.text)
    assert "fewer than ten people, or needed to protect a smaller group" in page.text
    blanks = re.findall(r'<span class="blank">[^<]*</span>', page.html)
    assert len(blanks) > 20
    assert set(blanks) == {BLANK}


def test_a_rate_that_is_not_known(
    voting: Voting, visitor: Visitor, reading_path: Callable[[int, str], str]
) -> None:
    wave = voting.publish({("Alpha", ""): 60}, 40)
    for rate in (None, 0, 100):

        def with_rate(publication: Publication, rate: int | None = rate) -> Publication:
            nodes = (replace(node, response_rate=rate) for node in publication.nodes)
            return replace(publication, nodes=tuple(nodes))

        rewrite(voting, wave, with_rate)
        page = visitor.get(reading_path(wave.id, "Alpha"))
        never_nothing_as_a_number(page)
        assert ("Everybody who was asked answered" in page.text) is (rate == 100)


def test_another_questionnaire_or_perspective_is_no_wave_to_compare_with(
    voting: Voting, visitor: Visitor, reading_path: Callable[[int, str], str]
) -> None:
    voting.publish({("Alpha", ""): 60}, plan=replace(PLAN, perspective="organisation"))
    wave = voting.publish({("Alpha", ""): 60})
    assert "there is no earlier wave" in visitor.get(reading_path(wave.id, "Alpha")).text
