"""The newest publication of the core questionnaire, for what curators learn from it."""

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from aggregation.publication import Publication
from questionnaires.model import Questionnaire
from toolkit import content
from toolkit.models import Published, Wave, WaveState
from toolkit.publications import TamperedError, verified


@dataclass(frozen=True, slots=True)
class Newest:
    """A publication with the questionnaire that it is about; equal when it is the same one."""

    sha256: str
    title: str
    publication: Publication = field(compare=False)
    questionnaire: Questionnaire = field(compare=False)


def newest(session: Session) -> Newest | None:
    """The newest publication that is shown, or None where there is none yet."""
    found = session.execute(
        select(
            Wave.title,
            Wave.version,
            Published.wave_id,
            Published.text,
            Published.sha256,
        )
        .join(Published, Published.wave_id == Wave.id)
        .where(Wave.state == WaveState.PUBLISHED, Wave.questionnaire == content.CORE)
        .order_by(Wave.id.desc())
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    try:
        publication = verified(found)
    except TamperedError:
        return None
    questionnaire = content.questionnaire(session, content.CORE, found.version)
    return Newest(found.sha256, found.title, publication, questionnaire)
