"""The map of entities and the quadrant, read back from their SVG."""

import re

import pytest

from aggregation.figures import quadrant, scatter, shapemap
from aggregation.figures.quadrant import Quadrant, Scale
from aggregation.figures.shapemap import Ends, ShapeMap
from aggregation.figures.style import ChartError, svg

ENDS = Ends("more culture", "more strategy", "more evaluation", "more architecture")
EFFORT = Scale("Effort", (0, 3), tuple((float(n), str(n)) for n in range(4)), 1.5)
PROGRESS = Scale("Progress", (0, 100), ((0.0, "0 %"), (100.0, "100 %")), 50)
VARIANTS = [(mirrored, narrow) for mirrored in (False, True) for narrow in (False, True)]
ARABIC = "منظمة الأغذية والزراعة"


def points(number: int, name: str = "") -> tuple[shapemap.Point, ...]:
    return tuple(
        shapemap.Point(
            f"{name}{n}" if name else "", (n * 7 % 11) / 10 - 0.5, (n * 5 % 7) / 10 - 0.3
        )
        for n in range(number)
    )


def words(picture: bytes) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]+)</text>", picture.decode())


@pytest.mark.parametrize(("right_to_left", "narrow"), VARIANTS)
@pytest.mark.parametrize("number", [1, 5, 31])
def test_every_point_of_a_map_is_drawn_and_no_name_that_is_not_given(
    number: int,
    right_to_left: bool,  # noqa: FBT001
    narrow: bool,  # noqa: FBT001
) -> None:
    own = shapemap.Point(ARABIC, 0.2, 0.1, is_own=True)
    drawn = shapemap.draw(
        ShapeMap((own, *points(number)), ENDS), right_to_left=right_to_left, narrow=narrow
    )
    said = " ".join(words(svg(drawn)))
    assert set(ARABIC.split()) <= set(said.split())
    assert not re.search(r"\d", said)
    dots = [line for line in drawn.axes[0].lines if line.get_color() == "#4a5565"]
    assert len(dots) == number


def test_what_is_drawn_is_in_tenths_of_a_level() -> None:
    def drawn(x: float) -> bytes:
        return svg(shapemap.draw(ShapeMap((shapemap.Point("A", x, 0.0), *points(9)), ENDS)))

    assert drawn(0.21) == drawn(0.24)
    assert drawn(0.21) != drawn(0.31)


def test_a_map_in_words_and_numbers() -> None:
    own = shapemap.Point("Own", 0.24, -0.04, group=1, is_own=True)
    values = ShapeMap((own, *points(3), *points(2, "N")), ENDS)
    found = shapemap.described(values)
    assert found.own == shapemap.Place("Own", 0.2, 0.0, 1)
    assert ([one.name for one in found.named], found.unnamed) == (["N0", "N1"], 3)
    assert [one.name for one in shapemap.table(values)] == ["N0", "N1", "Own"]


def test_groups_have_forms_and_a_legend() -> None:
    grouped = tuple(
        shapemap.Point(f"E{n}", n / 10, 0.0, group=n if n < 5 else None) for n in range(6)
    )
    names = tuple(f"Group {n}" for n in range(5))
    said = words(svg(shapemap.draw(ShapeMap(grouped, ENDS, names, "Without a group"))))
    assert {*names, "Without a group"} <= set(said)
    said = words(svg(shapemap.draw(ShapeMap(grouped[:5], ENDS, names, "Without a group"))))
    assert "Without a group" not in said


def test_no_map_and_no_quadrant_of_nothing() -> None:
    with pytest.raises(ChartError):
        shapemap.draw(ShapeMap((), ENDS))
    with pytest.raises(ChartError):
        quadrant.draw(Quadrant((), EFFORT, PROGRESS))


def test_points_that_coincide_stand_apart_and_near() -> None:
    placed = scatter.apart([(50.0, 50.0)] * 31)
    assert len({(round(x, 3), round(y, 3)) for x, y in placed}) == 31
    assert scatter.apart([(1.0, 1.0), (2.0, 2.0)]) == ((1.0, 1.0), (2.0, 2.0))


def test_names_lie_over_no_other_name_and_no_point() -> None:
    at = [(20.0 + 37 * n % 300, 20.0 + 53 * n % 200) for n in range(31)]
    names = [(f"Entity {n}",) for n in range(31)]
    found = scatter.labels(at, names, [11.0] * 31, (0, 0, 340, 240))
    placed = [label for label in found if label]
    assert len(placed) >= 10
    spots = {label.at for label in placed}
    assert len(spots) == len(placed)


@pytest.mark.parametrize(("right_to_left", "narrow"), VARIANTS)
@pytest.mark.parametrize("number", [1, 5, 31])
def test_a_quadrant_has_a_cross_and_a_point_each(
    number: int,
    right_to_left: bool,  # noqa: FBT001
    narrow: bool,  # noqa: FBT001
) -> None:
    some = tuple(
        quadrant.Point(f"e{n}", "", n % 4, n * 3, (0, 3), (n * 3 - 5, n * 3 + 5))
        for n in range(number)
    )
    values = Quadrant(some, EFFORT, PROGRESS, ((0, 10), (3, 90)), "As expected")
    drawn = quadrant.draw(values, right_to_left=right_to_left, narrow=narrow)
    assert "As expected" in words(svg(drawn))
    marks = [line for line in drawn.axes[0].lines if line.get_color() == "#4a5565"]
    assert len(marks) == 2 * number + 2  # crosses, points, and the two middles
    assert quadrant.described(values).unnamed == number


def test_all_of_five_modules_are_named_even_at_one_point() -> None:
    modules = ("strategy", "partnerships", "architecture", "culture", "evaluation")
    some = tuple(quadrant.Point(key, key.title(), 2, 40, None, (30, 50)) for key in modules)
    said = words(svg(quadrant.draw(Quadrant(some, EFFORT, PROGRESS))))
    assert {key.title() for key in modules} <= set(said)
    assert [one.id for one in quadrant.table(Quadrant(some, EFFORT, PROGRESS))] == list(modules)


@pytest.mark.parametrize(("x", "y"), [(-1, 50), (4, 50), (1, -1), (1, 101)])
def test_a_point_outside_the_scales_is_refused(x: float, y: float) -> None:
    with pytest.raises(ChartError):
        quadrant.draw(Quadrant((quadrant.Point("a", "A", x, y),), EFFORT, PROGRESS))
