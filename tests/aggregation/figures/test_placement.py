"""Labels beside the ends of lines: none over another, in order, as near as may be."""

from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregation.figures.slope import placed
from aggregation.figures.style import ChartError

LOW, HIGH = 10.0, 510.0
LABELS = st.lists(st.tuples(st.floats(-100, 700), st.floats(1, 60)), min_size=1, max_size=8)
SPARE = 1e-6


def _ends(labels: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    ordered = sorted(labels)
    return [wanted for wanted, _ in ordered], [height for _, height in ordered]


@given(LABELS)
def test_labels_are_in_order_apart_and_within_bounds(labels: list[tuple[float, float]]) -> None:
    wanted, heights = _ends(labels)
    found = placed(wanted, heights, LOW, HIGH)
    edges = [
        (middle - height / 2, middle + height / 2)
        for middle, height in zip(found, heights, strict=True)
    ]
    assert edges[0][0] >= LOW - SPARE
    assert edges[-1][1] <= HIGH + SPARE
    for (_, end), (start, _) in pairwise(edges):
        assert start >= end - SPARE


@given(LABELS)
def test_labels_that_have_room_stay_where_they_are_wanted(
    labels: list[tuple[float, float]],
) -> None:
    _, heights = _ends(labels)
    ends = list(accumulate(heights, initial=LOW))
    gap = (HIGH - ends[-1]) / len(heights)
    wanted = [
        end + height / 2 + gap * number
        for number, (end, height) in enumerate(zip(ends, heights, strict=False))
    ]
    assert placed(wanted, heights, LOW, HIGH) == pytest.approx(wanted)


@given(LABELS, st.lists(st.floats(0, 1), min_size=9, max_size=9))
def test_no_other_places_are_nearer(labels: list[tuple[float, float]], shares: list[float]) -> None:
    wanted, heights = _ends(labels)
    room, given_out = HIGH - LOW - sum(heights), sorted(shares)[: len(heights)]
    starts = accumulate([0, *heights[:-1]])
    others = [
        LOW + start + height / 2 + share * room
        for start, height, share in zip(starts, heights, given_out, strict=True)
    ]
    found = placed(wanted, heights, LOW, HIGH)

    def away(places: list[float]) -> float:
        return sum((one - two) ** 2 for one, two in zip(places, wanted, strict=True))

    assert away(list(found)) <= away(others) + SPARE


def test_labels_without_room_are_refused() -> None:
    assert placed([5, 5], [10, 10], 0, 20) == (5, 15)
    with pytest.raises(ChartError, match="2 labels need 1"):
        placed([5, 5], [10, 10], 0, 19)


def test_no_labels_need_no_room() -> None:
    assert placed([], [], 0, 0) == ()
