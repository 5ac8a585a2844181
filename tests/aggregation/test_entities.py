"""A publication's entities among each other: from publications alone, wave after wave."""

from dataclasses import replace

import pytest
from continua import System, continuum, planted
from systems import MODULES, name_of, publication_of

from aggregation.entities import grouped, mapped
from aggregation.grouping import Grouping
from aggregation.shapes import Shape

FEW = 39


def first(system: System, count: int) -> System:
    return System(system.profiles[:count], system.sizes[:count], system.truth[:count])


@pytest.fixture(scope="module")
def found() -> Grouping:
    return grouped(publication_of(planted(0)), draws=FEW)


def test_entities_have_a_place_neighbours_and_a_group(found: Grouping) -> None:
    assert found.found is not None
    assert found.found.outcome == "types found"
    assert found.wave == "1"
    assert found.model is not None
    assert found.model.modules == MODULES
    assert len(found.members) == 31
    for member in found.members:
        assert member.place is not None
        assert len(member.neighbours) == 3
        assert member.verdict == "first"
    assert {member.group for member in found.members} == {0, 1, 2}


def test_most_neighbours_are_of_the_same_group(found: Grouping) -> None:
    group = {member.id: member.group for member in found.members}
    near = [group[member.id] == group[member.neighbours[0].id] for member in found.members]
    assert sum(near) >= 28


def test_the_map_says_what_its_directions_mean(found: Grouping) -> None:
    assert len(found.axes) == 2
    assert 0.5 < sum(axis.share for axis in found.axes) <= 1
    for axis in found.axes:
        loads = dict(axis.loads)
        assert sum(loads.values()) == pytest.approx(0, abs=1e-5)
        assert max(loads.values(), key=abs) > 0


def test_it_is_read_back_as_it_was_written(found: Grouping) -> None:
    assert Grouping.from_json(found.json) == found
    assert Grouping.from_json(found.json).json == found.json


def test_a_replay_says_the_same(found: Grouping) -> None:
    assert grouped(publication_of(planted(0)), draws=FEW).json == found.json


def test_a_later_wave_is_assigned_to_the_frozen_model(found: Grouping) -> None:
    later = grouped(publication_of(planted(0), wave="2"), found)
    assert (later.model, later.wave, later.found) == (found.model, "1", None)
    assert [one.group for one in later.members] == [one.group for one in found.members]
    assert {one.verdict for one in later.members} == {"same"}


def test_an_entity_that_took_anothers_shape_has_changed(found: Grouping) -> None:
    system = planted(0)
    groups = [one.group for one in found.members]
    other = next(place for place, group in enumerate(groups) if group != groups[0])
    profiles, sizes = system.profiles.copy(), system.sizes.copy()
    profiles[0], sizes[0] = profiles[other], 2000
    later = grouped(publication_of(replace(system, profiles=profiles, sizes=sizes), "2"), found)
    moved = later.member(name_of(0))
    assert moved is not None
    assert (moved.before, moved.group, moved.verdict) == (groups[0], groups[other], "changed")


def test_an_entity_without_a_complete_profile_has_no_group(found: Grouping) -> None:
    for before in (None, found):
        later = grouped(publication_of(planted(0), "2", withheld=[4]), before, draws=FEW)
        silent = later.member(name_of(4))
        assert silent is not None
        assert (silent.group, silent.place, silent.neighbours) == (None, None, ())
        assert all(name_of(4) not in [n.id for n in one.neighbours] for one in later.members)


def test_a_new_search_is_the_next_version_with_a_cross_walk(found: Grouping) -> None:
    later = grouped(publication_of(planted(0), "2"), found, anew=True, draws=FEW)
    assert later.model is not None
    assert (later.model.version, later.wave) == (2, "2")
    assert [(one.old, one.new) for one in later.crosswalk] == [(0, 0), (1, 1), (2, 2)]


def test_where_there_are_no_types_a_later_wave_is_searched_again() -> None:
    before = grouped(publication_of(continuum(0)), draws=FEW)
    assert before.model is None
    assert {one.group for one in before.members} == {None}
    later = grouped(publication_of(planted(0), "2"), before, draws=FEW)
    assert later.found is not None
    assert later.found.outcome == "types found"


@pytest.mark.parametrize(("count", "is_mapped"), [(0, False), (1, False), (4, False), (5, True)])
def test_the_map_needs_five(count: int, is_mapped: bool) -> None:  # noqa: FBT001
    found = grouped(publication_of(first(planted(0), count)))
    assert found.found is not None
    assert (found.found.outcome, found.found.took_part) == (None, count)
    assert bool(found.axes) == is_mapped
    assert all((one.place is not None) == is_mapped for one in found.members)


def test_entities_that_are_all_alike_are_at_one_point() -> None:
    shapes = [Shape(str(n), (3.0, 3.0, 3.0), (0.1,) * 3) for n in range(6)]
    places, axes = mapped(shapes, ("a", "b", "c"))
    assert set(places.values()) == {(0.0, 0.0)}
    assert [axis.share for axis in axes] == [0.0, 0.0]
