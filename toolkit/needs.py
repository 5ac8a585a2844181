"""What a group's published means call for, as the recommender reads it."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from aggregation.drawing import as_fractions
from aggregation.publication import Publication
from aggregation.relying import between_entities, factor_reliabilities
from aggregation.summaries import factor_means
from questionnaires.model import Questionnaire
from toolkit.proposals import good_enough
from tools_catalog.model import Need

_FINEST = 1000  # the largest denominator of a reliability or a target


def needs_of(
    publication: Publication, node_id: str, questionnaire: Questionnaire
) -> tuple[Need, ...]:
    """One need for every factor whose mean is published; KeyError where the group is not listed."""
    return needs_by_group(publication, [node_id], questionnaire)[node_id]


def needs_by_group(
    publication: Publication, node_ids: Iterable[str], questionnaire: Questionnaire
) -> dict[str, tuple[Need, ...]]:
    """The same for many groups, by their ids; what lies between entities is found once."""
    between = between_entities(publication)
    return {
        node_id: tuple(_needs(publication, node_id, questionnaire, between)) for node_id in node_ids
    }


def _needs(
    publication: Publication, node_id: str, questionnaire: Questionnaire, between: float
) -> Iterator[Need]:
    levels = as_fractions(factor_means(publication, node_id))
    reliabilities = factor_reliabilities(publication, node_id, between)
    for factor_id, level in levels.items():
        yield Need(
            factor_id=factor_id,
            module_id=questionnaire.module_of[factor_id].id,
            level=level,
            target=_exact(good_enough(questionnaire.factors[factor_id])),
            reliability=_exact(reliabilities[factor_id]),
        )


def _exact(value: float) -> Fraction:
    return Fraction(value).limit_denominator(_FINEST)
