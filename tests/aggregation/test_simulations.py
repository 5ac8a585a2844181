"""How often groups are seen where there are none, and found where there are: seeded systems.

The short form is part of every run; the full one, whose figures stand in docs/method.md, is long.
"""

from collections import Counter

import pytest
from continua import CONTINUA, SPREAD, System, continuum, planted
from sklearn.metrics import adjusted_rand_score

from aggregation.archetypes import DRAWS, find
from aggregation.grouping import Archetypes

SAME = 0.8  # adjusted Rand index, from which groups count as found
FEW = 39  # draws


def search(system: System, seed: int, draws: int) -> Archetypes:
    return find(system.profiles, system.sizes, spreads=SPREAD, random_state=seed, draws=draws)


def is_found(system: System, found: Archetypes) -> bool:
    return (
        found.outcome == "types found" and adjusted_rand_score(system.truth, found.labels) >= SAME
    )


def test_continua_are_seldom_taken_for_groups() -> None:
    outcomes = Counter(search(continuum(seed), seed, FEW).outcome for seed in range(12))
    assert outcomes["no distinct types"] >= 11


def test_three_planted_shapes_are_found() -> None:
    found = [is_found(planted(seed), search(planted(seed), seed, FEW)) for seed in range(5)]
    assert sum(found) >= 4


@pytest.mark.long
def test_at_most_ten_of_a_hundred_continua_are_taken_for_groups() -> None:
    outcomes: dict[str, Counter[str | None]] = {kind: Counter() for kind in CONTINUA}
    kinds = list(CONTINUA)
    for seed in range(100):
        found = search(continuum(seed), seed, DRAWS)
        outcomes[kinds[seed % len(kinds)]][found.outcome] += 1
    for kind, counted in outcomes.items():
        print(f"{kind}: {dict(counted)}")  # noqa: T201 - the figures of docs/method.md
    assert sum(counted["no distinct types"] for counted in outcomes.values()) >= 90


@pytest.mark.long
def test_at_least_45_of_50_planted_systems_are_found() -> None:
    number = sum(
        is_found(system := planted(seed), search(system, seed, DRAWS)) for seed in range(50)
    )
    print(f"three planted shapes found in {number} of 50")  # noqa: T201 - likewise
    assert number >= 45
