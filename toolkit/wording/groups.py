"""Groups of entities, their map and who is near whom, in words: never a rank."""

from collections.abc import Sequence
from typing import Protocol

from aggregation.grouping import Archetypes, Axis, Grouping, Name
from aggregation.shapes import Neighbour
from toolkit.wording import figures
from toolkit.wording.reader import Reader

_MOST_NAMED = 2  # modules at each end of a direction
_LEAST_LOAD = 0.25
_HARDLY = 0.05  # levels, which round to nothing


def named(reader: Reader, name: Name) -> str:
    """A group by what is different in it."""
    _ = reader.gettext
    higher = [reader.name(module) for module, direction in name if direction == "higher"]
    lower = [reader.name(module) for module, direction in name if direction == "lower"]
    return _higher_and_lower(reader, higher, lower)


def outcome(reader: Reader, grouping: Grouping, found_in: str) -> str:
    """Whether there are groups, in plain words."""
    _, found = reader.gettext, grouping.found
    if found is None or grouping.crosswalk:
        number = len(grouping.model.centroids) if grouping.model else 0
        if found_in:
            return _(
                "Entities are placed in the %(number)s groups found in “%(wave)s”.",
                number=reader.whole(number),
                wave=found_in,
            )
    if found is None or found.outcome is None:
        return few(reader, found)
    if found.outcome == "types found":
        return _(
            "%(number)s groups of entities are found, by the shape of their profiles.",
            number=reader.whole(found.k or 0),
        )
    if found.outcome == "weak pattern":
        return _(
            "There is a pattern that chance alone would seldom make, but it does not hold firmly "
            "enough to put entities into groups."
        )
    return _(
        "No distinct groups: the profiles of entities differ, but without gaps between them. "
        "The map shows where each one lies."
    )


def few(reader: Reader, found: Archetypes | None) -> str:
    """That groups were not looked for, and from when on they are."""
    took_part, needed = (found.took_part, found.needed) if found else (0, 0)
    return reader.ngettext(
        "Groups of entities are not looked for yet: %(num)s entity took part with a complete "
        "profile from thirty people or more; %(needed)s are needed.",
        "Groups of entities are not looked for yet: %(num)s entities took part with a complete "
        "profile from thirty people or more; %(needed)s are needed.",
        took_part,
        needed=reader.whole(needed),
    )


def away(reader: Reader, neighbour: Neighbour) -> str:
    """How far a neighbour is, with what chance allows; how far at most where it is hardly away."""
    _ = reader.gettext
    if neighbour.distance < _HARDLY:
        return _("at most %(distance)s", distance=_one_decimal(reader, neighbour.interval[1]))
    return _(
        "%(distance)s (%(interval)s)",
        distance=_one_decimal(reader, neighbour.distance),
        interval=figures.interval(reader, neighbour.interval),
    )


def nearest(reader: Reader, distances: Sequence[float]) -> str:
    """How near the three nearest are, whose names are not said."""
    _ = reader.gettext
    furthest = max(distances)
    near = (
        _("Three entities have a profile that can hardly be told from this one.")
        if furthest < _HARDLY
        else _(
            "Three entities have a profile within %(distance)s levels per module of this one.",
            distance=_one_decimal(reader, furthest),
        )
    )
    return _(
        "%(near)s They are not named here; the people who run the assessment can ask them whether "
        "they want to exchange.",
        near=near,
    )


def _one_decimal(reader: Reader, value: float) -> str:
    return reader.mean(figures.exact(value))


def ends(reader: Reader, axis: Axis) -> tuple[str, str]:
    """Where a direction of the map leads: to its lower end, and to its upper."""
    upper, lower = _strongest(axis, 1), _strongest(axis, -1)
    up, down = [reader.name(key) for key in upper], [reader.name(key) for key in lower]
    return _higher_and_lower(reader, down, up), _higher_and_lower(reader, up, down)


class OnMap(Protocol):
    """What the words of a map are made of: see ``aggregation.figures.shapemap.Described``."""

    @property
    def own_name(self) -> str:
        """The reader's own entity; empty where it is not marked."""

    @property
    def names(self) -> tuple[str, ...]:
        """The others that have a name."""

    @property
    def unnamed(self) -> int:
        """How many have none."""


def map_alt(reader: Reader, shown: OnMap) -> str:
    """The map in words: that it is one, and who is on it."""
    _ = reader.gettext
    own, unnamed = shown.own_name, shown.unnamed
    names = figures.listed(reader, list(shown.names))
    said = [_("Map of entities by the shape of their profiles; the nearer, the more alike.")]
    if own:
        said.append(_("%(entity)s is marked.", entity=own))
    if names:
        said.append(_("With their names: %(names)s.", names=names))
    if unnamed:
        said.append(
            reader.ngettext(
                "%(num)s other entity without its name.",
                "%(num)s other entities without their names.",
                unnamed,
            )
        )
    return " ".join(said)


def _strongest(axis: Axis, sign: int) -> list[str]:
    loads = [(key, load * sign) for key, load in axis.loads if load * sign >= _LEAST_LOAD]
    return [key for key, _load in sorted(loads, key=lambda one: -one[1])[:_MOST_NAMED]]


def _higher_and_lower(reader: Reader, higher: list[str], lower: list[str]) -> str:
    _ = reader.gettext
    if not lower:
        return _("Higher in %(modules)s", modules=figures.listed(reader, higher))
    if not higher:
        return _("Lower in %(modules)s", modules=figures.listed(reader, lower))
    return _(
        "Higher in %(higher)s, lower in %(lower)s",
        higher=figures.listed(reader, higher),
        lower=figures.listed(reader, lower),
    )
