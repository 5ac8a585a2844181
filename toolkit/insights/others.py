"""An entity among the others: points without names, and those who agreed to be named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aggregation.publication import Publication
from aggregation.summaries import module_means
from toolkit.insights.figures import Figures, ModuleFigures
from toolkit.publications import entity_id
from toolkit.wording import figures as words
from toolkit.wording.reader import Reader

FEWEST_POINTS = 10  # other entities, for any of them to be a point (PRIVACY.md)

Named = Mapping[str, frozenset[str]]  # module id -> entities that agreed to be named here
_NOBODY: Named = {}


@dataclass(frozen=True, slots=True)
class OthersLine:
    """One module: the own mean, the median, and the others from low to high, without names."""

    id: str
    name: str
    value: str
    median: str
    points: str
    named: str  # those who agreed, with their means, by name


@dataclass(frozen=True, slots=True)
class Others:
    """An entity beside the others."""

    title: str
    lines: tuple[OthersLine, ...]


def points(publication: Publication, node_id: str) -> dict[str, tuple[float, ...]]:
    """The means of all other entities by module, each module sorted for itself.

    Sorted so, no point of one module belongs to a point of another. A module with fewer than ten
    others is absent.
    """
    others = [
        module_means(publication, node.id)
        for node in publication.nodes
        if node.kind == "entity" and node.id != node_id
    ]
    found = {
        module.id: tuple(
            sorted(means[module.id].estimate for means in others if module.id in means)
        )
        for module in publication.structure
    }
    return {key: levels for key, levels in found.items() if len(levels) >= FEWEST_POINTS}


def others(
    reader: Reader, figures: Figures, publication: Publication, named: Named = _NOBODY
) -> Others | None:
    """An entity beside the others; None for the system, or where too few others are shown."""
    if figures.node.kind != "entity":
        return None
    found = points(publication, figures.node.id)
    if not found and not any(named.values()):
        return None
    return Others(
        _title(reader, figures, found), tuple(_lines(reader, figures, publication, named))
    )


def _lines(
    reader: Reader, figures: Figures, publication: Publication, named: Named
) -> Iterator[OthersLine]:
    found = points(publication, figures.node.id)
    for module in figures.modules:
        levels = found.get(module.id, ())
        yield OthersLine(
            id=module.id,
            name=reader.name(module.id),
            value=words.mean(reader, module.now) if module.now else "",
            median=words.mean(reader, module.system) if module.system else "",
            points=" · ".join(reader.mean(words.exact(level)) for level in levels),
            named=_named(reader, publication, module.id, named.get(module.id, frozenset())),
        )


def _named(reader: Reader, publication: Publication, module_id: str, agreed: frozenset[str]) -> str:
    _ = reader.gettext
    shown = {node.id for node in publication.nodes}
    means = {
        name: module_means(publication, entity_id(name)).get(module_id)
        for name in sorted(agreed, key=str.casefold)
        if entity_id(name) in shown
    }
    return "; ".join(
        _("%(entity)s %(mean)s", entity=name, mean=words.mean(reader, mean))
        for name, mean in means.items()
        if mean
    )


def _title(reader: Reader, figures: Figures, found: Mapping[str, tuple[float, ...]]) -> str:
    _ = reader.gettext
    furthest = max(
        (module for module in figures.modules if module.id in found), key=_away, default=None
    )
    if furthest is None or furthest.now is None or furthest.system is None:
        return _("What entities that agreed to be named see.")
    return _(
        "Furthest from the median of entities: %(module)s, %(own)s here and %(median)s there.",
        module=reader.name(furthest.id),
        own=words.mean(reader, furthest.now),
        median=words.mean(reader, furthest.system),
    )


def _away(module: ModuleFigures) -> float:
    if module.now is None or module.system is None:
        return -1.0
    return abs(module.now.estimate - module.system.estimate)
