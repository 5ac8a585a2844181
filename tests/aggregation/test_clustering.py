"""Fits side by side are those that scikit-learn makes one by one."""

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score

from aggregation.clustering import Floats, Labels, indicators, kmeans, silhouettes

SETS = np.random.default_rng(5).normal(size=(6, 31, 4))
WEIGHTS = np.random.default_rng(6).choice([30.0, 50.0, 100.0, 200.0], 31)


def cost(points: Floats, labels: Labels) -> float:
    found = set(labels.tolist())
    centres = {one: np.average(points[labels == one], 0, WEIGHTS[labels == one]) for one in found}
    squares = ((points - np.array([centres[one] for one in labels.tolist()])) ** 2).sum(axis=1)
    return float(WEIGHTS @ squares)


@pytest.mark.parametrize("k", [2, 3, 4, 5])
def test_fits_are_as_good_as_scikit_learns_with_as_many_starts(k: int) -> None:
    labels = kmeans(SETS, WEIGHTS, k, starts=20, generator=np.random.default_rng(1))
    ratios = []
    for points, fit in zip(SETS, labels, strict=True):
        best = KMeans(k, n_init=20, random_state=1).fit(points, sample_weight=WEIGHTS)
        ratios.append(cost(points, fit) / best.inertia_)
    assert max(ratios) < 1.02  # points without any clusters have many ways to be cut
    assert np.mean(ratios) < 1.005


@pytest.mark.parametrize("k", [2, 5])
def test_silhouettes_are_scikit_learns(k: int) -> None:
    labels = kmeans(SETS, WEIGHTS, k, starts=5, generator=np.random.default_rng(2))
    found = silhouettes(SETS, labels, k)
    expected = [silhouette_score(*pair) for pair in zip(SETS, labels, strict=True)]
    assert found == pytest.approx(expected, abs=1e-6)


def test_by_hand() -> None:
    points = np.array([[[0.0], [0.1], [5.0]]])
    labels = kmeans(points, np.ones(3), 2, starts=5, generator=np.random.default_rng(1))
    assert labels[0][0] == labels[0][1] != labels[0][2]
    first, second = 1 - 0.1 / 5, 1 - 0.1 / 4.9
    assert silhouettes(points, labels, 2) == pytest.approx([(first + second) / 3])


def test_points_that_coincide_have_no_silhouette() -> None:
    points = np.ones((1, 6, 2))
    labels = kmeans(points, np.ones(6), 3, starts=3, generator=np.random.default_rng(1))
    assert silhouettes(points, labels, 3).tolist() == [0.0]


def test_a_heavy_point_pulls_the_centre_to_it() -> None:
    points = np.array([[[0.0], [1.0], [1.8], [3.0]]])
    weights = np.array([1.0, 1.0, 1.0, 1000.0])
    for counts, mates in ((weights, 1), (np.ones(4), 2)):
        labels = kmeans(points, counts, 2, starts=20, generator=np.random.default_rng(1))[0]
        assert labels.tolist().count(labels[3]) == mates


def test_indicators() -> None:
    assert indicators(np.array([1, 0]), 3).tolist() == [[0, 1, 0], [1, 0, 0]]
