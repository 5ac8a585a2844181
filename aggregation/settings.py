"""What is fixed before a wave opens: on how many people a figure has to rest."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The fewest people that a figure may rest on; they may be raised, never lowered.

    Raises
    ------
    ValueError
        When one is lower than its default.
    """

    mean: int = 10  # people who gave a level
    distribution: int = 20  # people behind shares
    k: int = 10  # people behind whatever subtraction can find

    def __post_init__(self) -> None:
        """Refuse what is lower than the default."""
        for name, least in (("mean", 10), ("distribution", 20), ("k", 10)):
            if getattr(self, name) < least:
                raise ValueError(f"{name} is {getattr(self, name)}, less than {least}")


LEAST = Thresholds()
OPEN_WAVE = Thresholds(mean=50, distribution=50, k=50)


@dataclass(frozen=True, slots=True)
class Settings:
    """What was fixed before the wave opened.

    In an open wave anybody with the link could answer: no threshold is under 50, and neither parts
    nor a system are shown.
    """

    thresholds: Thresholds = field(default_factory=Thresholds)
    open_wave: bool = False

    @property
    def mean_limit(self) -> int:
        """The fewest people behind a mean or behind a difference of means."""
        asked = self.thresholds
        return max(asked.mean, asked.k, OPEN_WAVE.mean if self.open_wave else 0)

    @property
    def distribution_limit(self) -> int:
        """The fewest people behind shares or behind a difference of shares."""
        return max(self.thresholds.distribution, self.mean_limit)
