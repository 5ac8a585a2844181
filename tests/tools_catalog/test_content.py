"""The shipped catalogue, as its readers may rely on it."""

import random
import re
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

import tools_catalog
from tools_catalog.loader import check, load_all
from tools_catalog.model import SECTION_TITLES, Need, Tool
from tools_catalog.recommender import recommend

FOLDER = Path(tools_catalog.__file__).parent / "content" / "tools"
FILES = sorted(path.name for path in FOLDER.iterdir())
FACTORS = {
    "strategy": ("goals", "resources", "portfolio", "trends", "ecosystem"),
    "partnerships": ("partner-value", "partner-choice", "new-partners", "partner-risk"),
    "architecture": ("idea-sources", "user-focus", "scale", "execution"),
    "culture": ("learning", "risk-guidance", "incentives", "governing-bodies"),
    "evaluation": ("enabling-environment", "desired-effect", "pipeline", "storytelling"),
}
MODULE_OF = {factor: module for module, factors in FACTORS.items() for factor in factors}
WORDS = range(600, 1201)
MOST_WORDS_IN_SUMMARY = 25
MIDDLE_LEVEL = 3


@pytest.fixture(scope="module")
def tools() -> tuple[Tool, ...]:
    return load_all(FOLDER)


def _section(tool: Tool, section_id: str) -> str:
    title = SECTION_TITLES[section_id]
    return next(section.markdown for section in tool.sections if section.title == title)


def _words(markdown: str) -> int:
    """Count words as a reader sees them: no list numbers, marks or addresses of links."""
    seen = re.sub(r"\]\([^)]*\)", "]", markdown)
    return len(re.findall(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*|\d+(?!\.\s)", seen))


def test_there_is_one_file_for_each_factor() -> None:
    assert len(MODULE_OF) == 21
    assert len(FILES) == 21


@pytest.mark.parametrize("name", FILES)
def test_a_file_has_no_problems(name: str) -> None:
    assert check((FOLDER / name).read_text(encoding="utf-8"), source=name) == ()


@pytest.mark.parametrize("name", FILES)
def test_a_tool_is_short_enough_to_read_and_long_enough_to_use(
    tools: tuple[Tool, ...], name: str
) -> None:
    tool = next(tool for tool in tools if f"{tool.id}.md" == name)
    worksheet = SECTION_TITLES["worksheet"]

    text = [section.markdown for section in tool.sections if section.title != worksheet]

    assert sum(map(_words, text)) in WORDS
    assert len(tool.summary.split()) <= MOST_WORDS_IN_SUMMARY


@pytest.mark.parametrize("name", FILES)
def test_a_tool_can_be_done_as_written(tools: tuple[Tool, ...], name: str) -> None:
    tool = next(tool for tool in tools if f"{tool.id}.md" == name)
    steps = re.findall(r"^\d+\. .*(?:\n(?!\d+\. ).*)*", _section(tool, "steps"), re.MULTILINE)

    assert len(steps) > 1
    assert [step for step in steps if not re.search(r"\*Done when:\* [^?]+\?", step)] == []
    assert re.search(r"[Rr]emote|[Vv]ideo", _section(tool, "effort"))
    assert "|---|" in _section(tool, "worksheet")
    assert "### Filled-in example" in _section(tool, "worksheet")
    assert "Example (invented)" in _section(tool, "worksheet")


def test_the_tools_serve_the_factors_one_each(tools: tuple[Tool, ...]) -> None:
    assert sorted(factor for tool in tools for factor in tool.own_factors) == sorted(MODULE_OF)
    assert {tool.id: MODULE_OF[tool.own_factors[0]] for tool in tools} == {
        tool.id: tool.module for tool in tools
    }
    assert {factor for tool in tools for factor in tool.factors} <= set(MODULE_OF)
    assert max(len(tool.factors) for tool in tools) <= 4


@pytest.mark.parametrize("module", FACTORS)
def test_a_module_has_a_tool_for_anyone_and_one_for_middle_levels(
    tools: tuple[Tool, ...], module: str
) -> None:
    of_module = [tool for tool in tools if tool.module == module]

    assert [tool.id for tool in of_module if tool.who_can_start == "anyone"]
    assert [
        tool.id for tool in of_module if tool.levels.lowest <= MIDDLE_LEVEL < tool.levels.highest
    ]


def _needs(levels: dict[str, int]) -> list[Need]:
    return [
        Need(factor, MODULE_OF[factor], Fraction(level), Fraction(4), Fraction(1))
        for factor, level in levels.items()
    ]


@pytest.mark.parametrize("factor", MODULE_OF)
def test_who_lacks_one_thing_is_sent_to_the_tool_made_for_it(
    tools: tuple[Tool, ...], factor: str
) -> None:
    (made_for_it,) = (tool for tool in tools if factor in tool.own_factors)
    levels = dict.fromkeys(MODULE_OF, 4) | {factor: MIDDLE_LEVEL}

    assert recommend(tools, _needs(levels)).chosen[0].tool == made_for_it


def test_every_tool_is_called_for_by_some_people(tools: tuple[Tool, ...]) -> None:
    chance = random.Random(2018)  # noqa: S311 (a repeatable sample, no secret)
    called: Counter[str] = Counter()
    for _ in range(200):
        levels = {factor: chance.choice((1, 2, 2, 3, 3, 4)) for factor in MODULE_OF}
        called.update(one.tool.id for one in recommend(tools, _needs(levels)).chosen)

    assert {tool.id for tool in tools} == set(called)
