"""Later waves in an earlier wave's groups: frozen, and slow to say that somebody moved."""

import pytest
from continua import SPREAD, System, planted

from aggregation.archetypes import find
from aggregation.assignment import MARGIN, assign, refit
from aggregation.grouping import Archetypes, Crossed, Model
from aggregation.shapes import contrasts

TWO = Model(
    version=1,
    modules=("a", "b"),
    names=((("a", "higher"),), (("b", "higher"),)),
    centre=(3.0, 3.0),
    scale=(1.0, 1.0),
    basis=contrasts(2),
    centroids=((0.5,), (-0.5,)),
)
SURE, UNSURE = (0.001, 0.001), (0.5, 0.5)


def search(system: System) -> Archetypes:
    return find(system.profiles, system.sizes, spreads=SPREAD, random_state=1, draws=39)


def test_the_nearest_centroid_and_how_many_draws_agree() -> None:
    first = assign(TWO, (3.5, 3.0), SURE, random_state=1)
    assert (first.group, first.agreement, first.verdict) == (0, 1.0, "first")
    unsure = assign(TWO, (3.05, 3.0), UNSURE, random_state=1)
    assert unsure.group == 0
    assert 0.4 < unsure.agreement < 0.6


@pytest.mark.parametrize(
    ("lead", "errors", "group", "verdict"),
    [
        (-0.5, SURE, 1, "same"),
        (0.5, SURE, 0, "changed"),
        (0.1, SURE, 1, "not sure"),  # within the margin of the border
        (0.5, UNSURE, 1, "not sure"),  # too many draws fall elsewhere
    ],
)
def test_a_change_needs_a_margin_and_the_draws(
    lead: float, errors: tuple[float, ...], group: int, verdict: str
) -> None:
    found = assign(TWO, (3.0 + lead, 3.0), errors, before=1, random_state=1)
    assert (found.group, found.verdict) == (group, verdict)


def test_the_margin_is_a_part_of_the_way_between_the_centres() -> None:
    at_centre = 0.5 * 2**0.5
    assert TWO.margin((3.0 + at_centre, 3.0), 0, 1) == pytest.approx(0.5)
    assert TWO.margin((3.0, 3.0), 0, 1) == pytest.approx(0)
    assert TWO.margin((3.0, 3.0 + at_centre), 0, 1) == pytest.approx(-0.5)
    assert TWO.margin((3.0 + 0.19 * at_centre, 3.0), 0, 1) < MARGIN


def test_a_replay_says_the_same() -> None:
    found = [assign(TWO, (3.1, 3.0), UNSURE, before=1, random_state=7) for _run in range(2)]
    assert found[0] == found[1]


def test_refitting_the_same_data_crosses_every_group_to_itself() -> None:
    system = planted(0)
    found = search(system)
    assert found.model is not None
    model, crosswalk = refit(found.model, found, system.profiles.tolist())
    assert model.version == 2
    assert model.centroids == found.model.centroids
    assert [(one.old, one.new) for one in crosswalk] == [(0, 0), (1, 1), (2, 2)]
    assert sum(one.entities for one in crosswalk) == 31


def test_refitting_other_data_finds_each_groups_counterpart() -> None:
    old, new = search(planted(0)), search(planted(1))
    assert old.model is not None
    assert new.model is not None
    _model, crosswalk = refit(old.model, new, planted(1).profiles.tolist())
    assert sorted(one.old for one in crosswalk) == sorted(one.new for one in crosswalk) == [0, 1, 2]
    for one in crosswalk:
        assert old.model.names[one.old][0] == new.model.names[one.new][0]
    assert sum(one.entities for one in crosswalk) >= 29


def test_a_group_without_a_counterpart_is_absent() -> None:
    gone = Model(1, ("a", "b"), ((), ()), (3.0, 3.0), (1.0, 1.0), contrasts(2), ((0.5,), (9.0,)))
    found = Archetypes("types found", 20, 20, 39, labels=(0, 0, None), model=gone)
    _model, crosswalk = refit(gone, found, [(3.4, 3.0), (3.4, 3.0), (float("nan"), 3.0)])
    assert crosswalk == (Crossed(0, 0, 2),)


def test_without_new_types_there_is_no_new_model() -> None:
    with pytest.raises(ValueError, match="no types"):
        refit(TWO, Archetypes("no distinct types", 20, 20, 39), [])
