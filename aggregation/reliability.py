"""How well the items of a scale go together, from raw answers or from their sums of products.

Modules are indices: their factors need not go together. A low figure alone is never a reason to
drop a question.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

Floats = npt.NDArray[np.float64]

_SINGULAR = 1e-6  # the least eigenvalue of correlations, below which they are moved off the edge
_LEAST_UNIQUE = 0.005  # of an item's variance, as in R's factanal: no item is the factor itself


@dataclass(frozen=True, slots=True)
class ScaleQuality:
    """The figures of one scale; ``nan`` where an item that never varies leaves them undefined."""

    alpha: float
    omega: float
    item_rest: tuple[float, ...]
    alpha_if_dropped: tuple[float, ...]


def cronbach_alpha(items: npt.ArrayLike) -> float:
    """Cronbach's alpha, from complete rows.

    ``k / (k - 1) (1 - sum of the items' variances / variance of their sum)``

    Parameters
    ----------
    items : array_like, shape (n, k)
        Levels; a row with a ``nan`` is left out.

    Returns
    -------
    float
        At most 1; ``nan`` where the sum never varies.

    Raises
    ------
    ValueError
        When there are fewer than two items or two complete rows.

    References
    ----------
    Cronbach (1951), Psychometrika 16:297.

    Examples
    --------
    >>> cronbach_alpha([[1, 2], [2, 3], [3, 4], [4, 5]])
    1.0
    """
    return _alpha(_covariance(items))


def omega_total(items: npt.ArrayLike) -> float:
    """McDonald's omega of one common factor, from complete rows.

    ``1 - sum of uniquenesses / sum of all correlations``: the factor is fitted by maximum
    likelihood to the correlations, and the total is the observed one, as in R's psych.
    Two items do not tell their loadings apart; then these are taken as equal.

    Parameters
    ----------
    items : array_like, shape (n, k)
        Levels; a row with a ``nan`` is left out.

    Returns
    -------
    float
        At most 1; ``nan`` where an item never varies.

    Raises
    ------
    ValueError
        When there are fewer than two items or two complete rows.

    References
    ----------
    McDonald (1999), Test Theory. Jöreskog (1967), Psychometrika 32:443. Revelle, psych::omega.

    Examples
    --------
    >>> round(omega_total([[1, 2, 1], [2, 2, 3], [4, 3, 3], [5, 5, 4], [3, 2, 4]]), 3)
    0.905
    """
    return _omega(_covariance(items))


def item_rest_correlations(items: npt.ArrayLike) -> Floats:
    """The correlation of each item with the mean of the others, from complete rows.

    ``(sum of the item's row of covariances - its variance) / (s of the item x s of the others)``

    Parameters
    ----------
    items : array_like, shape (n, k)
        Levels; a row with a ``nan`` is left out.

    Returns
    -------
    ndarray, shape (k,)
        From -1 to 1; ``nan`` where the item or the mean of the others never varies.

    Raises
    ------
    ValueError
        When there are fewer than two items or two complete rows.

    References
    ----------
    Henrysson (1963), Psychometrika 28:211; "r.drop" of R's psych::alpha.

    Examples
    --------
    >>> item_rest_correlations([[1, 2, 5], [2, 3, 4], [3, 4, 4]]).round(3).tolist()
    [0.866, 0.866, -0.866]
    """
    return _item_rest(_covariance(items))


def alpha_if_dropped(items: npt.ArrayLike) -> Floats:
    """Cronbach's alpha of the other items, for each item; from rows that are complete in all.

    Parameters
    ----------
    items : array_like, shape (n, k)
        Levels; a row with a ``nan`` is left out.

    Returns
    -------
    ndarray, shape (k,)
        At most 1; ``nan`` where fewer than two items are left, or their sum never varies.

    Raises
    ------
    ValueError
        When there are fewer than two items or two complete rows.

    Examples
    --------
    >>> alpha_if_dropped([[1, 2, 1], [2, 3, 4], [3, 4, 3], [4, 5, 5]]).round(3).tolist()
    [0.889, 0.889, 1.0]
    """
    return _dropped(_covariance(items))


def scale_quality(covariance: npt.ArrayLike) -> ScaleQuality:
    """All figures of a scale from the covariances of its items, shape (k, k) with k at least 2.

    Examples
    --------
    >>> found = scale_quality([[1, 0.5], [0.5, 1]])
    >>> round(found.alpha, 4), round(found.omega, 4), found.item_rest
    (0.6667, 0.6667, (0.5, 0.5))
    """
    matrix: Floats = np.asarray(covariance, float)
    return ScaleQuality(
        _alpha(matrix),
        _omega(matrix),
        tuple(_item_rest(matrix).tolist()),
        tuple(_dropped(matrix).tolist()),
    )


def covariance_of(number: int, totals: npt.ArrayLike, products: npt.ArrayLike) -> Floats:
    """The covariances of items from how many rows there are, their sums and sums of products.

    Examples
    --------
    >>> covariance_of(3, [6, 6], [[14, 10], [10, 14]]).tolist()
    [[1.0, -1.0], [-1.0, 1.0]]
    """
    sums: Floats = np.asarray(totals, float)
    found: Floats = (np.asarray(products, float) - np.outer(sums, sums) / number) / (number - 1)
    return found


def _covariance(items: npt.ArrayLike) -> Floats:
    table: Floats = np.asarray(items, float)
    if table.ndim != 2 or table.shape[1] < 2:  # noqa: PLR2004
        raise ValueError(f"{table.shape} is no table of two items or more")
    complete = table[~np.isnan(table).any(axis=1)]
    if len(complete) < 2:  # noqa: PLR2004
        raise ValueError(f"{len(complete)} of {len(table)} rows are complete")
    found: Floats = np.cov(complete, rowvar=False)
    return found


def _alpha(covariance: Floats) -> float:
    k, total = len(covariance), float(covariance.sum())
    if k < 2 or total <= 0:  # noqa: PLR2004
        return float("nan")
    return k / (k - 1) * (1 - float(np.trace(covariance)) / total)


def _dropped(covariance: Floats) -> Floats:
    places = range(len(covariance))
    smaller = (np.delete(np.delete(covariance, at, 0), at, 1) for at in places)
    return np.array([_alpha(one) for one in smaller])


def _item_rest(covariance: Floats) -> Floats:
    own, row = np.diag(covariance), covariance.sum(axis=1)
    others = covariance.sum() - 2 * row + own  # the variance of their sum
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Floats = (row - own) / np.sqrt(own * np.maximum(others, 0))
    return np.where(np.isfinite(found), found.clip(-1, 1), np.nan)


def _omega(covariance: Floats) -> float:
    deviations = np.sqrt(np.diag(covariance))
    if not deviations.all():
        return float("nan")
    correlations = covariance / np.outer(deviations, deviations)
    total = float(correlations.sum())
    return 1 - float(_uniquenesses(correlations).sum()) / total if total > 0 else float("nan")


def _uniquenesses(correlations: Floats) -> Floats:
    """What one factor leaves of each item's variance, by maximum likelihood."""
    k = len(correlations)
    if k == 2:  # noqa: PLR2004
        return np.full(2, 1 - abs(float(correlations[0, 1])))
    if np.linalg.eigvalsh(correlations)[0] < _SINGULAR:
        correlations = (correlations + _SINGULAR * np.eye(k)) / (1 + _SINGULAR)
    start: Any = (1 - 0.5 / k) / np.diag(np.linalg.inv(correlations))
    found = minimize(
        _misfit,
        start.clip(_LEAST_UNIQUE, 1),
        (correlations,),
        jac=True,
        method="L-BFGS-B",
        bounds=[(_LEAST_UNIQUE, 1.0)] * k,
        tol=1e-14,
    )
    return np.asarray(found.x, float)


def _misfit(unique: Any, correlations: Floats) -> tuple[float, Any]:  # noqa: ANN401 - scipy's own
    """The likelihood's distance with the best loadings for these uniquenesses, and its slope.

    With ``e`` the eigenvalues of ``U^-1/2 R U^-1/2`` but for the largest: ``sum e - log e - 1``.
    """
    roots = np.sqrt(unique)
    values, vectors = np.linalg.eigh(correlations / np.outer(roots, roots))
    rest = values[:-1]
    loadings = roots * vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0.0))
    implied = np.outer(loadings, loadings) + np.diag(unique)
    return float((rest - np.log(rest) - 1).sum()), np.diag(implied - correlations) / unique**2
