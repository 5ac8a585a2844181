"""Groups of entities as they are made, kept, named and read."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from browsing import Visitor
from click.testing import CliRunner
from continua import planted
from sqlalchemy import select
from voting import ACTOR, Voting
from waves import OpenWave

from aggregation.grid import Mean, people
from aggregation.grouping import Grouping
from aggregation.publication import NodeFigures, Publication
from toolkit import audit
from toolkit.insights import grouping
from toolkit.insights.commands import groups as commands
from toolkit.insights.drawing import draw
from toolkit.insights.grouping import GroupingError, groups_of
from toolkit.insights.regrouping import regroup
from toolkit.models import Chart, EntityGroups, Job, JobName, Published
from toolkit.publications import verified
from toolkit.publish import service
from toolkit.roles import Role
from toolkit.storage.database import Engines

NAMES = [f"Entity {place:02}" for place in range(24)]
SIZES = {(name, ""): 30 for name in NAMES}
Make = Callable[..., Visitor]


def nothing(_done: int, _total: int) -> None:
    """Nobody looks on."""


def shaped(voting: Voting, seed: int = 0) -> OpenWave:
    """A published wave of 24 entities that have the means of a planted system."""
    wave = voting.publish(SIZES, 12)
    with voting.engines.write() as session:
        row = session.get_one(Published, wave.id)
        publication = _with_means(verified(row), seed)
        row.text, row.sha256 = publication.json, publication.hash
    return wave


def _with_means(publication: Publication, seed: int) -> Publication:
    rows = iter(planted(seed).profiles.tolist())
    nodes = [
        _shaped_as(publication, node, next(rows)) if node.kind == "entity" else node
        for node in publication.nodes
    ]
    return replace(publication, nodes=tuple(nodes))


def _shaped_as(publication: Publication, node: NodeFigures, row: list[float]) -> NodeFigures:
    tenths = {
        key: round(value * 10)
        for module, value in zip(publication.structure, row, strict=True)
        for key in module.questions
    }
    questions = tuple(
        replace(one, people=people(60), mean=Mean(tenths[one.id])) for one in node.questions
    )
    return replace(node, respondents=people(60), questions=questions)


def made(voting: Voting, wave: OpenWave) -> Grouping:
    regroup(voting.engines, wave.id, nothing)
    with voting.engines.read() as session:
        return Grouping.from_json(session.get_one(EntityGroups, wave.id).text)


def shown(engines: Engines, wave: OpenWave) -> grouping.Groups | None:
    with engines.read() as session:
        return groups_of(session, wave.id, session.get_one(Published, wave.id).sha256)


def test_a_wave_has_its_groups_and_the_next_one_keeps_them(voting: Voting) -> None:
    first, second = shaped(voting), shaped(voting)
    found, later = made(voting, first), made(voting, second)
    assert found.found is not None
    assert (found.found.outcome, found.found.k) == ("types found", 3)
    assert (later.model, later.found, later.wave) == (found.model, None, str(first.id))
    assert [one.group for one in later.members] == [one.group for one in found.members]
    groups = shown(voting.engines, second)
    assert groups is not None
    assert groups.found_in


def test_what_was_made_is_kept_and_charts_are_asked_for_once(voting: Voting) -> None:
    wave = shaped(voting)
    before = made(voting, wave)
    with voting.engines.write() as session:
        session.get_one(EntityGroups, wave.id).text = replace(before, wave="kept").json
    assert made(voting, wave).wave == "kept"
    with voting.engines.read() as session:
        asked = session.scalars(select(Job.name).where(Job.wave_id == wave.id)).all()
    assert asked.count(JobName.DRAW) == 1


def test_groups_of_other_figures_or_of_a_withdrawn_wave_are_not_shown(voting: Voting) -> None:
    first, second = shaped(voting), shaped(voting)
    made(voting, second)
    assert shown(voting.engines, first) is not None
    with voting.engines.read() as session:
        assert groups_of(session, first.id, "0" * 64) is None
    with voting.engines.write() as session:
        service.withdraw(session, first.id, "wrong roster", actor=ACTOR)
    assert shown(voting.engines, second) is None  # the model was of the withdrawn wave
    regroup(voting.engines, first.id, nothing)
    assert made(voting, second).wave == str(second.id)
    with voting.engines.read() as session:
        assert session.get(EntityGroups, first.id) is None


def test_a_curator_names_a_group_in_every_wave_that_has_it(voting: Voting) -> None:
    first, second = shaped(voting), shaped(voting)
    made(voting, second)
    with voting.engines.write() as session:
        grouping.name_group(session, first.id, 0, "  Planners   first ", actor=ACTOR)
    groups = shown(voting.engines, second)
    assert groups is not None
    assert groups.given_name(0) == "Planners first"
    assert groups.given_name(1) == ""
    with voting.engines.write() as session:
        line = audit.newest(session, 1)[0]
        assert (line.action, line.detail) == ("group.named", "Planners first")
        grouping.name_group(session, second.id, 0, "", actor=ACTOR)
    groups = shown(voting.engines, first)
    assert groups is not None
    assert groups.given_name(0) == ""


@pytest.mark.parametrize(("number", "name"), [(9, "x"), (-1, "x"), (0, "x" * 81)])
def test_what_cannot_be_named_is_refused(voting: Voting, number: int, name: str) -> None:
    wave = shaped(voting)
    made(voting, wave)
    with voting.engines.write() as session, pytest.raises(GroupingError):
        grouping.name_group(session, wave.id, number, name, actor=ACTOR)


def test_the_newest_wave_can_be_searched_anew(voting: Voting) -> None:
    first, second = shaped(voting), shaped(voting)
    made(voting, second)
    with voting.engines.write() as session, pytest.raises(GroupingError, match="later wave"):
        grouping.search_anew(session, first.id, actor=ACTOR)
    result = CliRunner().invoke(commands, ["anew", str(second.id)], obj=voting.settings)
    assert result.exit_code == 0
    found = made(voting, second)
    assert found.model is not None
    assert (found.model.version, found.wave) == (2, str(second.id))
    assert len(found.crosswalk) == 3


def test_the_system_reads_groups_with_names_and_an_entity_reads_none(
    voting: Voting, sign_in: Make
) -> None:
    wave = shaped(voting)
    made(voting, wave)
    draw(voting.engines, wave.id, ("en",), nothing)
    result = CliRunner().invoke(
        commands, ["name", str(wave.id), "1", "Planners"], obj=voting.settings
    )
    assert result.exit_code == 0
    system = sign_in((Role.SYSTEM_EXECUTIVE, "")).get(f"/account/results/{wave.id}/system")
    assert "3 groups of entities are found" in system.text
    assert "Planners" in system.text
    assert "Who is nearest to whom" in system.text
    visitor = sign_in((Role.EXECUTIVE, NAMES[3]), email="own@example.org")
    own = visitor.get(f"/account/results/{wave.id}/entity/{NAMES[3]}")
    assert "This entity is in the group" in own.text
    assert "not named here" in own.text
    assert not [name for name in NAMES if name in own.html and name != NAMES[3]]
    with voting.engines.read() as session:
        charts = session.scalars(select(Chart).where(Chart.name == "map"))
        for chart in charts:
            named = {name for name in NAMES if name in chart.alt or name.encode() in chart.svg}
            if chart.node_id != "system":
                assert named == {chart.node_id.removeprefix("entity:")}


def test_few_entities_are_told_from_when_on(voting: Voting, sign_in: Make) -> None:
    wave = voting.publish({(name, ""): 60 for name in NAMES[:7]}, 50)
    regroup(voting.engines, wave.id, nothing)
    draw(voting.engines, wave.id, ("en",), nothing)
    visitor = sign_in((Role.SYSTEM_EXECUTIVE, ""))
    page = visitor.get(f"/account/results/{wave.id}/system")
    assert "7 entities took part" in page.text
    assert "20 are needed" in page.text
    assert f"/account/results/{wave.id}/system/map.svg" in page.html
    entity = visitor.get(f"/account/results/{wave.id}/entity/{NAMES[0]}")
    assert "map.svg" not in entity.html  # six others without names would be too few


def test_before_the_job_has_run_nothing_is_said(voting: Voting, sign_in: Make) -> None:
    wave = voting.publish({(name, ""): 40 for name in NAMES[:3]}, 30)
    page = sign_in((Role.SYSTEM_EXECUTIVE, "")).get(f"/account/results/{wave.id}/system")
    assert "similar shape" not in page.text
