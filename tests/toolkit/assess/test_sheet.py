"""A sheet and its copy: what is kept comes back, and nothing else is read."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from questionnaires.model import Questionnaire
from questionnaires.responses import Response
from toolkit.assess.sheet import (
    CopyError,
    Plan,
    Sheet,
    read_copy,
    with_decision,
    with_plan,
    write_copy,
)

TODAY = date(2026, 11, 22)
MakeSheet = Callable[..., Sheet]


@given(data=st.data())
def test_a_sheet_comes_back_as_it_was_kept(
    sheets: SearchStrategy[Sheet], data: st.DataObject
) -> None:
    sheet = data.draw(sheets)
    assert Sheet.from_bytes(sheet.to_bytes()) == sheet


@given(data=st.data())
def test_a_copy_comes_back_as_it_was_taken(
    questionnaire: Questionnaire, sheets: SearchStrategy[Sheet], data: st.DataObject
) -> None:
    copy = data.draw(sheets).copy_of_answers(TODAY)
    assert read_copy(write_copy(copy), questionnaire) == copy


@given(data=st.data())
def test_a_copy_holds_the_answers_and_nothing_that_leads_to_the_wave(
    sheets: SearchStrategy[Sheet], data: st.DataObject
) -> None:
    sheet = data.draw(sheets)
    written = json.loads(write_copy(sheet.copy_of_answers(TODAY)))
    assert written["response"]["answers"] == {k: int(v) for k, v in sheet.response.answers.items()}
    assert set(written) == {
        *("format", "questionnaire", "version", "perspective", "size", "saved", "response")
    }


def test_a_copy_can_be_read_by_people(sheet_at: MakeSheet) -> None:
    text = write_copy(sheet_at(3).copy_of_answers(TODAY)).decode()
    assert text.endswith("\n")
    assert text.rstrip().endswith("}")
    assert '"goals-set": 3' in text
    assert '"saved": "2026-11-22"' in text
    assert len(text.encode()) < 8192


def changed(sheet: Sheet, **values: Any) -> bytes:
    copy = json.loads(write_copy(sheet.copy_of_answers(TODAY)))
    return json.dumps(copy | values).encode()


@pytest.mark.parametrize(
    "values",
    [
        {"format": "innovation-maturity-toolkit/copy/2"},
        {"questionnaire": "other"},
        {"version": 2},
        {"perspective": "everybody"},
        {"size": "tiny"},
        {"saved": "yesterday"},
        {"more": 1},
        {"response": {"answers": {"goals-set": 9}}},
        {"response": {"answers": {"goals-set": 0}}},
        {"response": {"answers": {"goals-set": 2.5}}},
        {"response": {"answers": {"nonsense": 3}}},
        {"response": {"answers": [3]}},
        {"response": {"barriers": ["moon"]}},
        {"response": {"barriers": ["no-time", "no-time"]}},
        {"response": {"barriers": ["none", "no-time"]}},
        {"response": {"progress": {"culture": "splendid"}}},
        {"response": {"tools_tried": {"hammer": "useful"}}},
        {"response": {"free_text": "hello"}},
    ],
)
def test_a_changed_copy_is_refused(
    questionnaire: Questionnaire, sheet_at: MakeSheet, values: dict[str, Any]
) -> None:
    with pytest.raises(CopyError):
        read_copy(changed(sheet_at(3), **values), questionnaire)


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"a":'])
def test_what_is_no_copy_is_refused(questionnaire: Questionnaire, data: bytes) -> None:
    with pytest.raises(CopyError):
        read_copy(data, questionnaire)


@given(st.binary(max_size=200))
def test_any_file_is_a_copy_or_refused(questionnaire: Questionnaire, data: bytes) -> None:
    with pytest.raises(CopyError):
        read_copy(data, questionnaire)


def test_an_unchanged_copy_is_accepted(questionnaire: Questionnaire, sheet_at: MakeSheet) -> None:
    copy = read_copy(changed(sheet_at(3)), questionnaire)
    assert copy.response == sheet_at(3).response


def test_a_copy_without_a_day_is_read(questionnaire: Questionnaire, sheet_at: MakeSheet) -> None:
    assert read_copy(write_copy(sheet_at(3).copy_of_answers()), questionnaire).saved is None


def test_one_part_of_the_plan_is_replaced(sheet_at: MakeSheet) -> None:
    sheet = with_plan(with_plan(sheet_at(), matters=("goals",)), people=4)
    assert sheet.plan == Plan(matters=("goals",), people=4)


def test_a_tool_is_refused_done_or_back_and_never_two_of_them(sheet_at: MakeSheet) -> None:
    sheet = with_decision(sheet_at(), "source-ideas", "refuse", "no-time")
    assert sheet.plan == Plan(refused={"source-ideas": "no-time"})
    sheet = with_decision(sheet, "source-ideas", "refuse", "too-big")
    assert sheet.plan == Plan(refused={"source-ideas": "too-big"})
    sheet = with_decision(sheet, "source-ideas", "done", "")
    assert sheet.plan == Plan(done=("source-ideas",))
    sheet = with_decision(sheet, "source-ideas", "done", "")
    assert sheet.plan == Plan(done=("source-ideas",))
    sheet = with_decision(sheet, "source-ideas", "restore", "")
    assert sheet.plan == Plan()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "c"]),
            st.sampled_from(["refuse", "done", "restore"]),
        )
    )
)
def test_the_last_decision_on_a_tool_holds(
    sheet_at: MakeSheet, decisions: list[tuple[str, str]]
) -> None:
    sheet = sheet_at()
    for tool_id, decision in decisions:
        sheet = with_decision(sheet, tool_id, decision, "other")
    last = dict(decisions)
    assert set(sheet.plan.refused) == {key for key in last if last[key] == "refuse"}
    assert set(sheet.plan.done) == {key for key in last if last[key] == "done"}
    assert sheet.response == Response()
