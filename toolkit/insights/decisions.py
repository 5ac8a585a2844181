"""What could be decided: the lowest factors that are not good enough, each with its own tool."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from statistics import fmean

from questionnaires.model import Questionnaire
from toolkit.insights.figures import FactorLevel
from tools_catalog.model import Tool

MOST = 3


@dataclass(frozen=True, slots=True)
class Decision:
    """A factor to work on, with the tool that was written for it."""

    factor: FactorLevel
    tool: Tool


def decisions(
    factors: Iterable[FactorLevel], questionnaire: Questionnaire, tools: Iterable[Tool]
) -> tuple[Decision, ...]:
    """Up to three, lowest factor first; none where everything is good enough for a large office."""
    own = {factor_id: tool for tool in tools for factor_id in tool.own_factors}
    return tuple(islice(_called_for(factors, questionnaire, own), MOST))


def _called_for(
    factors: Iterable[FactorLevel], questionnaire: Questionnaire, own: dict[str, Tool]
) -> Iterator[Decision]:
    for factor in factors:
        asked = questionnaire.factors[factor.id].questions
        target = fmean(question.good_enough.large for question in asked)
        if factor.id in own and factor.value < target:
            yield Decision(factor, own[factor.id])
