"""A release meets local changes: nothing is overwritten, both are shown, somebody decides."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from administering import Administrator
from browsing import Visitor
from desk import BRUNO, Clerk, said
from htmlpage import Page
from sqlalchemy import select

from toolkit import content
from toolkit.config import Settings
from toolkit.content import ContentFile
from toolkit.curate import files
from toolkit.models import Content
from toolkit.roles import Role
from toolkit.storage import database
from toolkit.storage.database import Engines

ID = "embrace-failures"
PATH = f"/tools/{ID}"
RELEASE = f"/releases/tool/{ID}"
NewClerk = Callable[..., Clerk]


def shipped() -> ContentFile:
    return next(file for file in content.packaged() if file.id == ID)


def arrive(engines: Engines, *changes: tuple[str, str], version: int = 2) -> int:
    """A release comes with another text of the tool."""
    text = shipped().text.replace("version: 1", f"version: {version}", 1)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    with engines.write() as session:
        return content.take_over(session, [ContentFile("tool", ID, version, text, "release")])


def change_here(amina: Clerk, bruno: Clerk, name: str, monday: str = "On Monday.") -> None:
    amina.opens(PATH)
    amina.sends(f"{PATH}/versions/1/again")
    amina.saves(name=name, monday=monday)
    amina.opens(f"{PATH}/versions/2/")
    amina.sends(f"{PATH}/versions/2/hand-in", note="Ours")
    bruno.opens(f"{PATH}/versions/2/")
    bruno.sends(f"{PATH}/versions/2/publish")


def stored(engines: Engines) -> dict[int, tuple[str, str]]:
    with engines.read() as session:
        found = select(Content.version, Content.state, Content.text).where(Content.id == ID)
        return {version: (state, text) for version, state, text in session.execute(found)}


def test_what_nobody_changed_here_is_taken_over(engines: Engines, visitor: Visitor) -> None:
    assert arrive(engines, ("name: Embrace Failures", "name: Theirs")) == 1
    assert visitor.get(f"/tools/{ID}").h1 == "Theirs"
    assert arrive(engines, ("name: Embrace Failures", "name: Theirs")) == 0


@pytest.mark.parametrize("choice", ["keep", "take", "join"])
def test_what_was_changed_here_too_waits_for_a_decision(
    clerk: NewClerk, engines: Engines, visitor: Visitor, choice: str
) -> None:
    amina, bruno = clerk(), clerk(BRUNO)
    change_here(amina, bruno, name="Ours", monday="Our first step.")
    theirs = (
        ("name: Embrace Failures", "name: Theirs"),
        ("A team looks at", "A whole team looks at"),
    )
    assert arrive(engines, *theirs) == 0
    assert visitor.get(f"/tools/{ID}").h1 == "Ours"
    assert "Ours" in said(amina.opens("/catalogue"))
    page = amina.opens(RELEASE)
    text = said(page)
    for words in ("removed: Embrace Failures", "added: Theirs", "added: Ours", "added: whole"):
        assert words in text
    assert "Both changed these parts in different ways: name" in text
    amina.sends(RELEASE, offered="2", choice=choice)
    assert visitor.get(f"/tools/{ID}").h1 == "Ours"
    found = stored(engines)
    if choice == "keep":
        assert set(found) == {1, 2}
    else:
        state, draft = found[3]
        assert state == "draft"
        assert ("name: Theirs" in draft) is (choice == "take")
        assert ("Our first step." in draft) is (choice == "join")
        assert "A whole team looks at" in draft
    amina.opens(RELEASE, status=404)
    assert arrive(engines, *theirs) == 0
    assert "Nothing waits for a decision" in said(amina.opens("/catalogue"))


def test_of_two_who_decide_the_second_reads_that_it_is_done(
    clerk: NewClerk, engines: Engines
) -> None:
    amina, bruno = clerk(), clerk(BRUNO)
    change_here(amina, bruno, name="Ours")
    arrive(engines, ("name: Embrace Failures", "name: Theirs"), version=5)
    amina.opens(RELEASE)
    bruno.opens(RELEASE)
    amina.sends(RELEASE, offered="5", choice="take")
    assert stored(engines)[5][0] == "draft"
    page = bruno.sends(RELEASE, status=409, offered="5", choice="keep")
    assert page.h1 == "This has changed meanwhile"
    bruno.sends(RELEASE, status=400, offered="5", choice="burn")


def test_a_draft_is_not_lost_to_a_release(clerk: NewClerk, engines: Engines) -> None:
    amina = clerk()
    amina.opens(PATH)
    amina.sends(f"{PATH}/versions/1/again")
    amina.saves(name="Ours")
    arrive(engines, ("A team looks at", "A whole team looks at"), version=3)
    page = amina.opens(RELEASE)
    assert "The two changes touch different parts" in said(page)
    amina.sends(RELEASE, status=409, offered="3", choice="take")
    amina.opens(RELEASE)
    amina.sends(RELEASE, offered="3", choice="join")
    state, draft = stored(engines)[2]
    assert (state, "name: Ours" in draft, "A whole team" in draft) == ("draft", True, True)


def test_the_catalogue_comes_back_byte_for_byte(
    clerk: NewClerk, tmp_path: Path, sqlite_template: Path
) -> None:
    amina, bruno = clerk(), clerk(BRUNO)
    change_here(amina, bruno, name="Ours", monday="Écrivez, 写, اكتب.")
    amina.visitor.get("/account/")
    data = amina.visitor.fetch("/account/curate/catalogue.zip").data
    found = files.unpacked(data)
    assert len(found) == 22
    for file in content.packaged():
        path = Path(file.source)
        (exported,) = (text for name, text in found.items() if name.endswith(f"/{path.name}"))
        assert (exported.encode() == path.read_bytes()) is (file.id != ID)
    assert files.packed(found) == data
    other = tmp_path / "other.db"
    other.write_bytes(sqlite_template.read_bytes())
    with database.transaction(f"sqlite:///{other}") as session:
        assert content.take_over(session, files.checked(found)) == 1
        assert files.written(session) == found


def test_an_upload_becomes_drafts_and_publishes_nothing(
    clerk: NewClerk, engines: Engines, visitor: Visitor
) -> None:
    amina = clerk()
    with engines.read() as session:
        found = files.written(session)
    path = f"{files.TOOLS}/{ID}.md"
    found[path] = found[path].replace("name: Embrace Failures", "name: Uploaded")
    amina.opens("/catalogue")
    page = upload(amina, files.packed(found))
    assert "Embrace Failures: a draft of version 2 was begun" in said(page)
    assert "21 files are here already" in said(page)
    assert visitor.get(f"/tools/{ID}").h1 == "Embrace Failures"
    assert "name: Uploaded" in stored(engines)[2][1]
    assert "left, since a draft is open here" in said(
        upload(amina, files.packed(found | {path: found[path].replace("Uploaded", "Again")}))
    )


def upload(clerk: Clerk, data: bytes, status: int = 200) -> Page:
    return clerk.visitor.post(
        "/account/curate/catalogue",
        {"catalogue": (io.BytesIO(data), "catalogue.zip")},
        status=status,
    )


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{files.TOOLS}/source-ideas.md", b"0" * 100_000_000)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "not a ZIP file"),
        (b"PK\x03\x04 and nothing", "not a ZIP file"),
        (files.packed({}), "There is no file such as"),
        (files.packed({"../../etc/passwd": "x"}), "is no file of a catalogue"),
        (files.packed({f"{files.TOOLS}/x.md": "no front matter"}), "Does not begin with facts"),
        (files.packed({f"{files.QUESTIONNAIRES}/a/v1.yaml": "a: &a [*a]"}), "Is an alias"),
        (bomb(), "64 megabytes"),
    ],
)
def test_a_bad_upload_is_refused_with_its_reasons(
    clerk: NewClerk, engines: Engines, data: bytes, expected: str
) -> None:
    amina = clerk()
    amina.opens("/catalogue")
    page = upload(amina, data, status=422)
    assert expected in said(page)
    with engines.read() as session:
        assert session.query(Content).count() == 22


def test_reviewers_look_but_do_not_decide(clerk: NewClerk) -> None:
    carla = clerk("carla@example.org", Role.REVIEWER)
    assert "Upload" not in said(carla.opens("/catalogue"))
    carla.visitor.get("/account/")
    upload(carla, b"", status=403)


def test_the_command_line_writes_and_reads_the_same_files(
    settings: Settings, tmp_path: Path, visitor: Visitor, engines: Engines
) -> None:
    assert visitor.get("/tools/").h1 == "Tools"
    administrator = Administrator(
        {"TOOLKIT_INSTANCE": str(tmp_path), "TOOLKIT_DATABASE_URL": settings.database_url}
    )
    folder = tmp_path / "exported"
    assert "22 file(s) written" in administrator.runs("content", "export", folder).output
    assert "is not empty" in administrator.runs("content", "export", folder, status=1).output
    for file in content.packaged():
        (copy,) = folder.rglob(f"{file.id}.md" if file.kind == "tool" else "v1.yaml")
        assert copy.read_bytes() == Path(file.source).read_bytes()
    assert "0 file(s) added" in administrator.runs("content", "import", folder).output
    tool = folder / files.TOOLS / f"{ID}.md"
    tool.write_text(tool.read_text(encoding="utf-8").replace("version: 1", "version: 4", 1))
    assert "1 file(s) added" in administrator.runs("content", "import", folder).output
    assert set(stored(engines)) == {1, 4}
    tool.write_text("broken")
    assert "Does not begin" in administrator.runs("content", "import", folder, status=1).output
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "There is no file" in administrator.runs("content", "import", empty, status=1).output
