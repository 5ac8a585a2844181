"""What one entity asks of its own, accepted by a curator, and what its people answer."""

import numpy as np
from sqlalchemy.orm import Session

from questionnaires.model import Answer, Questionnaire
from questionnaires.own import OwnQuestion
from questionnaires.responses import OWN_IDS
from toolkit.curate import owns
from toolkit.demonstration import parameters as p
from toolkit.demonstration.levels import Bytes
from toolkit.demonstration.model import DemonstrationWave
from toolkit.demonstration.streams import stream
from toolkit.entities import ownquestions
from toolkit.entities.store import Change, Place

_AUTHOR, _CURATOR = "coordinator@example.org", "curator@example.org"
QUESTIONS = (
    OwnQuestion(
        statement="How do headquarters and field offices learn from each other's pilots?",
        help="We want to know whether the yearly exchange of pilots reaches offices.",
        levels=(
            "Pilots in one office are not known in another.",
            "Some of us hear of a pilot elsewhere by chance.",
            "One list of all pilots is open to every office.",
            "Each quarter offices show each other a pilot, and say what failed.",
            "What one office learned has changed how others plan.",
        ),
    ),
    OwnQuestion(
        statement="How does the fund for small experiments reach units?",
        help="The fund is two years old, and we decide this year whether it goes on.",
        levels=(
            "Nobody here has heard of the fund.",
            "Some of us know that the fund exists, and have not asked it.",
            "Single units have asked the fund, and got an answer.",
            "Most units ask the fund each year, and are answered within a month.",
            "What the fund paid for has become part of our programmes.",
        ),
    ),
    OwnQuestion(
        statement="How do Member States see what we test?",
        help="A partnership group asks how we tell Member States of tests.",
        levels=(
            "Member States do not hear of what we test.",
            "We mention a test when a Member State asks.",
            "Once a year one document tells Member States of all tests.",
            "Member States see tests while they run, and comment on them.",
            "Member States have changed plans after a test of ours.",
        ),
    ),
)


def ask(session: Session, place: Place) -> None:
    """Write the questions and have them accepted, in the names of people who are invented too."""
    ownquestions.write_down(session, Change(place, 0, _AUTHOR), QUESTIONS)
    session.flush()
    ownquestions.hand_in(session, Change(place, 1, _AUTHOR))
    session.flush()
    owns.accept(session, place.wave_id, place.entity, version=2, actor=_CURATOR)


def answers(questionnaire: Questionnaire, wave: DemonstrationWave, acronym: str) -> Bytes:
    """A ballot's further bytes, (respondents, 5): 0 for all but this entity's people.

    Each lies around what the person says of the self-assessment.
    """
    given = np.zeros((len(wave.ballots), len(OWN_IDS)), dtype=np.uint8)
    number = [n for n, place in enumerate(wave.places) if place.entity.acronym == acronym]
    people = np.flatnonzero(np.isin(wave.place_of, number))
    levels = wave.ballots[people, : len(questionnaire.questions)].astype(float)
    levels[(levels < Answer.LEVEL_1) | (levels > Answer.LEVEL_5)] = np.nan
    has_some = ~np.isnan(levels).all(axis=1)
    people, levels = people[has_some], levels[has_some]
    rng = stream(p.SEED, "own", acronym, wave.number)
    shape = (len(people), len(QUESTIONS))
    seen = np.nanmean(levels, axis=1)[:, None] + np.array(p.OWN_SHIFT)
    chosen = np.clip(np.rint(seen + p.OWN_SD * rng.standard_normal(shape)), 1, 5).astype(np.uint8)
    chosen[rng.random(shape) < p.OWN_UNKNOWN] = Answer.CANNOT_SAY
    given[people, : len(QUESTIONS)] = chosen
    return given
