"""The pages of results of a small and of a large wave, beside bare pages of their size."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from accounts import PASSWORD, People
from flask import Flask
from waves import PLAN

from questionnaires.model import Questionnaire
from tests.benchmarks import reports
from tests.benchmarks.figures import Figure
from tests.benchmarks.journey import BASE_URL, html_of, token_of
from tests.benchmarks.pages import Browser, beside_bare, in_turn
from tests.benchmarks.publication import ENTITIES, LARGE, PLACES, published
from toolkit.config import Settings
from toolkit.models import Cell, Published, WaveState
from toolkit.reading import reading_token
from toolkit.roles import Role
from toolkit.storage.database import Engines
from toolkit.waves.service import create

SMALL = 1_000
_FEW = 5  # entities, so that 1,000 people are enough for every number to be shown
_GROWTH_BUDGET = 1.2
_EMAIL = "reader@example.org"


def figures(
    app: Flask, settings: Settings, engines: Engines, questionnaire: Questionnaire
) -> Iterator[Figure]:
    """CPU of each kind of page, and of one page when a hundred times as many answered."""
    press = _Press(engines, questionnaire)
    People(engines).add((Role.SYSTEM_EXECUTIVE, ""), email=_EMAIL)
    reader = _signed_in(app)
    wave = press.publish_twice(LARGE, len(ENTITIES))
    token = reading_token(settings.secret_key, wave, ENTITIES[0])
    for what, path in (
        ("Results of an entity, CPU", _path(wave)),
        ("Results of the system, CPU", f"/account/results/{wave}/system"),
        ("Results of an entity by its reading link, CPU", f"/results/read/{token}"),
    ):
        yield beside_bare(what, reader, path, engines)
    yield from reports.figures(engines, wave, ENTITIES[0])
    small, large = (press.publish_twice(number, _FEW) for number in (SMALL, LARGE))
    times = in_turn((reader, _path(large)), (reader, _path(small)))
    what = f"Results of {LARGE:,} people, CPU (bare: of {SMALL:,})"
    yield Figure(what, "ms", *times, _GROWTH_BUDGET, is_ratio=True)


@dataclass(frozen=True, slots=True)
class _Press:
    """Puts publications where they are kept, without ballots or a key."""

    engines: Engines
    questionnaire: Questionnaire

    def publish_twice(self, number: int, entities: int) -> int:
        """Two waves of so many people each; return the later one's id."""
        return [self._publish(number, entities) for _wave in range(2)][-1]

    def _publish(self, number: int, entities: int) -> int:
        with self.engines.write() as session:
            wave = create(session, PLAN)
            wave.state = WaveState.PUBLISHED
            session.flush()
            made = published(self.questionnaire, number, wave.id, entities)
            session.add_all(
                Cell(wave_id=wave.id, entity=entity, value=place, eligible=number)
                for entity in ENTITIES[:entities]
                for place in PLACES
            )
            text, sha256 = made.json, made.hash
            on = date(2027, 1, 1)
            session.add(
                Published(
                    wave_id=wave.id,
                    text=text,
                    sha256=sha256,
                    proposed_on=on,
                    k=10,
                    listed=1,
                    shown=1,
                )
            )
            return wave.id


def _path(wave: int) -> str:
    return f"/account/results/{wave}/entity/{ENTITIES[0]}"


def _signed_in(app: Flask) -> Browser:
    browser = Browser.of(app)
    token = token_of(html_of(browser.read("/account/sign-in")))
    fields = {"email": _EMAIL, "password": PASSWORD, "csrf_token": token}
    browser.client.post("/account/sign-in", data=fields, base_url=BASE_URL)
    return browser
