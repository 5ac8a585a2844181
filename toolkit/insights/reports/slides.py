"""A report as slides for a meeting: the summary first, a finding as each title, native charts."""

from collections.abc import Iterable, Iterator, Sequence

from aggregation.certainty import Estimate
from aggregation.figures.style import ACCENT, QUIET, colour
from toolkit.insights.figures import ModuleFigures
from toolkit.insights.reports.deck import (
    FULL,
    MARGIN,
    ROOM,
    TOP,
    Box,
    Deck,
    Scale,
    Series,
)
from toolkit.insights.reports.document import Document
from toolkit.insights.reports.tables import Section
from toolkit.insights.reports.values import Value, level, mean
from toolkit.wording import charts as chart_words
from toolkit.wording import figures as words
from toolkit.wording.charts import Marks
from toolkit.wording.reader import Reader

_LEVELS = Scale(1, 5, 1, "0.0")
_SHARES = Scale(0, 1, 0.25, "0%")
_MOST_ROWS = 14  # of a table on a slide; longer ones are in the other files
_MOST_BARS = 8
_MODULE_COLUMNS = (3, 2.2, 2.4, 3)  # weights of their widths
_OWN_COLUMNS = (0, 1, 2, 3, 4, 6, 8)  # without who it does not apply to, and how many answered
_OWN_WIDTHS = (5, 1.5, 1.3, 1.5, 1.6, 1.5, 1.8)  # weights
_WIDEST, _PART = 44, 0.7  # letters of a text that a column has room for, and how much of them
_CHART = Box(MARGIN, TOP, 6.6, ROOM)
_BESIDE = Box(MARGIN + 6.8, TOP + 0.1, FULL - 6.8, ROOM - 0.2)


def slides_of(document: Document, reader: Reader) -> bytes:
    """Six to eleven slides; the same document makes the same bytes."""
    footer = " ".join((*document.status[:-1], document.footer))
    deck = Deck(footer=footer, right_to_left=document.is_right_to_left)
    _summary(deck, document)
    _modules(deck, document, reader)
    _change(deck, document, reader)
    for section_id in ("peers", "groups"):
        _table(deck, document, section_id)
    _own(deck, document)
    _barriers(deck, document, reader)
    for section_id in ("efforts" if document.section("efforts") else "progress", "unknown"):
        _table(deck, document, section_id)
    _decisions(deck, document)
    _method(deck, document)
    return deck.written(document.title, document.wave, document.made_on)


def _summary(deck: Deck, document: Document) -> None:
    deck.open(document.title, (f"{document.wave}. {document.about}", *_certainty(document)))
    lead = Box(MARGIN, TOP - 0.25, FULL, 0.4)
    deck.text([f"{document.wave}. {document.status[-1]}"], lead)
    five = Box(MARGIN, TOP + 0.25, FULL, ROOM - 0.8)
    deck.text([sentence.text for sentence in document.sentences], five, numbered=True)
    deck.text([document.are_not], Box(MARGIN, TOP + ROOM - 0.5, FULL, 0.45))


def _certainty(document: Document, *ids: str) -> Iterator[str]:
    """What chance and silence leave open of these sentences, or of all."""
    for sentence in document.sentences:
        if not ids or sentence.id in ids:
            yield f"{document.labels.chance}: {sentence.chance}"
            yield f"{document.labels.silence}: {sentence.silence}"


def _modules(deck: Deck, document: Document, reader: Reader) -> None:
    section = document.section("modules")
    if section is None:
        return
    _ = reader.gettext
    deck.open(
        section.findings[0] if section.findings else section.heading,
        (*_certainty(document, "standing"), *section.notes),
    )
    shown = document.modules
    interval = _("%(share)s interval", share=words.percent(reader, 95))
    head = (_("Module"), _("Average"), interval, _("Level"))
    rows = [head, *(_module_row(reader, document, one) for one in shown)]
    if not any(one.now for one in shown):
        deck.table(rows, _MODULE_COLUMNS)
        return
    series = Series(
        name=_("Average, with its 95% interval"),
        values=tuple(_number(reader, one.now) for one in shown),
        colours=tuple(colour(one.id) for one in shown),
        intervals=tuple(_ends(reader, one.now) for one in shown),
    )
    marks = [Marks(one.id, one.now, one.before, one.system) for one in shown]
    names = [reader.name(one.id) for one in shown]
    deck.bars(names, [series], _LEVELS, chart_words.modules_alt(reader, marks), _CHART)
    deck.table(rows, _MODULE_COLUMNS, _BESIDE)


def _module_row(reader: Reader, document: Document, module: ModuleFigures) -> tuple[str, ...]:
    blank, now = document.labels.not_shown, module.now
    if now is None:
        return reader.name(module.id), blank, blank, blank
    stated = words.level(reader, module.level) if module.level else blank
    interval = words.interval(reader, now.interval)
    return reader.name(module.id), words.mean(reader, now), interval, stated


def _change(deck: Deck, document: Document, reader: Reader) -> None:
    shown = [one for one in document.modules if one.before and one.compared]
    if not shown:
        return
    _ = reader.gettext
    told = {sentence.id: sentence.text for sentence in document.sentences}
    deck.open(told["change"], _certainty(document, "change"))
    before, now = document.waves
    series = [
        Series(before, tuple(_number(reader, one.before) for one in shown), (QUIET,)),
        Series(now, tuple(_number(reader, one.compared) for one in shown), (ACCENT,)),
    ]
    marks = [Marks(one.id, one.compared, one.before, None) for one in shown]
    alt = chart_words.change_alt(reader, marks, before, now)
    deck.bars([reader.name(one.id) for one in shown], series, _LEVELS, alt, _CHART)
    lines = {line.id: line for line in document.lines}
    head = (_("Module"), _("Before"), _("Now"), _("Change"))
    rows = [
        (
            *(reader.name(one.id), _printed(reader, one.before), _printed(reader, one.compared)),
            lines[one.id].change or document.labels.not_shown,
        )
        for one in shown
    ]
    deck.table([head, *rows], (3, 1.6, 1.6, 3), _BESIDE)


def _table(deck: Deck, document: Document, section_id: str) -> None:
    """A table of the report that is short enough for a slide."""
    section = document.section(section_id)
    if section is None or len(section.rows) > _MOST_ROWS:
        return
    title = section.findings[0] if section.findings else section.heading
    deck.open(title, (*section.notes, document.method[1]))
    deck.table(_texts(document, section, section.rows), _weights(section))


def _own(deck: Deck, document: Document) -> None:
    """What the entity asked of its own, in columns that a room can read; the rest is in files."""
    section = document.section("own")
    if section is None:
        return
    deck.open(section.findings[0] if section.findings else section.heading, section.notes)
    rows = _texts(document, section, section.rows)
    deck.table([[row[place] for place in _OWN_COLUMNS] for row in rows], _OWN_WIDTHS)


def _texts(
    document: Document, section: Section, rows: Iterable[tuple[Value, ...]]
) -> list[Sequence[str]]:
    blank = document.labels.not_shown
    return [section.columns, *([value.text or blank for value in row] for row in rows)]


def _weights(section: Section) -> list[float]:
    """As wide as the longest word of a column, and wider where its texts are long."""
    rows = [[value.text for value in row] for row in section.rows]
    return [
        max(*map(len, " ".join(texts).split()), min(max(map(len, texts)), _WIDEST) * _PART)
        for texts in zip(section.columns, *rows, strict=True)
    ]


def _barriers(deck: Deck, document: Document, reader: Reader) -> None:
    section = document.section("barriers")
    if section is None:
        return
    _ = reader.gettext
    deck.open(section.findings[0], (*_certainty(document, "obstacles"), *section.notes))
    told = [row for row in section.rows if not row[1].is_capped][:_MOST_BARS]
    if not told:
        deck.table(_texts(document, section, section.rows[:_MOST_BARS]), _weights(section))
        return
    names = [name.text for name, _share in told]
    alt = "; ".join(f"{name.text}: {share.text}" for name, share in told)
    values = tuple(share.number for _name, share in told)
    series = Series(section.columns[1], values, (ACCENT,))
    chart = Box(MARGIN, TOP, FULL, ROOM - 0.5)
    deck.bars(names, [series], _SHARES, alt, chart)
    deck.label_bars(told[0][1].pattern)
    deck.text(section.notes, Box(MARGIN, TOP + ROOM - 0.45, FULL, 0.4))


def _decisions(deck: Deck, document: Document) -> None:
    said = document.labels
    deck.open(document.sentences[-1].text, (said.decide_intro, *_certainty(document, "decisions")))
    if not document.decisions:
        deck.text([said.decide_nothing])
        return
    head = (said.subject, said.owner, said.tool, said.first_step, said.decision)
    boxes = f"\u2610 {said.accepted} \u2610 {said.not_now}"
    rows = [
        (
            *(f"{card.subject}: {card.mean}", card.owner, card.tool_name, card.first_step),
            decided or boxes,
        )
        for card, decided in zip(document.decisions, document.decided, strict=True)
    ]
    deck.table([head, *rows], (2.4, 2.2, 1.8, 4.2, 1.6))


def _method(deck: Deck, document: Document) -> None:
    """What a board has to know; the rules of the method are for whoever speaks."""
    deck.open(document.labels.method, document.method)
    blank = (*document.withheld, document.why_blank)
    deck.text(
        [
            *(f"{fact.label}: {fact.text}" for fact in document.response),
            *document.status,
            *(blank if document.withheld else (document.labels.everything_shown,)),
            document.are_not,
            *document.method[-2:],
        ]
    )


def _number(reader: Reader, estimate: Estimate | None) -> float | None:
    """As it is printed: the charts of a slide hold no digit more than the page."""
    return mean(reader, estimate).number


def _printed(reader: Reader, estimate: Estimate | None) -> str:
    return mean(reader, estimate).text


def _ends(reader: Reader, estimate: Estimate | None) -> tuple[float, float] | None:
    if estimate is None:
        return None
    low, high = (level(reader, end).number for end in estimate.interval)
    return None if low is None or high is None else (low, high)
