"""Rosters that no office should send: each is refused with what is wrong, or does no harm."""

import csv
import io
import time
from pathlib import Path

import pytest
from accounts import EMAIL, PASSWORD, People
from administering import Administrator
from browsing import BASE_URL, Visitor
from flask import Flask
from htmlpage import Page
from sqlalchemy import func, select
from waves import PLAN, confirm

from toolkit.config import Settings
from toolkit.models import Audit, Cell, Participation, RosterRow
from toolkit.roles import Role
from toolkit.security import LARGEST_SHEET
from toolkit.storage.database import Engines
from toolkit.waves import roster_rows, service
from toolkit.waves.roster import read_roster
from toolkit.waves.sheet import SheetError

HEAD = "person,entity\n"
PEOPLE = HEAD + "".join(f"P{n},Alpha\n" for n in range(12))
FORMULA = '=HYPERLINK("https://example.org";"A")'
REFUSED = {
    "UTF-16": (PEOPLE.encode("utf-16"), "the file is not UTF-8: save it as “CSV UTF-8”"),
    "UTF-16 without a mark": (
        PEOPLE.encode("utf-16-be"),
        "line 1: the columns person, entity are missing",
    ),
    "Latin-1": (f"{HEAD}José,Alpha\n".encode("latin-1"), "the file is not UTF-8"),
    "a workbook": (b"PK\x03\x04\x14\x00\x06\x00\xfe\xff", "the file is not UTF-8"),
    "NUL": (f"{HEAD}A\0nna,Alpha\n".encode(), "line 2: person has characters that cannot"),
    "a very long field": (f"{HEAD}{'a' * 1_000_000},Alpha\n".encode(), "line 2: field larger"),
    "a very long line": (
        f"{HEAD}{','.join('a' * 99 for _ in range(50_000))}\n".encode(),
        "line 2: has more fields than line 1",
    ),
    "a quote that never ends": (f'{HEAD}"Anna,Alpha\nBob,Alpha\n'.encode(), "line 3: person has"),
    "doubled": (f"{HEAD}a@x.org,Alpha\nA@X.org,Alpha\n".encode(), "line 3: the person of line 2"),
    "semicolons beside commas": (b"person;entity\nAnna,Alpha\n", "line 2: entity is missing"),
    "nothing": (b"", "line 1: the columns person, entity are missing"),
}


@pytest.fixture
def planned(engines: Engines) -> int:
    with engines.write() as session:
        return service.create(session, PLAN).id


def stored(engines: Engines) -> list[int]:
    """How many rows there are that an import writes."""
    with engines.read() as session:
        tables = (RosterRow, Participation, Cell)
        return [session.scalar(select(func.count()).select_from(one)) or 0 for one in tables]


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_used_is_refused_and_changes_nothing(
    engines: Engines, planned: int, kind: str
) -> None:
    data, said = REFUSED[kind]
    with engines.write() as session:
        roster_rows.import_sheet(session, planned, PEOPLE.encode(), actor="tests")
    before = stored(engines)
    with pytest.raises(SheetError) as error, engines.write() as session:
        roster_rows.import_sheet(session, planned, data, actor="tests")
    assert str(error.value).startswith(said)
    assert len(str(error.value).splitlines()) <= 21
    assert stored(engines) == before
    with engines.read() as session:
        imports = select(func.count()).where(Audit.action == "roster.imported")
        assert session.scalar(imports) == 1


def test_a_hundred_thousand_lines_are_read_or_refused_in_seconds() -> None:
    began = time.perf_counter()
    lines = "".join(f"person{n}@example.org,Alpha\n" for n in range(100_000))
    assert len(read_roster(f"{HEAD}{lines}".encode())) == 100_000
    with pytest.raises(SheetError, match="and 199979 more"):
        read_roster(f"{HEAD}{'Anna,' * 100_000}".replace("Anna,", "Anna,\n").encode())
    assert time.perf_counter() - began < 20


def test_a_file_that_is_too_large_is_refused_on_the_page(
    app: Flask, engines: Engines, planned: int
) -> None:
    People(engines).add((Role.ADMINISTRATOR, ""))
    visitor = Visitor(app)
    visitor.get("/account/sign-in")
    visitor.post("/account/sign-in", {"email": EMAIL, "password": PASSWORD})
    visitor.get(f"/account/rosters/{planned}/")
    head = b'--x\r\nContent-Disposition: form-data; name="sheet"; filename="list.csv"\r\n\r\n'
    response = visitor.client.post(
        f"/account/rosters/{planned}/import",
        data=head + b"a" * (2 * LARGEST_SHEET) + b"\r\n--x--\r\n",
        base_url=BASE_URL,
        content_type="multipart/form-data; boundary=x",
    )
    assert (response.status_code, Page(response.text).h1) == (413, "This is too large")
    assert stored(engines) == [0, 0, 0]


def test_no_formula_gets_into_the_file_of_links(
    engines: Engines, settings: Settings, planned: int, tmp_path: Path
) -> None:
    """People are called as the entity calls them; a spreadsheet that opens it runs nothing."""
    file = io.StringIO()
    csv.writer(file).writerows(
        [("person", "entity"), *[(f"{FORMULA}{n}", "@A") for n in range(12)]]
    )
    with engines.write() as session:
        roster_rows.import_sheet(session, planned, file.getvalue().encode(), actor="tests")
        confirm(session, planned, settings.keys)
    environ = {
        "TOOLKIT_INSTANCE": str(settings.instance),
        "TOOLKIT_DATABASE_URL": settings.database_url,
        "TOOLKIT_PUBLIC_URL": BASE_URL,
    }
    path = tmp_path / "links.csv"
    Administrator(environ).runs("wave", "links", planned, "--out", path)
    with path.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.reader(opened))[1:]
    assert len(rows) == 12
    assert all(person.startswith("'=HYPERLINK") and entity == "'@A" for person, entity, _ in rows)
