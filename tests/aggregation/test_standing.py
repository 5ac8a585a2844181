"""The strongest and the weakest module, named alone only where that holds."""

import pytest
from answering import flat, showing

from aggregation.grid import Band
from aggregation.standing import Standing, strongest, weakest


@pytest.mark.parametrize(
    ("strategy", "culture", "people", "high", "low"),
    [
        (25, 32, 500, ("culture",), ("strategy",)),
        (32, 25, 500, ("strategy",), ("culture",)),
        (30, 31, 50, ("culture", "strategy"), ("strategy", "culture")),
        (30, 30, 500, ("strategy", "culture"), ("strategy", "culture")),
    ],
)
def test_modules_that_cannot_be_told_apart_are_named_together(
    strategy: int, culture: int, people: int, high: tuple[str, ...], low: tuple[str, ...]
) -> None:
    publication = showing(flat(strategy, culture), people=Band(people, None))
    top, bottom = strongest(publication, "a"), weakest(publication, "a")
    assert top
    assert bottom
    assert (top.ids, bottom.ids) == (high, low)
    assert top.is_firm == (top.probability >= 0.8) == (len(high) == 1)
    assert top.probability == pytest.approx(bottom.probability)


def test_equal_modules_are_an_even_bet() -> None:
    found = strongest(showing(flat(30, 30)), "a")
    assert found == Standing(("strategy", "culture"), 0.5)


def test_one_module_is_neither_strongest_nor_weakest() -> None:
    means = {key: mean for key, mean in flat(30, 30).items() if key != "pay" and mean}
    one = {key: mean for key, mean in means.items() if key in {"goals-1", "goals-2", "means"}}
    assert strongest(showing(dict(one)), "a") is None
    assert weakest(showing({}), "a") is None
