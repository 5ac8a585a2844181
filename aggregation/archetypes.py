"""Groups of entities by the shape of their profiles, and a gate that mostly says there are none."""

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import TypeVar
from warnings import catch_warnings

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_limits

from aggregation.certainty import CONFIDENCE
from aggregation.clustering import Floats, Labels, indicators, silhouettes
from aggregation.grouping import (
    DECIMALS,
    FEWEST_ENTITIES,
    FEWEST_PEOPLE,
    Archetypes,
    Cluster,
    Gate,
    Model,
    Trait,
    Tried,
)
from aggregation.homogeneity import (
    NUMBERS,
    STARTS,
    Entities,
    Null,
    Runs,
    bootstrap,
    null,
    scales,
    shapes,
)
from aggregation.shapes import contrasts

DRAWS = 199
SPREAD = 0.8  # of respondents' module means within an entity, where none is published
P_VALUE, JACCARD, WINS, TOGETHER, OF_ENTITIES = 0.05, 0.75, 0.6, 0.7, 0.7
SMALLEST_CLUSTER, MODULES_APART = 5, 2
_NAMED_AFTER = 2  # the largest differences
_WORTH_NAMING = 0.1  # levels
_Mask = npt.NDArray[np.bool_]
_Value = TypeVar("_Value")


def find(
    profiles: npt.ArrayLike,
    sizes: npt.ArrayLike,
    *,
    random_state: int,
    modules: Sequence[str] = (),
    spreads: npt.ArrayLike = SPREAD,
    draws: int = DRAWS,
) -> Archetypes:
    """Look for groups of entities in their published means, ready to find none.

    The shape of a profile is what is left of it without its own mean, after modules have been
    divided by their spread between entities where these differ by more than chance. k-means,
    weighted by people, is tried for two to five groups. The largest silhouette, each standardised
    by its distribution in sets of one group that have the same covariance and each entity's own
    error, gives a p-value (Hennig and Lin 2015). A parametric bootstrap says how stable the groups
    are (Hennig 2007).

    Parameters
    ----------
    profiles : array_like, shape (entities, modules)
        Published module means, 1 to 5; ``nan`` is not shown. Nothing is said of entities with a
        gap.
    sizes : array_like, shape (entities,)
        The lower end of each entity's band of respondents.
    random_state
        The same gives the same result.
    modules
        Their ids; by default their numbers from 0.
    spreads : array_like, shape () or (modules,)
        The pooled standard deviation of respondents' module means within entities.
    draws
        Sets without groups, and as many bootstrap runs.

    Raises
    ------
    ValueError
        When the arrays do not fit together.

    References
    ----------
    Hennig and Lin (2015), Statistics and Computing 25:821. Hennig (2007), Comput. Stat. Data
    Anal. 52:258. Rousseeuw (1987), J. Comput. Appl. Math. 20:53.

    Examples
    --------
    >>> found = find([[3.0, 2.5, 3.5, 2.0, 3.0]] * 12, [40] * 12, random_state=1)
    >>> found.took_part, found.needed, found.outcome
    (12, 20, None)
    """
    levels, people = np.asarray(profiles, float), np.asarray(sizes, float)
    if levels.ndim != 2 or people.shape != levels.shape[:1]:  # noqa: PLR2004 - rows and columns
        raise ValueError(f"profiles of shape {levels.shape} with sizes of shape {people.shape}")
    complete = ~np.isnan(levels).any(axis=1) & (people >= 1)
    took_part = int((complete & (people >= FEWEST_PEOPLE)).sum())
    if took_part < FEWEST_ENTITIES:
        return Archetypes(None, took_part, FEWEST_ENTITIES, draws)
    errors = np.asarray(spreads, float) / np.sqrt(people[complete])[:, np.newaxis]
    entities = Entities(
        profiles=levels[complete],
        weights=people[complete],
        errors=np.broadcast_to(errors, levels[complete].shape),
    )
    names = tuple(modules) or tuple(map(str, range(levels.shape[1])))
    return _search(entities, names, complete, draws, np.random.default_rng(random_state))


def _search(
    entities: Entities,
    modules: tuple[str, ...],
    complete: _Mask,
    draws: int,
    generator: np.random.Generator,
) -> Archetypes:
    points, weights = shapes(entities.profiles), entities.weights
    fits = [_fit(points, weights, k, generator) for k in NUMBERS]
    observed = np.array([_silhouette(points, *fit) for fit in zip(fits, NUMBERS, strict=True)])
    by_chance = null(observed, entities, draws, generator)
    again = bootstrap(entities, draws, generator)
    best = int(by_chance.standardised(observed).argmax())
    tried = tuple(_tried(observed, by_chance, again))
    p_value, took_part = _stored(by_chance.p_value), int((weights >= FEWEST_PEOPLE).sum())
    if p_value > P_VALUE:
        return Archetypes(
            "no distinct types", took_part, FEWEST_ENTITIES, draws, p_value=p_value, tried=tried
        )
    labels = _in_order(points, weights, fits[best])
    clusters = _clusters(entities, modules, labels, _jaccards(labels, again.labels[best]))
    together = _comembership(labels, again.labels[best])
    apart = _modules_apart(clusters, modules)
    gate = Gate(
        silhouette=True,
        stable=all(one.jaccard >= JACCARD and one.entities >= SMALLEST_CLUSTER for one in clusters),
        same_number=tried[best].wins >= WINS,
        together=bool((together >= TOGETHER).mean() >= OF_ENTITIES),
        apart=len(apart) >= MODULES_APART,
    )
    return Archetypes(
        outcome="types found" if gate.holds else "weak pattern",
        took_part=took_part,
        needed=FEWEST_ENTITIES,
        draws=draws,
        k=NUMBERS[best],
        p_value=p_value,
        gate=gate,
        tried=tried,
        labels=_in_full(complete, (int(label) for label in labels)),
        clusters=clusters,
        comembership=_in_full(complete, map(_stored, together)),
        apart=apart,
        model=_model(entities, modules, labels, clusters) if gate.holds else None,
    )


def _fit(points: Floats, weights: Floats, k: int, generator: np.random.Generator) -> Labels:
    means = KMeans(k, n_init=STARTS, random_state=int(generator.integers(2**31)))
    # Threads would wait for each other over so few points; and points may coincide.
    with threadpool_limits(1), catch_warnings(action="ignore", category=ConvergenceWarning):
        fit = means.fit(points, sample_weight=weights)
    labels: Labels = fit.labels_.astype(np.int64)
    return labels


def _silhouette(points: Floats, labels: Labels, k: int) -> float:
    return float(silhouettes(points[np.newaxis], labels[np.newaxis], k)[0])


def _in_order(points: Floats, weights: Floats, labels: Labels) -> Labels:
    """The labels numbered anew: the group of most entities first, then by place."""
    found = {
        label: (-int((labels == label).sum()), tuple(_centroid(points, weights, labels == label)))
        for label in set(labels.tolist())
    }
    numbers = {label: number for number, label in enumerate(sorted(found, key=found.__getitem__))}
    return np.array([numbers[label] for label in labels.tolist()])


def _centroid(points: Floats, weights: Floats, members: _Mask) -> Floats:
    centroid: Floats = np.average(points[members], axis=0, weights=weights[members])
    return centroid


def _tried(observed: Floats, by_chance: Null, again: Runs) -> Iterable[Tried]:
    winners = by_chance.standardised(again.silhouettes).argmax(axis=1)
    standardised = by_chance.standardised(observed)
    for place, k in enumerate(NUMBERS):
        yield Tried(
            k=k,
            silhouette=_stored(observed[place]),
            null_mean=_stored(by_chance.mean[place]),
            null_deviation=_stored(by_chance.deviation[place]),
            standardised=_stored(standardised[place]),
            wins=_stored((winners == place).mean()),
        )


def _jaccards(labels: Labels, again: Labels) -> Floats:
    """Of each group, the mean over runs of its Jaccard index with the most similar one."""
    k = int(labels.max()) + 1
    groups, runs = indicators(labels, k), indicators(again, int(again.max()) + 1)
    shared = np.einsum("ek,bej->bkj", groups, runs)
    either = groups.sum(axis=0)[:, np.newaxis] + runs.sum(axis=1)[:, np.newaxis, :] - shared
    found: Floats = (shared / either).max(axis=2).mean(axis=0)
    return found


def _comembership(labels: Labels, again: Labels) -> Floats:
    """Of each entity, how often it is with each other one of its group, over runs."""
    runs = indicators(again, int(again.max()) + 1)
    together = np.einsum("bek,bfk->ef", runs, runs) / len(again)
    mates = labels[:, np.newaxis] == labels
    np.fill_diagonal(mates, val=False)
    found: Floats = (together * mates).sum(axis=1) / np.maximum(mates.sum(axis=1), 1)
    return found


def _clusters(
    entities: Entities, modules: tuple[str, ...], labels: Labels, jaccards: Floats
) -> tuple[Cluster, ...]:
    centred = entities.profiles - entities.profiles.mean(axis=1, keepdims=True)
    centred -= np.average(centred, axis=0, weights=entities.weights)
    found = []
    for number, jaccard in enumerate(jaccards):
        members = labels == number
        traits = _traits(centred[members], entities.weights[members], modules)
        named = [one for one in traits if abs(one.difference) >= _WORTH_NAMING] or traits[:1]
        found.append(
            Cluster(
                number=number,
                entities=int(members.sum()),
                jaccard=_stored(jaccard),
                traits=traits,
                name=tuple((one.module, one.direction) for one in named[:_NAMED_AFTER]),
            )
        )
    return tuple(found)


def _traits(centred: Floats, weights: Floats, modules: tuple[str, ...]) -> tuple[Trait, ...]:
    """A group's modules with t intervals over its entities, the largest difference first."""
    shares, count = weights / weights.sum(), len(weights)
    means = shares @ centred
    half = np.full(means.shape, np.inf)
    if count > 1:
        errors = np.sqrt(shares**2 @ (centred - means) ** 2 * count / (count - 1))
        half = float(stdtrit(count - 1, (1 + CONFIDENCE) / 2)) * errors
    half = np.minimum(half, 4)  # the whole scale
    found = [
        Trait(
            module=module,
            difference=_stored(mean),
            interval=(_stored(mean - reach), _stored(mean + reach)),
            direction="higher" if mean > 0 else "lower",
        )
        for module, mean, reach in zip(modules, means, half, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: -abs(one.difference)))


def _modules_apart(clusters: tuple[Cluster, ...], modules: tuple[str, ...]) -> tuple[str, ...]:
    """The modules in which the intervals of some two groups do not touch."""
    of = [{trait.module: trait.interval for trait in one.traits} for one in clusters]
    return tuple(
        module
        for module in modules
        if any(
            one[module][1] < other[module][0] or other[module][1] < one[module][0]
            for one, other in combinations(of, 2)
        )
    )


def _model(
    entities: Entities, modules: tuple[str, ...], labels: Labels, clusters: Iterable[Cluster]
) -> Model:
    profiles, basis = entities.profiles, contrasts(len(modules))
    points = shapes(profiles)
    return Model(
        version=1,
        modules=modules,
        names=tuple(one.name for one in clusters),
        centre=_all_stored(profiles.mean(axis=0)),
        scale=_all_stored(scales(profiles)[0]),
        basis=tuple(tuple(map(_stored, row)) for row in basis),
        centroids=tuple(
            _all_stored(_centroid(points, entities.weights, labels == number))
            for number in range(int(labels.max()) + 1)
        ),
    )


def _in_full(complete: _Mask, values: Iterable[_Value]) -> tuple[_Value | None, ...]:
    of_complete = iter(values)
    return tuple(next(of_complete) if one else None for one in complete)


def _all_stored(values: Floats) -> tuple[float, ...]:
    return tuple(map(_stored, values))


def _stored(value: float) -> float:
    """A number as it is kept; never a negative nothing."""
    return round(float(value), DECIMALS) + 0.0
