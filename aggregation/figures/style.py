"""The hand that every chart is drawn in: grid, colours, type, and the sheet it is drawn on."""

import re
import unicodedata
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from math import ceil, floor
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from matplotlib import get_data_path, rc_context
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.text import Text

from aggregation.errors import AggregationError

WIDE, NARROW = 680, 340  # pixels, on a page and on a phone
LOWEST, HIGHEST = 1, 5  # the whole scale

# As in frontend/src/_settings.scss.
INK, QUIET, LINE, WHITE, ACCENT = "#17202e", "#4a5565", "#c9d1dc", "#ffffff", "#12448f"
MODULES: Mapping[str, str] = MappingProxyType(
    {
        "strategy": "#0b2c69",
        "partnerships": "#d9640f",
        "architecture": "#3f9c8b",
        "culture": "#8a1835",
        "evaluation": "#9560d0",
    }
)
# Darker where the module's own colour has less than 4.5 on white, which text needs.
_IN_TEXT = {"partnerships": "#b3500a", "architecture": "#2b7365", "evaluation": "#7f47c0"}

# system-ui is a keyword and has no quotes. The page's own list (_settings.scss).
FAMILY = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans Arabic', "
    "'Noto Sans SC', Arial, sans-serif"
)
# Comes with matplotlib, so a chart is the same on every machine; and wider than Noto Sans is.
_MEASURED = "DejaVu Sans"
_ARABIC = 1.15  # by which other fonts, Noto Kufi among them, set Arabic wider
_NOT_SAID = dict.fromkeys(("Creator", "Date", "Format", "Type"))
_SHEET_RULE = b"*{stroke-linejoin"
_TEXT_RULE = f"text{{font-family: {FAMILY}; unicode-bidi: plaintext}}".encode()
_DOTS_PER_INCH, _POINTS = 96, 0.75  # of a pixel as CSS has it
_LINE_HEIGHT = 1.3  # of the size
_WIDE_LETTERS = r"\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef"
# No line begins with the full stop or comma of a script that has no spaces.
_PIECE = re.compile(
    rf"[{_WIDE_LETTERS}][\u3001\u3002\uff09\uff0c\uff1a\uff1b]* *|[^ {_WIDE_LETTERS}-]+-? *|-+ *"
)
_GAP = (float("nan"), float("nan"))  # between two strokes of one mark
_EM = 100  # the size in which texts are measured
_BASELINE = 0.36  # of the size, below the middle of the line

Anchor = Literal["start", "middle", "end"]
_ALIGNED: dict[Anchor, Literal["left", "center", "right"]]
_ALIGNED = {"start": "left", "middle": "center", "end": "right"}
_MIRRORED: dict[Anchor, Anchor] = {"start": "end", "middle": "middle", "end": "start"}


class ChartError(AggregationError, ValueError):
    """Values that no chart can be drawn of: none is shown, or one lies outside the scale."""


@dataclass(frozen=True, slots=True)
class Face:
    """How a text is set; ``size`` in pixels."""

    size: int
    bold: bool = False

    @property
    def line(self) -> float:
        """The height of a line in pixels."""
        return self.size * _LINE_HEIGHT


STRONG, PLAIN, SMALL = Face(15, bold=True), Face(14), Face(13)


def on_grid(value: float) -> float:
    """The published grid: one decimal, half up, as on the page.

    Raises
    ------
    ChartError
        When the value lies outside 1 to 5.

    Examples
    --------
    >>> on_grid(2.15), on_grid(3.04)
    (2.2, 3.0)
    """
    if not LOWEST <= value <= HIGHEST:
        raise ChartError(f"{value} is no level from {LOWEST} to {HIGHEST}")
    exact = Fraction(value).limit_denominator(1_000_000)  # 2.15 is 43/20 again
    return floor(exact * 10 + Fraction(1, 2)) / 10


def colour(module: str) -> str:
    """The colour of a module's marks, at least 3:1 on white; the accent for anything else."""
    return MODULES.get(module, ACCENT)


def text_colour(module: str) -> str:
    """The colour of a text that stands for a module, at least 4.5:1 on white."""
    return _IN_TEXT.get(module, colour(module))


def measured(words: str, face: Face) -> float:
    """The width in pixels that a text has at most, as its script joins it."""
    is_arabic = any(unicodedata.bidirectional(one) == "AL" for one in words)
    return face.size * _extent(words, bold=face.bold) * (_ARABIC if is_arabic else 1)


def wrapped(words: str, width: float, face: Face) -> tuple[str, ...]:
    """Break a text into lines of at most ``width`` pixels, within a word only where it must be."""
    lines = [""]
    for piece in _pieces(words, width, face):
        if lines[-1] and measured((lines[-1] + piece).rstrip(), face) > width:
            lines.append("")
        lines[-1] += piece
    return tuple(line.rstrip() for line in lines)


def widest(texts: Iterable[Sequence[str]], face: Face) -> int:
    """The width in whole pixels of the widest line of several texts; 0 without any."""
    return max((ceil(measured(line, face)) for lines in texts for line in lines), default=0)


class Sheet:
    """A white sheet in pixels, from the corner where reading starts, down and along the line."""

    def __init__(self, width: float, height: float, *, right_to_left: bool) -> None:
        self.width = width
        size = width / _DOTS_PER_INCH, height / _DOTS_PER_INCH
        self.figure = Figure(figsize=size, dpi=_DOTS_PER_INCH, facecolor=WHITE)
        self._mirrored = right_to_left
        self._axes = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(*((width, 0) if right_to_left else (0, width)))
        self._axes.set_ylim(height, 0)

    def lines(
        self, ends: Iterable[tuple[float, float, float, float]], colour: str, width: float
    ) -> None:
        """Straight lines, each from (x, y) to (x, y), as one mark."""
        points = [one for x, y, *to in ends for one in ((x, y), tuple(to), _GAP)]
        self._stroke(points, colour, width, "butt")

    def dot(self, at: tuple[float, float], size: float, colour: str) -> None:
        """A disc, ``size`` pixels across."""
        self.dots([at], size, colour)

    def dots(self, places: Iterable[tuple[float, float]], size: float, colour: str) -> None:
        """Discs of one size and colour, as one mark."""
        # Strokes of no length with round ends; an outline would be a path of half a kilobyte.
        points = [one for at in places for one in (at, at, _GAP)]
        self._stroke(points[:-1], colour, size, "round")

    def square(self, at: tuple[float, float], size: float, colour: str) -> None:
        """A filled square, ``size`` pixels across."""
        (x, y), half = at, size / 2
        self.lines([(x - half, y, x + half, y)], colour, size)

    def text(
        self,
        at: tuple[float, float],
        lines: Sequence[str],
        face: Face,
        anchor: Anchor = "start",
        colour: str = INK,
    ) -> None:
        """A text whose lines are centred on a height."""
        x, middle = at
        aligned = _ALIGNED[_MIRRORED[anchor] if self._mirrored else anchor]
        first = middle - (len(lines) - 1) / 2 * face.line + _BASELINE * face.size
        for number, line in enumerate(lines):
            self._axes.text(
                x,
                first + number * face.line,
                line,
                color=colour,
                family=_MEASURED,
                fontsize=face.size * _POINTS,
                fontweight="bold" if face.bold else "normal",
                horizontalalignment=aligned,
                verticalalignment="baseline",
                parse_math=False,
            )

    def _stroke(
        self,
        points: Sequence[tuple[float, ...]],
        colour: str,
        width: float,
        ends: Literal["butt", "round"],
    ) -> None:
        self._axes.plot(
            *zip(*points, strict=True),
            color=colour,
            linewidth=width * _POINTS,
            clip_on=False,
            solid_capstyle=ends,
        )


def svg(figure: Figure) -> bytes:
    """The figure as SVG for a page: the same bytes for the same figure, its text still text.

    Each text reads in its own script's direction; the reader's browser has the fonts.
    """
    named = _saved(figure, "none").replace(f"; font-family: '{_MEASURED}'".encode(), b"")
    return named.replace(_SHEET_RULE, _TEXT_RULE + _SHEET_RULE, 1)


def print_svg(figure: Figure) -> bytes:
    """The figure as SVG for paper, its text as outlines where the font has every letter.

    What lays out a PDF would set Arabic text in a picture from left to right; outlines stay as they
    are. Scripts that the font lacks, Chinese among them, stay text.
    """
    said = "".join(text.get_text() for text in figure.findobj(Text))
    return _saved(figure, "path") if _has_every_letter(said) else svg(figure)


def _saved(figure: Figure, fonttype: Literal["none", "path"]) -> bytes:
    file = BytesIO()
    with rc_context({"svg.fonttype": fonttype, "svg.hashsalt": "chart"}), warnings.catch_warnings():
        # matplotlib looks each text up in a font that may lack its script, but draws none of it.
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        figure.savefig(file, format="svg", metadata=_NOT_SAID)
    return file.getvalue()


def _has_every_letter(words: str) -> bool:
    font = FT2Font(str(Path(get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"))
    return all(font.get_char_index(ord(one)) for one in words if one.strip())


def _pieces(words: str, width: float, face: Face) -> Iterable[str]:
    """What a line may end after: words, parts of words with a hyphen, letters of wide scripts."""
    for word in _PIECE.findall(words.strip(" ")):
        if measured(word.rstrip(), face) > width:
            yield from _broken(word, width, face)
        else:
            yield word


def _broken(word: str, width: float, face: Face) -> Iterable[str]:
    """A word in as few equal parts as fit, with hyphens where its script has such."""
    hyphen = "-" if unicodedata.category(word[0]) in {"Lu", "Ll"} else ""
    for count in range(2, len(word) + 1):
        ends = [len(word) * number // count for number in range(count + 1)]
        parts = [word[start:end] for start, end in pairwise(ends)]
        if all(measured(part.rstrip() + hyphen, face) <= width for part in parts):
            break
    else:
        parts = list(word)
    yield from (part + hyphen for part in parts[:-1])
    yield parts[-1]


@lru_cache(maxsize=4096)
def _extent(words: str, *, bold: bool) -> float:
    """The width of a text, of its size; one for each character that the font does not have."""
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    font = FT2Font(str(Path(get_data_path()) / "fonts" / "ttf" / name))
    font.set_size(_EM, 72)
    known = "".join(one for one in words if font.get_char_index(ord(one)))
    font.set_text(known, 0.0, flags=LoadFlags.NO_HINTING)
    return font.get_width_height()[0] / 64 / _EM + len(words) - len(known)
