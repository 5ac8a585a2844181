"""A tool's way over the desk: written, handed in, read by somebody else, published, withdrawn."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from browsing import Visitor
from desk import AMINA, BRUNO, CARLA, DESK, Clerk, said
from sqlalchemy import select

import tools_catalog
from toolkit import content
from toolkit.curate import fields, history, service
from toolkit.curate.history import Key
from toolkit.models import Audit, Content
from toolkit.roles import Role
from toolkit.storage.database import Engines

TOOL = "embrace-failures"
PATH = f"/tools/{TOOL}"
SHIPPED = Path(tools_catalog.__file__).parent / "content" / "tools"
NewClerk = Callable[..., Clerk]


def begin(clerk: Clerk, number: int = 1) -> None:
    clerk.opens(PATH)
    clerk.sends(f"{PATH}/versions/{number}/again")


def hand_in(clerk: Clerk, *, kind: str = "meaning", status: int = 200) -> str:
    clerk.opens(f"{PATH}/versions/2/")
    note = "Shorter, after three sessions"
    return said(clerk.sends(f"{PATH}/versions/2/hand-in", status=status, note=note, kind=kind))


def shown(visitor: Visitor) -> str:
    return visitor.get(f"/tools/{TOOL}").h1


def texts(engines: Engines) -> dict[int, tuple[str, str]]:
    with engines.read() as session:
        found = select(Content.version, Content.state, Content.text).where(Content.id == TOOL)
        return {version: (state, text) for version, state, text in session.execute(found)}


def test_from_draft_to_the_catalogue(clerk: NewClerk, visitor: Visitor, engines: Engines) -> None:
    amina, bruno = clerk(), clerk(BRUNO, Role.REVIEWER)
    begin(amina)
    amina.saves(name="Welcome Failures", sections__sentence="A team looks at failures.")
    assert "Saved." in said(amina.page)
    assert shown(visitor) == "Embrace Failures"
    amina.saves(go="preview")
    assert amina.page.h1 == "Welcome Failures"
    assert "Preview of version 2, Draft" in amina.page.text
    assert "In review" in hand_in(amina)
    assert shown(visitor) == "Embrace Failures"
    assert "Waiting for a reader" in said(bruno.opens("/"))
    page = bruno.opens(f"{PATH}/versions/2/")
    assert "removed: Embrace" in said(page)
    assert "added: Welcome" in said(page)
    bruno.sends(f"{PATH}/versions/2/publish")
    assert shown(visitor) == "Welcome Failures"
    assert "read by bruno@example.org" in said(bruno.page)
    with engines.read() as session:
        log = [(line.actor, line.action, line.subject) for line in session.scalars(select(Audit))]
    assert [line for line in log if line[1].startswith("content.")] == [
        (AMINA, "content.drafted", f"tool {TOOL} 2"),
        (AMINA, "content.handed-in", f"tool {TOOL} 2"),
        (BRUNO, "content.published", f"tool {TOOL} 2"),
    ]


def test_the_old_text_stays_and_is_brought_back_byte_for_byte(
    clerk: NewClerk, visitor: Visitor, engines: Engines
) -> None:
    amina, bruno = clerk(), clerk(BRUNO)
    begin(amina)
    amina.saves(name="Other")
    hand_in(amina)
    bruno.opens(f"{PATH}/versions/2/")
    bruno.sends(f"{PATH}/versions/2/publish")
    begin(bruno, 1)
    bruno.saves()
    stored = texts(engines)
    shipped = (SHIPPED / f"{TOOL}.md").read_text(encoding="utf-8")
    assert stored[1] == ("published", shipped)
    assert stored[3] == ("draft", shipped.replace("version: 1", "version: 3", 1))
    assert shown(visitor) == "Other"


def test_nobody_publishes_what_they_wrote(clerk: NewClerk, visitor: Visitor) -> None:
    amina, bruno, carla = clerk(), clerk(BRUNO), clerk(CARLA)
    begin(amina)
    amina.saves(name="Other")
    bruno.opens(f"{PATH}/versions/2/edit")
    bruno.saves(summary="Another sentence.")
    hand_in(bruno)
    for author in (amina, bruno):
        page = author.opens(f"{PATH}/versions/2/")
        assert "somebody else has to read it" in said(page)
        refused = author.sends(f"{PATH}/versions/2/publish", status=409, revision=revision(carla))
        assert "You wrote some of this text" in said(refused)
    assert shown(visitor) == "Embrace Failures"
    carla.opens(f"{PATH}/versions/2/")
    carla.sends(f"{PATH}/versions/2/publish")
    assert shown(visitor) == "Other"


def revision(reader: Clerk) -> str:
    reader.opens(f"{PATH}/versions/2/")
    return next(
        field.get("value", "")
        for field in reader.page.all("input")
        if field.get("name") == "revision"
    )


def test_of_two_reviewers_one_decides_and_the_other_reads_why(
    clerk: NewClerk, visitor: Visitor
) -> None:
    amina, bruno, carla = clerk(), clerk(BRUNO, Role.REVIEWER), clerk(CARLA, Role.REVIEWER)
    begin(amina)
    amina.saves(name="Other")
    hand_in(amina)
    for reader in (bruno, carla):
        reader.opens(f"{PATH}/versions/2/")
    bruno.sends(f"{PATH}/versions/2/send-back", reason="Which team?")
    page = carla.sends(f"{PATH}/versions/2/publish", status=409)
    assert page.h1 == "This has changed meanwhile"
    assert "bruno@example.org has sent it back: Which team?" in said(page)
    assert shown(visitor) == "Embrace Failures"
    assert "Sent back by bruno@example.org: Which team?" in said(amina.opens("/"))


def test_of_two_writers_neither_loses_a_word(clerk: NewClerk, engines: Engines) -> None:
    amina, bruno = clerk(), clerk(BRUNO)
    begin(amina)
    bruno.opens(f"{PATH}/versions/2/edit")
    amina.saves(monday="Amina's first step.")
    page = bruno.saves(status=409, monday="Bruno's first step.", propose="Bruno's <message>.")
    assert "amina@example.org changed the text meanwhile" in said(page)
    assert "removed: Amina" in said(page)
    assert "Amina's first step." in texts(engines)[2][1]
    typed = bruno.typed()
    assert (typed["monday"], typed["propose"]) == ("Bruno's first step.", "Bruno's <message>.")
    bruno.saves()
    assert "Bruno's first step." in texts(engines)[2][1]


def test_what_was_published_while_one_wrote_becomes_a_draft_of_the_next_version(
    clerk: NewClerk, engines: Engines
) -> None:
    amina, bruno = clerk(), clerk(BRUNO)
    begin(amina)
    amina.saves(name="Other")
    amina.opens(f"{PATH}/versions/2/edit")
    writer = amina.typed()
    hand_in(amina)
    bruno.opens(f"{PATH}/versions/2/")
    bruno.sends(f"{PATH}/versions/2/publish")
    page = amina.visitor.post(
        f"{DESK}{PATH}/versions/2/edit", {**writer, "name": "Late"}, status=409
    )
    assert "bruno@example.org has published it already" in said(page)
    amina.saves()
    stored = texts(engines)
    assert "name: Other" in stored[2][1]
    assert stored[3][0] == "draft"
    assert "name: Late" in stored[3][1]


def test_every_problem_is_said_beside_its_field_and_everything_is_kept(clerk: NewClerk) -> None:
    amina = clerk()
    begin(amina)
    page = amina.saves(
        go="hand-in",
        status=422,
        minutes="91",
        name="",
        people__from="50",
        factors__learning="",
        sections__next="- [X](tool:no-such-tool)\n- [Y](http://example.org)",
        sections__worksheet="<script>alert(1)</script>",
    )
    text = said(page)
    for words in (
        "Name: Is empty",
        "Minutes for a first use: Is not the sum of the steps' minutes, 90",
        "People, at least: Goes from 50 to 12",
        "Subjects that it serves: Has no factor of its own",
        "Worksheet: Has HTML (line 1)",
        "Next tools: Links to http://example.org; only https: and tool: are allowed (line 2)",
        "Next tools: Links to no-such-tool, which is no tool (line 1)",
    ):
        assert words in text
        text = text.partition(words)[2]  # in the order of the page
    text = said(page)
    typed = amina.typed()
    assert typed["minutes"] == "91"
    assert typed["sections.worksheet"] == "<script>alert(1)</script>"
    assert "It cannot" not in text
    assert "To mend first" in said(amina.opens(f"{PATH}/versions/2/"))
    refused = amina.sends(f"{PATH}/versions/2/hand-in", status=409, note="x", revision="2")
    assert "The text still has problems" in said(refused)


@pytest.mark.parametrize("section", ["## Steps", "```\nopen", "<!-- open"])
def test_a_section_that_would_swallow_the_next_is_kept_in_the_form(
    clerk: NewClerk, engines: Engines, section: str
) -> None:
    amina = clerk()
    begin(amina)
    before = texts(engines)[2]
    page = amina.saves(status=422, sections__when=section)
    assert "This would reach into the next section" in said(page)
    assert amina.typed()["sections.when"] == section
    assert texts(engines)[2] == before


def test_wording_is_published_by_one_and_read_again_by_another(
    clerk: NewClerk, visitor: Visitor
) -> None:
    amina, bruno = clerk(), clerk(BRUNO, Role.REVIEWER)
    begin(amina)
    amina.saves(sections__sentence="A team looks at what failed.")
    hand_in(amina, kind="wording")
    assert "A team looks at what failed." in visitor.get(f"/tools/{TOOL}").text
    assert "Wording to read a second time" in said(bruno.opens("/"))
    amina.opens(f"{PATH}/versions/2/")
    amina.sends(f"{PATH}/versions/2/read-again", status=409)
    bruno.opens(f"{PATH}/versions/2/")
    bruno.sends(f"{PATH}/versions/2/read-again")
    assert "Wording to read a second time" not in said(bruno.page)
    bruno.opens(f"{PATH}/versions/2/")
    assert "has read it again already" in said(
        bruno.sends(f"{PATH}/versions/2/read-again", status=409)
    )


def test_more_than_wording_is_not_wording(clerk: NewClerk, visitor: Visitor) -> None:
    amina = clerk()
    begin(amina)
    amina.saves(levels__to="5", name="Other")
    assert "Wording only" not in said(amina.opens(f"{PATH}/versions/2/"))
    assert "More than wording was changed" in hand_in(amina, kind="wording", status=409)
    assert shown(visitor) == "Embrace Failures"


def test_a_withdrawn_tool_leaves_the_catalogue_and_comes_back_by_review(
    clerk: NewClerk, visitor: Visitor
) -> None:
    amina, bruno = clerk(), clerk(BRUNO)
    page = amina.opens(PATH)
    assert "These tools lead to it" in said(page)
    page = amina.sends(f"{PATH}/withdraw", status=422, reason=" ")
    assert "Say in a few words why" in said(page)
    amina.sends(f"{PATH}/withdraw", reason="Its case is not true")
    assert "Respondents do not see this tool" in said(amina.page)
    visitor.get(f"/tools/{TOOL}", status=404)
    assert "20 tools" in visitor.get("/tools/").text
    amina.sends(f"{PATH}/withdraw", status=409, reason="Again")
    begin(amina)
    hand_in(amina)
    bruno.opens(f"{PATH}/versions/2/")
    bruno.sends(f"{PATH}/versions/2/publish")
    assert shown(visitor) == "Embrace Failures"


def test_a_new_tool_and_a_copy(clerk: NewClerk, visitor: Visitor, engines: Engines) -> None:
    amina, bruno = clerk(), clerk(BRUNO)
    amina.opens("/new-tool")
    for bad in ("", "New Tool", "new_tool", TOOL, "x" * 49, "../x"):
        amina.sends("/new-tool", status=422, id=bad, name="Kept")
        assert amina.page.values("name") == ["Kept"]
    amina.sends("/new-tool", id="new-tool", name="New Tool")
    assert "things to write or mend before it can be handed in" in said(amina.page)
    amina.opens(PATH)
    amina.sends(f"{PATH}/versions/1/duplicate", id="hear-failures", name="Hear Failures")
    assert amina.page.h1 == "Write: Hear Failures, version 1"
    amina.opens("/tools/hear-failures/versions/1/")
    amina.sends("/tools/hear-failures/versions/1/hand-in", note="For small offices")
    bruno.opens("/tools/hear-failures/versions/1/")
    bruno.sends("/tools/hear-failures/versions/1/publish")
    assert visitor.get("/tools/hear-failures").h1 == "Hear Failures"
    with engines.read() as session:
        assert len(content.tools(session)) == 22


def test_a_draft_is_discarded_and_nothing_else(clerk: NewClerk, engines: Engines) -> None:
    amina = clerk()
    begin(amina)
    amina.opens(PATH)
    amina.sends(f"{PATH}/versions/1/again", status=409)
    assert "A draft of this is open already" in said(amina.page)
    amina.opens(f"{PATH}/versions/2/edit")
    amina.sends(f"{PATH}/versions/2/discard")
    assert set(texts(engines)) == {1}
    amina.opens(f"{PATH}/versions/2/edit", status=404)


def test_a_date_to_read_it_again(clerk: NewClerk) -> None:
    amina = clerk()
    amina.opens(PATH)
    amina.sends(f"{PATH}/review-by", status=422, review_by="soon")
    assert amina.page.values("review_by") == ["soon"]
    past = datetime.now(UTC).date() - timedelta(days=3)
    amina.sends(f"{PATH}/review-by", review_by=past.isoformat())
    assert "Embrace Failures: was due on" in said(amina.opens("/"))
    amina.opens(PATH)
    amina.sends(f"{PATH}/review-by", review_by="")
    assert "was due on" not in said(amina.opens("/"))


def test_the_list_finds_tools_by_words_and_state(clerk: NewClerk) -> None:
    amina = clerk()
    begin(amina)
    assert "21 tools" in said(amina.opens("/tools"))
    assert "1 tool" in said(amina.opens("/tools?state=draft"))
    assert "No tool fits" in said(amina.opens("/tools?words=xyzzy"))
    assert "Source Ideas" in said(amina.opens("/tools?words=source+ideas&page=99"))


def test_lists_call_a_tool_by_its_name_before_it_is_in_the_catalogue(clerk: NewClerk) -> None:
    amina = clerk()
    amina.opens("/new-tool")
    page = amina.sends("/new-tool", status=422, id="No Id", name="x" * 201)
    assert "Enter small letters and digits" in said(page)
    assert "Enter a name of at most 200 characters" in said(page)
    amina.sends("/new-tool", id="a-tool", name="Échec et Suite")
    for path in ("/", "/tools", "/tools?words=echec+suite", "/tools?words=a-tool"):
        assert "Échec et Suite" in said(amina.opens(path)), path
    amina.opens("/tools/a-tool/versions/1/edit")
    amina.saves(name="Another Name")
    assert "Another Name" in said(amina.opens("/tools?state=draft"))
    assert "Échec" not in said(amina.page)


def test_of_too_many_drafts_the_first_page_shows_the_newest(
    clerk: NewClerk, engines: Engines
) -> None:
    amina = clerk()
    with engines.write() as session:
        for number in range(history.LISTED + 5):
            key = Key(content.TOOL, f"tool-{number}")
            service.create(session, key, fields.blank(key.id, f"Tool {number}."), actor=AMINA)
    page = amina.opens("/")
    assert f"Tool {history.LISTED + 4}.," in said(page)
    assert "Tool 0.," not in said(page)
    assert "5 more come after these. See all" in said(page)


def test_reviewers_read_and_publish_but_do_not_write(clerk: NewClerk) -> None:
    carla = clerk(CARLA, Role.REVIEWER)
    page = carla.opens(PATH)
    assert "Withdraw" not in said(page)
    carla.opens("/new-tool", status=403)
    carla.sends(f"{PATH}/withdraw", status=403, reason="x")


def test_markdown_of_a_preview_runs_no_script(clerk: NewClerk) -> None:
    amina = clerk()
    begin(amina)
    amina.saves(sections__when='[x](javascript:alert(1)) & "quotes"')
    page = amina.opens(f"{PATH}/versions/2/preview")
    assert "To mend first" in said(page)
    assert all(not link.startswith("javascript") for link in page.links())


def test_a_text_in_any_script_fits_into_the_form(clerk: NewClerk, engines: Engines) -> None:
    amina = clerk()
    begin(amina)
    amina.saves(sections__case="新" * 40_000)
    assert "新" * 40_000 in texts(engines)[2][1]
