"""What stands out, as data and in one order."""

import numpy as np
import pytest
from answering import LAYOUT, QUESTIONS, at_level, flat, publish, respond, showing

from aggregation.findings import Finding, findings
from aggregation.grid import Band
from aggregation.publication import Publication
from aggregation.responses import Responses
from aggregation.settings import Settings


def _kinds(found: tuple[Finding, ...]) -> list[str]:
    return [one.kind for one in found]


def _of(found: tuple[Finding, ...], kind: str) -> list[Finding]:
    return [one for one in found if one.kind == kind]


def _wave(cannot_say: int = 0, mean: float = 3, seed: int = 1) -> Publication:
    """A hundred people of whom so many cannot say whether there is guidance on risk."""
    responses = respond({2: 100, 0: 60}, at_level(mean), seed)
    values = responses.values.copy()
    values[:, 10:14] = np.array([0, 1, 0, 0], np.uint8)
    values[:30, 10:14] = np.array([0, 0, 1, 0], np.uint8)
    values[:cannot_say, QUESTIONS.index("risk")] = 7
    return publish(Responses(LAYOUT, values, responses.cells), eligible=200)


def test_the_order_in_which_things_are_said() -> None:
    found = findings(_wave(40), "b", before=_wave(mean=2, seed=2))
    assert _kinds(found) == [
        *("response", "strongest", "weakest", "level", "level", "change", "change"),
        *("barrier", "cannot-say"),
    ]


def test_who_answered() -> None:
    response = findings(_wave(), "b")[0]
    assert (response.people, response.response_rate) == (Band(100, 199), 50)


@pytest.mark.parametrize(("number", "found"), [(27, False), (28, True), (60, True)])
def test_cannot_say_is_a_finding_from_thirty_percent(number: int, found: bool) -> None:  # noqa: FBT001
    said = _of(findings(_wave(number), "b"), "cannot-say")
    assert [one.ids for one in said] == ([("risk",)] if found else [])
    assert all(one.estimate and one.estimate.method == "wilson" for one in said)


def test_the_larger_cannot_say_comes_first() -> None:
    responses = respond({2: 100}, at_level(3))
    values = responses.values.copy()
    values[:40, QUESTIONS.index("goals-1")] = 7
    values[:60, QUESTIONS.index("risk")] = 7
    said = _of(findings(publish(Responses(LAYOUT, values, responses.cells)), "b"), "cannot-say")
    assert [one.ids for one in said] == [("risk",), ("goals-1",)]


def test_the_first_barrier_is_one_and_not_that_there_is_none() -> None:
    (barrier,) = _of(findings(_wave(), "b"), "barrier")
    assert barrier.ids == ("rules",)
    assert barrier.estimate
    assert barrier.estimate.estimate == pytest.approx(0.7)


def test_barriers_that_share_the_first_place_are_named_together() -> None:
    responses = respond({2: 100}, at_level(3))
    values = responses.values.copy()
    values[:, 10:14] = np.array([1, 1, 0, 0], np.uint8)
    tied = publish(Responses(LAYOUT, values, responses.cells))
    assert _of(findings(tied, "b"), "barrier")[0].ids == ("leadership", "rules")
    values[:, 10:14] = np.array([0, 0, 1, 0], np.uint8)
    none = publish(Responses(LAYOUT, values, responses.cells))
    assert _of(findings(none, "b"), "barrier") == []


def test_strongest_and_weakest_carry_the_figure_and_how_firmly_it_holds() -> None:
    found = findings(showing(flat(25, 33), people=Band(500, 999)), "a")
    (top,), (bottom,) = _of(found, "strongest"), _of(found, "weakest")
    assert (top.ids, bottom.ids) == (("culture",), ("strategy",))
    assert top.estimate
    assert top.estimate.estimate == pytest.approx(3.3)
    assert top.probability is not None
    assert top.probability > 0.99


def test_a_level_carries_its_mean_and_its_statement() -> None:
    level, _ = _of(findings(showing(flat(28, 33), people=Band(500, 999)), "a"), "level")
    assert level.ids == ("strategy",)
    assert level.level
    assert (level.level.low, level.level.high) == (3, 3)
    assert level.level.tolerance


def test_a_withheld_group_says_nothing_but_that() -> None:
    assert findings(_wave(), "d") == (Finding("response"),)


def test_questions_that_are_not_shown_are_named() -> None:
    means = {key: mean for key, mean in flat(30, 30).items() if key not in {"risk", "pay"}}
    assert _of(findings(showing(means), "a"), "withheld") == [Finding("withheld", ("risk", "pay"))]


def test_an_open_wave_has_no_levels_and_no_change() -> None:
    opened = publish(respond({0: 90}, at_level(3)), Settings(open_wave=True))
    found = findings(opened, "a", before=publish(respond({0: 90}, at_level(2))))
    assert not {"level", "change"} & set(_kinds(found))
    assert "strongest" in _kinds(found)
