"""The shape of a profile: what it does not see, how far two are apart, who is nearest."""

from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregation.shapes import Shape, contrasts, distance, neighbours, row_centred

LEVELS = st.tuples(*[st.floats(1, 5)] * 5)
NO_ERROR, SOME = (0.0,) * 5, (0.1,) * 5


@given(LEVELS, st.floats(-2, 2))
def test_a_height_is_not_seen(levels: tuple[float, ...], height: float) -> None:
    raised = tuple(level + height for level in levels)
    found = distance(Shape("a", levels, NO_ERROR), Shape("b", raised, NO_ERROR))
    assert found.distance == pytest.approx(0, abs=1e-6)


@given(LEVELS, LEVELS)
def test_the_way_there_is_the_way_back(one: tuple[float, ...], other: tuple[float, ...]) -> None:
    there = distance(Shape("a", one, SOME), Shape("b", other, SOME))
    back = distance(Shape("b", other, SOME), Shape("a", one, SOME))
    assert there.distance == pytest.approx(back.distance)
    assert there.interval == pytest.approx(back.interval)
    assert 0 <= there.interval[0] <= there.distance <= there.interval[1]


@given(LEVELS, LEVELS)
def test_distances_are_the_same_in_contrasts(
    one: tuple[float, ...], other: tuple[float, ...]
) -> None:
    basis = contrasts(5)
    pairs = zip(one, other, strict=True)
    apart = [a - b for a, b in pairs]
    there = [sum(w * v for w, v in zip(row, apart, strict=True)) for row in basis]
    found = distance(Shape("a", one, NO_ERROR), Shape("b", other, NO_ERROR))
    assert found.distance == pytest.approx(sqrt(sum(v * v for v in there) / 5), abs=1e-6)


def test_contrasts_are_orthonormal_and_add_up_to_zero() -> None:
    basis = contrasts(5)
    assert len(basis) == 4
    for place, row in enumerate(basis):
        assert isclose(sum(row), 0, abs_tol=1e-12)
        for other_place, other in enumerate(basis):
            product = sum(a * b for a, b in zip(row, other, strict=True))
            assert isclose(product, place == other_place, abs_tol=1e-12)


def test_what_sampling_adds_is_taken_away() -> None:
    one, other = (3.0, 3.2, 3.0, 2.8, 3.0), (3.0,) * 5
    sure = distance(Shape("a", one, NO_ERROR), Shape("b", other, NO_ERROR))
    unsure = distance(Shape("a", one, (0.2,) * 5), Shape("b", other, (0.2,) * 5))
    assert sure.distance == pytest.approx(sqrt(0.08 / 5))
    assert sure.interval == pytest.approx((sure.distance, sure.distance))
    assert unsure.distance == 0
    assert unsure.interval[1] > sure.interval[1]


def test_nearest_first_and_among_five_or_more() -> None:
    known = [Shape(str(n), (3.0 + n / 2, 3.0, 3.0, 3.0, 3.0), NO_ERROR) for n in range(5)]
    assert neighbours(known[:4]) == {}
    found = neighbours(known)
    assert [one.id for one in found["0"]] == ["1", "2", "3"]
    assert [one.id for one in found["2"]] == ["1", "3", "0"]
    assert neighbours(list(reversed(known))) == found


def test_a_row_without_its_mean() -> None:
    assert sum(row_centred((1.0, 2.0, 4.5))) == pytest.approx(0)
