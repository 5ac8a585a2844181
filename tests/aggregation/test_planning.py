"""What a group may expect, against the reference figures and by its laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregation.planning import advice, expectation


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
