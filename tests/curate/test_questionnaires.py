"""A questionnaire's new version: written or uploaded, compared, reviewed, released for ever."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from browsing import Visitor
from desk import BRUNO, Clerk, said
from htmlpage import Page
from waves import PLAN

import questionnaires
from toolkit import content
from toolkit.roles import Role
from toolkit.storage.database import Engines
from toolkit.waves import service as waves

SHIPPED = (Path(questionnaires.__file__).parent / "content" / "space" / "v1.yaml").read_text(
    encoding="utf-8"
)
PATH = "/questionnaires/space/versions"
NewClerk = Callable[..., Clerk]
STEM = "What goals guide the innovation work of your unit?"


def begin(clerk: Clerk) -> None:
    clerk.opens("/questionnaires/")
    clerk.sends(f"{PATH}/1/again")


def save(clerk: Clerk, text: str, status: int = 200) -> Page:
    return clerk.sends(f"{PATH}/2/edit", status=status, text=text)


def newest(engines: Engines) -> int:
    with engines.read() as session:
        return content.newest_questionnaire(session).version


def test_a_version_is_written_compared_reviewed_and_released(
    clerk: NewClerk, engines: Engines, visitor: Visitor
) -> None:
    with engines.write() as session:
        planned = waves.create(session, PLAN).version
    amina, bruno = clerk(), clerk(BRUNO, Role.REVIEWER)
    begin(amina)
    changed = SHIPPED.replace(STEM, "Which goals guide the innovation work of your unit?")
    changed = changed.replace('why: "Without a goal it', 'why: "Without goals it')
    save(amina, changed)
    assert "Saved." in said(amina.page)
    amina.opens(f"{PATH}/2/")
    assert "26 of 27 questions are comparable" in said(amina.page)
    assert "not comparable" in said(amina.page)
    assert "stem, help" in said(amina.page)
    amina.sends(f"{PATH}/2/hand-in", status=422, note="")
    amina.opens(f"{PATH}/2/")
    amina.sends(f"{PATH}/2/hand-in", note="One stem")
    amina.opens(f"{PATH}/2/")
    amina.sends(f"{PATH}/2/publish", status=409)
    assert newest(engines) == 1
    bruno.opens(f"{PATH}/2/")
    bruno.sends(f"{PATH}/2/publish")
    assert newest(engines) == 2
    visitor.begin()
    assert "Which goals guide" in visitor.get("/assessment/answer/strategy").text
    with engines.read() as session:
        assert planned == 1
        assert "What goals" in content.questionnaire(session, "space", 1).questions[
            "goals-set"
        ].stem.text("unit")
    amina.visitor.get("/account/")
    late = amina.visitor.post(f"/account/curate{PATH}/2/edit", {"text": changed, "revision": "4"})
    assert "version 3" in late.h1
    assert newest(engines) == 2


def test_a_file_takes_the_place_of_the_text(clerk: NewClerk, engines: Engines) -> None:
    amina = clerk()
    begin(amina)
    data = b"\xef\xbb\xbf" + SHIPPED.replace("\n", "\r\n").encode()
    amina.sends(f"{PATH}/2/edit", text="x", file=(io.BytesIO(data), "v2.yaml"))  # type: ignore[arg-type] # a file
    with engines.read() as session:
        draft = session.connection().exec_driver_sql(
            "SELECT text FROM content WHERE kind = 'questionnaire' AND version = 2"
        )
        assert draft.scalar_one() == SHIPPED.replace("version: 1", "version: 2", 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "Input should be an object"),
        ("a: [", "Is not YAML"),
        ("a: &a [x]\nb: [*a, *a, *a]", "Is an alias"),
        ("[" * 5000 + "]" * 5000, "nested more than 24 deep"),
        ("x: " + "y" * 1_000_001, "Is longer than 1000000 characters"),
        (SHIPPED.replace("id: space", "id: other", 1), "an id never changes"),
        (SHIPPED.replace("id: goals-problems", "id: goals-set"), "is the id of another one too"),
        (SHIPPED.replace("{id: source-ideas,", "{id: source-more,"), "no tool 'source-more'"),
    ],
)
def test_a_bad_text_is_kept_with_every_problem_and_cannot_be_handed_in(
    clerk: NewClerk, engines: Engines, text: str, expected: str
) -> None:
    amina = clerk()
    begin(amina)
    assert expected in said(save(amina, text))
    amina.opens(f"{PATH}/2/")
    assert "To mend first" in said(amina.page)
    amina.sends(f"{PATH}/2/hand-in", status=409, note="x", revision="2")
    assert newest(engines) == 1


def test_what_is_not_text_is_refused_and_the_text_kept(clerk: NewClerk) -> None:
    amina = clerk()
    begin(amina)
    amina.sends(f"{PATH}/2/edit", status=422, text="mine", file=(io.BytesIO(b"\xff\xfe"), "x"))  # type: ignore[arg-type] # a file
    assert "not UTF-8" in said(amina.page)
    assert "mine" in said(amina.page)


def test_of_two_writers_neither_loses_a_word(clerk: NewClerk) -> None:
    amina, bruno = clerk(), clerk(BRUNO)
    begin(amina)
    bruno.opens(f"{PATH}/2/edit")
    save(amina, SHIPPED.replace("title: Innovation", "title: Amina's"))
    page = save(bruno, SHIPPED.replace("title: Innovation", "title: Bruno's"), status=409)
    assert "removed: Amina" in said(page)
    assert "title: Bruno's" in said(page)
    save(bruno, SHIPPED.replace("title: Innovation", "title: Bruno's"))
    bruno.sends(f"{PATH}/2/discard")
    assert "version 2" not in said(bruno.page)


def test_what_was_typed_stays_where_something_is_missing(clerk: NewClerk) -> None:
    amina, bruno = clerk(), clerk(BRUNO, Role.REVIEWER)
    begin(amina)
    amina.opens(f"{PATH}/2/")
    note = "x" * 301
    page = amina.sends(f"{PATH}/2/hand-in", status=422, note=note)
    assert page.values("note") == [note]
    amina.sends(f"{PATH}/2/hand-in", note="One stem")
    bruno.opens(f"{PATH}/2/")
    reason = "y" * 2_001
    page = bruno.sends(f"{PATH}/2/send-back", status=422, reason=reason)
    (area,) = page.all("textarea")
    assert (area.text or "").strip() == reason
    bruno.sends(f"{PATH}/2/send-back", reason="Which unit?")
    assert "Which unit?" in said(amina.opens("/"))
