"""Which named profile module means show, and which one answer would change it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from questionnaires.model import Answer, ProfileRules, Questionnaire
from questionnaires.scoring import ModuleResult, mean, score

ProfileKind = Literal[
    "none", "trailblazer", "early-stage", "clearly", "balanced", "leans", "two", "several"
]

NAMED_BY_MODULE: frozenset[ProfileKind] = frozenset({"clearly", "leans", "two"})


@dataclass(frozen=True, slots=True)
class NamedProfile:
    """A profile's kind, its strongest modules and its weakest, in the questionnaire's order.

    The strongest are those that share the highest mean, so an early-stage profile can say where
    it starts from: one for clearly and leans. For two and several they are all that come near
    the highest. Both are empty for none.
    """

    kind: ProfileKind
    strongest: tuple[str, ...]
    weakest: tuple[str, ...]  # module ids that share the lowest mean
    mean: Fraction | None  # of the stated modules, 1 to 5

    @property
    def title(self) -> tuple[ProfileKind, tuple[str, ...]]:
        """What tells two profiles apart: the kind, and the modules where they give the name."""
        return self.kind, self.strongest if self.kind in NAMED_BY_MODULE else ()


@dataclass(frozen=True, slots=True)
class DecisiveAnswer:
    """One answer that, moved by one level, would change the profile."""

    question_id: str
    given: int
    moved_to: int
    profile: NamedProfile


def name_profile(
    rules: ProfileRules, means: Mapping[str, Fraction | None], *, min_modules: int
) -> NamedProfile:
    """Name the profile that module means show (module id -> mean from 1 to 5, None if not stated).

    The rules are tried in the order of `ProfileKind`; the first that holds is the one.
    """
    stated = {module_id: value for module_id, value in means.items() if value is not None}
    if len(stated) < max(min_modules, 2):
        return NamedProfile("none", (), (), None)
    kind = _kind(rules, stated)
    near = _near_highest(stated, rules.leans)
    highest, lowest = max(stated.values()), min(stated.values())
    return NamedProfile(
        kind=kind,
        strongest=near if kind in {"two", "several"} else _having(stated, highest),
        weakest=_having(stated, lowest),
        mean=mean(stated.values()),
    )


def decisive_answer(
    questionnaire: Questionnaire, answers: Mapping[str, Answer]
) -> DecisiveAnswer | None:
    """Find the answer whose move by one level changes the profile, or None when none would.

    Among several, the one that moves its module's mean least, for there the profile is nearest to
    another; then a move up before a move down; then the order in which the questions are asked.
    """
    moves = _changing_moves(questionnaire, answers)
    best = min(moves, key=lambda move: (move[0], move[1].moved_to < move[1].given), default=None)
    return None if best is None else best[1]


def _kind(rules: ProfileRules, stated: Mapping[str, Fraction]) -> ProfileKind:
    highest, second, *others = sorted(stated.values(), reverse=True)
    lead = highest - second
    average, spread = mean(stated.values()), highest - min(stated.values())
    holds: dict[ProfileKind, bool] = {
        "trailblazer": average >= rules.trailblazer.mean
        and all(stated.get(m, 0) >= border for m, border in rules.trailblazer.modules.items()),
        "early-stage": average < rules.early_stage.mean_below
        and highest < rules.early_stage.no_module_from,
        "clearly": highest >= rules.clearly.strongest_from and lead >= rules.clearly.lead,
        "balanced": spread < rules.balanced.range_below or highest < rules.balanced.no_module_from,
        "leans": lead >= rules.leans,
        "two": all(highest - other >= rules.leans for other in others),
    }
    return next((kind for kind, it_holds in holds.items() if it_holds), "several")


def _near_highest(stated: Mapping[str, Fraction], within: Fraction) -> tuple[str, ...]:
    highest = max(stated.values())
    return tuple(m for m, value in stated.items() if highest - value < within)


def _having(stated: Mapping[str, Fraction], value: Fraction) -> tuple[str, ...]:
    return tuple(m for m, own in stated.items() if own == value)


def _changing_moves(
    questionnaire: Questionnaire, answers: Mapping[str, Answer]
) -> Iterator[tuple[Fraction, DecisiveAnswer]]:
    """Every move that changes the profile, with how far it moves its module's mean."""
    rules, scored = questionnaire.rules, score(questionnaire, answers)
    now = name_profile(rules.profiles, scored.means, min_modules=rules.min_modules)
    for module in scored.modules:
        if module.mean is None:
            continue
        named_at: dict[Fraction, NamedProfile] = {}  # most moves of a module lead to the same mean
        for step, question_id, given, moved_to in _moves(module):
            after = module.mean + (moved_to - given) * step
            if after not in named_at:
                means = {**scored.means, module.module_id: after}
                named_at[after] = name_profile(rules.profiles, means, min_modules=rules.min_modules)
            named = named_at[after]
            if named.title != now.title:
                yield step, DecisiveAnswer(question_id, given, moved_to, named)


def _moves(module: ModuleResult) -> Iterator[tuple[Fraction, str, int, int]]:
    """For every answer with a level: what one level moves the module's mean by, and each move."""
    stated = sum(factor.mean is not None for factor in module.factors)
    for factor in module.factors:
        levels = {key: answer.level for key, answer in factor.answers.items() if answer.level}
        for question_id, given in levels.items():
            step = Fraction(1, stated * len(levels))
            for moved_to in (given + 1, given - 1):
                if Answer.LEVEL_1 <= moved_to <= Answer.LEVEL_5:
                    yield step, question_id, given, moved_to
