"""What is to be done now for an entity, each with its state in words."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import flask_babel
from flask import url_for

from toolkit.commitments import MOST_POSTINGS
from toolkit.entities.overview import Standing
from toolkit.entities.rules import WHILE, Subject, may_write
from toolkit.planning.ownquestions import FEWEST, OwnFacts
from toolkit.web.access import Person
from toolkit.web.language import gettext as _
from toolkit.web.language import ngettext


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to say, as the index shows it; without `href` there is nothing to do for now."""

    title: str
    href: str
    status_text: str
    status_kind: str  # done, started or new


@dataclass(frozen=True, slots=True)
class _Row:
    """One subject on the index: its name, its page, and its state."""

    subject: Subject
    title: Callable[[], str]
    endpoint: str
    state: Callable[[Standing], tuple[str, str]]  # in words, and its kind


def tasks(standing: Standing, person: Person) -> Iterator[Task]:
    """Everything that the entity may say in this wave, in the order of a wave's life."""
    place = standing.place
    for row in _ROWS:
        text, kind = row.state(standing)
        can = may_write(person, row.subject, place.entity)
        is_open = standing.state in WHILE[row.subject]
        is_for_others = is_open and not can and kind == "new"
        there = url_for(row.endpoint, wave_id=place.wave_id, name=place.entity)
        yield Task(
            title=row.title(),
            href=there if can and (is_open or kind == "done") else "",
            status_text=_("%(state)s (%(who)s)", state=text, who=_who(row))
            if is_for_others
            else text,
            status_kind=kind,
        )


def wave_state(state: str) -> str:
    """A wave's state in words."""
    said: Mapping[str, Callable[[], str]] = {
        "planned": lambda: _("It has not opened yet."),
        "open": lambda: _("People are answering."),
        "closed": lambda: _("It is closed; the figures are not made yet."),
        "proposed": lambda: _("The figures are made, and wait for approval."),
        "published": lambda: _("The results are published."),
        "withdrawn": lambda: _("The results were withdrawn."),
    }
    return said[state]()


def _who(row: _Row) -> str:
    if row.subject in {Subject.AMBITION, Subject.RETURN, Subject.OWN}:
        return _("your coordinator does this")
    return _("your executive does this")


def _ambition(standing: Standing) -> tuple[str, str]:
    stated, is_open = len(standing.said.ambitions), standing.state in WHILE[Subject.AMBITION]
    if not stated:
        if is_open:
            return _("Not stated; optional, until the survey opens"), "new"
        return _("None was stated before the survey opened"), "done"
    text = _("Stated for %(stated)s of %(all)s modules", stated=stated, all=standing.modules)
    return text, "started" if is_open and stated < standing.modules else "done"


def _own(standing: Standing) -> tuple[str, str]:
    own, number = standing.own, len(standing.own.questions)
    if own.is_asked:
        return ngettext("%(num)s question is asked", "%(num)s questions are asked", number), "done"
    if standing.state not in WHILE[Subject.OWN]:
        return _("None were accepted before the survey opened"), "done"
    if standing.eligible < FEWEST:
        return _("Only where %(number)s people or more are invited", number=FEWEST), "new"
    return _while_planned(own)


def _while_planned(own: OwnFacts) -> tuple[str, str]:
    if own.is_draft and own.objection:
        return _("Sent back by a curator"), "started"
    if not own.questions:
        return _("None; optional, until the survey opens"), "new"
    if own.is_accepted:
        return _("Accepted, asked when the survey opens"), "done"
    if own.is_in_review:
        return _("Handed in, waits for a curator"), "started"
    return _("Written, not handed in yet"), "started"


def _return(standing: Standing) -> tuple[str, str]:
    if standing.said.signed_return:
        return _("Filled in and signed"), "done"
    stated, is_open = standing.stated_efforts, standing.state in WHILE[Subject.RETURN]
    if not is_open:
        return _("Not signed before the results were approved; shown to nobody"), "done"
    if not standing.draft.version:
        return _("Not begun; until the results are approved"), "new"
    if stated < standing.modules:
        return (
            _(
                "Effort stated for %(stated)s of %(all)s modules",
                stated=stated,
                all=standing.modules,
            ),
            "started",
        )
    return _("Filled in, waits for a signature"), "started"


def _signature(standing: Standing) -> tuple[str, str]:
    signed = standing.said.signed_return
    if signed:
        return (
            _(
                "Signed by %(name)s, %(title)s, on %(date)s",
                name=signed.signer_name,
                title=signed.signer_title,
                date=flask_babel.format_date(signed.signed_on, "long"),
            ),
            "done",
        )
    if standing.state not in WHILE[Subject.SIGNATURE]:
        return _("Not signed"), "done"
    if standing.stated_efforts < standing.modules:
        return _("Waits for the return to be filled in"), "new"
    return _("Ready to be read and signed"), "started"


def _exchange(standing: Standing) -> tuple[str, str]:
    offers = sum(one.kind == "offer" for one in standing.postings)
    asks = len(standing.postings) - offers
    if not standing.postings:
        return _("None yet; up to %(most)s of each", most=MOST_POSTINGS), "new"
    return (
        _(
            "%(offers)s, %(asks)s",
            offers=ngettext("%(num)s offer", "%(num)s offers", offers),
            asks=ngettext("%(num)s ask", "%(num)s asks", asks),
        ),
        "done",
    )


def _decisions(standing: Standing) -> tuple[str, str]:
    if standing.follow_up_due is None:
        return _("After the results are published"), "new"
    accepted = sum(one.is_accepted for one in standing.said.decisions)
    later = len(standing.said.decisions) - accepted
    if not standing.said.decisions:
        return _("None noted yet"), "new"
    return _("%(accepted)s accepted, %(later)s not now", accepted=accepted, later=later), "done"


def _follow_up(standing: Standing) -> tuple[str, str]:
    if standing.follow_up_due is None:
        return _("90 days after the results"), "new"
    number = len(standing.said.follow_up)
    if number:
        return ngettext("%(num)s line", "%(num)s lines", number), "done"
    return _("Due on %(date)s", date=flask_babel.format_date(standing.follow_up_due, "long")), "new"


def _naming(standing: Standing) -> tuple[str, str]:
    if standing.follow_up_due is None:
        return _("After you have seen your results"), "new"
    number = len(standing.named)
    if number:
        return ngettext("Named in %(num)s module", "Named in %(num)s modules", number), "done"
    return _("Not named"), "done"


_ROWS = (
    _Row(Subject.AMBITION, lambda: _("Ambition"), "entities.ambition", _ambition),
    _Row(Subject.OWN, lambda: _("Questions of your own"), "entities.own_questions", _own),
    _Row(
        Subject.RETURN,
        lambda: _("Return: effort, and what was done"),
        "entities.entity_return",
        _return,
    ),
    _Row(
        Subject.SIGNATURE, lambda: _("Signature under the return"), "entities.signature", _signature
    ),
    _Row(Subject.EXCHANGE, lambda: _("Offers and asks"), "entities.exchange", _exchange),
    _Row(Subject.DECISIONS, lambda: _("Decisions"), "entities.decisions", _decisions),
    _Row(Subject.FOLLOW_UP, lambda: _("You said, we did"), "entities.follow_up", _follow_up),
    _Row(Subject.NAMING, lambda: _("Being named to peers"), "entities.naming", _naming),
)
