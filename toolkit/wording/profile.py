"""A person's profile in words: its title, what it means, what would change it, what stands out."""

from questionnaires.profiles import DecisiveAnswer, NamedProfile
from questionnaires.scoring import ModuleResult, Profile, level_range
from toolkit.wording.reader import Reader


def title(reader: Reader, named: NamedProfile) -> str:
    """The profile's name, e.g. "Clearly Strategist"."""
    _ = reader.gettext
    names = [reader.text("profile", module_id, "name") for module_id in named.strongest]
    if named.kind == "balanced" and named.mean is not None:
        return _("Balanced, around %(level)s", level=_around(reader, named))
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
            "Your answers set direction and know the partners around them, and the rest is sound. "
            "Others may want to learn how you do it."
        ),
        "early-stage": lambda: _(
            "Most of this is still beginning. What is there starts from %(strongest)s.",
            strongest=strongest,
        ),
        "clearly": lambda: _(
            "Your answers are clearly strongest in %(strongest)s.", strongest=strongest
        ),
        "balanced": lambda: _(
            "No module stands out: your answers are at about the same level throughout."
        ),
        "leans": lambda: _(
            "Your answers are a little stronger in %(strongest)s than elsewhere.",
            strongest=strongest,
        ),
        "two": lambda: _(
            "Your answers are strongest in %(strongest)s, and about equally so.",
            strongest=strongest,
        ),
        "several": lambda: _(
            "Several modules are about equally strong in your answers: %(strongest)s.",
            strongest=strongest,
        ),
    }[named.kind]()


def lowest_module(reader: Reader, named: NamedProfile) -> str | None:
    """Which module is weakest; None where none is, for all are equal or none is stated."""
    _ = reader.gettext
    if not named.weakest or set(named.weakest) & set(named.strongest):
        return None
    if len(named.weakest) == 1:
        return _("Weakest in %(module)s.", module=reader.names(named.weakest))
    return _("Equally low: %(modules)s.", modules=reader.names(named.weakest))


def decisive(reader: Reader, named: NamedProfile, answer: DecisiveAnswer | None) -> str:
    """Which one answer would change the profile, or that none would."""
    _ = reader.gettext
    if named.kind == "none":
        return ""
    if answer is None:
        return _("No single answer, moved by one level, would change this profile.")
    return _(
        "One answer decides: had you chosen “%(description)s”, the profile would be %(profile)s.",
        description=reader.text(answer.question_id, "level", str(answer.moved_to)),
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
    if len(best) == 1 and len(worst) == 1 and best != worst:
        return _(
            "Strongest in %(best)s (%(best_level)s), weakest in %(worst)s (%(worst_level)s).",
            best=reader.name(best[0].module_id),
            best_level=_level(reader, best[0]),
            worst=reader.name(worst[0].module_id),
            worst_level=_level(reader, worst[0]),
        )
    if profile.overall is not None and profile.level is not None:
        return _(
            "Overall %(level)s. No single module stands out above or below the others.",
            level=reader.level_of_five(profile.level, profile.overall),
        )
    return _(
        "%(modules)s can be stated; the other modules need more answers.",
        modules=reader.names([module.module_id for module in stated]),
    )


def lowest_factors(reader: Reader, factor_ids: tuple[str, ...]) -> str:
    """The lowest factors by name when they are one or two, else that several are equally low."""
    _ = reader.gettext
    if not factor_ids:
        return ""
    names = reader.names(factor_ids)
    if len(factor_ids) <= 2:  # noqa: PLR2004 - one or two are named, more are a list
        return _("Lowest: %(factors)s.", factors=names)
    return _("Several are equally low: %(factors)s.", factors=names)


def module_state(reader: Reader, module: ModuleResult) -> str:
    """A module's level, or why it has none."""
    _ = reader.gettext
    if module.mean is not None:
        return _level(reader, module)
    if module.status == "does-not-apply":
        return _("Does not apply to you")
    return _("Too few answers to state a level")


def resting_on(reader: Reader, module: ModuleResult) -> str:
    """How many answers a module's level rests on."""
    return reader.ngettext(
        "Rests on %(num)s answer with a level, of %(asked)s questions.",
        "Rests on %(num)s answers with a level, of %(asked)s questions.",
        module.with_level,
        asked=module.asked,
    )


def _level(reader: Reader, module: ModuleResult) -> str:
    if module.level is None or module.mean is None:
        return ""
    return reader.level_of_five(module.level, module.mean)


def _around(reader: Reader, named: NamedProfile) -> str:
    if named.mean is None:
        return ""
    return reader.level(level_range(named.mean, between=reader.questionnaire.rules.between))
