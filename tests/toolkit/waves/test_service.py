"""A wave's life: what it needs, what it refuses, and what it leaves behind."""

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from waves import (
    ACTOR,
    PLAN,
    close_now,
    confirm,
    import_roster,
    invite,
    open_now,
    open_wave,
    roster,
    tokens_of,
)

from aggregation.cells import TooFewError
from aggregation.settings import Thresholds
from toolkit.config import Settings
from toolkit.models import Blob, Cell, Link, Membership, Wave, WaveState
from toolkit.planning.terms import TermsError, settings_of
from toolkit.sealing import blobs
from toolkit.sealing.codes import new_code
from toolkit.sealing.keyhalves import KeyFileError, read_half, server_half_path, write_half
from toolkit.sealing.links import link_id
from toolkit.storage.database import Engines
from toolkit.waves import invitations, roster_rows, service
from toolkit.waves.roster import Invited, Member
from toolkit.waves.service import Plan
from toolkit.waves.states import WaveError


@pytest.fixture
def session(engines: Engines) -> Iterator[Session]:
    with Session(engines.writing) as session:
        yield session


@pytest.fixture
def wave(session: Session) -> int:
    """A planned wave."""
    return service.create(session, PLAN).id


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def half(session: Session, wave: int, keys: Path, tmp_path: Path) -> Path:
    """The custodian's half of the planned wave's key."""
    path = tmp_path / "custodian.half"
    service.make_key(session, wave, keys, [path])
    return path


@pytest.fixture
def opened(session: Session, wave: int, keys: Path, half: Path) -> dict[str, str]:
    """The links of the wave, which is now open."""
    tokens = invite(session, wave, keys, roster())
    service.check_key(session, wave, keys, [half])
    open_now(session, wave, keys)
    return tokens


def state(session: Session, wave_id: int) -> WaveState:
    return session.get_one(Wave, wave_id).state


def test_a_wave_is_planned_as_it_was_said(session: Session, wave: int) -> None:
    found = session.get_one(Wave, wave)
    assert (found.title, found.perspective, found.sponsor, found.decision, found.results_by) == (
        PLAN.title,
        PLAN.perspective,
        PLAN.sponsor,
        PLAN.decision,
        PLAN.results_by,
    )
    assert (found.questionnaire, found.version, found.state) == ("space", 1, WaveState.PLANNED)
    assert service.every_wave(session) == [found]


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        (replace(PLAN, title=" "), "its title is missing"),
        (replace(PLAN, sponsor=""), "its sponsor is missing"),
        (replace(PLAN, decision="d" * 301), "its decision is longer than 300 letters"),
        (replace(PLAN, title="t" * 121), "its title is longer than 120 letters"),
        (replace(PLAN, sponsor="s\n"), "its sponsor has characters that cannot be printed"),
        (
            replace(PLAN, title="", sponsor="s" * 201),
            "its title is missing; its sponsor is longer than 200 letters",
        ),
    ],
)
def test_a_plan_that_cannot_be_kept_is_refused(session: Session, plan: Plan, message: str) -> None:
    with pytest.raises(WaveError, match=f"^the wave cannot be planned: {message}$"):
        service.create(session, plan)
    assert service.every_wave(session) == []


def test_the_longest_plan_is_kept(session: Session) -> None:
    plan = replace(PLAN, title="ü" * 120, sponsor="ü" * 200, decision="ü" * 300)
    assert service.create(session, plan).title == "ü" * 120


def test_a_wave_that_is_not_there_is_named(session: Session, keys: Path, tmp_path: Path) -> None:
    custodian = [tmp_path / "c.half"]
    with pytest.raises(WaveError, match="there is no wave 9"):
        service.make_key(session, 9, keys, custodian)
    with pytest.raises(WaveError, match="there is no wave 9"):
        service.check_key(session, 9, keys, custodian)
    with pytest.raises(WaveError, match="there is no wave 9"):
        import_roster(session, 9, roster())
    with pytest.raises(WaveError, match="there is no wave 9"):
        service.open_wave(session, 9, keys, today=PLAN.results_by, actor=ACTOR)
    with pytest.raises(WaveError, match="there is no wave 9"):
        service.close_wave(session, 9, today=PLAN.results_by, actor=ACTOR)
    assert not keys.exists()


def test_a_wave_opens_only_with_links_and_a_checked_key(
    session: Session, wave: int, keys: Path, tmp_path: Path
) -> None:
    path = tmp_path / "custodian.half"
    with pytest.raises(WaveError, match=r"nobody is on its roster: .*; its key has not"):
        open_now(session, wave, keys)
    invite(session, wave, keys, roster())
    with pytest.raises(WaveError, match="cannot open: its key has not been checked"):
        open_now(session, wave, keys)
    service.make_key(session, wave, keys, [path])
    with pytest.raises(WaveError, match="cannot open: its key has not been checked"):
        open_now(session, wave, keys)
    service.check_key(session, wave, keys, [path])
    open_now(session, wave, keys)
    assert state(session, wave) is WaveState.OPEN


def test_a_checked_key_alone_opens_nothing(
    session: Session, wave: int, keys: Path, half: Path
) -> None:
    service.check_key(session, wave, keys, [half])
    with pytest.raises(WaveError, match="cannot open: nobody is on its roster"):
        open_now(session, wave, keys)


@pytest.mark.usefixtures("opened")
def test_only_the_next_state_follows(
    session: Session, wave: int, keys: Path, tmp_path: Path
) -> None:
    with pytest.raises(WaveError, match="is open, so it cannot become open"):
        open_now(session, wave, keys)
    with pytest.raises(WaveError, match="is open; its key can be made only while it is planned"):
        service.make_key(session, wave, keys, [tmp_path / "new.half"])
    assert not service.is_closed(session, wave)
    close_now(session, wave)
    assert service.is_closed(session, wave)
    frozen = (keys / f"wave-{wave}.terms").read_bytes()
    session.get_one(Wave, wave).mean_from = 99
    with pytest.raises(WaveError, match="is closed, so it cannot become open"):
        open_now(session, wave, keys)
    assert (keys / f"wave-{wave}.terms").read_bytes() == frozen
    with pytest.raises(WaveError, match="is closed, so it cannot become closed"):
        close_now(session, wave)
    with pytest.raises(WaveError, match="is closed; there are links to send only while it is"):
        tokens_of(session, wave, keys)


def test_a_planned_wave_cannot_close(session: Session, wave: int) -> None:
    with pytest.raises(WaveError, match="is planned, so it cannot become closed"):
        close_now(session, wave)


def test_a_key_is_made_once(session: Session, wave: int, keys: Path, half: Path) -> None:
    with pytest.raises(WaveError, match="has a key already"):
        service.make_key(session, wave, keys, [half.with_name("other.half")])
    assert not half.with_name("other.half").exists()


def test_a_half_that_this_database_does_not_know_is_set_aside_and_never_lost(
    session: Session, wave: int, keys: Path, half: Path, tmp_path: Path
) -> None:
    of_another_database = server_half_path(keys, wave).read_bytes()
    session.get_one(Wave, wave).public_key = None
    service.make_key(session, wave, keys, [tmp_path / "new.half"])
    service.check_key(session, wave, keys, [tmp_path / "new.half"])
    (aside,) = keys.glob("*.unknown-*")
    assert aside.read_bytes() == of_another_database
    with pytest.raises(KeyFileError, match="another key"):
        service.check_key(session, wave, keys, [half])


@pytest.mark.parametrize("spoilt", ["second", "twice"])
def test_a_key_whose_copies_cannot_be_written_can_be_made_again(
    session: Session, wave: int, keys: Path, tmp_path: Path, spoilt: str
) -> None:
    first, second = tmp_path / "first.half", tmp_path / "second.half"
    if spoilt == "twice":
        second = first
    else:
        second.write_text("something of somebody's")
    with pytest.raises(KeyFileError, match=f"^{second}: File exists"):
        service.make_key(session, wave, keys, [first, second])
    assert not server_half_path(keys, wave).exists()
    assert not first.exists()
    if spoilt == "second":
        assert second.read_text() == "something of somebody's"
    service.make_key(session, wave, keys, [first, tmp_path / "third.half"])
    service.check_key(session, wave, keys, [first, tmp_path / "third.half"])


def test_every_copy_is_checked(session: Session, wave: int, keys: Path, tmp_path: Path) -> None:
    copies = [tmp_path / f"copy-{number}.half" for number in range(3)]
    service.make_key(session, wave, keys, copies)
    good = copies[2].read_text()
    copies[2].write_text(good.replace("custodian ", "custodian 0"))
    with pytest.raises(KeyFileError, match=f"^{copies[2]}: truncated or changed$"):
        service.check_key(session, wave, keys, copies)
    assert not session.get_one(Wave, wave).key_checked
    copies[2].write_text(good)
    service.check_key(session, wave, keys, copies)
    assert session.get_one(Wave, wave).key_checked


def test_a_key_that_was_not_made_cannot_be_checked(session: Session, wave: int, keys: Path) -> None:
    with pytest.raises(WaveError, match="has no key yet: make it first"):
        service.check_key(session, wave, keys, [])


def test_halves_of_others_are_refused_by_name(
    session: Session, wave: int, keys: Path, half: Path, tmp_path: Path
) -> None:
    other = service.create(session, PLAN).id
    others = tmp_path / "other.half"
    service.make_key(session, other, keys, [others])
    server = server_half_path(keys, wave)
    swapped = tmp_path / "swapped.half"
    shutil.copy(server, swapped)
    imposter = tmp_path / "imposter.half"
    write_half(imposter, replace(read_half(others), wave_id=wave))
    for path, message in (
        (others, f"halves of two waves: {wave} and {other}"),
        (swapped, "one half must be the server's and one the custodian's"),
        (imposter, "a half of another key"),
        (tmp_path / "missing", "No such file or directory"),
    ):
        with pytest.raises(KeyFileError, match=f"^{path}: {message}$"):
            service.check_key(session, wave, keys, [half, path])
    server.unlink()
    with pytest.raises(KeyFileError, match=f"^{server}: No such file"):
        service.check_key(session, wave, keys, [half])


def test_links_are_the_same_when_they_are_printed_again(
    session: Session, wave: int, keys: Path, opened: dict[str, str]
) -> None:
    assert tokens_of(session, wave, keys) == opened
    entity = roster()[0].entity
    again = invitations.invited(session, wave, keys, entity)
    assert {one.person: one.token for one in again} == opened
    assert not list(invitations.invited(session, wave, keys, "Elsewhere"))


def test_links_of_a_planned_wave_follow_the_roster(session: Session, wave: int, keys: Path) -> None:
    invite(session, wave, keys, roster(20))
    tokens = invite(session, wave, keys, roster(11))
    ids = set(session.scalars(select(Link.id)))
    assert ids == {link_id(token) for token in tokens.values()}
    assert session.scalars(select(Cell.eligible)).all() == [11]


def test_nobody_is_added_to_the_roster_of_an_open_wave(
    session: Session, wave: int, opened: dict[str, str]
) -> None:
    people = [Invited("eve", "Example agency"), Invited("mallory", "Elsewhere")]
    with pytest.raises(WaveError, match="is open; its roster can be changed only while it is"):
        roster_rows.replace_rows(session, wave, people, actor="tests")
    assert len(session.scalars(select(Link.id)).all()) == len(opened)


@pytest.mark.usefixtures("opened")
def test_an_open_wave_never_gets_a_new_key_of_links(
    session: Session, wave: int, keys: Path
) -> None:
    key = keys / f"wave-{wave}.links"
    key.unlink()
    with pytest.raises(KeyFileError, match=f"^{key}: No such file"):
        tokens_of(session, wave, keys)
    assert not key.exists()


def test_the_same_person_gets_another_link_in_another_wave(
    session: Session, wave: int, keys: Path, opened: dict[str, str]
) -> None:
    other = service.create(session, PLAN).id
    assert not set(invite(session, other, keys, roster()).values()) & {*opened.values()}
    assert other != wave


def test_too_few_people_make_no_wave(session: Session, wave: int, keys: Path) -> None:
    with pytest.raises(TooFewError, match="9 people are eligible; 10 are needed"):
        invite(session, wave, keys, roster(9))


def test_cells_have_at_least_ten_people_and_say_what_they_hold(
    session: Session, wave: int, keys: Path
) -> None:
    people = [
        *(Invited(f"a{n}", "Agency", "Field") for n in range(12)),
        *(Invited(f"b{n}", "Agency", "Geneva") for n in range(6)),
        *(Invited(f"c{n}", "Agency", "Nairobi") for n in range(5)),
        *(Invited(f"d{n}", "Bureau") for n in range(4)),
        *(Invited(f"e{n}", "Centre") for n in range(7)),
        *(Invited(f"f{n}", "Fund") for n in range(10)),
    ]
    import_roster(session, wave, people)
    confirm(session, wave, keys, spares=0)
    cells = session.scalars(select(Cell).order_by(Cell.id)).all()
    assert sorted((cell.entity, cell.value, cell.eligible) for cell in cells) == [
        ("Agency", "Field", 12),
        ("Agency", "Geneva, Nairobi", 11),
        ("Fund", "", 10),
        ("Other entities", "", 11),
    ]
    linked = Counter(session.scalars(select(Link.cell_id)))
    assert linked == {cell.id: cell.eligible for cell in cells}


def test_many_small_values_with_long_names_fit(session: Session, wave: int, keys: Path) -> None:
    people = [Invited(f"p{n}", "Agency", f"{n} ".ljust(120, "v")) for n in range(20)]
    people += [Invited(f"q{n}", "Agency", "Field") for n in range(12)]
    invite(session, wave, keys, people)
    session.flush()
    assert max(len(value) for value in session.scalars(select(Cell.value))) > 1000


def test_a_link_says_nothing_about_its_person(
    session: Session, keys: Path, opened: dict[str, str]
) -> None:
    for link in session.scalars(select(Link)):
        assert len(link.id) == 32
        assert not link.spent
    ids = list(session.scalars(select(Link.id).order_by(Link.id)))
    assert [link_id(token) for token in opened.values()] != ids
    assert keys.exists()


@pytest.mark.parametrize("later", [WaveState.CLOSED, WaveState.PROPOSED, WaveState.PUBLISHED])
def test_blobs_live_until_the_second_wave_after_theirs_closes(
    settings: Settings, engines: Engines, later: WaveState
) -> None:
    codes = {number: new_code() for number in range(4)}
    left = []
    for number in range(1, 4):
        wave = open_wave(settings, engines)
        with Session(engines.writing) as session, session.begin():
            if number == 1:
                blobs.write(session, codes[0], 0, b"before", newest_wave=0)
            blobs.write(session, codes[number], 0, b"alone", newest_wave=wave.id)
        wave.close()
        with Session(engines.writing) as session, session.begin():
            session.get_one(Wave, wave.id).state = later
            left.append(sorted(session.scalars(select(Blob.wave_id))))
    assert left == [[0, 1], [1, 2], [2, 3]]


def test_groups_are_set_before_opening_and_small_ones_are_named(
    session: Session, wave: int, keys: Path, half: Path
) -> None:
    members = [Member(f"Agency {n}", "large") for n in range(6)]
    members += [Member("Agency 1", "field"), Member("Tiny", "field")]
    with pytest.raises(WaveError, match="there is no group in wave 1 yet"):
        service.set_groups(session, wave, members)
    people = [Invited(f"p{n}", f"Agency {n % 6}") for n in range(60)]
    invite(session, wave, keys, people)
    assert service.set_groups(session, wave, members) == ["field"]
    assert service.set_groups(session, wave, members[:5]) == ["large"]
    assert len(session.scalars(select(Membership)).all()) == 5
    service.check_key(session, wave, keys, [half])
    open_now(session, wave, keys)
    with pytest.raises(WaveError, match="only while it is planned"):
        service.set_groups(session, wave, members)


def test_a_key_that_nothing_was_sealed_to_can_be_destroyed_and_made_again(
    session: Session, wave: int, keys: Path, half: Path, tmp_path: Path
) -> None:
    invite(session, wave, keys, roster())
    service.check_key(session, wave, keys, [half])
    service.destroy_key(session, wave, keys)
    assert not server_half_path(keys, wave).exists()
    with pytest.raises(WaveError, match="has no key"):
        service.destroy_key(session, wave, keys)
    with pytest.raises(WaveError, match="has not been checked"):
        open_now(session, wave, keys)
    service.make_key(session, wave, keys, [tmp_path / "new.half"])
    service.check_key(session, wave, keys, [tmp_path / "new.half"])
    open_now(session, wave, keys)
    with pytest.raises(WaveError, match="only while it is planned"):
        service.destroy_key(session, wave, keys)


def test_thresholds_are_kept_as_they_were_said(session: Session) -> None:
    plan = replace(PLAN, thresholds=Thresholds(12, 25, 15))
    wave = service.create(session, plan)
    assert settings_of(wave).thresholds == Thresholds(12, 25, 15)
    assert settings_of(service.create(session, PLAN)).thresholds == Thresholds(10, 20, 10)


@pytest.mark.parametrize("column", ["mean_from", "shares_from", "protected"])
@pytest.mark.parametrize("value", [0, -1, 9])
def test_a_threshold_that_was_lowered_in_the_database_opens_no_wave(
    session: Session, wave: int, keys: Path, half: Path, column: str, value: int
) -> None:
    invite(session, wave, keys, roster())
    service.check_key(session, wave, keys, [half])
    setattr(session.get_one(Wave, wave), column, value)
    with pytest.raises(TermsError, match=f"is {value}, less than"):
        open_now(session, wave, keys)
