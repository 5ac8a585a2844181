"""Effort beside progress: what an entity put in, and what its staff see of it, module by module."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from aggregation.certainty import Estimate
from aggregation.effort import EffortProgress, effort_progress, published_progress
from aggregation.publication import Publication
from toolkit.commitments import Effort, SignedReturn
from toolkit.insights.figures import FEWEST_ENTITIES
from toolkit.insights.service import Evidence, Results
from toolkit.publications import entity_id, group_name
from toolkit.wording import commitments as effort_words
from toolkit.wording import figures as words
from toolkit.wording.reader import Reader

_CLEAR = 0.02  # of a distance from the line, both sides on 0 to 1; less is said of no module


@dataclass(frozen=True, slots=True)
class EffortMark:
    """A module as it is drawn: the effort from 0 to 3, and the share that sees progress."""

    module_id: str
    effort: float
    progress: Estimate


@dataclass(frozen=True, slots=True)
class EffortLine:
    """A module in words; empty where the entity or its staff say nothing that is shown."""

    id: str
    name: str
    effort: str
    progress: str
    interval: str
    beside: str  # above, on or below the line through all entities and modules


@dataclass(frozen=True, slots=True)
class EffortSection:
    """Effort beside progress, and what the line through all entities rests on."""

    title: str
    note: str
    lines: tuple[EffortLine, ...]


def effort_section(reader: Reader, results: Results, evidence: Evidence) -> EffortSection | None:
    """What was put in beside what is seen; None where no return is signed."""
    kind, found = evidence.node.kind, together(results, evidence)
    if kind not in {"entity", "system"} or not found.points:
        return None
    own = {mark.module_id: mark for mark in marks(results, evidence)}
    if not own:
        return None
    distances = _distances(evidence, found)
    lines = tuple(
        EffortLine(
            id=module.id,
            name=reader.name(module.id),
            effort=_effort(reader, own[module.id].effort, is_system=kind == "system"),
            progress=words.percent(reader, round(own[module.id].progress.estimate * 100)),
            interval=words.share_interval(reader, own[module.id].progress.interval),
            beside=_beside(reader, distances.get(module.id)),
        )
        for module in evidence.publication.structure
        if module.id in own
    )
    return EffortSection(_title(reader, distances), _note(reader, found), lines)


def marks(results: Results, evidence: Evidence) -> tuple[EffortMark, ...]:
    """Each module of a group with both sides: the own, or the mean over entities of the system."""
    publication, node = evidence.publication, evidence.node
    stated = _stated(results.said.returns, publication)
    if node.kind == "entity":
        own = stated.get(group_name(node.id), {})
        means: dict[str, float] = dict(own)
    elif len(stated) >= FEWEST_ENTITIES:
        means = {
            module.id: sum(one[module.id] for one in stated.values()) / len(stated)
            for module in publication.structure
            if all(module.id in one for one in stated.values())
        }
    else:
        return ()
    progress = published_progress(publication, node.id)
    return tuple(
        EffortMark(key, effort, progress[key]) for key, effort in means.items() if key in progress
    )


@lru_cache(maxsize=32)
def together(results: Results, evidence: Evidence) -> EffortProgress:
    """All entities' efforts beside their staff's progress, with the line through them."""
    publication = evidence.publication
    stated = _stated(results.said.returns, publication)
    progress = {
        entity: {
            key: estimate.estimate
            for key, estimate in published_progress(publication, entity_id(entity)).items()
        }
        for entity in stated
    }
    return effort_progress(stated, progress)


def _stated(
    returns: Iterable[SignedReturn], publication: Publication
) -> dict[str, dict[str, float]]:
    """Entity -> module -> effort, of those that the publication has."""
    known = {node.id for node in publication.nodes}
    return {
        one.entity: {key: float(effort) for key, effort in one.effort}
        for one in returns
        if entity_id(one.entity) in known
    }


def _distances(evidence: Evidence, found: EffortProgress) -> dict[str, float]:
    """Progress for the effort by module: the entity's own, or the mean over entities."""
    if evidence.node.kind == "system":
        return found.by_module()
    name = group_name(evidence.node_id)
    return {
        point.module: point.distance
        for point in found.points
        if point.entity == name and point.distance is not None
    }


def _effort(reader: Reader, effort: float, *, is_system: bool) -> str:
    _ = reader.gettext
    if is_system:
        return _("%(mean)s of 3", mean=reader.mean(words.exact(effort)))
    return effort_words.effort(_, Effort(round(effort)))


def _beside(reader: Reader, distance: float | None) -> str:
    _ = reader.gettext
    if distance is None:
        return ""
    if abs(distance) < _CLEAR:
        return _("about average")
    return _("above average") if distance > 0 else _("below average")


def _title(reader: Reader, distances: dict[str, float]) -> str:
    _ = reader.gettext
    clear = {key: value for key, value in distances.items() if abs(value) >= _CLEAR}
    most = max(clear, key=clear.__getitem__, default="")
    least = min(clear, key=clear.__getitem__, default="")
    if most and clear[most] > 0 > clear[least]:
        return _(
            "Staff see more progress for the effort in %(most)s, and less in %(least)s.",
            most=reader.name(most),
            least=reader.name(least),
        )
    if not distances:
        return _("What was put in, and the share of staff who see that it got better.")
    return _("Staff see about as much progress for the effort in every module.")


def _note(reader: Reader, found: EffortProgress) -> str:
    _ = reader.gettext
    told = _(
        "The effort is what the entity states and its executive signed; progress is the share of "
        "those who could say that it got better in twelve months. Neither shows that one caused "
        "the other."
    )
    if found.line is None:
        return told
    return (
        told
        + " "
        + _(
            "The average is the line through all modules of %(number)s entities that stated "
            "their effort.",
            number=reader.whole(found.line.entities),
        )
    )


def line_ends(found: EffortProgress, ends: tuple[float, float]) -> Iterator[tuple[float, float]]:
    """Where the line stands at two efforts from 0 to 3, as a share from 0 to 1."""
    if found.line is None:
        return
    for effort in ends:
        yield effort, found.line.progress + found.line.slope * (effort / 3 - found.line.effort)
