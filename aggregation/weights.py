"""Weights that make respondents stand for all staff, for the system's sensitivity line alone.

Never for a cell: weighted beside unweighted figures would give away who carries which weight.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Margins = Mapping[str, Mapping[str, float]]  # column -> category -> number of staff

FEWEST_RESPONDENTS = 30
LARGEST_RATIO = 5.0  # of a weight to the median


@dataclass(frozen=True, eq=False, slots=True)
class Weights:
    """A weight for each respondent.

    Attributes
    ----------
    values : ndarray, shape (n,)
        How many members of staff each respondent stands for.
    design_effect
        Kish's: by how much unequal weights multiply the variance of a mean, at least 1.
    trimmed
        How many weights were cut.
    """

    values: Floats
    design_effect: float
    trimmed: int

    def mean(self, values: npt.ArrayLike) -> float:
        """The weighted mean of values, shape (n,), over those that are not ``nan``."""
        numbers: Floats = np.asarray(values, float)
        given = ~np.isnan(numbers)
        return float(np.average(numbers[given], weights=self.values[given]))


def rake(
    columns: Mapping[str, npt.ArrayLike],
    margins: Margins,
    *,
    largest_ratio: float = LARGEST_RATIO,
    tolerance: float = 1e-10,
    max_iterations: int = 1000,
) -> Weights:
    """Weights under which respondents have the staff's margins in several columns at once.

    Iterative proportional fitting: each column in turn, a category's weights are multiplied by
    ``its staff / the sum of its weights``, until no factor differs from 1. Then weights over five
    times the median are cut to it, and all are multiplied to the staff's total again.

    Parameters
    ----------
    columns : mapping of str to array_like, shape (n,)
        Each respondent's category.
    margins
        The real number of staff by category, with the same total in each column.
    largest_ratio
        Of a weight to the median weight, before it is cut.
    tolerance, max_iterations
        When to stop.

    Raises
    ------
    ValueError
        With fewer than 30 respondents; where a column, its categories or its total do not match;
        where nobody answered in a category that has staff; and where no weights are found.

    References
    ----------
    Deming and Stephan (1940), Ann. Math. Statist. 11:427. Kish (1965), Survey Sampling.

    Examples
    --------
    >>> places = ["field"] * 30 + ["centre"] * 10
    >>> found = rake({"place": places}, {"place": {"field": 50, "centre": 50}})
    >>> [round(float(value), 3) for value in found.values[[0, -1]]], round(found.design_effect, 3)
    ([1.667, 5.0], 1.333)
    """
    places = _places(columns, margins)
    weights = np.ones(len(next(iter(places.values()), [])))
    for _ in range(max_iterations):
        furthest = 0.0
        for name, where in places.items():
            sums = np.bincount(where, weights)
            factors = np.array(list(margins[name].values()), float) / sums
            weights *= factors[where]
            furthest = max(furthest, float(np.abs(factors - 1).max()))
        if furthest < tolerance:
            return _trimmed(weights, largest_ratio)
    raise ValueError("the margins contradict each other among those who answered")


def design_effect(weights: npt.ArrayLike) -> float:
    """Kish's design effect ``n sum w² / (sum w)²`` of weights above zero.

    Examples
    --------
    >>> design_effect([1, 1, 2])
    1.125
    """
    values: Floats = np.asarray(weights, float)
    return float(len(values) * (values**2).sum() / values.sum() ** 2)


def _trimmed(weights: Floats, largest_ratio: float) -> Weights:
    most = largest_ratio * float(np.median(weights))
    cut = np.minimum(weights, most)
    values: Floats = cut * (weights.sum() / cut.sum())
    return Weights(values, design_effect(values), int((weights > most).sum()))


def _places(columns: Mapping[str, npt.ArrayLike], margins: Margins) -> dict[str, Any]:
    """For each column, each respondent's place among the categories of its margin."""
    labels = {name: np.asarray(column) for name, column in columns.items()}
    lengths = {len(column) for column in labels.values()}
    if not labels or len(lengths) > 1 or lengths.pop() < FEWEST_RESPONDENTS:
        raise ValueError(f"raking needs {FEWEST_RESPONDENTS} respondents in every column")
    if labels.keys() != margins.keys():
        raise ValueError(f"columns {sorted(labels)} beside margins of {sorted(margins)}")
    totals = [sum(margin.values()) for margin in margins.values()]
    if max(totals) - min(totals) > 1e-6 * max(totals):
        raise ValueError(f"margins with the totals {totals}")
    return {name: _place(name, column, margins[name]) for name, column in labels.items()}


def _place(name: str, column: npt.NDArray[Any], margin: Mapping[str, float]) -> Any:  # noqa: ANN401
    number = {category: place for place, category in enumerate(margin)}
    if set(column.tolist()) != {category for category, staff in margin.items() if staff > 0}:
        raise ValueError(f"the categories of {name} are not those of its margin")
    return np.array([number[category] for category in column.tolist()])
