"""The entities are the published ones, and nobody is invited who is not there."""

import csv
import math
from pathlib import Path

import pytest

from toolkit.demonstration import parameters as p
from toolkit.demonstration.entities import Entity, entities, rosters, sample_size

EVERY_ENTITY = pytest.mark.parametrize("entity", entities(), ids=lambda entity: entity.acronym)


def test_all_31_are_there_once() -> None:
    assert len(entities()) == 31
    assert len({entity.acronym for entity in entities()}) == 31
    assert len({entity.name for entity in entities()}) == 31


def test_the_file_names_its_source_and_licence() -> None:
    text = Path(p.__file__).with_name("entities.csv").read_text(encoding="utf-8")
    heading = [line for line in text.splitlines() if line.startswith("#")]
    assert any("Source: CEB" in line for line in heading)
    assert any("Licence:" in line for line in heading)


def test_published_counts_are_kept_and_invented_ones_are_labelled() -> None:
    lines = Path(p.__file__).with_name("entities.csv").read_text(encoding="utf-8").splitlines()
    published = {row["acronym"]: row["staff_2019"] for row in csv.DictReader(lines[3:])}
    for entity in entities():
        assert entity.staff_is_invented == (published[entity.acronym] == "")
        expected = published[entity.acronym] or p.INVENTED_STAFF[entity.acronym]
        assert entity.staff == int(expected)


def test_invented_sizes_are_given_to_those_without_a_published_one_only() -> None:
    assert set(p.INVENTED_STAFF) == {e.acronym for e in entities() if e.staff_is_invented}


def test_every_acronym_in_the_parameters_is_an_entity() -> None:
    known = {entity.acronym for entity in entities()}
    changed = {acronym for acronym, _ in p.CHANGES}
    assert p.MOSTLY_FIELD | p.MOSTLY_HEADQUARTERS | set(p.RATES_GIVEN) | changed <= known
    assert not p.MOSTLY_FIELD & p.MOSTLY_HEADQUARTERS


@EVERY_ENTITY
def test_the_places_add_up_to_the_staff(entity: Entity) -> None:
    assert sum(roster.eligible for roster in rosters(entity)) == entity.staff


@EVERY_ENTITY
def test_everybody_is_invited_up_to_2000_and_a_sample_of_each_place_above(entity: Entity) -> None:
    for roster in rosters(entity):
        if entity.staff <= 2000:
            assert roster.invited == roster.eligible
        else:
            assert roster.invited == min(roster.eligible, sample_size())


def test_the_sample_gives_the_planned_half_width_and_no_less() -> None:
    answers = sample_size() * p.PLANNED_RESPONSE
    assert 1.96 * p.PLANNED_SD / math.sqrt(answers) == pytest.approx(0.15, abs=0.003)
