"""Odd waves: whatever people answered, and however few, every page and file says something true."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from browsing import Visitor
from htmlpage import Page
from nothing import Rows, halved, never_nothing_as_a_number, rewrite, rows_without_nothing
from voting import Sizes, Voter, Voting, everything, nobody_can_say
from waves import OpenWave

from questionnaires.model import Answer, Questionnaire
from questionnaires.responses import Response
from toolkit.insights import drawing
from toolkit.reading import reading_token
from toolkit.roles import Role

ALONE: Sizes = {("Alpha", ""): 60}
TWO: Sizes = {("Alpha", ""): 60, ("Bravo", ""): 60}
PARTS: Sizes = {("Alpha", "Field"): 60, ("Alpha", "HQ"): 60, ("Bravo", ""): 60}
LAST = 5
NO_FIGURE = "No figure of this group is shown"
AVERAGES = frozenset({"module", "module-before", "module-system", "factor"})


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What pages say does not depend on the database."""
    return sqlite_url


def nothing_applies(questionnaire: Questionnaire, _voter: Voter) -> Response:
    return Response(answers=dict.fromkeys(questionnaire.questions, Answer.DOES_NOT_APPLY))


def nothing(_questionnaire: Questionnaire, _voter: Voter) -> Response:
    return Response()


def always(level: int) -> Callable[[Questionnaire, Voter], Response]:
    def answering(questionnaire: Questionnaire, _voter: Voter) -> Response:
        return Response(answers=dict.fromkeys(questionnaire.questions, Answer(level)))

    return answering


def one_in_alpha(questionnaire: Questionnaire, voter: Voter) -> Response:
    alone = voter.entity != "Alpha" or voter.number == 0
    return everything(questionnaire, voter) if alone else Response()


@dataclass(frozen=True)
class Seen:
    """The page and the file of one group."""

    page: Page
    rows: Rows

    def values(self, *figures: str) -> set[str]:
        """What the file gives of some kinds of figures, without blanks."""
        return {row["value"] for row in self.rows if row["figure"] in figures} - {""}


Look = Callable[[OpenWave], dict[str, Seen]]


@pytest.fixture
def look(voting: Voting, sign_in: Callable[..., Visitor]) -> Look:
    """Draw a wave's charts, then read the system and Alpha, by account and by the reading link."""
    visitor = sign_in((Role.ADMINISTRATOR, ""))

    def seen(path: str, file_path: str) -> Seen:
        page = visitor.get(path)
        never_nothing_as_a_number(page)
        file = visitor.fetch(file_path)
        assert file.status_code == 200
        return Seen(page, rows_without_nothing(file.text))

    def look(wave: OpenWave) -> dict[str, Seen]:
        drawing.draw(voting.engines, wave.id, voting.settings.languages, lambda *_steps: None)
        account = f"/account/results/{wave.id}"
        read = f"/results/read/{reading_token(voting.settings.secret_key, wave.id, 'Alpha')}"
        return {
            "system": seen(f"{account}/system", f"{account}/system/figures.csv"),
            "entity": seen(f"{account}/entity/Alpha", f"{account}/figures/Alpha.csv"),
            "link": seen(read, f"{read}/figures.csv"),
        }

    return look


def test_one_entity_is_the_whole_system(voting: Voting, look: Look) -> None:
    found = look(voting.publish(ALONE))
    for one in found.values():
        assert NO_FIGURE not in one.page.text
        assert one.values("module")
    assert found["entity"].rows == found["link"].rows
    assert not found["entity"].values("module-system")
    system = found["system"].page.text
    assert "There is one entity, and the system is that entity." in system
    assert "1 of 1 entities" not in system
    assert "1 entities" not in system


@pytest.mark.parametrize("sizes", [ALONE, TWO, PARTS])
def test_one_respondent_is_never_shown(voting: Voting, look: Look, sizes: Sizes) -> None:
    for one in look(voting.publish({next(iter(sizes)): 60}, 1)).values():
        assert NO_FIGURE in one.page.text
        assert {row["value"] for row in one.rows} == {""}
        assert ("figures of the whole system" in one.page.text) is ("Alpha" in one.page.h1)


def test_one_respondent_of_an_entity_hides_the_entity_and_nobody_else(
    voting: Voting, look: Look
) -> None:
    sizes = {(name, ""): 60 for name in ("Alpha", "Bravo", "Charlie", "Delta")}
    found = look(voting.publish(sizes, 40, one_in_alpha))
    assert NO_FIGURE in found["entity"].page.text
    assert NO_FIGURE in found["link"].page.text
    assert found["entity"].values(*AVERAGES) == set()
    assert NO_FIGURE not in found["system"].page.text


def test_where_nothing_applies_there_is_no_average(voting: Voting, look: Look) -> None:
    for one in look(voting.publish(TWO, 40, nothing_applies)).values():
        assert "Too few modules can be shown to say which is strongest." in one.page.text
        assert one.page.text.count("The average of no subject can be shown") == 2
        assert "no subject below what is good enough" not in one.page.text
        assert "Too few answers can be shown to say where staff see progress." in one.page.text
        assert one.values(*AVERAGES) == set()
        shares = [row for row in one.rows if row["answer"] == "does-not-apply"]
        assert {(row["value"], row["cap"]) for row in shares} == {("90", "at-least")}


def test_where_nobody_can_say_there_is_no_average(voting: Voting, look: Look) -> None:
    for one in look(voting.publish(TWO, 40, nobody_can_say)).values():
        assert "90 % or more cannot say" in one.page.text
        assert "The average of no subject can be shown" in one.page.text
        assert one.values(*AVERAGES) == set()


def test_where_everybody_left_everything_open_nothing_is_shown(voting: Voting, look: Look) -> None:
    for one in look(voting.publish(TWO, 40, nothing)).values():
        assert one.values(*AVERAGES) == set()


@pytest.mark.parametrize("level", [1, 3, 5])
def test_where_all_answers_are_the_same_no_module_stands_out(
    voting: Voting, look: Look, level: int
) -> None:
    voting.publish(TWO, 40, always(level))
    for one in look(voting.publish(TWO, 40, always(level))).values():
        assert "no module clearly above or below the others" in one.page.text or (
            "no module as clearly stronger or weaker" in one.page.text
        )
        assert len(one.values("module")) == 1
        assert one.values("module-change") == {"0.0"}
        assert "other subjects are as low." in one.page.text or level == LAST
        assert ("1.5 or less of 5" in one.page.text) is (level == 1 and "Alpha" in one.page.h1)


def test_half_of_the_cells_withheld(voting: Voting, look: Look) -> None:
    wave = voting.publish(PARTS, 40)
    rewrite(voting, wave, halved)
    for one in look(wave).values():
        assert "cells of the tables by module are not shown" in one.page.text
        blank = [row for row in one.rows if row["figure"] == "question" and not row["value"]]
        assert len(blank) > 40
        assert one.values("progress", "barriers") == set()
        assert "highest in 1 of" not in one.page.text
