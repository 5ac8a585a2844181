"""A coordinator writes own questions, a curator reads them, and the wave opens with them."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import ownasked
import pytest
from browsing import Visitor
from houses import COORDINATOR, House
from htmlpage import Page
from sqlalchemy import select
from voting import roster
from waves import confirm, import_roster, open_now

from toolkit.audit import newest
from toolkit.config import Settings
from toolkit.entities.ownforms import NUMBERS, names_of, typed_own
from toolkit.letters.texts import text as letter
from toolkit.letters.writing import about
from toolkit.models import MailingKind, OwnQuestionsKept, OwnState, Wave
from toolkit.planning import ownquestions
from toolkit.roles import Role
from toolkit.waves import service

CURATOR = "curator@example.org"
DESK = "/account/curate/own-questions/"
LOOKS = {"looked_at": ["person", "one-thing", "levels", "core"]}
FIELDS = typed_own(ownasked.questions(2))
INDEX = "/account/entity/"


@pytest.fixture
def curator(sign_in: Callable[..., Visitor]) -> Visitor:
    return sign_in((Role.CURATOR, ""), email=CURATOR)


def paths(house: House, entity: str = "Alpha") -> tuple[str, str, str]:
    """The page, the form, and where it is handed in."""
    here = f"/account/entity/{house.wave_id}/own-questions"
    return f"{here}/{entity}", f"{here}/write/{entity}", f"{here}/hand-in/{entity}"


def sends(visitor: Visitor, path: str, data: Mapping[str, Any], *, status: int = 200) -> Page:
    """Send a form that is not in hand, as somebody would who had opened it before."""
    visitor.get("/account/")
    return visitor.post(path, data, status=status)


def facts(house: House, entity: str = "Alpha") -> ownquestions.OwnFacts:
    with house.engines.read() as session:
        return ownquestions.facts(session, house.wave_id, entity)


def write(
    visitor: Visitor, house: House, fields: Mapping[str, str] | None = None, *, status: int = 200
) -> Page:
    """Fill in the form, and send it."""
    _page, form, _hand_in = paths(house)
    version = visitor.get(form).values("version")[0]
    return visitor.post(form, {"version": version, **FIELDS, **(fields or {})}, status=status)


def hand_in(visitor: Visitor, house: House) -> Page:
    page, _form, there = paths(house)
    return visitor.post(there, {"version": visitor.get(page).values("version")[0]})


def decide(
    curator: Visitor,
    house: House,
    what: str,
    data: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> Page:
    page = curator.get(f"{DESK}{house.wave_id}/Alpha")
    sent = {"revision": page.values("revision")[0], **(data or {})}
    return curator.post(f"{DESK}{house.wave_id}/{what}/Alpha", sent, status=status)


def test_from_the_first_word_to_the_question_that_is_asked(
    coordinator: Visitor, curator: Visitor, house: House, settings: Settings
) -> None:
    page, form, _hand_in = paths(house)
    assert page in coordinator.get(INDEX).links()
    assert "None; optional" in coordinator.get(INDEX).text
    assert form in coordinator.get(page).links()
    written = write(coordinator, house)
    assert written.h1 == "Questions of your own"
    asked = ownasked.questions(2)
    for text in (
        asked[1].statement,
        asked[0].levels[3],
        "about 16 minutes",
        "only from 20 answers",
    ):
        assert text in written.text
    assert facts(house).questions == asked
    assert "Written, not handed in yet" in coordinator.get(INDEX).text
    assert "Handed in" in hand_in(coordinator, house).text
    assert "1 entity waits" in curator.get("/account/curate/").text
    assert f"{DESK}{house.wave_id}/Alpha" in curator.get(DESK).links()
    preview = curator.get(f"{DESK}{house.wave_id}/Alpha")
    assert asked[1].levels[4] in preview.text
    assert "Nothing waits for review" in decide(curator, house, "accept", LOOKS).text
    assert "Accepted by curator@example.org" in coordinator.get(page).text
    texts = coordinator.get(f"/account/coordinating/{house.wave_id}/Alpha").text
    assert "It takes about 16 minutes" in texts
    with house.engines.read() as session:
        wave = session.get_one(Wave, house.wave_id)
        told_to = {name: about(session, settings, wave, name, "en") for name in ("Alpha", "Bravo")}
    assert {name: one.minutes for name, one in told_to.items()} == {"Alpha": 16, "Bravo": 15}
    assert "about 16 minutes" in letter(MailingKind.INVITATION, told_to["Alpha"], "LINK").whole
    with house.engines.write() as session:
        wave_id = house.wave_id
        service.make_key(session, wave_id, settings.keys, [settings.instance / "half"])
        confirm(session, wave_id, settings.keys)
        service.check_key(session, wave_id, settings.keys, [settings.instance / "half"])
        open_now(session, wave_id, settings.keys)
    assert facts(house).is_asked
    assert "2 questions are asked" in coordinator.get(INDEX).text
    assert "They never change any more" in coordinator.get(page).text
    assert "fixed with it" in coordinator.get(form).text
    late = {"version": "4", **FIELDS, "statement-1": "Another one?"}
    sends(coordinator, form, late, status=409)
    assert facts(house).questions == asked
    with house.engines.read() as session:
        told = [(one.action, one.actor) for one in newest(session, 40)]
        assert session.get_one(Wave, house.wave_id).own_questions
    assert {
        ("entity.own-questions-written", COORDINATOR),
        ("entity.own-questions-handed-in", COORDINATOR),
        ("entity.own-questions-accepted", CURATOR),
    } <= set(told)


def test_every_problem_is_said_at_its_field_and_nothing_typed_is_lost(
    coordinator: Visitor, house: House
) -> None:
    typed = {
        "statement-1": "",
        "help-1": "Because <b>we</b> say so",
        "level-1-1": "Too short",
        "level-1-2": FIELDS["level-1-3"],
        "statement-2": "Who are \u202eyou?",
        "help-2": "a" * 601,
    }
    page = write(coordinator, house, typed, status=422)
    for text in (
        "Question 1: write this too, or empty the whole question",
        "no markup",
        "Question 1: use 6 to 18 words",
        "Question 1: this says the same as another description",
        "characters that nobody can see",
        "Question 2: use at most 600 characters",
    ):
        assert text in page.text
    assert page.text.count("There is a problem") == 1
    assert {f"#{name}" for name in ("statement-1", "help-1", "level-1-1", "level-1-3")} <= set(
        page.links()
    )
    assert "Too short" in page.html
    assert "&lt;b&gt;we&lt;/b&gt;" in page.html
    assert facts(house).version == 0


def test_a_sixth_question_has_no_place(coordinator: Visitor, house: House) -> None:
    extra = dict(zip(names_of(6), FIELDS.values(), strict=False))
    write(coordinator, house, extra)
    assert len(facts(house).questions) == 2
    assert len(NUMBERS) == 5


def test_a_question_in_any_place_moves_up(coordinator: Visitor, house: House) -> None:
    emptied = dict.fromkeys(names_of(1), " ")
    write(coordinator, house, emptied)
    assert facts(house).questions == ownasked.questions(2)[1:]


def test_who_wrote_it_does_not_accept_it(
    sign_in: Callable[..., Visitor], coordinator: Visitor, house: House
) -> None:
    both = sign_in((Role.COORDINATOR, "Alpha"), (Role.CURATOR, ""), email="both@example.org")
    write(coordinator, house)
    write(both, house, {"statement-1": "How do you use the other fund?"})
    hand_in(coordinator, house)
    page = both.get(f"{DESK}{house.wave_id}/Alpha")
    assert "somebody else has to read it" in page.text
    sent = {"revision": page.values("revision")[0], **LOOKS}
    both.post(f"{DESK}{house.wave_id}/accept/Alpha", sent, status=409)
    assert facts(house).is_in_review


def test_all_of_the_list_has_to_be_looked_at(
    coordinator: Visitor, curator: Visitor, house: House
) -> None:
    write(coordinator, house)
    hand_in(coordinator, house)
    for ticked in ([], ["one-thing", "levels", "core"], ["one-thing", "grade"]):
        page = decide(curator, house, "accept", {"looked_at": ticked}, status=422)
        assert "Tick every line, or send the questions back" in page.text
    assert facts(house).is_in_review


def test_sent_back_with_a_reason_and_handed_in_again(
    coordinator: Visitor, curator: Visitor, house: House
) -> None:
    write(coordinator, house)
    hand_in(coordinator, house)
    assert "Say what should be changed" in decide(curator, house, "send-back", status=422).text
    decide(curator, house, "send-back", {"reason": "The first asks for a grade"})
    page = coordinator.get(paths(house)[0])
    assert "The first asks for a grade" in page.text
    assert "Sent back by a curator" in coordinator.get(INDEX).text
    write(coordinator, house, {"statement-1": "How do you use the other fund?"})
    assert "The first asks for a grade" in coordinator.get(paths(house)[0]).text
    assert "asks for a grade" not in hand_in(coordinator, house).text
    assert facts(house).is_in_review


def test_whatever_is_changed_is_read_again(
    coordinator: Visitor, curator: Visitor, house: House
) -> None:
    write(coordinator, house)
    hand_in(coordinator, house)
    read = curator.get(f"{DESK}{house.wave_id}/Alpha").values("revision")[0]
    write(coordinator, house, {"statement-1": "What is your grade?"})
    hand_in(coordinator, house)
    sent = {"revision": read, **LOOKS}
    page = curator.post(f"{DESK}{house.wave_id}/accept/Alpha", sent, status=409)
    assert "moved on" in page.text
    decide(curator, house, "accept", LOOKS)
    write(coordinator, house)
    assert facts(house).is_draft
    write(coordinator, house)  # the same again changes nothing
    with house.engines.read() as session:
        assert sum(one.action == "entity.own-questions-written" for one in newest(session, 40)) == 3


def test_two_at_once_lose_nothing(coordinator: Visitor, house: House) -> None:
    _page, form, _there = paths(house)
    first = coordinator.get(form).values("version")[0]
    write(coordinator, house)
    other = {**FIELDS, "statement-1": "How do you use the other fund?"}
    page = coordinator.post(form, {"version": first, **other}, status=409)
    assert "Somebody else changed this while you wrote" in page.text
    assert "the other fund" in page.html
    assert facts(house).questions == ownasked.questions(2)
    stale = coordinator.post(paths(house)[2], {"version": first})
    assert "Somebody else changed the questions meanwhile" in stale.text
    assert facts(house).is_draft


def test_an_entity_with_too_few_people_is_told_why_before_it_writes(
    sign_in: Callable[..., Visitor], house: House
) -> None:
    with house.engines.write() as session:
        import_roster(session, house.wave_id, roster({("Alpha", ""): 30, ("Delta", ""): 19}))
    few = sign_in((Role.COORDINATOR, "Delta"), email="delta@example.org")
    assert "Only where 20 people or more are invited" in few.get(INDEX).text
    for path in paths(house, "Delta")[:2]:
        assert "19 are invited, so nothing could ever be shown" in few.get(path).text
    sends(few, paths(house, "Delta")[1], {"version": "0", **FIELDS}, status=409)
    assert facts(house, "Delta").version == 0


def test_nothing_is_handed_in_that_is_not_there(coordinator: Visitor, house: House) -> None:
    sends(coordinator, paths(house)[2], {"version": "0"})
    assert facts(house).version == 0


@pytest.mark.parametrize(
    "grants",
    [
        [(Role.COORDINATOR, "Bravo")],
        [(Role.EXECUTIVE, "Alpha")],
        [(Role.ADMINISTRATOR, "")],
        [(Role.SYSTEM_EXECUTIVE, "")],
        [(Role.CURATOR, "")],
    ],
    ids=lambda grants: grants[0][0],
)
def test_nobody_else_writes_them(
    sign_in: Callable[..., Visitor], house: House, grants: list[tuple[Role, str]]
) -> None:
    other = sign_in(*grants, email="other@example.org")
    page, form, there = paths(house)
    other.get(page, status=403)
    other.get(form, status=403)
    sends(other, form, {"version": "0", **FIELDS}, status=403)
    sends(other, there, {"version": "0"}, status=403)
    assert facts(house).version == 0


def test_only_curators_read_and_decide(
    sign_in: Callable[..., Visitor], coordinator: Visitor, house: House
) -> None:
    write(coordinator, house)
    hand_in(coordinator, house)
    reviewer = sign_in((Role.REVIEWER, ""), email="reviewer@example.org")
    for visitor in (coordinator, reviewer):
        visitor.get(DESK, status=403)
        visitor.get(f"{DESK}{house.wave_id}/Alpha", status=403)
        sends(visitor, f"{DESK}{house.wave_id}/accept/Alpha", LOOKS, status=403)


def test_what_is_not_in_review_is_on_no_page_of_the_desk(
    coordinator: Visitor, curator: Visitor, house: House
) -> None:
    assert "Nothing waits for review" in curator.get(DESK).text
    write(coordinator, house)
    curator.get(f"{DESK}{house.wave_id}/Alpha", status=404)
    curator.get(f"{DESK}{house.wave_id}/Nobody", status=404)
    curator.get(f"{DESK}999/Alpha", status=404)


def test_a_wave_that_opens_before_the_curator_is_there_asks_nothing(
    coordinator: Visitor, curator: Visitor, house: House, settings: Settings
) -> None:
    write(coordinator, house)
    hand_in(coordinator, house)
    read = curator.get(f"{DESK}{house.wave_id}/Alpha").values("revision")[0]
    half: Path = settings.instance / "half"
    with house.engines.write() as session:
        service.make_key(session, house.wave_id, settings.keys, [half])
        confirm(session, house.wave_id, settings.keys)
        service.check_key(session, house.wave_id, settings.keys, [half])
        open_now(session, house.wave_id, settings.keys)
    sent = {"revision": read, **LOOKS}
    curator.post(f"{DESK}{house.wave_id}/accept/Alpha", sent, status=409)
    assert "None were accepted before the survey opened" in coordinator.get(INDEX).text
    with house.engines.read() as session:
        states = session.scalars(select(OwnQuestionsKept.state)).all()
        assert states == [OwnState.REVIEW]
        assert session.get_one(Wave, house.wave_id).own_questions == ""


def test_markup_and_other_scripts_are_only_words(coordinator: Visitor, house: House) -> None:
    page = write(coordinator, house, {"help-1": "5 < 6 & “so on” ما الذي"})
    assert "5 &lt; 6 &amp; “so on” ما الذي" in page.html
    assert 'dir="auto"' in page.html
