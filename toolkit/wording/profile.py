"""A person's profile in words: its title, what it means, what would change it, what stands out."""

from collections.abc import Sequence
from fractions import Fraction

from questionnaires.profiles import DecisiveAnswer, NamedProfile
from questionnaires.scoring import ModuleResult, Profile, level_range
from toolkit.wording.reader import Reader

MOST_NAMED = 7  # subjects that a sentence can list


def title(reader: Reader, named: NamedProfile) -> str:
    """The profile's name, e.g. "Clearly Strategist"."""
    _ = reader.gettext
    names = [reader.text("profile", module_id, "name") for module_id in named.strongest]
    if named.kind == "balanced" and named.mean is not None:
        return _balanced(reader, named.mean)
    return {
        "none": lambda: _("No profile yet"),
        "trailblazer": lambda: _("Trailblazer"),
        "early-stage": lambda: _("Early-Stage Innovator"),
        "clearly": lambda: _("Clearly %(name)s", name=names[0]),
        "leans": lambda: _("Leans to %(name)s", name=names[0]),
        "two": lambda: _("%(one)s and %(other)s", one=names[0], other=names[1]),
        "several": lambda: _("Several strengths"),
    }[named.kind]()


def meaning(reader: Reader, named: NamedProfile) -> str:
    """What the profile says, in one or two sentences."""
    _ = reader.gettext
    strongest = reader.names(named.strongest)
    return {
        "none": lambda: _(
            "A profile needs levels in at least four modules. Answer a few more questions, and "
            "it appears."
        ),
        "trailblazer": lambda: _(
            "You set direction and know the partners around you, and the rest is sound. "
            "Others may want to learn how you do it."
        ),
        "early-stage": lambda: _(
            "Most of this is still beginning. You are furthest in %(strongest)s.",
            strongest=strongest,
        ),
        "clearly": lambda: _(
            "Your answers are clearly strongest in %(strongest)s.", strongest=strongest
        ),
        "balanced": lambda: _("No module stands out as a strength of its own."),
        "leans": lambda: _(
            "Your answers are a little stronger in %(strongest)s than elsewhere.",
            strongest=strongest,
        ),
        "two": lambda: _(
            "Your answers are strongest in %(strongest)s, and about equally so.",
            strongest=strongest,
        ),
        "several": lambda: _(
            "Your answers are about equally strong in several modules: %(strongest)s.",
            strongest=strongest,
        ),
    }[named.kind]()


def lowest_module(reader: Reader, named: NamedProfile) -> str | None:
    """Which module is weakest; None where none is, for all are equal or none is stated."""
    _ = reader.gettext
    if not named.weakest or set(named.weakest) & set(named.strongest):
        return None
    if len(named.weakest) == 1:
        return _("The weakest module is %(module)s.", module=reader.names(named.weakest))
    return _("The weakest modules are %(modules)s.", modules=reader.names(named.weakest))


def decisive(reader: Reader, named: NamedProfile, answer: DecisiveAnswer | None) -> str:
    """Which one answer would change the profile, or that none would."""
    _ = reader.gettext
    if named.kind == "none":
        return ""
    if answer is None:
        return _("No single answer, moved by one level, would change this profile.")
    return _(
        "One answer decides: had you chosen “%(description)s”, the profile would be %(profile)s.",
        description=reader.text(answer.question_id, "level", str(answer.moved_to)).rstrip("."),
        profile=title(reader, answer.profile),
    )


def standing_out(reader: Reader, profile: Profile, named: NamedProfile) -> str:
    """The whole result in one sentence."""
    _ = reader.gettext
    stated = [module for module in profile.modules if module.mean is not None]
    if not stated:
        return _("There are too few answers with a level to say anything yet.")
    best = [module for module in stated if module.module_id in named.strongest]
    worst = [module for module in stated if module.module_id in named.weakest]
    if best and named.kind != "balanced" and not set(named.strongest) & set(named.weakest):
        return _(
            "Strongest in %(best)s; weakest in %(worst)s.",
            best=_named(reader, best),
            worst=_named(reader, worst),
        )
    if profile.overall is not None and profile.level is not None:
        return _(
            "Overall %(level)s. No module stands out above the others.",
            level=reader.level_of_five(profile.level, profile.overall),
        )
    return _(
        "%(modules)s can be stated; the other modules need more answers.",
        modules=reader.names([module.module_id for module in stated]),
    )


def lowest_factors(reader: Reader, factor_ids: tuple[str, ...]) -> str:
    """The lowest factors by name when they are one or two, else that several are equally low.

    When very many share the lowest level, nothing stands out, and a list would say so badly.
    """
    _ = reader.gettext
    if not factor_ids:
        return ""
    if len(factor_ids) > MOST_NAMED:
        return _("No subject stands out as the lowest: many are at the same level.")
    names = reader.names(factor_ids)
    if len(factor_ids) <= 2:  # noqa: PLR2004 - one or two are named, more are a list
        return _("Lowest: %(factors)s.", factors=names)
    return _("Several are equally low: %(factors)s.", factors=names)


def module_state(reader: Reader, module: ModuleResult) -> str:
    """A module's level, or why it has none."""
    _ = reader.gettext
    if module.mean is not None:
        level = _level(reader, module)
        return level[:1].upper() + level[1:]  # it stands alone, and "between" may open it
    if module.status == "does-not-apply":
        return _("Does not apply to you")
    return _("Too few answers to state a level")


def resting_on(reader: Reader, module: ModuleResult) -> str:
    """How many of its questions a module's level rests on: those with a level."""
    return reader.ngettext(
        "Rests on %(answered)s of %(num)s question.",
        "Rests on %(answered)s of %(num)s questions.",
        module.asked,
        answered=module.with_level,
    )


def _named(reader: Reader, modules: Sequence[ModuleResult]) -> str:
    """Modules by name; one alone with its level."""
    _ = reader.gettext
    names = reader.names([module.module_id for module in modules])
    if len(modules) > 1:
        return names
    return _("%(module)s (%(level)s)", module=names, level=_level(reader, modules[0]))


def _level(reader: Reader, module: ModuleResult) -> str:
    if module.level is None or module.mean is None:
        return ""
    return reader.level_of_five(module.level, module.mean)


def _balanced(reader: Reader, mean: Fraction) -> str:
    _ = reader.gettext
    found = level_range(mean, between=reader.questionnaire.rules.between)
    low, high = reader.level_name(found.low), reader.level_name(found.high)
    if found.is_between:
        return _("Balanced, between %(low)s and %(high)s", low=low, high=high)
    return _("Balanced, around %(level)s", level=low)
