"""From a sheet to its result: a pure function of answers, rules and tools."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from questionnaires.model import Factor, OfficeSize, Questionnaire
from questionnaires.profiles import DecisiveAnswer, NamedProfile, decisive_answer, name_profile
from questionnaires.scoring import FactorResult, Profile, lowest_factors, mean, score
from toolkit.assess.sheet import Copy, Sheet
from tools_catalog.model import Need, Recommendations, Situation, Tool
from tools_catalog.recommender import recommend, reliability


@dataclass(frozen=True, slots=True)
class ModuleChange:
    """A module's mean before and now, 1 to 5; None where it was not stated."""

    module_id: str
    before: Fraction | None
    now: Fraction | None


@dataclass(frozen=True, slots=True)
class Result:
    """A person's result: the profile, its name, and the tools that it calls for."""

    profile: Profile
    named: NamedProfile
    decisive: DecisiveAnswer | None
    lowest: tuple[str, ...]  # factor ids that share the lowest mean
    needs: tuple[Need, ...]
    tools: Recommendations
    changes: tuple[ModuleChange, ...]  # empty without earlier answers

    @property
    def has_levels(self) -> bool:
        """Whether at least one module is stated."""
        return any(module.mean is not None for module in self.profile.modules)


def result_of(questionnaire: Questionnaire, sheet: Sheet, tools: Sequence[Tool]) -> Result:
    """Work out the result of a sheet."""
    answers = sheet.response.answers
    profile = score(questionnaire, answers)
    needs = needs_of(questionnaire, profile, sheet.size)
    rules = questionnaire.rules
    return Result(
        profile=profile,
        named=name_profile(rules.profiles, profile.means, min_modules=rules.min_modules),
        decisive=decisive_answer(rules, profile),
        lowest=lowest_factors(profile),
        needs=needs,
        tools=recommend(tools, needs, situation_of(questionnaire, sheet)),
        changes=_changes(questionnaire, profile, sheet.earlier),
    )


def needs_of(questionnaire: Questionnaire, profile: Profile, size: OfficeSize) -> tuple[Need, ...]:
    """What every factor calls for, where its answers say anything."""
    return tuple(
        _need(module.module_id, questionnaire.factors[factor.factor_id], factor, size)
        for module in profile.modules
        for factor in module.factors
        if factor.status in {"stated", "cannot-say"}
    )


def good_enough(factor: Factor, size: OfficeSize) -> Fraction:
    """The level that is good enough for a factor: the mean over its questions, 1 to 5."""
    return mean(getattr(question.good_enough, size) for question in factor.questions)


def situation_of(questionnaire: Questionnaire, sheet: Sheet) -> Situation:
    """What the person said about the own situation, as the recommender reads it."""
    chosen = {barrier.id: barrier.factors for barrier in questionnaire.barriers.options}
    plan = sheet.plan
    return Situation(
        role=plan.role,
        minutes=plan.minutes,
        people=plan.people,
        matters=frozenset(plan.matters),
        barrier_factors=frozenset(
            factor_id for key in sheet.response.barriers for factor_id in chosen.get(key, ())
        ),
        refused=frozenset(plan.refused),
        done=frozenset(plan.done),
    )


def _need(module_id: str, factor: Factor, found: FactorResult, size: OfficeSize) -> Need:
    with_level = sum(answer.level is not None for answer in found.answers.values())
    return Need(
        factor_id=factor.id,
        module_id=module_id,
        level=found.mean,
        target=good_enough(factor, size),
        reliability=reliability(with_level, found.asked),
        cannot_say=found.status == "cannot-say",
    )


def _changes(
    questionnaire: Questionnaire, profile: Profile, earlier: Copy | None
) -> tuple[ModuleChange, ...]:
    if earlier is None:
        return ()
    before = score(questionnaire, earlier.response.answers).means
    return tuple(
        ModuleChange(module_id, before[module_id], now) for module_id, now in profile.means.items()
    )
