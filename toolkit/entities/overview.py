"""Where an entity stands with what it says of itself, wave by wave, and what results propose."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from aggregation.findings import NO_BARRIERS, findings
from aggregation.publication import Publication
from aggregation.summaries import factor_means
from toolkit import content, sayings
from toolkit.commitments import FOLLOW_UP_AFTER, Commitments, Posting
from toolkit.entities import service
from toolkit.entities.service import Draft
from toolkit.entities.store import Place
from toolkit.models import OTHER_ENTITIES, Cell, Published, Wave, WaveState
from toolkit.planning import ownquestions
from toolkit.planning.ownquestions import OwnFacts
from toolkit.proposals import Proposal, proposals
from toolkit.publications import entity_id
from toolkit.wording.commitments import BARRIER, FACTOR, QUESTION

MOST = 12  # waves and entities on one page, the newest first


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that an entity has said of itself in a wave, and what it has not."""

    place: Place
    title: str
    state: WaveState
    modules: int  # in the questionnaire
    said: Commitments
    draft: Draft
    postings: tuple[Posting, ...]
    named: tuple[str, ...]
    follow_up_due: date | None  # None before there are results
    own: OwnFacts
    eligible: int  # people

    @property
    def stated_efforts(self) -> int:
        """For how many modules the return states an effort."""
        return len(self.draft.effort)


def standings(session: Session, entities: Iterable[str]) -> list[Standing]:
    """The newest waves in which these entities stand alone, the newest first."""
    chosen = set(entities) - {OTHER_ENTITIES}
    found = session.execute(
        select(Wave, Cell.entity, Published.proposed_on)
        .join(Cell, Cell.wave_id == Wave.id)
        .outerjoin(Published, Published.wave_id == Wave.id)
        .where(Cell.entity.in_(chosen))
        .distinct()
        .order_by(Wave.id.desc(), Cell.entity)
        .limit(MOST)
    )
    return [_standing(session, *row) for row in found]


def proposed(session: Session, place: Place, publication: Publication) -> tuple[Proposal, ...]:
    """What the entity's results propose to decide on, as its page of results does."""
    means = factor_means(publication, entity_id(place.entity))
    lowest_first = sorted(
        ((key, one.estimate) for key, one in means.items()), key=lambda found: found[1]
    )
    questionnaire = service.about(session, place).questionnaire
    return proposals(lowest_first, questionnaire, content.tools(session))


def said_by_staff(publication: Publication, entity: str) -> tuple[str, ...]:
    """What of an entity's results can be answered for: ids as "You said, we did" holds them."""
    return tuple(_said(publication, entity_id(entity)))


def _said(publication: Publication, node_id: str) -> Iterator[str]:
    means = factor_means(publication, node_id)
    for key in sorted(means, key=lambda key: means[key].estimate):
        yield f"{FACTOR}:{key}"
    for answer in publication.node(node_id).barriers.shares or ():
        if answer.id not in NO_BARRIERS:
            yield f"{BARRIER}:{answer.id}"
    for found in findings(publication, node_id):
        if found.kind == "cannot-say":
            yield from (f"{QUESTION}:{key}" for key in found.ids)


def _standing(session: Session, wave: Wave, entity: str, proposed_on: date | None) -> Standing:
    place = Place(wave.id, entity)
    is_published = wave.state is WaveState.PUBLISHED and proposed_on is not None
    questionnaire = content.questionnaire(session, wave.questionnaire, wave.version)
    said = sayings.read(session, wave.id, entity)
    return Standing(
        place=place,
        title=wave.title,
        state=wave.state,
        modules=len(questionnaire.modules),
        said=said.own,
        draft=service.draft(session, place),
        postings=tuple(one for one in said.postings if one.entity == entity),
        named=service.agreed(session, place),
        own=ownquestions.facts(session, wave.id, entity),
        eligible=ownquestions.eligible(session, wave.id, entity),
        follow_up_due=proposed_on + FOLLOW_UP_AFTER if is_published and proposed_on else None,
    )
