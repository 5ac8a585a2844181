"""Agreement by hand, at its ends, and by laws."""

from collections.abc import Callable
from math import nan

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregation.agreement import average_deviation, awg, icc, rwg, rwg_j, two_way_icc

LEVELS = st.lists(st.integers(1, 5), min_size=2, max_size=30)
Measure = Callable[[npt.ArrayLike], float]
MEASURES: list[Measure] = [rwg, rwg_j, awg, average_deviation]


def test_icc_by_hand() -> None:
    """Means 2 and 5: MSB = 2 x 1.5² x 2 = 9; MSW = (1/2 + 1/2) / 2 = 0.5."""
    found = icc([1.5, 2.5, 4.5, 5.5], list("aabb"))
    assert (found.between, found.within, found.size) == (9, 0.5, 2)
    assert found.icc1 == pytest.approx(8.5 / 9.5)
    assert found.icc2 == pytest.approx(8.5 / 9)


def test_unequal_groups_count_with_their_mean_size() -> None:
    found = icc([1, 2, 3, 4, 4], list("aaabb"))
    assert found.size == 2.5
    between, within = 3 * 0.8**2 + 2 * 1.2**2, 2 / 3
    assert found.icc1 == pytest.approx((between - within) / (between + 1.5 * within))


def test_icc_says_nothing_where_nobody_differs_and_goes_below_zero() -> None:
    assert np.isnan(icc([3, 3, 3, 3], list("aabb")).icc1)
    found = icc([1, 5, 1, 5], list("aabb"))
    assert found.icc1 == -1
    assert np.isnan(found.icc2)


@pytest.mark.parametrize(
    ("values", "groups"), [([], []), ([1, 2], ["a", "a"]), ([1, 2], ["a", "b"]), ([1, nan], [1, 2])]
)
def test_icc_needs_two_groups_and_people_who_share_one(
    values: list[float], groups: list[str]
) -> None:
    with pytest.raises(ValueError, match="values in"):
        icc(values, groups)


def test_judges_who_differ_by_a_constant_are_consistent_and_do_not_agree() -> None:
    """Targets 8, judges 1.5, rest 0: agreement 8 / (8 + 2 x 1.5 / 3) = 8 / 9."""
    found = two_way_icc([[1, 2], [3, 4], [5, 6]])
    assert (found.consistency, found.consistency_of_means) == (1, 1)
    assert found.agreement == pytest.approx(8 / 9)
    assert found.agreement_of_means == pytest.approx(8 / 8.5)


@pytest.mark.parametrize("ratings", [[], [1, 2], [[1, 2]], [[1], [2]], [[1, 2], [3, nan]]])
def test_judges_rate_several_targets_without_gaps(ratings: npt.ArrayLike) -> None:
    with pytest.raises(ValueError, match="no complete table"):
        two_way_icc(ratings)


def test_by_hand() -> None:
    assert rwg([1, 2, 3, 4, 5]) == 0  # s² = 2.5, above 2
    assert rwg([3, 3, 4, 4, 5]) == pytest.approx(1 - 0.7 / 2)
    two = [[3, 3], [3, 4], [4, 4], [4, 5], [5, 5]]
    assert rwg_j(two) == pytest.approx(2 * 0.65 / (2 * 0.65 + 0.35))
    assert awg([3, 3, 4, 4, 5]) == pytest.approx(1 - 2 * 0.7 / ((6 * 3.8 - 3.8**2 - 5) * 5 / 4))
    assert average_deviation([3, 3, 4, 4, 5]) == pytest.approx(0.64)
    assert average_deviation(two) == pytest.approx((0.64 + 0.64) / 2)


def test_the_two_say_different_things_of_the_same_answers() -> None:
    """rwg(j) grows with the number of questions alone: here nine people, twelve times alike."""
    one = np.array([[2], [3], [3], [3], [3], [3], [5], [5], [5]])
    twelve = np.repeat(one, 12, axis=1)
    assert (round(rwg_j(twelve), 2), round(awg(twelve), 2)) == (0.87, 0.38)
    assert (round(rwg_j(one), 2), round(awg(one), 2)) == (0.36, 0.38)


def test_all_alike_and_as_far_apart_as_can_be() -> None:
    for level in range(1, 6):
        assert rwg([level] * 4) == rwg_j([[level] * 3] * 4) == awg([level] * 4) == 1
        assert average_deviation([level] * 4) == 0
    apart = [1, 5, 1, 5]
    assert (rwg(apart), rwg_j([[one] * 3 for one in apart])) == (0, 0)
    assert (awg(apart), average_deviation(apart)) == (-1, 2)


@given(LEVELS)
def test_laws(values: list[int]) -> None:
    assert 0 <= rwg(values) <= 1
    assert -1 - 1e-9 <= awg(values) <= 1
    assert 0 <= average_deviation(values) <= 2
    mirrored = [6 - value for value in values]
    for measure in MEASURES:
        assert measure(mirrored) == pytest.approx(measure(values))
        assert measure(values[::-1]) == pytest.approx(measure(values))
        assert measure([*values, nan]) == pytest.approx(measure(values))


@given(LEVELS)
def test_one_question_agrees_as_itself(values: list[int]) -> None:
    assert rwg_j([[value] for value in values]) == pytest.approx(rwg(values))


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("values", [[], [3], [3, nan]])
def test_one_person_agrees_with_nobody(measure: Measure, values: list[float]) -> None:
    with pytest.raises(ValueError, match="two people"):
        measure(values)
