"""What could be decided: the lowest factors that are not good enough, each with its own tool."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from statistics import fmean

from questionnaires.model import Factor, Questionnaire
from tools_catalog.model import Tool

MOST = 3


@dataclass(frozen=True, slots=True)
class Proposal:
    """A factor to work on, with the tool that was written for it."""

    factor_id: str
    tool: Tool


def proposals(
    lowest_first: Iterable[tuple[str, float]], questionnaire: Questionnaire, tools: Iterable[Tool]
) -> tuple[Proposal, ...]:
    """Up to three of these factors; none where everything is good enough for a large office."""
    own = tool_of(tools)
    return tuple(islice(_called_for(lowest_first, questionnaire, own), MOST))


def tool_of(tools: Iterable[Tool]) -> dict[str, Tool]:
    """The tool that was written for each factor, by factor id."""
    return {factor_id: tool for tool in tools for factor_id in tool.own_factors}


def good_enough(factor: Factor) -> float:
    """The level of a factor that is good enough for a larger office, 1 to 5."""
    return fmean(asked.good_enough.large for asked in factor.questions)


def _called_for(
    lowest_first: Iterable[tuple[str, float]], questionnaire: Questionnaire, own: dict[str, Tool]
) -> Iterator[Proposal]:
    for factor_id, value in lowest_first:
        if factor_id in own and value < good_enough(questionnaire.factors[factor_id]):
            yield Proposal(factor_id, own[factor_id])
