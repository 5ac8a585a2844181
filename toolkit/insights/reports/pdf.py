"""A report on paper: tagged PDF that a screen reader reads, made from one template."""

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from aggregation.figures.style import MODULES, print_svg
from toolkit.insights.reports.document import Document
from toolkit.insights.reports.note import Note
from toolkit.refusal import Refusal

if TYPE_CHECKING:
    from weasyprint import Document as LaidOut

_PACKAGE = Path(__file__).parents[2]
_TEMPLATES, _STATIC = _PACKAGE / "templates" / "reports", _PACKAGE / "static"
_CHARTS = {"modules": "modules", "change": "modules", "effort": "efforts"}  # and their sections
Drawn = tuple[str, str, Callable[..., Any]]  # a chart's name, its words, how it is drawn
_SIZES = (11, 10.5, 10, 9.5, 9, 8.5, 8, 7.5)  # points, of a note that has to fit one page


class NoPangoError(Refusal):
    """What lays out text in a PDF is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "PDF needs the system's pango libraries: apt-get install libpango-1.0-0 "
            "libpangoft2-1.0-0. Until then, print the page of results from a browser."
        )


class NoteTooLongError(Refusal):
    """A note does not fit one page."""

    def __init__(self) -> None:
        super().__init__("the note does not fit one page")


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with what it shows in words, and the section under whose findings it stands."""

    section: str
    alt: str
    address: str


def pdf_of(document: Document, drawn: Iterable[Drawn]) -> bytes:
    """The whole report; the same document makes the same bytes."""
    html = _page("report.html").render(
        document=document, pictures=list(_pictures(document, drawn)), colours=MODULES
    )
    return _written(_laid_out(html, "report.css"), document)


def note_of(note: Note, document: Document) -> bytes:
    """The note for a governing body on exactly one page, in the largest type that fits.

    Raises
    ------
    NoteTooLongError
        When it does not fit in the smallest.
    """
    template = _page("note.html")
    for size in _SIZES:
        rendered = _laid_out(
            template.render(note=note, document=document, size=size), "report.css", "note.css"
        )
        if len(rendered.pages) == 1:
            return _written(rendered, document)
    raise NoteTooLongError


def _pictures(document: Document, drawn: Iterable[Drawn]) -> Iterator[Picture]:
    """The charts that stand under findings, as outlines that need no font."""
    for name, alt, drawing in drawn:
        if name in _CHARTS:
            figure = drawing(right_to_left=document.is_right_to_left)
            svg = base64.b64encode(print_svg(figure)).decode()
            yield Picture(_CHARTS[name], alt, f"data:image/svg+xml;base64,{svg}")


@lru_cache(maxsize=2)
def _page(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def _laid_out(html: str, *sheets: str) -> "LaidOut":
    """Lay a page out; nothing is fetched for it, for everything that it shows is in it."""
    try:
        from weasyprint import CSS, HTML  # noqa: PLC0415 - its import fails where pango is missing
        from weasyprint.urls import URLFetcher  # noqa: PLC0415 - likewise
    except OSError as error:
        raise NoPangoError from error
    fetcher = URLFetcher(allowed_protocols=["data"], fail_on_errors=True)
    styles = [CSS(string=(_STATIC / name).read_text(encoding="utf-8")) for name in sheets]
    return HTML(string=html, url_fetcher=fetcher).render(stylesheets=styles)


def _written(laid_out: "LaidOut", document: Document) -> bytes:
    identifier = hashlib.sha256(f"{document.footer} {document.title}".encode()).digest()[:16]
    written: bytes = laid_out.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier)
    return written
