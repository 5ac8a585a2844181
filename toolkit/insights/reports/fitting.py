"""How large type may be on a slide, so that nothing runs over its edge."""

from collections.abc import Iterable, Sequence

from aggregation.figures.style import Face, measured, wrapped

PER_INCH, _POINTS = 96, 72  # pixels, in which texts are measured
_LINE = 1.25  # of the size
_NARROWER = 0.9  # than the font in which texts are measured, the one of slides is at least
CELL = (0.2, 0.1)  # inches that a cell of a table keeps free, beside and above its text
_AFTER = 0.45  # of the size, after a paragraph


def type_size(
    texts: Iterable[str], room: tuple[float, float], sizes: Sequence[float], *, bold: bool = False
) -> float:
    """The largest of these sizes in which paragraphs fit a room, (width, height) in inches.

    Sizes are points, the largest first; the last is taken where none fits.
    """
    paragraphs = list(texts)
    width, height = room
    for size in sizes:
        needed = sum(
            size * (_LINE * _lines(text, width, size, bold=bold) + _AFTER) for text in paragraphs
        )
        if needed <= height * _POINTS:
            return size
    return sizes[-1]


def table_size(
    rows: Sequence[Sequence[str]], widths: Sequence[float], height: float, sizes: Sequence[float]
) -> float:
    """The largest size in which a table of these columns, in inches, is no higher than given."""
    for size in sizes:
        is_low = sum(row_height(row, widths, size) for row in rows) <= height
        if is_low and not _breaks_words(rows, widths, size):
            return size
    return sizes[-1]


def _breaks_words(rows: Sequence[Sequence[str]], widths: Sequence[float], size: float) -> bool:
    face, beside = _face(size, bold=True), CELL[0]
    return any(
        _NARROWER * measured(word, face) > (width - beside) * PER_INCH
        for row in rows
        for text, width in zip(row, widths, strict=True)
        for word in text.split()
    )


def row_height(row: Sequence[str], widths: Sequence[float], size: float) -> float:
    """The height of a row of a table in inches."""
    beside, above = CELL
    lines = max(
        _lines(text, width - beside, size, bold=True)
        for text, width in zip(row, widths, strict=True)
    )
    return lines * size * _LINE / _POINTS + above


def _lines(text: str, width: float, size: float, *, bold: bool) -> int:
    return len(wrapped(text, width * PER_INCH / _NARROWER, _face(size, bold=bold)))


def _face(size: float, *, bold: bool) -> Face:
    return Face(round(size * PER_INCH / _POINTS), bold=bold)
