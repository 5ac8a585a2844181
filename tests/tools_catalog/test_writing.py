"""A tool's file and the fields of its form are the same thing, in both directions."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import tools_catalog
from tools_catalog.loader import check, parse
from tools_catalog.model import SECTION_TITLES
from tools_catalog.writing import (
    FACTOR,
    SECTION,
    field_of,
    merged,
    name_of,
    put_together,
    renumbered,
    settled,
    swallowing,
    taken_apart,
)

SHIPPED = sorted((Path(tools_catalog.__file__).parent / "content" / "tools").glob("*.md"))
SIMPLE = ("id", "version", "name", "summary", "levels.from", "people.to", "who_can_start")
LISTS = ("prerequisites", "outputs")
SECTIONS = tuple(SECTION + key for key in SECTION_TITLES)

texts = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"], include_characters="\t\n\r"))
fields = st.dictionaries(
    st.sampled_from((*SIMPLE, *LISTS, *SECTIONS, f"{FACTOR}goals", f"{FACTOR}new-partners")), texts
)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_file_comes_back_byte_by_byte(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert put_together(taken_apart(text, source=path.name)) == text


def test_there_are_shipped_files() -> None:
    assert len(SHIPPED) == 21


@given(fields)
@example({"name": "no", "summary": '"\\ {a: b}', "outputs": "- a\n\n # b", "levels.from": "~"})
@example({"name": "null", "monday": "\u2028\ufeff", "version": "1e3", "id": "2027-01-01"})
@example({"sections.when": "a\n\n---\n\nb", "sections.steps": "```\n## Worksheet\n```"})
def test_whatever_is_typed_is_read_back(typed: dict[str, str]) -> None:
    if not swallowing(typed):
        assert taken_apart(put_together(typed), source="any.md") == settled(typed)


@given(fields)
def test_settling_twice_changes_nothing(typed: dict[str, str]) -> None:
    assert settled(settled(typed)) == settled(typed)


@pytest.mark.parametrize(
    "section", ["## Another", "```\nopen", "Title\n---", "text\n\n<!-- open", "## Steps"]
)
def test_a_section_that_reaches_into_the_next_is_named(section: str) -> None:
    assert swallowing({"sections.when": section}) == ["sections.when"]


def test_a_file_in_another_hand_means_the_same(tool_file: str) -> None:
    written = put_together(taken_apart(tool_file, source="small-tool.md"))
    assert written != tool_file
    assert parse(written, source="small-tool.md") == parse(tool_file, source="small-tool.md")


def test_problems_are_mended_in_a_field(tool_file: str) -> None:
    spoilt = tool_file.replace("minutes: 30", "minutes: 31").replace('"A date"', '"<b>"')
    spoilt = spoilt.replace("from: 2, to: 8", "from: 9, to: 8").replace("https://ex", "http://ex")
    found = {field_of(problem.path) for problem in check(spoilt, source="small-tool.md")}
    assert found == {"minutes", "outputs", "people.from", "sections.references"}
    assert field_of("") == ""


def test_another_version_is_another_number_and_nothing_else(tool_file: str) -> None:
    changed = renumbered(tool_file, 7)
    assert changed.replace("version: 7", "version: 1", 1) == tool_file
    assert parse(changed, source="small-tool.md").version == 7


@given(fields, fields, fields)
def test_merging_loses_neither_change(
    base: dict[str, str], mine: dict[str, str], theirs: dict[str, str]
) -> None:
    one, two, three = settled(base), settled(mine), settled(theirs)
    joined, both = merged(one, two, three)
    assert merged(one, two, one)[0] == settled(two)
    assert merged(one, one, three)[0] == settled(three)
    for name, value in two.items():
        if value != one.get(name):
            assert joined.get(name, "") == value
    for name, value in three.items():
        if value != one.get(name) and name not in both and name != "version":
            assert joined.get(name, "") == value


def test_a_name_is_read_from_the_head_of_a_file(tool_file: str) -> None:
    assert name_of(tool_file) == "Small Tool"
    assert name_of(tool_file.replace("name: Small Tool", "name: 7")) == ""
    assert name_of("No file of a tool") == ""
