"""Every page of an account, as everybody, over two entities and three waves, own and others'."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count, product
from typing import Any

import pytest
from accounts import EMAIL, People
from browsing import BASE_URL, Visitor
from flask import Flask
from htmlpage import Page
from sqlalchemy import func, select
from voting import Voting, roster
from waves import PLAN, import_roster
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from questionnaires.model import Questionnaire
from toolkit.config import Settings
from toolkit.models import Audit
from toolkit.reading import reading_token
from toolkit.roles import Role
from toolkit.storage.database import Engines
from toolkit.waves.service import create
from toolkit.web.access import ACCESS, ANYONE, HALFWAY, SIGNED_IN, Person, admits

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PUBLISHED, PLANNED, NOWHERE = 1, 2, 99
WAVES = (PUBLISHED, PLANNED, NOWHERE)
ENTITIES = ("Alpha", "Bravo")
SAMPLES: Mapping[str, tuple[str | int, ...]] = {
    "chart": ("modules",),
    "factor_id": ("goals",),
    "kind": ("pdf", "offer"),
    "letter": ("invitation",),
    "number": (1,),
    "step": ("open",),
    "wave_id": WAVES,
    "name": ENTITIES,
}
HOLDERS: Mapping[str, tuple[tuple[Role, str], ...]] = {
    "no role": (),
    "administrator": ((Role.ADMINISTRATOR, ""),),
    "curator": ((Role.CURATOR, ""),),
    "reviewer": ((Role.REVIEWER, ""),),
    "system executive": ((Role.SYSTEM_EXECUTIVE, ""),),
    "coordinator of Alpha": ((Role.COORDINATOR, "Alpha"),),
    "executive of Alpha": ((Role.EXECUTIVE, "Alpha"),),
    "coordinator of Alpha, executive of Bravo": (
        (Role.COORDINATOR, "Alpha"),
        (Role.EXECUTIVE, "Bravo"),
    ),
}
EVERYWHERE = frozenset({Role.ADMINISTRATOR, Role.SYSTEM_EXECUTIVE})  # their rights name no entity


@dataclass(frozen=True)
class World:
    """An installation with a published and a planned wave of the same entities."""

    app: Flask
    engines: Engines
    settings: Settings

    def lines(self) -> int:
        with self.engines.read() as session:
            return session.scalar(select(func.count()).select_from(Audit)) or 0


@pytest.fixture
def world(app: Flask, engines: Engines, settings: Settings, questionnaire: Questionnaire) -> World:
    sizes = {(name, ""): 30 for name in ENTITIES}
    assert Voting(settings, engines, questionnaire).publish(sizes, 25).id == PUBLISHED
    with engines.write() as session:
        assert create(session, PLAN).id == PLANNED
        import_roster(session, PLANNED, roster(sizes))
    return World(app, engines, settings)


def visits(app: Flask) -> Iterator[tuple[Rule, str, str, Mapping[str, str | int]]]:
    """Every rule that has a wave in it, with each method and every combination of its parts."""
    build = app.url_map.bind("localhost").build
    for rule in app.url_map.iter_rules():
        if "wave_id" not in rule.arguments or ACCESS[rule.endpoint] == ANYONE:
            continue
        names = sorted(rule.arguments)
        for chosen in product(*(SAMPLES[name] for name in names)):
            values = dict(zip(names, chosen, strict=True))
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield rule, method, build(rule.endpoint, values), values


def may(endpoint: str, person: Person | None, entity: str | None) -> bool:
    """Whether a person may open a page of an entity, or of a whole wave."""
    audience = ACCESS[endpoint]
    if not admits(audience, person):
        return False
    if entity is None or person is None:
        return True
    entitled = frozenset(Role) if audience in {SIGNED_IN, HALFWAY} else audience
    return any(
        role in entitled and (role in EVERYWHERE or of == entity) for role, of in person.grants
    )


def opened(visitor: Visitor, path: str, method: str, **options: Any) -> TestResponse:
    if method == "GET":
        return visitor.fetch(path, **options)
    data = {"csrf_token": visitor.token()}
    return visitor.client.post(path, data=data, base_url=BASE_URL, **options)


@pytest.mark.parametrize("holder", HOLDERS)
def test_everybody_opens_what_is_theirs_and_nothing_else(
    world: World, visitor: Visitor, people: People, sign_in: Callable[..., Page], holder: str
) -> None:
    grants = HOLDERS[holder]
    people.add(*grants)
    sign_in()
    visitor.get("/account/")
    person, kept = Person(EMAIL, grants), {True: 0, False: 0}
    for rule, method, path, values in visits(world.app):
        entity = values.get("name")
        allowed = may(rule.endpoint, person, None if entity is None else str(entity))
        before = world.lines()
        response = opened(visitor, path, method)
        where = f"{method} {path} as {holder}: {response.status_code}"
        if allowed:
            assert response.status_code not in {401, 403, 500}, where
        else:
            assert response.status_code in {403, 404}, where
            assert world.lines() == before, where
            assert not [one for one in ENTITIES if one in response.text], where
        response.close()
        kept[allowed] += 1
    assert kept[False] > 100 or holder == "administrator"
    assert bool(kept[True]) is bool(grants and grants[0][0] not in {Role.CURATOR, Role.REVIEWER})


@pytest.mark.parametrize("half", [False, True])
def test_who_is_not_or_half_signed_in_opens_nothing(
    world: World, visitor: Visitor, people: People, sign_in: Callable[..., Page], *, half: bool
) -> None:
    if half:
        people.add(*((role, "") for role in EVERYWHERE))
        with people.writing() as session:
            session.merge(people.find()).totp = b"sealed"
        assert sign_in().h1 == "One more step"
    else:
        visitor.get("/account/sign-in")
    before = world.lines()
    crawled = 0
    for rule, method, path, _values in visits(world.app):
        response = opened(visitor, path, method)
        where = f"{method} {path}: {response.status_code}"
        if half or method == "GET":
            assert response.status_code == 303, where
            ending = "/account/second" if half else "/account/sign-in"
            assert response.location.startswith(ending), f"{where} {response.location}"
        else:
            assert response.status_code == 401, where
        response.close()
        crawled += rule.endpoint != ""
    assert crawled > 100
    assert world.lines() == before


def test_who_was_invited_reads_the_own_entity_s_results_alone(
    world: World, visitor: Visitor
) -> None:
    secret = world.settings.secret_key
    rules = [rule for rule in world.app.url_map.iter_rules() if rule.endpoint.startswith("reading")]
    assert len(rules) > 4
    build, places = world.app.url_map.bind("localhost").build, count(1)
    for rule, wave, entity in product(rules, WAVES, (*ENTITIES, "Nowhere")):
        token = reading_token(secret, wave, entity)
        values = {"token": token, "chart": "modules", "kind": "pdf"}
        chosen = {name: values[name] for name in rule.arguments}
        method = min((rule.methods or set()) & {"GET", "POST"})
        elsewhere = {"REMOTE_ADDR": f"192.0.2.{next(places)}"}  # guessing is slowed down by address
        path = build(rule.endpoint, chosen)
        response = opened(visitor, path, method, environ_overrides=elsewhere)
        where = f"{rule.endpoint} {wave} {entity}: {response.status_code}"
        is_theirs = wave == PUBLISHED and entity in ENTITIES
        # A chart and a report wait for the job that makes them.
        waits = rule.endpoint in {"reading.chart", "reading.report"}
        assert (response.status_code in {200, 303}) is (is_theirs and not waits), where
        others = {*ENTITIES} - ({entity} if is_theirs else set())
        assert not [one for one in others if one in response.text], where
        response.close()


def test_the_crawl_reaches_pages_that_are_there(
    world: World, visitor: Visitor, people: People, sign_in: Callable[..., Page]
) -> None:
    people.add(*((role, "Alpha") for role in (Role.COORDINATOR, Role.EXECUTIVE)))
    sign_in()
    shown = {
        rule.endpoint
        for rule, method, path, values in visits(world.app)
        if method == "GET"
        and values.get("name") == "Alpha"
        and visitor.fetch(path).status_code == 200
    }
    expected = {"insights.entity", "insights.entity_file", "insights.entity_reports"}
    expected |= {"roster.entity", "entities.exchange", "entities.decisions", "coordinating.show"}
    assert expected <= shown, expected - shown
