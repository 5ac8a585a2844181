"""An entity's people say what is theirs to say, each at the time, and others do not."""

from collections.abc import Callable, Mapping

import pytest
from browsing import Visitor
from houses import COORDINATOR, EXECUTIVE, House
from htmlpage import Page

from questionnaires.model import Questionnaire
from toolkit import sayings
from toolkit.commitments import Ambition, Effort, FollowUpLine
from toolkit.models import WaveState
from toolkit.roles import Role

INDEX = "/account/entity/"
RETURN = {f"effort-{key}": "2" for key in ("strategy", "partnerships", "architecture", "culture")}
WHOLE = {**RETURN, "effort-evaluation": "0", "action-c": "A talk with the Board"}
SIGNATURE = {"name": "Amina Diallo", "title": "Deputy Director"}
OFFER = {
    "factor": "partner-risk",
    "title": "A template for a pre-mortem",
    "text": "Two pages, used in eight projects",
    "contact": "the partnerships team",
}
MARKUP = "<b>https://example.org</b> & co"


def change(visitor: Visitor, path: str, data: Mapping[str, str], *, status: int = 200) -> Page:
    """Open a form and send it with what stands in it beside this."""
    page = visitor.get(path)
    return visitor.post(path, {"version": page.values("version")[0], **data}, status=status)


def send(
    visitor: Visitor, path: str, data: Mapping[str, str] | None = None, *, status: int = 200
) -> Page:
    """Send a form that is not shown, as somebody would who had opened it before."""
    visitor.get("/account/")
    return visitor.post(path, data, status=status)


def states(page: Page) -> list[str]:
    """The states of all tasks on the index."""
    return [
        "".join(one.itertext())
        for one in page.all("strong")
        if "govuk-tag" in (one.get("class") or "")
    ]


def test_the_account_leads_to_the_entity(coordinator: Visitor, house: House) -> None:
    assert INDEX in coordinator.get("/account/").links()
    page = coordinator.get(INDEX)
    assert page.h1 == "Your entity"
    assert "Alpha: Innovation survey 2026" in page.text
    assert house.path("ambition") in page.links()
    assert house.path("signature") not in page.links()
    assert states(page)[:5] == [
        "Not stated; optional, until the survey opens",
        "None; optional, until the survey opens",
        "Not begun; until the results are approved",
        "Waits for the return to be filled in (your executive does this)",
        "None yet; up to 3 of each",
    ]


def test_nothing_to_do_yet(coordinator: Visitor) -> None:
    assert "There is nothing to do yet" in coordinator.get(INDEX).text


def test_others_have_no_way_in(sign_in: Callable[..., Visitor], house: House) -> None:
    curator = sign_in((Role.CURATOR, ""), email="curator@example.org")
    assert INDEX not in curator.get("/account/").links()
    curator.get(INDEX, status=403)
    other = sign_in(
        (Role.COORDINATOR, "Bravo"), (Role.EXECUTIVE, "Bravo"), email="bravo@example.org"
    )
    for subject in ("ambition", "return", "signature", "follow-up", "naming"):
        assert "Alpha" not in other.get(house.path(subject), status=403).text
        send(other, house.path(subject), status=403)
    for path in (house.path("exchange"), house.path("decisions")):
        other.get(path, status=403)
    send(other, house.path("take-down", "ask", "1"), status=403)
    send(other, house.path("exchange", "ask", "1"), status=403)
    send(other, house.path("decision", "goals"), status=403)


def test_a_role_counts_in_its_own_entity_only(
    sign_in: Callable[..., Visitor], house: House
) -> None:
    both = sign_in((Role.COORDINATOR, "Alpha"), (Role.EXECUTIVE, "Bravo"), email="x@example.org")
    both.get(house.path("ambition"))
    both.get(house.path("ambition", entity="Bravo"), status=403)
    both.get(house.path("signature"), status=403)
    both.get(house.path("signature", entity="Bravo"))


@pytest.mark.parametrize("entity", ["Nowhere", "Few", "Other entities"])
def test_an_entity_that_does_not_stand_alone_says_nothing(
    sign_in: Callable[..., Visitor], house: House, entity: str
) -> None:
    visitor = sign_in((Role.COORDINATOR, entity), email=COORDINATOR)
    visitor.get(house.path("ambition", entity=entity), status=404)
    send(visitor, house.path("return", entity=entity), status=404)
    assert "nothing to do" in visitor.get(INDEX).text


def test_ambitions_are_stated_changed_and_fixed(coordinator: Visitor, house: House) -> None:
    path = house.path("ambition")
    typed = {"level-culture": "35", "year-culture": "2029"}
    assert change(coordinator, path, typed).h1 == "Your entity"
    page = change(coordinator, path, {**typed, "level-strategy": "40", "year-strategy": "2030"})
    assert states(page)[0] == "Stated for 2 of 5 modules"
    with house.engines.read() as session:
        found = sayings.read(session, house.wave_id, "Alpha").own.ambitions
    assert found == (Ambition("culture", 35, 2029), Ambition("strategy", 40, 2030))
    assert house.audited() == [
        (COORDINATOR, "entity.ambition-stated", f"wave {house.wave_id}: Alpha", detail)
        for detail in ("culture 3.5 by 2029", "strategy 4.0 by 2030, culture 3.5 by 2029")
    ]
    page = coordinator.get(path)
    house.move(WaveState.OPEN)
    late = {"version": page.values("version")[0], "level-culture": "50", "year-culture": "2031"}
    refused = send(coordinator, path, late, status=409)
    assert "ambitions are fixed with it" in refused.text
    assert "Culture: Level to reach 5.0: Leading" in refused.text  # what was typed is not lost
    assert "3.5: between Practised and Embedded" in coordinator.get(path).text
    with house.engines.read() as session:
        assert sayings.read(session, house.wave_id, "Alpha").own.ambitions == found


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"level-culture": "35"}, "Say both the level and the year, or neither"),
        ({"year-culture": "2030"}, "Say both the level and the year, or neither"),
        ({"level-culture": "35", "year-culture": "1999"}, "Enter a year from 2027 to 2037"),
        ({"level-culture": "35", "year-culture": "soon"}, "Not a valid integer value."),
        ({"level-culture": "37", "year-culture": "2030"}, "Not a valid choice."),
    ],
)
def test_an_ambition_that_cannot_be(
    coordinator: Visitor, house: House, typed: dict[str, str], message: str
) -> None:
    page = change(coordinator, house.path("ambition"), typed, status=422)
    assert page.text.count(message) == 2  # in the summary and at the field
    assert page.values("year-culture") == [typed.get("year-culture", "")]
    assert house.audited() == []


def test_two_who_change_the_same_lose_nothing(
    sign_in: Callable[..., Visitor], coordinator: Visitor, house: House
) -> None:
    other = sign_in((Role.COORDINATOR, "Alpha"), email="second@example.org")
    path = house.path("ambition")
    first = coordinator.get(path).values("version")[0]
    change(other, path, {"level-culture": "35", "year-culture": "2029"})
    mine = {"level-culture": "50", "year-culture": "2034"}
    page = send(coordinator, path, {"version": first, **mine}, status=409)
    assert page.text.count("Somebody else changed this while you wrote") == 2
    assert "Culture: Level to reach 3.5" in page.text
    assert page.values("year-culture") == ["2034"]
    again = send(coordinator, path, {"version": page.values("version")[0], **mine})
    assert again.h1 == "Your entity"
    with house.engines.read() as session:
        assert sayings.read(session, house.wave_id, "Alpha").own.ambitions[0].tenths == 50


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 30, "7"])
def test_a_version_that_nobody_read_overwrites_nothing(
    coordinator: Visitor, house: House, version: str
) -> None:
    coordinator.get(house.path("ambition"))
    send(coordinator, house.path("ambition"), {"version": version}, status=409)


def test_a_return_is_filled_in_signed_and_unsigned_by_a_change(
    coordinator: Visitor, executive: Visitor, house: House
) -> None:
    path, signing = house.path("return"), house.path("signature")
    assert "has not stated the effort of every module" in executive.get(signing).text
    page = change(coordinator, path, RETURN)
    assert states(page)[2] == "Effort stated for 4 of 5 modules"
    send(executive, signing, {"version": "1", **SIGNATURE}, status=409)
    change(coordinator, path, WHOLE)
    page = executive.get(signing)
    assert "a project with money" in page.text
    assert "A talk with the Board" in page.text
    with house.engines.read() as session:
        assert sayings.read(session, house.wave_id).returns == ()
    signed = change(executive, signing, SIGNATURE)
    assert any(
        one.startswith("Signed by Amina Diallo, Deputy Director, on ") for one in states(signed)
    )
    with house.engines.read() as session:
        (found,) = sayings.read(session, house.wave_id).returns
    assert dict(found.effort)["evaluation"] is Effort.NONE
    assert found.actions == (("c", "A talk with the Board"),)
    change(coordinator, path, WHOLE)  # changes nothing, and takes no signature back
    with house.engines.read() as session:
        assert len(sayings.read(session, house.wave_id).returns) == 1
    change(coordinator, path, {**WHOLE, "effort-culture": "3"})
    with house.engines.read() as session:
        assert sayings.read(session, house.wave_id).returns == ()
    assert [(actor, action, detail) for actor, action, _subject, detail in house.audited()] == [
        (COORDINATOR, "entity.return-filled-in", ""),
        (COORDINATOR, "entity.return-filled-in", ""),
        (EXECUTIVE, "entity.return-signed", ""),
        (COORDINATOR, "entity.return-filled-in", "signature taken back"),
    ]


def test_what_changed_since_it_was_read_is_not_signed(
    coordinator: Visitor, executive: Visitor, house: House
) -> None:
    change(coordinator, house.path("return"), WHOLE)
    read = executive.get(house.path("signature")).values("version")[0]
    change(coordinator, house.path("return"), {**WHOLE, "effort-culture": "3"})
    page = send(executive, house.path("signature"), {"version": read, **SIGNATURE}, status=409)
    assert "Somebody else changed this" in page.text
    assert "a funded priority" in page.text
    with house.engines.read() as session:
        assert sayings.read(session, house.wave_id).returns == ()


def test_a_signature_has_a_name_and_a_title(
    coordinator: Visitor, executive: Visitor, house: House
) -> None:
    change(coordinator, house.path("return"), WHOLE)
    page = change(executive, house.path("signature"), {"name": " ", "title": ""}, status=422)
    assert "Enter your name" in page.text
    assert "Enter your title" in page.text


@pytest.mark.parametrize("state", [WaveState.PUBLISHED, WaveState.WITHDRAWN])
def test_an_approved_wave_takes_no_return_and_no_signature(
    coordinator: Visitor, executive: Visitor, house: House, state: WaveState
) -> None:
    change(coordinator, house.path("return"), WHOLE)
    house.move(state)
    for visitor, subject, typed in (
        (coordinator, "return", {**WHOLE, "action-a": "A strategy"}),
        (executive, "signature", SIGNATURE),
    ):
        assert "approved" in visitor.get(house.path(subject)).text
        page = send(visitor, house.path(subject), {"version": "1", **typed}, status=409)
        assert "What you typed, which was not saved" in page.text
    with house.engines.read() as session:
        assert sayings.read(session, house.wave_id).returns == ()
    assert len(house.audited()) == 1


def test_offers_and_asks_are_posted_changed_and_taken_down(
    coordinator: Visitor, executive: Visitor, house: House, sign_in: Callable[..., Visitor]
) -> None:
    index = house.path("exchange")
    assert "You offer nothing yet" in coordinator.get(index).text
    for number in "123":
        path = house.path("exchange", "offer", number)
        assert path in coordinator.get(index).links()
        change(coordinator, path, {**OFFER, "title": f"Template {number}"})
    page = executive.get(index)
    assert "Add an offer" not in page.text
    assert "Add an ask" in page.text
    executive.get(house.path("exchange", "offer", "4"), status=404)
    executive.get(house.path("exchange", "gift", "1"), status=404)
    change(executive, house.path("exchange", "ask", "1"), {**OFFER, "title": "A visit"})
    change(executive, house.path("exchange", "offer", "2"), {**OFFER, "title": "A call"})
    executive.get(index)
    send(executive, house.path("take-down", "offer", "1"))
    page = send(executive, house.path("take-down", "offer", "1"))  # again: nothing happens
    assert page.h1 == "Offers and asks"
    assert [
        one for one in ("Template 1", "A call", "Template 3", "A visit") if one in page.text
    ] == [
        "A call",
        "Template 3",
        "A visit",
    ]
    assert house.path("exchange", "offer", "1") in page.links()  # its place is free again
    assert [action for _actor, action, _subject, _detail in house.audited()] == [
        *(["entity.posted"] * 5),
        "entity.taken-down",
    ]
    other = sign_in((Role.EXECUTIVE, "Bravo"), email="bravo@example.org")
    change(other, house.path("exchange", "ask", "1", entity="Bravo"), OFFER)
    page = other.get(house.path("exchange", entity="Bravo"))
    assert "Offers where you ask" in page.text
    assert "Template 3" in page.text
    assert not [one for one in page.links() if one.endswith("/Alpha")]


def test_what_is_posted_is_text_and_no_link_runs(coordinator: Visitor, house: House) -> None:
    change(
        coordinator,
        house.path("exchange", "ask", "1"),
        {"factor": "goals", "title": MARKUP, "text": MARKUP, "contact": MARKUP},
    )
    page = coordinator.get(house.path("exchange"))
    assert page.text.count(MARKUP) >= 3
    assert page.all("b") == []
    assert not [one for one in page.links() if "example.org" in one]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("factor", "", "Choose the subject"),
        ("factor", "no-such", "Not a valid choice"),
        ("title", "", "Enter a title"),
        ("title", "x" * 81, "Use at most 80 characters"),
        ("text", " ", "Say what exactly"),
        ("text", "x" * 401, "Use at most 400 characters"),
        ("contact", "x" * 121, "Use at most 120 characters"),
    ],
)
def test_a_posting_that_cannot_be(
    coordinator: Visitor, house: House, field: str, value: str, message: str
) -> None:
    path = house.path("exchange", "offer", "1")
    page = change(coordinator, path, {**OFFER, field: value}, status=422)
    assert page.text.count(message) >= 2
    assert OFFER["title"] in page.html or field == "title"
    with house.engines.read() as session:
        assert sayings.read(session, house.wave_id).postings == ()


def test_before_results_nothing_is_decided_answered_or_named(
    executive: Visitor, house: House
) -> None:
    for subject in ("decisions", "follow-up", "naming"):
        assert "results" in executive.get(house.path(subject)).text
    for subject in ("follow-up", "naming"):
        send(executive, house.path(subject), {"version": "0", "modules": "culture"}, status=409)
    executive.get(house.path("decision", "goals"))
    typed = {"version": "0", "verdict": "not-now"}
    send(executive, house.path("decision", "goals"), typed, status=409)
    assert house.audited() == []


def test_a_proposal_is_accepted_or_not_now(executive: Visitor, published: House) -> None:
    page = executive.get(published.path("decisions"))
    first = next(one for one in page.links() if "/decision/" in one)
    assert page.text.count("Nothing noted yet") == 3
    refused = change(executive, first, {"verdict": "accepted"}, status=422)
    assert "Enter who owns it" in refused.text
    assert "Enter the date of the first step" in refused.text
    typed = {"verdict": "accepted", "owner": "the head of planning", "first_step_on": "2027-03-01"}
    page = change(executive, first, typed)
    assert "Accepted, the head of planning, first step on 1 March 2027" in page.text
    page = change(executive, first, {"verdict": "not-now"})
    assert "Not now" in page.text
    executive.get(published.path("decision", "no-such"), status=404)
    factor_id = first.split("/")[-2]
    with published.engines.read() as session:
        (found,) = sayings.read(session, published.wave_id, "Alpha").own.decisions
    assert (found.factor_id, found.is_accepted) == (factor_id, False)
    assert [detail for *_line, detail in published.audited()] == [
        f"{factor_id}: accepted",
        f"{factor_id}: not now",
    ]
    assert "0 accepted, 1 not now" in states(executive.get(INDEX))


def test_you_said_we_did(
    coordinator: Visitor, published: House, questionnaire: Questionnaire
) -> None:
    path = published.path("follow-up")
    assert "Due on 15 April 2027" in states(coordinator.get(INDEX))
    page = change(coordinator, path, {"done-1": "A day a month"}, status=422)
    assert "Choose what staff said" in page.text
    assert "A day a month" in page.html
    page = change(coordinator, path, {"said-2": "factor:goals"}, status=422)
    assert "Say what was done" in page.text
    typed = {
        "said-2": "factor:goals",
        "done-2": "Goals are written",
        "owner-2": "the planning team",
    }
    page = change(coordinator, path, typed)
    assert "1 line" in states(page)
    with published.engines.read() as session:
        assert sayings.read(session, published.wave_id, "Alpha").own.follow_up == (
            FollowUpLine("factor:goals", "Goals are written", "the planning team"),
        )
    offered = {one.get("value") for one in coordinator.get(path).all("option")}
    assert {f"factor:{key}" for key in questionnaire.factors} <= offered
    assert coordinator.page is not None
    change(coordinator, path, {"said-1": "factor:secret", "done-1": "x"}, status=422)


def test_naming_is_agreed_and_withdrawn(executive: Visitor, published: House) -> None:
    path = published.path("naming")
    page = change(executive, path, {"modules": "culture"})
    assert states(page)[-1] == "Named in 1 module"
    page = change(executive, path, {})
    assert states(page)[-1] == "Not named"
    assert [line[1:] for line in published.audited()] == [
        ("entity.naming-agreed", f"wave {published.wave_id}: Alpha", detail)
        for detail in ("culture", "in no module")
    ]


def test_a_coordinator_cannot_sign_decide_or_agree(coordinator: Visitor, published: House) -> None:
    for subject in ("signature", "decisions", "naming"):
        coordinator.get(published.path(subject), status=403)
        send(coordinator, published.path(subject), status=403 if subject != "decisions" else 405)
    send(coordinator, published.path("decision", "goals"), {"verdict": "accepted"}, status=403)
    assert published.audited() == []


def test_a_withdrawn_wave_says_so(executive: Visitor, published: House) -> None:
    change(executive, published.path("naming"), {"modules": "culture"})
    published.move(WaveState.WITHDRAWN)
    assert "The results were withdrawn" in executive.get(INDEX).text
    for subject in ("naming", "follow-up", "exchange", "decisions"):
        executive.get(published.path(subject))
    send(executive, published.path("naming"), {"version": "1"}, status=409)
    page = send(executive, published.path("take-down", "offer", "1"))
    assert "nothing can be posted" in page.text
