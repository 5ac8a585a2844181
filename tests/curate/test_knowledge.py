"""What curators learn: of content, and of publications alone."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from browsing import Visitor
from desk import BRUNO, Clerk, said
from hypothesis import given
from hypothesis import strategies as st
from voting import Voting
from waves import OpenWave

from aggregation.grid import Band, Share
from aggregation.publication import AnswerShare, ChoiceFigures
from questionnaires.model import Questionnaire
from toolkit import content
from toolkit.config import Settings
from toolkit.curate import knowledge, trying
from toolkit.curate.newest import newest
from toolkit.curate.trying import Rule
from toolkit.needs import needs_of
from toolkit.storage.database import Engines
from tools_catalog.model import LevelWindow, Tool
from tools_catalog.recommender import recommend
from tools_catalog.weights import STANDARD, Weights

SIZES = {(name, ""): 75 for name in ("Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot")}
NewClerk = Callable[..., Clerk]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is learnt does not depend on the database; it is slow to make."""
    return sqlite_url


@pytest.fixture
def wave(settings: Settings, engines: Engines, questionnaire: Questionnaire) -> OpenWave:
    return Voting(settings, engines, questionnaire).publish(SIZES)


@pytest.fixture
def tools(engines: Engines) -> tuple[Tool, ...]:
    with engines.read() as session:
        return content.tools(session)


def test_every_factor_is_covered_and_a_gap_is_named(
    tools: tuple[Tool, ...], questionnaire: Questionnaire
) -> None:
    rows = {row.factor_id: row for row in knowledge.coverage(tools, questionnaire)}
    assert list(rows) == list(questionnaire.factors)
    for row in rows.values():
        assert len(row.own) == 1
        assert sum(row.by_time) == len(row.own) + len(row.beside)
    narrow = [
        tool.model_copy(update={"levels": LevelWindow(lowest=2, highest=2), "minutes": 60})
        for tool in tools
        if "learning" in tool.own_factors
    ]
    alone = {row.factor_id: row for row in knowledge.coverage(narrow, questionnaire)}
    assert alone["learning"].by_level == (0, 1, 0, 0, 0)
    assert alone["learning"].by_time == (1, 0, 0, 0)
    assert alone["trends"].own == ()


def test_what_is_called_for_comes_from_the_publication(
    wave: OpenWave, engines: Engines, tools: tuple[Tool, ...]
) -> None:
    assert wave.id
    with engines.read_results() as session:
        last = newest(session)
    assert last is not None
    rows = knowledge.called_for(tools, last.publication, last.questionnaire)
    assert {row.tool.id for row in rows} == {tool.id for tool in tools}
    assert all(row.of == 6 and row.entities is not None and row.entities <= 6 for row in rows)
    assert sum(row.entities or 0 for row in rows) <= 5 * 6
    few = replace(last.publication, nodes=last.publication.nodes[:3])
    assert all(row.entities is None for row in knowledge.called_for(tools, few, last.questionnaire))


def figures(tool_id: str, people: int, useful: int, not_useful: int) -> ChoiceFigures:
    shares = {"useful": useful, "not-useful": not_useful, "not-tried": 100 - useful - not_useful}
    return ChoiceFigures(
        tool_id, Band(people, None), tuple(AnswerShare(k, Share(v)) for k, v in shares.items())
    )


def test_few_votes_do_not_decide(wave: OpenWave, engines: Engines) -> None:
    assert wave.id
    with engines.read_results() as session:
        last = newest(session)
    assert last is not None
    system, *others = last.publication.nodes
    asked = (figures("many", 400, 40, 10), figures("few", 20, 10, 0), ChoiceFigures("none"))
    changed = replace(last.publication, nodes=(replace(system, tools=asked), *others))
    found = knowledge.tried(changed)
    assert found["none"] == knowledge.Tried("none", None, None)
    assert found["many"].tried == 50
    few, many = found["few"].useful, found["many"].useful
    assert few is not None
    assert many is not None
    assert Fraction(8, 10) < many < few < Fraction(9, 10)


@pytest.mark.parametrize("path", ["/called-for", "/questions"])
def test_without_a_publication_the_pages_say_so(clerk: NewClerk, path: str) -> None:
    assert "No survey has been published yet" in said(clerk().opens(path))


def test_the_pages_say_what_is_published(clerk: NewClerk, wave: OpenWave) -> None:
    assert wave.id
    amina = clerk()
    assert "of 6" in said(amina.opens("/called-for"))
    assert "about" in said(amina.opens("/questions"))
    assert "Embrace Failures" in said(amina.opens("/coverage"))


def test_scales_stand_beside_the_questions_with_their_warning(
    clerk: NewClerk, wave: OpenWave, engines: Engines
) -> None:
    assert wave.id
    with engines.read_results() as session:
        last = newest(session)
    assert last is not None
    scales = last.publication.scales
    shown = [one for one in scales if one.alpha]
    assert shown
    page = said(clerk().opens("/questions"))
    for scale in shown:
        assert scale.alpha is not None
        assert f"{scale.alpha.hundredths / 100:.2f}" in page
    assert "never a reason to drop a question" in page
    items = {item.id: item.item_rest for scale in scales for item in scale.items or ()}
    found = {one.question_id: one.item_rest for one in knowledge.questions(last.publication)}
    assert {key: value for key, value in found.items() if value} == items


def test_a_draft_is_tried_on_the_last_survey_before_it_is_published(
    clerk: NewClerk, wave: OpenWave, visitor: Visitor
) -> None:
    assert wave.id
    amina = clerk(BRUNO)
    path = "/tools/embrace-failures"
    amina.opens(path)
    amina.sends(f"{path}/versions/1/again")
    same = said(amina.opens(f"{path}/versions/2/dry-run"))
    assert "The first five tools stay as they are, in every group that is shown." in same
    assert "Embrace Failures" not in same
    amina.opens(f"{path}/versions/2/edit")
    amina.saves(factors__goals="2", factors__trends="2", factors__scale="2")
    then = said(amina.opens(f"{path}/versions/2/dry-run"))
    for words in ("All entities together", "Embrace Failures", "enters", "leaves"):
        assert words in then
    amina.opens(f"{path}/versions/2/edit")
    amina.saves(minutes="1")
    assert "still has problems" in said(amina.opens(f"{path}/versions/2/dry-run"))
    assert visitor.get("/tools/embrace-failures").h1 == "Embrace Failures"


# --- other weights


def test_todays_weights_change_nothing_and_others_do(
    wave: OpenWave, engines: Engines, tools: tuple[Tool, ...]
) -> None:
    assert wave.id
    with engines.read_results() as session:
        last = newest(session)
    assert last is not None
    today = Rule(tools)
    assert not any(one.is_changed for one in trying.shifts(last, today, Rule(tools, Weights())))
    assert trying.counts(last, today, today) == []
    other = Rule(tools, trying.weights_of({"gain_share": "1", "fewest_modules": "1"}))
    (system,) = trying.shifts(last, today, other)
    needs = needs_of(last.publication, "system", last.questionnaire)
    expected = [one.tool.id for one in recommend(tools, needs, weights=other.weights).chosen]
    assert [one.tool.id for one in system.shifts if one.then] == expected
    was = [one.tool.id for one in recommend(tools, needs).chosen]
    assert {one.tool.id for one in system.shifts if one.today} == set(was)
    assert [one.tool.id for one in system.shifts if one.change == "leaves"] == [
        key for key in was if key not in expected
    ]
    for old, new in trying.counts(last, today, other):
        assert old != new


def test_of_a_large_catalogue_it_is_said_that_firmness_is_not_worked_out(
    clerk: NewClerk, wave: OpenWave, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert wave.id
    amina = clerk()
    address = "/weights?gain_share=0.9"
    assert "A tool stands firm where" in said(amina.opens(address))
    monkeypatch.setattr(trying, "MOST_DRAWN", 20)
    page = said(amina.opens(address))
    assert "too large to work out here how firmly" in page
    assert "a close call" not in page


@given(
    st.fixed_dictionaries(
        {}, optional={name: st.sampled_from(known) for name, known in trying.TRIED.items()}
    )
)
def test_every_weight_that_can_be_tried_is_taken_as_written(values: dict[str, str]) -> None:
    weights = trying.weights_of(values)
    for name in trying.TRIED:
        expected = Fraction(values[name]) if name in values else getattr(STANDARD, name)
        assert getattr(weights, name) == expected
    assert all(
        any(trying.is_of(STANDARD, name, value) for value in known)
        for name, known in trying.TRIED.items()
    )


def test_other_weights_are_tried_on_a_page_that_changes_nothing(
    clerk: NewClerk, wave: OpenWave
) -> None:
    assert wave.id
    amina = clerk()
    page = said(amina.opens("/weights"))
    assert "These are the weights of today" in page
    assert "0.7 (today)" in page
    page = said(amina.opens("/weights?gain_share=1&fewest_modules=1&largest_gap=4"))
    assert "What would change" in page
    assert "In how many entities" in page
    chosen = [one.get("value") for one in amina.page.all("option") if "selected" in one.attrib]
    assert chosen == ["4", "0.5", "0.25", "1", "1"]
    assert "To change them for everybody" in page
    for nonsense in ("gain_share=2", "gain_share=", "fewest_modules=%00", "other=1"):
        assert "These are the weights of today" in said(amina.opens(f"/weights?{nonsense}"))


def test_without_a_survey_there_is_nothing_to_try_weights_on(clerk: NewClerk) -> None:
    assert "No survey has been published yet" in said(clerk().opens("/weights?gain_share=1"))
