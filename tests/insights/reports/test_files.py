"""The files read back: the page's numbers and no others, its hash, and nothing of a machine."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from crawling import CONSTANTS, numbers_of, numbers_said, written_texts
from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader
from reportfiles import texts_inside, words_of_pdf, words_of_sheet, words_of_slides
from sqlalchemy.orm import Session
from voting import Voter, Voting, everything, nobody_can_say
from waves import OpenWave

from questionnaires.model import Questionnaire
from questionnaires.responses import Response
from toolkit.insights import service
from toolkit.insights.reports.making import report_of
from toolkit.insights.service import Results
from toolkit.models import ReportKind
from toolkit.publications import SYSTEM, entity_id, published

READ: dict[ReportKind, Callable[[bytes], list[str]]] = {
    ReportKind.PDF: words_of_pdf,
    ReportKind.NOTE: words_of_pdf,
    ReportKind.SHEET: words_of_sheet,
    ReportKind.SLIDES: words_of_slides,
}
OTHERS = ("Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf")
NODES = (SYSTEM, entity_id("Alpha"))


def results(voting: Voting, wave_id: int, node_id: str) -> Results:
    with Session(voting.engines.reading) as session:
        return service.results(session, wave_id, node_id)


def made(
    voting: Voting, wave_id: int, node_id: str, kind: ReportKind, language: str = "en"
) -> bytes:
    return report_of(results(voting, wave_id, node_id), kind, language)


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


@pytest.mark.parametrize("node_id", NODES)
@pytest.mark.parametrize("kind", ReportKind)
def test_every_number_is_the_pages_and_the_hash_is_everywhere(
    voting: Voting, questionnaire: Questionnaire, kind: ReportKind, node_id: str
) -> None:
    sizes = {("Alpha", "Field"): 70, ("Alpha", "HQ"): 60, **{(name, ""): 75 for name in OTHERS}}
    before, wave = voting.publish(sizes, seed=1), voting.publish(sizes, seed=2)
    with Session(voting.engines.reading) as session:
        earlier, now = published(session, before.id), published(session, wave.id)
        written = [plain(text) for text in written_texts(session, questionnaire)]
    parts = READ[kind](made(voting, wave.id, node_id, kind))
    if kind is ReportKind.SHEET:
        assert now.hash in parts[0]
    else:
        assert all(now.hash in re.sub(r"\s", "", part) for part in parts)
    # What is counted in a file: its pages or slides, its sentences, and what a list begins with.
    counted = {str(number) for number in range(len(parts) + 6)}
    allowed = CONSTANTS | counted | set(numbers_of(now, earlier, node_id)) | {"0", "0.0"}
    said = plain(" ".join(parts)).replace(now.hash, "")
    found = set(numbers_said(said, written))
    assert found - allowed == set()
    assert len(found) > 10


@pytest.mark.parametrize("kind", ReportKind)
def test_no_other_entity_is_named_in_an_entitys_report(
    voting: Voting, wave: OpenWave, kind: ReportKind
) -> None:
    body = made(voting, wave.id, entity_id("Alpha"), kind)
    said = " ".join(READ[kind](body))
    assert "Alpha" in said
    assert not [name for name in OTHERS if name in said]
    if kind in {ReportKind.SHEET, ReportKind.SLIDES}:
        assert not [name for name in OTHERS if name in texts_inside(body)]


@pytest.mark.parametrize("kind", ReportKind)
def test_the_same_results_make_the_same_bytes(
    voting: Voting, wave: OpenWave, kind: ReportKind
) -> None:
    first = made(voting, wave.id, entity_id("Alpha"), kind)
    assert made(voting, wave.id, entity_id("Alpha"), kind) == first


@pytest.mark.parametrize("kind", [ReportKind.SHEET, ReportKind.SLIDES])
def test_an_office_file_names_nobody_and_no_machine(
    voting: Voting, wave: OpenWave, kind: ReportKind
) -> None:
    inside = texts_inside(made(voting, wave.id, entity_id("Alpha"), kind))
    for tag in ("dc:creator", "cp:lastModifiedBy"):
        assert not re.search(rf"<{tag}>[^<]+<", inside)
    assert set(re.findall(r"<dcterms:\w+[^>]*>([^<]+)<", inside)) == {"2027-01-15T00:00:00Z"}
    assert not re.search(r"/home/|/root/|/tmp/|C:\\", inside)


def test_the_pdf_can_be_read_by_a_screen_reader(voting: Voting, wave: OpenWave) -> None:
    reader = PdfReader(BytesIO(made(voting, wave.id, entity_id("Alpha"), ReportKind.PDF)))
    catalogue: Any = reader.root_object
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "en"
    assert "/StructTreeRoot" in catalogue
    assert "pdfuaid" in catalogue["/Metadata"].get_data().decode()
    assert reader.metadata is not None
    assert reader.metadata.title == "What staff of Alpha see"
    assert not reader.metadata.author
    tree = repr(_structure(catalogue["/StructTreeRoot"]))
    for tag in ("/H1", "/H2", "/Table", "/TH", "/L", "/Figure"):
        assert tag in tree


def _structure(node: Any) -> list[object]:
    kids = node.get("/K", []) if hasattr(node, "get") else []
    inner = kids if isinstance(kids, list) else [kids]
    found = [_structure(kid.get_object()) for kid in inner if hasattr(kid, "get_object")]
    return [node.get("/S", "") if hasattr(node, "get") else "", *found]


@pytest.mark.parametrize(
    "name", ["Alpha", "A very long name of an entity, as long as it may be: " + 11 * "names "]
)
def test_the_note_is_one_page_with_three_of_each(voting: Voting, name: str) -> None:
    wave = voting.publish({(name, ""): 75, **{(other, ""): 75 for other in OTHERS}})
    pages = words_of_pdf(made(voting, wave.id, entity_id(name), ReportKind.NOTE))
    assert len(pages) == 1
    said = plain(pages[0])
    for question in ("Who says so?", "Is that good?", "How sure is it?"):
        assert question in said
    assert said.count("First step, within 30 days") <= 3
    assert "an audit, a ranking, an assessment of managers" in said


def test_every_sheet_is_a_real_table_on_paper_with_the_hash(voting: Voting, wave: OpenWave) -> None:
    book = load_workbook(BytesIO(made(voting, wave.id, entity_id("Alpha"), ReportKind.SHEET)))
    first, *others = book.worksheets
    assert len(others) >= 6
    assert not first.tables
    for sheet in others:
        (table,) = sheet.tables.values()
        assert sheet.freeze_panes
        assert "Publication" in str(sheet.oddFooter)
        heads = [cell.value for cell in sheet[table.ref][0]]
        assert len(set(heads)) == len(heads)
    modules = book["Modules"]
    (table,) = modules.tables.values()
    means = [row[2].value for row in modules[table.ref][1:]]
    assert all(isinstance(value, float | int) and 1 <= value <= 5 for value in means)


def test_slides_are_six_to_ten_with_a_title_and_editable_charts(
    voting: Voting, wave: OpenWave
) -> None:
    deck = Presentation(BytesIO(made(voting, wave.id, entity_id("Alpha"), ReportKind.SLIDES)))
    slides = list(deck.slides)
    assert 6 <= len(slides) <= 10
    assert slides[0].shapes.title.text == "What staff of Alpha see"
    assert all(slide.shapes.title.text for slide in slides)
    assert all(slide.notes_slide.notes_text_frame.text for slide in slides)
    charts = [shape for slide in slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) >= 2
    assert all(shape.element.nvGraphicFramePr.cNvPr.get("descr") for shape in charts)
    assert all(shape.chart.part.chart_workbook.xlsx_part for shape in charts)
    assert "errBars" in texts_inside(made(voting, wave.id, entity_id("Alpha"), ReportKind.SLIDES))
    for slide in slides:
        for shape in slide.shapes:
            assert 0 <= shape.left <= shape.left + shape.width <= deck.slide_width
            assert 0 <= shape.top <= shape.top + shape.height <= deck.slide_height


def most_are_silent(questionnaire: Questionnaire, voter: Voter) -> Response:
    """Half of the questions nobody can say, so half of the cells are blank."""
    said, unknown = everything(questionnaire, voter), nobody_can_say(questionnaire, voter)
    half = [*questionnaire.questions][::2]
    answers = {**said.answers, **{key: unknown.answers[key] for key in half}}
    return said.model_copy(update={"answers": answers})


@pytest.mark.parametrize("kind", ReportKind)
@pytest.mark.parametrize("answering", [most_are_silent, nobody_can_say])
def test_what_is_not_shown_is_never_a_zero(
    voting: Voting, kind: ReportKind, answering: Callable[[Questionnaire, Voter], Response]
) -> None:
    wave = voting.publish({("Alpha", ""): 40}, 14, answering)
    said = plain(" ".join(READ[kind](made(voting, wave.id, entity_id("Alpha"), kind))))
    assert "nan" not in said.casefold().split()
    assert "None" not in said.split()
    assert not re.findall(r"(?<![\d.])\b0(?:\.0)?\b(?![\d.])", said)
    if kind is not ReportKind.NOTE:
        assert "not shown: fewer than ten people, or needed to protect a smaller group" in said


@pytest.mark.parametrize("kind", ReportKind)
def test_a_report_from_right_to_left(voting: Voting, wave: OpenWave, kind: ReportKind) -> None:
    parts = READ[kind](made(voting, wave.id, entity_id("Alpha"), kind, "ar"))
    assert "Alpha" in " ".join(parts)
    if kind is ReportKind.SHEET:
        book = load_workbook(BytesIO(made(voting, wave.id, entity_id("Alpha"), kind, "ar")))
        assert all(sheet.sheet_view.rightToLeft for sheet in book.worksheets)


def test_texts_of_others_are_never_formulas(voting: Voting) -> None:
    wave = voting.publish({("=SUM(A1)", "=1+1"): 40, ("=SUM(A1)", "HQ"): 40})
    body = made(voting, wave.id, entity_id("=SUM(A1)"), ReportKind.SHEET)
    cells = [cell for sheet in load_workbook(BytesIO(body)) for row in sheet for cell in row]
    assert [cell.value for cell in cells if cell.value == "=1+1"]
    assert not [cell for cell in cells if cell.data_type == "f"]
