"""Weights by hand, and what they refuse."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from aggregation.weights import Weights, design_effect, rake

PLACES = ["field"] * 30 + ["centre"] * 10


def _one(field: float, centre: float, **options: Any) -> Weights:
    return rake({"place": PLACES}, {"place": {"field": field, "centre": centre}}, **options)


def test_one_column_is_its_ratio_of_staff_to_answers() -> None:
    found = _one(60, 40)
    assert found.values.tolist() == [2.0] * 30 + [4.0] * 10
    assert found.design_effect == pytest.approx(40 * (30 * 4 + 10 * 16) / 100**2)
    assert found.mean([1] * 30 + [2] * 10) == pytest.approx(1.4)
    assert found.mean([1] * 30 + [float("nan")] * 10) == 1


def test_weights_of_more_than_five_medians_are_cut_and_the_total_kept() -> None:
    found = _one(30, 100)  # 1 and 10, cut to 5
    assert found.trimmed == 10
    assert found.values.sum() == pytest.approx(130)
    assert found.values[-1] / found.values[0] == pytest.approx(5)
    assert _one(30, 100, largest_ratio=11).trimmed == 0


@example(25_277_604)
@given(st.integers(0, 2**32))
def test_every_margin_is_met_at_once_whatever_the_order(seed: int) -> None:
    rng = np.random.default_rng(seed)
    places = rng.choice(["field", "centre"], 80, p=[0.7, 0.3])
    grades = rng.choice(["G", "P", "D"], 80, p=[0.4, 0.4, 0.2])
    everywhere = {(place, grade) for place in ("field", "centre") for grade in "GPD"}
    assume(set(zip(places.tolist(), grades.tolist(), strict=True)) == everywhere)
    margins = {"place": {"field": 500, "centre": 500}, "grade": {"G": 300, "P": 500, "D": 200}}
    columns = {"place": places, "grade": grades}
    found = rake(columns, margins, largest_ratio=1e9)
    for name, column in columns.items():
        for category, staff in margins[name].items():
            assert found.values[column == category].sum() == pytest.approx(staff)
    backwards = rake(dict(reversed(columns.items())), margins, largest_ratio=1e9)
    assert backwards.values == pytest.approx(found.values, rel=1e-6)
    assert found.design_effect >= 1


def test_equal_weights_have_no_design_effect() -> None:
    assert design_effect([3.0] * 7) == pytest.approx(1)


@pytest.mark.parametrize(
    ("columns", "margins", "message"),
    [
        ({}, {}, "30 respondents"),
        ({"a": ["x"] * 29}, {"a": {"x": 29}}, "30 respondents"),
        ({"a": ["x"] * 30, "b": ["x"] * 31}, {"a": {"x": 1}, "b": {"x": 1}}, "30 respondents"),
        ({"a": ["x"] * 30}, {"b": {"x": 29}}, "columns"),
        ({"a": ["x"] * 30}, {"a": {"x": 29, "y": 3}}, "categories of a"),
        ({"a": ["x"] * 29 + ["y"]}, {"a": {"x": 29}}, "categories of a"),
        (
            {"a": ["x", "y"] * 15, "b": ["x", "y"] * 15},
            {"a": {"x": 9, "y": 9}, "b": {"x": 9, "y": 1}},
            "totals",
        ),
        (
            {"a": ["x", "y"] * 15, "b": ["x", "y"] * 15},
            {"a": {"x": 9, "y": 9}, "b": {"x": 12, "y": 6}},
            "contradict",
        ),
    ],
)
def test_what_cannot_be_weighted_is_refused(
    columns: dict[str, list[str]], margins: dict[str, dict[str, float]], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        rake(columns, margins)
