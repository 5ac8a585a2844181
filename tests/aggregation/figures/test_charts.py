"""Both charts, read back from their SVG."""

import csv
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregation.comparison import means_by_group
from aggregation.figures import estimates, slope
from aggregation.figures.estimates import Estimates, Legend, Row
from aggregation.figures.slope import Line, Slope
from aggregation.figures.style import MODULES, ChartError, Face, measured, svg

DATA = Path(__file__).parents[1] / "data"
EXPECTED: dict[str, Any] = json.loads((DATA / "expected.json").read_text())
NAMESPACE = "{http://www.w3.org/2000/svg}"
PIXELS = 4 / 3  # in a unit of the drawing
LEVELS = ("Ad hoc", "Emerging", "Established", "Embedded", "Leading")
LONG_LEVELS = ("Бессистемный", "Зарождающийся", "Практикуемый", "Укоренившийся", "Ведущий")
LEGEND = Legend("Now, and where the average lies", "Wave before", "System, median", "Another")
NAMES = {
    "strategy": "Strategy",
    "partnerships": "Partnerships",
    "architecture": "Architecture",
    "culture": "Culture",
    "evaluation": "Evaluation",
}
LONG = (
    "Strategische Ausrichtung und Ressourcenplanung",
    "Innovationsinfrastrukturentwicklungsmassnahme",
    "البنية المؤسسية والشراكات الخارجية",
    "战略伙伴关系与评估",
)
VARIANTS = [(mirrored, narrow) for mirrored in (False, True) for narrow in (False, True)]
Box = tuple[float, float, float, float]
Points = list[tuple[float, float]]


@dataclass(frozen=True)
class Stroke:
    """A path's corners in pixels, its colour and its width."""

    points: Points
    colour: str
    width: float

    @property
    def is_dot(self) -> bool:
        return len(self.points) == 2 and self.points[0] == self.points[1]


@dataclass(frozen=True)
class Picture:
    """What an SVG holds, in pixels."""

    width: float
    height: float
    texts: tuple[tuple[Box, str], ...]
    sizes: frozenset[float]
    strokes: tuple[Stroke, ...]

    @property
    def words(self) -> list[str]:
        return [text for _, text in self.texts]

    @property
    def numbers(self) -> list[str]:
        return sorted(re.findall(r"\d[\d.]*", " ".join(self.words)))


def _style(element: ET.Element) -> dict[str, str]:
    return dict(part.split(": ", 1) for part in element.get("style", "").split("; "))


def _box(element: ET.Element) -> tuple[Box, float]:
    named = _style(element)
    size = float(named["font-size"].removesuffix("px")) * PIXELS
    face = Face(round(size), bold=named.get("font-weight") == "700")
    wide, x, y = (
        measured(element.text or "", face),
        float(element.get("x", "")) * PIXELS,
        float(element.get("y", "")) * PIXELS,
    )
    start = {"start": 0.0, "middle": wide / 2, "end": wide}[named["text-anchor"]]
    return (x - start, y - 0.75 * size, x - start + wide, y + 0.2 * size), size


def _stroke(element: ET.Element) -> Stroke | None:
    named = _style(element)
    if "stroke" not in named:
        return None
    numbers = [float(one) * PIXELS for one in re.findall(r"-?[\d.]+", element.get("d", ""))]
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    return Stroke(points, named["stroke"], float(named.get("stroke-width", 1)) * PIXELS)


def _read(image: bytes) -> Picture:
    root = ET.fromstring(image)  # noqa: S314 - our own bytes
    texts = [(_box(one), one.text or "") for one in root.iter(f"{NAMESPACE}text")]
    strokes = map(_stroke, root.iter(f"{NAMESPACE}path"))
    _, _, width, height = map(float, root.get("viewBox", "").split())
    assert root.get("width") == f"{width:g}pt"
    return Picture(
        width * PIXELS,
        height * PIXELS,
        tuple((box, text) for (box, _), text in texts),
        frozenset(size for (_, size), _ in texts),
        tuple(stroke for stroke in strokes if stroke),
    )


def _of(values: Estimates | Slope, *, mirrored: bool = False, narrow: bool = False) -> bytes:
    draw: Any = estimates.draw if isinstance(values, Estimates) else slope.draw
    return svg(draw(values, right_to_left=mirrored, narrow=narrow))


def _row(key: str, value: float, **more: Any) -> Row:
    low, high = max(1, value - 0.3), min(5, value + 0.4)
    return Row(key, NAMES[key], f"{value:.1f}", value, (low, high), **more)


ESTIMATES = Estimates(
    (
        _row("strategy", 3.4, before=3.1, system=3.2),
        _row("partnerships", 2.6),
        Row("architecture", "Architecture", "Not shown", None),
        _row("culture", 5.0),
        _row("evaluation", 1.5, before=1.5, system=2.2, cap="at-most"),
    ),
    LEVELS,
    LEGEND,
)
SLOPE = Slope(
    (
        Line("strategy", "Strategy", 3.1, 3.4, "3.1", "3.4"),
        Line("partnerships", "Partnerships", None, 2.6, "", "2.6"),
        Line("architecture", "Architecture", 2.4, None, "2.4", ""),
        Line("culture", "Culture", 3.2, 3.1, "3.2", "3.1"),
        Line("evaluation", "Evaluation", None, None),
    ),
    ("Autumn before", "This autumn"),
)
CHARTS = [ESTIMATES, SLOPE]
SCALE = st.integers(10, 50)
OR_NONE = st.none() | SCALE
NAME = st.sampled_from((*NAMES.values(), *LONG)) | st.text(
    "abc defgh", min_size=1, max_size=45
).map(lambda text: text.strip() or "a")


@st.composite
def _any_estimates(draw: st.DrawFn) -> Estimates:
    rows = []
    for key in draw(st.lists(st.sampled_from(list(NAMES)), min_size=1, unique=True)):
        low, value, high = (one / 10 for one in sorted(draw(st.tuples(SCALE, SCALE, SCALE))))
        before, system = (one and one / 10 for one in draw(st.tuples(OR_NONE, OR_NONE)))
        printed = f"{value}" + draw(st.sampled_from(["", " or less", " oder weniger"]))
        others = draw(st.lists(SCALE.map(lambda one: one / 10), max_size=12))
        rows.append(
            Row(
                key,
                draw(NAME),
                printed,
                value,
                (low, high),
                before,
                system,
                others=tuple(others),
            )
        )
    blank = [Row("withheld", draw(NAME), "Not shown, for too few answered", None)]
    levels = draw(st.sampled_from([LEVELS, LONG_LEVELS]))
    return Estimates((*rows, *blank * draw(st.integers(0, 1))), levels, LEGEND)


def _printed(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value} or less" if value < 2 else f"{value}"


@st.composite
def _any_slope(draw: st.DrawFn) -> Slope:
    lines = []
    for key in draw(st.lists(st.sampled_from(list(NAMES)), min_size=1, unique=True)):
        before, after = (one and one / 10 for one in draw(st.tuples(OR_NONE, OR_NONE)))
        lines.append(Line(key, draw(NAME), before, after, _printed(before), _printed(after)))
    one = Line("always", draw(NAME), 2.9, 3.0, "2.9", "3.0")
    return Slope((*lines, one), (draw(NAME), draw(NAME)))


CASES = _any_estimates() | _any_slope()


def _overlap(one: Box, other: Box) -> bool:
    return all(one[at] < other[at + 2] and other[at] < one[at + 2] for at in (0, 1))


@settings(max_examples=30, deadline=None)
@given(values=CASES, mirrored=st.booleans(), narrow=st.booleans())
def test_no_text_lies_over_another_or_outside(
    values: Estimates | Slope, *, mirrored: bool, narrow: bool
) -> None:
    picture = _read(_of(values, mirrored=mirrored, narrow=narrow))
    for (left, top, right, bottom), text in picture.texts:
        assert left >= -0.01, text
        assert top >= -0.01, text
        assert right <= picture.width + 0.01, text
        assert bottom <= picture.height + 0.01, text
    for (one, text), (other, second) in combinations(picture.texts, 2):
        assert not _overlap(one, other), (text, second)


@settings(max_examples=15, deadline=None)
@given(CASES)
def test_a_mirrored_chart_has_the_same_marks_from_the_other_side(
    values: Estimates | Slope,
) -> None:
    picture, mirrored = _read(_of(values)), _read(_of(values, mirrored=True))
    assert len(picture.strokes) == len(mirrored.strokes)
    for one, other in zip(picture.strokes, mirrored.strokes, strict=True):
        assert (one.colour, one.width) == (other.colour, other.width)
        flat = [number for x, y in other.points for number in (picture.width - x, y)]
        assert [number for point in one.points for number in point] == pytest.approx(flat, abs=0.01)
    for (one_box, text), (other_box, second) in zip(picture.texts, mirrored.texts, strict=True):
        assert text == second
        assert one_box[0] == pytest.approx(picture.width - other_box[2], abs=0.01)


@settings(max_examples=15, deadline=None)
@given(CASES, st.floats(-0.049, 0.049))
def test_values_in_one_step_of_the_grid_give_the_same_bytes(
    values: Estimates | Slope, shift: float
) -> None:
    def shifted(value: float) -> float:
        return min(5.0, max(1.0, value + shift))

    def moved(value: float | None) -> float | None:
        return None if value is None else shifted(value)

    other: Estimates | Slope
    if isinstance(values, Estimates):
        rows = [
            replace(
                row,
                estimate=moved(row.estimate),
                before=moved(row.before),
                system=moved(row.system),
                others=tuple(map(shifted, row.others)),
                interval=row.interval and (shifted(row.interval[0]), shifted(row.interval[1])),
            )
            for row in values.rows
        ]
        other = replace(values, rows=tuple(rows))
        assert estimates.table(other) == estimates.table(values)
        assert estimates.described(other) == estimates.described(values)
    else:
        lines = [
            replace(line, before=moved(line.before), after=moved(line.after))
            for line in values.lines
        ]
        other = replace(values, lines=tuple(lines))
        assert slope.table(other) == slope.table(values)
        assert slope.described(other) == slope.described(values)
    assert _of(other) == _of(values)


def test_another_step_of_the_grid_gives_another_chart() -> None:
    rows = (replace(ESTIMATES.rows[0], estimate=3.5), *ESTIMATES.rows[1:])
    assert _of(replace(ESTIMATES, rows=rows)) != _of(ESTIMATES)
    lines = (replace(SLOPE.lines[0], after=3.5), *SLOPE.lines[1:])
    assert _of(replace(SLOPE, lines=lines)) != _of(SLOPE)


@pytest.mark.parametrize(("mirrored", "narrow"), VARIANTS)
@pytest.mark.parametrize("values", CHARTS, ids=["estimates", "slope"])
def test_the_file_is_small_says_nothing_else_and_can_be_read(
    values: Estimates | Slope, *, mirrored: bool, narrow: bool
) -> None:
    image = _of(values, mirrored=mirrored, narrow=narrow)
    picture = _read(image)
    assert len(image) < 15_000
    assert not re.search(rb"metadata|rdf|matplotlib|DejaVu|\d{4}-\d\d", image, re.IGNORECASE)
    assert picture.width == (340 if narrow else 680)
    assert min(picture.sizes) >= 13
    assert b"sans-serif; unicode-bidi: plaintext}" in image


@pytest.mark.parametrize(("mirrored", "narrow"), VARIANTS)
@pytest.mark.parametrize("values", CHARTS, ids=["estimates", "slope"])
def test_every_printed_number_is_there_and_no_other(
    values: Estimates | Slope, *, mirrored: bool, narrow: bool
) -> None:
    picture = _read(_of(values, mirrored=mirrored, narrow=narrow))
    rows = estimates.table(values) if isinstance(values, Estimates) else slope.table(values)
    shown = (
        [one.estimate for one in rows if isinstance(one, estimates.TableRow)]
        if isinstance(values, Estimates)
        else [end for one in rows for end in (one.before, getattr(one, "after", None))]
    )
    assert picture.numbers == sorted(f"{one:.1f}" for one in shown if one is not None)


@given(st.sampled_from(["A $x_1$ & <b> \\alpha", "Q&A “here”", "%(no)s"]))
def test_names_are_text_and_nothing_else(name: str) -> None:
    values = replace(ESTIMATES, rows=(replace(ESTIMATES.rows[0], name=name),))
    assert name in _read(_of(values)).words


def test_a_script_that_the_measuring_font_lacks_is_still_text() -> None:
    values = replace(ESTIMATES, rows=(replace(ESTIMATES.rows[0], name="战略"),))
    assert "战略" in _read(_of(values)).words


def _marks(picture: Picture, module: str) -> list[Stroke]:
    return [stroke for stroke in picture.strokes if stroke.colour == MODULES[module]]


def _levels_of(picture: Picture, stroke: Stroke) -> list[float]:
    """Where on the scale a stroke's corners are, by the lines of the scale behind it."""
    scale = sorted({x for x, _ in picture.strokes[0].points})
    assert len(scale) == 5
    return [1 + 4 * (x - scale[0]) / (scale[4] - scale[0]) for x, _ in stroke.points]


def test_marks_stand_at_their_values() -> None:
    picture = _read(_of(ESTIMATES))
    _, interval, ring, dot = _marks(picture, "strategy")
    assert _levels_of(picture, interval) == pytest.approx([3.1, 3.8])
    assert _levels_of(picture, ring)[0] == pytest.approx(3.1)
    assert _levels_of(picture, dot)[0] == pytest.approx(3.4)
    assert ring.is_dot
    assert dot.is_dot
    assert ring.width > dot.width
    ticks = [one for one in picture.strokes if one.colour == "#17202e"]
    assert [_levels_of(picture, one)[0] for one in ticks[:2]] == pytest.approx([3.2, 2.2])
    assert len(ticks) == 3  # the third is the legend's


def test_a_withheld_row_has_its_name_and_the_words_for_it() -> None:
    picture = _read(_of(ESTIMATES))
    assert len(_marks(picture, "architecture")) == 1  # beside its name
    assert {"Architecture", "Not shown"} <= set(picture.words)
    shown = estimates.table(ESTIMATES)
    assert shown[2] == estimates.TableRow("architecture", "Architecture")
    assert estimates.described(ESTIMATES).withheld == ("architecture",)


def test_nothing_of_a_withheld_row_reaches_the_drawing() -> None:
    blank = ESTIMATES.rows[2]
    told = replace(blank, interval=(2.0, 3.0), before=2.2, system=2.7, cap="at-most")
    both = [replace(ESTIMATES, rows=(ESTIMATES.rows[1], row)) for row in (blank, told)]
    assert _of(both[0]) == _of(both[1])
    assert estimates.described(both[0]) == estimates.described(both[1])
    assert estimates.table(both[0]) == estimates.table(both[1])


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, {LEGEND.now}),
        ({"before": 2.0}, {LEGEND.now, LEGEND.before}),
        ({"system": 2.0}, {LEGEND.now, LEGEND.system}),
        ({"before": 2.0, "system": 2.0}, {LEGEND.now, LEGEND.before, LEGEND.system}),
        ({"others": (2.0,)}, {LEGEND.now, LEGEND.others}),
    ],
)
def test_the_legend_names_the_marks_that_occur(more: dict[str, Any], words: set[str]) -> None:
    values = Estimates((_row("culture", 3.0, **more),), LEVELS, LEGEND)
    every = {LEGEND.now, LEGEND.before, LEGEND.system, LEGEND.others}
    assert set(_read(_of(values)).words) & every == words


def test_what_is_described_and_tabulated_is_what_is_drawn() -> None:
    described, table = estimates.described(ESTIMATES), estimates.table(ESTIMATES)
    assert described.kind == "estimates"
    assert described.shown[0] == estimates.Figures("strategy", 3.4, (3.1, 3.8), 3.1, 3.2, None, ())
    assert described.shown[-1].cap == "at-most"
    assert table[0] == estimates.TableRow("strategy", "Strategy", 3.4, 3.1, 3.8, 3.1, 3.2)
    assert [row.id for row in table] == list(NAMES)


def test_other_entities_are_points_at_their_levels_none_over_another() -> None:
    levels = (2.0, 2.0, 2.0, 3.4, 4.9)
    values = Estimates((_row("culture", 3.0, others=levels),), LEVELS, LEGEND)
    picture = _read(_of(values))
    points, _key = (one.points for one in picture.strokes if one.width == pytest.approx(5))
    assert _levels_of(picture, Stroke(points, "", 5))[::2] == pytest.approx(sorted(levels))
    heights = [y for _, y in points[:6:2]]
    assert len(set(heights)) == 3
    assert max(heights) - min(heights) <= 26


def test_lines_join_the_waves_where_both_are_shown() -> None:
    picture = _read(_of(SLOPE))
    thick = [stroke for stroke in picture.strokes if stroke.width == pytest.approx(2.5)]
    assert [stroke.colour for stroke in thick] == [MODULES["strategy"], MODULES["culture"]]
    (strategy, culture) = (stroke.points for stroke in thick)
    per_level = (strategy[0][1] - strategy[1][1]) / 0.3
    assert (culture[1][1] - culture[0][1]) / per_level == pytest.approx(0.1)
    assert (strategy[0][1] - culture[0][1]) / per_level == pytest.approx(0.1)
    dots = [stroke.colour for stroke in picture.strokes if stroke.is_dot]
    assert {dots.count(MODULES[key]) for key in ("strategy", "culture")} == {2}
    assert {dots.count(MODULES[key]) for key in ("partnerships", "architecture")} == {1}
    assert "Evaluation" not in picture.words
    assert set(SLOPE.waves) <= set(picture.words)


def test_one_level_is_as_high_in_every_chart() -> None:
    def rise(before: float, after: float) -> float:
        values = Slope((Line("culture", "Culture", before, after, "a", "b"),), SLOPE.waves)
        strokes = _read(_of(values)).strokes
        (line,) = (one.points for one in strokes if one.width == pytest.approx(2.5))
        return (line[0][1] - line[1][1]) / (after - before)

    assert rise(1, 5) == pytest.approx(rise(2.9, 3.1))


def test_the_waves_stay_apart_on_a_phone_however_long_the_words() -> None:
    lines = (
        Line("strategy", LONG[0], 1.5, 4.5, "1,5 oder weniger", "4,5 oder mehr"),
        Line("culture", LONG[1], 3.0, None, "3,0"),
    )
    strokes = _read(_of(replace(SLOPE, lines=lines), narrow=True)).strokes
    (line,) = (stroke.points for stroke in strokes if stroke.width == pytest.approx(2.5))
    assert line[1][0] - line[0][0] >= 90


def test_a_slope_is_described_and_tabulated_as_it_is_drawn() -> None:
    described = slope.described(SLOPE)
    assert [step.id for step in described.lines] == ["strategy", "culture"]
    assert [step.id for step in described.points] == ["partnerships", "architecture"]
    assert described.withheld == ("evaluation",)
    assert slope.table(SLOPE)[1] == slope.TableRow("partnerships", "Partnerships", None, 2.6)
    assert [row.id for row in slope.table(SLOPE)] == list(NAMES)


@pytest.mark.parametrize("make", [estimates.draw, estimates.described, estimates.table])
def test_nothing_to_show_is_no_chart_of_estimates(make: Any) -> None:
    blank = replace(ESTIMATES, rows=(ESTIMATES.rows[2],))
    with pytest.raises(ChartError, match="none of 1 estimates"):
        make(blank)
    with pytest.raises(ChartError, match="none of 0 estimates"):
        make(replace(ESTIMATES, rows=()))


@pytest.mark.parametrize("make", [slope.draw, slope.described, slope.table])
def test_nothing_to_show_is_no_slope(make: Any) -> None:
    with pytest.raises(ChartError, match="none of 1 modules"):
        make(replace(SLOPE, lines=(SLOPE.lines[4],)))
    with pytest.raises(ChartError, match="no level"):
        make(replace(SLOPE, lines=(replace(SLOPE.lines[0], after=0.55),)))


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(newline="") as file:
        return list(csv.DictReader(file))


AREAS = {"cgsi": "strategy", "psdi": "partnerships", "dcei": "architecture", "gtei": "culture"}
PANEL = _rows("gtmi_panel.csv")


def _mean(area: str, year: str) -> float:
    values = {row["country_code"]: float(row[area]) for row in PANEL if row["year"] == year}
    return means_by_group(values, dict.fromkeys(values, year))[year]


def _share_of(level: float) -> float:
    """Of the whole scale, which the published indices have from 0 to 1."""
    return (level - 1) / 4


def _read_dots(picture: Picture, modules: Iterable[str]) -> list[float]:
    return [
        _share_of(_levels_of(picture, stroke)[0])
        for module in modules
        for stroke in _marks(picture, module)
        if stroke.is_dot
    ]


def test_govtech_areas_as_published() -> None:
    """The four areas of the GovTech Maturity Index 2022 (World Bank)."""
    means = {area: _mean(area, "2022") for area in AREAS}
    rows = tuple(
        Row(AREAS[area], area.upper(), f"{mean:.3f}", 1 + 4 * mean) for area, mean in means.items()
    )
    picture = _read(_of(Estimates(rows, LEVELS, LEGEND)))
    published = {area: EXPECTED["gtmi"]["published"]["2022"][area] for area in AREAS}
    assert picture.numbers == sorted(f"{value:.3f}" for value in published.values())
    assert _read_dots(picture, AREAS.values()) == pytest.approx(
        list(published.values()), abs=0.0131
    )


def test_govtech_areas_between_two_waves() -> None:
    """From 2022 to 2025, as the figures computed in R have them."""
    ends = {area: (_mean(area, "2022"), _mean(area, "2025")) for area in AREAS}
    lines = tuple(
        Line(AREAS[area], area, 1 + 4 * one, 1 + 4 * two, f"{one:.3f}", f"{two:.3f}")
        for area, (one, two) in ends.items()
    )
    picture = _read(_of(Slope(lines, ("Two years", "Five years"))))
    means = EXPECTED["gtmi"]["means"]
    assert picture.numbers == sorted(
        f"{means[year][area]:.3f}" for year in ("2022", "2025") for area in AREAS
    )
    thick = [stroke.points for stroke in picture.strokes if stroke.width == pytest.approx(2.5)]
    rises = [start[1] - end[1] for start, end in thick]
    changes = [EXPECTED["gtmi"]["paired_2022_2025"][area]["mean_change"] for area in AREAS]
    assert rises == pytest.approx([4 * 110 * change for change in changes], abs=0.1 * 110)


def test_people_survey_medians_as_published() -> None:
    """Medians of organisations in the Civil Service People Survey 2020, beside one of them."""
    printed = {row["measure"]: float(row["median"]) for row in _rows("csps2020_medians.csv")}
    scores: dict[str, list[float]] = {measure: [] for measure in printed}
    for row in _rows("csps2020_orgscores.csv"):
        if not row["organisation_code"].startswith("CS_") and row["value"]:
            scores.get(row["measure"], []).append(float(row["value"]))
    rows = tuple(
        Row(measure, measure, f"{median(values):.2f}", 1 + 4 * median(values))
        for measure, values in scores.items()
    )
    picture = _read(_of(Estimates(rows, LEVELS, LEGEND)))
    assert picture.numbers == sorted(f"{value:.2f}" for value in printed.values())
    assert len(rows) == 10
    dots = [stroke for stroke in picture.strokes if stroke.is_dot][:10]
    read = [_share_of(_levels_of(picture, dot)[0]) for dot in dots]
    assert read == pytest.approx(list(printed.values()), abs=0.0176)


def test_people_survey_2019_as_published() -> None:
    """Medians of organisations in the Civil Service People Survey 2019, in percent.

    The published ones were made before organisations were rounded, so some differ by one.
    """
    benchmark, _mean_of_people, *organisations = _rows("csps2019_innovation_items.csv")
    printed = {
        item: int(text.rstrip("%")) for item, text in benchmark.items() if item.startswith("B")
    }
    medians = {
        item: median(int(one[item].rstrip("%")) for one in organisations if one[item][0].isdigit())
        for item in printed
    }
    rows = tuple(
        Row(item, item[4:], f"{value:.0f}\u00a0%", 1 + 4 * value / 100)
        for item, value in medians.items()
    )
    picture = _read(_of(Estimates(rows, LEVELS, LEGEND)))
    assert len(rows) == 6
    assert [int(number) for number in picture.numbers] == pytest.approx(
        sorted(printed.values()), abs=1
    )
    assert sum(medians[item] == value for item, value in printed.items()) == 4
    dots = [stroke for stroke in picture.strokes if stroke.is_dot][:6]
    read = [100 * _share_of(_levels_of(picture, dot)[0]) for dot in dots]
    assert read == pytest.approx(list(printed.values()), abs=1 + 1.76)
