"""Ten written profiles get the results and the tools that a colleague would call right."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
import yaml
from english import reader_of

from questionnaires.model import Answer, Questionnaire
from questionnaires.responses import Response, problems
from toolkit.assess.result import Result, result_of
from toolkit.assess.sheet import Plan, Sheet
from toolkit.content import TOOL, packaged
from toolkit.wording import profile as words
from toolkit.wording.reader import Reader
from tools_catalog.loader import parse
from tools_catalog.model import Tool

WRITTEN: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "profiles.yaml").read_text(encoding="utf-8")
)
SYMBOLS = {"n": Answer.DOES_NOT_APPLY, "?": Answer.CANNOT_SAY} | {
    str(level): Answer(level) for level in range(1, 6)
}

Judged = Callable[[str], "Case"]
each_profile = pytest.mark.parametrize("profile_id", [written["id"] for written in WRITTEN])


@dataclass(frozen=True)
class Case:
    """One written profile, and the result that it gets."""

    expected: dict[str, Any]
    sheet: Sheet
    result: Result
    reader: Reader

    @cached_property
    def chosen(self) -> list[str]:
        return [recommendation.tool.id for recommendation in self.result.tools.chosen]


def sheet_of(questionnaire: Questionnaire, written: dict[str, Any]) -> Sheet:
    answers = {
        question.id: SYMBOLS[symbol]
        for module in questionnaire.modules
        for question, symbol in zip(
            module.questions, written["answers"][module.id].split(), strict=True
        )
        if symbol != "-"
    }
    return Sheet(
        questionnaire=questionnaire.id,
        version=questionnaire.version,
        perspective=written["perspective"],
        size=written["size"],
        response=Response(answers=answers, barriers=tuple(written["barriers"])),
        plan=Plan(**written["situation"]),
    )


@pytest.fixture(scope="module")
def tools(questionnaire: Questionnaire) -> tuple[Tool, ...]:
    """The catalogue in its curated order."""
    order = [tool.id for tool in questionnaire.tools_tried.options]
    parsed = [parse(file.text, source=file.source) for file in packaged() if file.kind == TOOL]
    return tuple(sorted(parsed, key=lambda tool: order.index(tool.id)))


@pytest.fixture(scope="module")
def judged(questionnaire: Questionnaire, tools: tuple[Tool, ...]) -> Judged:
    def judge(profile_id: str) -> Case:
        written = next(written for written in WRITTEN if written["id"] == profile_id)
        sheet = sheet_of(questionnaire, written)
        assert problems(questionnaire, sheet.response) == []
        return Case(
            expected=written["expected"],
            sheet=sheet,
            result=result_of(questionnaire, sheet, tools),
            reader=reader_of(questionnaire),
        )

    return judge


def test_there_are_ten_and_each_says_who_it_is() -> None:
    assert len({written["id"] for written in WRITTEN}) == 10
    assert all(len(written["who"].split()) >= 30 for written in WRITTEN)


@each_profile
def test_what_is_expected_exists(
    questionnaire: Questionnaire, tools: tuple[Tool, ...], profile_id: str
) -> None:
    expected = next(written for written in WRITTEN if written["id"] == profile_id)["expected"]
    modules = {module.id for module in questionnaire.modules}
    assert {*expected["levels"], *expected["highest"], *expected["lowest"]} <= modules
    assert {*expected["first_tool"], *expected["not_among"]} <= {tool.id for tool in tools}
    assert set(expected["find_out_first"]) <= set(questionnaire.factors)


@each_profile
def test_the_levels_are_those_that_a_colleague_would_name(judged: Judged, profile_id: str) -> None:
    case = judged(profile_id)
    modules = {module.module_id: module for module in case.result.profile.modules}
    for module_id, name in case.expected["levels"].items():
        level = modules[module_id].level
        assert level is not None
        assert name in {case.reader.level_name(level.low), case.reader.level_name(level.high)}


@each_profile
def test_the_highest_and_the_lowest_module(judged: Judged, profile_id: str) -> None:
    case = judged(profile_id)
    assert list(case.result.named.strongest) == case.expected["highest"]
    assert list(case.result.named.weakest) == case.expected["lowest"]


@each_profile
def test_the_name_of_the_profile(judged: Judged, profile_id: str) -> None:
    case = judged(profile_id)
    assert words.title(case.reader, case.result.named) == case.expected["profile"]


@pytest.mark.parametrize(
    "profile_id",
    [
        pytest.param(
            written["id"],
            marks=[pytest.mark.xfail(strict=True, reason=written["expected"]["disagreement"])]
            if "disagreement" in written["expected"]
            else [],
        )
        for written in WRITTEN
    ],
)
def test_the_first_tool(judged: Judged, profile_id: str) -> None:
    case = judged(profile_id)
    assert case.chosen[0] in case.expected["first_tool"]


@each_profile
def test_tools_that_would_surprise_a_colleague_are_not_suggested(
    judged: Judged, profile_id: str
) -> None:
    case = judged(profile_id)
    assert set(case.chosen).isdisjoint(case.expected["not_among"])


@each_profile
def test_what_to_find_out_first(judged: Judged, profile_id: str) -> None:
    case = judged(profile_id)
    found = [entry.factor_id for entry in case.result.tools.find_out_first]
    assert sorted(found) == sorted(case.expected["find_out_first"])
