"""One person's answers to a maturity result, in exact fractions: one engine for all who need it."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from questionnaires.model import Answer, Factor, Module, ModuleRule, Questionnaire, Rules

FactorStatus = Literal["stated", "cannot-say", "does-not-apply", "not-answered"]
ModuleStatus = Literal["stated", "does-not-apply", "too-few"]


@dataclass(frozen=True, slots=True)
class LevelRange:
    """The level that a mean stands for; ``low < high`` where the answers do not decide."""

    low: int
    high: int

    @property
    def is_between(self) -> bool:
        """Whether the mean lies too near the border of two levels to state one."""
        return self.low != self.high


@dataclass(frozen=True, slots=True)
class FactorResult:
    """A factor's mean over its answered questions, 1 to 5, and what the answers were."""

    factor_id: str
    status: FactorStatus
    mean: Fraction | None
    answers: Mapping[str, Answer]  # question id -> answer, only those given
    asked: int  # questions of the factor


@dataclass(frozen=True, slots=True)
class ModuleResult:
    """A module's mean over its factors, 1 to 5, or why none is stated."""

    module_id: str
    status: ModuleStatus
    mean: Fraction | None
    level: LevelRange | None
    factors: tuple[FactorResult, ...]
    with_level: int  # questions that carry a level
    applicable: int  # questions not answered "does not apply"
    asked: int


@dataclass(frozen=True, slots=True)
class Profile:
    """One person's maturity profile."""

    modules: tuple[ModuleResult, ...]
    overall: Fraction | None
    level: LevelRange | None  # of the overall mean

    @property
    def means(self) -> dict[str, Fraction | None]:
        """Module id -> stated mean, in the questionnaire's order."""
        return {module.module_id: module.mean for module in self.modules}


def score(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> Profile:
    """Score one person's answers (question id -> answer).

    The overall mean is the mean of the stated modules, where enough of them are stated. Answers
    to questions that this version does not ask are passed over.
    """
    rules = questionnaire.rules
    modules = tuple(score_module(module, rules, answers) for module in questionnaire.modules)
    stated = [module.mean for module in modules if module.mean is not None]
    overall = mean(stated) if len(stated) >= rules.min_modules else None
    return Profile(modules, overall, _level(overall, rules))


def score_module(module: Module, rules: Rules, answers: Mapping[str, Answer]) -> ModuleResult:
    """Score one module; the mean is over factors, so a factor of two questions weighs as one."""
    factors = tuple(_score_factor(factor, answers) for factor in module.factors)
    given = [answer for factor in factors for answer in factor.answers.values()]
    asked = sum(factor.asked for factor in factors)
    with_level = sum(answer.level is not None for answer in given)
    applicable = asked - given.count(Answer.DOES_NOT_APPLY)
    status = _module_status(rules.module, with_level, applicable)
    stated = mean(f.mean for f in factors if f.mean is not None) if status == "stated" else None
    return ModuleResult(
        module_id=module.id,
        status=status,
        mean=stated,
        level=_level(stated, rules),
        factors=factors,
        with_level=with_level,
        applicable=applicable,
        asked=asked,
    )


def level_range(value: Fraction, *, between: Fraction) -> LevelRange:
    """Round a mean from 1 to 5 to its level.

    Where the border of two levels is no further away than `between`, which is less than 1/2, it
    is both; so the question whether a half rounds up or down never comes up.
    """
    reach = Fraction(1, 2) + between
    return LevelRange(math.ceil(value - reach), math.floor(value + reach))


def lowest_factors(profile: Profile) -> tuple[str, ...]:
    """All factors that share the lowest stated mean, in order; empty where none is stated."""
    means = {
        factor.factor_id: factor.mean
        for module in profile.modules
        for factor in module.factors
        if factor.mean is not None
    }
    lowest = min(means.values(), default=None)
    return tuple(factor_id for factor_id, value in means.items() if value == lowest)


def mean(values: Iterable[Fraction | int]) -> Fraction:
    """Take the exact mean of at least one value."""
    listed = list(values)
    return Fraction(sum(listed), len(listed))


def _score_factor(factor: Factor, answers: Mapping[str, Answer]) -> FactorResult:
    given = {q.id: answers[q.id] for q in factor.questions if q.id in answers}
    levels = [answer.level for answer in given.values() if answer.level is not None]
    asked = len(factor.questions)
    return FactorResult(
        factor_id=factor.id,
        status="stated" if levels else _status_without_level(given, asked),
        mean=mean(levels) if levels else None,
        answers=given,
        asked=asked,
    )


def _status_without_level(given: Mapping[str, Answer], asked: int) -> FactorStatus:
    if Answer.CANNOT_SAY in given.values():
        return "cannot-say"
    return "does-not-apply" if len(given) == asked else "not-answered"


def _module_status(rule: ModuleRule, with_level: int, applicable: int) -> ModuleStatus:
    if applicable < rule.min_levels:
        return "does-not-apply"
    if with_level >= rule.min_levels and with_level >= rule.min_share * applicable:
        return "stated"
    return "too-few"


def _level(value: Fraction | None, rules: Rules) -> LevelRange | None:
    return None if value is None else level_range(value, between=rules.between)
