"""Scale quality by hand, against other ways to compute it, and by laws."""

from math import nan

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.decomposition import FactorAnalysis

from aggregation.reliability import (
    alpha_if_dropped,
    covariance_of,
    cronbach_alpha,
    item_rest_correlations,
    omega_total,
    scale_quality,
)

Table = npt.NDArray[np.float64]
TABLES = st.integers(0, 2**32).map(
    lambda seed: _scale(seed, [0.8, 0.7, 0.5, 0.6, 0.4][: 2 + seed % 4], 30 + seed % 50)
)


def _scale(seed: int, loadings: list[float], people: int = 400) -> Table:
    rng = np.random.default_rng(seed)
    strength = np.array(loadings)
    own = rng.normal(0, 1, (people, len(loadings))) * np.sqrt(1 - strength**2)
    levels: Table = np.rint(3 + rng.normal(0, 1, (people, 1)) * strength + own).clip(1, 5)
    return levels


def test_alpha_by_hand() -> None:
    """Variances 1, 1 and 1, their sum's 5: 3 / 2 (1 - 3 / 5)."""
    items = [[1, 1, 2], [2, 3, 1], [3, 2, 3]]
    total = np.sum(items, axis=1).var(ddof=1)
    assert cronbach_alpha(items) == pytest.approx(1.5 * (1 - 3 / total))


def test_alpha_of_items_that_are_one_and_of_those_that_are_opposite() -> None:
    assert cronbach_alpha([[1, 1], [3, 3], [4, 4]]) == pytest.approx(1)
    assert np.isnan(cronbach_alpha([[1, 5], [5, 1], [3, 3]]))  # the sum never varies
    assert cronbach_alpha([[1, 4], [4, 2], [3, 3]]) < 0


def test_items_beside_their_rest_as_by_leaving_each_out() -> None:
    table = _scale(1, [0.8, 0.6, 0.5, 0.3])
    for place, found in enumerate(item_rest_correlations(table)):
        rest = np.delete(table, place, axis=1).mean(axis=1)
        assert found == pytest.approx(np.corrcoef(table[:, place], rest)[0, 1])
    for place, found in enumerate(alpha_if_dropped(table)):
        assert found == pytest.approx(cronbach_alpha(np.delete(table, place, axis=1)))


def test_omega_of_equal_correlations_is_alpha() -> None:
    covariance = np.full((4, 4), 0.4) + 0.6 * np.eye(4)
    found = scale_quality(covariance)
    assert found.omega == pytest.approx(4 * 0.4 / (1 + 3 * 0.4), abs=1e-7)
    assert found.omega == pytest.approx(found.alpha, abs=1e-7)


def test_omega_of_three_items_has_a_closed_form() -> None:
    """Loadings .8 .7 .6, so correlations .56 .48 .42: uniquenesses 1 - loading² are exact."""
    loadings = np.array([0.8, 0.7, 0.6])
    correlations = np.outer(loadings, loadings) + np.diag(1 - loadings**2)
    expected = 1 - (3 - 1.49) / correlations.sum()
    assert scale_quality(correlations).omega == pytest.approx(expected, abs=1e-7)


def test_omega_fits_five_items_as_another_program_does() -> None:
    table = _scale(2, [0.9, 0.7, 0.6, 0.5, 0.3])
    standard = (table - table.mean(axis=0)) / table.std(axis=0)
    other = FactorAnalysis(1, tol=1e-12, max_iter=20_000, svd_method="lapack").fit(standard)
    expected = 1 - other.noise_variance_.sum() / np.corrcoef(table.T).sum()
    assert omega_total(table) == pytest.approx(expected, abs=1e-6)


def test_omega_takes_no_notice_of_scale_and_alpha_does() -> None:
    table = _scale(3, [0.8, 0.7, 0.6, 0.5])
    wider = table * np.array([1, 3, 1, 1])
    assert omega_total(wider) == pytest.approx(omega_total(table))
    assert cronbach_alpha(wider) != pytest.approx(cronbach_alpha(table))
    assert cronbach_alpha(2 * table + 1) == pytest.approx(cronbach_alpha(table))


@given(TABLES)
def test_laws(table: Table) -> None:
    found = scale_quality(np.cov(table, rowvar=False))
    assert found.alpha <= 1
    assert found.omega <= 1
    assert all(-1 <= one <= 1 for one in found.item_rest)
    backwards = scale_quality(np.cov(table[::-1, ::-1], rowvar=False))
    assert backwards.alpha == pytest.approx(found.alpha)
    assert backwards.omega == pytest.approx(found.omega, abs=1e-6)
    assert backwards.item_rest[::-1] == pytest.approx(found.item_rest)
    incomplete = np.vstack([table, np.full(table.shape[1], nan), table[0]])
    incomplete[-1, 0] = nan
    assert cronbach_alpha(incomplete) == cronbach_alpha(table)


@given(TABLES)
def test_sums_of_products_are_enough(table: Table) -> None:
    found = covariance_of(len(table), table.sum(axis=0), table.T @ table)
    assert found == pytest.approx(np.cov(table, rowvar=False), abs=1e-9)


def test_an_item_that_never_varies_leaves_its_figures_undefined() -> None:
    table = np.column_stack([_scale(4, [0.8, 0.7]), np.full(400, 3.0)])
    found = scale_quality(np.cov(table, rowvar=False))
    assert np.isnan([found.omega, found.item_rest[2]]).all()
    assert found.alpha == cronbach_alpha(table) > 0


def test_two_items_leave_none_when_one_is_dropped() -> None:
    assert np.isnan(alpha_if_dropped(_scale(5, [0.8, 0.7]))).all()


@pytest.mark.parametrize("items", [[], [1, 2, 3], [[1], [2]], [[1, 2]], [[1, 2], [nan, 3]]])
def test_what_is_no_scale_is_refused(items: npt.ArrayLike) -> None:
    with pytest.raises(ValueError, match=r"no table|complete"):
        cronbach_alpha(items)
