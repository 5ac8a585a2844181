"""The parts of an assessment: their order, and how forms and responses become each other."""

from collections import Counter
from collections.abc import Callable

import pytest
from english import reader_of
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from werkzeug.datastructures import MultiDict

from questionnaires.model import PERSPECTIVES, Answer, Perspective, Questionnaire
from questionnaires.responses import Response
from toolkit.assess import parts
from toolkit.assess.service import ALONE, Key
from toolkit.assess.sheet import Sheet
from toolkit.sealing.codes import new_code
from toolkit.wording.reader import Reader

MakeSheet = Callable[..., Sheet]
codes = st.binary(min_size=16, max_size=16)
MODULES = ("strategy", "partnerships", "architecture", "culture", "evaluation")
CLOSING = (parts.PROGRESS, parts.BARRIERS, parts.TOOLS_TRIED)


@pytest.fixture(scope="module")
def reader(questionnaire: Questionnaire) -> Reader:
    return reader_of(questionnaire)


def sent(data: dict[str, object]) -> MultiDict[str, str]:
    """A form as a browser sends it."""
    return MultiDict(
        (name, str(value))
        for name, values in data.items()
        for value in (values if isinstance(values, (list, tuple)) else [values])
    )


@given(codes)
def test_alone_the_order_is_that_of_the_questionnaire(
    questionnaire: Questionnaire, code: bytes
) -> None:
    assert parts.part_ids(questionnaire, Key(code, ALONE)) == (*MODULES, *CLOSING)


@given(codes, st.integers(1, 1000))
def test_in_a_wave_the_modules_begin_somewhere_and_keep_their_order(
    questionnaire: Questionnaire, code: bytes, wave_id: int
) -> None:
    found = parts.part_ids(questionnaire, Key(code, wave_id))
    assert found == parts.part_ids(questionnaire, Key(code, wave_id))
    assert found[5:] == CLOSING
    start = MODULES.index(found[0])
    assert found[:5] == MODULES[start:] + MODULES[:start]


def test_each_module_comes_first_for_about_a_fifth(questionnaire: Questionnaire) -> None:
    keys = [Key(number.to_bytes(16), 1) for number in range(1000)]
    first = Counter(parts.part_ids(questionnaire, key)[0] for key in keys)
    assert set(first) == set(MODULES)
    assert all(150 < count < 250 for count in first.values())


@given(codes, st.integers(0, 1000))
def test_barriers_stand_in_a_persons_own_order(
    questionnaire: Questionnaire, reader: Reader, code: bytes, wave_id: int
) -> None:
    found = parts.barrier_options(reader, Key(code, wave_id))
    assert found == parts.barrier_options(reader, Key(code, wave_id))
    assert {key for key, _ in found} == {b.id for b in questionnaire.barriers.options}
    assert all(text for _, text in found)


def test_barriers_stand_in_another_order_for_others(reader: Reader) -> None:
    first = Counter(parts.barrier_options(reader, Key(new_code(), 0))[0][0] for _ in range(200))
    assert len(first) > 8


@pytest.mark.parametrize("part_id", ["", "nonsense", "goals", "Strategy", "tools_tried"])
def test_there_is_no_other_part(questionnaire: Questionnaire, part_id: str) -> None:
    assert parts.part_of(questionnaire, part_id) is None


@given(data=st.data())
def test_what_a_form_shows_and_sends_back_changes_nothing(
    questionnaire: Questionnaire,
    sheets: SearchStrategy[Sheet],
    data: st.DataObject,
) -> None:
    sheet = data.draw(sheets)
    for part_id in (*MODULES, *CLOSING):
        part = parts.part_of(questionnaire, part_id)
        assert part is not None
        form = part.form(sent(dict(part.data(sheet.response))))
        assert form.validate(), form.errors
        assert part.apply(sheet, form) == sheet


@given(data=st.data())
def test_a_part_changes_its_own_answers_only(
    questionnaire: Questionnaire,
    sheets: SearchStrategy[Sheet],
    data: st.DataObject,
) -> None:
    sheet, other = data.draw(sheets), data.draw(sheets)
    part_id = data.draw(st.sampled_from((*MODULES, *CLOSING)))
    part = parts.part_of(questionnaire, part_id)
    assert part is not None
    form = part.form(sent(dict(part.data(other.response))))
    assert form.validate()
    changed = part.apply(sheet, form)
    assert part.data(changed.response) == part.data(other.response)
    for other_id in {*MODULES, *CLOSING} - {part_id}:
        another = parts.part_of(questionnaire, other_id)
        assert another is not None
        assert another.data(changed.response) == another.data(sheet.response)
    assert changed.plan == sheet.plan


@given(data=st.data())
def test_counts_go_from_none_to_all(
    questionnaire: Questionnaire, responses: SearchStrategy[Response], data: st.DataObject
) -> None:
    response = data.draw(responses)
    for part_id in (*MODULES, parts.PROGRESS, parts.BARRIERS):
        part = parts.part_of(questionnaire, part_id)
        assert part is not None
        assert part.count(Response()) == 0
        assert part.count(response) <= part.total
    assert sum(
        part.count(response)
        for part in (parts.part_of(questionnaire, module_id) for module_id in MODULES)
        if part is not None
    ) == len(response.answers)


def test_every_question_answered_is_a_part_completed(
    questionnaire: Questionnaire, sheet_at: MakeSheet
) -> None:
    for module_id in MODULES:
        part = parts.part_of(questionnaire, module_id)
        assert part is not None
        assert part.count(sheet_at(3).response) == part.total


def test_an_answer_taken_back_is_gone(questionnaire: Questionnaire, sheet_at: MakeSheet) -> None:
    part = parts.part_of(questionnaire, "strategy")
    assert part is not None
    sheet = part.apply(sheet_at(3), part.form(sent({"goals-set": "cannot-say"})))
    strategy = {question.id for question in questionnaire.modules[0].questions}
    assert {k: v for k, v in sheet.response.answers.items() if k in strategy} == {
        "goals-set": Answer.CANNOT_SAY
    }


@pytest.mark.parametrize("perspective", PERSPECTIVES)
def test_texts_of_every_module_are_whole_in_every_perspective(
    questionnaire: Questionnaire, reader: Reader, perspective: Perspective
) -> None:
    for module in questionnaire.modules:
        texts = parts.module_texts(reader, module.id, perspective)
        assert [text.name for text in texts] == [question.id for question in module.questions]
        for number, text in enumerate(texts, start=1):
            assert text.counter == f"Question {number} of {len(texts)}"
            assert [value for value, _ in text.options] == ["1", "2", "3", "4", "5"]
            assert [value for value, _ in text.apart] == ["cannot-say", "does-not-apply"]
            assert text.help is not None
            assert {"why", "headquarters", "field", "ask"} <= set(text.help)
            assert all(text.help.values())
            question = questionnaire.questions[text.name]
            assert text.legend == question.stem.text(perspective)
            assert tuple(words for _, words in text.options) == question.levels


@pytest.mark.parametrize("perspective", PERSPECTIVES)
def test_texts_of_progress_and_tools_are_whole(reader: Reader, perspective: Perspective) -> None:
    progress = parts.progress_texts(reader, perspective)
    assert [text.name for text in progress] == list(MODULES)
    assert all(perspective in text.legend for text in progress)
    assert all(len(text.options) == 5 for text in progress)
    tools = parts.tools_texts(reader)
    assert len(tools) == 21
    assert all(text.legend and hint and len(text.options) == 3 for text, hint in tools)


def test_an_unknown_module_has_no_texts(reader: Reader) -> None:
    assert parts.module_texts(reader, "nonsense", "unit") == ()
