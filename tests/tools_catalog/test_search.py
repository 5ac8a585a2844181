from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools_catalog.model import STARTERS, Starter, Tool
from tools_catalog.search import Query, find, fold

MakeTool = Callable[..., Tool]


def _ids(tools: list[Tool]) -> list[str]:
    return [tool.id for tool in tools]


@pytest.fixture(scope="module")
def pilots(make_tool: MakeTool) -> tuple[Tool, ...]:
    """Four tools that hold one word in another place each, the least telling place first."""
    return (
        make_tool("in-text", text="Choose a *pilot* with care."),
        make_tool("in-factor", factors={"pilot-choice": 3}),
        make_tool("in-summary", summary="Plan your first pilot."),
        make_tool("in-name", name="From Pilot to Scale"),
    )


def test_a_word_counts_most_in_the_name_then_summary_factors_text(pilots: tuple[Tool, ...]) -> None:
    assert _ids(find(pilots, Query(words="pilot"))) == [
        "in-name",
        "in-summary",
        "in-factor",
        "in-text",
    ]


def test_without_words_everything_comes_in_its_order(pilots: tuple[Tool, ...]) -> None:
    assert find(pilots, Query()) == list(pilots)
    assert find(pilots, Query(words=" - ?? ")) == list(pilots)


def test_every_word_must_be_there(pilots: tuple[Tool, ...]) -> None:
    assert _ids(find(pilots, Query(words="pilot first"))) == ["in-summary"]
    assert find(pilots, Query(words="pilot absent")) == []


@pytest.mark.parametrize("words", ["PILOT", "pil", "pílot", "from pilot", "scale to", "pilot-to"])
def test_case_accents_and_ends_of_words_do_not_count(pilots: tuple[Tool, ...], words: str) -> None:
    assert _ids(find(pilots, Query(words=words)))[0] == "in-name"


@pytest.mark.parametrize("words", ["ilot", "pilots", "pilot-from", "p.*t", "pilot|scale", "[o-q]"])
def test_the_middle_of_a_word_and_patterns_find_nothing(
    pilots: tuple[Tool, ...], words: str
) -> None:
    assert find(pilots, Query(words=words)) == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Échelle et coopération", "cooperation"),
        ("Gestión del riesgo", "GESTION"),
        ("Straße der Ideen", "strasse"),
        ("Учёт рисков", "учет"),
        ("أدوات الابتكار", "ادوات"),
        ("الأَفْكار", "الافكار"),
        ("组织创新工具", "创新"),
        ("\uff37\uff29\uff24\uff25", "wide"),
        ("Partner\u2019s value", "value"),
    ],
)
def test_words_are_found_in_every_script(make_tool: MakeTool, name: str, words: str) -> None:
    tool = make_tool(name=name)

    assert find([tool], Query(words=words)) == [tool]


def test_chinese_characters_count_in_their_order(make_tool: MakeTool) -> None:
    assert find([make_tool(name="组织创新工具")], Query(words="新创")) == []


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(words=st.text(max_size=200))
def test_whatever_a_name_holds_can_be_found(make_tool: MakeTool, words: str) -> None:
    tool = make_tool(name=f"Tool {words}")

    assert find([tool], Query(words=words)) == [tool]


def test_the_more_relevant_for_a_factor_comes_first(make_tool: MakeTool) -> None:
    tools = [
        make_tool("somewhat", factors={"goals": 1, "trends": 3}),
        make_tool("not", factors={"trends": 3}),
        make_tool("made-for", factors={"goals": 3}),
    ]

    assert _ids(find(tools, Query(factor="goals"))) == ["made-for", "somewhat"]


def test_a_module_is_kept(make_tool: MakeTool) -> None:
    tools = [make_tool("one", module="culture"), make_tool("two", module="strategy")]

    assert _ids(find(tools, Query(module="culture"))) == ["one"]


@pytest.mark.parametrize(("most", "found"), [(59, []), (60, ["tool"])])
def test_the_time_there_is(make_tool: MakeTool, most: int, found: list[str]) -> None:
    assert _ids(find([make_tool(minutes=60)], Query(max_minutes=most))) == found


@pytest.mark.parametrize(("people", "found"), [(1, 0), (2, 1), (12, 1), (13, 0)])
def test_the_group_there_is(make_tool: MakeTool, people: int, found: int) -> None:
    tool = make_tool(people={"from": 2, "to": 12})

    assert len(find([tool], Query(people=people))) == found


@pytest.mark.parametrize("who", STARTERS)
def test_what_somebody_may_start(make_tool: MakeTool, who: Starter) -> None:
    tools = [make_tool(starter, who_can_start=starter) for starter in STARTERS]

    assert _ids(find(tools, Query(who=who))) == list(STARTERS[: STARTERS.index(who) + 1])


def test_an_edited_draft_is_searched_as_it_is_now(make_tool: MakeTool) -> None:
    before, after = make_tool(name="Old words"), make_tool(name="New words")

    assert find([before], Query(words="old")) == [before]
    assert find([after], Query(words="old")) == []
    assert find([after], Query(words="new")) == [after]


def test_equal_tools_have_equal_hashes(make_tool: MakeTool) -> None:
    assert make_tool() == make_tool()
    assert hash(make_tool()) == hash(make_tool())
