"""The sentence on change: what is different from the wave before, or that nothing can be said."""

from dataclasses import dataclass
from fractions import Fraction

from aggregation.change import LARGEST_RATE_GAP, LOWEST_RATE
from aggregation.findings import Finding
from toolkit.wording import figures
from toolkit.wording.reader import Reader
from toolkit.wording.telling import Sentence, Teller, silent


@dataclass(frozen=True, slots=True)
class Earlier:
    """The wave before, as far as sentences need it."""

    title: str
    response_rate: int | None


def change(teller: Teller, earlier: Earlier | None) -> Sentence:
    """What changed, or that nothing can be said."""
    _ = teller.reader.gettext
    found = teller.said("change")
    chance, silence = "", silent(teller)
    if earlier is None or not found:
        text = _nothing_to_compare(teller)
    elif all(one.estimate is None for one in found):
        text = _too_few_to_compare(teller, earlier)
    else:
        text = _change_text(teller, earlier, [one for one in found if one.verdict == "changed"])
        chance = "; ".join(_moved_by_chance(teller, one) for one in found if one.estimate)
        silence = _silence_of_both(teller, earlier)
    chance = chance or _("Not worked out.")
    return Sentence("change", text, chance, silence, "modules")


def moved(teller: Teller, finding: Finding) -> str:
    """A module with how far it moved, e.g. "Strategy rose by 0.4"."""
    reader, estimate = teller.reader, finding.estimate
    _ = reader.gettext
    name = reader.name(finding.ids[0])
    if estimate is None:
        return name
    by = reader.mean(figures.exact(abs(estimate.estimate)))
    if estimate.estimate > 0:
        return _("%(module)s rose by %(points)s", module=name, points=by)
    return _("%(module)s fell by %(points)s", module=name, points=by)


def _nothing_to_compare(teller: Teller) -> str:
    _ = teller.reader.gettext
    return teller.either(
        _("Nothing can be said about change yet: there is no earlier wave to compare with."),
        _(
            "Of those who answered, nothing can be said about change yet: there is no earlier wave "
            "to compare with."
        ),
    )


def _too_few_to_compare(teller: Teller, earlier: Earlier) -> str:
    reader = teller.reader
    _ = reader.gettext
    values = {"wave": earlier.title, "rate": figures.percent(reader, LOWEST_RATE)}
    return teller.either(
        _(
            "Nothing can be said about change since “%(wave)s”: under %(rate)s answered "
            "in one of the two, or too few figures are shown.",
            **values,
        ),
        _(
            "Of those who answered, nothing can be said about change since “%(wave)s”: under "
            "%(rate)s answered in one of the two, or too few figures are shown.",
            **values,
        ),
    )


def _change_text(teller: Teller, earlier: Earlier, changed: list[Finding]) -> str:
    reader = teller.reader
    _ = reader.gettext
    if changed:
        values = {
            "wave": earlier.title,
            "changes": figures.listed(reader, [moved(teller, one) for one in changed]),
        }
        return teller.either(
            _("Since “%(wave)s”, %(changes)s; no other change is clear.", **values),
            _(
                "Of those who answered, compared with “%(wave)s”: %(changes)s; no other change is "
                "clear.",
                **values,
            ),
        )
    if _rates_apart(teller, earlier):
        return teller.either(
            _(
                "Nothing can be said about change since “%(wave)s”: the shares that answered are "
                "too different.",
                wave=earlier.title,
            ),
            _(
                "Of those who answered, nothing can be said about change since “%(wave)s”: the "
                "shares that answered are too different.",
                wave=earlier.title,
            ),
        )
    return teller.either(
        _("Since “%(wave)s”, no module has clearly changed.", wave=earlier.title),
        _(
            "Of those who answered, compared with “%(wave)s”, no module has clearly changed.",
            wave=earlier.title,
        ),
    )


def _rates_apart(teller: Teller, earlier: Earlier) -> bool:
    return abs((teller.response_rate or 0) - (earlier.response_rate or 0)) >= LARGEST_RATE_GAP


def _moved_by_chance(teller: Teller, finding: Finding) -> str:
    """A difference with its interval, both signed."""
    reader = teller.reader
    _ = reader.gettext
    low, high = finding.estimate.interval if finding.estimate else (0.0, 0.0)
    ends = _("%(low)s to %(high)s", low=signed(reader, low), high=signed(reader, high))
    return _("%(subject)s: %(interval)s", subject=reader.name(finding.ids[0]), interval=ends)


def signed(reader: Reader, value: float) -> str:
    """A difference with one decimal and its sign."""
    points = reader.mean(figures.exact(abs(value)))
    if points == reader.mean(Fraction(0)):
        return points
    return f"+{points}" if value > 0 else f"\u2212{points}"


def _silence_of_both(teller: Teller, earlier: Earlier) -> str:
    reader = teller.reader
    _ = reader.gettext
    return _(
        "At least %(before)s answered then, at least %(now)s now; nobody is followed from one wave "
        "to the next.",
        before=figures.percent(reader, earlier.response_rate or 0),
        now=figures.percent(reader, teller.response_rate or 0),
    )
