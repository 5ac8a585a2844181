"""An administrator who dumps everything after each submission learns nothing of the answers.

The administrator knows who submits, and when, and has every file, log and table.
"""

import logging
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import postgres
import pytest
from browsing import Visitor
from flask import Flask
from sqlalchemy import inspect, make_url, text
from sqlalchemy.orm import Session
from voting import approve, propose
from waves import OpenWave, open_wave, roster

from questionnaires.model import Questionnaire
from questionnaires.responses import OWN_IDS, Response, to_bytes
from toolkit.config import Settings
from toolkit.models import Ballot, Blob, Link, Wave
from toolkit.sealing import blobs, codes
from toolkit.sealing.ballots import BALLOT_BYTES, UnsealError, new_key_pair, unseal
from toolkit.sealing.keyhalves import read_half, server_half_path
from toolkit.sealing.links import link_id
from toolkit.storage import database
from toolkit.storage.backups import back_up
from toolkit.storage.database import Engines

PEOPLE = 200
FEW_PAGES = 12
BY_CHANCE = 0.35  # five standard deviations of the correlation of so many
SEALED = BALLOT_BYTES + 16 + 1120  # the tag of AES-GCM, and what the hybrid KEM encapsulates


@dataclass
class Author:
    """One respondent as the administrator knows them, and what must be found nowhere."""

    person: str
    ballot_key: bytes
    secrets: list[bytes] = field(default_factory=list)


class Dump:
    """Everything the database server keeps, as bytes: files on SQLite, all tables elsewhere."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    def __call__(self) -> bytes:
        if self._engines.reading.dialect.name == "sqlite":
            path = Path(self._engines.reading.url.database or "")
            beside = [path.with_name(f"{path.name}{end}") for end in ("", "-wal")]
            return b"".join(file.read_bytes() for file in beside if file.exists())
        return b"\n".join(self._rows())

    def _rows(self) -> Iterator[bytes]:
        with self._engines.reading.connect() as connection:
            for name in inspect(connection).get_table_names():
                rows = connection.execute(text(f'SELECT ctid, xmin, * FROM "{name}"'))  # noqa: S608
                for row in rows:
                    yield b"|".join(
                        bytes(value)
                        if isinstance(value, bytes | memoryview)
                        else str(value).encode()
                        for value in row
                    )


def others(engines: Engines) -> dict[str, int]:
    """How many rows the tables have that no respondent writes."""
    with engines.reading.connect() as connection:
        return {
            name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()  # noqa: S608
            for name in inspect(connection).get_table_names()
            if name not in {"ballot", "link", "blob"}
        }


def rosters(engines: Engines) -> list[str]:
    """Every row of everybody who is eligible."""
    with engines.reading.connect() as connection:
        return sorted(map(repr, connection.execute(text("SELECT * FROM roster"))))


def lengths(engines: Engines) -> tuple[set[int], set[int]]:
    with Session(engines.reading) as session:
        return (
            {len(ballot.body) for ballot in session.query(Ballot)},
            {len(blob.body) for blob in session.query(Blob)},
        )


def take_part(
    app: Flask,
    wave: OpenWave,
    person: str,
    questionnaire: Questionnaire,
    levels: Sequence[int],
    own: Sequence[str] = (),
) -> Author:
    """Answer every question, submit, and say what an administrator would like to find.

    ``own`` are the ids of the questions of the entity's own, where it asks any.
    """
    visitor = Visitor(app)
    visitor.get(f"/assessment/link/{wave.tokens[person]}")
    shown = visitor.send("/assessment/begin", {"size": "small"}, follow_redirects=True).text
    code = shown.partition('data-text="')[2].partition('"')[0]
    assert visitor.send("/assessment/code").status_code == 303
    given = dict(zip(questionnaire.questions, levels, strict=True))
    for module in questionnaire.modules:
        visitor.send(
            f"/assessment/answer/{module.id}",
            {question.id: str(given[question.id]) for question in module.questions},
        )
    if own:
        form = dict(zip(own, map(str, levels), strict=False))
        assert visitor.send("/assessment/answer/own-questions", form).status_code == 303
    assert visitor.send("/assessment/submit").status_code == 303
    raw = codes.read(code)
    response = Response.model_validate({"answers": given})
    cookies = [
        found.value.encode()
        for name in ("sheet", "session")
        if (found := visitor.client.get_cookie(name, path="/assessment"))
    ]
    answers = to_bytes(questionnaire, response)[: len(levels)]
    return Author(
        person,
        codes.derive(raw, "ballot", wave.id, 16),
        [
            *(code.encode(), code.replace("-", "").encode(), raw, raw.hex().encode()),
            *(wave.tokens[person].encode(), *cookies),
            *(
                answers,
                "".join(map(str, levels)).encode(),
                response.model_dump_json().encode()[:60],
            ),
            *(b'"goals-set":', b'"own-1":', b'"answers"', b'"submitted"'),
            codes.derive(raw, "enc", wave.id, 32),
        ],
    )


def correlation(order: Sequence[int]) -> float:
    """Spearman's correlation of a permutation of 0..n-1 with the order it is read in."""
    n = len(order)
    return 1 - 6 * sum((place - rank) ** 2 for place, rank in enumerate(order)) / (n**3 - n)


def arrival(found: Sequence[bytes], authors: Sequence[Author]) -> list[int]:
    """When the ballots that are found in this order were cast."""
    when = {author.ballot_key: number for number, author in enumerate(authors)}
    return [when[key] for key in found]


def as_they_lie(engines: Engines, table: type[Ballot | Link]) -> list[bytes]:
    """A table's keys in the order in which the disk holds the rows."""
    with Session(engines.reading) as session:
        if engines.reading.dialect.name == "sqlite":
            rows: Sequence[Any] = session.query(table).all()
            dump = Dump(engines)()
            body = {row.id: getattr(row, "body", row.id) for row in rows}
            return sorted(body, key=lambda key: dump.rfind(body[key][-200:]))
        name = table.__tablename__
        keys = session.scalars(text(f"SELECT id FROM {name} ORDER BY ctid"))  # noqa: S608
        return [bytes(key) for key in keys]


@pytest.fixture
def overheard(
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[], bytes]:
    """All that the application said, and all that lies in its folder or in temporary files."""
    caplog.set_level(logging.DEBUG)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))

    def listen() -> bytes:
        assert list(temporary.iterdir()) == []
        files = [path for path in settings.instance.rglob("*") if path.is_file()]
        said = caplog.text + "".join(capfd.readouterr())
        return said.encode() + b"".join(path.read_bytes() for path in files)

    return listen


def test_a_dump_after_each_of_two_hundred_submissions(
    app: Flask,
    settings: Settings,
    engines: Engines,
    questionnaire: Questionnaire,
    overheard: Callable[[], bytes],
    tmp_path: Path,
) -> None:
    wave = open_wave(settings, engines, roster(PEOPLE), own={"Example agency": len(OWN_IDS)})
    chance, dump = Random(7), Dump(engines)  # noqa: S311 - answers, not secrets
    before, listed, authors = others(engines), rosters(engines), list[Author]()
    people = list(wave.tokens)
    chance.shuffle(people)
    for person in people:
        levels = [chance.randint(1, 5) for _question in questionnaire.questions]
        author = take_part(app, wave, person, questionnaire, levels, OWN_IDS)
        authors.append(author)
        taken = dump()
        assert [secret for secret in author.secrets if secret in taken] == []
        assert lengths(engines) == ({SEALED}, {blobs.STEP + 28})
    said = overheard()
    assert [one.person for one in authors if one.person.encode() in said] == []
    everything = dump() + said + backup(settings.database_url, tmp_path / "backup")
    secrets = set[bytes]().union(*(author.secrets for author in authors))
    assert [secret for secret in secrets if secret in everything] == []
    assert others(engines) == before
    assert rosters(engines) == listed  # it says who is invited, and not a byte of who answered
    keys_look_random(engines, authors)
    order_is_forgotten(wave, authors)
    halves_are_useless_apart(wave)
    nothing_opens_once_it_is_published(wave)


def backup(url: str, path: Path) -> bytes:
    """What the administrator's own copy of the database holds."""
    if make_url(url).get_backend_name() == "sqlite":
        back_up(url, path)
    else:
        program = (postgres.binaries() or Path()) / "pg_dump"
        address = url.replace("postgresql+psycopg", "postgresql")
        subprocess.run([program, f"--file={path}", f"--dbname={address}"], check=True)
    kept = path.read_bytes()
    assert kept
    hexadecimal = re.findall(rb"\\\\x([0-9a-f]+)", kept)
    return kept + b"|".join(bytes.fromhex(one.decode()) for one in hexadecimal)


def nothing_opens_once_it_is_published(wave: OpenWave) -> None:
    """Who kept every dump, and has what is left of both halves: the custodian's is still whole."""
    good, keys = wave.private_key(), wave.settings.keys
    with Session(wave.engines.reading) as session:
        kept = [(ballot.cell_id, ballot.body) for ballot in session.query(Ballot)]
    assert len(kept) == PEOPLE
    propose(wave)
    approve(wave)
    everything = Dump(wave.engines)()
    for cell, body in kept:
        assert body[-64:] not in everything
        assert len(unseal(good, wave.id, cell, body)) == BALLOT_BYTES  # they are the ballots
    assert not server_half_path(keys, wave.id).exists()
    left = b"".join(path.read_bytes() for path in keys.rglob("*") if path.is_file())
    other = read_half(wave.custodian).secret
    windows = [left[at : at + len(other)] for at in range(max(0, len(left) - len(other) + 1))]
    shared = [bytes(a ^ b for a, b in zip(one, other, strict=True)) for one in windows]
    for key in (other, bytes(len(other)), *windows, *shared):
        assert key != good
        for cell, body in kept:
            with pytest.raises(UnsealError):
                unseal(key, wave.id, cell, body)


def keys_look_random(engines: Engines, authors: Sequence[Author]) -> None:
    with Session(engines.reading) as session:
        found = [ballot.id for ballot in session.query(Ballot).order_by(Ballot.id)]
    assert {author.ballot_key for author in authors} == set(found)
    assert abs(correlation(arrival(found, authors))) < BY_CHANCE
    ones = sum(byte.bit_count() for key in found for byte in key)
    bits = 8 * sum(map(len, found))
    assert abs(ones - bits / 2) < 6 * (bits / 4) ** 0.5


def order_is_forgotten(wave: OpenWave, authors: Sequence[Author]) -> None:
    """While a wave is open the disk tells the order of arrival; once it is closed, no longer."""
    control = arrival(as_they_lie(wave.engines, Ballot), authors)
    assert abs(correlation(control)) > 0.9
    wave.close()
    wave.engines.dispose()
    database.compact(wave.settings.database_url)
    assert abs(correlation(arrival(as_they_lie(wave.engines, Ballot), authors))) < BY_CHANCE
    links = as_they_lie(wave.engines, Link)
    ascents = sum(one < other for one, other in pairwise(links))
    assert min(ascents, len(links) - 1 - ascents) < FEW_PAGES  # by key, within each page at least
    came = {link_id(wave.tokens[author.person]): n for n, author in enumerate(authors)}
    assert abs(correlation([came[link] for link in links if link in came])) < BY_CHANCE
    if wave.engines.reading.dialect.name == "postgresql":
        with wave.engines.reading.connect() as connection:
            for name in ("ballot", "link"):
                writers = connection.execute(text(f"SELECT DISTINCT xmin FROM {name}"))  # noqa: S608
                assert len(writers.all()) == 1


def halves_are_useless_apart(wave: OpenWave) -> None:
    server = read_half(server_half_path(wave.settings.keys, wave.id)).secret
    custodian = read_half(wave.custodian).secret
    with Session(wave.engines.reading) as session:
        ballot = session.query(Ballot).first()
        assert ballot is not None
        cells = ballot.cell_id, ballot.cell_id + 1
        body = ballot.body
    good = wave.private_key()
    assert len(unseal(good, wave.id, cells[0], body)) == BALLOT_BYTES
    for key, wave_id, cell in (
        (server, wave.id, cells[0]),
        (custodian, wave.id, cells[0]),
        (good, wave.id, cells[1]),
        (good, wave.id + 1, cells[0]),
    ):
        with pytest.raises(UnsealError):
            unseal(key, wave_id, cell, body)


def test_another_waves_key_opens_nothing(
    app: Flask, settings: Settings, engines: Engines, questionnaire: Questionnaire
) -> None:
    wave = open_wave(settings, engines)
    other = open_wave(settings, engines, roster(entity="Another agency"))
    levels = [3] * len(questionnaire.questions)
    take_part(app, wave, next(iter(wave.tokens)), questionnaire, levels)
    with Session(engines.reading) as session:
        ballot = session.query(Ballot).one()
    for wave_id in (wave.id, other.id):
        with pytest.raises(UnsealError):
            unseal(other.private_key(), wave_id, ballot.cell_id, ballot.body)


def test_changing_answers_changes_the_ciphertext_and_nothing_else(
    visitor: Visitor, engines: Engines, questionnaire: Questionnaire
) -> None:
    visitor.begin()
    seen: dict[bytes, tuple[bytes, int]] = {}
    for module in questionnaire.modules:
        for level in ("1", "5", "cannot-say", ""):
            form = {q.id: level for q in module.questions if level}
            visitor.send(f"/assessment/answer/{module.id}", form)
            with Session(engines.reading) as session:
                blob = session.query(Blob).one()
            assert blob.body not in seen
            seen[blob.body] = (blob.id, len(blob.body))
    assert len(set(seen.values())) == 1


def test_a_full_sheet_is_as_long_as_an_empty_one(
    visitor: Visitor, engines: Engines, questionnaire: Questionnaire
) -> None:
    visitor.begin()
    for module in questionnaire.modules:
        visitor.answer(module.id, {q.id: "does-not-apply" for q in module.questions})
    visitor.answer("progress", {module.id: "cannot-say" for module in questionnaire.modules})
    longest = max((choice.id for choice in questionnaire.tools_tried.answers), key=len)
    tools = [tool.id for tool in questionnaire.tools_tried.options]
    visitor.answer("tools-tried", dict.fromkeys(tools, longest))
    visitor.submit()
    for tool in tools:
        visitor.send(
            f"/assessment/result/tool/{tool}", {"decision": "refuse", "reason": "did-not-help"}
        )
    assert lengths(engines)[1] == {blobs.STEP + 28}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_deleted_blob_leaves_nothing_in_the_file(visitor: Visitor, engines: Engines) -> None:
    visitor.begin()
    written = []
    for level in ("1", "2", "3"):
        visitor.answer("strategy", {"goals-set": level})
        with Session(engines.reading) as session:
            written.append(session.query(Blob).one().body)
    visitor.post("/assessment/delete")
    path = Path(engines.writing.url.database or "")
    with engines.writing.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    engines.dispose()
    left = path.read_bytes()
    for body in written:
        for start in range(0, len(body), 64):
            assert body[start : start + 64] not in left


def test_nothing_that_looks_like_a_clock_is_kept(
    app: Flask, settings: Settings, engines: Engines, questionnaire: Questionnaire
) -> None:
    wave = open_wave(settings, engines)
    levels = [2] * len(questionnaire.questions)
    take_part(app, wave, next(iter(wave.tokens)), questionnaire, levels)
    with engines.reading.connect() as connection:
        for name in ("ballot", "link", "blob"):
            for row in connection.execute(text(f"SELECT * FROM {name}")):  # noqa: S608
                plain = "|".join(str(v) for v in row if not isinstance(v, bytes | memoryview))
                assert not re.search(
                    r"\d{4}-\d\d|\d{9,}|[a-z]{3,}",
                    plain.lower().replace("false", "").replace("true", ""),
                ), plain


def test_a_key_that_was_exchanged_in_the_database_seals_nothing(
    app: Flask, settings: Settings, engines: Engines, questionnaire: Questionnaire
) -> None:
    wave = open_wave(settings, engines)
    attacker = new_key_pair()
    visitor = Visitor(app)
    visitor.get(f"/assessment/link/{next(iter(wave.tokens.values()))}")
    visitor.begin_invited()
    visitor.answer("strategy", {next(iter(questionnaire.questions)): "1"})
    with Session(engines.writing) as session, session.begin():
        row = session.get_one(Wave, wave.id)
        good, row.public_key = row.public_key, attacker.public
    page = visitor.post("/assessment/submit", status=500)
    assert page.h1 == "Your answers were not submitted"
    with Session(engines.writing) as session, session.begin():
        assert session.query(Ballot).count() == 0
        assert session.query(Link).filter(Link.spent).count() == 0
        session.get_one(Wave, wave.id).public_key = good
    assert visitor.submit().h1 == "Your result"
