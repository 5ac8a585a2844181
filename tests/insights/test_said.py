"""What entities say of themselves, on the pages of results."""

import csv
from collections.abc import Callable
from datetime import date
from io import StringIO

from browsing import Visitor
from sqlalchemy.orm import Session
from voting import Voting
from waves import OpenWave

from questionnaires.model import Questionnaire
from toolkit.insights import service
from toolkit.insights.decisions import decisions
from toolkit.insights.figures import figures_of
from toolkit.models import (
    AmbitionStated,
    DecisionTaken,
    EntityReturn,
    FollowUpWritten,
    Membership,
    NamingAgreed,
    PostingKind,
    PostingMade,
)
from toolkit.publications import entity_id
from toolkit.roles import Role

Path = Callable[[int, str], str]
SCRIPT = "<script>alert(1)</script>"


def say(voting: Voting, *said: object) -> None:
    with Session(voting.engines.writing) as session, session.begin():
        session.add_all(said)


def posting(wave: OpenWave, entity: str, kind: PostingKind, factor: str, title: str) -> PostingMade:
    return PostingMade(
        wave_id=wave.id,
        entity=entity,
        kind=kind,
        number=1,
        factor_id=factor,
        title=title,
        text=f"How we do it {SCRIPT}",
        contact="Head of partnerships",
    )


def test_an_entity_that_said_nothing_has_no_empty_sections(
    wave: OpenWave, visitor: Visitor, reading_path: Path
) -> None:
    page = visitor.get(reading_path(wave.id, "Bravo"))
    for title in ("Ambition", "Offers and asks", "You said, we did", "agreed in 2018"):
        assert title not in page.text


def test_ambitions_stand_beside_the_averages(
    voting: Voting, wave: OpenWave, visitor: Visitor, reading_path: Path
) -> None:
    modules = {"strategy": [10, 2027], "culture": [50, 2029]}
    say(voting, AmbitionStated(wave_id=wave.id, entity="Alpha", modules=modules))
    page = visitor.get(reading_path(wave.id, "Alpha"))
    assert "1.0 by 2027: reached" in page.text
    assert "5.0 by 2029:" in page.text
    assert "to go" in page.text
    assert "by 2029" not in visitor.get(reading_path(wave.id, "Bravo")).text


def test_offers_stand_beside_asks_and_low_subjects_without_a_score(
    voting: Voting, wave: OpenWave, visitor: Visitor, reading_path: Path
) -> None:
    say(
        voting,
        posting(wave, "Alpha", PostingKind.ASK, "trends", "Who scans trends with us?"),
        posting(wave, "Bravo", PostingKind.OFFER, "trends", "Our scanning circle"),
    )
    page = visitor.get(reading_path(wave.id, "Alpha"))
    assert "Others offer what this entity asks for" in page.text
    assert "Bravo offers" in page.text
    assert "Our scanning circle" in page.text
    assert SCRIPT in page.text  # as text, never as a script
    assert SCRIPT not in page.html


def test_a_return_is_read_once_it_is_signed(
    voting: Voting, wave: OpenWave, visitor: Visitor, reading_path: Path
) -> None:
    row = {
        "wave_id": wave.id,
        "effort": {"strategy": 3},
        "actions": {"e": "A call for partners in two regions", "a": ""},
        "signer_name": "Amina Diallo",
        "signer_title": "Deputy Executive Director",
        "signed_by": "amina@example.org",
    }
    say(
        voting,
        EntityReturn(entity="Alpha", signed_on=date(2027, 1, 1), **row),
        EntityReturn(entity="Bravo", signed_on=None, **row),
    )
    page = visitor.get(reading_path(wave.id, "Alpha"))
    assert "A call for partners in two regions" in page.text
    assert "nobody has checked it" in page.text
    assert "A call for partners" not in visitor.get(reading_path(wave.id, "Bravo")).text


def test_you_said_we_did(
    voting: Voting,
    wave: OpenWave,
    visitor: Visitor,
    questionnaire: Questionnaire,
    reading_path: Path,
) -> None:
    lines = [
        {"said": "factor:trends", "done": "A scanning circle meets monthly", "owner": "Strategy"},
        {"said": f"barrier:{questionnaire.barriers.options[0].id}", "done": "A fund", "owner": ""},
    ]
    say(voting, FollowUpWritten(wave_id=wave.id, entity="Alpha", lines=lines))
    page = visitor.get(reading_path(wave.id, "Alpha"))
    assert "You said, we did" in page.text
    assert "A scanning circle meets monthly" in page.text
    assert questionnaire.barriers.options[0].text in page.text


def test_others_are_points_without_names_from_ten_on_and_named_by_their_own_wish(
    voting: Voting, visitor: Visitor, reading_path: Path
) -> None:
    names = ["Alpha", *(f"Other {letter}" for letter in "ABCDEFGHIJ")]
    wave = voting.publish({(name, ""): 30 for name in names})
    path = reading_path(wave.id, "Alpha")
    page = visitor.get(path)
    assert "Among the other entities" in page.text
    assert "Other B" not in page.text
    say(
        voting,
        *(Membership(wave_id=wave.id, group="All sizes", entity=name) for name in names),
        NamingAgreed(wave_id=wave.id, entity="Other B", modules=["culture"]),
    )
    named = visitor.get(path)
    assert "Named by their own wish" in named.text
    assert named.text.count("Other B") == 1


def test_under_ten_others_there_are_no_points(
    wave: OpenWave, visitor: Visitor, reading_path: Path
) -> None:
    assert "Among the other entities" not in visitor.get(reading_path(wave.id, "Alpha")).text


def test_the_next_description_is_the_first_above_the_average(
    wave: OpenWave,
    visitor: Visitor,
    questionnaire: Questionnaire,
    reading_path: Path,
) -> None:
    page = visitor.get(reading_path(wave.id, "Bravo"))
    steps = [one for one in page.all("li") if "next-step" in (one.get("class") or "").split()]
    assert 1 <= len(steps) <= 5
    for step in steps:
        text = " ".join(" ".join(step.itertext()).split())
        value = float(text.split(" of 5")[0].split(": ")[-1])
        above = [
            description
            for question in questionnaire.questions.values()
            for level, description in enumerate(question.levels, start=1)
            if description in text and level == int(value) + 1
        ]
        assert above, text


def test_the_system_page_shows_every_offer_and_no_points(
    voting: Voting, wave: OpenWave, sign_in: Callable[..., Visitor]
) -> None:
    say(voting, posting(wave, "Bravo", PostingKind.OFFER, "trends", "Our scanning circle"))
    executive = sign_in((Role.SYSTEM_EXECUTIVE, ""))
    page = executive.get(f"/account/results/{wave.id}/system")
    assert "Our scanning circle" in page.text
    assert "Among the other entities" not in page.text


def test_effort_stands_beside_progress_once_the_return_is_signed(
    voting: Voting, wave: OpenWave, visitor: Visitor, reading_path: Path
) -> None:
    path = reading_path(wave.id, "Alpha")
    assert "Effort beside progress" not in visitor.get(path).text
    say(
        voting,
        EntityReturn(
            wave_id=wave.id,
            entity="Alpha",
            effort={"strategy": 3, "culture": 0},
            actions={},
            signer_name="Amina Diallo",
            signer_title="Deputy Executive Director",
            signed_by="amina@example.org",
            signed_on=date(2027, 1, 1),
        ),
    )
    page = visitor.get(path)
    assert "Effort beside progress" in page.text
    assert "a funded priority" in page.text
    assert "Progress for the effort" not in page.text  # one entity makes no line


def test_from_ten_entities_on_progress_stands_beside_that_of_others(
    voting: Voting, visitor: Visitor, reading_path: Path, sign_in: Callable[..., Visitor]
) -> None:
    names = [f"Entity {letter}" for letter in "ABCDEFGHIJ"]
    wave = voting.publish({(name, ""): 30 for name in names})
    say(
        voting,
        *(
            EntityReturn(
                wave_id=wave.id,
                entity=name,
                effort={"strategy": place % 4, "culture": (place + 1) % 4},
                actions={},
                signer_name="Amina Diallo",
                signer_title="Deputy Executive Director",
                signed_by="amina@example.org",
                signed_on=date(2027, 1, 1),
            )
            for place, name in enumerate(names)
        ),
    )
    assert (
        "the line through all modules of 10 entities"
        in visitor.get(reading_path(wave.id, "Entity A")).text
    )
    executive = sign_in((Role.SYSTEM_EXECUTIVE, ""))
    system = executive.get(f"/account/results/{wave.id}/system")
    assert "Effort beside progress" in system.text
    assert "of 3" in system.text


def test_the_tools_called_for_say_by_which_subjects_and_how_firmly(
    wave: OpenWave, visitor: Visitor, reading_path: Path, sign_in: Callable[..., Visitor]
) -> None:
    page = visitor.get(reading_path(wave.id, "Bravo"))
    assert "is called for first" in page.text
    assert ", good enough 4.0)" in page.text
    (section,) = (one for one in page.all("section") if one.get("aria-labelledby") == "called")
    said = " ".join(section.itertext())
    assert "firm" in said
    assert 1 <= len(section.findall(".//tbody/tr")) <= 5
    executive = sign_in((Role.SYSTEM_EXECUTIVE, ""))
    system = executive.get(f"/account/results/{wave.id}/system")
    assert "Among the five tools that the answers of each entity call for." in system.text


def test_the_file_holds_what_stands_beside_the_figures(
    voting: Voting, visitor: Visitor, reading_path: Path
) -> None:
    names = ["Alpha", *(f"Other {letter}" for letter in "ABCDEFGHIJ")]
    wave = voting.publish({(name, ""): 30 for name in names})
    modules = {"strategy": [35, 2029]}
    say(
        voting,
        AmbitionStated(wave_id=wave.id, entity="Alpha", modules=modules),
        EntityReturn(
            wave_id=wave.id,
            entity="Alpha",
            effort={"strategy": 3},
            actions={},
            signer_name="Amina Diallo",
            signer_title="Deputy Executive Director",
            signed_by="amina@example.org",
            signed_on=date(2027, 1, 1),
        ),
    )
    path = reading_path(wave.id, "Alpha")
    page = visitor.get(path)
    text = visitor.fetch(f"{path}/figures.csv").text.removeprefix("\ufeff")
    lines = [line for line in csv.DictReader(StringIO(text)) if line["id"] == "strategy"]
    others = [line["value"] for line in lines if line["figure"] == "module-other-entity"]
    assert others == sorted(others)
    assert " · ".join(others) in page.text
    found = {line["figure"]: line for line in lines}
    assert (found["ambition"]["value"], found["ambition"]["answer"]) == ("3.5", "2029")
    assert found["effort"]["value"] == "3.0"
    seen = found["progress-seen"]
    assert f"{seen['value']}\u00a0%" in page.html
    assert f"{seen['low']}\u00a0% to {seen['high']}\u00a0%" in page.html
    assert "Other A" not in text


def test_what_was_decided_stands_where_it_was_proposed(
    voting: Voting, wave: OpenWave, visitor: Visitor, reading_path: Path
) -> None:
    path = reading_path(wave.id, "Bravo")
    with voting.engines.read() as session:
        found = service.results(session, wave.id, entity_id("Bravo"))
    assert found.evidence is not None
    factors = figures_of(found.evidence).factors
    first, second, *_ = decisions(factors, found.questionnaire, found.tools)
    decided = {"wave_id": wave.id, "entity": "Bravo", "tool_id": first.tool.id}
    say(
        voting,
        DecisionTaken(
            factor_id=first.factor.id,
            is_accepted=True,
            owner="Head of evaluation",
            first_step_on=date(2027, 3, 1),
            **decided,
        ),
        DecisionTaken(
            factor_id=second.factor.id, is_accepted=False, owner="", first_step_on=None, **decided
        ),
    )
    page = visitor.get(path)
    assert "Accepted, Head of evaluation: first step by 1 March 2027" in page.text
    assert "Not now" in page.text
    boxes = [one for one in page.all("ul") if one.get("class") == "boxes"]
    cards = [one for one in page.all("li") if "decision" in (one.get("class") or "").split()]
    assert len(boxes) == len(cards) - 2
