"""Reading YAML without guesses."""

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from questionnaires import document
from questionnaires.document import MAX_CHARACTERS, MAX_DEPTH, read

# YAML 1.1 takes these three for line breaks, and PyYAML does not write them so that they come back.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x85\u2028\u2029"))
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.integers(-999_999_999, 999_999_999) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=12,
)


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML's two parsers: which one there is depends on how it was built."""
    monkeypatch.setattr(document, "_PARSER", getattr(yaml, request.param))


@given(VALUES)
def test_what_yaml_writes_is_read_back(value: object) -> None:
    assert read(yaml.safe_dump(value, allow_unicode=True)).value == value


@given(st.text() | st.text(alphabet="[]{}:,-&*!?|>'\"#%@ \nab1", max_size=60))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    found = read(text)
    assert found.value is None or isinstance(found.value, (str, int, list, dict))


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    "word",
    ["no", "Yes", "on", "off", "true", "2026-11-22", "12:30", "1.0", "010", "0x1F", "1_000", "1e3"],
)
def test_a_word_that_yaml_would_turn_into_something_else_stays_a_word(word: str) -> None:
    assert read(f"value: {word}").value == {"value": word}


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("-3", -3),
        ('"3"', "3"),
        ("0", 0),
        ("~", None),
        ("", None),
        ("'~'", "~"),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_only_plain_whole_numbers_and_nothing_are_not_text(text: str, value: object) -> None:
    assert read(f"value: {text}").value == {"value": value}


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("text", "path", "message"),
    [
        ("a: 1\nb: {c: 1, c: 2}", ("b", "c"), "Is there twice"),
        ("a: [x, &here y]", ("a", 1), "Has an anchor"),
        ("a: &here {b: 1}", ("a",), "Has an anchor"),
        ("a: &here x\nb: *here", ("b",), "Is an alias"),
        ("a: !!python/name:os.system x", ("a",), "Has a tag"),
        ("a: !!bool yes", ("a",), "Has a tag"),
        ("a: !mine [1]", ("a",), "Has a tag"),
        ("? [1, [2]]\n: x", (), "Has a key that is not text"),
        ("a: &here x\n? *here\n: x", (), "Has a key that is not text"),
        ("a: 1\n---\nb: 2", (), "Holds more than one document"),
        ("a: [1", (), "Is not YAML"),
        ("a: \x00", (), "Is not YAML"),
        ("a: \ud800", (), "Is not YAML"),
        ("x" * (MAX_CHARACTERS + 1), (), "Is longer than"),
    ],
)
def test_what_hides_something_is_refused_with_its_place(
    text: str, path: tuple[str | int, ...], message: str
) -> None:
    assert [where for where, what in read(text).problems if what.startswith(message)] == [path]


def test_all_that_is_refused_comes_at_once_and_the_rest_is_read() -> None:
    found = read("a: {x: 1, x: 2}\nb: &b 3\nc: *b\nd: 4")
    assert [path for path, _ in found.problems] == [("a", "x"), ("b",), ("c",)]
    assert found.value == {"a": {"x": 1}, "b": 3, "c": None, "d": 4}


@pytest.mark.usefixtures("parser")
def test_depth_has_a_limit_and_what_follows_is_still_read() -> None:
    deep = read("[" * (MAX_DEPTH + 3) + "]" * (MAX_DEPTH + 3))
    assert [path for path, _ in deep.problems] == [(0,) * MAX_DEPTH]
    assert not read("[" * MAX_DEPTH + "]" * MAX_DEPTH).problems
    assert read("[" * 40 + "]" * 40 + "\n---\n1").problems[-1][0] == ()
