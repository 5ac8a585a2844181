"""A profile in words: every kind, and what would be said aloud."""

from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.model import Answer, Questionnaire
from questionnaires.profiles import NamedProfile, ProfileKind, decisive_answer, name_profile
from questionnaires.scoring import Profile, score
from toolkit.wording import profile as words
from toolkit.wording.reader import Reader

MODULES = ("strategy", "partnerships", "architecture", "culture", "evaluation")
# One set of levels (S P A C E; None: cannot say) for each kind, and what is said of it.
SAID = {
    "none": (
        (3, 3, 3, None, None),
        "No profile yet",
        (
            "A profile needs levels in at least four modules. Answer a few more questions, and it "
            "appears."
        ),
    ),
    "trailblazer": (
        (4, 4, 3, 3, 3),
        "Trailblazer",
        (
            "You set direction and know the partners around you, and the rest is sound. Others may "
            "want to learn how you do it."
        ),
    ),
    "early-stage": (
        (2, 1, 1, 1, 1),
        "Early-Stage Innovator",
        "Most of this is still beginning. You are furthest in Strategy.",
    ),
    "clearly": (
        (2, 4, 2, 2, 2),
        "Clearly Collaborator",
        "Your answers are clearly strongest in Partnerships.",
    ),
    "balanced": (
        (3, 3, 3, 3, 3),
        "Balanced, around Practised",
        "No module stands out as a strength of its own.",
    ),
    "two": (
        (2, 2, 4, 4, 2),
        "Implementor and Motivator",
        "Your answers are strongest in Architecture and Culture, and about equally so.",
    ),
    "several": (
        (4, 2, 4, 4, 2),
        "Several strengths",
        (
            "Your answers are about equally strong in several modules: Strategy, Architecture and "
            "Culture."
        ),
    ),
}
some_answers = st.fixed_dictionaries({}, optional=dict.fromkeys(range(27), st.sampled_from(Answer)))


def answers_at(questionnaire: Questionnaire, levels: tuple[int | None, ...]) -> dict[str, Answer]:
    return {
        question.id: Answer.CANNOT_SAY if level is None else Answer(level)
        for module, level in zip(questionnaire.modules, levels, strict=True)
        for question in module.questions
    }


def named_of(questionnaire: Questionnaire, profile: Profile) -> NamedProfile:
    rules = questionnaire.rules
    return name_profile(rules.profiles, profile.means, min_modules=rules.min_modules)


@pytest.mark.parametrize("kind", SAID)
def test_the_title_and_the_meaning_of_every_kind(
    questionnaire: Questionnaire, reader: Reader, kind: str
) -> None:
    levels, title, meaning = SAID[kind]
    named = named_of(questionnaire, score(questionnaire, answers_at(questionnaire, levels)))
    assert named.kind == kind
    assert words.title(reader, named) == title
    assert words.meaning(reader, named) == meaning


def test_leaning_needs_half_a_level_and_has_words_too(reader: Reader) -> None:
    named = NamedProfile("leans", ("evaluation",), ("architecture",), Fraction(3))
    assert words.title(reader, named) == "Leans to Evaluator"
    assert words.meaning(reader, named) == (
        "Your answers are a little stronger in Evaluation than elsewhere."
    )


def test_every_kind_has_words() -> None:
    assert {*SAID, "leans"} == set(get_args(ProfileKind))


def test_balanced_between_two_levels_reads_well(reader: Reader) -> None:
    named = NamedProfile("balanced", MODULES[:1], MODULES[1:2], Fraction(5, 2))
    assert words.title(reader, named) == "Balanced, between Emerging and Practised"


@pytest.mark.parametrize(
    ("strongest", "weakest", "expected"),
    [
        ((), (), None),
        (MODULES, MODULES, None),
        (("strategy",), ("culture",), "The weakest module is Culture."),
        (("strategy",), MODULES[3:], "The weakest modules are Culture and Evaluation."),
    ],
)
def test_the_weakest_is_named_only_where_it_is(
    reader: Reader, strongest: tuple[str, ...], weakest: tuple[str, ...], expected: str | None
) -> None:
    named = NamedProfile("clearly", strongest, weakest, Fraction(3))
    assert words.lowest_module(reader, named) == expected


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ((None,) * 5, "There are too few answers with a level to say anything yet."),
        (
            (3, 3, None, None, None),
            "Strategy and Partnerships can be stated; the other modules need more answers.",
        ),
        (
            (4, 3, 3, 3, 2),
            (
                "Strongest in Strategy (Embedded, 4.0 of 5); weakest in Evaluation (Emerging, 2.0 "
                "of 5)."
            ),
        ),
        (
            (2, 3, 4, 4, 3),
            "Strongest in Architecture and Culture; weakest in Strategy (Emerging, 2.0 of 5).",
        ),
        ((3, 3, 3, 3, 3), "Overall Practised, 3.0 of 5. No module stands out above the others."),
        ((1, 1, 1, 1, 1), "Overall Ad hoc, 1.0 of 5. No module stands out above the others."),
    ],
)
def test_the_whole_result_in_one_sentence(
    questionnaire: Questionnaire,
    reader: Reader,
    levels: tuple[int | None, ...],
    expected: str,
) -> None:
    profile = score(questionnaire, answers_at(questionnaire, levels))
    assert words.standing_out(reader, profile, named_of(questionnaire, profile)) == expected


def test_which_answer_decides(questionnaire: Questionnaire, reader: Reader) -> None:
    answers = answers_at(questionnaire, (3, 3, 3, 3, 3))
    answers |= dict.fromkeys(("goals-set", "goals-problems", "trends-used"), Answer(4))
    named = named_of(questionnaire, score(questionnaire, answers))
    assert words.title(reader, named) == "Balanced, around Practised"
    assert words.decisive(
        reader, named, decisive_answer(questionnaire.rules, score(questionnaire, answers))
    ) == (
        "One answer decides: had you chosen “We have used results to review the written goals in "
        "the last twelve months”, the profile would be Clearly Strategist."
    )


def test_no_answer_decides(questionnaire: Questionnaire, reader: Reader) -> None:
    answers = answers_at(questionnaire, (3, 3, 3, 3, 3))
    named = named_of(questionnaire, score(questionnaire, answers))
    assert words.decisive(
        reader, named, decisive_answer(questionnaire.rules, score(questionnaire, answers))
    ) == ("No single answer, moved by one level, would change this profile.")


def test_without_a_profile_no_answer_decides(reader: Reader) -> None:
    assert words.decisive(reader, NamedProfile("none", (), (), None), None) == ""


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ((), ""),
        (("goals",), "Lowest: Clear innovation goals."),
        (("scale", "goals"), "Lowest: Scale and Clear innovation goals."),
        (
            ("scale", "goals", "learning"),
            (
                "Several are equally low: Scale, Clear innovation goals and Learning from success "
                "and failure."
            ),
        ),
    ],
)
def test_the_lowest_factors(reader: Reader, ids: tuple[str, ...], expected: str) -> None:
    assert words.lowest_factors(reader, ids) == expected


def test_a_module_says_its_level_or_why_it_has_none(
    questionnaire: Questionnaire, reader: Reader
) -> None:
    answers = answers_at(questionnaire, (3, None, 3, 3, 3))
    answers |= {q.id: Answer.DOES_NOT_APPLY for q in questionnaire.modules[2].questions}
    modules = score(questionnaire, answers).modules
    assert [words.module_state(reader, module) for module in modules] == [
        "Practised, 3.0 of 5",
        "Too few answers to state a level",
        "Does not apply to you",
        "Practised, 3.0 of 5",
        "Practised, 3.0 of 5",
    ]
    assert words.resting_on(reader, modules[0]) == "Rests on 6 of 6 questions."


def test_a_level_rests_on_the_questions_that_have_one(
    questionnaire: Questionnaire, reader: Reader
) -> None:
    given = {"goals-set": Answer(3), "goals-problems": Answer.CANNOT_SAY}
    (module, *_) = score(questionnaire, given).modules
    assert words.resting_on(reader, module) == "Rests on 1 of 6 questions."


def test_between_two_levels_opens_a_line_with_a_capital(
    questionnaire: Questionnaire, reader: Reader
) -> None:
    answers = dict(zip(questionnaire.questions, [Answer(3), Answer(4)] * 3, strict=False))
    (module, *_) = score(questionnaire, answers).modules
    assert words.module_state(reader, module) == "Between Practised and Embedded, 3.5 of 5"


@given(given_=some_answers)
def test_whatever_is_answered_can_be_said(
    questionnaire: Questionnaire, reader: Reader, given_: dict[int, Answer]
) -> None:
    ids = list(questionnaire.questions)
    answers = {ids[number]: answer for number, answer in given_.items()}
    profile = score(questionnaire, answers)
    named = named_of(questionnaire, profile)
    said = [
        words.title(reader, named),
        words.meaning(reader, named),
        words.standing_out(reader, profile, named),
        *(words.module_state(reader, module) for module in profile.modules),
    ]
    said.append(
        words.decisive(
            reader, named, decisive_answer(questionnaire.rules, score(questionnaire, answers))
        )
        or "-"
    )
    said.append(words.lowest_module(reader, named) or "-")
    for sentence in said:
        assert sentence
        assert "%(" not in sentence
        assert "  " not in sentence
        assert ".." not in sentence
        assert "None" not in sentence
        assert "()" not in sentence
