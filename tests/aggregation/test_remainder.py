"""Subtracting published groups from each other never leaves a few people."""

from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from remainder import publishable

from aggregation.tree import Node

LIMIT = 10
SMALL = st.integers(0, 2 * LIMIT + 4)
# Per entity: people of its own, then those of each part.
SYSTEMS: SearchStrategy[list[tuple[int, list[int]]]] = st.lists(
    st.tuples(st.sampled_from([0, 0, 0, 3, 12]), st.lists(SMALL, min_size=1, max_size=3)),
    max_size=3,
)


def _built(system: list[tuple[int, list[int]]]) -> tuple[Node, list[int]]:
    """The tree over cells, and the number of people in each cell."""
    people: list[int] = []

    def cell(number: int) -> tuple[int]:
        people.append(number)
        return (len(people) - 1,)

    entities = tuple(
        Node(
            f"e{place}",
            "entity",
            cell(own),
            tuple(Node(f"e{place}-{p}", "part", cell(n)) for p, n in enumerate(parts)),
        )
        for place, (own, parts) in enumerate(system)
    )
    return Node("system", "system", cell(0), entities), people


def _counts(root: Node, people: list[int]) -> dict[str, int]:
    return {node.id: sum(people[cell] for cell in node.all_cells()) for node in root.walk()}


@settings(max_examples=300)
@given(SYSTEMS)
def test_no_combination_of_what_is_shown_rests_on_a_few_people(
    system: list[tuple[int, list[int]]],
) -> None:
    root, people = _built(system)
    shown = publishable(root, _counts(root, people), LIMIT)
    nodes = [node for node in root.walk() if node.id in shown][:9]
    groups = np.array([[c in node.all_cells() for c in range(len(people))] for node in nodes], int)
    for signs in product((-1, 0, 1), repeat=len(nodes)):
        rests_on = (np.array(signs) @ groups) != 0 if nodes else np.zeros(len(people), bool)
        assert np.array(people)[rests_on].sum() not in range(1, LIMIT)


@given(SYSTEMS)
def test_nothing_more_is_withheld_than_the_rule_needs(
    system: list[tuple[int, list[int]]],
) -> None:
    root, people = _built(system)
    counts = _counts(root, people)
    shown = publishable(root, counts, LIMIT)
    assert ("system" in shown) == (counts["system"] >= LIMIT)
    for node in (node for node in root.walk() if node.id in shown):
        by_id = sorted(node.children, key=lambda child: child.id, reverse=True)
        by_size = sorted(by_id, key=lambda child: counts[child.id])
        large = [child for child in by_size if counts[child.id] >= LIMIT]
        kept = [child.id for child in large if child.id in shown]
        assert kept == [child.id for child in large[len(large) - len(kept) :]]
        for more in range(len(kept) + 1, len(large) + 1):
            tried = large[len(large) - more :]
            assert 0 < counts[node.id] - sum(counts[c.id] for c in tried) < LIMIT


@given(SYSTEMS, st.randoms())
def test_the_order_of_children_does_not_matter(
    system: list[tuple[int, list[int]]], random: Random
) -> None:
    root, people = _built(system)
    counts = _counts(root, people)
    children = list(root.children)
    random.shuffle(children)
    turned = Node(root.id, root.kind, root.cells, tuple(children))
    assert publishable(turned, counts, LIMIT) == publishable(root, counts, LIMIT)


@given(SYSTEMS, st.sets(st.sampled_from(["e0", "e1", "e0-0", "e1-1"])))
def test_what_may_not_be_shown_counts_as_remainder(
    system: list[tuple[int, list[int]]], barred: set[str]
) -> None:
    root, people = _built(system)
    counts = _counts(root, people)
    shown = publishable(root, counts, LIMIT, counts.keys() - barred)
    assert not shown & barred
    for node in (node for node in root.walk() if node.id in shown):
        rest = counts[node.id] - sum(counts[c.id] for c in node.children if c.id in shown)
        assert rest not in range(1, LIMIT)


@pytest.mark.parametrize(
    ("parts", "withheld"),
    [
        ([30, 20, 0], {"e0-2"}),  # an empty part hides nobody
        ([30, 12, 3], {"e0-1", "e0-2"}),  # twelve would give the three away
        ([30, 12, 12, 3], {"e0-2", "e0-3"}),  # of equals the last id
        ([30, 6, 6], {"e0-1", "e0-2"}),  # twelve together may be found
        ([15, 3], {"e0-0", "e0-1"}),  # a single sibling gives way
    ],
)
def test_the_next_smallest_is_withheld(parts: list[int], withheld: set[str]) -> None:
    root, people = _built([(0, parts), (0, [40])])
    counts = _counts(root, people)
    assert counts.keys() - publishable(root, counts, LIMIT) == withheld


def test_parts_of_a_withheld_entity_are_withheld() -> None:
    root, people = _built([(0, [11, 0]), (0, [50]), (0, [4])])
    counts = _counts(root, people)
    assert publishable(root, counts, LIMIT) == {"system", "e1", "e1-0"}
