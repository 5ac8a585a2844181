"""Stage two of one group for its page: values only, all of them from publications."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from math import hypot

from aggregation.certainty import CONFIDENCE, Estimate, Interval, two_sided
from aggregation.change import SMALLEST_CHANGE, Change, changes, holm
from aggregation.comparison import medians_by_group
from aggregation.findings import Finding, findings
from aggregation.grid import Band, Cap
from aggregation.levels import LevelStatement, levels
from aggregation.publication import NodeFigures, Publication
from aggregation.summaries import factor_means, headline_means, module_means, system_medians
from toolkit.insights.service import Evidence
from toolkit.publications import SYSTEM

FEWEST_ENTITIES = 6  # whose median says nothing of any single one (PRIVACY.md)


@dataclass(frozen=True, slots=True)
class ModuleFigures:
    """One module of a group beside its last wave and the system; None is not shown."""

    id: str
    now: Estimate | None
    level: LevelStatement | None
    before: Estimate | None
    compared: Estimate | None  # now, over the questions that the wave before asked alike
    change: Change | None
    system: Estimate | None  # the median of entities; None on the system's own page


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One part of an entity, one entity of the system, or a comparison group, by module."""

    id: str
    respondents: Band | None
    response_rate: int | None
    means: Mapping[str, Estimate]
    entities: int = 0  # of a comparison group


@dataclass(frozen=True, slots=True)
class FactorLevel:
    """A factor's mean, or for the system the median of entities, which has no interval here."""

    id: str
    value: float
    interval: Interval | None
    cap: Cap | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A module that two parts or two groups see differently."""

    module: str
    higher: GroupRow
    lower: GroupRow


@dataclass(frozen=True, slots=True)
class Apart:
    """The module in which an entity is furthest from one of its comparison groups."""

    module: str
    own: Estimate
    group: GroupRow


@dataclass(frozen=True, slots=True)
class Common:
    """The module that most entities see highest, in how many of how many."""

    module: str
    entities: int
    of: int


@dataclass(frozen=True, slots=True)
class Basis:
    """What a median of entities rests on: how many of how many entities, and their people."""

    entities: int
    of: int
    people: Band | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that stage two says of one group."""

    node: NodeFigures
    findings: tuple[Finding, ...]
    modules: tuple[ModuleFigures, ...]
    rows: tuple[GroupRow, ...]
    peers: tuple[GroupRow, ...]  # an entity's comparison groups, or all of the system's
    apart: Apart | None  # of an entity from its comparison groups
    widest: Difference | None  # between two of the system's comparison groups
    difference: Difference | None  # of the parts of an entity
    common: Common | None  # to the entities of the system
    factors: tuple[FactorLevel, ...]  # lowest first
    basis: Basis | None  # of the system's medians; None where they are not shown
    before_rate: int | None

    def said(self, kind: str) -> tuple[Finding, ...]:
        """The findings of one kind."""
        return tuple(one for one in self.findings if one.kind == kind)

    @property
    def cells(self) -> int:
        """How many cells the tables of modules have."""
        return len(self.modules) * (1 + len(self.rows) + len(self.peers))

    @property
    def withheld_cells(self) -> int:
        """How many of them are blank."""
        own = sum(module.now is None for module in self.modules)
        return own + sum(len(self.modules) - len(row.means) for row in (*self.rows, *self.peers))

    @property
    def withheld_distributions(self) -> int:
        """How many questions are shown without their distribution."""
        return sum(question.buckets is None for question in self.node.questions)


@lru_cache(maxsize=128)
def figures_of(evidence: Evidence) -> Figures:
    """Work out a group's figures; the same texts give the same figures, once per process."""
    publication, node = evidence.publication, evidence.node
    rows, peers = tuple(_rows(publication, node)), tuple(_peers(publication, node))
    modules = tuple(_modules(evidence))
    return Figures(
        node=node,
        findings=findings(publication, node.id, evidence.before, evidence.common),
        modules=modules,
        rows=rows,
        peers=peers,
        apart=_apart(modules, peers) if node.kind == "entity" else None,
        widest=_widest(publication, peers) if node.kind == "system" else None,
        difference=_difference(publication, rows) if node.kind == "entity" else None,
        common=_common(rows) if node.kind == "system" else None,
        factors=tuple(_factors(publication, node)),
        basis=_basis(publication, node),
        before_rate=evidence.before.node(node.id).response_rate if evidence.before else None,
    )


def _modules(evidence: Evidence) -> Iterable[ModuleFigures]:
    publication, before, node = evidence.publication, evidence.before, evidence.node
    now, stated = headline_means(publication, node.id), levels(publication, node.id)
    alike = headline_means(publication, node.id, evidence.common) if before else {}
    earlier = headline_means(before, node.id, evidence.common) if before else {}
    compared = changes(before, publication, node.id, evidence.common) if before else ()
    moved = {one.module: one for one in compared}
    medians = {} if _basis(publication, node) is None else _medians(_of_system(evidence))
    for module in publication.structure:
        yield ModuleFigures(
            id=module.id,
            now=now.get(module.id),
            level=stated.get(module.id),
            before=earlier.get(module.id),
            compared=alike.get(module.id),
            change=moved.get(module.id),
            system=medians.get(module.id) if node.kind == "entity" else None,
        )


def _of_system(evidence: Evidence) -> Evidence:
    return replace(evidence, node_id=SYSTEM, before_sha256="", before=None, before_title="")


@lru_cache(maxsize=16)
def _medians(evidence: Evidence) -> dict[str, Estimate]:
    return {
        key: median
        for key, median in system_medians(evidence.publication).items()
        if median.n >= FEWEST_ENTITIES
    }


def _rows(publication: Publication, node: NodeFigures) -> Iterable[GroupRow]:
    """The parts of an entity as published; the entities of the system by name."""
    below = [one for one in publication.nodes if one.parent == node.id]
    for one in below if node.kind == "entity" else sorted(below, key=lambda one: one.id.casefold()):
        yield _row(publication, one)


def _peers(publication: Publication, node: NodeFigures) -> Iterable[GroupRow]:
    """The comparison groups that an entity belongs to; all of them for the system."""
    for one in publication.nodes:
        if one.kind == "group" and (node.kind == "system" or node.id in one.entities):
            yield _row(publication, one)


def _row(publication: Publication, node: NodeFigures) -> GroupRow:
    means = module_means(publication, node.id)
    return GroupRow(node.id, node.respondents, node.response_rate, means, len(node.entities))


def _apart(modules: Iterable[ModuleFigures], peers: tuple[GroupRow, ...]) -> Apart | None:
    """The largest difference from a group, from the least that matters on (STATISTICS.md)."""
    found = [
        Apart(module.id, module.now, group)
        for module in modules
        for group in peers
        if module.now and module.id in group.means
    ]
    furthest = max(found, key=_distance, default=None)
    return furthest if furthest and _distance(furthest) >= SMALLEST_CHANGE else None


def _widest(publication: Publication, peers: tuple[GroupRow, ...]) -> Difference | None:
    """The largest difference between two groups, from the least that matters on."""
    found = []
    for module in publication.structure:
        means = {row.id: row.means[module.id].estimate for row in peers if module.id in row.means}
        by_mean = sorted((row for row in peers if row.id in means), key=lambda row: means[row.id])
        if by_mean:
            lower, higher = by_mean[0], by_mean[-1]
            found.append((means[higher.id] - means[lower.id], Difference(module.id, higher, lower)))
    points, widest = max(found, key=lambda one: one[0], default=(0.0, None))
    return widest if points >= SMALLEST_CHANGE else None


def _distance(apart: Apart) -> float:
    return abs(apart.own.estimate - apart.group.means[apart.module].estimate)


def _basis(publication: Publication, node: NodeFigures) -> Basis | None:
    """On an entity's page the system appears only where no single other entity shows through."""
    entities = [one for one in publication.nodes if one.kind == "entity"]
    shown = sum(one.respondents is not None for one in entities)
    systems = [one for one in publication.nodes if one.kind == "system"]
    if not systems or (node.kind == "entity" and shown < FEWEST_ENTITIES):
        return None
    return Basis(shown, len(entities), systems[0].respondents)


def _factors(publication: Publication, node: NodeFigures) -> list[FactorLevel]:
    if node.kind == "system":
        found = [FactorLevel(key, value, None) for key, value in _medians_of_factors(publication)]
    else:
        means = factor_means(publication, node.id).items()
        found = [FactorLevel(key, mean.estimate, mean.interval, mean.cap) for key, mean in means]
    return sorted(found, key=lambda factor: factor.value)


def _medians_of_factors(publication: Publication) -> Iterable[tuple[str, float]]:
    entities = [node.id for node in publication.nodes if node.kind == "entity"]
    of_entity = {key: factor_means(publication, key) for key in entities}
    for factor in (factor for module in publication.structure for factor in module.factors):
        values = {
            key: means[factor.id].estimate for key, means in of_entity.items() if factor.id in means
        }
        median = medians_by_group(values, dict.fromkeys(values, factor.id))
        yield from median.items()


def _difference(publication: Publication, rows: tuple[GroupRow, ...]) -> Difference | None:
    """The surest difference between two parts, if p < 0.05 after Holm over all pairs and modules.

    People are of one part only, so two parts' means are independent.
    """
    pairs = [
        (one, other, module.id)
        for module in publication.structure
        for one, other in combinations(rows, 2)
        if module.id in one.means and module.id in other.means
    ]
    chances = holm([_p_value(one.means[key], other.means[key]) for one, other, key in pairs])
    if not chances or min(chances) >= 1 - CONFIDENCE:
        return None
    one, other, key = pairs[chances.index(min(chances))]
    higher, lower = sorted((one, other), key=lambda row: -row.means[key].estimate)
    return Difference(key, higher, lower)


def _common(rows: tuple[GroupRow, ...]) -> Common | None:
    """Count which module stands highest in each entity; None where two come equally often.

    An entity whose highest two are equal counts for neither, and what holds of one entity alone
    is common to none.
    """
    highest = Counter(key for row in rows if (key := _highest(row.means)))
    most = highest.most_common(2)
    if not most or most[0][1] == 1 or (len(most) > 1 and most[0][1] == most[1][1]):
        return None
    return Common(*most[0], sum(bool(row.means) for row in rows))


def _highest(means: Mapping[str, Estimate]) -> str:
    values = {key: mean.estimate for key, mean in means.items()}
    first = [key for key, value in values.items() if value == max(values.values())]
    return first[0] if len(first) == 1 else ""


def _p_value(one: Estimate, other: Estimate) -> float:
    error = hypot(one.standard_error or 0.0, other.standard_error or 0.0)
    return two_sided(one.estimate - other.estimate, error)
