"""Whatever is sent to any route, by anybody: never an error of ours, and the sheet still opens."""

import random
from collections.abc import Iterator
from io import BytesIO

import pytest
from browsing import BASE_URL, Visitor
from flask import Flask
from htmlpage import Page, faults
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from questionnaires.model import Questionnaire

PARTS = ("strategy", "culture", "progress", "barriers", "tools-tried")
POSTS = (
    "begin",
    "code",
    "return",
    *(f"answer/{part}" for part in PARTS),
    "submit",
    "result/matters",
    "result/situation",
    "result/tool/innovation-storytelling",
    "compare",
    "again",
)
ODD = (
    "\0",
    "\u202e",
    "\U0001f600",
    "\uff13",
    "\u0663",
    "\r\n",
    "%00",
    "NaN",
    "9" * 400,
    "-0",
    "",
)
quiet = settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def names(questionnaire: Questionnaire) -> list[str]:
    """Every field and value that some form knows, so that random forms come near real ones."""
    fields = ["size", "perspective", "code", "go", "matters", "role", "minutes", "people"]
    fields += ["decision", "reason", "barriers", "copy", "csrf_token"]
    fields += questionnaire.factors
    return [
        *fields,
        *questionnaire.questions,
        *(module.id for module in questionnaire.modules),
        *(tool.id for tool in questionnaire.tools_tried.options),
        *(barrier.id for barrier in questionnaire.barriers.options),
        *("none", "cannot-say", "does-not-apply", "small", "unit", "refuse", "done", "restore"),
        *("1", "5", "6", "useful", "same", "60", "anyone"),
    ]


def forms(names: list[str]) -> st.SearchStrategy[list[tuple[str, str]]]:
    known = st.sampled_from(names)
    text = known | st.sampled_from(ODD) | st.text(max_size=40)
    return st.lists(st.tuples(known | st.text(max_size=10), text), max_size=12)


@pytest.fixture
def person(app: Flask) -> Iterator[Visitor]:
    visitor = Visitor(app)
    visitor.begin()
    yield visitor
    visitor.get("/assessment/tasks")
    visitor.get("/assessment/result")


@quiet
@given(data=st.data())
def test_random_forms(person: Visitor, names: list[str], data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(POSTS))
    form = MultiDict(data.draw(forms(names)))
    form.setlist("csrf_token", [person.token()])
    response = person.client.post(f"/assessment/{path}", data=form, base_url=BASE_URL)
    assert response.status_code in {303, 422, 404}, response.text
    if response.status_code != 303:
        assert not faults(Page(response.text))
    for page in ("tasks", "check", "result"):
        opened = person.fetch(f"/assessment/{page}")
        assert opened.status_code == 200, opened.text
    assert person.fetch("/assessment/copy").status_code == 200


@quiet
@given(
    path=st.text(max_size=60) | st.sampled_from(["tasks", "answer/", "link/", "result/tool/"]),
    end=st.text(max_size=30),
    method=st.sampled_from(["GET", "HEAD", "POST", "OPTIONS", "PUT"]),
)
def test_random_addresses(person: Visitor, path: str, end: str, method: str) -> None:
    for start in ("/assessment/", "/tools/", "/language/", "/static/", "/"):
        response = person.client.open(start + path + end, method=method, base_url=BASE_URL)
        response.close()
        assert response.status_code < 500
        assert "\n" not in response.headers.get("Location", "")


@quiet
@given(query=st.lists(st.tuples(st.text(max_size=10), st.text(max_size=200)), max_size=6))
def test_random_searches(person: Visitor, query: list[tuple[str, str]]) -> None:
    known = ("words", "module", "factor", "minutes", "people", "who")
    pairs = [(known[number % 6], value) for number, (_name, value) in enumerate(query)]
    response = person.client.get("/tools/", query_string=pairs + query, base_url=BASE_URL)
    assert response.status_code in {200, 422}
    assert not faults(Page(response.text))


@quiet
@given(body=st.binary(max_size=2000), seed=st.integers(0, 2**32), parts=st.integers(0, 9))
def test_random_copies(person: Visitor, body: bytes, seed: int, parts: int) -> None:
    good = bytearray(person.fetch("/assessment/copy").data)
    place = random.Random(seed)  # noqa: S311 - a choice of places, not a secret
    for _number in range(parts):
        good[place.randrange(len(good))] = place.randrange(256)
    for data in (body, bytes(good)):
        response = person.client.post(
            "/assessment/compare",
            data={"csrf_token": person.token(), "copy": (BytesIO(data), "copy.json")},
            base_url=BASE_URL,
        )
        assert response.status_code in {303, 422}
        assert person.fetch("/assessment/result").status_code == 200
