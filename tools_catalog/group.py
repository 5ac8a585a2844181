"""Which tools a group's factor means call for, and which of them would be chosen again.

For jobs: two hundred draws of the catalogue that is shipped take half a second of CPU.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from tools_catalog.model import Need, Recommendation, Recommendations, Situation, Tool
from tools_catalog.recommender import recommend
from tools_catalog.weights import STANDARD, Weights

FIRM_FROM = Fraction(4, 5)  # of the draws

_UNSTATED = Situation()


@dataclass(frozen=True, slots=True)
class GroupRecommendation:
    """A tool called for, and the share of draws in which it is among the chosen again."""

    recommendation: Recommendation
    recurs: Fraction

    @property
    def is_firm(self) -> bool:
        """Whether it recurs in four of five draws; the others are close calls."""
        return self.recurs >= FIRM_FROM


@dataclass(frozen=True, slots=True)
class GroupRecommendations:
    """The tools for a group; ``close_calls`` are others that recur in a fifth of the draws."""

    chosen: tuple[GroupRecommendation, ...]
    close_calls: tuple[tuple[str, Fraction], ...]  # tool id and share, the commonest first
    whole: Recommendations


def recommend_for_group(
    tools: Sequence[Tool],
    needs: Iterable[Need],
    drawn: Iterable[Mapping[str, Fraction]],
    situation: Situation = _UNSTATED,
    *,
    count: int = 5,
    weights: Weights = STANDARD,
) -> GroupRecommendations:
    """Choose tools by the person's rule, and again for each draw of the group's factor levels.

    ``needs`` carry the group's levels, and as reliability ``n / (n + sigma2 / tau2)``; ``drawn``
    are factor id -> level, drawn from the published intervals. A factor that a draw lacks keeps
    its level. Without draws nothing is firm.
    """
    asked = tuple(needs)
    whole = recommend(tools, asked, situation, count=count, weights=weights)
    times, among = 0, Counter[str]()
    for levels in drawn:
        again = recommend(tools, _at(asked, levels), situation, count=count, weights=weights)
        among.update(one.tool.id for one in again.chosen)
        times += 1
    recurring = {key: Fraction(number, times) for key, number in among.most_common()}
    chosen = tuple(
        GroupRecommendation(one, recurring.get(one.tool.id, Fraction(0))) for one in whole.chosen
    )
    ids = {one.tool.id for one in whole.chosen}
    close = ((key, share) for key, share in recurring.items() if key not in ids)
    return GroupRecommendations(
        chosen, tuple(pair for pair in close if pair[1] >= 1 - FIRM_FROM), whole
    )


def _at(needs: Iterable[Need], levels: Mapping[str, Fraction]) -> list[Need]:
    return [
        replace(need, level=levels.get(need.factor_id, need.level)) if need.level else need
        for need in needs
    ]
