"""Loading a questionnaire: what is refused, and where it says so."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.loader import ContentError, Problem, QuestionnaireError, check, load, parse
from questionnaires.model import Questionnaire

Document = dict[str, Any]
Q1 = "modules[0].factors[0].questions[0]"
PORTFOLIO = "modules[0].factors[2].questions[0]"
PROFILES = "rules.profiles"


def _question(document: Document, factor: int = 0) -> Document:
    question: Document = document["modules"][0]["factors"][factor]["questions"][0]
    return question


def _portfolio(document: Document) -> Document:
    return _question(document, factor=2)


def _names(document: Document) -> Document:
    names: Document = document["rules"]["profiles"]["names"]
    return names


def _level(document: Document, words: int) -> None:
    _question(document)["levels"][2] = " ".join(["word"] * words)


SPOILT: dict[str, tuple[Callable[[Document], object], str, str]] = {
    # name: what is done to a valid document, where the problem stands, what it says
    "unknown field": (lambda d: d.update(extra=1), "extra", "not permitted"),
    "missing field": (lambda d: d.pop("title"), "title", "required"),
    "empty text": (lambda d: d.update(title="  "), "title", "at least 1"),
    "text for a number": (lambda d: d.update(version="1"), "version", "valid integer"),
    "number for a text": (lambda d: d.update(title=3), "title", "valid string"),
    "id with a capital": (lambda d: d["levels"][0].update(id="Ad hoc"), "levels[0].id", "pattern"),
    "mapping for a list": (
        lambda d: d.update(progress_answers={"worse": {"id": "worse"}, "a": {"id": "worse"}}),
        "progress_answers",
        "valid array",
    ),
    "four levels": (lambda d: _question(d)["levels"].pop(), f"{Q1}.levels[4]", "required"),
    "six levels": (
        lambda d: _question(d)["levels"].append("A sixth level is one too many."),
        f"{Q1}.levels",
        "at most 5",
    ),
    "level of a scale of six": (
        lambda d: _question(d)["good_enough"].update(large=6),
        f"{Q1}.good_enough.large",
        "less than or equal to 5",
    ),
    "more asked of a small office": (
        lambda d: _question(d)["good_enough"].update(small=5),
        f"{Q1}.good_enough",
        "small office",
    ),
    "five words": (lambda d: _level(d, 5), f"{Q1}.levels[2]", "5 words, not 6 to 18"),
    "nineteen words": (lambda d: _level(d, 19), f"{Q1}.levels[2]", "19 words, not 6 to 18"),
    "same description": (
        lambda d: _question(d)["levels"].__setitem__(
            4, "  " + _question(d)["levels"][0].upper().rstrip(".") + " "
        ),
        f"{Q1}.levels[4]",
        "Repeats",
    ),
    "stem without the unit": (
        lambda d: _question(d)["stem"].pop("unit"),
        f"{Q1}.stem.unit",
        "Is missing",
    ),
    "stem without the organisation": (
        lambda d: _question(d)["stem"].pop("organisation"),
        f"{Q1}.stem.organisation",
        "required",
    ),
    "team stem about the organisation": (
        lambda d: _portfolio(d)["stem"].update(team="What does your team do?"),
        f"{PORTFOLIO}.stem.team",
        "about the organisation",
    ),
    "progress stem without the team": (
        lambda d: d["modules"][1]["progress"].pop("team"),
        "modules[1].progress.team",
        "Is missing",
    ),
    "barrier stem without the team": (
        lambda d: d["barriers"]["stem"].pop("team"),
        "barriers.stem.team",
        "Is missing",
    ),
    "unknown referent": (
        lambda d: _question(d).update(referent="everybody"),
        f"{Q1}.referent",
        "'respondent' or 'organisation'",
    ),
    "doubled question": (
        lambda d: _portfolio(d).update(id="goals-1"),
        f"{PORTFOLIO}.id",
        "another one",
    ),
    "doubled factor": (
        lambda d: d["modules"][2]["factors"][0].update(id="goals"),
        "modules[2].factors[0].id",
        "another one",
    ),
    "factor with a module's id": (
        lambda d: d["modules"][2]["factors"][0].update(id="culture"),
        "modules[2].factors[0].id",
        "another one",
    ),
    "doubled module": (
        lambda d: (d["modules"][4].update(id="culture"), _names(d).pop("evaluation")),
        "modules[4].id",
        "another one",
    ),
    "doubled level": (
        lambda d: d["levels"][4].update(id="ad-hoc"),
        "levels[4].id",
        "another one",
    ),
    "doubled progress answer": (
        lambda d: d["progress_answers"][1].update(id="worse"),
        "progress_answers[1].id",
        "another one",
    ),
    "doubled barrier": (
        lambda d: d["barriers"]["options"][1].update(id="time"),
        "barriers.options[1].id",
        "another one",
    ),
    "doubled tool": (
        lambda d: d["tools_tried"]["options"].append(d["tools_tried"]["options"][0]),
        "tools_tried.options[1].id",
        "another one",
    ),
    "doubled tool answer": (
        lambda d: d["tools_tried"]["answers"].append(d["tools_tried"]["answers"][0]),
        "tools_tried.answers[1].id",
        "another one",
    ),
    "barrier of an unknown factor": (
        lambda d: d["barriers"]["options"][0]["factors"].append("goal"),
        "barriers.options[0].factors[1]",
        "goal is not a factor",
    ),
    "rule for an unknown module": (
        lambda d: d["rules"]["profiles"]["trailblazer"]["modules"].update(space=3),
        f"{PROFILES}.trailblazer.modules.space",
        "not a module",
    ),
    "name for an unknown module": (
        lambda d: _names(d).update(space="Star"),
        f"{PROFILES}.names.space",
        "not a module",
    ),
    "module without a name": (
        lambda d: _names(d).pop("culture"),
        f"{PROFILES}.names",
        "strongest in culture",
    ),
    "rule as a decimal": (
        lambda d: d["rules"]["profiles"].update(leans=0.25),
        f"{PROFILES}.leans",
        "fraction such as",
    ),
    "rule divided by nothing": (
        lambda d: d["rules"]["profiles"].update(leans="1/0"),
        f"{PROFILES}.leans",
        "fraction such as",
    ),
    "rule that always holds": (
        lambda d: d["rules"]["profiles"].update(leans=0),
        f"{PROFILES}.leans",
        "greater than 0",
    ),
    "levels that are all between": (
        lambda d: d["rules"].update(between="1/2"),
        "rules.between",
        "less than",
    ),
    "share above one": (
        lambda d: d["rules"]["module"].update(min_share="6/5"),
        "rules.module.min_share",
        "less than or equal",
    ),
    "slot in a text": (
        lambda d: d.update(title="The {office} assessment"),
        "title",
        "slot or markup",
    ),
    "markup in a text": (
        lambda d: _question(d)["help"].update(why="<B>Because</B>"),
        f"{Q1}.help.why",
        "slot or markup",
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_one_fault_is_one_problem_at_its_place(document: Document, name: str) -> None:
    spoil, path, message = SPOILT[name]
    assert check(json.dumps(document), source="v1.yaml") == ()
    spoil(document)
    (problem,) = check(json.dumps(document), source="v1.yaml")
    assert (problem.source, problem.path) == ("v1.yaml", path)
    assert message in problem.message


def test_as_much_may_be_asked_of_a_small_office_as_of_a_large_one(document: Document) -> None:
    _question(document)["good_enough"] = {"small": 4, "large": 4}
    assert check(json.dumps(document), source="v1.yaml") == ()


@pytest.mark.parametrize("words", [6, 18])
def test_a_description_has_six_to_eighteen_words(document: Document, words: int) -> None:
    _level(document, words)
    assert check(json.dumps(document), source="v1.yaml") == ()


def test_problems_of_every_kind_come_at_once(document: Document) -> None:
    document.update(title=3)
    _level(document, 3)
    _portfolio(document)["id"] = "goals-1"
    text = json.dumps(document).removesuffix("}") + ', "status": "a", "language": *x}'
    with pytest.raises(ContentError) as caught:
        parse(text, source="v1.yaml")
    assert [problem.path for problem in caught.value.problems] == [
        "status",
        "language",
        "language",
        "title",
        f"{PORTFOLIO}.id",
        f"{Q1}.levels[2]",
    ]
    assert f"v1.yaml: {Q1}.levels[2]: Has 3 words" in str(caught.value)
    assert isinstance(caught.value, QuestionnaireError)


@pytest.mark.parametrize("text", ["", "[]", "3", "a", "a: [", "x" * 1_000_001])
def test_what_is_no_questionnaire_at_all_is_one_problem(text: str) -> None:
    problems = check(text, source="v1.yaml")
    assert problems
    assert all(str(problem).startswith("v1.yaml: ") for problem in problems)
    with pytest.raises(ContentError):
        parse(text, source="v1.yaml")


def test_a_problem_of_the_whole_file_has_no_path() -> None:
    assert str(Problem("v1.yaml", "", "Is empty")) == "v1.yaml: Is empty"


def test_a_questionnaire_is_read_from_its_file(
    document: Document, questionnaire: Questionnaire, tmp_path: Path
) -> None:
    file = tmp_path / "v1.yaml"
    file.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    assert load(file) == questionnaire


def test_a_file_that_is_not_text_is_a_content_error(tmp_path: Path) -> None:
    file = tmp_path / "v1.yaml"
    file.write_bytes(b"title: \xff")
    with pytest.raises(ContentError, match=r"v1\.yaml: Is not UTF-8"):
        load(file)


def test_a_missing_file_is_the_callers_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "v2.yaml")


def _places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    children: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        children = list(value.items())
    elif isinstance(value, list):
        children = list(enumerate(value))
    return [path, *(place for key, child in children for place in _places(child, (*path, key)))]


@given(data=st.data(), junk=st.sampled_from([None, 7, "junk", [], {}, [[]], {"id": []}]))
def test_junk_anywhere_is_reported_and_never_raises_anything_else(
    questionnaire: Questionnaire, data: st.DataObject, junk: object
) -> None:
    document = json.loads(questionnaire.model_dump_json(exclude_none=True))
    *way, last = data.draw(st.sampled_from(_places(document)[1:]))
    holder = document
    for step in way:
        holder = holder[step]
    holder[last] = junk
    text = json.dumps(document)
    if not check(text, source="x"):
        assert parse(text, source="x").id
    else:
        with pytest.raises(ContentError):
            parse(text, source="x")
