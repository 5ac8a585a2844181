"""What a file says, of whatever kind: its words, its numbers, and who is said to have made it when.

A kind that has no reader here is an error, so that no new format goes unread.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from htmlpage import Page
from openpyxl import load_workbook
from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

_AUTHORS = ("author", "creator", "last_modified_by", "lastModifiedBy", "manager", "company")
_CLOCKS = ("created", "modified", "creation_date", "modification_date", "last_printed")
_KINDS = {
    "csv": "text/csv",
    "html": "text/html",
    "json": "application/json",
    "md": "text/markdown",
    "pdf": "application/pdf",
    "svg": "image/svg+xml",
    "txt": "text/plain",
    "yaml": "text/plain",
}
_SPOKEN = {"alt", "aria-label", "aria-description", "descr", "title", "name"}
_TEXT = {"t", "v", "f", "text", "title", "desc", "tspan"}  # elements of office files and charts
_HELD = (
    "docProps/",
    "ppt/slides/",
    "ppt/notesSlides/",
    "ppt/charts/",
    "ppt/comments",
    "ppt/diagrams/",
    "xl/",
)


class UnreadableError(Exception):
    """Nobody has taught the crawler to read files of this kind."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file as a reader, and a curious reader, sees it.

    ``figures`` are the numbers that stand in cells and chart data rather than in words.
    """

    words: str
    figures: tuple[float, ...] = ()
    authors: frozenset[str] = frozenset()
    clocks: tuple[datetime, ...] = ()
    inside: tuple["Document", ...] = field(default=())

    @property
    def everything(self) -> str:
        """All words, those of files inside it too."""
        return " ".join([self.words, *(one.everything for one in self.inside)])

    @property
    def numbers(self) -> tuple[float, ...]:
        """All figures, those of files inside it too."""
        return (*self.figures, *(number for one in self.inside for number in one.numbers))


def read(kind: str, body: bytes) -> Document:
    """Read a file of a content type.

    Raises
    ------
    UnreadableError
        When there is no reader for it.
    """
    bare = kind.partition(";")[0].strip().lower()
    if bare not in READERS:
        raise UnreadableError(f"no reader for {bare or 'a response without a content type'}")
    return READERS[bare](body)


def _html(body: bytes) -> Document:
    page = Page(body.decode())
    spoken = [one.get(name, "") for one in page.root.iter() for name in _SPOKEN]
    return Document(" ".join([*page.root.itertext(), *spoken]))


def _text(body: bytes) -> Document:
    return Document(body.decode("utf-8-sig"))


def _json(body: bytes) -> Document:
    found = [*_leaves(json.loads(body))]
    numbers = tuple(float(one) for one in found if isinstance(one, int | float))
    return Document(" ".join(map(str, found)), numbers)


def _leaves(value: object) -> Iterator[object]:
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield key
            yield from _leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(one)
    elif value is not None:
        yield value


def _svg(body: bytes) -> Document:
    root = ET.fromstring(body)  # noqa: S314 - our own
    return Document(" ".join(_words(root)))


def _words(root: ET.Element) -> Iterator[str]:
    for one in root.iter():
        if one.tag.rpartition("}")[2] in _TEXT:
            yield from one.itertext()
        yield from (one.get(name, "") for name in _SPOKEN)


def _pdf(body: bytes) -> Document:
    reader = PdfReader(BytesIO(body))
    said = [page.extract_text() for page in reader.pages]
    said += [one for page in reader.pages for one in _notes(page)]
    root: Any = reader.trailer["/Root"]
    said += [*_alternatives(root.get("/StructTreeRoot"), set())]
    said += _outline(reader.outline)
    data = {str(key).strip("/"): str(value) for key, value in (reader.metadata or {}).items()}
    xmp = root.get("/Metadata")
    said.append(xmp.get_object().get_data().decode() if xmp is not None else "")
    dates = reader.metadata and (reader.metadata.creation_date, reader.metadata.modification_date)
    inside = tuple(
        read("text/plain", content)
        for contents in reader.attachments.values()
        for content in contents
    )
    return Document(
        " ".join([*said, *data.values()]),
        authors=frozenset({data.get("Author", "")} - {""}),
        clocks=tuple(one for one in dates or () if one),
        inside=inside,
    )


def _notes(page: PageObject) -> Iterator[str]:
    """What is written on a page beside its text: remarks, and the addresses of links."""
    for one in page.get("/Annots") or ():
        note = one.get_object()
        yield str(note.get("/Contents", ""))
        yield str((note.get("/A") or {}).get("/URI", ""))


def _alternatives(node: object, seen: set[int]) -> Iterator[str]:
    """The alternative texts of a tagged document."""
    if isinstance(node, IndirectObject):
        if node.idnum in seen:
            return
        seen.add(node.idnum)
        node = node.get_object()
    if isinstance(node, ArrayObject):
        for one in node:
            yield from _alternatives(one, seen)
    elif isinstance(node, DictionaryObject):
        yield from (str(node[name]) for name in ("/Alt", "/ActualText", "/E") if name in node)
        yield from _alternatives(node.raw_get("/K") if "/K" in node else None, seen)


def _outline(entries: Iterable[Any]) -> Iterator[str]:
    for one in entries:
        if isinstance(one, list):
            yield from _outline(one)
        else:
            yield str(one.title)


def _sheet(body: bytes) -> Document:
    book = load_workbook(BytesIO(body))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    figures = [float(one.value) for one in cells if isinstance(one.value, int | float)]
    said = [str(one.value) for one in cells if isinstance(one.value, str)]
    said += [one.comment.text for one in cells if one.comment]
    said += [sheet.title for sheet in book.worksheets]
    return _office(body, said, figures)


def _deck(body: bytes) -> Document:
    return _office(body, [], [])


def _office(body: bytes, said: list[str], figures: list[float]) -> Document:
    """An office file: texts, chart data, alternative texts, properties, and the files inside it."""
    authors, clocks, inside = set[str](), list[datetime](), list[Document]()
    with ZipFile(BytesIO(body)) as parts:
        for name in parts.namelist():
            content = parts.read(name)
            if name.endswith(".xlsx"):
                inside.append(_sheet(content))
            elif name.endswith(".xml") and name.startswith(_HELD):
                root = ET.fromstring(content)  # noqa: S314 - our own
                said += _words(root)
                if "/charts/" in name:
                    figures += _chart_values(root)
                if name.startswith("docProps/"):
                    said += root.itertext()
                    authors |= {*_property(root, _AUTHORS)} - {""}
                    clocks += map(datetime.fromisoformat, _property(root, _CLOCKS))
            elif name.endswith((".svg", ".html")):
                inside.append(_svg(content))
    return Document(" ".join(said), tuple(figures), frozenset(authors), tuple(clocks), (*inside,))


def _archive(body: bytes) -> Document:
    """The files of an archive, each as what its name says that it is."""
    with ZipFile(BytesIO(body)) as parts:
        names = [one for one in parts.namelist() if not one.endswith("/")]
        inside = tuple(read(_kind_of(name), parts.read(name)) for name in names)
    return Document(" ".join(names), inside=inside)


def _kind_of(name: str) -> str:
    ending = name.rpartition(".")[2].lower()
    return _KINDS.get(ending, f"a file in an archive that ends in {ending}")


def _property(root: ET.Element, names: tuple[str, ...]) -> Iterator[str]:
    wanted = {name.lower() for name in names}
    for one in root.iter():
        if one.tag.rpartition("}")[2].lower() in wanted and one.text:
            yield one.text


def _chart_values(root: ET.Element) -> Iterator[float]:
    for one in root.iter():
        if one.tag.rpartition("}")[2] == "v" and re.fullmatch(r"-?\d+(\.\d+)?", one.text or ""):
            yield float(one.text or "")


READERS: Mapping[str, Callable[[bytes], Document]] = {
    "text/html": _html,
    "text/plain": _text,
    "text/csv": _text,
    "text/markdown": _text,
    "application/json": _json,
    "image/svg+xml": _svg,
    "application/pdf": _pdf,
    "application/zip": _archive,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _sheet,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": _deck,
}
