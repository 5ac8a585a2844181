"""The section on groups of entities: whether there are any, the map, and who is near whom."""

from collections.abc import Iterator
from dataclasses import dataclass

from aggregation.grouping import Cluster, Grouping, Member
from toolkit.insights.grouping import Groups
from toolkit.insights.service import ChartWords, Results
from toolkit.publications import SYSTEM, group_name
from toolkit.wording import figures
from toolkit.wording import groups as words
from toolkit.wording.reader import Reader


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group with its entities by name; for readers of the whole system only."""

    name: str
    entities: str
    stable: str  # how well it came back under chance; empty where it was found in another wave


@dataclass(frozen=True, slots=True)
class NearLine:
    """One entity with those that are nearest."""

    name: str
    nearest: str


@dataclass(frozen=True, slots=True)
class GroupsSection:
    """What a page says of entities among each other.

    Attributes
    ----------
    lead
        Whether there are groups, in a sentence.
    own
        Of an entity: its group, and its nearest neighbours without their names.
    """

    lead: str
    own: tuple[str, ...]
    chart: ChartWords | None
    lines: tuple[GroupLine, ...]
    near: tuple[NearLine, ...]


def groups_section(reader: Reader, results: Results) -> GroupsSection | None:
    """The section of a page; None before the job has made it, or without a second entity."""
    groups, evidence = results.groups, results.evidence
    if groups is None or evidence is None or len(groups.grouping.members) < 2:  # noqa: PLR2004
        return None
    grouping, node_id = groups.grouping, evidence.node_id
    is_system, member = node_id == SYSTEM, grouping.member(node_id)
    return GroupsSection(
        lead=words.outcome(reader, grouping, groups.found_in),
        own=tuple(_own(reader, groups, member)) if member else (),
        chart=results.chart("map"),
        lines=tuple(_lines(reader, groups)) if is_system else (),
        near=tuple(_near(reader, grouping)) if is_system else (),
    )


def _lines(reader: Reader, groups: Groups) -> Iterator[GroupLine]:
    grouping = groups.grouping
    clusters = grouping.found.clusters if grouping.found else ()
    for number in range(len(grouping.model.centroids) if grouping.model else 0):
        names = [group_name(one.id) for one in grouping.members if one.group == number]
        yield GroupLine(
            name=_group(reader, groups, number),
            entities=", ".join(sorted(names, key=str.casefold)),
            stable=_stable(reader, clusters[number]) if number < len(clusters) else "",
        )


def _stable(reader: Reader, cluster: Cluster) -> str:
    return figures.percent(reader, int(cluster.jaccard * 100))


def _near(reader: Reader, grouping: Grouping) -> Iterator[NearLine]:
    for member in sorted(grouping.members, key=lambda one: one.id.casefold()):
        if member.neighbours:
            said = [f"{group_name(one.id)} {words.away(reader, one)}" for one in member.neighbours]
            yield NearLine(group_name(member.id), "; ".join(said))


def _own(reader: Reader, groups: Groups, member: Member) -> Iterator[str]:
    _ = reader.gettext
    if member.group is not None:
        name = _group(reader, groups, member.group)
        if member.verdict == "changed" and member.before is not None:
            before = _group(reader, groups, member.before)
            yield _(
                "This entity was in the group “%(before)s” and is now in “%(group)s”.",
                before=before,
                group=name,
            )
        else:
            yield _("This entity is in the group “%(group)s”.", group=name)
    if member.place is None:
        yield _("This entity is not on the map: too little of its profile is shown.")
    elif member.neighbours:
        yield words.nearest(reader, [one.distance for one in member.neighbours])


def _group(reader: Reader, groups: Groups, number: int) -> str:
    model = groups.grouping.model
    return groups.given_name(number) or (words.named(reader, model.names[number]) if model else "")
