"""Groups of entities as they are kept: who reads them, what they are called, and when they age.

No group is ever made of an open wave: it has no entities to compare (PRIVACY: open waves).
"""

from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from aggregation.errors import PublicationError
from aggregation.grouping import Grouping
from toolkit import jobs
from toolkit.audit import Action, record
from toolkit.models import EntityGroups, GroupName, JobName, Published, Wave, WaveState
from toolkit.refusal import Refusal

LONGEST_NAME = 80


class GroupingError(Refusal):
    """There is no such group, or it cannot be named or searched anew; the message says why."""


@dataclass(frozen=True, slots=True)
class Groups:
    """A wave's groups, map and neighbours; two are equal when they say the same.

    Attributes
    ----------
    found_in
        The title of the wave whose groups these are, where it is an earlier one.
    names
        What a curator calls groups, by their number.
    """

    drawn_from: str
    grouping: Grouping = field(compare=False)
    found_in: str = ""
    names: tuple[tuple[int, str], ...] = ()

    def given_name(self, number: int) -> str:
        """What a curator calls a group; empty where nobody has named it."""
        return dict(self.names).get(number, "")


_GROUPS, _NAMES = EntityGroups.__table__.c, GroupName.__table__.c
_STORED, _WAVE = Published.__table__.c, Wave.__table__.c


def groups_of(session: Session, wave_id: int, sha256: str) -> Groups | None:
    """The groups that were made of exactly this publication; None before the job has made them.

    Where they are an earlier wave's, they are shown only while that wave is.
    """
    row = session.execute(
        select(_GROUPS.drawn_from, _GROUPS.text).where(_GROUPS.wave_id == wave_id)
    ).one_or_none()
    if row is None:
        return None
    own, _, earlier = row.drawn_from.partition(" ")
    title = _title_of(session, earlier) if earlier else ""
    grouping = _parsed(row.text) if own == sha256 and title is not None else None
    if grouping is None or title is None:
        return None
    model = grouping.model
    return Groups(
        drawn_from=row.drawn_from,
        grouping=grouping,
        found_in=title if model and grouping.wave != str(wave_id) else "",
        names=_names(session, model.hash) if model else (),
    )


def name_group(session: Session, wave_id: int, number: int, name: str, *, actor: str) -> None:
    """Call a group by a name, in every wave that has it; an empty one takes the name back.

    Raises
    ------
    GroupingError
        When the wave has no such group, or the name is too long.
    """
    row = session.get(EntityGroups, wave_id)
    model = Grouping.from_json(row.text).model if row and row.text else None
    if model is None or not 0 <= number < len(model.centroids):
        raise GroupingError(f"wave {wave_id} has no group {number + 1}")
    said = " ".join(name.split())
    if len(said) > LONGEST_NAME:
        raise GroupingError(f"the name has {len(said)} letters; at most {LONGEST_NAME} fit")
    named = session.get(GroupName, (model.hash, number), with_for_update=True)
    if named is None:
        session.add(GroupName(model=model.hash, number=number, name=said))
    else:
        named.name = said
    record(
        session,
        actor=actor,
        action=Action.GROUP_NAMED,
        subject=f"wave {wave_id}, group {number + 1}",
        detail=said,
    )


def search_anew(session: Session, wave_id: int, *, actor: str) -> None:
    """Ask for a new search in the newest wave: the next version of its model, with a cross-walk.

    Raises
    ------
    GroupingError
        When the wave has no groups, or a later wave is placed in them.
    """
    row, wave = session.get(EntityGroups, wave_id), session.get(Wave, wave_id)
    if row is None or wave is None or wave.state is not WaveState.PUBLISHED:
        raise GroupingError(f"wave {wave_id} is not published, or its groups are not made yet")
    later = select(Wave.id).where(Wave.id > wave_id, *comparable(wave))
    if session.scalar(later.limit(1)) is not None:
        raise GroupingError(f"a later wave has its entities in the groups of wave {wave_id}")
    row.anew, row.drawn_from = True, ""
    jobs.ask(session, JobName.GROUP, wave_id)
    record(session, actor=actor, action=Action.GROUPS_ANEW, subject=f"wave {wave_id}")


def comparable(wave: Wave) -> tuple[ColumnElement[bool], ...]:
    """What is true of published waves that asked the same about the same."""
    return (
        Wave.state == WaveState.PUBLISHED,
        Wave.questionnaire == wave.questionnaire,
        Wave.version == wave.version,
        Wave.perspective == wave.perspective,
    )


def _title_of(session: Session, sha256: str) -> str | None:
    """The title of the wave with this publication, while it is shown."""
    found = (
        select(_WAVE.title)
        .join(Published.__table__, _STORED.wave_id == _WAVE.id)
        .where(_STORED.sha256 == sha256, _WAVE.state == WaveState.PUBLISHED)
    )
    title: str | None = session.scalar(found)
    return title


def _names(session: Session, model: str) -> tuple[tuple[int, str], ...]:
    found = select(_NAMES.number, _NAMES.name).where(_NAMES.model == model, _NAMES.name != "")
    return tuple((number, name) for number, name in session.execute(found.order_by(_NAMES.number)))


@lru_cache(maxsize=8)
def _parsed(text: str) -> Grouping | None:
    try:
        return Grouping.from_json(text)
    except PublicationError:
        return None
