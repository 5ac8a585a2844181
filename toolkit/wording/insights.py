"""The sentences that come first on every page of results, each with its chance and its silence."""

from collections.abc import Iterable
from dataclasses import dataclass

from aggregation.certainty import Estimate
from aggregation.findings import Finding
from aggregation.grid import Band
from questionnaires.model import Perspective
from toolkit.wording import figures
from toolkit.wording.reader import Reader
from toolkit.wording.telling import Sentence, Teller, silent, tolerance


@dataclass(frozen=True, slots=True)
class Named:
    """A subject that calls for a decision, with its mean in words."""

    factor_id: str
    value: str
    interval: str  # empty for a median


def question(reader: Reader, question_id: str, perspective: Perspective) -> str:
    """A question as it was asked."""
    stem = reader.questionnaire.questions[question_id].stem
    return reader.text(question_id, "stem", stem.asked_of(perspective))


def response(teller: Teller, people: Band) -> Sentence:
    """Who answered, and who did not."""
    _ = teller.reader.gettext
    many, rate = figures.people(teller.reader, people), teller.response_rate
    if not rate:
        text = _(
            "%(people)s answered; what share of those asked they are is not shown.", people=many
        )
    elif rate >= 100:  # noqa: PLR2004 - percent
        text = _("Everybody who was asked answered: %(people)s.", people=many)
    else:
        text = _(
            "Of those who were asked, at least %(rate)s answered (%(people)s); up to %(silent)s "
            "did not.",
            rate=figures.percent(teller.reader, rate),
            people=many,
            silent=figures.percent(teller.reader, 100 - rate),
        )
    chance = _("None: everybody who answered is counted.")
    text = " ".join(filter(None, (text, teller.asked)))
    return Sentence("who", text, chance, _silence_on_people(teller), "response")


def standing(teller: Teller) -> Sentence:
    """The strongest and the weakest module, and how firmly that holds."""
    ends = teller.said("strongest") + teller.said("weakest")
    text = _standing_text(teller, ends)
    basis = f" {teller.basis}" if teller.basis else ""
    levels = {one.ids[0]: one for one in teller.said("level")}
    firsts = dict.fromkeys(end.ids[0] for end in ends)
    held = [levels[key] for key in firsts if key in levels]
    chance, silence = _chance(teller, ends), _tolerances(teller, held)
    return Sentence("standing", text + basis, chance, silence, "modules")


def obstacles(teller: Teller) -> Sentence:
    """The barrier named most, and what most cannot say."""
    _ = teller.reader.gettext
    barriers, unknown = teller.said("barrier")[:1], teller.said("cannot-say")[:1]
    parts = [
        _("%(subject)s: %(interval)s", subject=subject, interval=_share_interval(teller, one))
        for subject, group in ((_("Named"), barriers), (_("cannot say"), unknown))
        for one in group
    ]
    chance = "; ".join(parts) or _("Not worked out.")
    text = _obstacle_text(teller, barriers, unknown)
    return Sentence("obstacles", text, chance, silent(teller), "barriers")


def proposals(teller: Teller, named: Iterable[Named], *, shown: int, as_low: int = 0) -> Sentence:
    """What is to be decided, of the subjects that are `shown`; `as_low` others are as low."""
    reader, chosen = teller.reader, list(named)
    _ = reader.gettext
    if not chosen:
        text = _nothing_proposed(teller) if shown else _no_subject(teller)
        return Sentence("decisions", text, _("Not worked out."), silent(teller), "decisions")
    subjects = figures.listed(
        reader,
        [
            _("“%(subject)s” (%(mean)s of 5)", subject=reader.name(one.factor_id), mean=one.value)
            for one in chosen
        ],
    )
    text = teller.either(
        reader.ngettext(
            "Staff see %(subjects)s lowest: one decision is proposed.",
            "Staff see %(subjects)s lowest: %(num)s decisions are proposed.",
            len(chosen),
            subjects=subjects,
        ),
        reader.ngettext(
            "Of those who answered, the average is lowest for %(subjects)s: one decision is "
            "proposed.",
            "Of those who answered, the average is lowest for %(subjects)s: %(num)s decisions are "
            "proposed.",
            len(chosen),
            subjects=subjects,
        ),
    )
    if as_low:
        others = reader.ngettext(
            "One other subject is as low.", "%(num)s other subjects are as low.", as_low
        )
        text = f"{text} {others}"
    chance = "; ".join(
        _("%(subject)s: %(interval)s", subject=reader.name(one.factor_id), interval=one.interval)
        for one in chosen
        if one.interval
    )
    chance = chance or _("The order of medians that lie close together may be chance.")
    return Sentence("decisions", text, chance, silent(teller), "decisions")


def _nothing_proposed(teller: Teller) -> str:
    _ = teller.reader.gettext
    return teller.either(
        _("Staff see no subject below what is good enough: nothing is proposed for decision."),
        _(
            "Of those who answered, the average is below good enough in no subject: nothing is "
            "proposed for decision."
        ),
    )


def _no_subject(teller: Teller) -> str:
    _ = teller.reader.gettext
    return teller.either(
        _("The average of no subject can be shown: nothing is proposed for decision."),
        _(
            "Of those who answered, the average of no subject can be shown: nothing is proposed "
            "for decision."
        ),
    )


def _silence_on_people(teller: Teller) -> str:
    _ = teller.reader.gettext
    if teller.response_rate and teller.response_rate >= 100:  # noqa: PLR2004 - percent
        return _("None: everybody who was asked answered.")
    return _("What the others think is in no figure on this page.")


def _standing_text(teller: Teller, ends: tuple[Finding, ...]) -> str:
    _ = teller.reader.gettext
    if not ends:
        return teller.either(
            _("Too few modules can be shown to say which is strongest."),
            _("Of those who answered, too few modules can be shown to say which is strongest."),
        )
    best, worst = ends
    if set(best.ids) & set(worst.ids):
        return teller.either(
            _("Staff see no module as clearly stronger or weaker than the others."),
            _(
                "Of those who answered, the average sets no module clearly above or below the "
                "others."
            ),
        )
    values = {"best": _end(teller, best), "worst": _end(teller, worst)}
    return teller.either(
        _("Staff see %(best)s as strongest and %(worst)s as weakest.", **values),
        _(
            "Of those who answered, the average is highest for %(best)s and lowest for %(worst)s.",
            **values,
        ),
    )


def _end(teller: Teller, end: Finding) -> str:
    """The one module that stands at an end, firmly, or all that may."""
    reader = teller.reader
    _ = reader.gettext
    if end.estimate is None or len(end.ids) > 1:
        return _("%(modules)s (not to be told apart)", modules=reader.names(end.ids))
    mean = figures.mean_of_five(reader, end.estimate)
    return _("%(module)s (%(mean)s, firmly)", module=reader.name(end.ids[0]), mean=mean)


def _chance(teller: Teller, ends: tuple[Finding, ...]) -> str:
    _ = teller.reader.gettext
    parts = [
        _(
            "%(subject)s: %(interval)s",
            subject=teller.reader.name(end.ids[0]),
            interval=figures.interval(teller.reader, end.estimate.interval),
        )
        for end in ends
        if end.estimate
    ]
    return "; ".join(dict.fromkeys(parts)) or _("Not worked out.")


def _tolerances(teller: Teller, held: list[Finding]) -> str:
    parts = [tolerance(teller, one.ids[0], one.level) for one in held if one.level]
    return " ".join(parts) or silent(teller)


def _share_interval(teller: Teller, finding: Finding) -> str:
    ends = finding.estimate.interval if finding.estimate else (0.0, 1.0)
    return figures.share_interval(teller.reader, ends)


def _obstacle_text(
    teller: Teller, barriers: tuple[Finding, ...], unknown: tuple[Finding, ...]
) -> str:
    _ = teller.reader.gettext
    parts = [named_barrier(teller.reader, one) for one in barriers] + [
        _unknown(teller, one) for one in unknown
    ]
    if not parts:
        parts = [_("no single barrier is named by enough people to be shown as the first")]
    said = "; ".join(parts)
    return teller.either(
        _("Of everybody who answered, %(said)s.", said=said),
        _("Of those who answered, %(said)s.", said=said),
    )


def named_barrier(reader: Reader, finding: Finding) -> str:
    """What is named most, by how many; without a full stop."""
    _ = reader.gettext
    names = [_("“%(barrier)s”", barrier=reader.text("barrier", key, "text")) for key in finding.ids]
    value = _share(reader, finding.estimate)
    if len(names) > 1:
        return _(
            "%(share)s each name %(barriers)s as standing in the way",
            share=value,
            barriers=figures.listed(reader, names),
        )
    return _(
        "%(share)s name %(barrier)s as standing in the way, more than any other",
        share=value,
        barrier=names[0],
    )


def _unknown(teller: Teller, finding: Finding) -> str:
    reader = teller.reader
    _ = reader.gettext
    asked = question(reader, finding.ids[0], teller.perspective)
    return _(
        "%(share)s cannot say: “%(question)s”",
        share=_share(reader, finding.estimate),
        question=asked,
    )


def _share(reader: Reader, estimate: Estimate | None) -> str:
    return figures.share_of(reader, estimate) if estimate else ""
