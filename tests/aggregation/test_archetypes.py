"""Groups of entities: what a search says, on what it rests, and where it is not made."""

from dataclasses import replace

import numpy as np
import pytest
from continua import SPREAD, System, continuum, planted

from aggregation.archetypes import find
from aggregation.errors import PublicationError
from aggregation.grouping import Archetypes, Gate, Model, canonical, from_canonical

MODULES = ("strategy", "partnerships", "architecture", "culture", "evaluation")


def search(system: System, draws: int = 39) -> Archetypes:
    return find(
        system.profiles,
        system.sizes,
        modules=MODULES,
        spreads=SPREAD,
        random_state=1,
        draws=draws,
    )


@pytest.fixture(scope="module")
def found() -> Archetypes:
    return search(planted(0))


def test_three_shapes_are_found_with_all_that_it_rests_on(found: Archetypes) -> None:
    assert (found.outcome, found.k, found.p_value) == ("types found", 3, 1 / 40)
    assert found.gate == Gate(True, True, True, True, True)  # noqa: FBT003 - five conditions
    assert [one.k for one in found.tried] == [2, 3, 4, 5]
    assert max(found.tried, key=lambda one: one.standardised).k == 3
    assert sum(one.wins for one in found.tried) == pytest.approx(1)
    assert sum(one.entities for one in found.clusters) == 31
    assert all(one.jaccard >= 0.75 for one in found.clusters)
    assert [one.number for one in found.clusters] == [0, 1, 2]
    assert len(found.apart) >= 2
    assert all(0 <= one <= 1 for one in found.comembership if one is not None)


def test_groups_are_named_after_what_was_planted(found: Archetypes) -> None:
    firsts = {one.name[0] for one in found.clusters}
    assert firsts == {(key, "higher") for key in ("strategy", "architecture", "evaluation")}


def test_the_largest_group_comes_first(found: Archetypes) -> None:
    sizes = [one.entities for one in found.clusters]
    assert sizes == sorted(sizes, reverse=True)
    counted = [found.labels.count(one.number) for one in found.clusters]
    assert counted == sizes


def test_the_same_chance_says_the_same(found: Archetypes) -> None:
    assert search(planted(0)) == found


def test_the_order_of_entities_does_not_matter() -> None:
    system = planted(0)
    order = np.random.default_rng(3).permutation(31)
    shuffled = search(System(system.profiles[order], system.sizes[order], system.truth))
    straight = search(system)
    assert shuffled.outcome == straight.outcome == "types found"
    assert [shuffled.labels[place] for place in np.argsort(order)] == list(straight.labels)


def test_a_height_of_its_own_changes_no_group(found: Archetypes) -> None:
    system = planted(0)
    raised = system.profiles + np.linspace(-0.5, 0.5, 31)[:, np.newaxis]
    again = search(replace(system, profiles=raised))
    assert again.labels == found.labels


def test_nothing_is_said_of_entities_with_a_gap() -> None:
    system = planted(0)
    profiles = system.profiles.copy()
    profiles[[3, 7], 2] = np.nan
    found = search(replace(system, profiles=profiles))
    assert found.outcome == "types found"
    assert [place for place, label in enumerate(found.labels) if label is None] == [3, 7]
    assert [place for place, one in enumerate(found.comembership) if one is None] == [3, 7]
    assert sum(one.entities for one in found.clusters) == 29


@pytest.mark.parametrize(
    ("entities", "people", "took_part"), [(19, 30, 19), (31, 29, 0), (12, 500, 12), (0, 30, 0)]
)
def test_it_is_not_run_among_few(entities: int, people: int, took_part: int) -> None:
    profiles = planted(0).profiles[:entities]
    found = find(profiles, [people] * entities, random_state=1)
    assert found == Archetypes(None, took_part, 20, 199)


def test_a_continuum_has_no_types_and_says_what_was_tried() -> None:
    found = search(continuum(0))
    assert found.outcome == "no distinct types"
    assert found.p_value is not None
    assert found.p_value > 0.05
    assert (found.k, found.model, found.labels, found.gate) == (None, None, (), None)
    assert len(found.tried) == 4


def test_two_lone_entities_far_away_are_no_type() -> None:
    system = continuum(0)
    profiles = system.profiles.copy()
    profiles[:2] = [4.5, 1.5, 1.5, 1.5, 1.5]
    found = search(replace(system, profiles=profiles))
    assert found.outcome == "weak pattern"
    assert found.model is None
    assert found.gate is not None
    assert not found.gate.stable


@pytest.mark.parametrize("value", [3.0, 1.5])
def test_entities_that_are_all_alike_have_no_types(value: float) -> None:
    found = find(np.full((25, 5), value), [50] * 25, random_state=1, draws=19)
    assert found.outcome == "no distinct types"


def test_arrays_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="sizes of shape"):
        find([[1.0, 2.0]], [30, 30], random_state=1)
    with pytest.raises(ValueError, match="profiles of shape"):
        find([1.0, 2.0], [30, 30], random_state=1)


def test_a_result_is_read_back_as_it_was_written(found: Archetypes) -> None:
    text = canonical(found, Archetypes)
    assert from_canonical(text, Archetypes) == found
    assert canonical(from_canonical(text, Archetypes), Archetypes) == text
    with pytest.raises(PublicationError):
        from_canonical("{}", Archetypes)


def test_a_frozen_model_gives_every_entity_its_label_again(found: Archetypes) -> None:
    assert found.model is not None
    replayed = [found.model.nearest(profile) for profile in planted(0).profiles.tolist()]
    assert replayed == list(found.labels)
    assert from_canonical(found.model.json, Model).hash == found.model.hash
