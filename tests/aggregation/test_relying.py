"""A factor's mean is relied on more with more people, and with more between entities."""

from dataclasses import replace

import numpy as np
import pytest
from answering import EDITION, LAYOUT, MODULES, QUESTIONS
from hypothesis import given
from hypothesis import strategies as st

from aggregation.grid import Band, Mean, Spread
from aggregation.publication import Publication, QuestionFigures
from aggregation.release import release
from aggregation.relying import factor_reliabilities
from aggregation.responses import Responses
from aggregation.tree import Node, Tree


def _publication(tenths: list[int], people: list[int]) -> Publication:
    """Entities that show one mean for all their questions, from so many people each."""
    entities = tuple(Node(f"e{n}", "entity", (n,)) for n in range(len(tenths)))
    empty = Responses(LAYOUT, np.zeros((0, len(LAYOUT)), np.uint8), np.zeros(0, np.int64))
    blank = release(
        empty, Tree(Node("system", "system", (), entities)), MODULES, EDITION
    ).publication
    shown = {f"e{n}": (at, low) for n, (at, low) in enumerate(zip(tenths, people, strict=True))}
    nodes = tuple(
        replace(
            node,
            questions=tuple(
                QuestionFigures(key, Band(shown[node.id][1], None), Mean(shown[node.id][0]))
                for key in QUESTIONS
            ),
        )
        if node.id in shown
        else node
        for node in blank.nodes
    )
    spreads = tuple(replace(one, spread=Spread(10)) for one in blank.question_spreads)
    return replace(blank, nodes=nodes, question_spreads=spreads)


APART = [20, 24, 28, 32, 36, 40, 30]


def test_reliability_is_n_over_n_and_the_ratio_of_variances() -> None:
    found = factor_reliabilities(_publication(APART, [100] * 7), "e0")
    variance = np.var(np.array(APART) / 10, ddof=1)  # between entities' observed means
    error = 1 / 100  # within, but for rounding
    assert found.keys() == {"goals", "means", "trends", "learning", "risk", "reward"}
    assert found["means"] == pytest.approx((variance - error) / variance, abs=0.003)


def test_more_people_are_relied_on_more() -> None:
    publication = _publication(APART, [10, 10, 10, 10, 10, 1000, 30])
    small, middle, large = (
        factor_reliabilities(publication, key)["means"] for key in ("e0", "e6", "e5")
    )
    assert 0 < small < middle < large < 1


def test_where_nothing_is_known_between_entities_all_factors_count_alike() -> None:
    few = _publication(APART[:5], [100] * 5)
    alike = _publication([30] * 7, [10] * 7)
    for publication in (few, alike):
        assert set(factor_reliabilities(publication, "e0").values()) == {1}
    assert factor_reliabilities(few, "system") == {}
    with pytest.raises(KeyError):
        factor_reliabilities(few, "nowhere")


@given(st.lists(st.integers(15, 45), min_size=6, max_size=9), st.integers(0, 5))
def test_reliability_is_between_none_and_all(tenths: list[int], place: int) -> None:
    found = factor_reliabilities(_publication(tenths, [30] * len(tenths)), f"e{place}")
    assert all(0 <= one <= 1 for one in found.values())
