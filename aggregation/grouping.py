"""Groups of entities as values: what was found, on what it rests, and the model that is kept."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import dist
from typing import Any, Literal, TypeVar

from pydantic import TypeAdapter, ValidationError

from aggregation.errors import PublicationError
from aggregation.shapes import Neighbour, row_centred

FEWEST_ENTITIES = 20  # with a complete profile and
FEWEST_PEOPLE = 30  # respondents each, for a search to be made at all
DECIMALS = 6  # of stored numbers: far finer than any figure, far coarser than a machine's last bit

Outcome = Literal["types found", "weak pattern", "no distinct types"]
Direction = Literal["higher", "lower"]
Name = tuple[tuple[str, Direction], ...]  # modules, the one that differs most first
Verdict = Literal["first", "same", "changed", "not sure"]


@dataclass(frozen=True, slots=True)
class Tried:
    """One number of groups: its silhouette, and how that stands among sets without any groups.

    Attributes
    ----------
    standardised
        How many standard deviations of such sets the silhouette lies above their mean.
    wins
        The share of bootstrap runs in which this number of groups stood highest.
    """

    k: int
    silhouette: float
    null_mean: float
    null_deviation: float
    standardised: float
    wins: float


@dataclass(frozen=True, slots=True)
class Trait:
    """A module of a group beside all entities, each without its own mean; in levels."""

    module: str
    difference: float
    interval: tuple[float, float]
    direction: Direction


@dataclass(frozen=True, slots=True)
class Cluster:
    """One group: how many entities, how stable, and what is different in it.

    Attributes
    ----------
    jaccard
        Mean agreement of the group with the most similar one of each bootstrap run, 0 to 1.
    traits
        Every module, the largest difference first.
    name
        The traits that it is named after, until a curator gives it a name.
    """

    number: int
    entities: int
    jaccard: float
    traits: tuple[Trait, ...]
    name: Name


@dataclass(frozen=True, slots=True)
class Gate:
    """The conditions, each by itself; groups are named only when all of them hold."""

    silhouette: bool  # (a) p of the calibrated test is .05 or less
    stable: bool  # (b) each group's Jaccard is .75 or more, and it has five entities
    same_number: bool  # (c) the same k wins in 60 % of bootstrap runs
    together: bool  # (d) co-membership of .7 or more for 70 % of entities
    apart: bool  # (e) at least two modules in which groups' intervals are apart

    @property
    def holds(self) -> bool:
        """Whether all of it holds."""
        rest = self.stable, self.same_number, self.together, self.apart
        return self.silhouette and all(rest)


@dataclass(frozen=True, slots=True)
class Model:
    """What a wave's groups are, frozen: later waves are assigned to it.

    A profile goes in as levels by module; its place is ``basis @ centred((profile - centre) /
    scale)``, and its group the nearest centroid.
    """

    version: int
    modules: tuple[str, ...]
    names: tuple[Name, ...]
    centre: tuple[float, ...]
    scale: tuple[float, ...]
    basis: tuple[tuple[float, ...], ...]
    centroids: tuple[tuple[float, ...], ...]

    def place(self, profile: Sequence[float]) -> tuple[float, ...]:
        """Where a complete profile lies."""
        known = zip(profile, self.centre, self.scale, strict=True)
        shape = row_centred([(value - centre) / scale for value, centre, scale in known])
        return tuple(
            sum(weight * value for weight, value in zip(row, shape, strict=True))
            for row in self.basis
        )

    def nearest(self, profile: Sequence[float]) -> int:
        """The group of a complete profile, from 0."""
        place = self.place(profile)
        return min(
            range(len(self.centroids)),
            key=lambda group: dist(place, self.centroids[group]),
        )

    def margin(self, profile: Sequence[float], group: int, other: int) -> float:
        """How far past the border between two groups a profile lies on the side of the first.

        In parts of the way from one centre to the other: 0 on the border, 0.5 level with the
        group's own centre, below 0 on the other's side.
        """
        place, near, far = self.place(profile), self.centroids[group], self.centroids[other]
        return (dist(place, far) ** 2 - dist(place, near) ** 2) / (2 * dist(near, far) ** 2)

    @property
    def json(self) -> str:
        """The canonical form."""
        return canonical(self, Model)

    @property
    def hash(self) -> str:
        """The SHA-256 of the canonical form: what given names are stored by."""
        return hashlib.sha256(self.json.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Archetypes:
    """What a search for groups found.

    Attributes
    ----------
    outcome
        None where no search was made, because fewer than ``needed`` entities took part.
    took_part
        Entities with a complete profile from thirty people or more.
    labels
        The group of each entity in the order given, from 0; None for those without a complete
        profile, and everywhere where there is no pattern.
    p_value
        Of the largest standardised silhouette among those of sets without groups.
    comembership
        How often, over bootstrap runs, each entity is together with those of its group.
    apart
        The modules in which the intervals of two groups do not touch.
    draws
        Sets without groups, and bootstrap runs, of each.
    model
        Where types were found.
    """

    outcome: Outcome | None
    took_part: int
    needed: int
    draws: int
    k: int | None = None
    p_value: float | None = None
    gate: Gate | None = None
    tried: tuple[Tried, ...] = ()
    labels: tuple[int | None, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    comembership: tuple[float | None, ...] = ()
    apart: tuple[str, ...] = ()
    model: Model | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One entity among the others.

    Attributes
    ----------
    place
        On the map; None without a complete profile, or among fewer than five entities.
    neighbours
        Those whose shape is nearest, nearest first.
    group
        Its group, from 0; None where there are none, or without a complete profile.
    agreement
        In which share of draws from its own error it falls into that group.
    before
        Its group in the wave before.
    verdict
        Whether it is said to have changed its group; None where it has none.
    """

    id: str
    place: tuple[float, float] | None = None
    neighbours: tuple[Neighbour, ...] = ()
    group: int | None = None
    agreement: float | None = None
    before: int | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Axis:
    """A direction of the map: what each module adds to it, and its share of all differences."""

    loads: tuple[tuple[str, float], ...]
    share: float


@dataclass(frozen=True, slots=True)
class Crossed:
    """A group of an earlier model, the group of the new one that it became, and who is in both."""

    old: int
    new: int
    entities: int


@dataclass(frozen=True, slots=True)
class Grouping:
    """All that is said of a wave's entities among each other, made from publications alone.

    Attributes
    ----------
    wave
        In which the model was found; empty where there is none.
    found
        The search; None where entities were assigned to an earlier wave's model instead.
    crosswalk
        From the model before to this one, where it was fitted anew.
    """

    members: tuple[Member, ...]
    axes: tuple[Axis, ...]
    wave: str
    model: Model | None
    found: Archetypes | None
    crosswalk: tuple[Crossed, ...] = ()

    @property
    def json(self) -> str:
        """The canonical form."""
        return canonical(self, Grouping)

    @classmethod
    def from_json(cls, text: str) -> "Grouping":
        """Read a canonical form back; :class:`PublicationError` where it is none."""
        return from_canonical(text, Grouping)

    def member(self, entity_id: str) -> Member | None:
        """An entity by its id."""
        return next((one for one in self.members if one.id == entity_id), None)


_Value = TypeVar("_Value")
_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


def canonical(value: _Value, kind: type[_Value]) -> str:
    """The one written form of a value: keys sorted, no spaces."""
    values = _adapter(kind).dump_python(value, mode="json")
    return json.dumps(
        values, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def from_canonical(text: str, kind: type[_Value]) -> _Value:
    """Read a canonical form back; :class:`PublicationError` where it is none."""
    try:
        value: _Value = _adapter(kind).validate_json(text, strict=True)
    except ValidationError as error:
        raise PublicationError(f"{error.error_count()} parts cannot be read") from error
    return value


def _adapter(kind: type[_Value]) -> TypeAdapter[_Value]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)  # slow to make
    return _ADAPTERS[kind]
