"""A report as a workbook: a sheet with what it says, then one real table a subject."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time
from io import BytesIO
from textwrap import wrap

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from toolkit.insights.reports.document import Document
from toolkit.insights.reports.tables import Section
from toolkit.insights.reports.values import Value

_ACCENT, _QUIET = "#12448f", "#4a5565"
_LONGEST_TAB = 31  # letters, as Excel has it
_NOT_IN_A_TAB = re.compile(r"[\[\]:*?/\\']")
_NUMBERS, _NARROWEST, _WIDEST = 14, 13, 48  # the widths of columns, in letters
_SIZE, _LINE = 11, 15.0  # points: of plain text, and of a line of it
_WIDE = re.compile(r"[\u2e80-\uffef]")  # letters that take the room of two


def sheet_of(document: Document) -> bytes:
    """The workbook; the same document makes the same bytes."""
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, options) as book:
        _describe(book, document)
        styles = _Styles(book)
        tabs = list(_tabs(document))
        _write_summary(_page(book, document, tabs[0]), document, styles)
        for tab, section in zip(tabs[1:], _sections(document), strict=True):
            _write_section(_page(book, document, tab), section, document, styles)
    return file.getvalue()


class _Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._numbers: dict[str, Format] = {}
        self.title = self._wrapped(bold=True, font_size=18, font_color=_ACCENT)
        self.heading = self._wrapped(bold=True, font_size=13, font_color=_ACCENT)
        self.finding = self._wrapped(bold=True)
        self.text = self._wrapped(align="left", indent=1)
        self.quiet = self._wrapped(font_color=_QUIET)
        self.blank = self._wrapped(font_color=_QUIET, align="right", indent=1)
        self.head = self._wrapped(
            bold=True, font_color="#ffffff", bg_color=_ACCENT, align="left", indent=1
        )
        self.number_head = self._wrapped(
            bold=True, font_color="#ffffff", bg_color=_ACCENT, align="right", indent=1
        )

    def number(self, value: Value) -> Format:
        """How a number is shown as the page prints it, whatever its text says around it."""
        pattern = value.pattern
        if pattern not in self._numbers:
            self._numbers[pattern] = self._wrapped(num_format=pattern, align="right", indent=1)
        return self._numbers[pattern]

    def _wrapped(self, **settings: object) -> Format:
        return self._book.add_format({"text_wrap": True, "valign": "top", **settings})


def _describe(book: Workbook, document: Document) -> None:
    moment = datetime.combine(document.made_on, time(), UTC)
    book.set_properties(
        {
            "title": document.title,
            "subject": document.wave,
            "comments": document.footer,
            "created": moment,
        }
    )
    book.set_size(2400, 1400)


def _sections(document: Document) -> Iterator[Section]:
    """The subjects of the document, after what there is to decide."""
    if document.decisions:
        yield _decisions(document)
    yield from document.sections


def _decisions(document: Document) -> Section:
    said = document.labels
    facts = tuple(label for label, _text in document.decisions[0].facts)
    open_yet = f"{said.accepted} / {said.not_now}: {said.to_fill_in}"
    return Section(
        id="decisions",
        name=said.decide,
        heading=said.decide,
        findings=(document.sentences[-1].text,),
        columns=(
            *(said.subject, said.average, said.owner, said.tool, *facts, said.first_step),
            said.decision,
        ),
        rows=tuple(
            tuple(
                Value(text)
                for text in (
                    *(card.subject, card.mean, card.owner, card.tool_name),
                    *(text for _label, text in card.facts),
                    *(card.first_step, decided or open_yet),
                )
            )
            for card, decided in zip(document.decisions, document.decided, strict=True)
        ),
        notes=(said.decide_intro,),
    )


def _tabs(document: Document) -> Iterator[str]:
    """A name for every sheet: short, without what Excel refuses, and none twice."""
    given: set[str] = set()
    for name in (document.labels.five, *(one.name for one in _sections(document))):
        plain = _NOT_IN_A_TAB.sub(" ", name)[:_LONGEST_TAB].strip()
        number = 2
        tab = plain
        while tab.casefold() in given:
            tab, number = f"{plain[: _LONGEST_TAB - 3]} {number}", number + 1
        given.add(tab.casefold())
        yield tab


def _page(book: Workbook, document: Document, tab: str) -> Worksheet:
    sheet = book.add_worksheet(tab)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L&8{document.footer}&R&8&P / &N")
    if document.is_right_to_left:
        sheet.right_to_left()
    return sheet


def _write_summary(sheet: Worksheet, document: Document, styles: _Styles) -> None:
    widths = (24, 48, 48, 48)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for row, (cells, style) in enumerate(_summary(document, styles)):
        if len(cells) == 1:
            _across(sheet, row, cells[0], style, widths)
            continue
        for column, text in enumerate(cells):
            is_label = style is styles.text and not column
            sheet.write_string(row, column, text, styles.finding if is_label else style)
        sheet.set_row(row, _height(cells, widths))


def _across(sheet: Worksheet, row: int, text: str, style: Format, widths: Sequence[int]) -> None:
    """One text over the width of the sheet."""
    sheet.merge_range(row, 0, row, len(widths) - 1, "", style)
    sheet.write_string(row, 0, text, style)
    size = style.font_size / _SIZE
    sheet.set_row(row, size * _height([text], [int(sum(widths) / size)]) + 3)


def _height(texts: Iterable[str], widths: Iterable[int]) -> float:
    """How high a row has to be: programs that only show a sheet do not find out by themselves."""
    lines = (
        len(wrap(text, (width // 2 if _WIDE.search(text) else width) - 2)) or 1
        for text, width in zip(texts, widths, strict=False)
    )
    return _LINE * max(lines)


def _summary(document: Document, styles: _Styles) -> Iterator[tuple[tuple[str, ...], Format]]:
    said = document.labels
    yield (document.title,), styles.title
    yield (f"{document.wave}. {document.about}",), styles.text
    for line in document.status:
        yield (line,), styles.finding
    yield (said.five, said.sentence, said.chance, said.silence), styles.head
    for sentence in document.sentences:
        label = said.sentences[sentence.id]
        yield (label, sentence.text, sentence.chance, sentence.silence), styles.text
    yield (document.are_not,), styles.finding
    yield (said.who,), styles.heading
    for fact in document.response:
        yield (fact.label, fact.text), styles.text
    for line in (
        (*document.withheld, document.why_blank) if document.withheld else (said.everything_shown,)
    ):
        yield (line,), styles.text
    yield (said.method,), styles.heading
    for line in document.method:
        yield (line,), styles.text
    yield (document.footer,), styles.quiet


def _write_section(sheet: Worksheet, section: Section, document: Document, styles: _Styles) -> None:
    widths = _widths(section)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    texts = [
        (section.heading, styles.title),
        *((text, styles.finding) for text in section.findings),
        *((text, styles.quiet) for text in section.notes),
        *((text, styles.quiet) for text in _why_blank(section, document)),
    ]
    for row, (text, style) in enumerate(texts):
        _across(sheet, row, text, style, widths)
    _write_table(sheet, section, document, styles, len(texts) + 1)


def _why_blank(section: Section, document: Document) -> Iterator[str]:
    if any(not value.text for row in section.rows for value in row):
        yield document.why_blank


def _write_table(
    sheet: Worksheet, section: Section, document: Document, styles: _Styles, top: int
) -> None:
    bottom, last, widths = top + len(section.rows), len(section.columns) - 1, _widths(section)
    columns = [
        {"header": name, "header_format": styles.number_head if is_number else styles.head}
        for name, is_number in zip(_apart(section.columns), _are_numbers(section), strict=True)
    ]
    options = {"columns": columns, "name": f"t_{section.id}", "style": "Table Style Light 1"}
    sheet.add_table(top, 0, bottom, last, options)
    sheet.set_row(top, _height(section.columns, widths) + 3)
    sheet.repeat_rows(top)
    sheet.freeze_panes(top + 1, 1)
    for row, values in enumerate(section.rows, top + 1):
        for column, value in enumerate(values):
            _write_value(sheet, (row, column), value, document, styles)
        sheet.set_row(row, _height((value.text for value in values), widths))


def _write_value(
    sheet: Worksheet, at: tuple[int, int], value: Value, document: Document, styles: _Styles
) -> None:
    if value.number is not None:
        sheet.write_number(*at, value.number, styles.number(value))
    elif value.text:
        sheet.write_string(*at, value.text, styles.text)
    else:
        style = styles.quiet if value.unit == "text" else styles.blank
        sheet.write_string(*at, document.labels.not_shown, style)


def _apart(columns: tuple[str, ...]) -> Iterator[str]:
    """The names of columns, which a table wants to be different."""
    for place, name in enumerate(columns):
        again = columns[:place].count(name)
        yield f"{name} ({again + 1})" if again else name


def _widths(section: Section) -> list[int]:
    """Columns with long texts are wide, those with numbers narrow."""
    longest = [
        max(len(row[column].text) for row in section.rows) for column in range(len(section.columns))
    ]
    return [
        _NUMBERS if is_number else min(max(length + 3, _NARROWEST), _WIDEST)
        for length, is_number in zip(longest, _are_numbers(section), strict=True)
    ]


def _are_numbers(section: Section) -> list[bool]:
    return [
        all(row[column].unit != "text" for row in section.rows)
        for column in range(len(section.columns))
    ]
