"""Colours, the grid and the width of texts, for every chart."""

import json
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregation.errors import AggregationError
from aggregation.figures import style
from aggregation.figures.style import PLAIN, STRONG, ChartError, measured, on_grid, wrapped
from toolkit.wording.figures import exact
from toolkit.wording.reader import one_decimal

PROJECT = Path(__file__).parents[3]
SETTINGS = (PROJECT / "frontend/src/_settings.scss").read_text()
NAMED = dict(re.findall(r"^\$([\w-]+): (.+);$", SETTINGS, re.MULTILINE))
WORDS = st.text("abcdefghij- Ä", max_size=60) | st.sampled_from(
    ["Innovationsinfrastrukturentwicklungsmassnahme", "البنية المؤسسية والشراكات", "伙伴关系与评估"]
)
WIDTHS = st.floats(40, 300)
LEVELS = st.floats(1, 5)


def _contrast(colour: str) -> float:
    """Against white, as in WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    weights = (0.2126, 0.7152, 0.0722)
    return 1.05 / (sum(w * part for w, part in zip(weights, linear, strict=True)) + 0.05)


def test_contrast_is_measured_as_the_page_states_it() -> None:
    assert [round(_contrast(colour), 1) for colour in style.MODULES.values()] == [
        13.3,
        3.6,
        3.3,
        9.3,
        4.3,
    ]


@pytest.mark.parametrize("module", [*style.MODULES, "something else"])
def test_marks_and_texts_stand_out_from_white(module: str) -> None:
    assert _contrast(style.colour(module)) >= 3
    assert _contrast(style.text_colour(module)) >= 4.5


def test_words_stand_out_from_white() -> None:
    assert min(map(_contrast, (style.INK, style.QUIET, style.ACCENT))) >= 7


def test_colours_are_the_pages() -> None:
    assert json.loads((PROJECT / "toolkit/static/modules.json").read_text()) == style.MODULES
    for name in ("ink", "quiet", "line", "accent"):
        assert getattr(style, name.upper()) == NAMED[name]


def test_the_family_is_the_pages() -> None:
    assert style.FAMILY.replace("'", '"').casefold() == NAMED["family"].casefold()
    assert style.FAMILY.endswith("sans-serif")


@given(LEVELS)
def test_the_grid_is_the_pages(value: float) -> None:
    assert on_grid(value) == float(one_decimal(exact(value)))
    assert on_grid(on_grid(value)) == on_grid(value)


@given(st.floats().filter(lambda value: not 1 <= value <= 5))
def test_no_level_is_outside_the_scale(value: float) -> None:
    with pytest.raises(ChartError, match="no level from 1 to 5") as caught:
        on_grid(value)
    assert isinstance(caught.value, AggregationError)
    assert isinstance(caught.value, ValueError)


@given(WORDS, WIDTHS)
def test_no_line_is_wider_than_it_may_be_and_no_letter_is_lost(words: str, width: float) -> None:
    lines = wrapped(words, width, PLAIN)
    assert max(measured(line, PLAIN) for line in lines) <= width
    letters = re.sub("[ -]", "", words)
    assert re.sub("[ -]", "", "".join(lines)) == letters


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=6), min_size=1), WIDTHS)
def test_words_that_fit_are_not_broken_and_fill_their_lines(words: list[str], width: float) -> None:
    width = max(width, *(measured(word, STRONG) for word in words))
    lines = wrapped(" ".join(words), width, STRONG)
    assert " ".join(lines) == " ".join(words)
    for line, following in pairwise(lines):
        assert measured(f"{line} {following.split()[0]}", STRONG) > width


def test_a_long_word_breaks_into_like_parts_with_hyphens() -> None:
    assert wrapped("Vereinbarungen", 60, PLAIN) == ("Vere-", "inbar-", "ungen")


def test_a_space_that_does_not_break_is_kept() -> None:
    assert wrapped("95 % of all", 30, PLAIN)[0] == "95"
    assert wrapped("95\u00a0% of all", 40, PLAIN)[0] == "95\u00a0%"


def test_letters_that_are_joined_are_measured_joined() -> None:
    together, apart = "مؤسسية", "م ؤ س س ي ة".replace(" ", "\u200c")
    assert measured(together, PLAIN) < measured(apart, PLAIN)


def test_only_a_chart_needs_matplotlib_and_none_needs_pyplot() -> None:
    look = """
import pkgutil, sys, aggregation
names = [one.name for one in pkgutil.iter_modules(aggregation.__path__) if one.name != "figures"]
for name in names:
    __import__(f"aggregation.{name}")
print(len(names) > 10, "matplotlib" in sys.modules)
import aggregation.figures.estimates, aggregation.figures.slope
print("matplotlib" in sys.modules, "matplotlib.pyplot" in sys.modules)
"""
    found = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["True", "False", "True", "False"]
