"""What could be decided, with the figure that it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass

from questionnaires.model import Questionnaire
from toolkit.insights.figures import FactorLevel
from toolkit.proposals import proposals
from tools_catalog.model import Tool


@dataclass(frozen=True, slots=True)
class Decision:
    """A factor to work on, with the tool that was written for it."""

    factor: FactorLevel
    tool: Tool


def decisions(
    factors: Iterable[FactorLevel], questionnaire: Questionnaire, tools: Iterable[Tool]
) -> tuple[Decision, ...]:
    """Up to three, lowest factor first, as :func:`toolkit.proposals.proposals` finds them."""
    by_id = {factor.id: factor for factor in factors}
    found = proposals(((key, one.value) for key, one in by_id.items()), questionnaire, tools)
    return tuple(Decision(by_id[one.factor_id], one.tool) for one in found)
