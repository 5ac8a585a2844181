"""The job that looks for groups of entities: from publications alone, and kept with them."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from aggregation.entities import grouped
from aggregation.grouping import Grouping
from aggregation.publication import Publication
from toolkit import jobs
from toolkit.insights.grouping import comparable
from toolkit.models import EntityGroups, JobName, Published, Wave, WaveState
from toolkit.publications import verified
from toolkit.storage.database import Engines

Progress = Callable[[int, int], None]  # waves grouped, of how many


@dataclass(frozen=True, slots=True)
class _Stored:
    """A published wave with what was made of it before."""

    wave_id: int
    sha256: str
    publication: Publication
    drawn_from: str
    text: str
    anew: bool


def regroup(engines: Engines, wave_id: int, progress: Progress) -> None:
    """Make a wave's groups, map and neighbours, and those of earlier waves that they rest on.

    What was made of the same publications is kept: a model is frozen with its wave. Of a wave that
    is not published nothing is kept. The charts are asked for anew.
    """
    with engines.read() as session:
        chain = _chain(session, wave_id)
    before, model_of, made = None, "", list[tuple[_Stored, str, Grouping]]()
    for number, one in enumerate(chain):
        progress(number, len(chain))
        drawn_from = f"{one.sha256} {model_of}"
        is_kept = one.text and one.drawn_from == drawn_from
        before = (
            Grouping.from_json(one.text)
            if is_kept
            else grouped(one.publication, before, anew=one.anew)
        )
        if not is_kept:
            made.append((one, drawn_from, before))
        if before.model is None:
            model_of = ""
        elif before.wave == one.publication.edition.wave:
            model_of = one.sha256
    with engines.write() as session:
        _keep(session, wave_id, made, is_published=bool(chain))
    progress(len(chain), len(chain))


def _chain(session: Session, wave_id: int) -> list[_Stored]:
    """The wave, after the published ones that asked the same before it; nothing unless it is."""
    wave = session.get(Wave, wave_id)
    if wave is None or wave.state is not WaveState.PUBLISHED:
        return []
    rows = session.execute(
        select(Published, EntityGroups.drawn_from, EntityGroups.text, EntityGroups.anew)
        .join(Wave, Wave.id == Published.wave_id)
        .outerjoin(EntityGroups, EntityGroups.wave_id == Published.wave_id)
        .where(Wave.id <= wave_id, *comparable(wave))
        .order_by(Wave.id)
    )
    return [
        _Stored(
            wave_id=row.wave_id,
            sha256=row.sha256,
            publication=verified(row),
            drawn_from=drawn_from or "",
            text=text or "",
            anew=bool(anew),
        )
        for row, drawn_from, text, anew in rows
    ]


def _keep(
    session: Session,
    wave_id: int,
    made: list[tuple[_Stored, str, Grouping]],
    *,
    is_published: bool,
) -> None:
    for one, drawn_from, found in made:
        session.merge(
            EntityGroups(wave_id=one.wave_id, drawn_from=drawn_from, anew=one.anew, text=found.json)
        )
    if not is_published and (old := session.get(EntityGroups, wave_id)):
        session.delete(old)
    for drawn_id in {one.wave_id for one, _drawn_from, _found in made}:
        jobs.ask(session, JobName.DRAW, drawn_id)
