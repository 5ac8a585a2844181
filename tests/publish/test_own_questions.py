"""What entities ask of their own, from the ballots to the publication."""

from collections.abc import Callable
from dataclasses import replace

import ownasked
import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from voting import Voter, approve, everything, propose, roster, vote
from waves import OpenWave, open_wave

from aggregation.publication import OwnQuestion, Publication
from questionnaires.model import Answer, Questionnaire
from questionnaires.responses import Response
from toolkit.config import Settings
from toolkit.models import Cell, OwnQuestionsKept, OwnState, Published, Wave, WaveState
from toolkit.planning import terms
from toolkit.planning.ownquestions import ChangedQuestionsError
from toolkit.publications import entity_id, published
from toolkit.publish import service
from toolkit.publish.service import PublishError
from toolkit.sealing import keyhalves
from toolkit.storage.database import Engines

SIZES = {
    ("Alpha", "Field"): 40,
    ("Alpha", "Headquarters"): 40,
    ("Bravo", ""): 60,
    ("Cello", ""): 22,
}
OWN = {"Alpha": 5, "Cello": 1}
ANSWERING = 19  # of each place: with Alpha's two parts enough, with Cello's only one too few


def with_own(questionnaire: Questionnaire, voter: Voter) -> Response:
    """Everything, and what the voter's entity asks; others answer it too, which counts for none."""
    response = everything(questionnaire, replace(voter))
    level = 1 + voter.number % 5
    own = {"own-1": Answer(level), "own-2": Answer.CANNOT_SAY}
    if voter.number < 9:
        own["own-3"] = Answer(4)
    return response.model_copy(update={"own": own})


@pytest.fixture
def wave(settings: Settings, engines: Engines) -> OpenWave:
    return open_wave(settings, engines, roster(SIZES), own=OWN)


def held(wave: OpenWave, questionnaire: Questionnaire) -> None:
    vote(wave, questionnaire, ANSWERING, answering=with_own)
    wave.close()


def own_of(wave: OpenWave, entity: str) -> tuple[OwnQuestion, ...]:
    with wave.engines.read() as session:
        return published(session, wave.id).own_of(entity_id(entity))


def test_a_whole_entity_is_shown_from_twenty_people(
    wave: OpenWave, questionnaire: Questionnaire
) -> None:
    held(wave, questionnaire)
    propose(wave)
    approve(wave)
    first, second, third, *rest = own_of(wave, "Alpha")
    asked = ownasked.questions(5)
    assert [one.statement for one in own_of(wave, "Alpha")] == [one.statement for one in asked]
    assert first.levels == asked[0].levels
    assert first.figures.people
    assert first.figures.people.low == 30  # 38 gave a level
    assert first.figures.mean
    assert first.figures.buckets
    assert second.figures.mean is None
    assert second.figures.without_level
    assert second.figures.without_level.cannot_say.percent == 90
    assert third.figures.mean is None  # 18 people
    assert all(one.figures.people is None for one in rest)
    assert own_of(wave, "Bravo") == ()
    assert own_of(wave, "Cello")[0].figures.mean is None  # 19 people
    with wave.engines.read() as session:
        tables = [
            one for one in service.attacked(session, wave.id).exposures if "own-" in one.table
        ]
        assert len(tables) == 2 * 6
        assert all(one.passes for one in tables)


def test_every_other_figure_is_the_same_without_them(
    wave: OpenWave, questionnaire: Questionnaire
) -> None:
    """The same wave, from a copy of its rows in which nobody asked anything."""
    held(wave, questionnaire)
    propose(wave)
    with wave.engines.write() as session:
        asking = session.get_one(Published, wave.id).text
        service.discard(session, wave.id, actor="tests")
        session.execute(delete(OwnQuestionsKept))
        found = session.get_one(Wave, wave.id)
        found.own_questions = ""
        session.flush()
        keyhalves.freeze(wave.settings.keys, wave.id, terms.fingerprint(session, found))
    propose(wave)
    with wave.engines.read() as session:
        silent = session.get_one(Published, wave.id).text
    assert asking != silent
    assert replace(Publication.from_json(asking), own=()).json == silent


def _set(**values: object) -> Callable[[Session], object]:
    return lambda session: session.execute(update(OwnQuestionsKept).values(**values))


CHANGES: dict[str, Callable[[Session], object]] = {
    "a word": lambda session: session.execute(
        update(OwnQuestionsKept)
        .where(OwnQuestionsKept.entity == "Cello")
        .values(text=f"[{ownasked.question('grade').model_dump_json()}]")
    ),
    "who asks": lambda session: session.execute(
        update(OwnQuestionsKept).where(OwnQuestionsKept.entity == "Cello").values(entity="Bravo")
    ),
    "one more": lambda session: session.add(
        OwnQuestionsKept(
            wave_id=1, entity="Bravo", state=OwnState.ASKED, text="[]", authors="", reviewer=""
        )
    ),
    "one less": lambda session: session.execute(delete(OwnQuestionsKept)),
    "not asked any more": _set(state=OwnState.ACCEPTED),
    "the wave's hash": lambda session: session.execute(update(Wave).values(own_questions="")),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_changed_after_opening_stops_the_publication(
    wave: OpenWave, questionnaire: Questionnaire, change: str
) -> None:
    held(wave, questionnaire)
    with wave.engines.write() as session:
        CHANGES[change](session)
    with pytest.raises(PublishError, match="not those with which it opened"):
        propose(wave)
    with wave.engines.read() as session:
        assert session.get_one(Wave, wave.id).state is WaveState.CLOSED


def test_a_hash_and_a_text_that_do_not_belong_together_ask_nobody(wave: OpenWave) -> None:
    with wave.engines.write() as session:
        session.execute(update(Wave).values(own_questions="0" * 64))
        found = session.get_one(Wave, wave.id)
        with pytest.raises(ChangedQuestionsError):
            service.asked_of(session, found)


@pytest.mark.parametrize("state", [OwnState.DRAFT, OwnState.REVIEW])
def test_what_nobody_accepted_is_not_asked_and_leaves_the_terms_as_they_were(
    settings: Settings, engines: Engines, state: OwnState
) -> None:
    wave = open_wave(settings, engines, roster(SIZES))
    with engines.write() as session:
        before = terms.fingerprint(session, session.get_one(Wave, wave.id))
        ownasked.keep(session, wave.id, "Alpha", state=state)
        session.flush()
        assert terms.fingerprint(session, session.get_one(Wave, wave.id)) == before
        assert session.get_one(Wave, wave.id).own_questions == ""


def test_an_entity_with_too_few_people_asks_nothing(settings: Settings, engines: Engines) -> None:
    names = ["Alpha", "Bravo", "Cello", "Other entities"]
    sizes = {("Alpha", ""): 19, ("Bravo", ""): 20, ("Cello", ""): 4, ("Delta", ""): 8}
    open_wave(settings, engines, roster(sizes), own=dict.fromkeys(names, 1))
    with engines.read() as session:
        assert session.scalars(select(Cell).where(Cell.entity == names[-1])).one().eligible == 12
        asking = select(OwnQuestionsKept.entity).where(OwnQuestionsKept.state == OwnState.ASKED)
        assert session.scalars(asking).all() == ["Bravo"]
