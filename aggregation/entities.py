"""A publication's entities among each other: groups that may be refused, a map, neighbours."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import nan

import numpy as np

from aggregation import archetypes
from aggregation.assignment import assign, refit
from aggregation.grouping import DECIMALS, Axis, Crossed, Grouping, Member
from aggregation.publication import Publication
from aggregation.shapes import FEWEST_NEIGHBOURS, Neighbour, Shape, contrasts, neighbours
from aggregation.summaries import module_means

_AXES = 2


@dataclass(frozen=True, slots=True)
class _Entity:
    """What the search sees: levels, ``nan`` where not shown, and the fewest people of any."""

    id: str
    means: tuple[float, ...]
    errors: tuple[float, ...]
    size: int
    is_complete: bool


def grouped(
    publication: Publication,
    before: Grouping | None = None,
    *,
    anew: bool = False,
    draws: int = archetypes.DRAWS,
) -> Grouping:
    """Groups, map and neighbours of a publication's entities; the same text gives the same.

    Never made of an open wave, whose link anybody could use: its entities are not compared
    (PRIVACY.md).

    Parameters
    ----------
    before
        What was made of the last wave that asked the same; its model is kept where it has one.
    anew
        To search again all the same: the next version of that model, with a cross-walk.
    draws
        Of the search.
    """
    modules = tuple(module.id for module in publication.structure)
    entities = [_entity(publication, key, modules) for key in _ids(publication)]
    shapes = [Shape(one.id, one.means, one.errors) for one in entities if one.is_complete]
    places, axes = mapped(shapes, modules)
    near = neighbours(shapes)
    members = {
        one.id: Member(
            one.id,
            place=places.get(one.id),
            neighbours=tuple(map(_stored_neighbour, near.get(one.id, ()))),
        )
        for one in entities
    }
    if before is not None and before.model is not None and not anew:
        return _in_model(publication, before, entities, members, axes)
    return _searched(publication, before, entities, members, axes, draws)


def _in_model(
    publication: Publication,
    before: Grouping,
    entities: Iterable[_Entity],
    members: Mapping[str, Member],
    axes: tuple[Axis, ...],
) -> Grouping:
    """Every entity in the groups that an earlier wave had."""
    model = before.model
    placed = tuple(_placed(publication, before, one, members[one.id]) for one in entities)
    return Grouping(placed, axes, before.wave, model, found=None)


def _placed(publication: Publication, before: Grouping, entity: _Entity, member: Member) -> Member:
    earlier = before.member(entity.id)
    group = earlier.group if earlier else None
    if before.model is None or not entity.is_complete:
        return replace(member, before=group)
    assigned = assign(
        before.model,
        entity.means,
        entity.errors,
        before=group,
        random_state=seed_of(publication, entity.id),
    )
    return replace(
        member,
        group=assigned.group,
        agreement=assigned.agreement,
        before=group,
        verdict=assigned.verdict,
    )


def _searched(
    publication: Publication,
    before: Grouping | None,
    entities: Sequence[_Entity],
    members: Mapping[str, Member],
    axes: tuple[Axis, ...],
    draws: int,
) -> Grouping:
    """A search of this publication's own, as the next version where there is a model before."""
    modules = tuple(module.id for module in publication.structure)
    found = archetypes.find(
        np.array([one.means for one in entities]).reshape(-1, len(modules)),
        [one.size for one in entities],
        random_state=seed_of(publication),
        modules=modules,
        spreads=[_spread(publication, key) for key in modules],
        draws=draws,
    )
    model, crosswalk = found.model, tuple[Crossed, ...]()
    if model is None:
        return Grouping(tuple(members.values()), axes, "", None, found)
    if before is not None and before.model is not None:
        model, crosswalk = refit(before.model, found, [one.means for one in entities])
    placed = tuple(
        replace(
            members[one.id],
            group=label,
            agreement=agreement,
            verdict=None if label is None else "first",
        )
        for one, label, agreement in zip(entities, found.labels, found.comembership, strict=True)
    )
    return Grouping(placed, axes, publication.edition.wave, model, found, crosswalk)


def seed_of(publication: Publication, entity_id: str = "") -> int:
    """Where chance begins: with what was published, so that a replay says the same."""
    digest = hashlib.sha256(f"{publication.hash} {entity_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big")


def _ids(publication: Publication) -> list[str]:
    return sorted(node.id for node in publication.nodes if node.kind == "entity")


def _entity(publication: Publication, key: str, modules: Iterable[str]) -> _Entity:
    means = module_means(publication, key)
    shown = [means.get(module) for module in modules]
    return _Entity(
        id=key,
        means=tuple(one.estimate if one else nan for one in shown),
        errors=tuple((one.standard_error or 0.0) if one else nan for one in shown),
        size=min((one.n for one in means.values()), default=0),
        is_complete=all(shown),
    )


def _spread(publication: Publication, module: str) -> float:
    spread = publication.module_spread(module)
    return spread.tenths / 10 if spread else archetypes.SPREAD


def mapped(
    shapes: Sequence[Shape], modules: Sequence[str]
) -> tuple[Mapping[str, tuple[float, float]], tuple[Axis, ...]]:
    """Where entities lie along the two directions in which their shapes differ most, in levels.

    The principal axes of the contrasts, unweighted; each points to where its largest load is
    positive. Nothing among fewer than five entities.

    Examples
    --------
    >>> found, axes = mapped([Shape(str(n), (3.0 + n, 3.0, 3.0), (0.1,) * 3) for n in range(5)],
    ...     ("a", "b", "c"))
    >>> [round(found[str(n)][0], 3) for n in range(5)]
    [-1.633, -0.816, 0.0, 0.816, 1.633]
    >>> axes[0]
    Axis(loads=(('a', 0.816497), ('b', -0.408248), ('c', -0.408248)), share=1.0)
    """
    if len(shapes) < FEWEST_NEIGHBOURS:
        return {}, ()
    basis = np.array(contrasts(len(modules)))
    points = np.array([one.means for one in shapes]) @ basis.T
    points -= points.mean(axis=0)
    _left, lengths, directions = np.linalg.svd(points, full_matrices=False)
    loads = directions[:_AXES] @ basis
    largest = np.take_along_axis(loads, np.abs(loads).argmax(axis=1)[:, np.newaxis], 1)
    signs = np.where(largest < 0, -1.0, 1.0)
    places = points @ (directions[:_AXES] * signs).T
    total = float((lengths**2).sum())
    axes = tuple(
        Axis(
            loads=tuple(zip(modules, map(_stored, row), strict=True)),
            share=_stored(length**2 / total) if total else 0.0,
        )
        for row, length in zip(loads * signs, lengths, strict=False)
    )
    found = {one.id: (_stored(x), _stored(y)) for one, (x, y) in zip(shapes, places, strict=True)}
    return found, axes


def _stored_neighbour(found: Neighbour) -> Neighbour:
    low, high = found.interval
    return Neighbour(found.id, _stored(found.distance), (_stored(low), _stored(high)))


def _stored(value: float) -> float:
    """A number as it is kept; never a negative nothing."""
    return round(float(value), DECIMALS) + 0.0
