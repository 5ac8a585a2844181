"""Tools in words: what one needs, why it is recommended, and why before the next."""

from collections.abc import Mapping

from questionnaires.model import Answer, Factor, OfficeSize, Question
from toolkit.wording.reader import Gettext, Reader
from tools_catalog.model import Contribution, PeopleRange, Recommendation, Starter

_HOUR, _DAY = 60, 420  # minutes; a working day of seven hours


def duration(gettext: Gettext, ngettext: Gettext, minutes: int) -> str:
    """Working time in minutes, hours or days, as people plan it."""
    _ = gettext
    if minutes < 2 * _HOUR:
        return ngettext("%(num)s minute", "%(num)s minutes", minutes)
    if minutes < _DAY:
        hours, rest = divmod(minutes, _HOUR)
        if rest:
            return _("%(hours)s h %(minutes)s min", hours=hours, minutes=rest)
        return ngettext("%(num)s hour", "%(num)s hours", hours)
    half_days = -(-2 * minutes // _DAY)
    if half_days % 2:
        return _("%(days)s½ days", days=half_days // 2)
    return ngettext("%(num)s day", "%(num)s days", half_days // 2)


def people(gettext: Gettext, needed: PeopleRange) -> str:
    """How many people take part."""
    _ = gettext
    if needed.most == 1:
        return _("1 person")
    if needed.fewest == needed.most:
        return _("%(number)s people", number=needed.fewest)
    return _("%(fewest)s to %(most)s people", fewest=needed.fewest, most=needed.most)


def starter(gettext: Gettext, who: Starter) -> str:
    """Who can start a tool."""
    _ = gettext
    return {
        "anyone": lambda: _("anyone"),
        "team-lead": lambda: _("a team lead"),
        "head-of-office": lambda: _("a head of office"),
        "executive": lambda: _("an executive"),
    }[who]()


def reason(reader: Reader, part: Contribution, *, further: bool) -> str:
    """Which answer led to a tool, and what gap it closes."""
    _ = reader.gettext
    values = {
        "factor": reader.name(part.factor_id),
        "level": reader.of_five(part.level),
        "target": reader.mean(part.target),
    }
    if further:
        sentence = _(
            "%(factor)s: you are at %(level)s, which is good enough; this goes one step further.",
            **values,
        )
    else:
        sentence = _("%(factor)s: you are at %(level)s; good enough would be %(target)s.", **values)
    extras = [
        text
        for holds, text in (
            (part.matters, _("You marked it as mattering in the next six months.")),
            (part.barrier, _("A barrier that you chose touches it.")),
            (part.reliability < 1, _("It rests on one of its two questions, so it counts less.")),
        )
        if holds
    ]
    return " ".join((sentence, *extras))


def in_own_words(
    reader: Reader, factor: Factor, answers: Mapping[str, Answer], size: OfficeSize
) -> str:
    """What was chosen for a factor, beside the description to reach; empty at the highest.

    Of two questions the one that is furthest from good enough speaks. Where both are good enough,
    the next description is the one to reach.
    """
    _ = reader.gettext
    stated = [
        (level, getattr(question.good_enough, size), question)
        for question in factor.questions
        if question.id in answers and (level := answers[question.id].level) is not None
    ]
    below = [one for one in stated if one[0] < len(one[2].levels)]
    if not below:
        return ""
    level, enough, question = min(below, key=lambda one: one[0] - one[1])
    values = {
        "chosen": _description(reader, question, level),
        "next": _description(reader, question, max(enough, level + 1)),
    }
    if level < enough:
        return _("You chose “%(chosen)s”. Good enough would be “%(next)s”.", **values)
    return _("You chose “%(chosen)s”. The next step would be “%(next)s”.", **values)


def before_next(reader: Reader, recommendation: Recommendation) -> str:
    """Why a tool stands before the next one; empty where nothing follows."""
    _ = reader.gettext
    if recommendation.ahead_of_next is None:
        return ""
    return {
        "gap": lambda: _("Stands here because the next one goes further than good enough."),
        "gain": lambda: _("Stands here because it would help you more than the next one."),
        "variety": lambda: _(
            "Stands here because it overlaps less with the tools above it than the next one."
        ),
        "matters": lambda: _("Stands here because of what you marked as mattering."),
        "barriers": lambda: _("Stands here because of a barrier that you chose."),
        "can-start": lambda: _("As strong as the next one; you can start this one yourself."),
        "shorter": lambda: _("As strong as the next one; this one takes less time."),
        "curated-order": lambda: _("As strong as the next one; the curators put it first."),
    }[recommendation.ahead_of_next]()


def _description(reader: Reader, question: Question, level: int) -> str:
    return reader.text(question.id, "level", str(level)).rstrip(".")
