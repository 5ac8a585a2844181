"""Chance by name."""

import pytest

from toolkit.demonstration.streams import stream


def test_the_same_name_gives_the_same_draws() -> None:
    assert (
        stream(1, "rate", "UNDP", 2).random(4).tolist()
        == stream(1, "rate", "UNDP", 2).random(4).tolist()
    )


@pytest.mark.parametrize("other", [("rate", "UNDP"), ("rate", "UNEP", 2), ("rate", "UNDP", 3)])
def test_another_name_gives_others(other: tuple[str | int, ...]) -> None:
    assert stream(1, *other).random() != stream(1, "rate", "UNDP", 2).random()


def test_another_seed_gives_others() -> None:
    assert stream(1, "rate").random() != stream(2, "rate").random()


def test_a_negative_seed_is_refused() -> None:
    with pytest.raises(ValueError, match="non-negative"):
        stream(-1, "rate")
