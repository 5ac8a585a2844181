"""What would be shown, said before anybody has answered, and what is shown then."""

import pytest
from voting import approve, propose, roster, vote
from waves import open_wave

from questionnaires.model import Questionnaire
from toolkit.config import Settings
from toolkit.publications import published
from toolkit.publish.preview import preview
from toolkit.publish.service import PublishError
from toolkit.storage.database import Engines
from toolkit.waves.roster import Member

OTHERS = ("Bravo", "Charlie", "Delta", "Echo", "Foxtrot")
PLACES = [("Alpha", "Field"), ("Alpha", "Headquarters"), *((name, "") for name in OTHERS)]
GROUPS = [Member(name, "Everybody") for name in ("Alpha", *OTHERS)]


@pytest.mark.parametrize("answers", [0, 4, 8, 12])
def test_the_preview_is_what_is_published_at_that_response(
    settings: Settings, engines: Engines, questionnaire: Questionnaire, answers: int
) -> None:
    wave = open_wave(settings, engines, roster(dict.fromkeys(PLACES, 40)), groups=GROUPS)
    with engines.read() as session:
        lines = list(preview(session, wave.id, 100 * answers // 40))
    vote(wave, questionnaire, answers)
    wave.close()
    propose(wave)
    approve(wave)
    with engines.read() as session:
        nodes = published(session, wave.id).nodes
    shown = ["shown" if node.respondents else "hidden" for node in nodes]
    assert [line.split()[0] for line in lines] == shown
    assert ("shown" in shown) is (answers > 0)


def test_each_group_is_told_what_to_expect(settings: Settings, engines: Engines) -> None:
    wave = open_wave(settings, engines, roster(dict.fromkeys(PLACES, 40)), groups=GROUPS)
    with engines.read() as session:
        lines = list(preview(session, wave.id, 30))
    assert lines[1:3] == [
        (
            "shown   Alpha: 24 of 80 answer; a module's mean within 0.30; a change from 0.56; "
            "under 40 answers: team sessions tell this entity more"
        ),
        "shown   Alpha, Field: 12 of 40 answer; a module's mean within 0.42; a change from 0.79",
    ]
    assert lines[0].startswith("shown   all entities: 84 of 280 answer")
    assert lines[-1].startswith("shown   Everybody: 84 of 280 answer")


def test_without_anybody_invited_there_is_nothing_to_preview(engines: Engines) -> None:
    with engines.read() as session, pytest.raises(PublishError, match="nobody is invited"):
        list(preview(session, 7, 30))
