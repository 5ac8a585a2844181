"""Every page, file and chart, as each role: numbers are the publication's, names are one's own."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import time, timedelta
from urllib.parse import quote

import pytest
from accounts import PASSWORD, People
from browsing import Visitor
from crawling import (
    CONSTANTS,
    Address,
    addresses,
    bars_of,
    figures_of_document,
    figures_of_file,
    is_among,
    levels_of_chart,
    numbers_of,
    numbers_said,
    said_by,
    widths_of,
    words_of,
    words_of_chart,
    written_texts,
)
from documents import Document, read
from flask import Flask
from htmlpage import Page
from jinja2 import ChoiceLoader, DictLoader
from reportfiles import words_of as words_of_file
from sqlalchemy import select
from sqlalchemy.orm import Session
from voting import Voting, roster
from waves import open_wave
from werkzeug.test import TestResponse

from aggregation.publication import Publication
from questionnaires.model import Questionnaire
from toolkit.config import Settings
from toolkit.content import tools
from toolkit.insights.drawing import draw
from toolkit.insights.reports.making import make
from toolkit.insights.reports.service import Wanted
from toolkit.models import Cell, Link, ReportKind, Wave, WaveState
from toolkit.publications import entity_id, published
from toolkit.reading import reading_token
from toolkit.roles import Role
from toolkit.storage.database import Engines
from toolkit.waves import rates
from toolkit.waves.roster import Member
from toolkit.web.access import ACCESS, ANYONE

ANSWERING = 37  # people of each place that is large enough
OWN = {"Quokka": 3, "Zephyr": 5}  # questions of an entity's own
LARGE = ("Zephyr", "Ibex", "Jackal", "Kestrel", "Marmot")
SIZES = {
    ("Quokka", "Burrow"): 60,
    ("Quokka", "Treetop"): 14,  # shares of it are withheld
    **{(name, ""): 60 for name in LARGE},
    ("Lemur", ""): 12,
    ("Nandu", ""): 6,  # has no figures of its own
}
EXACT = str(6 * ANSWERING + 14 + 12 + 6)  # how many answered in all: no page may say it
NAMES = ("Quokka", *LARGE, "Lemur", "Nandu")
GROUP = "Nocturnal"
GROUPS = [Member(name, GROUP) for name in ("Quokka", *LARGE)]
PRIVATE = {"Quokka": ("Quokka", "Burrow", "Treetop"), **{name: (name,) for name in NAMES[1:]}}
CHARTS = ("modules", "modules-narrow", "change", "change-narrow")
HOLDERS: dict[str, tuple[tuple[Role, str], ...]] = {
    "administrator": ((Role.ADMINISTRATOR, ""),),
    "system executive": ((Role.SYSTEM_EXECUTIVE, ""),),
    "coordinator": ((Role.COORDINATOR, "Quokka"),),
    "executive": ((Role.EXECUTIVE, "Zephyr"),),
    "executive of few": ((Role.EXECUTIVE, "Lemur"),),
    "curator": ((Role.CURATOR, ""),),
    "reviewer": ((Role.REVIEWER, ""),),
}
EVERYTHING = {"administrator", "system executive"}
# What is new in each response: tokens, a challenge to passkeys, and the secret for a new app.
TOKEN = re.compile(
    r'name="(?:csrf_token|secret)" value="[^"]*"|data-options="[^"]*"|src="data:[^"]*"'
    r'|translate="no">[A-Z2-7 ]+<'
)
RESULTS = ("insights.system", "insights.entity", "reading.")
# What else somebody with an account can open: no figure of a respondent is on any of these.
WITHOUT_RESULTS = (
    *("accounts.", "entering.", "methods.", "organisation.", "people.", "second.", "security."),
    *(
        "audit.",
        "cases.",
        "curate.",
        "drafts.",
        "exchange.",
        "knowledge.",  # figures of all entities together, for curators
        "questionnaires.",
        "entities.",
        "mailing.",
        "mailserver.",
        "operations.",
        "outlook.",
        "owns.",
        "reviews.",
        "weblinks.",
        "roster.",
        "sampling.",
        "waves.",
        "coordinating.",
    ),
    "insights.index",
)
_OF_WAVES = ("waves.", "coordinating.")
KINDS = ["questionnaire", "offer", *ReportKind]  # of content, of what entities post, of files
PRODUCT = "Innovation Maturity Toolkit"


@dataclass(frozen=True)
class House:
    """Two waves that are published, one that is open, and everybody who can read something."""

    app: Flask
    waves: dict[str, Publication]  # by their number
    readers: dict[str, Visitor]
    addresses: list[Address]
    tokens: dict[str, tuple[str, str]]  # of those who were invited -> wave and entity
    written: list[str]

    def subject(self, address: Address) -> tuple[str, str]:
        """The wave and the group whose results an address shows."""
        if "token" in address.parts:
            wave, entity = self.tokens[address.parts["token"]]
            return wave, entity_id(entity)
        name = address.parts.get("name")
        return address.parts["wave_id"], entity_id(name) if name else "system"

    def unexplained_in(self, address: Address, document: Document) -> set[str]:
        """The same of a document: pages to print, sheets, slides."""
        allowed = self._allowed(address)
        said = figures_of_document(document, self.written)
        return {figure for figure in said if not is_among(figure, allowed)}

    def unexplained_in_report(self, address: Address, kind: str, body: bytes) -> set[str]:
        """The same of a report, page by page as it is read; its pages and lists are counted."""
        wave, _node = self.subject(address)
        parts = words_of_file(kind, body)
        said = " ".join(" ".join(parts).replace("\u00a0", " ").split())
        counted = {str(number) for number in range(len(parts) + 6)} | {"0", "0.0"}
        figures = set(numbers_said(said.replace(self.waves[wave].hash, ""), self.written))
        assert len(figures) > 10, address
        return figures - self._allowed(address) - counted

    def unexplained(self, address: Address, kind: str | None, text: str) -> set[str]:
        """The numbers of a text of some kind that no function of the publication gives."""
        wave, node = self.subject(address)
        now, allowed = self.waves[wave], self._allowed(address)
        found = set(_numbers(kind, text.replace(now.hash, ""), address, self.written)) - allowed
        bars = set(bars_of(Page(text))) if kind == "text/html" else set()
        return found | bars.difference(widths_of(now, now.node(node)))

    def _allowed(self, address: Address) -> set[str]:
        wave, node = self.subject(address)
        now = self.waves[wave]
        earlier = [one for key, one in self.waves.items() if int(key) < int(wave)]
        return CONSTANTS | set(numbers_of(now, earlier[-1] if earlier else now, node))

    def read(self, *readers: str) -> Iterator[tuple[str, Address, TestResponse]]:
        """Everything that these readers, or all, are given."""
        for name in readers or self.readers:
            for address in self.addresses:
                response = self.readers[name].fetch(address.path)
                assert response.status_code < 500, address
                yield name, address, response
                response.close()


def _numbers(kind: str | None, text: str, address: Address, written: list[str]) -> list[str]:
    if kind == "text/csv":
        return figures_of_file(text)
    if kind == "text/html":
        return numbers_said(words_of(Page(text)), written)
    assert kind == "image/svg+xml"
    levels = levels_of_chart(text) if address.parts["chart"].startswith("modules") else []
    return [*numbers_said(words_of_chart(text), written), *levels]


def _silently(_done: int, _of: int) -> None:
    """Nobody watches how far it has come."""


@pytest.fixture
def house(app: Flask, settings: Settings, engines: Engines, questionnaire: Questionnaire) -> House:
    voting = Voting(settings, engines, questionnaire, own=OWN)
    held = [voting.publish(SIZES, ANSWERING, seed=seed, groups=GROUPS).id for seed in (1, 2)]
    for wave_id in held:
        draw(engines, wave_id, ("en",), _silently)
    for node_id in ("system", entity_id("Quokka"), entity_id("Zephyr")):
        for kind in ReportKind:
            make(engines, held[-1], Wanted(held[-1], node_id, kind, "en").subject, _silently)
    opened = open_wave(settings, engines, roster({(name, ""): 12 for name in NAMES})).id
    readers = {"nobody": Visitor(app)}
    for number, (name, grants) in enumerate(HOLDERS.items()):
        email = People(engines).add(*grants, email=f"reader-{number}@example.org")
        readers[name] = Visitor(app)
        readers[name].get("/account/sign-in")
        readers[name].post("/account/sign-in", {"email": email, "password": PASSWORD})
    with Session(engines.reading) as session:
        waves = {str(wave_id): published(session, wave_id) for wave_id in held}
        written = written_texts(session, questionnaire)
        tool_id = tools(session)[0].id
    tokens = {
        reading_token(settings.secret_key, wave_id, name): (str(wave_id), name)
        for wave_id in held
        for name in NAMES
    }
    values = {
        "wave_id": [*waves, str(opened)],
        "version": ["1"],
        "content_id": [questionnaire.id],
        "name": NAMES,
        "chart": CHARTS,
        "token": [*tokens],
        "job_id": ["1"],
        "number": ["1"],
        "factor_id": ["goals"],
        "user_id": ["1"],
        "step": ["open", "close", "approve", "discard", "delete"],
        "letter": ["invitation", "reminder"],
        "code": ["en"],
        "tool_id": [tool_id],
        "part_id": [questionnaire.modules[0].id],
    }
    return House(app, waves, readers, [*addresses(app, {"kind": KINDS, **values})], tokens, written)


def may_see(house: House, reader: str, address: Address) -> set[str]:
    """The entities whose names somebody may find at an address."""
    own = {entity for _role, entity in HOLDERS.get(reader, ())} - {""}
    token = house.tokens.get(address.parts.get("token", ""))
    invited = {token[1]} if token and address.endpoint.startswith("reading.") else set()
    return set(NAMES) if reader in EVERYTHING else own | invited


def test_a_name_is_found_by_those_alone_who_may_see_it(house: House) -> None:
    shown = set()
    for reader, address, response in house.read():
        allowed = may_see(house, reader, address)
        hidden = {name for key in set(NAMES) - allowed for name in PRIVATE[key]}
        hidden |= set() if allowed & {member.entity for member in GROUPS} else {GROUP}
        said = f"{response.headers} {said_by(response)}"
        if response.status_code != 200:  # it may say again what was asked for
            for asked in (address.path, quote(address.path), quote(address.path, safe="")):
                said = said.replace(asked, "")
        assert {name for name in hidden if name in said} == set(), (reader, address)
        if response.status_code == 200 and address.endpoint.startswith(RESULTS):
            shown.add((reader, house.subject(address)[1]))
    kinds = ("system", "entity")
    listed = {node.id for one in house.waves.values() for node in one.nodes if node.kind in kinds}
    assert len(listed) > len(LARGE)
    for reader, grants in HOLDERS.items():
        own = {entity_id(name) for _role, name in grants if name}
        read = {node for by, node in shown if by == reader}
        assert read >= (listed if reader in EVERYTHING else own & listed)


def test_each_number_is_the_publications_or_a_function_of_it(house: House) -> None:
    checked: dict[tuple[str, str], str] = {}
    for reader, address, response in house.read("system executive", "executive", "nobody"):
        if response.status_code != 200 or not address.endpoint.startswith(RESULTS):
            continue
        kind = response.mimetype or ""
        key = (address.path, TOKEN.sub("", said_by(response)))
        if key in checked:
            continue
        checked[key] = kind
        if kind in {"text/html", "text/csv", "image/svg+xml"}:
            found = house.unexplained(address, kind, response.text)
        else:
            document = read(kind, response.data)
            found = house.unexplained_in_report(address, kind, response.data)
            assert document.authors <= {PRODUCT}, address
            assert {clock.time() for clock in document.clocks} <= {time()}, address
        assert found == set(), (reader, address)
        if response.mimetype == "text/csv":
            wave, _node = house.subject(address)
            name = f"results-{wave}-{house.waves[wave].hash[:8]}.csv"
            assert response.headers["Content-Disposition"] == f"attachment; filename={name}"
    kinds = Counter(checked.values())
    assert min(kinds[kind] for kind in ("text/html", "text/csv", "image/svg+xml")) > 12, kinds
    reports = [number for kind, number in kinds.items() if kind.startswith("application/")]
    assert len(reports) == 3, kinds  # pages, sheets, slides
    assert min(reports) >= 3, kinds


def test_no_other_page_of_an_account_has_a_figure(house: House) -> None:
    looked_at = set[tuple[str, str]]()
    for reader, address, response in house.read(*HOLDERS):
        if address.endpoint in {"insights.index", "accounts.home"}:
            looked_at.add((reader, address.endpoint))
            assert response.status_code == 200
            assert set(numbers_said(words_of(Page(response.text)), house.written)) <= {"2026"}
    assert len(looked_at) == 2 * len(HOLDERS)


def test_a_share_of_those_who_answered_is_the_step_that_was_counted(
    house: House, engines: Engines
) -> None:
    """The one figure of a wave that is open: named, in its place, and for whom it is for."""
    with engines.write() as session:
        opened = session.scalars(select(Wave).where(Wave.state == WaveState.OPEN)).one()
        assert opened.opened_on
        monday = opened.opened_on + timedelta(days=7 - opened.opened_on.weekday())
        cells = select(Cell.id).where(Cell.wave_id == opened.id)
        links = session.scalars(select(Link).where(Link.cell_id.in_(cells))).all()
        for link in links[:40]:
            link.spent = True
        rates.count(session, monday)
        step, wave_id = rates.of_wave(session, opened, monday).percent, str(opened.id)
    told = Counter[str]()
    for reader, address, response in house.read():
        if response.status_code != 200 or not address.endpoint.startswith(_OF_WAVES):
            continue
        said = set(re.findall(r"\d+(?= %)", words_of(Page(response.text))))
        assert said <= {str(step), "10"}, (reader, address)
        told[reader] += str(step) in said
        assert str(step) not in said or address.parts["wave_id"] == wave_id
    assert step
    assert {reader for reader in told if told[reader]} == {"administrator"}


def test_every_address_is_known_to_hold_results_or_none(house: House) -> None:
    """A new page is crawled as soon as it is there; what its figures are has to be said here."""
    for address in house.addresses:
        is_public = ACCESS[address.endpoint] == ANYONE and not address.endpoint.startswith(RESULTS)
        assert is_public or address.endpoint.startswith((*RESULTS, *WITHOUT_RESULTS)), address


def test_an_address_that_cannot_be_filled_in_fails(app: Flask) -> None:
    with pytest.raises(LookupError, match="has nothing to fill in"):
        list(addresses(app, {"name": NAMES}))


def test_one_number_more_in_a_document_is_caught(house: House) -> None:
    address = next(one for one in house.addresses if one.endpoint == "insights.system")
    now = house.waves[address.parts["wave_id"]]
    said = next(iter(numbers_of(now, now, "system")))
    assert not house.unexplained_in(address, Document(f"{said} people", (float(said) / 100,)))
    assert house.unexplained_in(address, Document(f"{EXACT} people")) == {EXACT}
    assert house.unexplained_in(address, Document("", (3.337,))) == {"3.337"}
    assert house.unexplained_in(address, Document("", inside=(Document(EXACT),))) == {EXACT}


def move_a_mark(svg: str) -> str:
    """The first interval begins a little further out, between two steps of the grid."""
    found = re.search(r'line2d_3">\s*<path d="M (\S+) ', svg)
    assert found
    return f"{svg[: found.start(1)]}{float(found[1]) + 1}{svg[found.end(1) :]}"


def test_one_number_more_on_the_page_is_caught(house: House) -> None:
    """The control: a template that says how many people answered."""
    jinja = house.app.jinja_env
    assert jinja.loader
    source, *_rest = jinja.loader.get_source(jinja, "insights/page.html")
    block = "{% block content %}"
    assert block in source
    said = source.replace(block, f"{block}<p>{EXACT} people</p>")
    more = DictLoader({"insights/page.html": said})
    address = next(one for one in house.addresses if one.endpoint == "insights.system")
    reader = house.readers["system executive"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jinja, "loader", ChoiceLoader([more, jinja.loader]))
        patch.setattr(jinja, "cache", {})
        response = reader.fetch(address.path)
        assert house.unexplained(address, response.mimetype, response.text) == {EXACT}


@pytest.mark.parametrize(
    ("endpoint", "change"),
    [
        (
            "insights.system",
            lambda text: text.replace('.svg" alt="', f'.svg" alt="{EXACT} people. ', 1),
        ),
        (
            "insights.system_file",
            lambda text: text.replace(",percent,at-least,,,", f",percent,at-least,,,{EXACT}"),
        ),
        ("insights.system_chart", lambda text: text.replace("</text>", f" of {EXACT}</text>", 1)),
        ("insights.system_chart", move_a_mark),
    ],
    ids=["an alternative text", "a line of a file", "words of a chart", "a mark of a chart"],
)
def test_one_number_more_anywhere_is_caught(
    house: House, endpoint: str, change: Callable[[str], str]
) -> None:
    address = next(one for one in house.addresses if one.endpoint == endpoint)
    response = house.readers["system executive"].fetch(address.path)
    changed = change(response.text)
    assert changed != response.text
    assert house.unexplained(address, response.mimetype, changed)
