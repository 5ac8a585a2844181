"""Later waves in the groups of an earlier one: who has moved, and what became of a group."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import linear_sum_assignment

from aggregation.certainty import STATED_FROM
from aggregation.grouping import DECIMALS, Archetypes, Crossed, Model, Verdict

MARGIN = 0.1  # of the way between two centres that an entity must be past their border
DRAWS = 199


@dataclass(frozen=True, slots=True)
class Assigned:
    """An entity's group, how many draws agree, and whether that is a change."""

    group: int
    agreement: float
    verdict: Verdict


def assign(
    model: Model,
    profile: Sequence[float],
    errors: Sequence[float],
    *,
    before: int | None = None,
    random_state: int,
) -> Assigned:
    """The group of an entity in a later wave.

    A change is said only where the entity lies past the border by ``MARGIN``, and where at least
    80 % of draws from its own error fall into the new group; until then it stays where it was.

    Parameters
    ----------
    profile, errors
        Levels by module as the model has them, and their standard errors.
    before
        Its group in the wave before; None where it had none.

    Examples
    --------
    >>> from aggregation.shapes import contrasts
    >>> model = Model(1, ("a", "b"), ((), ()), (3.0, 3.0), (1.0, 1.0), contrasts(2),
    ...     ((0.5,), (-0.5,)))
    >>> assign(model, (3.4, 3.0), (0.01, 0.01), before=1, random_state=1)
    Assigned(group=0, agreement=1.0, verdict='changed')
    >>> assign(model, (3.1, 3.0), (0.01, 0.01), before=1, random_state=1)
    Assigned(group=1, agreement=0.0, verdict='not sure')
    """
    draws = np.random.default_rng(random_state).normal(profile, errors, (DRAWS, len(profile)))
    fallen = [model.nearest(draw) for draw in draws.tolist()]
    nearest = model.nearest(profile)
    agreement = round(fallen.count(nearest) / DRAWS, DECIMALS)
    if before is None:
        return Assigned(nearest, agreement, "first")
    if nearest == before:
        return Assigned(nearest, agreement, "same")
    if model.margin(profile, nearest, before) >= MARGIN and agreement >= STATED_FROM:
        return Assigned(nearest, agreement, "changed")
    return Assigned(before, round(fallen.count(before) / DRAWS, DECIMALS), "not sure")


def refit(
    model: Model, found: Archetypes, profiles: Sequence[Sequence[float]]
) -> tuple[Model, tuple[Crossed, ...]]:
    """A new search as the next version of a model, with the way from the old groups to the new.

    Groups are matched so that as many entities as possible are in both (Kuhn 1955); a group
    without a counterpart is absent from the cross-walk.

    Parameters
    ----------
    found
        The new search, with types.
    profiles
        Those that it was made from, in its order; entities without a label may have gaps.

    Raises
    ------
    ValueError
        When the new search found no types.
    """
    if found.model is None:
        raise ValueError("there is no new model: the search found no types")
    table = np.zeros((len(model.centroids), len(found.model.centroids)), int)
    for profile, label in zip(profiles, found.labels, strict=True):
        if label is not None:
            table[model.nearest(profile), label] += 1
    pairs = zip(*linear_sum_assignment(table, maximize=True), strict=True)
    crosswalk = tuple(
        Crossed(int(old), int(new), int(table[old, new])) for old, new in pairs if table[old, new]
    )
    return replace(found.model, version=model.version + 1), crosswalk
