"""Which named profile module means show, and which one answer would change it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Literal

from questionnaires.model import Answer, ProfileRules, Rules
from questionnaires.scoring import ModuleResult, Profile, mean

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


@dataclass(frozen=True, slots=True)
class _Move:
    """One answer moved by one level, which moves the mean of its module by one ``divisor``-th."""

    module_id: str
    before: Fraction  # the module's mean
    question_id: str
    given: int
    to: int
    divisor: int

    @property
    def mean(self) -> Fraction:
        """The module's mean afterwards."""
        return self.before + Fraction(self.to - self.given, self.divisor)


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


def decisive_answer(rules: Rules, profile: Profile) -> DecisiveAnswer | None:
    """Find the answer whose move by one level changes the profile, or None when none would.

    Among several, the one that moves its module's mean least, for there the profile is nearest to
    another; then a move up before a move down; then the order in which the questions are asked.
    """
    means, fewest = profile.means, rules.min_modules
    now = name_profile(rules.profiles, means, min_modules=fewest)

    @cache  # most moves of a module lead to the same mean
    def named_at(module_id: str, value: Fraction) -> NamedProfile:
        return name_profile(rules.profiles, {**means, module_id: value}, min_modules=fewest)

    moves = (move for module in profile.modules for move in _moves(module))
    for move in sorted(moves, key=lambda move: (-move.divisor, move.to < move.given)):
        named = named_at(move.module_id, move.mean)
        if named.title != now.title:
            return DecisiveAnswer(move.question_id, move.given, move.to, named)
    return None


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


def _moves(module: ModuleResult) -> Iterator[_Move]:
    """Every move by one level of an answer that a stated module rests on."""
    if module.mean is None:
        return
    stated = sum(factor.mean is not None for factor in module.factors)
    for factor in module.factors:
        levels = {key: answer.level for key, answer in factor.answers.items() if answer.level}
        divisor = stated * len(levels)
        for question_id, given in levels.items():
            for to in (given + 1, given - 1):
                if Answer.LEVEL_1 <= to <= Answer.LEVEL_5:
                    yield _Move(module.module_id, module.mean, question_id, given, to, divisor)
