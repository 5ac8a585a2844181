"""Hold the demonstration's waves in a database, through the services that hold a real one."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from toolkit import content
from toolkit.audit import Action, command_line
from toolkit.config import Settings
from toolkit.demonstration import lettering, model, owning, said
from toolkit.demonstration.entities import Entity, rosters
from toolkit.demonstration.model import DemonstrationPlace, DemonstrationWave
from toolkit.demonstration.parameters import FIELD, OWN_FROM_WAVE
from toolkit.entities.store import NotInWaveError, Place
from toolkit.models import Ballot, Cell, Eligible, Link, Wave, WaveState
from toolkit.planning import samples
from toolkit.planning.samples import Category, Sample
from toolkit.publish import destruction
from toolkit.publish import service as publishing
from toolkit.refusal import Refusal
from toolkit.sealing import keyhalves
from toolkit.sealing.ballots import seal
from toolkit.sealing.links import link_id
from toolkit.storage import database
from toolkit.storage.database import Engines
from toolkit.waves import confirmation, invitations, opening, roster_rows
from toolkit.waves import service as waves
from toolkit.waves.roster import Invited, Member
from toolkit.waves.service import Plan
from toolkit.waves.states import log

_BALLOT_ID_BYTES = 16
_DAYS_OPEN, _DAYS_TO_RESULTS = 45, 60
_SMALL = 1000  # staff
SPOKEN_FOR = "UNESCO"  # has accounts here: one whose change can be stated
_NAMES = {"UN": "UN Secretariat"}  # the acronym alone would be taken for the whole system


class DemonstrationError(Refusal):
    """The demonstration is not loaded here; the message says why."""


@dataclass(frozen=True, slots=True)
class Loader:
    """Where the demonstration is loaded, on which day, and whom to tell of the progress.

    ``taking_part`` are the entities, all 31 unless said.
    """

    settings: Settings
    engines: Engines
    today: date
    tell: Callable[[str], object]
    taking_part: tuple[Entity, ...] | None = None

    def load(self) -> None:
        """Bring every wave of the demonstration to its last state; safe to interrupt and repeat.

        Raises
        ------
        DemonstrationError
            When the database has waves that are not a demonstration's.
        """
        with self.engines.read() as session:
            if session.scalar(select(Wave.id).where(~Wave.is_demonstration).limit(1)):
                raise DemonstrationError("this installation has waves of its own: none is invented")
            held = session.scalars(select(Wave.id).order_by(Wave.id)).all()
            questionnaire = content.newest_questionnaire(session)
        generated = model.waves(questionnaire, taking_part=self.taking_part)
        for number, wave in enumerate(generated):
            wave_id = held[number] if number < len(held) else self._open(wave)
            if not wave.is_open:
                self._publish(wave_id)

    def custodian(self, wave_id: int) -> Path:
        """The custodian's half, which lies on this machine here, and nowhere else should."""
        return self.settings.instance / "demonstration" / f"wave-{wave_id}.custodian.half"

    def _open(self, wave: DemonstrationWave) -> int:
        """Plan and open a wave with all its ballots, or leave no trace of it."""
        plan = _plan(wave, self.today)
        self.tell(f"{plan.title}: {len(wave.ballots)} synthetic people answer")
        with self.engines.write() as session:
            made = waves.create(session, plan)
            made.is_demonstration = True
            copies = [self.custodian(made.id)]
            copies[0].unlink(missing_ok=True)
            waves.make_key(session, made.id, self.settings.keys, copies)
            self._invite(session, made.id, wave)
            waves.set_groups(session, made.id, groups(wave))
            if self._asks(wave):
                owning.ask(session, Place(made.id, SPOKEN_FOR))
            said.before_opening(
                session,
                made,
                wave.number,
                content.newest_questionnaire(session),
                {name(place): place.entity.acronym for place in wave.places},
                unsigned=SPOKEN_FOR if wave.is_open else "",
            )
            waves.check_key(session, made.id, self.settings.keys, copies)
            opening.assure_all(session, made.id, actor=command_line())
            waves.open_wave(
                session,
                made.id,
                self.settings.keys,
                today=plan.first_day or self.today,
                actor=command_line(),
            )
            self._answer(session, made, wave)
            if wave.is_open:
                lettering.invite(session, made.id, SPOKEN_FOR, self.today)
            return made.id

    def _asks(self, wave: DemonstrationWave) -> bool:
        """Whether one entity asks something of its own in a wave."""
        takes_part = any(name(place) == SPOKEN_FOR for place in wave.places)
        return takes_part and wave.number >= OWN_FROM_WAVE

    def _invite(self, session: Session, wave_id: int, wave: DemonstrationWave) -> None:
        """Import the roster, and confirm it in the names of people who are invented too."""
        actor = command_line()
        roster_rows.replace_rows(session, wave_id, roster(wave), actor=actor)
        for entity, sample in _samples(wave):
            samples.keep(session, wave_id, entity, sample)
            sizes = f"{entity}: {sample.drawn} of {sample.eligible} people"
            log(session, wave_id, actor, Action.SAMPLE_DRAWN, sizes)
        for one in roster_rows.entities_of(session, wave_id):
            confirmation.confirm_entity(
                session, wave_id, one.entity, by="coordinator@example.org", actor=actor
            )
        confirmation.confirm_whole(
            session, wave_id, self.settings.keys, by="administrator@example.org", actor=actor
        )

    def _answer(self, session: Session, made: Wave, wave: DemonstrationWave) -> None:
        """Cast every ballot, and spend as many links of its place."""
        tokens = {
            one.person: one.token
            for one in invitations.invited(session, made.id, self.settings.keys)
        }
        spent = [link_id(tokens[person]) for person in _answered(wave)]
        links = select(Link.id, Link.cell_id).join(Cell).where(Cell.wave_id == made.id)
        cells = {row.id: row.cell_id for row in session.execute(links)}
        answered = wave.ballots
        if self._asks(wave):
            questionnaire = content.newest_questionnaire(session)
            own = owning.answers(questionnaire, wave, SPOKEN_FOR)
            answered = np.hstack([wave.ballots, own])
        ballots = sorted(
            (secrets.token_bytes(_BALLOT_ID_BYTES), cells[link], answers.tobytes())
            for link, answers in zip(spent, answered, strict=True)
        )
        public_key = made.public_key or b""
        session.execute(
            insert(Ballot),
            [
                {"id": key, "cell_id": cell, "body": seal(public_key, made.id, cell, answers)}
                for key, cell, answers in ballots
            ],
        )
        session.execute(update(Link), [{"id": link, "spent": True} for link in sorted(spent)])

    def _publish(self, wave_id: int) -> None:
        """Take a wave from whatever state it was left in to its publication."""
        settings, keys = self.settings, self.settings.keys
        state = self._state(wave_id)
        if state is WaveState.OPEN:
            with self.engines.write() as session:
                wave = session.get_one(Wave, wave_id)
                waves.close_wave(
                    session,
                    wave_id,
                    today=min(wave.last_day or self.today, self.today),
                    actor=command_line(),
                )
        if state in {WaveState.OPEN, WaveState.CLOSED}:
            keyhalves.erase_link_key(keys, wave_id)
            database.compact(settings.database_url)
            half = keyhalves.read_half(self.custodian(wave_id))
            with self.engines.write() as session:
                publishing.propose(
                    session, wave_id, keys, half, today=self.today, actor=command_line()
                )
        if self._state(wave_id) is WaveState.PROPOSED:
            with self.engines.write() as session:
                publishing.approve(session, wave_id, actor=command_line())
                self._follow(session, wave_id)
            destruction.destroy_due(self.engines.writing, settings.database_url, keys, self.today)
        self.custodian(wave_id).unlink(missing_ok=True)

    def _follow(self, session: Session, wave_id: int) -> None:
        """What one entity does with its results, in the transaction that publishes them."""
        place = Place(wave_id, SPOKEN_FOR)
        with suppress(NotInWaveError):
            said.after_results(session, place)

    def _state(self, wave_id: int) -> WaveState:
        with self.engines.read() as session:
            return session.get_one(Wave, wave_id).state


def roster(wave: DemonstrationWave) -> list[Invited]:
    """Everybody invited to a wave, place after place; those who answer come first in each."""
    return [
        Invited(_person(place, number), name(place), place.value, _mail(wave, place, number))
        for place in wave.places
        for number in range(place.invited)
    ]


def _samples(wave: DemonstrationWave) -> Iterator[tuple[str, Sample]]:
    """The entities of which fewer people are invited than there are, with what was drawn."""
    found: dict[str, list[Category]] = {}
    for place in wave.places:
        one = Category(place.value, place.eligible, place.invited)
        found.setdefault(name(place), []).append(one)
    for entity, categories in found.items():
        sample = Sample(tuple(categories))
        if sample.drawn < sample.eligible:
            yield entity, sample


def groups(wave: DemonstrationWave) -> list[Member]:
    """The two comparison groups of each entity: its size, and where most of its people work."""
    places: dict[str, Entity] = {name(place): place.entity for place in wave.places}
    return [
        Member(entity, group)
        for entity, found in places.items()
        for group in (_size(found), _whereabouts(found))
    ]


def name(place: DemonstrationPlace) -> str:
    """What the entity of a place is called in the demonstration."""
    return _NAMES.get(place.entity.acronym, place.entity.acronym)


def _size(entity: Entity) -> str:
    if entity.staff < _SMALL:
        return f"Under {_SMALL:,} staff"
    return f"{_SMALL:,} staff or more"


def _whereabouts(entity: Entity) -> str:
    field = sum(one.eligible for one in rosters(entity) if one.value == FIELD)
    return "Mainly field" if field > entity.staff / 2 else "Mainly headquarters"


def _answered(wave: DemonstrationWave) -> Iterator[str]:
    for place in wave.places:
        for number in range(place.respondents):
            yield _person(place, number)


def _person(place: DemonstrationPlace, number: int) -> str:
    return f"{place.entity.acronym}-{place.value}-{number}"


def _mail(wave: DemonstrationWave, place: DemonstrationPlace, number: int) -> str:
    """An address at which nobody reads, of the one entity whose letters can be looked at."""
    is_shown = wave.is_open and name(place) == SPOKEN_FOR
    return f"{_person(place, number).lower()}@example.org" if is_shown else ""


def _plan(wave: DemonstrationWave, today: date) -> Plan:
    year = today.year - wave.years_ago
    opened, last, results_by = date(year, 5, 1), date(year, 5, 31), date(year, 12, 1)
    if wave.is_open:
        opened, last = today, today + timedelta(days=_DAYS_OPEN)
        results_by = today + timedelta(days=_DAYS_TO_RESULTS)
    return Plan(
        title=f"Innovation survey {year} (synthetic)",
        perspective="unit",
        sponsor="Deputy Executive Director, invented for this demonstration",
        decision="which two modules get an adviser for a year",
        results_by=results_by,
        first_day=opened,
        last_day=last,
        eligible=Eligible.STAFF,
    )
