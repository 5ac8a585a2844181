"""The rule that the gate amounts to in a tree, by subtraction alone: what the gate is held to."""

from collections.abc import Collection, Mapping

from aggregation.tree import Node


def publishable(
    root: Node, counts: Mapping[str, int], limit: int, among: Collection[str] | None = None
) -> frozenset[str]:
    """Name the nodes that may show a figure which rests on ``counts`` people.

    A node is shown when it counts at least ``limit`` people, its parent is shown, and what its
    parent counts beside its shown children is nobody or at least ``limit``; the smallest children
    (ties by id) are withheld until that holds. In a tree this is the whole gate: every sum or
    difference of shown nodes is constant on each node's remainder, so the fewest people that one
    can rest on are the smallest remainder, and no remainder is between 1 and ``limit - 1``.

    Parameters
    ----------
    root
        The group that everybody belongs to.
    counts
        Node id -> how many of its people the figure rests on, those of its children included.
    limit
        The fewest people that a figure, shown or found by subtraction, may rest on.
    among
        The ids that may be shown at all; everything by default.
    """
    allowed = frozenset(counts if among is None else among)
    if counts[root.id] < limit or root.id not in allowed:
        return frozenset()
    below = (
        publishable(child, counts, limit, allowed)
        for child in _shown_children(root, counts, limit, allowed)
    )
    return frozenset({root.id}).union(*below)


def _shown_children(
    node: Node, counts: Mapping[str, int], limit: int, allowed: frozenset[str]
) -> list[Node]:
    able = [child for child in node.children if child.id in allowed and counts[child.id] >= limit]
    able.sort(key=lambda child: (-counts[child.id], child.id))
    remainder = counts[node.id] - sum(counts[child.id] for child in able)
    while able and 0 < remainder < limit:
        remainder += counts[able.pop().id]
    return able
