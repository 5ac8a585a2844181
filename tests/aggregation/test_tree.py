"""A tree of groups in which nobody stands twice."""

import pytest

from aggregation.errors import TreeError
from aggregation.tree import Node, Tree

A = Node("a", "entity", (), (Node("a-1", "part", (1,)), Node("a-2", "part", (2,))), 90)


def test_a_group_has_the_cells_of_everything_below_it() -> None:
    tree = Tree(Node("system", "system", (7,), (A, Node("b", "entity", (3,)))))
    assert tree.cells == (1, 2, 3, 7)
    assert [node.id for node in tree.root.walk()] == ["system", "a", "a-1", "a-2", "b"]
    assert A.all_cells() == (1, 2)


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (Node("a-2", "entity", (3,)), "a-2 stands 2 times"),
        (Node("b", "entity", (2,)), "cell 2 stands 2 times"),
    ],
)
def test_what_stands_twice_is_refused(other: Node, message: str) -> None:
    with pytest.raises(TreeError, match=message):
        Tree(Node("system", "system", (), (A, other)))


def test_entities_alone_have_no_parts() -> None:
    tree = Tree(Node("system", "system", (), (A,)))
    assert tree.entities_alone() == (Node("a", "entity", (1, 2), (), 90),)
    assert Tree(A).entities_alone() == tree.entities_alone()
