"""An entity's own questions: what is refused, what is read back, and a ballot's five bytes."""

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from questionnaires import own
from questionnaires.errors import ContentError, written
from questionnaires.model import Answer
from questionnaires.responses import OWN_IDS, Response

DESCRIPTIONS = [
    "Nobody here has heard of the fund for small experiments.",
    "Some of us know that the fund for small experiments exists.",
    "We have asked the fund for small experiments for money once.",
    "Each quarter we ask the fund for small experiments for money.",
    "What the fund paid for changed how we plan the next year.",
]
QUESTION: dict[str, Any] = {
    "statement": "How do you use the fund for small experiments?",
    "help": "The fund is two years old, and we want to know who it reaches.",
    "levels": DESCRIPTIONS,
}


def changed(**parts: object) -> list[dict[str, Any]]:
    return [{**QUESTION, **parts}]


def with_level(text: str) -> list[dict[str, Any]]:
    return changed(levels=[*DESCRIPTIONS[:2], text, *DESCRIPTIONS[3:]])


SPOILT: dict[str, tuple[object, str, str]] = {
    # name: the questions, where the problem stands, what it says
    "no list": ({"statement": "What?"}, "", "valid array"),
    "six": ([QUESTION] * 6, "", "at most 5"),
    "an unknown field": (changed(grade="P4"), "[0].grade", "not permitted"),
    "no help": ([{"statement": "What?", "levels": DESCRIPTIONS}], "[0].help", "required"),
    "an empty statement": (changed(statement=" "), "[0].statement", "at least 1"),
    "a long statement": (changed(statement="a" * 601), "[0].statement", "at most 600"),
    "a number": (changed(help=3), "[0].help", "valid string"),
    "four levels": (changed(levels=DESCRIPTIONS[:4]), "[0].levels[4]", "required"),
    "six levels": (changed(levels=[*DESCRIPTIONS, DESCRIPTIONS[0]]), "[0].levels", "at most 5"),
    "a short level": (with_level("We do."), "[0].levels[2]", "2 words, not 6 to 18"),
    "a repeated level": (with_level(DESCRIPTIONS[0]), "[0].levels[2]", "Repeats"),
    "markup": (changed(help="<b>Because</b>"), "[0].help", "markup"),
    "a slot": (changed(statement="Who is {name}?"), "[0].statement", "slot"),
    "another direction": (changed(statement="Who is \u202eyou?"), "[0].statement", "not seen"),
    "an isolate": (changed(help="Because \u2067of it\u2069"), "[0].help", "not seen"),
    "a line end": (changed(help="Because\nof it"), "[0].help", "not seen"),
    "nothing between words": (changed(help="Because\u200bof it"), "[0].help", "not seen"),
}


@pytest.mark.parametrize(("value", "path", "message"), SPOILT.values(), ids=SPOILT)
def test_what_is_refused_is_named_with_its_place(value: object, path: str, message: str) -> None:
    found = [(written(at), said) for at, said in own.problems_of(value)]
    assert any(at == path and message in said for at, said in found), found
    with pytest.raises(ContentError):
        own.parse(yaml.safe_dump(value, allow_unicode=True), source="test")


def test_every_problem_comes_at_once() -> None:
    value = [{**QUESTION, "help": ""}, {**QUESTION, "levels": ["Too short"] * 5}]
    assert len(own.problems_of(value)) == 1 + 5 + 4  # empty; short; repeated


@pytest.mark.parametrize("text", ["", "- &a 1\n- *a", "[", "a: 1\na: 2"])
def test_what_is_no_list_of_questions_is_refused(text: str) -> None:
    with pytest.raises(ContentError):
        own.parse(text, source="test")


PRINTED = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=40)


@given(PRINTED, PRINTED)
def test_what_is_accepted_is_read_back_as_it_is(statement: str, why: str) -> None:
    value = changed(statement=f"Why {statement}?", help=f"Because {why}.")
    if not own.problems_of(value):
        questions = own.parse(yaml.safe_dump(value), source="test")
        assert own.parse(own.dump(questions), source="test") == questions


@pytest.mark.parametrize(
    "text", ["no", "12", "~", "2026-01-01", "- a", "'quoted'", "نعم", "\u200c"]
)
def test_texts_that_look_like_something_else_stay_texts(text: str) -> None:
    (question,) = own.parse(own.dump(_parsed(changed(help=text))), source="test")
    assert question.help == text


def test_letters_that_join_others_are_kept() -> None:
    assert own.problems_of(changed(statement="می\u200cروید؟")) == []


def _parsed(value: object) -> own.OwnQuestions:
    return own.parse(json.dumps(value), source="test")


@given(
    st.integers(0, 5),
    st.dictionaries(st.sampled_from(OWN_IDS), st.sampled_from(Answer)),
)
def test_a_ballot_has_five_bytes_for_them_whoever_was_asked_what(
    number: int, answers: dict[str, Answer]
) -> None:
    held = own.to_bytes(_parsed([QUESTION] * number), Response(own=answers))
    assert len(held) == 5
    assert list(held[:number]) == [answers.get(key, 0) for key in OWN_IDS[:number]]
    assert not any(held[number:])


def test_the_time_grows_with_the_words_that_have_to_be_read() -> None:
    question = _parsed([QUESTION])[0]
    assert question.words == 9 + 10 + 11 + 11 + 11 + 12
    assert own.minutes() == 15
    assert [own.minutes([question] * number) for number in (1, 3, 5)] == [16, 17, 18]
