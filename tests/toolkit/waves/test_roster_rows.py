"""A stored roster: whole or refused, confirmed by two, and taken back by every change."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from waves import ADMINISTRATOR, COORDINATOR, PLAN, confirm, open_now

from toolkit.accounts import service as accounts
from toolkit.models import Audit, Base, Cell, Link, RosterRow
from toolkit.roles import Role
from toolkit.storage.database import Engines
from toolkit.waves import confirmation, roster_rows, service
from toolkit.waves.confirmation import confirm_entity, confirm_whole
from toolkit.waves.roster import Invited
from toolkit.waves.sheet import SheetError
from toolkit.waves.states import WaveError


@pytest.fixture
def session(engines: Engines) -> Iterator[Session]:
    with Session(engines.writing) as session:
        yield session


@pytest.fixture
def wave(session: Session) -> int:
    return service.create(session, PLAN).id


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def sheet(entity: str, number: int, value: str = "", start: int = 0) -> str:
    return "".join(
        f"p{n}@{entity.casefold()}.example,{entity},{value}\n" for n in range(start, start + number)
    )


def bring(session: Session, wave: int, *lines: str, own: str = "") -> int:
    data = ("person,entity,value\n" + "".join(lines)).encode()
    return roster_rows.import_sheet(session, wave, data, actor="tests", own=own)


def sizes(session: Session, wave: int) -> dict[str, int]:
    return {one.entity: one.people for one in roster_rows.entities_of(session, wave)}


def refused(session: Session, wave: int, data: str, own: str = "") -> list[str]:
    before = roster_rows.fingerprint(session, wave)
    with pytest.raises(SheetError) as error:
        roster_rows.import_sheet(session, wave, data.encode(), actor="tests", own=own)
    assert roster_rows.fingerprint(session, wave) == before
    return str(error.value).splitlines()


def test_an_import_takes_the_place_of_its_entities_and_leaves_others(
    session: Session, wave: int
) -> None:
    assert bring(session, wave, sheet("Alpha", 12), sheet("Bravo", 15)) == 27
    assert bring(session, wave, sheet("Alpha", 20)) == 20
    assert sizes(session, wave) == {"Alpha": 20, "Bravo": 15}
    cells = session.execute(select(Cell.entity, Cell.eligible).order_by(Cell.entity))
    assert [tuple(row) for row in cells] == [("Alpha", 20), ("Bravo", 15)]


def test_every_wrong_line_is_named_and_nothing_is_imported(session: Session, wave: int) -> None:
    bring(session, wave, sheet("Alpha", 12))
    roster_rows.list_entities(session, wave, ["Alpha", "Bravo"], actor="tests")
    data = (
        "person,entity,value,mail\n"
        "anna,Bravo,Field,anna@x.example\n"
        "anna,Bravo,Field,anna@x.example\n"
        ",Bravo,Field,\n"
        f"{'a' * 121},Bravo,Field,\n"
        "bob,Charlie,,\n"
        "cyd,bravo,,\n"
        "dan,Bravo,field,\n"
        "eve,Bravo,Field,nowhere\n"
        "f\x07,Bravo,Field,\n"
        "gus,other entities,,\n"
    )
    assert refused(session, wave, data) == [
        "line 3: the person of line 2",
        "line 4: person is missing",
        "line 5: person is longer than 120 letters",
        "line 6: entity Charlie does not take part in this wave",
        "line 7: entity bravo does not take part in this wave",
        "line 7: bravo was written Bravo before",
        "line 8: field was written Field before",
        "line 9: mail is not an address",
        "line 10: person has characters that cannot be printed",
        "line 11: “Other entities” is what small entities are called together",
    ]
    assert sizes(session, wave) == {"Alpha": 12, "Bravo": 0}


def test_an_address_that_another_entity_has_is_named(session: Session, wave: int) -> None:
    bring(session, wave, sheet("Alpha", 12))
    data = "person,entity,mail\nAnna,Bravo,P3@Alpha.example\n"
    assert refused(session, wave, data) == ["line 2: another entity has this address"]


def test_a_coordinator_brings_the_own_entity_alone(session: Session, wave: int) -> None:
    data = "person;entity\r\nanna;Alpha\r\nbob;Bravo\r\n"
    assert refused(session, wave, data, own="Alpha") == [
        "line 3: entity is Bravo, and only Alpha is yours"
    ]
    without = b"\xef\xbb\xbfperson;value\r\nanna;Field\r\nbob;Field\r\n"
    assert roster_rows.import_sheet(session, wave, without, actor="c", own="Alpha") == 2
    assert sizes(session, wave) == {"Alpha": 2}


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_another_encoding_is_refused_with_what_to_do(
    session: Session, wave: int, encoding: str
) -> None:
    data = "person,entity\nJosé,Alpha\n".encode(encoding)
    with pytest.raises(SheetError, match="not UTF-8: save it as"):
        roster_rows.import_sheet(session, wave, data, actor="tests")


def test_entities_that_have_rows_stay_on_the_list(session: Session, wave: int) -> None:
    bring(session, wave, sheet("Alpha", 12))
    with pytest.raises(WaveError, match="on the roster, but not on this list: Alpha"):
        roster_rows.list_entities(session, wave, ["Bravo"], actor="tests")
    roster_rows.remove_entity(session, wave, "Alpha", actor="tests")
    roster_rows.list_entities(session, wave, ["Bravo"], actor="tests")
    assert sizes(session, wave) == {"Bravo": 0}
    with pytest.raises(WaveError, match="Alpha is not on the roster"):
        roster_rows.remove_entity(session, wave, "Alpha", actor="tests")


def test_what_is_shown_before_confirming_is_what_the_wave_counts(
    session: Session, wave: int
) -> None:
    lines = (sheet("Alpha", 12, "Field"), sheet("Alpha", 4, "HQ", 20), sheet("Alpha", 7, "Lab", 40))
    bring(session, wave, *lines, sheet("Bravo", 4), sheet("Charlie", 8))
    shown = [(part.entity, part.value, part.eligible) for part in roster_rows.parts(session, wave)]
    assert shown == [
        ("Alpha", "Field", 12),
        ("Alpha", "HQ, Lab", 11),
        ("Other entities", "", 12),
    ]
    cells = session.execute(select(Cell.entity, Cell.value, Cell.eligible).order_by(Cell.id))
    assert [tuple(row) for row in cells] == shown


def test_two_people_confirm_and_the_same_one_cannot(
    session: Session, wave: int, keys: Path
) -> None:
    bring(session, wave, sheet("Alpha", 12), sheet("Bravo", 12))
    with pytest.raises(WaveError, match="the whole is confirmed last: Alpha has no coordinator"):
        confirm_whole(session, wave, keys, by="a@x.example", actor="tests")
    for entity in ("Alpha", "Bravo"):
        confirm_entity(session, wave, entity, by="c@x.example", actor="tests")
    with pytest.raises(WaveError, match=r"c@x.example confirmed Alpha, Bravo: somebody else"):
        confirm_whole(session, wave, keys, by="c@x.example", actor="tests")
    with pytest.raises(WaveError, match=r"Alpha is confirmed already, by c@x.example"):
        confirm_entity(session, wave, "Alpha", by="d@x.example", actor="tests")
    assert session.scalar(select(func.count()).select_from(Link)) == 0
    confirm_whole(session, wave, keys, by="a@x.example", actor="tests")
    assert confirmation.missing(session, wave) == []
    with pytest.raises(WaveError, match="the whole roster is confirmed already"):
        confirm_whole(session, wave, keys, by="b@x.example", actor="tests")


@pytest.mark.parametrize("change", ["import", "remove", "list"])
def test_any_change_takes_confirmations_and_links_back(
    session: Session, wave: int, keys: Path, change: str
) -> None:
    bring(session, wave, sheet("Alpha", 40), sheet("Bravo", 40))
    confirm(session, wave, keys)
    assert session.scalar(select(func.count()).select_from(Link)) == 84
    if change == "import":
        bring(session, wave, sheet("Alpha", 41))
    elif change == "remove":
        roster_rows.remove_entity(session, wave, "Alpha", actor="tests")
    else:
        roster_rows.list_entities(session, wave, ["Alpha", "Bravo", "Charlie"], actor="tests")
    assert session.scalar(select(func.count()).select_from(Link)) == 0
    assert not session.scalars(select(RosterRow).where(RosterRow.is_spare)).all()
    confirmed = {one.entity: one.confirmed_by for one in roster_rows.entities_of(session, wave)}
    assert confirmed["Bravo"] == COORDINATOR
    assert confirmation.whole_confirmed_by(session, wave) == ""
    with pytest.raises(WaveError, match="cannot open: "):
        open_now(session, wave, keys)


def test_what_was_changed_meanwhile_is_not_confirmed(
    session: Session, wave: int, keys: Path
) -> None:
    bring(session, wave, sheet("Alpha", 12))
    seen = roster_rows.fingerprint(session, wave, "Alpha")
    bring(session, wave, sheet("Alpha", 12))
    with pytest.raises(WaveError, match="the roster was changed since you saw it"):
        confirm_entity(session, wave, "Alpha", by="c@x.example", actor="tests", seen=seen)
    seen = roster_rows.fingerprint(session, wave, "Alpha")
    confirm_entity(session, wave, "Alpha", by="c@x.example", actor="tests", seen=seen)
    with pytest.raises(WaveError, match="the roster was changed since you saw it"):
        confirm_whole(session, wave, keys, by="a@x.example", actor="tests", seen="another")


def test_what_is_missing_is_named_for_each_entity(session: Session, wave: int) -> None:
    assert [*map(str, confirmation.missing(session, wave))] == [
        "nobody is on its roster: import it first"
    ]
    bring(session, wave, sheet("Alpha", 12), sheet("Bravo", 12), sheet("Charlie", 12))
    roster_rows.list_entities(session, wave, ["Alpha", "Bravo", "Charlie", "Delta"], actor="tests")
    for entity in ("Alpha", "Bravo"):
        accounts.create(session, f"{entity}@x.example", "correct horse battery", actor="tests")
        accounts.grant(session, f"{entity}@x.example", Role.COORDINATOR, entity, actor="tests")
    accounts.set_active(session, "bravo@x.example", actor="tests", active=False)
    nobody = (
        "has no coordinator, so nobody can confirm it: give somebody the role, or take it off the "
        "roster"
    )
    assert [*map(str, confirmation.missing(session, wave))] == [
        "Alpha is not confirmed by its coordinator",
        f"Bravo {nobody}",
        f"Charlie {nobody}",
        "Delta has nobody on the roster",
    ]
    assert confirmation.holder(session, "Alpha@X.example", Role.COORDINATOR, "Alpha")
    for email, entity in (("alpha@x.example", "Bravo"), ("bravo@x.example", "Bravo")):
        with pytest.raises(WaveError, match="not the address of an active account"):
            confirmation.holder(session, email, Role.COORDINATOR, entity)


def test_the_log_says_who_confirmed_what(session: Session, wave: int, keys: Path) -> None:
    bring(session, wave, sheet("Alpha", 40))
    confirm(session, wave, keys)
    said = [(row.actor, row.action, row.detail) for row in session.scalars(select(Audit))]
    assert said == [
        ("tests", "roster.imported", "Alpha: 40 people"),
        ("tests", "roster.confirmed", f"Alpha, by {COORDINATOR}"),
        ("tests", "roster.confirmed", f"the whole, by {ADMINISTRATOR}; 2 spare links"),
    ]


def test_a_roster_says_nothing_of_answers_and_refers_to_none() -> None:
    table = Base.metadata.tables["roster"]
    assert {key.column.table.name for key in table.foreign_keys} == {"wave"}
    assert set(table.columns.keys()) == {
        *("id", "wave_id", "entity", "value", "person", "mail"),
        *("is_spare", "replaced", "withdrawn"),
    }


def test_a_wave_that_never_opens_is_deleted_with_its_roster(
    session: Session, wave: int, keys: Path, tmp_path: Path
) -> None:
    bring(session, wave, sheet("Alpha", 40))
    service.make_key(session, wave, keys, [tmp_path / "c.half"])
    confirm(session, wave, keys)
    service.delete_wave(session, wave, keys, actor="tests")
    for table in ("wave", "roster", "participation", "cell", "link"):
        rows = select(func.count()).select_from(Base.metadata.tables[table])
        assert session.scalar(rows) == 0, table
    assert list(keys.iterdir()) == []


def test_thirty_five_thousand_people_are_imported_and_invited_in_ten_seconds(
    session: Session, wave: int, keys: Path
) -> None:
    people = [
        Invited(f"Person {n}", f"Entity {n % 31}", f"Place {n % 3}", f"p{n}@x.example")
        for n in range(35_000)
    ]
    lines = "".join(f"{p.person},{p.entity},{p.value},{p.mail}\n" for p in people)
    data = f"person,entity,value,mail\n{lines}".encode()
    began = time.perf_counter()
    assert roster_rows.import_sheet(session, wave, data, actor="tests") == 35_000
    imported = time.perf_counter()
    confirm(session, wave, keys)
    session.flush()
    confirmed = time.perf_counter()
    assert imported - began < 10
    assert confirmed - imported < 10
