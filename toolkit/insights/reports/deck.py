"""A plain deck of our own: one accent, large type, the publication's hash on every slide."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches, Pt

from aggregation.figures.style import ACCENT, INK, QUIET, WHITE
from toolkit.insights.reports.archive import without_clocks
from toolkit.insights.reports.fitting import row_height, table_size, type_size

WIDTH, HEIGHT = 13.333, 7.5  # inches
MARGIN = 0.6
FULL = WIDTH - 2 * MARGIN
TOP, BOTTOM = 1.85, 6.75  # of what stands under a title
ROOM = BOTTOM - TOP
_TITLES = (30, 28, 26, 24, 22, 20, 18, 16, 14)
_TEXTS = (22, 20, 18, 17, 16, 15, 14, 13, 12, 11, 10)
_CELLS = (18, 16, 15, 14, 13, 12, 11, 10, 9, 8)
_TINT = "#f1f5fb"
_FONT = "Arial"
_TABLE_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # without any; fills are our own
_TITLE_ONLY = 5  # the layout of python-pptx that has a title and nothing else
_LONGEST_NAME = 160  # letters; a part may be called after twenty merged ones
_ACCENT_COLOUR = re.compile(rb"(<a:accent1><a:srgbClr val=\")[0-9A-F]{6}")
_FACES = re.compile(rb"(<a:latin typeface=\")Calibri")


@dataclass(frozen=True, slots=True)
class Box:
    """Where something stands on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[int, int, int, int]:
        """The same in the unit of the file."""
        return Inches(self.left), Inches(self.top), Inches(self.width), Inches(self.height)


BODY = Box(MARGIN, TOP, FULL, ROOM)


@dataclass(frozen=True, slots=True)
class Series:
    """What a chart shows under one name; None is not shown.

    ``intervals`` are the lower and upper ends; ``colours`` are one for all, or one for each.
    """

    name: str
    values: tuple[float | None, ...]
    colours: tuple[str, ...]
    intervals: tuple[tuple[float, float] | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """The values that an axis covers, and how a number on it is written."""

    low: float
    high: float
    step: float
    pattern: str


class Deck:
    """Slides one after another; each is opened with its title, which is its finding."""

    def __init__(self, *, footer: str, right_to_left: bool) -> None:
        self._deck = Presentation()
        self._footer, self._right_to_left = footer, right_to_left
        self._slide: Any = None
        _dress(self._deck)

    def open(self, title: str, notes: Iterable[str]) -> None:
        """Begin a slide; ``notes`` are for whoever speaks."""
        self._slide = self._deck.slides.add_slide(self._deck.slide_layouts[0])
        shape = self._slide.shapes.title
        size = type_size([title], (FULL - 0.2, 1.1), _TITLES, bold=True)
        self._write(shape.text_frame, [(title, size, True, ACCENT)])
        shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        self._foot()
        self._slide.notes_slide.notes_text_frame.text = "\n".join(notes)

    def text(self, paragraphs: Sequence[str], box: Box = BODY, *, numbered: bool = False) -> None:
        """Paragraphs as large as they fit."""
        said = [f"{n}. {text}" if numbered else text for n, text in enumerate(paragraphs, 1)]
        size = type_size(said, (box.width - 0.2, box.height - 0.1), _TEXTS)
        frame = self._slide.shapes.add_textbox(*box.emu).text_frame
        self._write(frame, [(text, size, False, INK) for text in said])

    def table(
        self, rows: Sequence[Sequence[str]], weights: Sequence[float], box: Box = BODY
    ) -> None:
        """A table whose first row is its head; ``weights`` are the widths of its columns."""
        cut = [[_cut(row[0]), *row[1:]] for row in rows]
        widths = [box.width * weight / sum(weights) for weight in weights]
        size = table_size(cut, widths, box.height, _CELLS)
        shape = self._slide.shapes.add_table(len(cut), len(widths), *box.emu)
        table = shape.table
        shape.element.graphic.graphicData.tbl.tblPr[0].text = _TABLE_STYLE
        for column, width in enumerate(widths):
            table.columns[column].width = Inches(width)
        for number, row in enumerate(cut):
            table.rows[number].height = Inches(row_height(row, widths, size))
            for column, text in enumerate(row):
                self._fill(table.cell(number, column), text, size, number)
        if self._right_to_left:
            table._tbl.tblPr.set("rtl", "1")  # noqa: SLF001 - python-pptx has no name for it

    def bars(
        self, names: Sequence[str], series: Sequence[Series], scale: Scale, alt: str, box: Box
    ) -> None:
        """A native chart of horizontal bars, which whoever has the file can edit."""
        data = CategoryChartData(number_format=scale.pattern)
        data.categories = list(names)
        for one in series:
            data.add_series(one.name, one.values)
        frame = self._slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *box.emu, data)
        frame.element.nvGraphicFramePr.cNvPr.set("descr", alt)
        chart = frame.chart
        chart.font.size, chart.font.name = Pt(14), _FONT
        chart.has_title = False
        chart.has_legend = len(series) > 1
        if chart.has_legend:
            chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
        _set_axes(chart, scale)
        chart.plots[0].gap_width = 55
        for drawn, one in zip(chart.plots[0].series, series, strict=True):
            _paint(drawn, one)

    def label_bars(self, pattern: str) -> None:
        """Write each number beside the bars of the chart that was drawn last."""
        chart = next(shape.chart for shape in self._slide.shapes if shape.has_chart)
        plot = chart.plots[0]
        plot.has_data_labels = True
        plot.data_labels.number_format, plot.data_labels.number_format_is_linked = pattern, False
        plot.data_labels.font.size = Pt(14)

    def written(self, title: str, subject: str, made_on: date) -> bytes:
        """The file; the same slides make the same bytes."""
        core = self._deck.core_properties
        core.title, core.subject, core.author, core.last_modified_by = title, subject, "", ""
        core.created = core.modified = datetime.combine(made_on, time(), UTC)
        core.revision = 1
        file = BytesIO()
        self._deck.save(file)
        return without_clocks(file.getvalue(), made_on)

    def _foot(self) -> None:
        box = Box(MARGIN, 6.98, FULL - 0.8, 0.35)
        frame = self._slide.shapes.add_textbox(*box.emu).text_frame
        size = type_size([self._footer], (box.width - 0.2, 0.35), (9, 8, 7))
        self._write(frame, [(self._footer, size, False, QUIET)])
        number = Box(WIDTH - MARGIN - 0.8, 6.98, 0.8, 0.35)
        frame = self._slide.shapes.add_textbox(*number.emu).text_frame
        self._write(frame, [(str(len(self._deck.slides)), 10, False, QUIET)])
        frame.paragraphs[0].alignment = PP_ALIGN.LEFT if self._right_to_left else PP_ALIGN.RIGHT

    def _fill(self, cell: Any, text: str, size: float, row: int) -> None:  # noqa: ANN401 - of python-pptx, which ships no types
        cell.margin_left = cell.margin_right = Inches(0.1)
        cell.margin_top = cell.margin_bottom = Inches(0.05)
        cell.fill.solid()
        cell.fill.fore_color.rgb = _colour(ACCENT if row == 0 else (_TINT, WHITE)[row % 2])
        self._write(cell.text_frame, [(text, size, row == 0, INK if row else WHITE)])

    def _write(self, frame: Any, paragraphs: Iterable[tuple[str, float, bool, str]]) -> None:  # noqa: ANN401 - likewise
        frame.word_wrap = True
        for number, (text, size, bold, colour) in enumerate(paragraphs):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            run = paragraph.add_run()
            run.text = text
            run.font.size, run.font.bold, run.font.name = Pt(size), bold, _FONT
            run.font.color.rgb = _colour(colour)
            paragraph.space_after = Pt(size * 0.4)
            paragraph.alignment = PP_ALIGN.RIGHT if self._right_to_left else PP_ALIGN.LEFT
            if self._right_to_left:
                paragraph._p.get_or_add_pPr().set("rtl", "1")  # noqa: SLF001 - no name for it


def _dress(deck: Any) -> None:  # noqa: ANN401 - of python-pptx, which ships no types
    """Our own format, colour and type in the place of those that python-pptx begins with."""
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    kept = deck.slide_layouts[_TITLE_ONLY]
    for layout in list(deck.slide_layouts):
        if layout is not kept:
            deck.slide_layouts.remove(layout)
    theme = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    ours = _ACCENT_COLOUR.sub(rb"\g<1>" + ACCENT[1:].upper().encode(), theme.blob)
    theme._blob = _FACES.sub(rb"\g<1>" + _FONT.encode(), ours)  # noqa: SLF001 - it has no setter
    for holder in (kept, deck.slide_master):
        for shape in list(holder.placeholders):
            if shape.placeholder_format.type == 1:  # a title
                shape.left, shape.top, shape.width, shape.height = Box(MARGIN, 0.45, FULL, 1.25).emu
            else:
                shape.element.getparent().remove(shape.element)


def _set_axes(chart: Any, scale: Scale) -> None:  # noqa: ANN401 - likewise
    names, values = chart.category_axis, chart.value_axis
    names.reverse_order = True  # the first at the top
    names.format.line.color.rgb = _colour(QUIET)
    names.has_major_gridlines = False
    values.minimum_scale, values.maximum_scale = scale.low, scale.high
    values.major_unit = scale.step
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = (
        scale.pattern,
        False,
    )
    values.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    values.major_gridlines.format.line.color.rgb = _colour("#c9d1dc")
    values.format.line.fill.background()


def _paint(drawn: Any, series: Series) -> None:  # noqa: ANN401 - likewise
    drawn.format.fill.solid()
    drawn.format.fill.fore_color.rgb = _colour(series.colours[0])
    if len(series.colours) > 1:
        for place, colour in enumerate(series.colours):
            fill = drawn.points[place].format.fill
            fill.solid()
            fill.fore_color.rgb = _colour(colour)
    if any(series.intervals):
        drawn._element.insert(_place_of_errors(drawn), _error_bars(series))  # noqa: SLF001


def _place_of_errors(drawn: Any) -> int:  # noqa: ANN401 - likewise
    """Before the categories, as the format wants it."""
    return list(drawn._element).index(drawn._element.find(qn("c:cat")))  # noqa: SLF001


def _error_bars(series: Series) -> Any:  # noqa: ANN401 - likewise
    """Intervals as bars of error with their own numbers, for which python-pptx has no name."""
    pairs = enumerate(zip(series.values, series.intervals, strict=True))
    known = [(place, value, ends) for place, (value, ends) in pairs if value is not None and ends]
    count = len(series.values)
    plus = _literal(count, ((place, ends[1] - value) for place, value, ends in known))
    minus = _literal(count, ((place, value - ends[0]) for place, value, ends in known))
    line = f'<a:ln w="22225"><a:solidFill><a:srgbClr val="{INK[1:].upper()}"/></a:solidFill></a:ln>'
    return parse_xml(
        f'<c:errBars {nsdecls("c", "a")}><c:errBarType val="both"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="0"/><c:plus>{plus}</c:plus><c:minus>{minus}</c:minus>'
        f"<c:spPr>{line}</c:spPr></c:errBars>"
    )


def _literal(count: int, lengths: Iterable[tuple[int, float]]) -> str:
    points = "".join(
        f'<c:pt idx="{place}"><c:v>{length:.1f}</c:v></c:pt>' for place, length in lengths
    )
    return (
        f'<c:numLit><c:formatCode>0.0</c:formatCode><c:ptCount val="{count}"/>{points}</c:numLit>'
    )


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"


def _colour(name: str) -> RGBColor:
    rgb: RGBColor = RGBColor.from_string(name[1:].upper())
    return rgb
