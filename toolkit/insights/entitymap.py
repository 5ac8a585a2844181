"""The map of entities for one group's page: all names for the system, else only its own."""

from aggregation.figures.shapemap import Ends, Point, ShapeMap
from aggregation.grouping import Member
from aggregation.shapes import FEWEST_UNNAMED
from toolkit.insights.grouping import Groups
from toolkit.publications import SYSTEM, group_name
from toolkit.wording import groups as words
from toolkit.wording.reader import Reader


def map_of(reader: Reader, node_id: str, groups: Groups) -> ShapeMap | None:
    """What the map shows; None where there is none, or it would show too few without their names.

    Only readers of the whole system see its page, and they may see names.
    """
    grouping = groups.grouping
    placed = [member for member in grouping.members if member.place]
    is_own = any(member.id == node_id for member in placed)
    if not placed or (node_id != SYSTEM and (len(placed) < FEWEST_UNNAMED or not is_own)):
        return None
    along, up = (words.ends(reader, axis) for axis in grouping.axes)
    names = (
        ()
        if grouping.model is None
        else tuple(
            groups.given_name(number) or words.named(reader, name)
            for number, name in enumerate(grouping.model.names)
        )
    )
    return ShapeMap(
        points=tuple(_point(member, node_id) for member in placed),
        ends=Ends(start=along[0], end=along[1], bottom=up[0], top=up[1]),
        groups=names,
        alone=reader.gettext("In none of these groups"),
    )


def _point(member: Member, node_id: str) -> Point:
    x, y = member.place or (0.0, 0.0)
    is_named = node_id in {SYSTEM, member.id}
    return Point(
        name=group_name(member.id) if is_named else "",
        x=x,
        y=y,
        group=member.group if node_id == SYSTEM else None,
        is_own=member.id == node_id,
    )
