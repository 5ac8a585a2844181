"""Content in the database: imported once, never changed, and every problem at once."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import questionnaires
import tools_catalog
from toolkit import content
from toolkit.content import BadContentError
from toolkit.models import Content
from toolkit.storage import database
from toolkit.storage.database import Engines
from tools_catalog import body

EMPTY = "sqlite:///{}/empty.db"


class Folder:
    """A copy of the shipped content, to be spoilt."""

    def __init__(self, path: Path) -> None:
        self.space = path / "space"
        self.tools = path / "tools"
        shutil.copytree(Path(questionnaires.__file__).parent / "content" / "space", self.space)
        shutil.copytree(Path(tools_catalog.__file__).parent / "content" / "tools", self.tools)

    @property
    def questionnaire(self) -> Path:
        return self.space / "v1.yaml"

    def tool(self, tool_id: str) -> Path:
        return self.tools / f"{tool_id}.md"

    def edit(self, path: Path, old: str, new: str) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    folder = Folder(tmp_path)
    monkeypatch.setattr(
        content, "_questionnaire_paths", lambda: sorted(folder.space.glob("v*.yaml"))
    )
    monkeypatch.setattr(content, "_tool_paths", lambda: sorted(folder.tools.glob("*.md")))
    return folder


@pytest.fixture
def empty_url(tmp_path: Path) -> str:
    url = EMPTY.format(tmp_path)
    database.upgrade(url)
    return url


def problems() -> list[str]:
    with pytest.raises(BadContentError) as refused:
        content.packaged()
    return str(refused.value).splitlines()


def test_the_shipped_content_is_good() -> None:
    files = content.packaged()
    kinds = [file.kind for file in files]
    assert kinds.count(content.TOOL) == 21
    assert kinds.count(content.QUESTIONNAIRE) == 1
    assert len({(file.kind, file.id, file.version) for file in files}) == len(files)


def test_importing_twice_adds_nothing(database_url: str) -> None:
    with database.transaction(database_url) as session:
        before = session.scalar(select(func.count()).select_from(Content))
        assert content.import_packaged(session) == 0
        assert session.scalar(select(func.count()).select_from(Content)) == before == 22


def test_importing_into_an_empty_database_adds_every_file(empty_url: str) -> None:
    with database.transaction(empty_url) as session:
        assert content.import_packaged(session) == 22
    with database.transaction(empty_url) as session:
        assert content.import_packaged(session) == 0


def test_the_text_is_kept_to_the_byte(database_url: str) -> None:
    with database.transaction(database_url) as session:
        kept = {(row.kind, row.id): row.text for row in session.scalars(select(Content))}
    for file in content.packaged():
        assert kept[file.kind, file.id].encode() == Path(file.source).read_bytes()


def test_a_changed_text_needs_a_new_version(database_url: str, folder: Folder) -> None:
    tool, other = folder.tool("source-ideas"), folder.tool("operating-model")
    folder.edit(tool, "name: Source Ideas", "name: Source Many Ideas")
    folder.edit(other, "name: Operating Model", "name: Our Operating Model")
    with (
        pytest.raises(BadContentError) as refused,
        database.transaction(database_url) as session,
    ):
        content.import_packaged(session)
    first, second = str(refused.value).splitlines()
    assert first.startswith(f"{other}: version 1 was imported with another text")
    assert second.startswith(f"{tool}: version 1 was imported with another text")
    with database.transaction(database_url) as session:
        assert "Source Ideas" in {tool.name for tool in content.tools(session)}


def test_a_new_version_of_a_tool_is_shown_and_the_old_one_kept(
    database_url: str, folder: Folder
) -> None:
    tool = folder.tool("source-ideas")
    folder.edit(tool, "name: Source Ideas", "name: Source Many Ideas")
    folder.edit(tool, "version: 1", "version: 2")
    with database.transaction(database_url) as session:
        assert content.import_packaged(session) == 1
        names = [tool.name for tool in content.tools(session)]
        assert "Source Many Ideas" in names
        assert len(names) == 21
        assert session.get(Content, (content.TOOL, "source-ideas", 1)) is not None


def test_a_new_version_of_the_questionnaire_does_not_touch_the_old(
    database_url: str, folder: Folder
) -> None:
    shutil.copy(folder.questionnaire, folder.space / "v2.yaml")
    folder.edit(folder.space / "v2.yaml", "version: 1", "version: 2")
    folder.edit(folder.space / "v2.yaml", "name: Ad hoc", "name: By chance")
    with database.transaction(database_url) as session:
        assert content.import_packaged(session) == 1
        assert content.newest_questionnaire(session).levels[0].name == "By chance"
        assert content.questionnaire(session, "space", 1).levels[0].name == "Ad hoc"


def test_a_version_that_is_there_twice_is_refused(folder: Folder) -> None:
    shutil.copy(folder.questionnaire, folder.space / "v2.yaml")
    (found,) = problems()
    assert found.startswith(f"{folder.space / 'v2.yaml'}: ")
    assert str(folder.questionnaire) in found


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("version: 1", "version: one", "version"),
        ("name: Strategy", "name: ''", "modules[0].name"),
        ("good_enough: {small: 3, large: 4}", "good_enough: {small: 3, large: 6}", "good_enough"),
        ("referent: respondent", "referent: everybody", "referent"),
        ("- {id: worse, text: Worse}", "- {id: worse, text: '<b>Worse</b>'}", "progress_answers"),
        ("id: goals\n", "id: strategy\n", "modules[0].factors[0].id"),
    ],
)
def test_a_bad_questionnaire_is_refused_with_its_place(
    folder: Folder, old: str, new: str, place: str
) -> None:
    folder.edit(folder.questionnaire, old, new)
    found = problems()
    assert any(line.startswith(f"{folder.questionnaire}: ") and place in line for line in found)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("version: 1", "version: 0", "version"),
        ("id: source-ideas", "id: other-ideas", "id"),
        ("minutes: 240", "minutes: 241", "minutes"),
        ("who_can_start: anyone", "who_can_start: nobody", "who_can_start"),
        ("## Steps", "## Some steps", "Steps"),
        ("idea-sources: 3", "idea-sources: 4", "factors.idea-sources"),
        ("## References", "## References\n\n[x](http://example.org)", "References"),
        ("## References", "## References\n\n[x](tool:hammer)", "hammer"),
        ("## References", "## References\n\n<script>", "References"),
    ],
)
def test_a_bad_tool_is_refused_with_its_place(
    folder: Folder, old: str, new: str, place: str
) -> None:
    path = folder.tool("source-ideas")
    folder.edit(path, old, new)
    found = problems()
    assert any(line.startswith(f"{path}: ") and place in line for line in found)


def test_every_problem_of_every_file_comes_at_once(folder: Folder) -> None:
    folder.edit(folder.questionnaire, "version: 1", "version: one")
    folder.edit(folder.questionnaire, "referent: respondent", "referent: everybody")
    folder.edit(folder.tool("source-ideas"), "minutes: 240", "minutes: 241")
    folder.edit(folder.tool("source-ideas"), "who_can_start: anyone", "who_can_start: nobody")
    folder.tool("operating-model").write_bytes(b"\xff\xfe no text")
    found = problems()
    sources = [Path(line.partition(": ")[0]).name for line in found]
    assert sources.count("v1.yaml") == 2
    assert sources.count("source-ideas.md") == 2
    assert "operating-model.md" in sources


def test_what_is_not_utf8_is_named_not_thrown(folder: Folder) -> None:
    folder.questionnaire.write_bytes(b"title: Schl\xfcssel")
    assert any(line.startswith(f"{folder.questionnaire}: ") for line in problems())


def test_a_factor_that_no_questionnaire_has_is_named(folder: Folder) -> None:
    path = folder.tool("source-ideas")
    folder.edit(path, "idea-sources: 3", "new-idea-sources: 3")
    assert problems() == [
        f"{path}: factors: 'new-idea-sources' is no factor of {folder.questionnaire}"
    ]


def test_more_answers_than_a_ballot_holds_are_counted(folder: Folder) -> None:
    """A ballot has room for five questions of an entity's own, be they asked or not."""
    options = "".join(
        f"    - {{id: more-{n}, text: More, source: Ours, factors: []}}\n" for n in range(8)
    )
    folder.edit(folder.questionnaire, "  options:\n", f"  options:\n{options}")
    assert problems() == [f"{folder.questionnaire}: a ballot holds 80 answers, not 81"]


def test_a_tool_that_the_catalogue_lacks_is_named(folder: Folder) -> None:
    folder.edit(folder.questionnaire, "id: source-ideas,", "id: source-many-ideas,")
    assert problems() == [
        f"{folder.questionnaire}: tools_tried: no tool 'source-many-ideas' in the catalogue"
    ]


def test_nothing_is_added_when_one_file_is_bad(empty_url: str, folder: Folder) -> None:
    folder.edit(folder.tool("source-ideas"), "minutes: 240", "minutes: 241")
    with pytest.raises(BadContentError), database.transaction(empty_url) as session:
        content.import_packaged(session)
    with database.transaction(empty_url) as session:
        assert session.scalar(select(func.count()).select_from(Content)) == 0


def test_tools_stand_in_the_curated_order(database_url: str) -> None:
    with database.transaction(database_url) as session:
        order = [tool.id for tool in content.newest_questionnaire(session).tools_tried.options]
        assert [tool.id for tool in content.tools(session)] == order


def test_parsed_values_are_remembered_by_their_text(
    database_url: str, new_session: Callable[[str], Session]
) -> None:
    with new_session(database_url) as one, new_session(database_url) as other:
        assert content.newest_questionnaire(one) is content.newest_questionnaire(other)
        assert content.tools(one)[0] is content.tools(other)[0]


@pytest.fixture
def new_session(
    request: pytest.FixtureRequest,
) -> Callable[[str], Session]:
    def opened(url: str) -> Session:
        engines = database.connect(url)
        request.addfinalizer(engines.dispose)
        return Session(engines.reading)

    return opened


def test_published_tools_are_read_without_their_markdown(
    engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading it takes seconds for a thousand tools, before anybody sees the first page."""

    def refuse(*_arguments: object) -> None:
        raise AssertionError("Markdown was read")

    with engines.read() as session:
        before = content.tools(session)
    monkeypatch.setattr(content, "_tools_by_hash", {})
    monkeypatch.setattr(content, "_last_catalogue", {})
    monkeypatch.setattr(body, "read", refuse)
    with engines.read() as session:
        assert content.tools(session) == before
    assert len(before) == 21
