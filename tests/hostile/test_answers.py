"""Answers that no page offers are refused on the page, and what was answered before stays."""

from collections.abc import Callable

import pytest
from browsing import Visitor

from questionnaires.model import Questionnaire


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.mark.parametrize(
    "level",
    ["0", "6", "9", "-1", "3.0", " 3", "٣", "３", "3\0", "7" * 10_000, "null", "does-not-apply\n"],  # noqa: RUF001
)
def test_a_wrong_level(begun: Visitor, stored: Callable[[], object], level: str) -> None:
    before = stored()
    page = begun.post("/assessment/answer/strategy", {"goals-set": level}, status=422)
    assert "There is a problem" in page.text
    assert stored() == before
    assert begun.get("/assessment/answer/strategy").values("goals-set") == ["3"]


@pytest.mark.parametrize(
    "part", ["nothing", "STRATEGY", "goals-set", "strategy%00", "..", "\u202e"]
)
def test_an_unknown_part(begun: Visitor, stored: Callable[[], object], part: str) -> None:
    before = stored()
    begun.get(f"/assessment/answer/{part}", status=404)
    begun.post(f"/assessment/answer/{part}", {"goals-set": "4"}, status=404)
    assert stored() == before


def test_unknown_questions_and_those_of_another_part_are_not_kept(begun: Visitor) -> None:
    begun.answer("strategy", {"goals-set": "3", "no-such-question": "5", "learning-used": "5"})
    assert begun.get("/assessment/answer/culture").values("learning-used") == []
    assert "no-such-question" not in begun.fetch("/assessment/copy").text


def test_a_field_sent_twice_counts_once(begun: Visitor) -> None:
    begun.answer("strategy", {"goals-set": ["4", "5", "9"]})
    assert begun.get("/assessment/answer/strategy").values("goals-set") == ["4"]


@pytest.mark.parametrize(
    "chosen",
    [
        lambda ids: ids[:4],
        lambda ids: ["none", ids[0]],
        lambda _ids: ["none", "cannot-say"],
        lambda ids: [ids[0], ids[0]],
        lambda _ids: ["no-such-barrier"],
        lambda ids: [ids[0]] * 400,
    ],
)
def test_barriers_that_do_not_go_together(
    begun: Visitor, questionnaire: Questionnaire, chosen: Callable[[list[str]], list[str]]
) -> None:
    ids = [barrier.id for barrier in questionnaire.barriers.options]
    begun.answer("barriers", {"barriers": ids[:1]})
    begun.post("/assessment/answer/barriers", {"barriers": chosen(ids)}, status=422)
    assert begun.get("/assessment/answer/barriers").values("barriers") == ids[:1]


@pytest.mark.parametrize("part", ["progress", "tools-tried"])
def test_choices_that_do_not_exist(begun: Visitor, questionnaire: Questionnaire, part: str) -> None:
    field = {
        "progress": questionnaire.modules[0].id,
        "tools-tried": questionnaire.tools_tried.options[0].id,
    }[part]
    begun.post(f"/assessment/answer/{part}", {field: "best"}, status=422)
    assert begun.get(f"/assessment/answer/{part}").values(field) == []


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("matters", {"matters": ["no-such-factor"]}),
        ("matters", {"matters": ["goals", "learning", "storytelling", "portfolio", "risk"]}),
        ("situation", {"role": "king"}),
        ("situation", {"minutes": "61"}),
        ("situation", {"people": "0"}),
        ("situation", {"people": "1e9"}),
        ("situation", {"people": "9" * 5000}),
        ("situation", {"people": "-5"}),
        ("situation", {"people": "NaN"}),
    ],
)
def test_a_situation_that_makes_no_sense(
    begun: Visitor, stored: Callable[[], object], path: str, data: dict[str, str]
) -> None:
    begun.submit()
    before = stored()
    begun.post(f"/assessment/result/{path}", data, status=422)
    assert stored() == before


def test_one_subject_marked_many_times_is_kept_once(begun: Visitor) -> None:
    begun.submit()
    page = begun.post("/assessment/result/matters", {"matters": ["storytelling"] * 400})
    assert page.values("matters") == ["storytelling"]


@pytest.mark.parametrize("tool", ["nothing", "..", "%2e%2e%2fsecret", "a" * 3000, "\0"])
def test_an_unknown_tool(begun: Visitor, stored: Callable[[], object], tool: str) -> None:
    before = stored()
    begun.post(f"/assessment/result/tool/{tool}", {"decision": "refuse"}, status=404)
    begun.get(f"/tools/{tool}", status=404)
    assert stored() == before


@pytest.mark.parametrize("decision", ["", "delete", "refuse\0", "REFUSE"])
def test_an_unknown_decision_on_a_tool(
    begun: Visitor, questionnaire: Questionnaire, stored: Callable[[], object], decision: str
) -> None:
    tool = questionnaire.tools_tried.options[0].id
    before = stored()
    begun.post(f"/assessment/result/tool/{tool}", {"decision": decision}, status=422)
    assert stored() == before


@pytest.mark.parametrize(
    "go", ["//evil.example", "https://evil.example", "\r\nSet-Cookie: a=b", "learning-used#x", "#"]
)
def test_save_and_go_on_leads_nowhere_else(begun: Visitor, go: str) -> None:
    response = begun.send("/assessment/answer/strategy", {"goals-set": "3", "go": go})
    assert response.status_code == 303
    assert response.location.startswith("/assessment/answer/")
    assert "evil" not in response.location
    assert "a=b" not in str(response.headers)


@pytest.mark.parametrize("data", [{}, {"size": "huge", "perspective": "unit"}, {"size": "small"}])
def test_nothing_begins_with_nonsense(
    visitor: Visitor, stored: Callable[[], dict[str, object]], data: dict[str, str]
) -> None:
    visitor.post("/assessment/begin", data | {"perspective": "world"}, status=422)
    assert not stored()["blob"]
