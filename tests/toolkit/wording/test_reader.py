"""Levels, numbers and lists in words."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.scoring import level_range
from toolkit.wording.reader import Reader, one_decimal

BETWEEN = Fraction(3, 20)
means = st.fractions(1, 5, max_denominator=60)


@given(means)
def test_one_decimal_is_the_nearest_and_a_half_goes_up(value: Fraction) -> None:
    rounded = one_decimal(value)
    assert (rounded * 10).denominator == 1
    assert -Fraction(1, 20) < rounded - value <= Fraction(1, 20)


def test_a_half_goes_up_where_a_float_would_not() -> None:
    assert one_decimal(Fraction(245, 100)) == Fraction(5, 2)
    assert one_decimal(Fraction(235, 100)) == Fraction(24, 10)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Fraction(1), "Ad hoc"),
        (Fraction(134, 100), "Ad hoc"),
        (Fraction(135, 100), "between Ad hoc and Emerging"),
        (Fraction(3, 2), "between Ad hoc and Emerging"),
        (Fraction(165, 100), "between Ad hoc and Emerging"),
        (Fraction(166, 100), "Emerging"),
        (Fraction(5, 2), "between Emerging and Practised"),
        (Fraction(3), "Practised"),
        (Fraction(4), "Embedded"),
        (Fraction(5), "Leading"),
    ],
)
def test_a_level_in_words(reader: Reader, value: Fraction, expected: str) -> None:
    assert reader.level(level_range(value, between=BETWEEN)) == expected


@given(means)
def test_a_level_with_its_mean(reader: Reader, value: Fraction) -> None:
    found = level_range(value, between=BETWEEN)
    text = reader.level_of_five(found, value)
    assert text == f"{reader.level(found)}, {float(one_decimal(value)):.1f} of 5"


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ([], ""),
        (["strategy"], "Strategy"),
        (["strategy", "culture"], "Strategy and Culture"),
        (["strategy", "culture", "evaluation"], "Strategy, Culture and Evaluation"),
    ],
)
def test_a_list_in_a_sentence(reader: Reader, ids: list[str], expected: str) -> None:
    assert reader.names(ids) == expected


def test_a_reader_is_equal_to_itself_alone(reader: Reader) -> None:
    assert len({reader, reader}) == 1
