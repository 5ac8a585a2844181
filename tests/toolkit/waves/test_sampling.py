"""A random sample of a large entity: who may draw it, what is kept, and what is said of it."""

from collections import Counter

import pytest
from accounts import EMAIL, PASSWORD, People
from browsing import Visitor
from flask import Flask
from sqlalchemy import func, select
from voting import roster
from waves import PLAN, confirm, import_roster

from toolkit.config import Settings
from toolkit.models import Audit, Base, Cell, RosterRow, Wave
from toolkit.planning import samples, terms
from toolkit.roles import Role
from toolkit.storage.database import Engines
from toolkit.waves import roster_rows, sampling, service
from toolkit.waves.states import WaveError

SIZES = {("Alpha", "Field"): 1500, ("Alpha", "HQ"): 700, ("Alpha", "Liaison"): 12}
SIZES |= {("Alpha", "Lab"): 4, ("Bravo", ""): 30}
ELIGIBLE = 2216


@pytest.fixture
def planned(engines: Engines) -> int:
    with engines.write() as session:
        wave_id = service.create(session, PLAN).id
        import_roster(session, wave_id, roster(SIZES))
    return wave_id


@pytest.fixture
def visitor(app: Flask, engines: Engines) -> Visitor:
    People(engines).add((Role.COORDINATOR, "Alpha"), (Role.COORDINATOR, "Bravo"))
    visitor = Visitor(app)
    visitor.get("/account/sign-in")
    visitor.post("/account/sign-in", {"email": EMAIL, "password": PASSWORD})
    return visitor


def draw(engines: Engines, wave_id: int, entity: str = "Alpha", seen: str = "") -> None:
    with engines.write() as session:
        seen = seen or roster_rows.fingerprint(session, wave_id, entity)
        sampling.draw(
            session, wave_id, entity, half_width=0.2, percent=30, seen=seen, actor="tests"
        )


def people(engines: Engines, wave_id: int) -> dict[tuple[str, str], int]:
    with engines.read() as session:
        numbers = (
            select(RosterRow.entity, RosterRow.value, func.count())
            .where(RosterRow.wave_id == wave_id)
            .group_by(RosterRow.entity, RosterRow.value)
        )
        return {(entity, value): number for entity, value, number in session.execute(numbers)}


def test_only_those_drawn_stay_and_only_numbers_are_kept(engines: Engines, planned: int) -> None:
    draw(engines, planned)
    left = people(engines, planned)
    assert left == {
        ("Alpha", "Field"): 120,
        ("Alpha", "HQ"): 56,
        ("Alpha", "Liaison"): 10,
        ("Alpha", "Lab"): 4,
        ("Bravo", ""): 30,
    }
    with engines.read() as session:
        sample = samples.of_entity(session, planned, "Alpha")
        assert sample
        assert (sample.drawn, sample.eligible) == (190, ELIGIBLE)
        assert samples.of_entity(session, planned, "Bravo") is None
        cells = select(func.sum(Cell.eligible)).where(Cell.entity == "Alpha")
        assert session.scalar(cells) == 190  # those invited: rates and thresholds are of them
        line = session.scalars(select(Audit).where(Audit.action == "roster.sample-drawn")).one()
        assert line.detail == f"Alpha: 190 of {ELIGIBLE} people, within 0.2 at 30 %"


def test_nobody_who_was_left_out_is_named_anywhere(engines: Engines, planned: int) -> None:
    with engines.read() as session:
        before = set(session.scalars(select(RosterRow.person)))
    draw(engines, planned)
    with engines.read() as session:
        gone = before - set(session.scalars(select(RosterRow.person)))
        assert len(gone) == ELIGIBLE - 190
        kept = "\n".join(
            repr(row)
            for table in Base.metadata.sorted_tables
            for row in session.execute(select(table))
        )
    assert not [person for person in gone if f"'{person}'" in kept]


def test_everybody_has_the_same_chance(engines: Engines, planned: int) -> None:
    """Each of 1,500 is drawn with a chance of 120 in 1,500; thirds of the list come alike."""
    thirds: Counter[int] = Counter()
    for _time in range(8):
        draw(engines, planned)
        with engines.write() as session:
            rows = select(RosterRow.person).where(RosterRow.value == "Field")
            for person in session.scalars(rows):
                thirds[int(person.rpartition("-")[2]) // 500] += 1
            import_roster(session, planned, roster(SIZES))
    assert sum(thirds.values()) == 8 * 120
    assert max(thirds.values()) - min(thirds.values()) < 110  # more than five standard deviations


def test_each_drawing_stands_in_the_log_and_an_import_takes_it_back(
    engines: Engines, planned: int
) -> None:
    draw(engines, planned)
    with pytest.raises(WaveError, match="no more than 2,000 people"):
        draw(engines, planned)
    with engines.write() as session:
        alpha = [one for one in roster(SIZES) if one.entity == "Alpha"]
        roster_rows.replace_rows(session, planned, alpha, actor="tests")
        assert samples.of_entity(session, planned, "Alpha") is None
    draw(engines, planned)
    with engines.read() as session:
        drawn = select(func.count()).where(Audit.action == "roster.sample-drawn")
        assert session.scalar(drawn) == 2
        assert sampling.drawings(session, planned, "Alpha") == 2
        assert sampling.drawings(session, planned, "Alph%") == 0


def test_what_was_confirmed_changed_or_is_small_is_not_drawn(
    engines: Engines, settings: Settings, planned: int
) -> None:
    with pytest.raises(WaveError, match="no more than 2,000 people"):
        draw(engines, planned, "Bravo")
    with pytest.raises(WaveError, match="changed since you saw it"):
        draw(engines, planned, seen="old")
    with engines.write() as session:
        confirm(session, planned, settings.keys)
    with pytest.raises(WaveError, match="confirmed already"):
        draw(engines, planned)
    assert people(engines, planned)["Alpha", "HQ"] >= 700


def test_the_size_of_a_sample_is_one_of_the_terms(engines: Engines, planned: int) -> None:
    draw(engines, planned)
    with engines.write() as session:
        wave = session.get_one(Wave, planned)
        before = terms.fingerprint(session, wave)
        samples.forget(session, planned, ["Alpha"])
        assert terms.fingerprint(session, wave) != before


def test_a_coordinator_sees_the_size_and_has_it_drawn(
    visitor: Visitor, engines: Engines, planned: int
) -> None:
    path = f"/account/samples/{planned}/Alpha"
    assert path in visitor.get(f"/account/rosters/{planned}/entity/Alpha").links()
    page = visitor.get(f"{path}?half_width=0.2&response=30")
    assert "Draw 190 people at random" in page.text
    page = visitor.get(f"{path}?half_width=9&response=many")
    assert "Choose how sure averages are to be." in page.text
    assert "Enter a response rate" in page.text
    page = visitor.get(path)
    assert "2,216" in page.text
    seen = page.values("seen")[0]
    wanted = {"half_width": "0.2", "response": "30", "seen": seen}
    page = visitor.post(path, wanted | {"seen": "old"}, status=422)
    assert "the list was changed since you saw it" in page.text
    page = visitor.post(path, wanted)
    assert "The sample is drawn" in page.text
    assert "They were drawn at random: 190 of 2,216." in page.text
    assert "It is drawn." in visitor.get(path).text
    assert "Here everybody is invited." in visitor.get(f"/account/samples/{planned}/Bravo").text
    assert people(engines, planned)["Alpha", "HQ"] == 56


def test_nobody_else_draws(visitor: Visitor, planned: int) -> None:
    visitor.get(f"/account/samples/{planned}/Delta", status=403)
    visitor.get("/account/samples/99/Alpha", status=404)


def test_whoever_confirms_the_whole_sees_how_often_it_was_drawn(
    app: Flask, engines: Engines, planned: int
) -> None:
    People(engines).add((Role.ADMINISTRATOR, ""))
    administrator = Visitor(app)
    administrator.get("/account/sign-in")
    administrator.post("/account/sign-in", {"email": EMAIL, "password": PASSWORD})
    draw(engines, planned)
    path = f"/account/rosters/{planned}/"
    assert "190, drawn at random of 2,216, once" in administrator.get(path).text
    with engines.write() as session:
        alpha = [one for one in roster(SIZES) if one.entity == "Alpha"]
        roster_rows.replace_rows(session, planned, alpha, actor="tests")
    draw(engines, planned)
    assert "drawn at random of 2,216, 2 times" in administrator.get(path).text
