"""What a report says, whatever its form: its words read back from the file."""

from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader


def words_of(kind: str, body: bytes) -> list[str]:
    """The text of each page, sheet or slide of a file of this content type; KeyError for others."""
    return _READERS[kind](body)


def words_of_pdf(body: bytes) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in PdfReader(BytesIO(body)).pages]


def words_of_sheet(body: bytes) -> list[str]:
    """The text of each sheet, each number as its format prints it."""
    return [
        " ".join(
            printed for row in sheet.iter_rows() for cell in row if (printed := _printed(cell))
        )
        for sheet in load_workbook(BytesIO(body)).worksheets
    ]


def _printed(cell: Any) -> str:
    value = cell.value
    if not isinstance(value, int | float):
        return str(value or "")
    first = str(cell.number_format).split(";")[0]
    digits = f"{abs(value) * 100:.0f}" if "%" in first else f"{abs(value):.1f}"
    return first.replace("0.0" if "0.0" in first else "0", digits).replace('"', "")


def words_of_slides(body: bytes) -> list[str]:
    """The text of each slide: what is shown, what a chart holds, what is spoken."""
    return [" ".join(_said(slide)) for slide in Presentation(BytesIO(body)).slides]


def _said(slide: Any) -> Iterator[str]:
    for shape in slide.shapes:
        if shape.has_text_frame:
            yield shape.text_frame.text
        if shape.has_table:
            yield from (cell.text for row in shape.table.rows for cell in row.cells)
        if shape.has_chart:
            yield shape.element.nvGraphicFramePr.cNvPr.get("descr")
            yield from _of_chart(shape.chart)
    yield slide.notes_slide.notes_text_frame.text


def _of_chart(chart: Any) -> Iterator[str]:
    for series in chart.plots[0].series:
        shown = [value for value in series.values if value is not None]
        are_shares = max(shown, default=0) < 1  # levels begin at 1
        yield from (f"{value * 100:.0f}" if are_shares else f"{value:.1f}" for value in shown)


def texts_inside(body: bytes) -> str:
    """Everything that is written in an office file, and in the files embedded in it."""
    said = []
    with ZipFile(BytesIO(body)) as archive:
        for name in archive.namelist():
            inner = archive.read(name)
            if name.endswith(".xlsx"):
                said.append(texts_inside(inner))
            elif name.endswith((".xml", ".rels")):
                said.append(inner.decode())
    return "\n".join(said)


_OFFICE = "application/vnd.openxmlformats-officedocument"
_READERS: Mapping[str, Callable[[bytes], list[str]]] = {
    "application/pdf": words_of_pdf,
    f"{_OFFICE}.spreadsheetml.sheet": words_of_sheet,
    f"{_OFFICE}.presentationml.presentation": words_of_slides,
}
