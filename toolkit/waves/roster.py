"""What an administrator brings to a wave as CSV: who is invited, and who is compared with whom."""

from toolkit.waves.service import Invited, Member
from toolkit.waves.sheet import Sheet

_ROSTER = Sheet(
    name="roster",
    columns=("person", "entity", "value"),
    required=2,
    identity=lambda row: row[0].casefold(),
    same="the person of line",
)
_GROUPS = Sheet(
    name="list of groups",
    columns=("entity", "group"),
    required=2,
    identity=lambda row: tuple(field.casefold() for field in row),
    same="the same as line",
)


def read_roster(data: bytes) -> list[Invited]:
    """Read ``person,entity[,value]``; :class:`SheetError` with every line that is wrong."""
    return [Invited(*row) for row in _ROSTER.read(data)]


def read_groups(data: bytes) -> list[Member]:
    """Read ``entity,group``; :class:`SheetError` with every line that is wrong."""
    return [Member(*row) for row in _GROUPS.read(data)]
