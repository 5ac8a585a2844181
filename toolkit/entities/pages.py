"""The pages that list what an entity said: by wave, its offers and asks, its decisions."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import flask_babel
from flask import url_for
from sqlalchemy.orm import Session

from aggregation.publication import Publication
from questionnaires import own
from toolkit import sayings
from toolkit.commitments import MOST_POSTINGS, Decision, Exchange, Posting
from toolkit.entities import overview, service
from toolkit.entities.edits import too_few
from toolkit.entities.overview import Standing
from toolkit.entities.rules import WHILE, Subject
from toolkit.entities.service import About
from toolkit.entities.store import Place
from toolkit.entities.tasks import Task, tasks, wave_state
from toolkit.planning import ownquestions
from toolkit.planning.ownquestions import OwnFacts
from toolkit.proposals import Proposal
from toolkit.publications import NotPublishedError, TamperedError, published
from toolkit.web import language
from toolkit.web.access import Person
from toolkit.web.language import gettext as _
from toolkit.wording import commitments as words
from toolkit.wording.asking import QuestionText, own_texts
from toolkit.wording.reader import Reader


@dataclass(frozen=True, slots=True)
class WaveTasks:
    """One entity in one wave, with what is to be done there."""

    title: str
    entity: str
    state: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class PostingCard:
    """An offer or an ask as it is read; `change` and `take_down` are addresses, for one's own."""

    entity: str
    subject: str
    title: str
    text: str
    contact: str
    change: str = ""
    take_down: str = ""


@dataclass(frozen=True, slots=True)
class ExchangePage:
    """One's own offers and asks with what is free, and those of others."""

    wave: str
    is_open: bool
    own_offers: tuple[PostingCard, ...]
    own_asks: tuple[PostingCard, ...]
    new_offer: str  # address, empty where all places are taken
    new_ask: str
    for_asks: tuple[PostingCard, ...]
    offers: tuple[PostingCard, ...]
    asks: tuple[PostingCard, ...]


@dataclass(frozen=True, slots=True)
class OwnPage:
    """An entity's own questions; `too_few` says why it can ask none, where it cannot."""

    wave: str
    is_open: bool
    facts: OwnFacts
    questions: tuple[QuestionText, ...]
    instruction: str
    minutes: int  # that the core takes with them
    too_few: str


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A factor that is proposed, or was decided on, with what was decided."""

    subject: str
    tool: str
    said: str
    href: str


@dataclass(frozen=True, slots=True)
class DecisionsPage:
    """Decisions of an entity; `is_published` says whether there are results to decide on."""

    wave: str
    is_published: bool
    lines: tuple[DecisionLine, ...]
    results: str  # the address of the page of results


def waves(found: Iterable[Standing], person: Person) -> list[WaveTasks]:
    """What is to be done, the newest wave first."""
    return [
        WaveTasks(one.title, one.place.entity, wave_state(one.state), tuple(tasks(one, person)))
        for one in found
    ]


def exchange(place: Place, about: About, found: Exchange) -> ExchangePage:
    """Offers and asks as the entity's own people read them."""
    reader = language.reader(about.questionnaire)
    is_open = about.state in WHILE[Subject.EXCHANGE]

    def cards(postings: Iterable[Posting], kind: str) -> tuple[PostingCard, ...]:
        return tuple(_card(reader, place, one) for one in postings if one.kind == kind)

    return ExchangePage(
        wave=about.title,
        is_open=is_open,
        own_offers=cards(found.own, "offer"),
        own_asks=cards(found.own, "ask"),
        new_offer=_new(place, found.own, "offer") if is_open else "",
        new_ask=_new(place, found.own, "ask") if is_open else "",
        for_asks=cards(found.for_asks, "offer"),
        offers=cards(found.others, "offer"),
        asks=cards(found.others, "ask"),
    )


def own_questions(session: Session, place: Place) -> OwnPage:
    """What the entity asks of its own, as far as it is."""
    about = service.about(session, place)
    facts = ownquestions.facts(session, place.wave_id, place.entity)
    reader = language.reader(about.questionnaire)
    return OwnPage(
        wave=about.title,
        is_open=about.state in WHILE[Subject.OWN],
        facts=facts,
        questions=own_texts(reader.gettext, facts.questions),
        instruction=reader.text("instruction"),
        minutes=own.minutes(facts.questions),
        too_few=too_few(ownquestions.eligible(session, place.wave_id, place.entity)),
    )


def publication(session: Session, wave_id: int) -> Publication | None:
    """The publication of a wave, or None where nothing of it is shown."""
    try:
        return published(session, wave_id)
    except (NotPublishedError, TamperedError):
        return None


def decisions(
    session: Session, place: Place, about: About, proposed: Iterable[Proposal]
) -> DecisionsPage:
    """What the results propose, lowest first, then what else was decided on."""
    reader = language.reader(about.questionnaire)
    said = sayings.read(session, place.wave_id, place.entity).own
    decided = {one.factor_id: one for one in said.decisions}
    tools = {one.factor_id: one.tool.name for one in proposed}
    lines = [*tools, *(key for key in decided if key not in tools)]
    return DecisionsPage(
        wave=about.title,
        is_published=about.state in WHILE[Subject.DECISIONS],
        lines=tuple(
            DecisionLine(
                subject=reader.name(key),
                tool=tools.get(key, ""),
                said=decision_said(decided.get(key)),
                href=url_for(
                    "entities.decision", wave_id=place.wave_id, factor_id=key, name=place.entity
                ),
            )
            for key in lines
        ),
        results=url_for("insights.entity", wave_id=place.wave_id, name=place.entity),
    )


def decision_said(decision: Decision | None) -> str:
    """What was decided, in words."""
    if decision is None:
        return _("Nothing noted yet")
    verdict = _("Accepted") if decision.is_accepted else _("Not now")
    begins = decision.first_step_on
    date = (
        _("first step on %(date)s", date=flask_babel.format_date(begins, "long")) if begins else ""
    )
    return ", ".join(part for part in (verdict, decision.owner, date) if part)


def said_by_staff(session: Session, place: Place) -> tuple[tuple[str, str], ...]:
    """What can be answered for, in words; what is answered for already stays to be chosen."""
    about, found = service.about(session, place), publication(session, place.wave_id)
    reader = language.reader(about.questionnaire)
    own = sayings.read(session, place.wave_id, place.entity).own
    written = (one.said for one in own.follow_up)
    offered = overview.said_by_staff(found, place.entity) if found else ()
    return tuple(
        (key, words.staff_said(reader, key, about.perspective))
        for key in dict.fromkeys((*offered, *written))
    )


def _card(reader: Reader, place: Place, posting: Posting) -> PostingCard:
    where: dict[str, Any] = {
        "wave_id": place.wave_id,
        "kind": posting.kind.value,
        "number": posting.number,
        "name": place.entity,
    }
    is_own = posting.entity == place.entity
    return PostingCard(
        entity=posting.entity,
        subject=reader.name(posting.factor_id),
        title=posting.title,
        text=posting.text,
        contact=posting.contact,
        change=url_for("entities.posting", **where) if is_own else "",
        take_down=url_for("entities.take_down", **where) if is_own else "",
    )


def _new(place: Place, own: Iterable[Posting], kind: str) -> str:
    """The address of the first place that is free; empty where none is."""
    taken = {one.number for one in own if one.kind == kind}
    free = (number for number in range(1, MOST_POSTINGS + 1) if number not in taken)
    number = next(free, None)
    if number is None:
        return ""
    return url_for(
        "entities.posting", wave_id=place.wave_id, kind=kind, number=number, name=place.entity
    )
