"""A mailing to a large roster: rows, tokens and letters as bytes; then each noted as sent."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select
from waves import open_wave

from tests.benchmarks.figures import Figure
from toolkit import content, mail
from toolkit.config import MailServer, Settings
from toolkit.letters import asking
from toolkit.letters.piles import pile_of
from toolkit.letters.posting import MOST_AT_ONCE, READ_AT_ONCE
from toolkit.mail import Answer, Verdict
from toolkit.models import Mailing, MailingKind
from toolkit.storage import database
from toolkit.storage.database import Engines
from toolkit.waves.roster import Invited

PEOPLE, ENTITIES = 35_000, 31
_SERVER = MailServer(
    "127.0.0.1", 25, "none", "", "", "", "innovation@example.org", "Innovation survey", 10_000
)


def figures(settings: Settings) -> Iterator[Figure]:
    """Seconds of one core for all of them, without the mail server's own time."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'toolkit.db'}"
        database.upgrade(url)
        engines = database.connect(url)
        try:
            with engines.write() as session:
                content.import_packaged(session)
            large = replace(
                settings,
                instance=Path(folder),
                keys=Path(folder) / "keys",
                database_url=url,
                mail=_SERVER,
            )
            prepared, noted = _mailing(large, engines)
        finally:
            engines.dispose()
    yield Figure(f"{PEOPLE:,} invitations prepared, CPU", "s", prepared, budget=30)
    yield Figure(f"{PEOPLE:,} letters written down as sent, one by one, CPU", "s", noted)


def _mailing(settings: Settings, engines: Engines) -> tuple[float, float]:
    people = [Invited(f"person-{n}@example.org", f"Entity {n % ENTITIES}") for n in range(PEOPLE)]
    wave_id = open_wave(settings, engines, people).id
    started = time.process_time()
    with engines.write() as session:
        asking.ask(
            session,
            wave_id,
            MailingKind.INVITATION,
            language="en",
            today=date(2026, 12, 3),
            actor="benchmark",
        )
        pile = pile_of(session, settings, session.scalars(select(Mailing)).one())
    prepared, noted = time.process_time() - started, 0.0
    while True:
        started = time.process_time()
        with engines.read() as session:
            keys = pile.waiting(session, 0, MOST_AT_ONCE)
        for first in range(0, len(keys), READ_AT_ONCE):
            with engines.read() as session:
                letters = pile.letters(session, keys[first : first + READ_AT_ONCE])
            for letter in letters.values():
                mail.as_bytes(letter, _SERVER)
        prepared += time.process_time() - started
        started = time.process_time()
        for key in keys:
            with engines.write() as session:
                pile.settle(session, key, Answer(Verdict.TAKEN))
        noted += time.process_time() - started
        if not keys:
            return prepared, noted
