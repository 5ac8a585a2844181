"""Figures of a page as values: parts that differ, what most entities share, what to decide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from voting import Voter, Voting

from questionnaires.model import Answer, Questionnaire
from questionnaires.responses import Response
from toolkit.content import tools
from toolkit.insights import audience, service
from toolkit.insights.decisions import decisions
from toolkit.insights.figures import FactorLevel, Figures, figures_of
from toolkit.proposals import MOST
from toolkit.publications import SYSTEM, entity_id, group_name, part_id
from toolkit.roles import FOR_AN_ENTITY, Role
from toolkit.web.access import Person

grants = st.lists(
    st.tuples(st.sampled_from(Role), st.sampled_from(["A", "B", ""])), max_size=5
).map(tuple)


def culture_differs(questionnaire: Questionnaire, voter: Voter) -> Response:
    """All alike but for culture, which the field sees two levels lower."""
    lower = {one.id for one in questionnaire.modules[3].questions} if voter.value == "Field" else ()
    return Response(
        answers={
            key: Answer(voter.chance.randint(3, 5) - 2 * (key in lower))
            for key in questionnaire.questions
        }
    )


def figures(voting: Voting, wave_id: int, node_id: str) -> Figures:
    with Session(voting.engines.reading) as session:
        found = service.results(session, wave_id, node_id)
    assert found.evidence is not None
    return figures_of(found.evidence)


def test_a_difference_between_parts_is_found_and_named(voting: Voting) -> None:
    sizes = {("A", "Field"): 60, ("A", "HQ"): 60, ("B", "Field"): 60, ("B", "HQ"): 60}
    wave = voting.publish(sizes, 50, culture_differs)
    found = figures(voting, wave.id, entity_id("A")).difference
    assert found is not None
    assert found.module == "culture"
    assert group_name(found.lower.id, entity_id("A")) == "Field"
    assert group_name(found.higher.id, entity_id("A")) == "HQ"


def test_what_most_entities_see_highest(voting: Voting) -> None:
    wave = voting.publish({("A", "Field"): 60, ("B", "HQ"): 60, ("C", "HQ"): 60}, 50)
    system = figures(voting, wave.id, SYSTEM)
    assert system.common is None or system.common.entities <= system.common.of == 3
    assert figures(voting, wave.id, entity_id("A")).common is None


def test_the_same_texts_are_worked_out_once(voting: Voting) -> None:
    wave = voting.publish({("A", ""): 60}, 50)
    assert figures(voting, wave.id, SYSTEM) is figures(voting, wave.id, SYSTEM)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([("goals", 1.9), ("trends", 2.0), ("scale", 2.1), ("learning", 2.2)], 3),
        ([("goals", 1.9)], 1),
        ([("goals", 4.6), ("trends", 4.5)], 0),
        ([], 0),
    ],
)
def test_decisions_are_the_lowest_that_are_not_good_enough(
    voting: Voting, questionnaire: Questionnaire, values: list[tuple[str, float]], expected: int
) -> None:
    with Session(voting.engines.reading) as session:
        catalogue = tools(session)
    lowest_first = [FactorLevel(key, value, None) for key, value in values]
    found = decisions(lowest_first, questionnaire, catalogue)
    assert len(found) == expected <= MOST
    assert [one.factor for one in found] == lowest_first[:expected]
    assert all(one.factor.id in one.tool.own_factors for one in found)


@given(grants)
def test_who_may_read(held: tuple[tuple[Role, str], ...]) -> None:
    person = Person("a@example.org", held)
    everything = {Role.SYSTEM_EXECUTIVE, Role.ADMINISTRATOR} & {role for role, _entity in held}
    assert audience.may_read_system(person) is bool(everything)
    own = {entity for role, entity in held if role in FOR_AN_ENTITY}
    expected = {"A", "B"} if everything else {"A", "B"} & own
    assert set(audience.readable(person, ["B", "A"])) == expected


def test_names_and_ids_of_groups() -> None:
    for name in ("A", "A|B", "entity:A", ""):
        assert group_name(entity_id(name)) == name
        assert group_name(part_id(name, "HQ|1"), entity_id(name)) == "HQ|1"
