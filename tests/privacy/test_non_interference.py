"""While a wave is open, nothing that anybody else reads depends on what a respondent does."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest
from accounts import PASSWORD, People
from browsing import Visitor
from flask import Flask
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st
from sqlalchemy import func, select
from voting import Voting, approve, propose, roster
from waves import OpenWave, open_wave
from werkzeug.routing import Rule

from questionnaires.model import Questionnaire
from questionnaires.responses import OWN_IDS
from toolkit.config import Settings
from toolkit.insights.drawing import draw
from toolkit.models import Ballot, Link, Wave
from toolkit.processes.worker import Workshop
from toolkit.reading import reading_token
from toolkit.roles import Role
from toolkit.storage.database import Engines
from toolkit.waves import rates
from toolkit.web.access import ACCESS, ANYONE

ENTITIES = ("Alpha", "Bravo")
CHARTS = ("modules", "modules-narrow", "change")
CONTENT_KINDS = {"kind": ["questionnaire", "offer"]}  # of content, and of what entities post
INVITED = 60  # in each entity; the number of those who come is bounded
EXAMPLES, LONGEST = 8, 6  # of moves in a row
KINDS = ("submit", "replace", "withdraw")
# What is new in each response: tokens, a challenge to passkeys, and the secret for a new app.
TOKEN = re.compile(
    r'name="(?:csrf_token|secret)" value="[^"]*"|data-options="[^"]*"|src="data:[^"]*"'
    r'|translate="no">[A-Z2-7 ]+<'
)
RATE = re.compile(r'<section id="response-rate">.*?</section>', re.DOTALL)
HOLDERS: dict[str, tuple[tuple[Role, str], ...]] = {
    "administrator": ((Role.ADMINISTRATOR, ""),),
    "system executive": ((Role.SYSTEM_EXECUTIVE, ""),),
    "executive and coordinator": ((Role.EXECUTIVE, "Alpha"), (Role.COORDINATOR, "Alpha")),
    "curator": ((Role.CURATOR, ""),),
    "reviewer": ((Role.REVIEWER, ""),),
}


@dataclass(frozen=True)
class Move:
    """What one respondent does: ``place`` says who, of those who are there."""

    kind: str
    place: int
    levels: list[str]


MOVES = st.builds(
    Move,
    st.sampled_from(KINDS),
    st.integers(0, 99),
    st.lists(st.sampled_from([*"12345", "cannot-say", "does-not-apply"]), max_size=6),
)


@dataclass(frozen=True)
class House:
    """One wave that is published and one that is open, and everybody who can read something."""

    app: Flask
    published: OpenWave
    opened: OpenWave
    readers: dict[str, Visitor]
    paths: list[str]

    def everything(self, paths: Sequence[str] = ()) -> dict[tuple[str, str], str]:
        """Every response of every reader, but for what is new in each: the tokens of forms."""
        found = {}
        for name, visitor in self.readers.items():
            for path in paths or self.paths:
                response = visitor.fetch(path)
                assert response.status_code < 500, path
                text = response.data.decode(errors="backslashreplace")  # an archive too
                found[name, path] = f"{response.status_code} {TOKEN.sub('', text)}"
                response.close()
        return found


@pytest.fixture
def house(app: Flask, settings: Settings, engines: Engines, questionnaire: Questionnaire) -> House:
    sizes = {(name, ""): 40 for name in ENTITIES}
    wave = Voting(settings, engines, questionnaire).publish(sizes)
    draw(engines, wave.id, ("en",), lambda _done, _of: None)
    people = roster({(name, ""): INVITED for name in ENTITIES})
    opened = open_wave(settings, engines, people, own={"Alpha": 2})
    readers = {"nobody": Visitor(app)}
    for number, (name, grants) in enumerate(HOLDERS.items()):
        email = People(engines).add(*grants, email=f"reader-{number}@example.org")
        readers[name] = Visitor(app)
        readers[name].get("/account/sign-in")
        readers[name].post("/account/sign-in", {"email": email, "password": PASSWORD})
    paths = sorted(addresses(app, (wave.id, opened.id), settings.secret_key))
    return House(app, wave, opened, readers, paths)


def addresses(app: Flask, waves: tuple[int, ...], secret: str) -> Iterator[str]:
    """Every address that somebody other than a respondent can read, for every wave and group."""
    values = {
        "wave_id": [*map(str, waves)],
        "version": ["1"],
        "content_id": ["space"],
        "tool_id": ["from-pilot-to-scale"],
        "name": list(ENTITIES),
        "chart": list(CHARTS),
        "token": [reading_token(secret, wave, name) for wave in waves for name in ENTITIES],
        "job_id": ["1"],
        "number": ["1"],
        "factor_id": ["goals"],
        "user_id": ["1"],
        "step": ["open", "close", "approve", "discard", "delete"],
        "letter": ["invitation", "reminder"],
    }

    def filled(rule: Rule, names: list[str], given: dict[str, str]) -> Iterator[str]:
        if not names:
            yield str(app.url_map.bind("localhost").build(rule.endpoint, given))
            return
        for value in (CONTENT_KINDS | values)[names[0]]:
            yield from filled(rule, names[1:], given | {names[0]: value})

    for rule in app.url_map.iter_rules():
        read_by_others = ACCESS[rule.endpoint] != ANYONE or rule.endpoint.startswith("reading.")
        if read_by_others and "GET" in (rule.methods or ()):
            yield from filled(rule, sorted(rule.arguments), {})
    yield from ("/privacy", "/health")


class Respondents:
    """People who do what respondents can do: submit, submit anew, withdraw."""

    def __init__(self, house: House, questionnaire: Questionnaire) -> None:
        self._house, self._questionnaire = house, questionnaire
        self._tokens, self._people = iter(house.opened.tokens.values()), list[Visitor]()
        self.came = 0

    def do(self, move: Move) -> None:
        """One move; somebody comes where there is nobody who could change or withdraw."""
        place = move.place % len(self._people) if self._people else None
        if place is None or move.kind == "submit":
            self._answer(self._come(), move.levels)
        elif move.kind == "replace":
            self._answer(self._people[place], move.levels)
        else:
            withdrawing = self._people.pop(place)
            withdrawing.get("/assessment/delete")
            withdrawing.post("/assessment/delete")

    def _come(self) -> Visitor:
        visitor = Visitor(self._house.app)
        visitor.get(f"/assessment/link/{next(self._tokens)}")
        visitor.begin_invited()  # the code stays in the cookies
        self._people.append(visitor)
        self.came += 1
        return visitor

    def _answer(self, visitor: Visitor, levels: list[str]) -> None:
        module = self._questionnaire.modules[len(levels) % len(self._questionnaire.modules)]
        visitor.answer(module.id, dict(zip((q.id for q in module.questions), levels, strict=False)))
        own = dict(zip(OWN_IDS, levels, strict=False))
        visitor.send("/assessment/answer/own-questions", own)  # which only Alpha has
        visitor.get("/assessment/check")
        visitor.submit()


def test_nothing_that_others_read_changes_while_a_wave_is_open(
    house: House, engines: Engines, questionnaire: Questionnaire
) -> None:
    """Whatever respondents do, in whatever order; each example goes on where the last one ended."""
    assert len(house.paths) > 40
    before, respondents = house.everything(), Respondents(house, questionnaire)
    done = Counter[str]()

    @settings_of_hypothesis(max_examples=EXAMPLES, derandomize=True, database=None)
    @given(st.lists(MOVES, min_size=1, max_size=LONGEST))
    def whatever_they_do(moves: list[Move]) -> None:
        for move in moves:
            respondents.do(move)
            done[move.kind] += 1
        assert house.everything() == before

    whatever_they_do()
    assert min(done[kind] for kind in KINDS) > 1
    with engines.read() as session:
        spent = select(func.count()).select_from(Link).where(Link.spent)
        ballots = select(func.count()).select_from(Ballot)  # an empty one where somebody withdrew
        assert session.scalar(ballots) == session.scalar(spent) == respondents.came


def test_the_weekly_count_changes_its_own_figure_and_nothing_else(
    house: House, settings: Settings, engines: Engines, questionnaire: Questionnaire
) -> None:
    """Nothing between two counts; at a count the step, where it is told, for whom it is for."""
    with engines.read() as session:
        opened_on = session.get_one(Wave, house.opened.id).opened_on
    assert opened_on
    monday = opened_on + timedelta(days=7 - opened_on.weekday())
    respondents, before = Respondents(house, questionnaire), house.everything()
    for week, kinds in enumerate((("submit",) * 9, ("submit", "replace", "withdraw"))):
        for place, kind in enumerate(kinds):
            respondents.do(Move(kind, place, ["5", "1", "3"]))
        Workshop(settings, engines).watch_dates()
        assert house.everything() == before
        with engines.write() as session:
            rates.count(session, monday + timedelta(weeks=week))
        after = house.everything()
        changed = {key for key in before if before[key] != after[key]}
        assert changed == told_the_rate(house)
        for key in changed:
            assert RATE.sub("", before[key]) == RATE.sub("", after[key])
            assert len(RATE.findall(after[key])) == 1
        for place in range(4):  # on the same day nothing is counted again
            respondents.do(Move("submit", place, ["1"]))
        with engines.write() as session:
            rates.count(session, monday + timedelta(weeks=week))
        assert house.everything() == after
        before = after


def told_the_rate(house: House) -> set[tuple[str, str]]:
    """Who is told a response rate where."""
    wave, entity = house.opened.id, "/account/coordinating/{}/{}"
    return {
        ("administrator", f"/account/waves/{wave}/"),
        *(("administrator", entity.format(wave, name)) for name in ENTITIES),
        ("executive and coordinator", entity.format(wave, "Alpha")),
    }


def test_what_is_published_stays_as_it_is(house: House, questionnaire: Questionnaire) -> None:
    """Not a byte of the first wave changes when the next is answered, closes and is published."""
    own = [path for path in house.paths if _is_of(house.published, path)]
    assert len(own) > 10
    before = house.everything(own)
    assert sum(text.startswith("200") for text in before.values()) > 20
    respondents = Respondents(house, questionnaire)
    for place in range(3):
        respondents.do(Move("submit", place, ["5", "1", "3"]))
    house.opened.close()
    assert house.everything(own) == before
    propose(house.opened)
    assert house.everything(own) == before
    approve(house.opened)
    assert house.everything(own) == before


def _is_of(wave: OpenWave, path: str) -> bool:
    """Whether an address is of a result of this wave, be it by its number or by a reading link."""
    secret = wave.settings.secret_key
    links = [reading_token(secret, wave.id, name) for name in ENTITIES]
    return f"/results/{wave.id}/" in path or any(link in path for link in links)


def test_the_comparison_sees_what_does_change(
    house: House, settings: Settings, engines: Engines
) -> None:
    """The control: another wave that opens is there for everybody who may read it."""
    before = house.everything()
    open_wave(settings, engines, roster({("Elsewhere", ""): 12}))
    after = house.everything()
    changed = {reader for reader, path in before if before[reader, path] != after[reader, path]}
    assert changed == {"administrator", "system executive", "executive and coordinator"}
