"""Stage two: a group's strongest and weakest module, and how firmly that holds."""

from dataclasses import dataclass
from math import hypot

from aggregation.certainty import STATED_FROM, Estimate, chance_above_zero
from aggregation.publication import Publication
from aggregation.summaries import headline_means


@dataclass(frozen=True, slots=True)
class Standing:
    """The module at one end, first, and those that cannot be told from it.

    ``probability`` is the chance that the first is further out than the one that comes nearest.
    """

    ids: tuple[str, ...]
    probability: float

    @property
    def is_firm(self) -> bool:
        """Whether one module alone can be named."""
        return len(self.ids) == 1


def strongest(publication: Publication, node_id: str) -> Standing | None:
    """The highest module mean; None where fewer than two modules are stated."""
    return _outermost(headline_means(publication, node_id), sign=1)


def weakest(publication: Publication, node_id: str) -> Standing | None:
    """The lowest module mean; None where fewer than two modules are stated."""
    return _outermost(headline_means(publication, node_id), sign=-1)


def _outermost(means: dict[str, Estimate], sign: int) -> Standing | None:
    """Compare each module with the outermost as if they were independent.

    The same people answer all modules, and alike; so a difference is surer than is said here.
    """
    if len(means) < 2:  # noqa: PLR2004
        return None
    first, *others = sorted(means, key=lambda key: -sign * means[key].estimate)
    chances = {key: _chance(means[first], means[key], sign) for key in others}
    close = (key for key, chance in chances.items() if chance < STATED_FROM)
    return Standing((first, *close), min(chances.values()))


def _chance(one: Estimate, other: Estimate, sign: int) -> float:
    error = hypot(one.standard_error or 0.0, other.standard_error or 0.0)
    return chance_above_zero(sign * (one.estimate - other.estimate), error)
