"""Effort beside progress: by hand, by laws, and from published shares."""

from dataclasses import replace
from math import pi, sqrt
from pathlib import Path

import numpy as np
import pytest
from answering import publish, respond
from hypothesis import assume, given
from hypothesis import strategies as st

from aggregation.certainty import wilson
from aggregation.effort import (
    BETTER,
    WITHOUT_PROGRESS,
    Line,
    effort_progress,
    published_progress,
)
from aggregation.grid import Band, Share
from aggregation.grid import share as grid_share
from aggregation.publication import AnswerShare, ChoiceFigures, Publication
from questionnaires.loader import parse

ANSWERS = ("worse", "same", "little-better", "clearly-better", "cannot-say")
CONTENT = Path("questionnaires/content/space/v1.yaml")
POINTS = st.lists(st.tuples(st.floats(0, 3), st.floats(0, 1)), min_size=10, max_size=31)

Sides = tuple[dict[str, dict[str, float]], dict[str, dict[str, float]]]


def _sides(points: list[tuple[float, float]], module: str = "strategy") -> Sides:
    keys = [f"entity-{number}" for number in range(len(points))]
    effort = {key: {module: x} for key, (x, _) in zip(keys, points, strict=True)}
    return effort, {key: {module: y} for key, (_, y) in zip(keys, points, strict=True)}


def _showing(shares: tuple[Share, ...] | None, people: Band | None = Band(100, 199)) -> Publication:  # noqa: B008
    blank = publish(respond({}))
    pairs = zip(ANSWERS, shares or (), strict=False)
    answers = tuple(AnswerShare(*pair) for pair in pairs) if shares else None
    figures = (ChoiceFigures("strategy", people, answers), ChoiceFigures("culture"))
    first, *others = blank.nodes
    return replace(blank, nodes=(replace(first, progress=figures), *others))


def test_points_on_a_line_have_no_distance_and_others_theirs() -> None:
    """On progress = effort / 3: the line goes up by one for one."""
    points = [(x * 0.3, x * 0.1) for x in range(10)]
    found = effort_progress(*_sides(points))
    assert found.line
    assert found.line.slope == pytest.approx(1)
    assert found.line.entities == 10
    assert [point.distance for point in found.points] == pytest.approx([0] * 10, abs=1e-12)
    assert found.line.distance(0, 0.5) == pytest.approx(0.5 / sqrt(2))


@given(POINTS)
def test_the_line_is_the_first_principal_component(points: list[tuple[float, float]]) -> None:
    found = effort_progress(*_sides(points)).line
    table = np.array(points) / [3, 1]
    centred = table - table.mean(axis=0)
    values, vectors = np.linalg.eigh(centred.T @ centred)
    assume(values[1] - values[0] > 1e-6)
    assert found
    across = vectors[:, 0] * np.sign(vectors[1, 0] or 1)
    mine = [found.distance(*point) for point in table.tolist()]
    assert np.abs(mine) == pytest.approx(np.abs(centred @ across), abs=1e-6)
    assert -pi / 2 <= found.angle <= pi / 2


@given(POINTS)
def test_distances_add_up_to_nothing(points: list[tuple[float, float]]) -> None:
    found = effort_progress(*_sides(points))
    assert found.by_module()["strategy"] == pytest.approx(0, abs=1e-9)


def test_modules_are_told_apart_by_one_line() -> None:
    """Partnerships got more for the same effort than strategy."""
    effort = {f"e{n}": {"partnerships": n % 4, "strategy": n % 4} for n in range(12)}
    progress = {
        key: {"partnerships": 0.5 + x / 10, "strategy": 0.2 + x / 10}
        for key, x in ((key, modules["strategy"]) for key, modules in effort.items())
    }
    by_module = effort_progress(effort, progress).by_module()
    assert by_module["partnerships"] == pytest.approx(-by_module["strategy"])
    assert by_module["partnerships"] > 0.1


def test_fewer_than_ten_entities_have_no_line() -> None:
    found = effort_progress(*_sides([(1, 0.5)] * 9))
    assert found.line is None
    assert {point.distance for point in found.points} == {None}
    assert found.by_module() == {}
    assert effort_progress({}, {}).points == ()


def test_all_alike_and_all_of_one_effort_or_progress() -> None:
    alike = effort_progress(*_sides([(2, 0.5)] * 10))
    assert {point.distance for point in alike.points} == {0}
    upright = effort_progress(*_sides([(2, n / 10) for n in range(10)]))
    assert upright.line
    assert upright.line.angle == pytest.approx(pi / 2)
    assert upright.points[0].distance == pytest.approx(0)
    level = effort_progress(*_sides([(n / 4, 0.5) for n in range(10)]))
    assert {point.distance for point in level.points} == {0}


def test_a_point_needs_both_sides() -> None:
    effort: dict[str, dict[str, float]] = {"a": {"strategy": 1, "culture": 2}, "b": {"strategy": 1}}
    found = effort_progress(effort, {"a": {"culture": 0.5, "evaluation": 0.1}, "c": {"culture": 1}})
    assert [(point.entity, point.module) for point in found.points] == [("a", "culture")]


@pytest.mark.parametrize("point", [(4, 0.5), (-1, 0.5), (1, 1.1), (1, -0.1), (float("nan"), 0)])
def test_what_is_outside_its_scale_is_refused(point: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="beside a progress of"):
        effort_progress(*_sides([point]))


def test_above_is_more_progress_for_the_effort() -> None:
    line = Line(0.5, 0.5, pi / 4, 10)
    assert line.distance(0.5, 0.8) > 0 > line.distance(0.5, 0.2)


def test_progress_from_shares_by_hand() -> None:
    """Of 20 % the same, 35 and 25 % better, 20 % without: better is 60 of 80, give or take."""
    shares = (Share(10, "at-most"), Share(15), Share(35), Share(25), Share(20))
    estimate = published_progress(_showing(shares), "system")["strategy"]
    # better 55-65, other 12.5-30, silent 17.5-22.5
    low, high = 55 / (55 + 27.5), 65 / (65 + 12.5)
    assert estimate.estimate == pytest.approx((low + high) / 2)
    assert estimate.n == 77
    assert estimate.interval == pytest.approx((wilson(low, 77)[0], wilson(high, 77)[1]))


@given(
    st.lists(st.integers(0, 60), min_size=5, max_size=5).filter(lambda row: sum(row) >= 20),
)
def test_the_true_share_lies_where_published_shares_let_it(row: list[int]) -> None:
    people = sum(row)
    shares = tuple(grid_share(number, people) for number in row)
    found = published_progress(_showing(shares, Band(people, people)), "system")
    could_say = people - row[4]
    assume(found and could_say)
    estimate = found["strategy"]
    truth = (row[2] + row[3]) / could_say
    assert estimate.interval[0] - 1e-9 <= truth <= estimate.interval[1] + 1e-9
    assert 0 <= estimate.interval[0] <= estimate.estimate <= estimate.interval[1] <= 1
    assert estimate.n <= could_say


def test_what_is_withheld_or_only_silence_has_no_progress() -> None:
    assert published_progress(_showing(None, None), "system") == {}
    low = Share(10, "at-most")
    silent = (low, low, low, low, Share(90, "at-least"))
    assert published_progress(_showing(silent), "system") == {}
    with pytest.raises(KeyError):
        published_progress(_showing(None), "nowhere")


def test_answers_are_those_of_the_questionnaire() -> None:
    asked = parse(CONTENT.read_text(encoding="utf-8"), source="v1.yaml").progress_answers
    assert [choice.id for choice in asked] == list(ANSWERS)
    assert set(ANSWERS) >= BETTER | WITHOUT_PROGRESS
