"""A wave's people vote, and the wave is published, as an administrator does it."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session
from waves import PLAN, OpenWave, open_wave

from questionnaires.model import Answer, Questionnaire
from questionnaires.responses import BARRIER_UNKNOWN, OWN_IDS, Response, to_bytes
from toolkit.config import Settings
from toolkit.models import Ballot, Cell, Link, Wave
from toolkit.publish import destruction, service
from toolkit.sealing.ballots import seal
from toolkit.sealing.keyhalves import Half, read_half
from toolkit.storage.database import Engines
from toolkit.waves.roster import Invited, Member
from toolkit.waves.service import Plan

TODAY = date(2027, 1, 15)
ACTOR = "tests"

Sizes = Mapping[tuple[str, str], int]  # entity and value -> people


@dataclass(frozen=True)
class Voter:
    """One of the people who vote: where, and chance that is the voter's own."""

    entity: str
    value: str
    number: int
    chance: random.Random


Answering = Callable[[Questionnaire, Voter], Response]


def roster(sizes: Sizes) -> list[Invited]:
    return [
        Invited(f"{entity[:80]}-{value}-{n}", entity, value)
        for (entity, value), size in sizes.items()
        for n in range(size)
    ]


def any_level(questionnaire: Questionnaire, voter: Voter) -> Response:
    """A level of pure chance for every question, and nothing else."""
    answers = {key: Answer(voter.chance.randint(1, 5)) for key in questionnaire.questions}
    return Response(answers=answers, barriers=(BARRIER_UNKNOWN,))


def everything(questionnaire: Questionnaire, voter: Voter) -> Response:
    """An answer of every kind; entities differ, and a third cannot say one thing."""
    chance, low = voter.chance, sum(map(ord, voter.entity)) % 3
    answers = {key: Answer(low + chance.randint(1, 3)) for key in questionnaire.questions}
    if voter.number % 3 == 0:
        answers["portfolio-balanced"] = Answer.CANNOT_SAY
    barriers = [barrier.id for barrier in questionnaire.barriers.options[:4]]
    progress = [answer.id for answer in questionnaire.progress_answers]
    return Response(
        answers=answers,
        progress={module.id: chance.choice(progress) for module in questionnaire.modules},
        barriers=(barriers[0], *chance.sample(barriers[1:], 1)),
        own={key: Answer(1 + (voter.number + n) % 5) for n, key in enumerate(OWN_IDS)},
    )


def nobody_can_say(questionnaire: Questionnaire, _voter: Voter) -> Response:
    """No level at all."""
    return Response(
        answers=dict.fromkeys(questionnaire.questions, Answer.CANNOT_SAY),
        progress={module.id: "cannot-say" for module in questionnaire.modules},
        barriers=(BARRIER_UNKNOWN,),
    )


def vote(
    wave: OpenWave,
    questionnaire: Questionnaire,
    number: int,
    seed: int = 1,
    answering: Answering = any_level,
) -> None:
    """Cast ballots for the first so many invited people of every cell."""
    chance = random.Random(seed)  # noqa: S311 - answers, not secrets
    with Session(wave.engines.writing) as session, session.begin():
        public_key = session.get_one(Wave, wave.id).public_key
        assert public_key is not None
        cells = select(Cell).where(Cell.wave_id == wave.id).order_by(Cell.id)
        for cell in session.scalars(cells).all():
            links = session.scalars(select(Link).where(Link.cell_id == cell.id)).all()
            for place, link in enumerate(links[:number]):
                voter = Voter(cell.entity, cell.value, place, chance)
                response = answering(questionnaire, voter)
                own = bytes(response.own.get(key, 0) for key in OWN_IDS)
                answers = to_bytes(questionnaire, response) + own
                body = seal(public_key, wave.id, cell.id, answers)
                session.add(Ballot(id=chance.randbytes(16), cell_id=cell.id, body=body))
                link.spent = True


def propose(wave: OpenWave, half: Half | None = None, today: date = TODAY) -> None:
    custodian = half or read_half(wave.custodian)
    with Session(wave.engines.writing) as session, session.begin():
        service.propose(session, wave.id, wave.settings.keys, custodian, today=today, actor=ACTOR)


def approve(wave: OpenWave) -> None:
    with Session(wave.engines.writing) as session, session.begin():
        service.approve(session, wave.id, actor=ACTOR)
    destruction.destroy_due(
        wave.engines.writing, wave.settings.database_url, wave.settings.keys, TODAY
    )


@dataclass(frozen=True)
class Voting:
    """An installation in which waves are held, from the invitation to the publication."""

    settings: Settings
    engines: Engines
    questionnaire: Questionnaire
    own: Mapping[str, int] = field(default_factory=dict)  # entity -> questions of its own

    def publish(
        self,
        sizes: Sizes,
        number: int = 30,
        answering: Answering = everything,
        plan: Plan = PLAN,
        seed: int = 1,
        groups: Sequence[Member] = (),
    ) -> OpenWave:
        """Hold a wave in which the first so many of each cell answer, and publish it."""
        wave = open_wave(self.settings, self.engines, roster(sizes), plan, groups, self.own)
        vote(wave, self.questionnaire, number, seed, answering)
        wave.close()
        propose(wave)
        approve(wave)
        return wave
