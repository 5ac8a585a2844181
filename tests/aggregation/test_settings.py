"""Thresholds go up, never down."""

import pytest

from aggregation.settings import Settings, Thresholds


@pytest.mark.parametrize("name", ["mean", "distribution", "k"])
def test_a_lower_threshold_cannot_be_made(name: str) -> None:
    least = getattr(Thresholds(), name)
    assert getattr(Thresholds(**{name: least + 1}), name) == least + 1
    for lower in (least - 1, 0, -5):
        with pytest.raises(ValueError, match=f"{name} is {lower}, less than {least}"):
            Thresholds(**{name: lower})


@pytest.mark.parametrize(
    ("settings", "mean", "distribution"),
    [
        (Settings(), 10, 20),
        (Settings(Thresholds(mean=30)), 30, 30),
        (Settings(Thresholds(k=15)), 15, 20),
        (Settings(open_wave=True), 50, 50),
        (Settings(Thresholds(mean=60), open_wave=True), 60, 60),
    ],
)
def test_a_figure_rests_on_the_largest_of_what_is_asked(
    settings: Settings, mean: int, distribution: int
) -> None:
    assert (settings.mean_limit, settings.distribution_limit) == (mean, distribution)
