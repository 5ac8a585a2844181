"""Comparison groups that cross the tree: the gate holds whatever the numbers of people are."""

import numpy as np
import pytest
from answering import EDITION, LAYOUT, MODULES, anything
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregation.audit import AuditRecord
from aggregation.errors import PublicationError, TreeError
from aggregation.release import RESPONDENTS, Released, release
from aggregation.responses import Responses
from aggregation.settings import Settings
from aggregation.tree import ComparisonGroup, Node, Tree

ENTITIES = 8
sizes = st.lists(st.integers(0, 40), min_size=2 * ENTITIES, max_size=2 * ENTITIES)
memberships = st.lists(
    st.lists(st.integers(0, ENTITIES - 1), min_size=6, max_size=ENTITIES, unique=True),
    min_size=1,
    max_size=3,
)


def entity(number: int) -> Node:
    parts = tuple(Node(f"part {cell}", "part", (cell,)) for cell in (2 * number, 2 * number + 1))
    return Node(f"entity {number}", "entity", (), parts)


def tree(groups: list[list[int]]) -> Tree:
    entities = tuple(map(entity, range(ENTITIES)))
    crossing = tuple(
        ComparisonGroup(f"group {place}", tuple(f"entity {number}" for number in members))
        for place, members in enumerate(groups)
    )
    return Tree(Node("system", "system", (), entities), crossing)


def released(
    people: list[int], groups: list[list[int]], settings: Settings | None = None, seed: int = 1
) -> Released:
    rng = np.random.default_rng(seed)
    cells = np.repeat(np.arange(len(people)), people)
    values = anything(rng, (len(cells), len(LAYOUT)))
    return release(Responses(LAYOUT, values, cells), tree(groups), MODULES, EDITION, settings)


@given(sizes, memberships, st.integers(0, 9))
@settings(max_examples=40)
def test_the_attack_never_succeeds(people: list[int], groups: list[list[int]], seed: int) -> None:
    found = released(people, groups, seed=seed).record.attacked()
    assert found.passes
    assert (
        len(found.exposures) == 1 + 3 * 8 + 2 + 2 + 1 + 2
    )  # all, questions, progress, tools, barriers, reliability


@given(sizes, memberships)
@settings(max_examples=40)
def test_a_part_is_shown_only_with_its_entity_and_no_group_is_mostly_one(
    people: list[int], groups: list[list[int]]
) -> None:
    made = released(people, groups)
    shown = made.record.shown(RESPONDENTS)
    for node in made.publication.nodes:
        assert (node.respondents is not None) == (node.id in shown)
        if node.parent and node.id in shown:
            assert node.parent in shown
        if node.kind == "group" and node.id in shown:
            own = [sum(people[2 * n : 2 * n + 2]) for n in map(int, (e[7:] for e in node.entities))]
            assert 2 * max(own) <= sum(own)


def test_two_groups_that_differ_by_few_people_are_not_both_shown() -> None:
    """The groups are the same but for two entities, of 25 and of 21 people."""
    people = [0] * (2 * ENTITIES)
    for number in range(6):
        people[2 * number] = 60
    people[10], people[12] = 25, 21
    made = released(people, [[0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 6]])
    shown = {node.id for node in made.publication.nodes if node.respondents}
    assert {"system", "entity 5", "entity 6"} <= shown
    people[12] = 4
    hidden = released(people, [[0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 6]])
    shown = {node.id for node in hidden.publication.nodes if node.respondents}
    assert len({"group 0", "group 1"} & shown) < 2
    assert hidden.record.attacked().passes


def test_an_open_wave_has_no_groups() -> None:
    made = released([60] * 16, [[0, 1, 2, 3, 4, 5]], Settings(open_wave=True))
    assert {node.kind for node in made.publication.nodes} == {"entity"}


@pytest.mark.parametrize("members", [("entity 0",), ("entity 0",) * 6, ("nobody",) * 6])
def test_what_is_no_group_is_refused(members: tuple[str, ...]) -> None:
    with pytest.raises(TreeError, match="entities"):
        Tree(tree([]).root, (ComparisonGroup("group", members),))


def test_the_record_reads_back_and_refuses_what_is_none() -> None:
    record = released([40] * 16, [[0, 1, 2, 3, 4, 5]]).record
    assert AuditRecord.from_json(record.json) == record
    assert AuditRecord.from_json(record.json).attacked() == record.attacked()
    with pytest.raises(PublicationError, match="faults"):
        AuditRecord.from_json("{}")
