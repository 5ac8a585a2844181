"""What stands in a chart's place for those who do not see it: every number in it, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aggregation.certainty import Estimate
from toolkit.wording import figures
from toolkit.wording.reader import Reader


@dataclass(frozen=True, slots=True)
class Marks:
    """What a chart shows of one module; None is not shown."""

    id: str
    now: Estimate | None
    before: Estimate | None
    system: Estimate | None


def modules_alt(reader: Reader, modules: Iterable[Marks]) -> str:
    """Dots with intervals, in words."""
    _ = reader.gettext
    said = "; ".join(_with_interval(reader, module) for module in modules)
    return _("Averages on the scale from 1 to 5. %(modules)s.", modules=said)


def change_alt(reader: Reader, modules: Iterable[Marks], earlier: str, later: str) -> str:
    """Lines from one wave to the next, in words."""
    _ = reader.gettext
    said = "; ".join(
        _(
            "%(module)s %(before)s, then %(now)s",
            module=reader.name(module.id),
            before=printed(reader, module.before),
            now=printed(reader, module.now),
        )
        for module in modules
    )
    return _(
        "Averages in “%(earlier)s” and in “%(later)s”. %(modules)s.",
        earlier=earlier,
        later=later,
        modules=said,
    )


def others_alt(
    reader: Reader, modules: Iterable[Marks], among: Mapping[str, tuple[float, ...]]
) -> str:
    """The own mean among points without names, in words."""
    _ = reader.gettext
    said = "; ".join(
        _(
            "%(module)s: this entity %(own)s; the others from low to high %(others)s",
            module=reader.name(module.id),
            own=printed(reader, module.now),
            others=", ".join(reader.mean(figures.exact(one)) for one in among[module.id]),
        )
        for module in modules
        if module.now and module.id in among
    )
    return _("Averages of entities on the scale from 1 to 5. %(modules)s.", modules=said)


def printed(reader: Reader, estimate: Estimate | None) -> str:
    """A number as it stands in a chart, or that it is not shown."""
    return figures.mean(reader, estimate) if estimate else reader.gettext("not shown")


def _with_interval(reader: Reader, module: Marks) -> str:
    _ = reader.gettext
    parts = [f"{reader.name(module.id)} {printed(reader, module.now)}"]
    if module.now:
        between = figures.interval(reader, module.now.interval)
        parts.append(_("95 %% sure of %(interval)s", interval=between))
    if module.before:
        parts.append(_("wave before %(mean)s", mean=printed(reader, module.before)))
    if module.system:
        parts.append(_("system %(mean)s", mean=printed(reader, module.system)))
    return ", ".join(parts)
