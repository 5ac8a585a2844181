"""Files that are no copy of one's answers are refused, and the sheet stays as it was."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from browsing import Visitor


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def copy(begun: Visitor) -> dict[str, Any]:
    begun.submit()
    read: dict[str, Any] = json.loads(begun.fetch("/assessment/copy").data)
    return read


def compare(visitor: Visitor, data: bytes, name: str = "my-answers.json") -> str:
    return visitor.post("/assessment/compare", {"copy": (BytesIO(data), name)}, status=422).text


def with_part(copy: dict[str, Any], part: str, value: object) -> bytes:
    return json.dumps(copy | {"response": copy["response"] | {part: value}}).encode()


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("answers", {"no-such-question": 3}),
        ("answers", {"goals-set": 0}),
        ("answers", {"goals-set": 8}),
        ("answers", {"goals-set": 10**400}),
        ("answers", {"goals-set": float("nan")}),
        ("answers", {"goals-set": float("inf")}),
        ("answers", {"goals-set": 2.5}),
        ("answers", {"goals-set": None}),
        ("answers", {"goals-set": [3]}),
        ("answers", {"": 3}),
        ("answers", []),
        ("progress", {"strategy": "best"}),
        ("progress", {"no-such-module": "same"}),
        ("barriers", ["none", "cannot-say"]),
        ("barriers", ["no-such-barrier"]),
        ("barriers", "none"),
        ("tools_tried", {"no-such-tool": "useful"}),
        ("tools_tried", {"innovation-storytelling": "<script>"}),
        ("more", 1),
    ],
)
def test_a_copy_with_changed_answers(
    begun: Visitor, copy: dict[str, Any], stored: Callable[[], object], part: str, value: object
) -> None:
    before = stored()
    assert "not a copy of your answers" in compare(begun, with_part(copy, part, value))
    assert stored() == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("version", 2),
        ("version", 10**30),
        ("version", -1),
        ("questionnaire", "another"),
        ("questionnaire", "x" * 100_000),
        ("perspective", "world"),
        ("size", "huge"),
        ("saved", "yesterday"),
        ("saved", "9999999-01-01"),
        ("format", "innovation-maturity-toolkit/copy/2"),
        ("link", "00" * 32),
    ],
)
def test_a_copy_of_something_else(
    begun: Visitor, copy: dict[str, Any], stored: Callable[[], object], field: str, value: object
) -> None:
    before = stored()
    compare(begun, json.dumps(copy | {field: value}).encode())
    assert stored() == before


def test_a_file_that_is_no_copy(
    begun: Visitor, copy: dict[str, Any], stored: Callable[[], object]
) -> None:
    good = json.dumps(copy).encode()
    before = stored()
    for data in (
        b"",
        b"\0" * 5000,
        bytes(range(256)) * 40,
        b"[" * 100_000,
        b'{"a":' * 20_000,
        b'{"response":' + b'{"answers":' * 20_000,
        good[:-9],
        good + good,
        b"\xef\xbb\xbf\xef\xbb\xbf" + good,
        good.decode().encode("utf-16"),
        good.replace(b'"goals-set"', b'"\\ud800"'),
        b"PK\x03\x04" + good,
        b"null",
        b"1e999999",
    ):
        assert "not a copy of your answers" in compare(begun, data), data[:40]
    assert stored() == before


def test_a_key_given_twice_counts_once(begun: Visitor, copy: dict[str, Any]) -> None:
    data = json.dumps(copy).replace('"goals-set": 3', '"goals-set": 1, "goals-set": 5').encode()
    begun.post("/assessment/compare", {"copy": (BytesIO(data), "a.json")})
    assert begun.get("/assessment/answer/strategy").values("goals-set") == ["3"]


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd",
        "C:\\a",
        "a\0b",
        "a\r\nSet-Cookie: a=b",
        "x" * 9000,
        "\u202egnp.exe",
        ".",
    ],
)
def test_the_name_of_the_file_means_nothing(
    begun: Visitor, copy: dict[str, Any], name: str
) -> None:
    file = (BytesIO(json.dumps(copy).encode()), name)
    response = begun.send("/assessment/compare", {"copy": file})
    assert response.status_code == (422 if "\n" in name else 303)
    assert "a=b" not in str(response.headers)
    assert name == "." or name not in response.text


def test_a_file_where_none_is_expected_and_text_where_a_file_is(begun: Visitor) -> None:
    begun.post("/assessment/compare", {"copy": "text"}, status=422)
    begun.post("/assessment/compare", {}, status=422)
    begun.post("/assessment/answer/strategy", {"goals-set": (BytesIO(b"5"), "5")})
    begun.post("/assessment/compare", {"copy": (BytesIO(b"a" * 300_000), "a")}, status=413)
