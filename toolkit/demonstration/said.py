"""What the synthetic entities say of themselves, through the services that real ones use."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.model import Questionnaire
from toolkit.audit import command_line
from toolkit.commitments import Ambition, Decision, Effort, FollowUpLine, Posting
from toolkit.demonstration import parameters as p
from toolkit.demonstration.streams import stream
from toolkit.demonstration.traits import effort
from toolkit.entities import overview, service
from toolkit.entities.service import Signature
from toolkit.entities.store import Change, Place
from toolkit.models import Cell, PostingKind, Wave
from toolkit.publications import published

_DAYS_FROM_SIGNATURE, _DAYS_TO_FIRST_STEP = 60, 30  # before and after results are read
_SIGNER = ("A. Example", "Deputy Executive Director, invented")
_ACTIONS = {
    "a": "A two-page approach, discussed in every department",
    "b": "Two messages from the head, and a lunch series run by young staff",
    "c": "One informal briefing of the governing body",
    "d": "A method for ideas taken over from another entity",
    "e": "A call for pilots with companies and universities",
}
_OFFERS = (
    ("UNDP", "scale", "From pilot to plan", "Our scale plan as a template, with two examples"),
    (
        "WFP",
        "idea-sources",
        "How we run a call for ideas",
        "A two-hour visit online, with our forms",
    ),
    ("UNICEF", "partner-risk", "Pre-mortem for partnerships", "A template, used in eight projects"),
    ("ITU", "trends", "Watch on new technology", "A quarterly note, and a place on its list"),
    (
        "UNESCO",
        "new-partners",
        "Working with universities",
        "Our agreement text, and what it costs",
    ),
    ("WIPO", "desired-effect", "Small evaluations", "A method for projects of under a year"),
)
_ASKS = (
    ("UNESCO", "scale", "After the pilot", "How others decide what to scale and what to stop"),
    (
        "UNESCO",
        "risk-guidance",
        "A page on risk",
        "Guidance that people outside legal affairs can read",
    ),
    ("FAO", "incentives", "Time for ideas", "Who has given staff hours for it, and how?"),
    ("ILO", "pipeline", "One list of projects", "How to keep it alive with half a post"),
    (
        "IMO",
        "partner-risk",
        "First company partners",
        "A checklist that a small legal team can use",
    ),
)


def before_opening(
    session: Session,
    wave: Wave,
    number: int,
    questionnaire: Questionnaire,
    acronyms: Mapping[str, str],
    *,
    unsigned: str = "",
) -> None:
    """State ambitions, returns, offers and asks of the entities of a planned wave.

    Parameters
    ----------
    number
        Of the wave in the model, which says how much effort there was.
    acronyms
        Of the entities, by the names that they have in the wave.
    unsigned
        The entity whose return waits for its signature.
    """
    modules = [module.id for module in questionnaire.modules]
    signed_on = wave.results_by - timedelta(days=_DAYS_FROM_SIGNATURE)
    for name in _alone(session, wave.id, acronyms):
        acronym, place = acronyms[name], Place(wave.id, name)
        stated = list(_ambitions(acronym, modules, wave.results_by.year))
        if stated:
            service.state_ambitions(session, _new(place), stated)
        efforts = {key: Effort(effort(acronym, key, wave=number)) for key in modules}
        service.fill_in(session, _new(place), efforts, dict(_done(acronym, number)))
        session.flush()
        if name != unsigned and _chance("signed", acronym, number) < p.RETURN_SIGNED:
            service.sign(session, _read(place), Signature(*_SIGNER, signed_on))
        for posting in _postings(name, acronym):
            service.post(session, _new(place), posting)


def after_results(session: Session, place: Place) -> None:
    """Note decisions on what the results propose, and what followed."""
    publication = published(session, place.wave_id)
    begins = session.get_one(Wave, place.wave_id).results_by + timedelta(days=_DAYS_TO_FIRST_STEP)
    for number, proposal in enumerate(overview.proposed(session, place, publication)):
        is_accepted = number == 0
        decision = Decision(
            factor_id=proposal.factor_id,
            tool_id=proposal.tool.id,
            is_accepted=is_accepted,
            owner="the deputy executive head" if is_accepted else "",
            first_step_on=begins if is_accepted else None,
        )
        service.decide(session, _new(place), decision)
    said = overview.said_by_staff(publication, place.entity)
    service.follow_up(session, _new(place), [*_followed(said)])


def _followed(said: Sequence[str]) -> Iterator[FollowUpLine]:
    if said:
        yield FollowUpLine(said[0], "A workshop in every department, with the tool", "the deputy")
    if "barrier:no-time" in said:
        done = "Half a day a month is planned for it"
        yield FollowUpLine("barrier:no-time", done, "heads of department")


def _alone(session: Session, wave_id: int, names: Iterable[str]) -> list[str]:
    """Those that are large enough to stand alone."""
    standing = set(session.scalars(select(Cell.entity).where(Cell.wave_id == wave_id)))
    return [name for name in names if name in standing]


def _new(place: Place) -> Change:
    return Change(place, 0, command_line())


def _read(place: Place) -> Change:
    """A change of what has been stored once."""
    return Change(place, 1, command_line())


def _ambitions(acronym: str, modules: list[str], year: int) -> Iterator[Ambition]:
    """A level about a half above the system's mean, for modules that the entity cares about."""
    if _chance("ambition", acronym) >= p.AMBITION_STATED:
        return
    for key in modules:
        wanted = p.SYSTEM_MEAN[key] + p.AMBITION_ABOVE + _chance("ambition", acronym, key) - 0.5
        if _chance("ambition in", acronym, key) < p.AMBITION_IN_MODULE:
            yield Ambition(key, 5 * round(2 * wanted), year + p.AMBITION_YEARS)


def _done(acronym: str, number: int) -> Iterator[tuple[str, str]]:
    for letter, text in _ACTIONS.items():
        if _chance("done", acronym, letter, number) < p.ACTION_DONE:
            yield letter, text


def _postings(name: str, acronym: str) -> Iterator[Posting]:
    for kind, listed in ((PostingKind.OFFER, _OFFERS), (PostingKind.ASK, _ASKS)):
        own = [texts for owner, *texts in listed if owner == acronym]
        for number, (factor_id, title, text) in enumerate(own, start=1):
            yield Posting(name, kind, number, factor_id, title, text, "the innovation team")


def _chance(*name: str | int) -> float:
    """A number from 0 to 1 of its own for every name."""
    return float(stream(p.SEED, *name).random())
