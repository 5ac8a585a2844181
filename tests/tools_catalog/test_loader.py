from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tools_catalog
from tools_catalog import body
from tools_catalog.loader import (
    MAX_CHARACTERS,
    Problem,
    ToolError,
    check,
    load_all,
    parse,
    parse_all,
    parse_checked,
    texts,
)
from tools_catalog.model import SECTION_TITLES, SECTIONS, Tool

SOURCE = "small-tool.md"


def _other(tool_file: str) -> str:
    """A second file, which the first one links to."""
    return tool_file.replace("small-tool", "next-tool").replace("tool:next-tool", "tool:small-tool")


def test_a_file_becomes_a_tool(tool_file: str) -> None:
    tool = parse(tool_file, source=SOURCE)

    assert (tool.id, tool.name, tool.minutes) == ("small-tool", "Small Tool", 30)
    assert tool.summary == "Write one page: what you want."
    assert tool.factors == {"goals": 3, "trends": 1}
    assert (tool.levels.lowest, tool.levels.highest) == (1, 4)
    assert (tool.people.fewest, tool.people.most) == (2, 8)
    assert tool.outputs == ("One page", "A date")
    assert tuple(section.title for section in tool.sections) == SECTIONS


def test_a_section_keeps_its_markdown_as_written(tool_file: str) -> None:
    sections = {section.title: section for section in parse(tool_file, source=SOURCE).sections}

    assert sections["Before you start"].markdown == "Some text."
    assert sections["Steps"].markdown.startswith("1. **Write (10 minutes).** Each writes.")
    assert "### Filled-in example\n\n| B |" in sections["Worksheet"].markdown
    assert sections["References"].markdown == "- [Source](https://example.org/page), a page."


def test_line_ends_of_another_system_are_the_same_file(tool_file: str) -> None:
    assert parse(tool_file.replace("\n", "\r\n"), source=SOURCE) == parse(tool_file, source=SOURCE)


@pytest.mark.parametrize(
    ("written", "instead", "path", "message"),
    [
        # Facts, one by one
        ("version: 1", "version: 0", "version", "greater than or equal"),
        ("version: 1", "version: '1'", "version", "valid integer"),
        ("version: 1", "version: 1.0", "version", "valid integer"),
        ("minutes: 30", "minutes: 1:30", "minutes", "valid integer"),
        ("minutes: 30\n", "", "minutes", "Field required"),
        ("module: strategy", "module: Strategy!", "module", "match pattern"),
        ("language: en", "language:", "language", "valid string"),
        ("language: en", "colour: red\nlanguage: en", "colour", "Extra inputs"),
        ("{from: 1, to: 4}", "{from: 1, to: 9}", "levels.to", "less than or equal"),
        ("{from: 1, to: 4}", "{lowest: 1, highest: 4}", "levels.from", "Field required"),
        ("{from: 1, to: 4}", "1 to 4", "levels", "Input should be an object"),
        ("  trends: 1", "  trends: 4", "factors.trends", "less than or equal"),
        ("team-lead", "intern", "who_can_start", "Input should be 'anyone'"),
        ('  - "One page"', "  - 7", "outputs[0]", "valid string"),
        # Facts against each other
        ("id: small-tool", "id: tall-tool", "id", "not the name of the file"),
        ("{from: 1, to: 4}", "{from: 4, to: 1}", "levels", "from 4 to 1"),
        ("{from: 2, to: 8}", "{from: 9, to: 8}", "people", "from 9 to 8"),
        ("  goals: 3", "  goals: 2", "factors", "no factor of its own"),
        ("minutes: 30", "minutes: 45", "minutes", "sum of the steps' minutes, 30"),
        ("language: en", "sections: []\nlanguage: en", "sections", "below the front matter"),
        ('"One page"', '"One <b>page</b>"', "outputs[0]", "HTML"),
        # YAML that hides or guesses
        ("language: en", "language: en\nlanguage: fr", "language", "twice"),
        ("  goals: 3", "  goals: 3\n  goals: 3", "factors.goals", "twice"),
        ("name: Small Tool", "name: 2026-11-22", "name", "date"),
        ("name: Small Tool", "name: 2026-11-22 10:00", "name", "date"),
        ("name: Small Tool", "name: &here Small Tool", "line 5", "anchor"),
        ("name: Small Tool", "name: *there", "line 5", "alias"),
        ("name: Small Tool", "name: !!str Small Tool", "line 5", "tag"),
        ("name: Small Tool", "name: [[[[[]]]]]", "line 5", "nested"),
        ("  goals: 3", "  [a, b]: 3", "factors", "key that is not text"),
        ("name: Small Tool", "name: Small: Tool", "", "line 5, column 12"),
        # Sections
        ("## Next tools", "## Further tools", "Next tools", "missing"),
        ("## Next tools", "## Further tools", "Further tools, line 68", "not a section"),
        ("## Next tools", "## Steps", "Steps, line 68", "twice"),
        ("Some text.\n\n## If", "\n\n## If", "A case from practice, line 60", "empty"),
        ("---\n\n## In one", "---\n\nHello.\n\n## In one", "line 24", "before the first section"),
        ("- [Next]", "# Next\n\n- [Next]", "Next tools, line 70", "first level"),
        # Steps
        ("(10 minutes)", "(a while)", "Steps, line 46", "bold title"),
        ("1. **Write (10 minutes).**", "1. Write (10 minutes).", "Steps, line 46", "bold title"),
        (
            "1. **Write (10 minutes).** Each",
            "1. ```\n   (10 minutes)\n   ```\n   ",
            "Steps",
            "bold",
        ),
        # Markup and links
        ("Each writes.", "Each <em>writes</em>.", "Steps, line 46", "HTML"),
        ("Each writes.", "Each writes.<!-- no -->", "Steps, line 46", "HTML"),
        ("- [Next]", "<div>\n</div>\n\n- [Next]", "Next tools, line 70", "HTML"),
        ("All read.", "![All](https://example.org/a.png)", "Steps, line 47", "image"),
        ("https://example.org/page", "http://example.org/page", "References, line 74", "http:"),
        ("https://example.org/page", "javascript:alert(1)", "References, line 74", "javascript"),
        ("https://example.org/page", "//example.org/page", "References, line 74", "Links to //"),
        ("https://example.org/page", "https://", "References, line 74", "Links to https://"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    tool_file: str, written: str, instead: str, path: str, message: str
) -> None:
    assert tool_file.count(written) == 1

    problems = check(tool_file.replace(written, instead), source=SOURCE)

    assert [
        problem
        for problem in problems
        if problem.source == SOURCE and problem.path.startswith(path) and message in problem.message
    ], problems


def test_words_that_other_yaml_takes_for_booleans_stay_words(tool_file: str) -> None:
    tool = parse(tool_file.replace("name: Small Tool", "name: no"), source=SOURCE)

    assert tool.name == "no"


def test_a_quoted_date_is_text(tool_file: str) -> None:
    tool = parse(tool_file.replace("name: Small Tool", "name: '2026-11-22'"), source=SOURCE)

    assert tool.name == "2026-11-22"


def test_sections_out_of_order_are_a_problem(tool_file: str) -> None:
    swapped = (
        tool_file.replace("## Next tools", "## x")
        .replace("## If it goes wrong", "## Next tools")
        .replace("## x", "## If it goes wrong")
    )

    assert [problem.message[:11] for problem in check(swapped, source=SOURCE)] == ["Has its sec"]


def test_a_code_block_may_show_what_text_may_not_hold(tool_file: str) -> None:
    quoted = tool_file.replace("All read.", "All read `<b>` and `[a](http://b)`.")

    assert check(quoted, source=SOURCE) == ()


def test_no_numbered_steps_are_a_problem(tool_file: str) -> None:
    bulleted = tool_file.replace("1. **W", "- **W").replace("2. **R", "- **R")

    assert check(bulleted, source=SOURCE) == (Problem(SOURCE, "Steps", "Has no numbered steps"),)


def test_a_step_may_hold_a_numbered_list_of_its_own(tool_file: str) -> None:
    nested = tool_file.replace(
        "Each writes.", "Each writes:\n\n   1. a line,\n   2. a name.\n\n   "
    )

    assert check(nested, source=SOURCE) == ()


def test_every_problem_comes_at_once(tool_file: str) -> None:
    broken = (
        tool_file.replace("version: 1", "version: one")
        .replace("{from: 1, to: 4}", "{from: 4, to: 1}")
        .replace("## Next tools", "## Further tools")
        .replace("https://example.org/page", "http://example.org/page")
    )

    with pytest.raises(ToolError) as raised:
        parse(broken, source=SOURCE)

    assert {problem.path for problem in raised.value.problems} == {
        "version",
        "levels",
        "Next tools",
        "Further tools, line 68",
        "References, line 74",
    }
    assert str(raised.value).count("small-tool.md: ") == 5


def test_problems_in_the_text_are_found_beside_facts_that_cannot_be_read(tool_file: str) -> None:
    broken = tool_file.replace("name: Small Tool", "name: *s").replace("https://e", "http://e")

    assert {problem.path for problem in check(broken, source=SOURCE)} == {
        "line 5",
        "References, line 74",
    }


@pytest.mark.parametrize("text", ["", "Hello", "---\nid: a\n", "\ufeff---\n---\n"])
def test_a_file_without_facts_is_refused(text: str) -> None:
    assert [problem.message for problem in check(text, source=SOURCE)] == [
        "Does not begin with facts between two --- lines"
    ]


def test_facts_that_are_no_keys_are_refused() -> None:
    assert "Has no keys in its front matter" in {
        problem.message for problem in check("---\n- a\n---\n", source=SOURCE)
    }


def test_a_file_that_is_too_long_is_not_read(tool_file: str) -> None:
    text = tool_file + "x" * MAX_CHARACTERS

    assert [problem.message for problem in check(text, source=SOURCE)] == [
        f"Is longer than {MAX_CHARACTERS} characters"
    ]


@given(st.text())
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    assert check(text, source=SOURCE)
    assert check(f"---\n{text}\n---\n{text}", source=SOURCE)


@given(data=st.data())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(
    tool_file: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(tool_file)))
    gone = data.draw(st.integers(0, 40))
    put = data.draw(st.text("[]{}:-#*&!|>'\"<`\\ \n\tx1", max_size=6))
    damaged = tool_file[:place] + put + tool_file[place + gone :]

    if not check(damaged, source=SOURCE):
        assert isinstance(parse(damaged, source=SOURCE), Tool)


def test_a_catalogue_keeps_its_order_and_its_links(tool_file: str) -> None:
    files = {SOURCE: tool_file, "next-tool.md": _other(tool_file)}

    assert [tool.id for tool in parse_all(files)] == ["small-tool", "next-tool"]


def test_a_link_to_no_tool_is_a_problem_of_the_catalogue(tool_file: str) -> None:
    with pytest.raises(ToolError) as raised:
        parse_all({SOURCE: tool_file})

    assert raised.value.problems == (
        Problem(SOURCE, "Next tools, line 70", "Links to next-tool, which is no tool"),
    )


def test_an_id_may_be_there_once(tool_file: str) -> None:
    other = _other(tool_file)

    with pytest.raises(ToolError) as raised:
        parse_all({SOURCE: tool_file, "a/next-tool.md": other, "b/next-tool.md": other})

    assert [(problem.source, problem.path) for problem in raised.value.problems] == [
        ("a/next-tool.md", "id"),
        ("b/next-tool.md", "id"),
    ]


def test_an_empty_catalogue_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="Has no tools"):
        load_all(tmp_path)


def test_a_folder_is_read_by_name_and_other_files_are_left(tmp_path: Path, tool_file: str) -> None:
    (tmp_path / SOURCE).write_text(tool_file, encoding="utf-8")
    (tmp_path / "next-tool.md").write_text(_other(tool_file), encoding="utf-8")
    (tmp_path / "notes.txt").write_text("Notes", encoding="utf-8")

    assert [tool.id for tool in load_all(tmp_path)] == ["next-tool", "small-tool"]


def test_a_file_that_is_not_utf_8_is_named_beside_other_problems(
    tmp_path: Path, tool_file: str
) -> None:
    (tmp_path / SOURCE).write_text(tool_file.replace("version: 1", "version: 0"), encoding="utf-8")
    (tmp_path / "next-tool.md").write_bytes(b"---\nname: caf\xe9\n---\n")

    with pytest.raises(ToolError) as raised:
        load_all(tmp_path)

    assert [(problem.source, problem.path) for problem in raised.value.problems] == [
        ("next-tool.md", ""),
        (SOURCE, "version"),
    ]


def test_every_text_of_a_tool_has_an_id(tool_file: str) -> None:
    found = texts(parse(tool_file, source=SOURCE))

    assert found["small-tool.name"] == "Small Tool"
    assert found["small-tool.output.2"] == "A date"
    assert found["small-tool.section.before"] == "Some text."
    assert list(found)[-len(SECTION_TITLES) :] == [
        f"small-tool.section.{section_id}" for section_id in SECTION_TITLES
    ]
    assert len(found) == len(SECTION_TITLES) + 6


SHIPPED = sorted((Path(tools_catalog.__file__).parent / "content" / "tools").glob("*.md"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_checked_file_is_read_alike_without_its_markdown(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert body.sections_of(text) is not None
    assert parse_checked(text, source=path.name) == parse(text, source=path.name)


_ODD_LINES = st.sampled_from(
    [
        *(
            "## Worksheet",
            "##  Worksheet",
            "## Worksheet ##",
            "Worksheet",
            "---",
            "===",
            " ## Steps",
        ),
        *("```", "~~~~", "    ## Steps", "- ## Steps", "> ## Steps", "- a", "  b", "", "", "Text."),
        *("| a | b |", "|---|---|", "1. c", "[a]: /b 'c", "`d", "e`", "<!-- f", "-->", "\\"),
    ]
)


@given(st.sampled_from(list(SECTION_TITLES.values())), st.lists(_ODD_LINES, max_size=6))
def test_whatever_a_section_holds_a_checked_file_is_read_alike(
    tool_file: str, title: str, lines: list[str]
) -> None:
    text = tool_file.replace(f"## {title}\n", "\n".join([f"## {title}", "", *lines, ""]), 1)

    if not check(text, source=SOURCE):
        assert parse_checked(text, source=SOURCE) == parse(text, source=SOURCE)


@pytest.mark.parametrize(
    "written",
    [
        "Before you start\n----------------",
        "##  Before you start ##",
        "```\n## Before you start\n```\n\n##   Before you start",
    ],
    ids=["underlined", "with marks at both ends", "in a block of code first"],
)
def test_a_heading_in_another_hand_is_found_in_a_checked_file(tool_file: str, written: str) -> None:
    text = tool_file.replace("## Before you start", written)

    assert check(text, source=SOURCE) == ()
    assert parse_checked(text, source=SOURCE) == parse(text, source=SOURCE)


def test_a_file_that_was_never_good_is_refused_all_the_same(tool_file: str) -> None:
    for text in (tool_file.replace("minutes: 30", "minutes: many"), "---\n", tool_file[:900]):
        with pytest.raises(ToolError):
            parse_checked(text, source=SOURCE)
