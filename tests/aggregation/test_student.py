"""Student's distribution as the numerical library has it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from aggregation.student import t_quantile, two_sided_t

FREEDOM = st.floats(0.5, 20_000)


@given(st.floats(-40, 40), FREEDOM)
def test_tails_as_in_scipy(t: float, freedom: float) -> None:
    assert two_sided_t(t, freedom) == pytest.approx(
        2 * stats.t.sf(abs(t), freedom), rel=1e-8, abs=1e-250
    )


@given(st.floats(0.5, 0.999), st.floats(1, 20_000))
def test_quantiles_as_in_scipy(confidence: float, freedom: float) -> None:
    expected = stats.t.ppf((1 + confidence) / 2, freedom)
    assert t_quantile(confidence, freedom) == pytest.approx(expected, rel=1e-8)


def test_the_middle_and_the_ends() -> None:
    assert two_sided_t(0, 3) == 1
    assert two_sided_t(float("inf"), 3) == 0


def test_what_has_no_distribution_is_refused() -> None:
    with pytest.raises(ValueError, match="0 degrees of freedom"):
        two_sided_t(1, 0)
    with pytest.raises(ValueError, match="a confidence of 1"):
        t_quantile(1, 5)
