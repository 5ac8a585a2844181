"""The whole catalogue as the files that the package ships: written, packed, read back."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolkit import audit, content
from toolkit.audit import Action
from toolkit.content import TOOL, BadContentError, ContentFile
from toolkit.curate import history, service
from toolkit.curate.history import Key
from toolkit.models import Content, ContentState

MOST_FILES = 5_000
LARGEST_FILE = 2_000_000  # bytes
LARGEST_CATALOGUE = 64_000_000  # bytes, unpacked
TOOLS, QUESTIONNAIRES = "tools_catalog/content/tools", "questionnaires/content"
_NAME = re.compile(
    rf"{TOOLS}/[a-z0-9-]{{1,48}}\.md|{QUESTIONNAIRES}/[a-z0-9-]{{1,48}}/v[1-9][0-9]{{0,5}}\.yaml"
)
_ALWAYS = (1980, 1, 1, 0, 0, 0)  # the same catalogue is the same file

Outcome = Literal["same", "drafted", "open"]


@dataclass(frozen=True, slots=True)
class Arrival:
    """What became of one file of an upload."""

    key: Key
    version: int  # of the draft; 0 where none was begun
    outcome: Outcome


def written(session: Session) -> dict[str, str]:
    """Every published questionnaire and the newest published version of every tool, by path."""
    found = (
        select(Content.kind, Content.id, Content.version, Content.text)
        .where(Content.state == ContentState.PUBLISHED)
        .order_by(Content.kind, Content.id, Content.version)
    )
    return {_path(kind, key, version): text for kind, key, version, text in session.execute(found)}


def packed(files: Mapping[str, str]) -> bytes:
    """These files as one ZIP file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            archive.writestr(zipfile.ZipInfo(path, _ALWAYS), text, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def unpacked(data: bytes) -> dict[str, str]:
    """The files of a ZIP file, which may come from anybody.

    Raises
    ------
    BadContentError
        When it is no ZIP file, holds no such files, or is larger than a catalogue can be.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            _require_moderate(members)
            return {one.filename: _text(archive, one) for one in members}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise BadContentError("This is not a ZIP file that can be read") from error


def in_folder(folder: Path) -> dict[str, str]:
    """The files of a folder that was exported; what else lies there is left."""
    paths = sorted({*folder.glob(f"{TOOLS}/*.md"), *folder.glob(f"{QUESTIONNAIRES}/*/v*.yaml")})
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode("utf-8", "surrogateescape")
        for path in paths
    }


def checked(files: Mapping[str, str]) -> list[ContentFile]:
    """These files as content, every problem of every file named at once.

    Raises
    ------
    BadContentError
        With the problems.
    """
    if not files:
        raise BadContentError(f"There is no file such as {TOOLS}/source-ideas.md")
    return content.read(
        {path: text for path, text in files.items() if path.endswith(".yaml")},
        {path: text for path, text in files.items() if path.endswith(".md")},
    )


def import_folder(session: Session, folder: Path) -> int:
    """Take over a folder as if it were a release; return how many files were added."""
    added = content.take_over(session, checked(in_folder(folder)))
    audit.record(
        session,
        actor=audit.command_line(),
        action=Action.CONTENT_IMPORTED,
        subject="catalogue",
        detail=f"{added} added",
    )
    return added


def draft_all(session: Session, files: Iterable[ContentFile], *, actor: str) -> list[Arrival]:
    """Begin a draft for every file whose text is not here; nothing is published by it."""
    return [_drafted(session, file, actor) for file in files]


def _drafted(session: Session, file: ContentFile, actor: str) -> Arrival:
    key = Key(file.kind, file.id)
    known = history.versions(session, key)
    if any(one.text == file.text for one in known):
        return Arrival(key, 0, "same")
    if any(one.is_open for one in known):
        return Arrival(key, 0, "open")
    draft = service.create(session, key, file.text, actor=actor)
    return Arrival(key, draft.version, "drafted")


def _path(kind: str, key: str, version: int) -> str:
    if kind == TOOL:
        return f"{TOOLS}/{key}.md"  # of several versions, the newest is the last
    return f"{QUESTIONNAIRES}/{key}/v{version}.yaml"


def _require_moderate(members: list[zipfile.ZipInfo]) -> None:
    names = [one.filename for one in members]
    odd = [name for name in names if not _NAME.fullmatch(name)]
    if odd:
        raise BadContentError(
            "\n".join(f"{name[:120]!r} is no file of a catalogue" for name in odd[:20])
        )
    if len(set(names)) != len(names):
        raise BadContentError("A file is in it twice")
    if len(members) > MOST_FILES or sum(one.file_size for one in members) > LARGEST_CATALOGUE:
        raise BadContentError(f"It holds more than {MOST_FILES} files or 64 megabytes")


def _text(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> str:
    """The text of a file, which may claim a size that it does not have."""
    with archive.open(member) as file:
        data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise BadContentError(f"{member.filename} is larger than 2 megabytes")
    return data.decode("utf-8", "surrogateescape")
