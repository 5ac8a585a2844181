"""What a group's published means call for, as the recommender reads it."""

from fractions import Fraction

from aggregation.drawing import as_fractions
from aggregation.publication import Publication
from aggregation.relying import factor_reliabilities
from aggregation.summaries import factor_means
from questionnaires.model import Questionnaire
from toolkit.proposals import good_enough
from tools_catalog.model import Need

_FINEST = 1000  # the largest denominator of a reliability or a target


def needs_of(
    publication: Publication, node_id: str, questionnaire: Questionnaire
) -> tuple[Need, ...]:
    """One need for every factor whose mean is published; KeyError where the group is not listed."""
    levels = as_fractions(factor_means(publication, node_id))
    reliabilities = factor_reliabilities(publication, node_id)
    return tuple(
        Need(
            factor_id=factor_id,
            module_id=questionnaire.module_of[factor_id].id,
            level=level,
            target=_exact(good_enough(questionnaire.factors[factor_id])),
            reliability=_exact(reliabilities[factor_id]),
        )
        for factor_id, level in levels.items()
    )


def _exact(value: float) -> Fraction:
    return Fraction(value).limit_denominator(_FINEST)
