"""What a group may expect, against the reference figures and by its laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregation.cells import MINIMUM
from aggregation.planning import advice, answers_needed, expectation, expected, sample


def test_the_reference_figures() -> None:
    """83 staff at 30 % (STATISTICS: a half-width of 0.29 and a change of 0.55)."""
    found = expectation(83, 0.30)
    assert found.answers == 25
    assert found.half_width == pytest.approx(0.294, abs=5e-4)
    assert found.smallest_change == pytest.approx(0.546, abs=5e-4)


@given(st.integers(10, 10_000), st.floats(0.1, 0.5))
def test_more_answers_make_it_surer(eligible: int, rate: float) -> None:
    fewer, more = expectation(eligible, rate), expectation(4 * eligible, rate)
    assert fewer.half_width is not None
    assert more.half_width is not None
    assert more.half_width < fewer.half_width
    assert fewer.smallest_change is not None
    assert fewer.smallest_change >= 0.2
    assert fewer.smallest_change > fewer.half_width or fewer.half_width < 0.2


def test_without_answers_nothing_is_expected() -> None:
    assert expectation(100, 0).half_width is None
    assert expectation(0, 1).smallest_change is None


@pytest.mark.parametrize(
    ("eligible", "rate"), [(-1, 0.5), (10, -0.1), (10, 1.1), (10, float("nan"))]
)
def test_nonsense_is_refused(eligible: int, rate: float) -> None:
    with pytest.raises(ValueError, match="response rate"):
        expectation(eligible, rate)


@pytest.mark.parametrize(
    ("eligible", "answers", "said"),
    [
        (100, 39, ("team-sessions",)),
        (100, 40, ()),
        (2000, 700, ()),
        (2001, 700, ("random-sample",)),
        (2001, 39, ("team-sessions", "random-sample")),
    ],
)
def test_what_follows(eligible: int, answers: int, said: tuple[str, ...]) -> None:
    assert advice(eligible, answers) == said


def test_no_change_is_promised_that_would_not_be_stated() -> None:
    assert expectation(18_000, 0.30).smallest_change == 0.2


HALF_WIDTHS = st.floats(0.02, 1)
RATES = st.floats(0.05, 1)


@given(HALF_WIDTHS)
def test_of_very_many_people_it_is_the_half_width_that_is_expected(half_width: float) -> None:
    needed = answers_needed(half_width, 10**12)
    found, before = expected(needed).half_width, expected(needed - 1).half_width
    assert found is not None
    assert found <= half_width * 1.000001
    assert before is None or before > half_width * 0.999999


@given(HALF_WIDTHS, st.integers(1, 100_000))
def test_a_finite_population_needs_fewer_and_never_more_than_all(
    half_width: float, eligible: int
) -> None:
    needed = answers_needed(half_width, eligible)
    assert 1 <= needed <= eligible
    assert needed <= answers_needed(half_width, eligible + 1)


@given(
    st.dictionaries(st.text(max_size=3), st.integers(1, 5000), min_size=1, max_size=8),
    HALF_WIDTHS,
    RATES,
)
def test_every_category_is_drawn_at_the_same_fraction(
    eligible: dict[str, int], half_width: float, rate: float
) -> None:
    people, drawn = sum(eligible.values()), sample(eligible, half_width, rate)
    fraction = min(1, answers_needed(half_width, people) / rate / people)
    for category, number in eligible.items():
        assert drawn[category] >= min(number, MINIMUM)
        assert drawn[category] <= number
        assert drawn[category] >= fraction * number - 1e-6
        assert drawn[category] <= max(MINIMUM, fraction * number + number / people + 1)


def test_more_people_are_invited_where_fewer_answer() -> None:
    sizes = {"Field": 3010, "Headquarters": 1300}
    numbers = [sum(sample(sizes, 0.15, rate).values()) for rate in (1, 0.5, 0.3, 0.1, 0.01)]
    assert numbers == sorted(numbers)
    assert numbers[-1] == 4310


@pytest.mark.parametrize(("half_width", "rate"), [(0, 0.3), (-0.1, 0.3), (0.1, 0), (0.1, 1.1)])
def test_a_sample_of_nonsense_is_refused(half_width: float, rate: float) -> None:
    with pytest.raises(ValueError, match="of"):
        sample({"Field": 3000}, half_width, rate)
