"""Fifty people answer at once through two web processes: no error, and no answer is lost."""

from collections import Counter

import pytest
from crowd import answer_at_once
from running import running
from sqlalchemy import select
from sqlalchemy.orm import Session
from waves import OpenWave, open_wave, roster

from questionnaires.model import Questionnaire
from questionnaires.responses import to_bytes
from toolkit.config import Settings
from toolkit.models import Ballot
from toolkit.sealing.ballots import BALLOT_BYTES, unseal
from toolkit.storage.database import Engines

PEOPLE = 50


def ballots(wave: OpenWave) -> Counter[bytes]:
    key = wave.private_key()
    with Session(wave.engines.reading) as session:
        return Counter(
            unseal(key, wave.id, ballot.cell_id, ballot.body)
            for ballot in session.scalars(select(Ballot))
        )


@pytest.mark.server
def test_fifty_people_at_once(
    settings: Settings, engines: Engines, questionnaire: Questionnaire
) -> None:
    wave = open_wave(settings, engines, roster(PEOPLE))
    environ = {
        "TOOLKIT_INSTANCE": str(settings.instance),
        "TOOLKIT_DATABASE_URL": settings.database_url,
        "TOOLKIT_WORKERS": "2",
    }
    with running(environ) as server:
        outcomes = answer_at_once(server.address, questionnaire, list(wave.tokens.values()))
    assert len(outcomes) == PEOPLE
    assert [outcome.kept for outcome in outcomes] == [outcome.given for outcome in outcomes]
    cast = (to_bytes(questionnaire, outcome.given) for outcome in outcomes)
    assert ballots(wave) == Counter(answers.ljust(BALLOT_BYTES, b"\0") for answers in cast)
