"""Means of means, medians of entities, and intervals that do not promise too much."""

from dataclasses import replace
from math import sqrt

import pytest
from answering import MODULES, QUESTIONS, at_level, flat, publish, respond, showing
from hypothesis import given
from hypothesis import strategies as st

from aggregation.grid import Band, Mean, Share, Spread
from aggregation.publication import Publication
from aggregation.summaries import (
    LARGEST_SPREAD,
    factor_means,
    headline_means,
    module_means,
    share_estimate,
    system_medians,
)

STRATEGY = MODULES[0].questions
TENTHS = st.integers(16, 44)


def _strategy(*tenths: int | None) -> dict[str, Mean | None]:
    pairs = zip(STRATEGY, tenths, strict=True)
    return {key: Mean(number) for key, number in pairs if number is not None}


def test_a_module_is_the_mean_of_its_factors_as_for_one_person() -> None:
    publication = showing(_strategy(20, 30, 40, 33))
    assert factor_means(publication, "a")["goals"].estimate == 2.5
    module = module_means(publication, "a")["strategy"]
    assert module.estimate == pytest.approx((2.5 + 4.0 + 3.3) / 3)
    assert module.ids == STRATEGY
    assert (module.n, module.method, module.cap) == (100, "pooled-spread", None)


def test_the_interval_rests_on_the_pooled_spread_and_the_fewest_people() -> None:
    module = module_means(showing(_strategy(30, 30, 30, 30)), "a")["strategy"]
    rounding = (2 / 36 + 2 / 9) * 0.01 / 12
    assert module.standard_error == pytest.approx(sqrt(1 / 100 + rounding))
    assert module.interval == pytest.approx((3 - 1.96 * 0.1012, 3 + 1.96 * 0.1012), abs=1e-3)


def test_a_module_has_a_spread_of_its_own_and_a_factor_that_of_its_questions() -> None:
    publication = showing(_strategy(30, 30, 30, 30))
    spreads = tuple(replace(one, spread=Spread(6)) for one in publication.module_spreads)
    narrow = replace(publication, module_spreads=spreads)
    assert module_means(narrow, "a")["strategy"].standard_error == pytest.approx(0.06, abs=0.003)
    assert factor_means(narrow, "a")["goals"].standard_error == pytest.approx(0.1, abs=0.003)


def test_a_mean_rests_on_the_question_that_the_fewest_answered() -> None:
    publication = showing(_strategy(30, 30, 30, 30))
    node = publication.node("a")
    first, *others = node.questions
    fewer = replace(node, questions=(replace(first, people=Band(20, 29)), *others))
    nodes = tuple(fewer if one.id == "a" else one for one in publication.nodes)
    assert module_means(replace(publication, nodes=nodes), "a")["strategy"].n == 20


def test_a_factor_without_a_mean_weighs_nothing() -> None:
    module = module_means(showing(_strategy(20, 30, 40, None)), "a")["strategy"]
    assert module.estimate == pytest.approx((2.5 + 4.0) / 2)


def test_without_a_spread_the_largest_possible_one_stands_in() -> None:
    publication = showing(_strategy(30, 30, 30, 30), spread=None)
    for found in (module_means(publication, "a"), factor_means(publication, "a")):
        assert all(
            one.standard_error == pytest.approx(LARGEST_SPREAD / 10, abs=0.01)
            for one in found.values()
        )


@pytest.mark.parametrize(
    ("tenths", "stated"),
    [
        ((30, 30, 30, 30), True),
        ((30, None, 30, 30), True),
        ((30, 30, None, None), False),
        ((None, None, None, None), False),
    ],
)
def test_a_module_needs_three_questions(tenths: tuple[int | None, ...], stated: bool) -> None:  # noqa: FBT001
    assert ("strategy" in module_means(showing(_strategy(*tenths)), "a")) == stated


def test_a_module_needs_sixty_percent_of_its_questions() -> None:
    publication = showing(flat(30, 30))
    (factors, *_) = (module.factors for module in MODULES)
    wide = replace(factors[0], questions=QUESTIONS[:8])
    structure = (replace(MODULES[0], factors=(wide,)),)
    larger = replace(publication, structure=structure)
    assert "strategy" in module_means(larger, "a", QUESTIONS[:5])
    assert "strategy" not in module_means(larger, "a", QUESTIONS[:4])


def test_caps_stretch_the_interval_to_where_the_mean_may_lie() -> None:
    low, high = Mean(15, "at-most"), Mean(45, "at-least")
    capped = showing(dict.fromkeys(STRATEGY, low))
    module = module_means(capped, "a")["strategy"]
    assert (module.estimate, module.cap, module.interval[0]) == (1.5, "at-most", 1)
    both = showing(dict(zip(STRATEGY, (low, low, high, high), strict=True)))
    module = module_means(both, "a")["strategy"]
    assert module.cap is None
    assert module.interval[1] - module.interval[0] > 0.8
    part = showing(dict(zip(STRATEGY, (low, Mean(20), Mean(30), Mean(30)), strict=True)))
    assert factor_means(part, "a")["goals"].cap == "at-most"
    assert factor_means(part, "a")["trends"].cap is None


@given(st.lists(TENTHS, min_size=8, max_size=8), st.sampled_from([10, 20, 50, 1000]))
def test_an_estimate_lies_in_its_interval_and_on_the_scale(tenths: list[int], n: int) -> None:
    means = {key: Mean(number) for key, number in zip(QUESTIONS, tenths, strict=True)}
    publication = showing(dict(means), people=Band(n, None))
    for one in [*module_means(publication, "a").values(), *factor_means(publication, "a").values()]:
        assert 1 <= one.interval[0] < one.estimate < one.interval[1] <= 5
        assert min(tenths) <= 10 * one.estimate + 1e-9 <= max(tenths) + 1e-8


@given(st.lists(TENTHS, min_size=8, max_size=8))
def test_more_people_make_it_surer(tenths: list[int]) -> None:
    means = {key: Mean(number) for key, number in zip(QUESTIONS, tenths, strict=True)}
    few, many = (
        module_means(showing(dict(means), people=Band(n, None)), "a")["culture"] for n in (10, 200)
    )
    assert (few.standard_error or 0) > (many.standard_error or 0)
    assert few.estimate == many.estimate


def test_a_published_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Stage one and two together, on 12 people in each cell of 200 waves."""
    held = [
        low <= 3 <= high
        for seed in range(200)
        for low, high in [_published(publish(respond({0: 12, 1: 12}, at_level(3), seed)))]
    ]
    assert sum(held) / len(held) >= 0.92


def _published(publication: Publication) -> tuple[float, float]:
    return module_means(publication, "a-0")["culture"].interval


def test_the_system_is_the_median_of_entities_not_the_mean_of_people() -> None:
    levels = {0: at_level(3), 2: at_level(2, 0.5), 5: at_level(4, 0.5)}
    publication = publish(respond({0: 900, 2: 40, 5: 40}, levels))
    medians = system_medians(publication)
    entities = [module_means(publication, key)["culture"].estimate for key in "abd"]
    assert medians["culture"].estimate == sorted(entities)[1]
    assert (medians["culture"].n, medians["culture"].method) == (3, "median-of-entities")
    assert list(medians["culture"].interval) == [1, 5]  # three entities say nothing of others
    assert headline_means(publication, "system") == medians
    assert headline_means(publication, "b") == module_means(publication, "b")


def test_the_interval_of_a_median_lies_between_entities() -> None:
    """Of nine values the second and the eighth, as in tables of the sign test."""
    (template,) = [node for node in showing(flat(30, 30)).nodes if node.id == "a"]
    shown = [
        replace(node, id=f"e{place}")
        for place in range(9)
        for node in showing(flat(20 + place, 30)).nodes
        if node.id == template.id
    ]
    medians = system_medians(replace(showing({}), nodes=tuple(shown)))
    assert medians["strategy"].estimate == pytest.approx(2.4)
    assert medians["strategy"].interval == pytest.approx((2.1, 2.7))
    assert medians["culture"].interval == (3, 3)


def test_where_nobody_shows_a_module_there_is_no_median() -> None:
    assert system_medians(publish(respond({}))) == {}


@pytest.mark.parametrize(
    ("share", "low", "high"),
    [
        (Share(35), 0.21, 0.51),
        (Share(10, "at-most"), 0.0, 0.24),
        (Share(90, "at-least"), 0.76, 1.0),
    ],
)
def test_a_share_is_widened_by_what_the_grid_hides(share: Share, low: float, high: float) -> None:
    found = share_estimate(share, Band(50, 99), ("rules",))
    assert found.interval == pytest.approx((low, high), abs=0.011)
    assert (found.n, found.method, found.cap) == (50, "wilson", share.cap)
