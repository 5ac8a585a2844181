"""While a wave is open, nothing that anybody else reads depends on what a respondent does."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

import pytest
from accounts import PASSWORD, People
from browsing import Visitor
from flask import Flask
from sqlalchemy import select
from voting import Voting, roster
from waves import OpenWave, open_wave
from werkzeug.routing import Rule

from questionnaires.model import Questionnaire
from toolkit.access import ACCESS, ANYONE
from toolkit.config import Settings
from toolkit.database import Engines
from toolkit.insights.drawing import draw
from toolkit.models import Ballot, Link
from toolkit.reading import reading_token
from toolkit.roles import Role

ENTITIES = ("Alpha", "Bravo")
CHARTS = ("modules", "modules-narrow", "change")
TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')
HOLDERS: dict[str, tuple[tuple[Role, str], ...]] = {
    "administrator": ((Role.ADMINISTRATOR, ""),),
    "system executive": ((Role.SYSTEM_EXECUTIVE, ""),),
    "executive and coordinator": ((Role.EXECUTIVE, "Alpha"), (Role.COORDINATOR, "Alpha")),
    "curator": ((Role.CURATOR, ""),),
    "reviewer": ((Role.REVIEWER, ""),),
}


@dataclass(frozen=True)
class House:
    """One wave that is published and one that is open, and everybody who can read something."""

    app: Flask
    opened: OpenWave
    readers: dict[str, Visitor]
    paths: list[str]

    def everything(self) -> dict[tuple[str, str], str]:
        """Every response of every reader, but for what is new in each: the tokens of forms."""
        found = {}
        for name, visitor in self.readers.items():
            for path in self.paths:
                response = visitor.fetch(path)
                assert response.status_code < 500, path
                found[name, path] = f"{response.status_code} {TOKEN.sub('', response.text)}"
                response.close()
        return found


@pytest.fixture
def house(app: Flask, settings: Settings, engines: Engines, questionnaire: Questionnaire) -> House:
    sizes = {(name, ""): 40 for name in ENTITIES}
    wave = Voting(settings, engines, questionnaire).publish(sizes)
    draw(engines, wave.id, ("en",), lambda _done, _of: None)
    opened = open_wave(settings, engines, roster({(name, ""): 12 for name in ENTITIES}))
    readers = {"nobody": Visitor(app)}
    for number, (name, grants) in enumerate(HOLDERS.items()):
        email = People(engines).add(*grants, email=f"reader-{number}@example.org")
        readers[name] = Visitor(app)
        readers[name].get("/account/sign-in")
        readers[name].post("/account/sign-in", {"email": email, "password": PASSWORD})
    paths = sorted(addresses(app, (wave.id, opened.id), settings.secret_key))
    return House(app, opened, readers, paths)


def addresses(app: Flask, waves: tuple[int, ...], secret: str) -> Iterator[str]:
    """Every address that somebody other than a respondent can read, for every wave and group."""
    values = {
        "wave_id": [*map(str, waves)],
        "version": ["1"],
        "content_id": ["space"],
        "kind": ["questionnaire"],
        "tool_id": ["from-pilot-to-scale"],
        "name": list(ENTITIES),
        "chart": list(CHARTS),
        "token": [reading_token(secret, wave, name) for wave in waves for name in ENTITIES],
        "job_id": ["1"],
    }

    def filled(rule: Rule, names: list[str], given: dict[str, str]) -> Iterator[str]:
        if not names:
            yield str(app.url_map.bind("localhost").build(rule.endpoint, given))
            return
        for value in values[names[0]]:
            yield from filled(rule, names[1:], given | {names[0]: value})

    for rule in app.url_map.iter_rules():
        read_by_others = ACCESS[rule.endpoint] != ANYONE or rule.endpoint.startswith("reading.")
        if read_by_others and "GET" in (rule.methods or ()):
            yield from filled(rule, sorted(rule.arguments), {})
    yield from ("/privacy", "/health")


def answer(app: Flask, token: str, questionnaire: Questionnaire, chance: Random) -> Visitor:
    """A person who answers at random and submits; the code stays in their cookies."""
    visitor = Visitor(app)
    visitor.get(f"/assessment/link/{token}")
    visitor.begin_invited()
    change(visitor, questionnaire, chance)
    return visitor


def change(visitor: Visitor, questionnaire: Questionnaire, chance: Random) -> None:
    module = chance.choice(questionnaire.modules)
    answers = {one.id: str(chance.randint(1, 5)) for one in module.questions}
    visitor.answer(module.id, answers)
    visitor.get("/assessment/check")
    visitor.submit()


def withdraw(visitor: Visitor) -> None:
    visitor.get("/assessment/delete")
    visitor.post("/assessment/delete")


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_that_others_read_changes_while_a_wave_is_open(
    house: House, engines: Engines, questionnaire: Questionnaire, seed: int
) -> None:
    assert len(house.paths) > 40
    before = house.everything()
    chance = Random(seed)  # noqa: S311 - answers, not secrets
    tokens, people = iter(house.opened.tokens.values()), list[Visitor]()
    moves: list[Callable[[], object]] = [
        lambda: people.append(answer(house.app, next(tokens), questionnaire, chance)),
        lambda: change(chance.choice(people), questionnaire, chance),
        lambda: withdraw(people.pop(chance.randrange(len(people)))),
    ]
    for move in (0, 0, 1, 0, 2, 1, 0, 1):
        moves[move]()
        assert house.everything() == before
    with engines.read() as session:
        assert len(session.scalars(select(Ballot.id)).all()) == 4
        assert len(session.scalars(select(Link.id).where(Link.spent)).all()) == 4


def test_the_comparison_sees_what_does_change(
    house: House, settings: Settings, engines: Engines
) -> None:
    """The control: another wave that opens is there for everybody who may read it."""
    before = house.everything()
    open_wave(settings, engines, roster({("Alpha", ""): 12}))
    after = house.everything()
    changed = {reader for reader, path in before if before[reader, path] != after[reader, path]}
    assert changed == {"administrator", "system executive", "executive and coordinator"}
