"""Named profiles, and the answer that would change one."""

import time
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from questionnaires.model import Answer, Questionnaire
from questionnaires.profiles import NamedProfile, ProfileKind, decisive_answer, name_profile
from questionnaires.scoring import score

Answers = dict[str, Answer]
SomeAnswers = SearchStrategy[Answers]
AtMeans = Callable[..., Answers]
Means = dict[str, Fraction | None]

MODULES = ("strategy", "partnerships", "architecture", "culture", "evaluation")
ZERO = Fraction(0)
QUARTERS = st.integers(4, 20).map(lambda quarters: Fraction(quarters, 4))
ANY_MEAN = QUARTERS | st.fractions(min_value=1, max_value=5, max_denominator=40)
FIVE = st.tuples(*[ANY_MEAN] * 5)
SOME = st.tuples(*[ANY_MEAN | st.none()] * 5)


def _means(written: str) -> Means:
    """Read means as they are written in the rule: ``3.2 n/a 2.5 3.0 3.5``."""
    values = [None if value == "n/a" else Fraction(value) for value in written.split()]
    return dict(zip(MODULES, values, strict=True))


def _named(questionnaire: Questionnaire, means: Means) -> NamedProfile:
    rules = questionnaire.rules
    return name_profile(rules.profiles, means, min_modules=rules.min_modules)


@pytest.mark.parametrize(
    ("written", "kind", "strongest"),
    [
        ("2.0 2.75 1.75 2.25 1.5", "early-stage", ["partnerships"]),
        ("3.6 3.5 2.0 2.0 1.75", "two", ["strategy", "partnerships"]),
        ("4.6 4.5 4.5 4.125 4.25", "trailblazer", ["strategy"]),
        ("2.5 2.5 2.5 2.5 2.5", "balanced", list(MODULES)),
        ("2.6 3.25 3.125 2.75 2.25", "two", ["partnerships", "architecture"]),
        ("3.0 3.0 3.0 2.25 2.0", "several", ["strategy", "partnerships", "architecture"]),
        ("2.9 2.6 2.6 2.5 2.4", "balanced", ["strategy"]),
        ("3.2 n/a 2.5 3.0 3.5", "leans", ["evaluation"]),
        ("3.5 3.0 3.0 3.0 2.0", "clearly", ["strategy"]),
        ("3.5 3.5 3.5 3.5 2.4", "trailblazer", list(MODULES[:4])),
        ("3.0 2.5 2.25 2.0 1.5", "clearly", ["strategy"]),
    ],
)
def test_borders_of_the_published_rule(
    questionnaire: Questionnaire, written: str, kind: str, strongest: list[str]
) -> None:
    named = _named(questionnaire, _means(written))
    assert (named.kind, list(named.strongest)) == (kind, strongest)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("3.5 3.5 2.5 2.5 4.25", "trailblazer"),  # exactly on every border: the mean is 3.25
        ("3.5 3.5 2.5 2.5 4.24", "clearly"),
        ("3.49 3.5 3.5 3.5 3.5", "balanced"),
        ("3.5 3.5 n/a 3.5 3.5", "balanced"),  # an unstated module sets no direction
        ("3.5 3.5 2.5 3.5 n/a", "trailblazer"),
        ("2.99 2.5 2.34 2.33 2.33", "early-stage"),
        ("2.99 2.5 2.34 2.34 2.33", "balanced"),
        ("3.0 2.51 2.0 2.0 2.0", "leans"),
        ("3.0 2.75 2.0 2.0 2.0", "leans"),
        ("3.0 2.76 2.0 2.0 2.0", "two"),
        ("3.0 2.76 2.75 2.0 2.0", "two"),  # the third is a whole 0.25 below
        ("3.0 2.76 2.76 2.0 2.0", "several"),
        ("3.0 2.75 2.75 2.25 2.25", "leans"),  # a range of exactly 0.75 is not balanced
        ("3.0 2.75 2.75 2.26 2.26", "balanced"),
        ("3.0 3.0 n/a n/a 3.0", "none"),
        ("n/a n/a n/a n/a n/a", "none"),
    ],
)
def test_either_side_of_a_border(questionnaire: Questionnaire, written: str, kind: str) -> None:
    assert _named(questionnaire, _means(written)).kind == kind


def test_several_strengths_names_all_that_come_near_the_highest(
    questionnaire: Questionnaire,
) -> None:
    named = _named(questionnaire, _means("3.2 3.0 3.1 2.95 2.0"))
    assert named.strongest == ("strategy", "partnerships", "architecture")
    assert named.weakest == ("evaluation",)


def test_too_few_modules_have_no_profile_at_all(questionnaire: Questionnaire) -> None:
    assert _named(questionnaire, _means("5 5 5 n/a n/a")) == NamedProfile("none", (), (), None)


def test_one_module_alone_leads_nobody(questionnaire: Questionnaire) -> None:
    rules = questionnaire.rules.profiles
    assert name_profile(rules, {"strategy": Fraction(5)}, min_modules=1).kind == "none"


def _holds(values: tuple[Fraction, ...]) -> dict[ProfileKind, bool]:
    """The rule in plain words, without order."""
    s, p, a, c, _ = values
    first, second, third, *_ = sorted(values, reverse=True)
    mean = sum(values) / 5
    return {
        "trailblazer": min(s, p) >= 3.5 and min(a, c) >= 2.5 and mean >= 3.25,
        "early-stage": mean < 2.5 and first < 3,
        "clearly": first >= 3 and first - second >= 0.5,
        "balanced": first - min(values) < 0.75 or first < 3,
        "leans": first - second >= 0.25,
        "two": first - second < 0.25 <= first - third,
        "several": first - third < 0.25,
    }


@given(FIVE)
def test_every_vector_has_the_first_profile_that_holds(
    questionnaire: Questionnaire, values: tuple[Fraction, ...]
) -> None:
    named = _named(questionnaire, dict(zip(MODULES, values, strict=True)))
    holds = _holds(values)
    kinds = list(holds)
    assert holds[named.kind]
    assert not any(holds[kind] for kind in kinds[: kinds.index(named.kind)])


@given(SOME)
def test_strongest_and_weakest_are_what_they_say(
    questionnaire: Questionnaire, values: tuple[Fraction | None, ...]
) -> None:
    means = dict(zip(MODULES, values, strict=True))
    named = _named(questionnaire, means)
    stated = {module: value for module, value in means.items() if value is not None}
    assert (named.kind == "none") == (len(stated) < 4)
    assume(named.kind != "none")
    highest, lowest = max(stated.values()), min(stated.values())
    assert {module for module in stated if stated[module] == highest} <= set(named.strongest)
    assert [module for module in stated if stated[module] == lowest] == list(named.weakest)
    assert lowest <= (named.mean or 0) <= highest
    counts = {"clearly": {1}, "leans": {1}, "two": {2}, "several": {3, 4, 5}}
    assert len(named.strongest) in counts.get(named.kind, {1, 2, 3, 4, 5})


@given(FIVE)
def test_a_module_that_is_not_stated_might_as_well_not_be_asked(
    questionnaire: Questionnaire, values: tuple[Fraction, ...]
) -> None:
    asked: Means = dict(zip(MODULES, (*values[:4], None), strict=True))
    assert _named(questionnaire, asked) == _named(
        questionnaire, dict(zip(MODULES[:4], values[:4], strict=True))
    )


@given(FIVE, st.permutations(MODULES))
def test_only_the_trailblazer_cares_which_module_is_which(
    questionnaire: Questionnaire, values: tuple[Fraction, ...], order: list[str]
) -> None:
    named = _named(questionnaire, dict(zip(MODULES, values, strict=True)))
    turned = _named(questionnaire, dict(zip(order, values, strict=True)))
    assume("trailblazer" not in {named.kind, turned.kind})
    place = dict(zip(MODULES, order, strict=True))
    assert turned.kind == named.kind
    assert turned.strongest == tuple(place[module] for module in named.strongest)
    assert turned.weakest == tuple(place[module] for module in named.weakest)


@given(FIVE)
def test_strategy_with_partnerships_and_architecture_with_culture_can_change_places(
    questionnaire: Questionnaire, values: tuple[Fraction, ...]
) -> None:
    s, p, a, c, e = values
    kind = _named(questionnaire, dict(zip(MODULES, values, strict=True))).kind
    assert _named(questionnaire, dict(zip(MODULES, (p, s, c, a, e), strict=True))).kind == kind


@given(FIVE, st.sampled_from(MODULES), ANY_MEAN)
def test_moving_one_module_is_monotone(
    questionnaire: Questionnaire, values: tuple[Fraction, ...], module: str, moved_to: Fraction
) -> None:
    before = dict(zip(MODULES, values, strict=True))
    named = _named(questionnaire, dict(before))
    after = _named(questionnaire, {**before, module: moved_to})
    if moved_to >= before[module]:
        assert named.kind != "trailblazer" or after.kind == "trailblazer"
        assert after.kind != "early-stage" or named.kind == "early-stage"
        if named.kind == "clearly" and module in named.strongest:
            assert after.kind == "trailblazer" or after.title == named.title


def _moves(answers: Answers) -> list[tuple[str, int, int]]:
    return [
        (key, given, moved)
        for key, given in answers.items()
        for moved in (given - 1, given + 1)
        if given <= 5 and 1 <= moved <= 5
    ]


@given(data=st.data())
def test_the_decisive_answer_is_the_nearest_of_all_moves_that_change_the_profile(
    questionnaire: Questionnaire, mostly_levels: SomeAnswers, data: st.DataObject
) -> None:
    answers = data.draw(mostly_levels)
    order = list(questionnaire.questions)
    now = score(questionnaire, answers).means
    changing = []
    for key, level, moved in _moves(answers):
        means = score(questionnaire, answers | {key: Answer(moved)}).means
        named = _named(questionnaire, means)
        if named.title != _named(questionnaire, now).title:
            shift = sum(abs((means[m] or ZERO) - (now[m] or ZERO)) for m in now)
            changing.append((shift, moved < level, order.index(key), moved, named))
    expected = min(changing, default=None, key=lambda found: found[:3])
    decisive = decisive_answer(questionnaire.rules, score(questionnaire, answers))
    if expected is None or decisive is None:
        assert decisive is None
        assert expected is None
        return
    assert (order[expected[2]], *expected[3:]) == (
        decisive.question_id,
        decisive.moved_to,
        decisive.profile,
    )
    assert decisive.given == answers[decisive.question_id]


def test_one_answer_can_make_one_of_several_strengths_the_strongest(
    questionnaire: Questionnaire, at_means: AtMeans
) -> None:
    # A whole factor moves Partnerships, with four factors, by 1/4: the lead that leans. Strategy,
    # with five, would move by 1/5 only.
    decisive = decisive_answer(questionnaire.rules, score(questionnaire, at_means(3, 3, 3, 3, 2)))
    assert decisive is not None
    assert (decisive.question_id, decisive.given, decisive.moved_to) == ("partner-choice-1", 3, 4)
    assert decisive.profile.title == ("leans", ("partnerships",))


@pytest.mark.parametrize("levels", [(1, 1, 1, 1, 1), (5, 5, 5, 5, 5), (3, 3, None, None, None)])
def test_where_no_move_changes_the_profile_there_is_no_decisive_answer(
    questionnaire: Questionnaire, at_means: AtMeans, levels: tuple[int | None, ...]
) -> None:
    assert decisive_answer(questionnaire.rules, score(questionnaire, at_means(*levels))) is None


def test_a_result_page_can_afford_the_decisive_answer(
    questionnaire: Questionnaire, at_means: AtMeans
) -> None:
    answers = at_means(3, 3, 2, 3, 2)
    taken = []
    for _ in range(5):
        start = time.process_time()
        decisive_answer(questionnaire.rules, score(questionnaire, answers))
        taken.append(time.process_time() - start)
    assert min(taken) < 0.02
