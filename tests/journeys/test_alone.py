"""A person takes the assessment for oneself, on SQLite and on PostgreSQL."""

import json
from collections.abc import Callable
from io import BytesIO

import pytest
from browsing import Visitor
from htmlpage import words

from questionnaires.model import Questionnaire


def answer_all(visitor: Visitor, questionnaire: Questionnaire, level: int = 2) -> None:
    for module in questionnaire.modules:
        visitor.answer(module.id, {question.id: str(level) for question in module.questions})
    visitor.answer("progress", {module.id: "same" for module in questionnaire.modules})
    visitor.answer("barriers", {"barriers": [questionnaire.barriers.options[0].id]})
    visitor.answer("tools-tried", {questionnaire.tools_tried.options[0].id: "useful"})


def test_from_start_to_a_result_with_five_tools(
    visitor: Visitor, questionnaire: Questionnaire
) -> None:
    visitor.begin()
    answer_all(visitor, questionnaire)
    page = visitor.get("/assessment/check")
    assert page.text.count("Not answered") == 0
    page = visitor.submit()
    assert page.h1 == "Your result"
    assert page.text.count("Emerging, 2.0 of 5") == 7
    assert "Your profile: Early-Stage Innovator" in page.text
    assert len(page.all("article")) == 5
    assert page.text.count("you are at 2.0 of 5; good enough would be") >= 5


def test_save_and_go_on_leads_to_the_next_question(
    visitor: Visitor, questionnaire: Questionnaire
) -> None:
    visitor.begin()
    first, second, *_ = questionnaire.modules[0].questions
    visitor.get("/assessment/answer/strategy")
    response = visitor.send("/assessment/answer/strategy", {first.id: "3", "go": second.id})
    assert response.status_code == 303
    assert response.location == f"/assessment/answer/strategy#{second.id}"
    assert visitor.get("/assessment/answer/strategy").values(first.id) == ["3"]


def test_the_optional_part_is_left_with_one_button_until_something_is_marked(
    visitor: Visitor, questionnaire: Questionnaire
) -> None:
    visitor.begin()
    assert "Leave this part out" in visitor.get("/assessment/answer/tools-tried").text
    assert visitor.answer("tools-tried", {}).h1 == "Check your answers"
    visitor.answer("tools-tried", {questionnaire.tools_tried.options[3].id: "useful"})
    assert "Leave this part out" not in visitor.get("/assessment/answer/tools-tried").text


def test_the_result_quotes_the_answer_that_a_tool_rests_on(
    visitor: Visitor, questionnaire: Questionnaire
) -> None:
    visitor.begin()
    answer_all(visitor, questionnaire)
    page = visitor.submit()
    chosen = [one.levels[1].rstrip(".") for one in questionnaire.questions.values()]
    assert sum(f"You chose “{text}”. Good enough would be “" in page.text for text in chosen) >= 3
    assert "Overall: (2.0 + 2.0 + 2.0 + 2.0 + 2.0) / 5 = 2.0" in page.text


def test_an_answer_is_saved_as_it_is_chosen(visitor: Visitor) -> None:
    visitor.begin()
    response = visitor.send(
        "/assessment/answer/strategy", {"goals-set": "4"}, headers={"X-Autosave": "1"}
    )
    assert (response.status_code, response.data) == (204, b"")
    assert visitor.get("/assessment/answer/strategy").values("goals-set") == ["4"]


def test_return_with_the_code_on_another_device(
    visitor: Visitor, new_visitor: Callable[[], Visitor]
) -> None:
    code = visitor.begin()
    visitor.answer("strategy", {"goals-set": "cannot-say"})
    other = new_visitor()
    other.get("/assessment/return")
    page = other.post("/assessment/return", {"code": code.lower().replace("-", " ")})
    assert "1 of 6 answered" in page.text
    assert other.get("/assessment/answer/strategy").values("goals-set") == ["cannot-say"]


@pytest.mark.parametrize("typed", ["ABCD", "Z" * 26])
def test_what_cannot_be_a_code_is_kept_to_be_compared(visitor: Visitor, typed: str) -> None:
    visitor.get("/assessment/return")
    page = visitor.post("/assessment/return", {"code": typed}, status=422)
    assert "This is not a recovery code: compare all 26 letters and digits" in page.text
    assert page.values("code") == [typed]


def test_the_code_is_shown_once(visitor: Visitor) -> None:
    code = visitor.begin()
    assert code not in visitor.get("/assessment/code").html
    assert code.encode() not in visitor.fetch("/assessment/code/file").data


def test_the_code_as_a_file_before_it_is_kept(visitor: Visitor) -> None:
    visitor.get("/assessment/")
    page = visitor.post("/assessment/begin", {"size": "small", "perspective": "unit"})
    code = next(p.get("data-text") for p in page.all("p") if p.get("id") == "code")
    response = visitor.fetch("/assessment/code/file")
    assert response.mimetype == "text/plain"
    assert str(code) in response.text


def test_a_result_without_any_answer_says_so(visitor: Visitor) -> None:
    visitor.begin()
    page = visitor.get("/assessment/result")
    assert "too few answers with a level" in page.text
    assert "No profile yet" in page.text
    assert not page.all("article")


def test_everything_at_the_top_calls_for_no_tool(
    visitor: Visitor, questionnaire: Questionnaire
) -> None:
    visitor.begin(size="large")
    answer_all(visitor, questionnaire, level=5)
    page = visitor.submit()
    assert "no tool is called for" in page.text
    assert page.text.count("Leading, 5.0 of 5") == 7


def test_cannot_say_is_a_finding_and_no_zero(
    visitor: Visitor, questionnaire: Questionnaire
) -> None:
    visitor.begin()
    for module in questionnaire.modules:
        visitor.answer(module.id, {question.id: "cannot-say" for question in module.questions})
    page = visitor.submit()
    assert "Find out first" in page.text
    assert page.text.count("Too few answers to state a level") == 10
    assert "0.0 of 5" not in page.text


@pytest.mark.parametrize("decision", ["refuse", "done"])
def test_a_tool_set_aside_gives_way_at_once_and_can_come_back(
    visitor: Visitor, questionnaire: Questionnaire, decision: str
) -> None:
    visitor.begin()
    answer_all(visitor, questionnaire)
    before = [article_name(article) for article in visitor.submit().all("article")]
    tool_id = before[0]
    page = visitor.post(
        f"/assessment/result/tool/{tool_id}", {"decision": decision, "reason": "no-time"}
    )
    after = [article_name(article) for article in page.all("article")]
    assert tool_id not in after
    assert len(after) == 5
    page = visitor.post(f"/assessment/result/tool/{tool_id}", {"decision": "restore"})
    assert [article_name(article) for article in page.all("article")] == before


def test_what_matters_comes_first(visitor: Visitor, questionnaire: Questionnaire) -> None:
    visitor.begin()
    answer_all(visitor, questionnaire)
    visitor.submit()
    page = visitor.post("/assessment/result/matters", {"matters": ["storytelling"]})
    assert article_name(page.all("article")[0]) == "innovation-storytelling"
    assert "You marked it as mattering" in page.text


def test_time_and_role_are_hard_limits(visitor: Visitor, questionnaire: Questionnaire) -> None:
    visitor.begin()
    answer_all(visitor, questionnaire)
    visitor.submit()
    page = visitor.post(
        "/assessment/result/situation", {"role": "anyone", "minutes": "120", "people": "6"}
    )
    assert "To propose to your head of office" in page.text
    assert "Left out: more time or people than you have" in page.text
    assert page.all("article")
    for article in page.all("article"):
        facts = [words(fact) for fact in article.iter("dd")]
        assert "anyone" in facts


def test_a_copy_is_read_back_and_compared(
    visitor: Visitor, new_visitor: Callable[[], Visitor], questionnaire: Questionnaire
) -> None:
    visitor.begin()
    answer_all(visitor, questionnaire, level=2)
    visitor.submit()
    copy = visitor.fetch("/assessment/copy").data
    assert json.loads(copy)["response"]["answers"]["goals-set"] == 2
    other = new_visitor()
    other.begin()
    answer_all(other, questionnaire, level=3)
    other.submit()
    page = other.post("/assessment/compare", {"copy": (BytesIO(copy), "my-answers.json")})
    assert page.text.count("1.0 higher") == 5


def test_answering_anew_compares_with_last_time(
    visitor: Visitor, questionnaire: Questionnaire
) -> None:
    visitor.begin()
    answer_all(visitor, questionnaire, level=4)
    visitor.submit()
    page = visitor.post("/assessment/again")
    assert "0 of 7 parts completed" in page.text
    answer_all(visitor, questionnaire, level=3)
    assert visitor.submit().text.count("1.0 lower") == 5


def test_finish_clears_the_device_and_keeps_the_answers(visitor: Visitor) -> None:
    code = visitor.begin()
    visitor.answer("strategy", {"goals-set": "2"})
    page = visitor.post("/assessment/finish")
    assert page.h1 == "This device is clear"
    visitor.get("/assessment/tasks", status=404)
    visitor.get("/assessment/return")
    visitor.post("/assessment/return", {"code": code})
    assert visitor.get("/assessment/answer/strategy").values("goals-set") == ["2"]


def test_delete_leaves_nothing_under_the_code(visitor: Visitor) -> None:
    code = visitor.begin()
    visitor.get("/assessment/delete")
    assert visitor.post("/assessment/delete").h1 == "Your answers are deleted"
    visitor.get("/assessment/return")
    page = visitor.post("/assessment/return", {"code": code}, status=422)
    assert "No answers belong to this code" in page.text


def article_name(article: object) -> str:
    link = article.find(".//h3/a")  # type: ignore[attr-defined]
    return str(link.get("href")).removeprefix("/tools/")
