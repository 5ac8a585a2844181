"""What happens to a person's sheet, without a browser, on both databases."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from waves import OpenWave, open_wave

from questionnaires.model import Answer
from questionnaires.responses import Response
from toolkit.assess import service
from toolkit.assess.service import ALONE, Key, NoSheetError
from toolkit.assess.sheet import Sheet
from toolkit.config import Settings
from toolkit.models import Ballot, Blob, Link, Wave, WaveState
from toolkit.sealing.ballots import new_key_pair
from toolkit.sealing.codes import new_code
from toolkit.storage.database import Engines


@pytest.fixture
def wave(settings: Settings, engines: Engines) -> OpenWave:
    return open_wave(settings, engines)


@pytest.fixture
def session(engines: Engines) -> Iterator[Session]:
    with Session(engines.writing) as session:
        yield session


@pytest.fixture
def keys(settings: Settings) -> Path:
    """Where the halves of keys lie."""
    return settings.keys


@pytest.fixture
def code() -> bytes:
    return new_code()


def token(wave: OpenWave, person: int = 0) -> str:
    return wave.tokens[f"person-{person}@example.org"]


def answering(**answers: Answer) -> Callable[[Sheet], Sheet]:
    given = {key.replace("_", "-"): answer for key, answer in answers.items()}
    return lambda sheet: sheet.model_copy(update={"response": Response(answers=given)})


def test_beginning_twice_with_one_code_goes_on(session: Session, code: bytes) -> None:
    key = service.begin(session, code, "team", "small")
    service.change(session, key, answering(goals_set=Answer(3)))
    assert service.begin(session, code, "organisation", "large") == key
    sheet = service.load(session, key)
    assert (sheet.perspective, sheet.size) == ("team", "small")
    assert sheet.response.answers == {"goals-set": Answer(3)}


def test_under_another_code_nothing_is_found(session: Session, code: bytes) -> None:
    service.begin(session, code, "team", "small")
    with pytest.raises(NoSheetError):
        service.find(session, new_code())
    with pytest.raises(NoSheetError):
        service.load(session, Key(new_code(), ALONE))


def test_a_code_leads_to_the_newest_wave_in_which_it_was_used(
    session: Session, code: bytes, wave: OpenWave
) -> None:
    assert service.begin(session, code, "unit", "small") == service.find(session, code)
    invited = service.begin_invited(session, code, token(wave), "small")
    assert service.find(session, code) == invited == Key(code, wave.id)


def test_finished_answers_are_compared_with_the_next_and_unfinished_ones_are_not(
    session: Session, keys: Path, code: bytes, wave: OpenWave
) -> None:
    key = service.begin(session, code, "unit", "small")
    service.change(session, key, answering(goals_set=Answer(2)))
    unfinished = service.begin_invited(session, code, token(wave), "small")
    assert service.load(session, unfinished).earlier is None
    service.delete(session, unfinished, keys)
    service.submit(session, key, keys)
    invited = service.begin_invited(session, code, token(wave), "small")
    earlier = service.load(session, invited).earlier
    assert earlier is not None
    assert earlier.response.answers == {"goals-set": Answer(2)}


def test_answering_anew_keeps_the_finished_answers_once(
    session: Session, keys: Path, code: bytes
) -> None:
    key = service.begin(session, code, "unit", "small")
    service.change(session, key, answering(goals_set=Answer(2)))
    service.submit(session, key, keys)
    for _click in range(2):
        sheet = service.begin_again(session, key)
        assert sheet.response == Response()
        assert sheet.earlier is not None
        assert sheet.earlier.response.answers == {"goals-set": Answer(2)}
        assert not sheet.submitted


def test_alone_nothing_but_the_blob_is_stored(session: Session, keys: Path, code: bytes) -> None:
    key = service.begin(session, code, "unit", "small")
    service.submit(session, key, keys)
    assert session.scalars(select(Ballot)).all() == []
    assert len(session.scalars(select(Blob)).all()) == 1
    service.delete(session, key, keys)
    session.expire_all()
    assert session.scalars(select(Blob)).all() == []


def test_ballot_link_and_sheet_go_together(
    session: Session, keys: Path, code: bytes, wave: OpenWave
) -> None:
    key = service.begin_invited(session, code, token(wave), "small")
    session.commit()
    service.submit(session, key, keys)
    session.rollback()
    assert session.scalars(select(Ballot)).all() == []
    assert not any(session.scalars(select(Link.spent)))
    assert not service.load(session, key).submitted


def test_a_wave_that_closes_takes_nothing(
    session: Session, keys: Path, code: bytes, wave: OpenWave
) -> None:
    key = service.begin_invited(session, code, token(wave), "small")
    session.get_one(Wave, wave.id).state = WaveState.CLOSED
    for attempt in (
        lambda: service.submit(session, key, keys),
        lambda: service.invitation(session, token(wave)),
        lambda: service.begin_invited(session, new_code(), token(wave), "small"),
    ):
        with pytest.raises(service.WaveNotOpenError):
            attempt()
    assert service.usable_invitation(session, token(wave)) is None
    assert session.scalars(select(Ballot)).all() == []


def test_a_link_that_was_taken_back_casts_no_ballot(
    session: Session, keys: Path, code: bytes, wave: OpenWave
) -> None:
    key = service.begin_invited(session, code, token(wave), "small")
    service.change(session, key, lambda sheet: sheet.model_copy(update={"link": "00" * 32}))
    with pytest.raises(service.UnknownLinkError):
        service.submit(session, key, keys)


def test_nothing_is_sealed_to_a_key_that_nobody_checked(
    session: Session, keys: Path, code: bytes, wave: OpenWave
) -> None:
    key = service.begin_invited(session, code, token(wave), "small")
    session.get_one(Wave, wave.id).public_key = new_key_pair().public
    with pytest.raises(service.ChangedKeyError):
        service.submit(session, key, keys)
    assert session.scalars(select(Ballot)).all() == []


@pytest.mark.parametrize("text", [None, "", "nonsense", "\u00e9" * 43])
def test_what_is_no_link_invites_nobody(session: Session, wave: OpenWave, text: str | None) -> None:
    assert service.usable_invitation(session, text) is None
    assert service.usable_invitation(session, token(wave)) is not None


def test_who_asks_is_told_before_the_first_answer(session: Session, wave: OpenWave) -> None:
    found = service.invitation(session, token(wave))
    assert (found.entity, found.group, found.eligible) == ("Example agency", "", (10, 14))
    assert found.wave.is_open
    assert found.wave == service.wave_facts(session, wave.id)
    assert service.wave_facts(session, ALONE) is None
