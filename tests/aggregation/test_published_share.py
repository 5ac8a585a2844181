"""How much of what has enough people is published: the price of the gate, on whole systems."""

import numpy as np
import pytest
from answering import EDITION, LAYOUT, MODULES, anything

from aggregation.audit import AuditRecord
from aggregation.release import RESPONDENTS, release
from aggregation.responses import Responses
from aggregation.tree import ComparisonGroup, Node, Tree

PEOPLE, ENTITIES = 3_000, 31


def record(seed: int) -> AuditRecord:
    """Entities of all sizes in two parts each, and three comparison groups, one across the others.

    Answers are of every kind at random, so that a quarter of those who respond give no level.
    """
    rng = np.random.default_rng(seed)
    sizes = rng.multinomial(PEOPLE, rng.dirichlet(np.ones(ENTITIES)))
    first = rng.binomial(sizes, rng.uniform(0.2, 0.8, ENTITIES))
    people = np.column_stack([first, sizes - first]).ravel()
    parts = [Node(f"p{place}", "part", (place,)) for place in range(len(people))]
    entities = tuple(
        Node(f"e{place}", "entity", (), tuple(parts[2 * place : 2 * place + 2]))
        for place in range(ENTITIES)
    )
    by_size = [int(place) for place in np.argsort(-sizes, kind="stable")]
    field = [int(place) for place in np.flatnonzero(2 * first > sizes)]
    groups = {"large": by_size[:15], "small": by_size[15:], "field": field}
    whole = Tree(
        Node("system", "system", (), entities),
        tuple(
            ComparisonGroup(key, tuple(f"e{place}" for place in sorted(places)))
            for key, places in groups.items()
        ),
    )
    cells = np.repeat(np.arange(len(people)), people)
    responses = Responses.of(LAYOUT, anything(rng, (PEOPLE, len(LAYOUT))), cells)
    return release(responses, whole, MODULES, EDITION).record


@pytest.mark.parametrize("seed", range(10))
def test_three_quarters_of_what_reaches_the_threshold_are_published(seed: int) -> None:
    """In every table, of means and of shares; docs/privacy.md has the figures."""
    made = record(seed)
    assert len(made.cells) == 1 + 3 + ENTITIES + 2 * ENTITIES
    shares = {}
    for table in made.tables:
        if table.id.endswith(": reliability"):  # of the whole system only
            continue
        able = {
            cell.id
            for cell in made.cells
            if sum(table.counts[atom] for atom in cell.atoms) >= table.k
        }
        assert table.shown <= able
        shares[table.id] = len(table.shown) / len(able)
    print(f"seed {seed}: {shares[RESPONDENTS]:.0%}, the least {min(shares.values()):.0%}")  # noqa: T201 - -s
    assert min(shares.values()) >= 0.75
