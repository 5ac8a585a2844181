"""k-means and silhouettes of many small sets side by side: what a calibrated test needs."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]

_MOST_STEPS = 60
_CANDIDATES = 3  # for each first centre


def kmeans(
    sets: Floats, weights: Floats, k: int, *, starts: int, generator: np.random.Generator
) -> Labels:
    """The best of several k-means fits of each set.

    scikit-learn fits one set at a time, most of it in setting up: the 1,600 fits of one search
    would take half a minute. This is the same method, k-means++ and Lloyd's steps, for all at once.

    Parameters
    ----------
    sets : ndarray, shape (sets, points, dimensions)
    weights : ndarray, shape (points,)
        What each point counts, above 0; the same in all sets.
    k
        Clusters, at most as many as there are points.
    starts
        How often each set is begun anew; the fit with the least weighted squares is kept.
    generator
        Where chance comes from.

    Returns
    -------
    ndarray, shape (sets, points)
        Labels from 0 to ``k - 1``.

    References
    ----------
    Lloyd (1982), IEEE Trans. Inf. Theory 28:129. Arthur and Vassilvitskii (2007), SODA.
    """
    runs = np.repeat(sets, starts, axis=0)
    centres = _spread_out(runs, weights, k, generator)
    labels = np.full(runs.shape[:2], -1)
    active = np.arange(len(runs))
    for _step in range(_MOST_STEPS):
        found = _squares(runs[active], centres[active]).argmin(axis=2)
        moved = (found != labels[active]).any(axis=1)
        labels[active] = found
        active = active[moved]
        if not active.size:
            break
        centres[active] = _centres(runs[active], weights, labels[active], centres[active])
    costs = (_squares(runs, centres).min(axis=2) @ weights).reshape(len(sets), starts)
    best = costs.argmin(axis=1) + np.arange(len(sets)) * starts
    kept: Labels = labels[best]
    return kept


def silhouettes(sets: Floats, labels: Labels, k: int) -> Floats:
    """The mean silhouette of each set's points; 0 for a point that is alone in its cluster.

    Parameters
    ----------
    sets : ndarray, shape (sets, points, dimensions)
    labels : ndarray, shape (sets, points)
        From 0 to ``k - 1``.

    Returns
    -------
    ndarray, shape (sets,)
        From -1 to 1.

    References
    ----------
    Rousseeuw (1987), J. Comput. Appl. Math. 20:53.
    """
    distances = np.sqrt(_squares(sets, sets))
    member = indicators(labels, k)
    counts = member.sum(axis=1)[:, np.newaxis, :]
    sums = distances @ member
    own = labels[:, :, np.newaxis]
    mates = np.take_along_axis(np.broadcast_to(counts, sums.shape), own, 2)[:, :, 0] - 1
    inside = np.take_along_axis(sums, own, 2)[:, :, 0] / np.maximum(mates, 1)
    means = np.where((counts > 0) & (member == 0), sums / np.maximum(counts, 1), np.inf)
    outside = means.min(axis=2)
    larger = np.maximum(inside, outside)
    usable = (mates > 0) & np.isfinite(outside) & (larger > 0)
    ratio = np.divide(outside - inside, larger, out=np.zeros_like(inside), where=usable)
    found: Floats = ratio.mean(axis=1)
    return found


def indicators(labels: Labels, k: int) -> Floats:
    """Whether each point is in each cluster, 1 or 0: shape (..., points, k)."""
    member: Floats = (labels[..., np.newaxis] == np.arange(k)).astype(float)
    return member


def _spread_out(runs: Floats, weights: Floats, k: int, generator: np.random.Generator) -> Floats:
    """First centres by greedy k-means++: of a few points, likelier far away, the one that helps."""
    every = np.arange(len(runs))
    centres = np.empty((len(runs), k, runs.shape[2]))
    nearest = np.ones(runs.shape[:2])
    for place in range(k):
        cumulated = np.cumsum(nearest * weights, axis=1)
        drawn = generator.random((len(runs), _CANDIDATES)) * cumulated[:, -1:]
        chosen = (cumulated[:, :, np.newaxis] <= drawn[:, np.newaxis, :]).sum(axis=1)
        points = runs[every[:, np.newaxis], np.minimum(chosen, runs.shape[1] - 1)]
        squares = _squares(runs, points)
        after = np.minimum(nearest[:, :, np.newaxis], squares) if place else squares
        best = (weights @ after).argmin(axis=1)
        centres[:, place], nearest = points[every, best], after[every, :, best]
    return centres


def _squares(points: Floats, centres: Floats) -> Floats:
    """Squared distances of each point to each centre of its set."""
    cross = points @ centres.swapaxes(1, 2)
    lengths = (points**2).sum(axis=2)[:, :, np.newaxis] + (centres**2).sum(axis=2)[:, np.newaxis, :]
    found: Floats = np.maximum(lengths - 2 * cross, 0)
    return found


def _centres(runs: Floats, weights: Floats, labels: Labels, before: Floats) -> Floats:
    """Weighted means of the clusters; one that is left empty stays where it was."""
    member = indicators(labels, before.shape[1]) * weights[:, np.newaxis]
    total = member.sum(axis=1)[:, :, np.newaxis]
    sums = member.swapaxes(1, 2) @ runs
    return np.where(total > 0, sums / np.where(total > 0, total, 1), before)
