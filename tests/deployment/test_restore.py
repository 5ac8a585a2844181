"""A database that is lost while a wave is open, or put back by an older one, and what then is."""

from collections.abc import Callable

import pytest
from administering import Administrator
from browsing import Visitor
from flask import Flask
from restoring import Keeper
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from voting import vote
from waves import OpenWave

from aggregation.grid import Mean
from aggregation.publication import Publication
from questionnaires.model import Questionnaire
from questionnaires.responses import items
from toolkit.doctor.findings import Finding
from toolkit.models import Ballot, Blob, Link, Published, RosterRow, Wave, WaveState
from toolkit.publications import published
from toolkit.sealing.ballots import unseal
from toolkit.sealing.keyhalves import server_half_path
from toolkit.storage.database import Engines

Look = Callable[..., list[Finding]]


def token(wave: OpenWave, person: int) -> str:
    return wave.tokens[f"person-{person}@example.org"]


def answer(app: Flask, wave: OpenWave, person: int, level: str) -> tuple[Visitor, str]:
    """Answer one question by invitation, submit, and keep the recovery code."""
    visitor = Visitor(app)
    visitor.get(f"/assessment/link/{token(wave, person)}")
    code = visitor.begin_invited()
    visitor.answer("strategy", {"goals-set": level})
    assert visitor.submit().h1 == "Your result"
    return visitor, code


def come_back(app: Flask, code: str, *, status: int = 200) -> Visitor:
    visitor = Visitor(app)
    visitor.get("/assessment/return")
    visitor.post("/assessment/return", {"code": code}, status=status)
    return visitor


def levels(wave: OpenWave, questionnaire: Questionnaire) -> list[int]:
    """What the ballots say of one question, by the custodian's leave."""
    place = items(questionnaire).index("question:goals-set")
    with Session(wave.engines.reading) as session:
        return sorted(
            unseal(wave.private_key(), wave.id, ballot.cell_id, ballot.body)[place]
            for ballot in session.scalars(select(Ballot))
        )


def number(engines: Engines, table: type[Ballot | Link | Blob | RosterRow]) -> int:
    with Session(engines.reading) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def state(wave: OpenWave) -> WaveState:
    with Session(wave.engines.reading) as session:
        return session.get_one(Wave, wave.id).state


def publish(administrator: Administrator, wave: OpenWave) -> None:
    administrator.runs("wave", "close", wave.id)
    administrator.runs("publish", wave.id, "--half", wave.custodian)
    administrator.runs("approve", wave.id, "--yes")


def publication(wave: OpenWave) -> Publication:
    with Session(wave.engines.reading) as session:
        return published(session, wave.id)


def test_a_wave_goes_on_after_its_database_was_lost(
    app: Flask,
    keeper: Keeper,
    wave: OpenWave,
    questionnaire: Questionnaire,
    unusual: Look,
) -> None:
    early, early_code = answer(app, wave, 0, "2")
    for person in range(1, 10):
        answer(app, wave, person, "3")
    backup = keeper.back_up()
    early.answer("strategy", {"goals-set": "5"})
    early.submit()
    _, late_code = answer(app, wave, 10, "4")
    assert levels(wave, questionnaire) == [3] * 9 + [4, 5]
    keeper.restore(backup)
    assert unusual() == []
    # What came after the backup is lost: the ballot, the sheet, and that the link was used.
    assert levels(wave, questionnaire) == [2] + [3] * 9
    come_back(app, late_code, status=422)
    # Whoever answered before it goes on with the code, and replaces the ballot.
    again = come_back(app, early_code)
    assert again.get("/assessment/answer/strategy").values("goals-set") == ["2"]
    again.answer("strategy", {"goals-set": "1"})
    again.submit()
    Visitor(app).get(f"/assessment/link/{token(wave, 1)}", status=410)
    # Whoever answered after it uses the link again; an unused link is as good as before.
    answer(app, wave, 10, "4")
    answer(app, wave, 11, "5")
    assert levels(wave, questionnaire) == [1] + [3] * 9 + [4, 5]
    publish(keeper.administrator, wave)
    (agency,) = [node for node in publication(wave).nodes if node.kind == "entity"]
    assert agency.respondents is not None
    assert (agency.respondents.low, agency.respondents.high) == (10, 14)
    assert agency.question("goals-set").mean == Mean(31)  # of the twelve
    assert unusual() == []


def test_who_deleted_after_the_backup_is_there_again_and_can_delete_again(
    app: Flask, keeper: Keeper, wave: OpenWave, questionnaire: Questionnaire
) -> None:
    person, code = answer(app, wave, 0, "2")
    backup = keeper.back_up()
    person.get("/assessment/delete")
    person.post("/assessment/delete")
    assert levels(wave, questionnaire) == [0]
    keeper.restore(backup)
    assert levels(wave, questionnaire) == [2]
    again = come_back(app, code)
    again.get("/assessment/delete")
    again.post("/assessment/delete")
    assert levels(wave, questionnaire) == [0]
    assert number(wave.engines, Blob) == 0


def test_a_wave_that_was_closed_since_is_open_again_and_is_closed_again(
    keeper: Keeper, wave: OpenWave, questionnaire: Questionnaire, unusual: Look
) -> None:
    vote(wave, questionnaire, 11)
    backup = keeper.back_up()
    keeper.administrator.runs("wave", "close", wave.id)
    keeper.restore(backup)
    assert state(wave) is WaveState.OPEN
    (finding,) = unusual()
    assert str(finding).startswith("warning  wave 1 is open and lacks the key of its links")
    publish(keeper.administrator, wave)
    assert publication(wave).nodes[0].respondents is not None
    assert unusual() == []


@pytest.mark.parametrize("moment", ["open", "closed"])
def test_ballots_of_a_published_wave_come_back_and_nothing_opens_them(
    keeper: Keeper, wave: OpenWave, questionnaire: Questionnaire, unusual: Look, moment: str
) -> None:
    vote(wave, questionnaire, 11)
    if moment == "closed":
        keeper.administrator.runs("wave", "close", wave.id)
    backup = keeper.back_up()
    publish(keeper.administrator, wave)
    keeper.restore(backup)
    assert number(wave.engines, Ballot) == 11
    assert not server_half_path(wave.settings.keys, wave.id).exists()
    assert "lacks the server's half of its key" in "".join(map(str, unusual()))
    administrator = keeper.administrator
    administrator.runs("wave", "close", wave.id)
    refused = administrator.runs("publish", wave.id, "--half", wave.custodian, status=1)
    assert "wave-1.half: No such file or directory" in refused.stderr
    # None of these was made for it: the ballots stay.
    assert administrator.runs("publication", "expire").stdout.startswith("0 wave(s)")
    for command in (("approve", 1, "--yes"), ("discard", 1), ("withdraw", 1, "--reason", "lost")):
        assert "wave 1 is closed" in administrator.runs(*command, status=1).stderr
    assert number(wave.engines, Ballot) == 11
    (finding,) = unusual()
    assert "toolkit publication give-up WAVE" in str(finding)
    administrator.runs("publication", "give-up", wave.id, "--yes")
    assert (number(wave.engines, Ballot), number(wave.engines, Link)) == (0, 0)
    assert number(wave.engines, RosterRow) == 0
    assert state(wave) is WaveState.CLOSED
    assert unusual() == []
    administrator.runs("publication", "give-up", wave.id, "--yes")  # a second time does no harm


@pytest.mark.parametrize("fault", ["open", "half there", "no keys"])
def test_no_wave_is_given_up_whose_answers_can_be_opened(
    keeper: Keeper, wave: OpenWave, questionnaire: Questionnaire, fault: str
) -> None:
    vote(wave, questionnaire, 11)
    keys = wave.settings.keys
    if fault != "open":
        keeper.administrator.runs("wave", "close", wave.id)
    if fault == "no keys":
        keys.rename(keys.with_name("elsewhere"))
    refused = keeper.administrator.runs("publication", "give-up", wave.id, "--yes", status=1)
    said = {"open": "wave 1 is open", "half there": "can be opened", "no keys": "is not there"}
    assert said[fault] in refused.stderr
    assert number(wave.engines, Ballot) == 11


def test_a_proposal_that_comes_back_is_approved_again(
    keeper: Keeper, wave: OpenWave, questionnaire: Questionnaire, unusual: Look
) -> None:
    vote(wave, questionnaire, 11)
    keeper.administrator.runs("wave", "close", wave.id)
    keeper.administrator.runs("publish", wave.id, "--half", wave.custodian)
    backup = keeper.back_up()
    keeper.administrator.runs("approve", wave.id, "--yes")
    before = publication(wave)
    keeper.restore(backup)
    assert (state(wave), number(wave.engines, Ballot)) == (WaveState.PROPOSED, 11)
    keeper.administrator.runs("approve", wave.id, "--yes")
    assert publication(wave) == before
    assert number(wave.engines, Ballot) == 0
    assert unusual() == []


def test_keys_that_come_back_after_publication_are_destroyed_again(
    keeper: Keeper, wave: OpenWave, questionnaire: Questionnaire, unusual: Look
) -> None:
    vote(wave, questionnaire, 11)
    half = server_half_path(wave.settings.keys, wave.id)
    copy = half.read_bytes()
    publish(keeper.administrator, wave)
    backup = keeper.back_up()
    half.write_bytes(copy)
    half.chmod(0o600)
    keeper.restore(backup)
    assert [found.text for found in unusual()] == ["the destruction of wave 1 is not finished"]
    assert keeper.administrator.runs("publication", "expire").stdout.startswith("1 wave(s)")
    assert not half.exists()
    assert unusual() == []


def test_a_wave_that_the_backup_does_not_know(
    keeper: Keeper, new_wave: Callable[[], OpenWave], unusual: Look
) -> None:
    backup = keeper.back_up()
    first = new_wave()
    keeper.restore(backup)
    assert sorted(found.text.split(" ")[0].rsplit("/")[-1] for found in unusual()) == [
        "wave-1.half",
        "wave-1.links",
        "wave-1.public",
        "wave-1.terms",
    ]
    first.custodian.rename(first.custodian.with_name("old.half"))
    second = new_wave()
    # The roster went with the database: everybody gets another link, and the old ones open nothing.
    assert set(second.tokens) == set(first.tokens)
    assert not set(second.tokens.values()) & set(first.tokens.values())
    (finding,) = unusual()
    assert "wave-1.half.unknown-" in finding.text


def test_a_publication_is_restored_with_its_hash(
    keeper: Keeper, wave: OpenWave, questionnaire: Questionnaire
) -> None:
    vote(wave, questionnaire, 11)
    publish(keeper.administrator, wave)
    backup = keeper.back_up()
    with wave.engines.write() as session:
        session.get_one(Published, wave.id).text = "{}"
    keeper.administrator.runs("publication", "verify", 1, status=1)
    keeper.restore(backup)
    assert "is as it was made" in keeper.administrator.runs("publication", "verify", 1).stdout
