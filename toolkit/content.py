"""Questionnaires and tools in the database: the text of their files, parsed once by hash."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import bindparam, or_, select, tuple_
from sqlalchemy.orm import Session

import questionnaires
import tools_catalog
from questionnaires.errors import QuestionnaireError
from questionnaires.loader import parse as parse_questionnaire
from questionnaires.model import Questionnaire
from questionnaires.responses import OWN_IDS, items
from toolkit.models import Content, ContentState, Upkeep
from toolkit.refusal import Refusal
from toolkit.sealing.ballots import BALLOT_BYTES
from tools_catalog.loader import ToolError, parse_checked
from tools_catalog.loader import parse_all as parse_tools
from tools_catalog.model import Tool

QUESTIONNAIRE, TOOL = "questionnaire", "tool"
CORE = "space"  # the questionnaire that people take unless a wave says otherwise

# Every request of a respondent runs these: they are put together once, past the object mapper.
_ROW = Content.__table__.c
_IS_SHOWN = _ROW.state == ContentState.PUBLISHED
_HASH = select(_ROW.sha256).where(
    _ROW.kind == QUESTIONNAIRE,
    _ROW.id == bindparam("id"),
    _ROW.version == bindparam("version"),
)
_NEWEST = (
    select(_ROW.version, _ROW.sha256)
    .where(_ROW.kind == QUESTIONNAIRE, _ROW.id == CORE, _IS_SHOWN)
    .order_by(_ROW.version.desc())
    .limit(1)
)
_CATALOGUE = (
    select(_ROW.kind, _ROW.id, _ROW.version, _ROW.sha256)
    .where(or_(_ROW.kind == TOOL, _ROW.id == CORE), _IS_SHOWN)
    .order_by(_ROW.kind, _ROW.id, _ROW.version)
)

_questionnaires_by_hash: dict[str, Questionnaire] = {}
_tools_by_hash: dict[str, Tool] = {}


@dataclass(frozen=True, slots=True)
class _Catalogue:
    """A catalogue as it was put together for what the database said."""

    rows: tuple[tuple[Any, ...], ...]
    tools: tuple[Tool, ...]
    core: Questionnaire


_last_catalogue: dict[str, _Catalogue] = {}


class BadContentError(Refusal):
    """Content cannot be used; the message lists every problem with its file and path."""


@dataclass(frozen=True, slots=True)
class ContentFile:
    """A content file: what it is, its text, and where it was read."""

    kind: str
    id: str
    version: int
    text: str
    source: str

    @property
    def sha256(self) -> str:
        """The hash of the text, in hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def packaged() -> list[ContentFile]:
    """Read and check every content file that the package ships.

    Raises
    ------
    BadContentError
        With every problem of every file at once.
    """
    return read(
        {str(path): _text_of(path) for path in _questionnaire_paths()},
        {str(path): _text_of(path) for path in _tool_paths()},
    )


def read(texts: Mapping[str, str], tool_files: Mapping[str, str]) -> list[ContentFile]:
    """Check questionnaires and tools, source -> text, each by itself and all together.

    Raises
    ------
    BadContentError
        With every problem of every file at once.
    """
    problems: list[str] = []
    values: dict[str, Questionnaire | Tool] = {}
    for source, text in texts.items():
        try:
            values[source] = parse_questionnaire(text, source=source)
        except QuestionnaireError as error:
            problems.append(str(error))
    try:
        if tool_files:
            values |= dict(zip(tool_files, parse_tools(tool_files), strict=True))
    except ToolError as error:
        problems.append(str(error))
    problems += [*cross_check(values), *_doubled_versions(values)]
    if problems:
        raise BadContentError("\n".join(problems))
    both = {**texts, **tool_files}
    return [_file(source, value, both[source]) for source, value in values.items()]


def cross_check(values: Mapping[str, Questionnaire | Tool]) -> Iterator[str]:
    """Name what is right within each file but not beyond: unknown factors and tools, no room."""
    tools = {source: tool for source, tool in values.items() if isinstance(tool, Tool)}
    known_tools = {tool.id for tool in tools.values()}
    for source, value in values.items():
        if not isinstance(value, Questionnaire):
            continue
        number = len(items(value)) + len(OWN_IDS)
        if number > BALLOT_BYTES:
            yield f"{source}: a ballot holds {BALLOT_BYTES} answers, not {number}"
        for tried in value.tools_tried.options:
            if tools and tried.id not in known_tools:
                yield f"{source}: tools_tried: no tool {tried.id!r} in the catalogue"
        for tool_source, tool in tools.items():
            for factor_id in tool.factors:
                if factor_id not in value.factors:
                    yield f"{tool_source}: factors: {factor_id!r} is no factor of {source}"


def _doubled_versions(values: Mapping[str, Questionnaire | Tool]) -> Iterator[str]:
    seen: dict[tuple[type, str, int], str] = {}
    for source, value in values.items():
        first = seen.setdefault((type(value), value.id, value.version), source)
        if first != source:
            yield f"{source}: version: {value.id} {value.version} is that of {first} too"


def _file(source: str, value: Questionnaire | Tool, text: str) -> ContentFile:
    """The file of a parsed value, which is remembered: a server that starts parses once."""
    kind = QUESTIONNAIRE if isinstance(value, Questionnaire) else TOOL
    file = ContentFile(kind, value.id, value.version, text, source)
    if isinstance(value, Questionnaire):
        _questionnaires_by_hash[file.sha256] = value
    else:
        _tools_by_hash[file.sha256] = value
    return file


def import_packaged(session: Session) -> int:
    """Take over the package's content that is new here; return how many files were added.

    Raises
    ------
    BadContentError
        When a file is bad, or a version that was imported before has another text now.
    """
    return take_over(session, packaged())


def take_over(session: Session, files: Iterable[ContentFile]) -> int:
    """Publish what is new in a release; what was changed here too is offered, never overwritten.

    Returns how many files were added. Raises :class:`BadContentError` as `import_packaged` does.
    """
    added = 0
    problems = []
    for file in sorted(files, key=lambda file: (file.kind, file.id, file.version)):
        upkeep = session.get(Upkeep, (file.kind, file.id)) or Upkeep(
            kind=file.kind, id=file.id, base_version=0, base_text="", offered_version=0
        )
        outcome = _outcome(file, upkeep, _texts(session, file.kind, file.id))
        if outcome == "refused":
            problems.append(
                f"{file.source}: version {file.version} was imported with another text; "
                "a changed text needs a new version"
            )
        elif outcome == "offered":
            upkeep.offered_version, upkeep.offered_text = file.version, file.text
        elif outcome == "added":
            added += 1
            session.add(_row(file))
        if outcome in {"added", "kept"}:
            settle(upkeep, file.version, file.text)
        if outcome != "old":
            session.add(upkeep)
        session.flush()
    if problems:
        raise BadContentError("\n".join(problems))
    return added


def is_known(session: Session, file: ContentFile) -> bool:
    """Whether a release's file was taken over, is offered, or is older than the one that was."""
    row = session.get(Content, (file.kind, file.id, file.version))
    if row is not None and row.sha256 == file.sha256:
        return True
    upkeep = session.get(Upkeep, (file.kind, file.id))
    if upkeep is None:
        return False
    return _outcome(file, upkeep, _texts(session, file.kind, file.id)) == "old"


def settle(upkeep: Upkeep, version: int, text: str) -> None:
    """Take a release's text as the one that texts here come from; nothing waits any more."""
    upkeep.base_version, upkeep.base_text = version, text
    upkeep.offered_version, upkeep.offered_text = 0, ""


def _outcome(
    file: ContentFile, upkeep: Upkeep, here: Mapping[int, tuple[str, ContentState]]
) -> Literal["old", "kept", "added", "offered", "refused"]:
    """What becomes of a release's file, given what is here: version -> text and state."""
    if not here:
        return "added"  # nothing is here, or it was lost
    if file.version < upkeep.base_version or file.text in {upkeep.base_text, upkeep.offered_text}:
        return "old"
    if file.version == upkeep.base_version:
        return "refused"
    newest = max(here)
    if here.get(file.version) == (file.text, ContentState.PUBLISHED):
        return "kept"
    as_released = (upkeep.base_text, ContentState.PUBLISHED)
    is_untouched = newest <= upkeep.base_version and here[newest] == as_released
    return "added" if is_untouched else "offered"


def _texts(session: Session, kind: str, key: str) -> dict[int, tuple[str, ContentState]]:
    found = select(Content.version, Content.text, Content.state).where(
        Content.kind == kind, Content.id == key
    )
    return {version: (text, state) for version, text, state in session.execute(found)}


def _row(file: ContentFile) -> Content:
    return Content(
        kind=file.kind, id=file.id, version=file.version, text=file.text, sha256=file.sha256
    )


def questionnaire(session: Session, questionnaire_id: str, version: int) -> Questionnaire:
    """One version of a questionnaire, be it the newest or not."""
    identity = {"id": questionnaire_id, "version": version}
    sha256 = session.execute(_HASH, identity).scalar_one()
    return _load_questionnaire(session, questionnaire_id, version, sha256)


def newest_questionnaire(session: Session) -> Questionnaire:
    """The newest published core questionnaire, for those who answer for themselves."""
    newest = session.execute(_NEWEST).one()
    return _load_questionnaire(session, CORE, newest.version, newest.sha256)


def released_versions(session: Session) -> list[int]:
    """The versions of the core questionnaire that a wave can ask, oldest first."""
    found = select(Content.version).where(
        Content.kind == QUESTIONNAIRE, Content.id == CORE, Content.state == ContentState.PUBLISHED
    )
    return list(session.scalars(found.order_by(Content.version)))


def tools(session: Session) -> tuple[Tool, ...]:
    """The newest published version of every tool, in the curated order."""
    return catalogue(session)[0]


def catalogue(session: Session) -> tuple[tuple[Tool, ...], Questionnaire]:
    """The newest published version of every tool, in the core's order, and the core itself."""
    rows = tuple(tuple(row) for row in session.execute(_CATALOGUE))
    kept = _last_catalogue.get("last")
    if kept is None or kept.rows != rows:
        kept = _last_catalogue["last"] = _put_in_order(session, rows)
    return kept.tools, kept.core


def _put_in_order(session: Session, rows: tuple[tuple[Any, ...], ...]) -> _Catalogue:
    newest = {(kind, key): rest for kind, key, *rest in rows}
    core = _load_questionnaire(session, CORE, *newest.pop((QUESTIONNAIRE, CORE)))
    order = {tool.id: place for place, tool in enumerate(core.tools_tried.options)}
    _load_tools(session, {tool_id: rest for (_, tool_id), rest in newest.items()})
    loaded = [_tools_by_hash[sha256] for _version, sha256 in newest.values()]
    tools = sorted(loaded, key=lambda tool: (order.get(tool.id, len(order)), tool.name))
    return _Catalogue(rows, tuple(tools), core)


def _load_questionnaire(
    session: Session, questionnaire_id: str, version: int, sha256: str
) -> Questionnaire:
    """Parse a text the first time that its hash is met; its row is not even read again."""
    if sha256 not in _questionnaires_by_hash:
        row = session.get_one(Content, (QUESTIONNAIRE, questionnaire_id, version))
        parsed = parse_questionnaire(row.text, source="the database")
        _questionnaires_by_hash[sha256] = parsed
    return _questionnaires_by_hash[sha256]


def _load_tools(session: Session, newest: Mapping[str, Sequence[Any]]) -> None:
    """Parse the texts whose hash was never met, id -> version and hash.

    They were checked before they were published, so their Markdown is left for those who read it.
    """
    unknown = [
        (key, version) for key, (version, sha) in newest.items() if sha not in _tools_by_hash
    ]
    found = select(_ROW.id, _ROW.sha256, _ROW.text).where(
        _ROW.kind == TOOL, tuple_(_ROW.id, _ROW.version).in_(unknown)
    )
    for tool_id, sha256, text in session.execute(found) if unknown else ():
        _tools_by_hash[sha256] = parse_checked(text, source=tool_id)


def _text_of(path: Path) -> str:
    """The text of a file; what is not UTF-8 is left for the parsers to name."""
    return path.read_text(encoding="utf-8", errors="surrogateescape")


def _questionnaire_paths() -> list[Path]:
    return sorted((Path(questionnaires.__file__).parent / "content").glob("*/v*.yaml"))


def _tool_paths() -> list[Path]:
    return sorted((Path(tools_catalog.__file__).parent / "content" / "tools").glob("*.md"))
