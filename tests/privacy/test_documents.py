"""Each kind of file is read whole: a secret in any corner of it is found, an author is named."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import xlsxwriter
from documents import Document, UnreadableError, read
from openpyxl import Workbook
from openpyxl.comments import Comment
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches
from pypdf import PdfWriter

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DECK = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
HIDDEN = "zephyr"
MOMENT = datetime(2027, 1, 15, 11, 47, 3)  # noqa: DTZ001 - office files know no zone


def sheet(place: str) -> Document:
    book = Workbook()
    page = book.active
    assert page is not None
    page["B2"] = HIDDEN if place == "cell" else 4.25
    page.title = HIDDEN if place == "title" else "Results"
    if place == "remark":
        page["A1"].comment = Comment(HIDDEN, "")
    book.properties.creator = HIDDEN if place == "author" else ""
    book.properties.created = book.properties.modified = MOMENT
    kept = BytesIO()
    book.save(kept)
    return read(SHEET, kept.getvalue())


def chart() -> Document:
    kept = BytesIO()
    with xlsxwriter.Workbook(kept) as book:
        page = book.add_worksheet("Results")
        page.write_column("A1", [3.25, 4.5])
        drawn = book.add_chart({"type": "bar"})
        drawn.add_series({"values": "=Results!$A$1:$A$2", "name": HIDDEN})
        page.insert_chart("C1", drawn, {"description": "alternative"})
    return read(SHEET, kept.getvalue())


def deck(place: str) -> Document:
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[5])
    slide.shapes.title.text = HIDDEN if place == "text" else "Results"
    slide.notes_slide.notes_text_frame.text = HIDDEN if place == "notes" else ""
    data: Any = CategoryChartData()
    data.categories = [HIDDEN if place == "chart" else "Strategy"]
    data.add_series("Mean", (3.75,))
    area = (Inches(1), Inches(1), Inches(4), Inches(3))
    drawn = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *area, data)
    if place == "alternative":
        drawn._element.nvGraphicFramePr.cNvPr.set("descr", HIDDEN)  # noqa: SLF001 - no public way
    table = slide.shapes.add_table(1, 1, *area).table
    table.cell(0, 0).text = HIDDEN if place == "table" else ""
    show.core_properties.author = HIDDEN if place == "author" else ""
    show.core_properties.last_modified_by = ""
    show.core_properties.created = show.core_properties.modified = MOMENT
    kept = BytesIO()
    show.save(kept)
    return read(DECK, kept.getvalue())


def pdf(place: str) -> Document:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    if place == "outline":
        writer.add_outline_item(title=HIDDEN, page_number=0)
    if place == "attachment":
        writer.add_attachment("figures.txt", HIDDEN.encode())
    writer.add_metadata({"/Author": HIDDEN if place == "author" else ""})
    writer.add_metadata({"/CreationDate": "D:20270115114703Z"})
    kept = BytesIO()
    writer.write(kept)
    return read("application/pdf", kept.getvalue())


@pytest.mark.parametrize(
    ("make", "place"),
    [
        *((sheet, place) for place in ("cell", "title", "remark", "author")),
        *((deck, place) for place in ("text", "notes", "chart", "alternative", "table", "author")),
        *((pdf, place) for place in ("outline", "attachment", "author")),
    ],
)
def test_a_word_is_found_wherever_it_stands(make: Callable[[str], Document], place: str) -> None:
    found, without = make(place), make("nowhere")
    assert HIDDEN in found.everything
    assert HIDDEN not in without.everything
    assert (found.authors == {HIDDEN}) is (place == "author")
    assert not without.authors
    assert MOMENT in [one.replace(tzinfo=None) for one in found.clocks]


def test_numbers_of_cells_and_of_charts_are_found() -> None:
    assert 4.25 in sheet("nowhere").numbers
    assert {3.25, 4.5} <= {*chart().numbers}
    assert HIDDEN in chart().everything
    assert "alternative" in chart().everything
    assert 3.75 in deck("nowhere").numbers
    assert read("application/json", b'{"mean": [2.5, {"people": 12}]}').numbers == (2.5, 12)


def test_the_text_of_a_page_and_of_a_chart_is_read() -> None:
    html = b'<!DOCTYPE html><title>a</title><p title="hidden">x</p>'
    assert "hidden" in read("text/html; charset=utf-8", html).everything
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><title>a</title><text>b</text></svg>'
    assert read("image/svg+xml", svg).everything.split() == ["a", "b"]
    assert read("text/csv", "\ufeffa,b".encode()).everything == "a,b"


@pytest.mark.parametrize("kind", ["application/x-tar", "", "image/png"])
def test_a_kind_that_nobody_can_read_is_an_error(kind: str) -> None:
    with pytest.raises(UnreadableError):
        read(kind, b"")


def archive(name: str) -> bytes:
    kept = BytesIO()
    with ZipFile(kept, "w") as parts:
        parts.writestr(name, HIDDEN)
    return kept.getvalue()


def test_the_files_of_an_archive_are_read_each_as_what_it_is() -> None:
    assert HIDDEN in read("application/zip", archive("tools/one.md")).everything
    with pytest.raises(UnreadableError, match="ends in bin"):
        read("application/zip", archive("one.bin"))


def test_the_moment_of_a_file_has_its_zone_where_it_says_one() -> None:
    assert pdf("nowhere").clocks[0].astimezone(UTC).hour == 11
