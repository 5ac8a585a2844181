"""How far people who rated the same thing agree, from raw answers.

Only where all rated one thing: a question about the organisation, or one team's session. Elsewhere
a spread says that units differ or that views differ, and the answers cannot tell which.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Icc:
    """Intraclass correlations of a one-way random model, and what they are made of.

    Attributes
    ----------
    icc1
        The share of one answer's variance that lies between groups.
    icc2
        How reliable a group's mean is.
    between, within
        The mean squares.
    size
        The mean number of people in a group.
    """

    icc1: float
    icc2: float
    between: float
    within: float
    size: float


@dataclass(frozen=True, slots=True)
class TwoWayIcc:
    """Intraclass correlations where the same judges rated every target.

    ``agreement`` counts it against them that some judge higher, ``consistency`` does not; each of
    one judge, and of the mean of all.
    """

    agreement: float
    consistency: float
    agreement_of_means: float
    consistency_of_means: float


def icc(values: npt.ArrayLike, groups: npt.ArrayLike) -> Icc:
    """ICC(1) and ICC(2) of a one-way random-effects analysis of variance.

    ``ICC(1) = (MSB - MSW) / (MSB + (k - 1) MSW)``, ``ICC(2) = (MSB - MSW) / MSB``, with k the mean
    group size, as in the R package multilevel. Both are below 0 where groups differ less than
    chance would have them. ICC(2) is ``nan`` where groups' means are equal, and both are where
    nobody differs from anybody.

    Parameters
    ----------
    values : array_like, shape (n,)
        ``nan`` is "no level given".
    groups : array_like, shape (n,)
        The key of each value's group.

    Raises
    ------
    ValueError
        When there are fewer than two groups with values, or nobody shares one.

    References
    ----------
    Shrout and Fleiss (1979), Psych. Bull. 86:420. Bliese (2000), in Klein and Kozlowski (eds.).

    Examples
    --------
    >>> found = icc([1, 2, 4, 5], ["a", "a", "b", "b"])
    >>> round(found.icc1, 3), round(found.icc2, 3), found.between, found.within
    (0.895, 0.944, 9.0, 0.5)
    """
    numbers, labels = np.asarray(values, float), np.asarray(groups)
    numbers, labels = numbers[~np.isnan(numbers)], labels[~np.isnan(numbers)]
    _, places = np.unique(labels, return_inverse=True)
    sizes = np.bincount(places)
    if len(sizes) < 2 or len(numbers) == len(sizes):  # noqa: PLR2004
        raise ValueError(f"{len(numbers)} values in {len(sizes)} groups")
    means = np.bincount(places, numbers) / sizes
    between = float(sizes @ (means - numbers.mean()) ** 2) / (len(sizes) - 1)
    within = float(((numbers - means[places]) ** 2).sum()) / (len(numbers) - len(sizes))
    size = len(numbers) / len(sizes)
    return Icc(
        _ratio(between - within, between + (size - 1) * within),
        _ratio(between - within, between),
        between,
        within,
        size,
    )


def two_way_icc(ratings: npt.ArrayLike) -> TwoWayIcc:
    """How far the same judges agree on several targets: ICC(2, 1), (3, 1), (2, k) and (3, k).

    For people who rated the same list, such as reviewers of the questions. With the mean squares of
    n targets R, k judges C and the rest E: ``(R - E) / (R + (k - 1) E + k (C - E) / n)``,
    ``(R - E) / (R + (k - 1) E)``, ``(R - E) / (R + (C - E) / n)`` and ``(R - E) / R``.

    Parameters
    ----------
    ratings : array_like, shape (n, k)
        One row a target, one column a judge; complete.

    Raises
    ------
    ValueError
        When there are fewer than two targets or judges, or a rating is missing.

    References
    ----------
    Shrout and Fleiss (1979), Psych. Bull. 86:420.

    Examples
    --------
    >>> found = two_way_icc([[1, 2], [3, 4], [5, 6]])
    >>> round(found.agreement, 3), found.consistency
    (0.889, 1.0)
    """
    table: Floats = np.asarray(ratings, float)
    if table.ndim != 2 or min(table.shape) < 2 or np.isnan(table).any():  # noqa: PLR2004
        raise ValueError(f"{table.shape} is no complete table of two targets and two judges")
    n, k = table.shape
    rows, columns = table.mean(axis=1), table.mean(axis=0)
    targets = k * float(rows.var(ddof=1))
    judges = n * float(columns.var(ddof=1))
    rest = table - rows[:, None] - columns + table.mean()
    error = float((rest**2).sum()) / ((n - 1) * (k - 1))
    above, lean = targets - error, (judges - error) / n
    return TwoWayIcc(
        _ratio(above, targets + (k - 1) * error + k * lean),
        _ratio(above, targets + (k - 1) * error),
        _ratio(above, targets + lean),
        _ratio(above, targets),
    )


def rwg(values: npt.ArrayLike, levels: int = 5) -> float:
    """Agreement of one group on one question: 1 less its variance beside that of random answers.

    ``1 - s² / ((A² - 1) / 12)`` for A levels, and 0 where that is below zero, as in R's multilevel.

    Parameters
    ----------
    values : array_like, shape (n,)
        Levels from 1 to ``levels``; ``nan`` is "no level given".
    levels
        How many levels the scale has.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ValueError
        When fewer than two people gave a level.

    References
    ----------
    James, Demaree and Wolf (1984), J. Appl. Psych. 69:85.

    Examples
    --------
    >>> rwg([3, 3, 4, 4, 5]), rwg([1, 5, 1, 5])
    (0.65, 0.0)
    """
    return max(0.0, 1 - float(_variances(_column(values))[0]) / _random_variance(levels))


def rwg_j(items: npt.ArrayLike, levels: int = 5) -> float:
    """Agreement of one group over J questions that are meant to say the same.

    ``J r / (J r + v)`` with v the mean variance beside that of random answers and ``r = 1 - v``;
    0 where r is below zero. It grows with J alone, so never show it without :func:`awg`.

    Parameters
    ----------
    items : array_like, shape (n, J)
        Levels from 1 to ``levels``; ``nan`` is "no level given".
    levels
        How many levels the scale has.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ValueError
        When fewer than two people gave a level to one of the questions.

    References
    ----------
    James, Demaree and Wolf (1984), J. Appl. Psych. 69:85.

    Examples
    --------
    >>> answers = [[3, 3], [3, 4], [4, 4], [4, 5], [5, 5]]
    >>> round(rwg_j(answers), 3), round(awg(answers), 3)
    (0.788, 0.615)
    """
    variances = _variances(_table(items))
    ratio = float(variances.mean()) / _random_variance(levels)
    if ratio >= 1:
        return 0.0
    whole = len(variances) * (1 - ratio)
    return whole / (whole + ratio)


def awg(items: npt.ArrayLike, levels: int = 5) -> float:
    """Agreement of one group beside the largest disagreement that its own mean allows.

    ``1 - 2 s² / (((H + L) M - M² - H L) n / (n - 1))`` with H and L the ends of the scale and M the
    mean; the mean over questions. 1 where all agree, also at an end of the scale; -1 at most apart.

    Parameters
    ----------
    items : array_like, shape (n,) or (n, J)
        Levels from 1 to ``levels``; ``nan`` is "no level given".
    levels
        How many levels the scale has.

    Returns
    -------
    float
        From -1 to 1.

    Raises
    ------
    ValueError
        When fewer than two people gave a level to one of the questions.

    References
    ----------
    Brown and Hauenstein (2005), Organ. Res. Methods 8:165.

    Examples
    --------
    >>> awg([1, 1, 5, 5]), awg([5, 5, 5])
    (-1.0, 1.0)
    """
    table = _table(items)
    variances, means = _variances(table), np.nanmean(table, axis=0)
    numbers = (~np.isnan(table)).sum(axis=0)
    largest = (levels + 1) * means - means**2 - levels
    most = np.where(variances > 0, largest * numbers / (numbers - 1), 1.0)
    return float((1 - 2 * variances / most).mean())


def average_deviation(items: npt.ArrayLike) -> float:
    """How far answers lie from their mean on average, in levels; the mean over questions.

    ``mean |x - M|``. Up to A / 6 of a scale with A levels counts as agreement, .83 for five.

    Parameters
    ----------
    items : array_like, shape (n,) or (n, J)
        Levels; ``nan`` is "no level given".

    Returns
    -------
    float
        From 0 to half the width of the scale.

    Raises
    ------
    ValueError
        When fewer than two people gave a level to one of the questions.

    References
    ----------
    Burke and Dunlap (2002), Organ. Res. Methods 5:159.

    Examples
    --------
    >>> average_deviation([2, 3, 4, 3])
    0.5
    """
    table = _table(items)
    return float(np.nanmean(np.abs(table - np.nanmean(table, axis=0)), axis=0).mean())


def _column(values: npt.ArrayLike) -> Floats:
    return _table(np.asarray(values, float).reshape(-1))


def _table(items: npt.ArrayLike) -> Floats:
    """The items as columns, each with a level from at least two people."""
    table: Floats = np.asarray(items, float)
    table = table[:, None] if table.ndim == 1 else table
    given = (~np.isnan(table)).sum(axis=0)
    if table.ndim != 2 or not given.size or given.min() < 2:  # noqa: PLR2004
        raise ValueError("agreement needs two people who gave a level to each question")
    return table


def _variances(table: Floats) -> Floats:
    found: Floats = np.nanvar(table, axis=0, ddof=1)
    return found


def _random_variance(levels: int) -> float:
    """The variance of answers spread evenly over the levels."""
    return (levels**2 - 1) / 12


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")
