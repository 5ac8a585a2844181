"""Tools in words: time, people, reasons."""

import re
from dataclasses import replace
from fractions import Fraction
from typing import get_args

import pytest
from english import gettext, ngettext
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.model import OFFICE_SIZES, Answer, OfficeSize, Questionnaire
from toolkit.content import TOOL, packaged
from toolkit.wording import tools as words
from toolkit.wording.reader import Reader
from tools_catalog.loader import parse
from tools_catalog.model import (
    STARTERS,
    AheadReason,
    Contribution,
    PeopleRange,
    Recommendation,
    Tool,
)

PART = Contribution(
    factor_id="goals",
    relevance=3,
    level=Fraction(3, 2),
    target=Fraction(3),
    gap=Fraction(3, 2),
    reliability=Fraction(1),
    fit=Fraction(1),
    matters=False,
    barrier=False,
    gain=Fraction(9, 2),
)
AHEAD = (
    ("gap", "Stands here because the next one goes further than good enough."),
    ("gain", "Stands here because it would help you more than the next one."),
    (
        "variety",
        "Stands here because it overlaps less with the tools above it than the next one.",
    ),
    ("matters", "Stands here because of what you marked as mattering."),
    ("barriers", "Stands here because of a barrier that you chose."),
    ("can-start", "As strong as the next one; you can start this one yourself."),
    ("shorter", "As strong as the next one; this one takes less time."),
    ("curated-order", "As strong as the next one; the curators put it first."),
)


@pytest.fixture(scope="module")
def tool() -> Tool:
    file = next(file for file in packaged() if file.kind == TOOL)
    return parse(file.text, source=file.source)


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (1, "1 minute"),
        (45, "45 minutes"),
        (60, "60 minutes"),
        (90, "90 minutes"),
        (119, "119 minutes"),
        (120, "2 hours"),
        (150, "2 h 30 min"),
        (210, "3 h 30 min"),
        (360, "6 hours"),
        (419, "6 h 59 min"),
        (420, "1 day"),
        (570, "1½ days"),
        (630, "1½ days"),
        (631, "2 days"),
        (840, "2 days"),
        (1050, "2½ days"),
    ],
)
def test_working_time_as_people_plan_it(minutes: int, expected: str) -> None:
    assert words.duration(gettext, ngettext, minutes) == expected


@given(st.integers(420, 5000))
def test_days_are_never_fewer_than_needed(minutes: int) -> None:
    written = words.duration(gettext, ngettext, minutes).split(" ")[0].replace("½", ".5")
    assert 0 <= float(written) * 420 - minutes < 210


@pytest.mark.parametrize(
    ("fewest", "most", "expected"),
    [(1, 1, "1 person"), (1, 4, "1 to 4 people"), (5, 5, "5 people"), (4, 12, "4 to 12 people")],
)
def test_people(fewest: int, most: int, expected: str) -> None:
    needed = PeopleRange(fewest=fewest, most=most)
    assert words.people(gettext, needed) == expected


def test_everybody_who_can_start_has_words() -> None:
    said = [words.starter(gettext, who) for who in STARTERS]
    assert said == ["anyone", "a team lead", "a head of office", "an executive"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ""),
        ({"matters": True}, " You marked it as mattering in the next six months."),
        ({"barrier": True}, " A barrier that you chose touches it."),
        (
            {"reliability": Fraction(7, 10)},
            " It rests on one of its two questions, so it counts less.",
        ),
        (
            {"matters": True, "barrier": True},
            (
                " You marked it as mattering in the next six months."
                " A barrier that you chose touches it."
            ),
        ),
    ],
)
def test_a_reason_says_which_answers_and_which_gap(
    reader: Reader, changes: dict[str, bool], expected: str
) -> None:
    part = replace(PART, **changes)  # type: ignore[arg-type] # fields by name
    assert words.reason(reader, part, further=False) == (
        "Clear innovation goals: you are at 1.5 of 5; good enough would be 3.0." + expected
    )


def test_going_further_is_labelled_so(reader: Reader) -> None:
    part = replace(PART, level=Fraction(3), target=Fraction(4))
    assert words.reason(reader, part, further=True) == (
        "Clear innovation goals: you are at 3.0 of 5, which is good enough; this goes one step "
        "further."
    )


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (
            {"goals-set": 2, "goals-problems": 2},
            (
                "You chose “A goal for innovation has been mentioned in a meeting or message”. "
                "Good enough would be “At least one goal for innovation is written in our current "
                "work plan”."
            ),
        ),
        (
            {"goals-set": 3, "goals-problems": 1},  # the one further from good enough speaks
            (
                "You chose “Leadership has not raised this subject with us”. Good enough would be "
                "“Leadership has named a specific problem to us in the last twelve months”."
            ),
        ),
        (
            {"goals-set": 3},
            (
                "You chose “At least one goal for innovation is written in our current work plan”. "
                "The next step would be “Innovation work starts only when it serves one of the "
                "written goals”."
            ),
        ),
        ({"goals-set": 5}, ""),
        ({}, ""),
    ],
)
def test_a_reason_says_what_was_chosen_in_its_own_words(
    questionnaire: Questionnaire, reader: Reader, answers: dict[str, int], expected: str
) -> None:
    given = {key: Answer(level) for key, level in answers.items()}
    given["goals-problems"] = given.get("goals-problems", Answer.CANNOT_SAY)
    factor = questionnaire.factors["goals"]
    assert words.in_own_words(reader, factor, given, "small") == expected


@given(level=st.integers(1, 5), size=st.sampled_from(OFFICE_SIZES))
def test_what_is_to_reach_always_lies_above_what_was_chosen(
    questionnaire: Questionnaire, reader: Reader, level: int, size: OfficeSize
) -> None:
    for factor in questionnaire.factors.values():
        given_ = {question.id: Answer(level) for question in factor.questions}
        said = words.in_own_words(reader, factor, given_, size)
        assert bool(said) == (level < 5)
        if said:
            chosen, following = re.findall(r"“(.*?)”", said)
            (question,) = [one for one in factor.questions if f"{chosen}." in one.levels]
            assert question.levels.index(f"{following}.") > question.levels.index(f"{chosen}.")


@pytest.mark.parametrize(("why", "expected"), AHEAD)
def test_why_it_stands_before_the_next(
    reader: Reader, tool: Tool, why: AheadReason, expected: str
) -> None:
    recommendation = Recommendation(tool, "gap", Fraction(9, 2), (PART,), why)
    assert words.before_next(reader, recommendation) == expected


def test_the_last_one_stands_before_nothing(reader: Reader, tool: Tool) -> None:
    recommendation = Recommendation(tool, "gap", Fraction(9, 2), (PART,), None)
    assert words.before_next(reader, recommendation) == ""


def test_every_reason_has_words() -> None:
    known = {value for part in get_args(AheadReason) for value in (get_args(part) or (part,))}
    assert {why for why, _ in AHEAD} == known
