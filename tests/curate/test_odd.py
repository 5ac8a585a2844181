"""The desk with nothing on it, and with more than anybody would write."""

from collections.abc import Callable

import pytest
from desk import Clerk, said
from sqlalchemy import update
from voting import Voting

from questionnaires.model import Questionnaire
from toolkit.config import Settings
from toolkit.models import Content, ContentState
from toolkit.storage.database import Engines

NewClerk = Callable[..., Clerk]
TOOL = "/tools/embrace-failures"
PAGES = (
    *("/", "/tools", "/links", "/coverage", "/called-for", "/questions", "/weights?gain_share=1"),
    *("/catalogue", "/questionnaires/", "/cases/", "/cases/new", "/new-tool"),
)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What a page shows does not depend on the database; it is slow to make."""
    return sqlite_url


@pytest.mark.parametrize("is_published", [False, True])
def test_without_any_tool_every_page_is_whole(
    clerk: NewClerk,
    engines: Engines,
    settings: Settings,
    questionnaire: Questionnaire,
    is_published: bool,  # noqa: FBT001 - a case of the test
) -> None:
    if is_published:
        sizes = {(f"Entity {number}", ""): 40 for number in range(7)}
        Voting(settings, engines, questionnaire).publish(sizes)
    with engines.write() as session:
        session.execute(
            update(Content).where(Content.kind == "tool").values(state=ContentState.WITHDRAWN)
        )
    amina = clerk()
    for path in PAGES:
        amina.opens(path)
    assert "none" in said(amina.opens("/coverage"))
    assert "No tool fits" in said(amina.opens("/tools?words=nowhere"))
    assert "Respondents do not see this tool" in said(amina.opens(TOOL))
    expected = "No tool is in the catalogue" if is_published else "No survey has been published"
    assert expected in said(amina.opens("/called-for"))


def test_a_very_long_text_and_an_arabic_name_are_kept_and_shown(clerk: NewClerk) -> None:
    amina = clerk()
    amina.opens(TOOL)
    amina.sends(f"{TOOL}/versions/1/again")
    name, case = "تعلّم من الإخفاق", " ".join(["word"] * 4_000)
    amina.saves(name=name, sections__case=case)
    assert amina.page.h1 == f"Write: {name}, version 2"
    assert amina.typed()["sections.case"] == case
    assert amina.opens(f"{TOOL}/versions/2/").h1 == f"{name}, version 2"
    assert amina.opens(f"{TOOL}/versions/2/preview").h1 == name
    assert name in said(amina.opens(TOOL))


def test_more_than_a_tool_can_hold_is_said_and_kept(clerk: NewClerk) -> None:
    amina = clerk()
    amina.opens(TOOL)
    amina.sends(f"{TOOL}/versions/1/again")
    case = "x" * 60_001
    page = amina.saves(go="hand-in", status=422, sections__case=case)
    assert "Is longer than 60000 characters" in said(page)
    assert amina.typed()["sections.case"] == case
