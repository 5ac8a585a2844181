"""The chart of effort beside progress, as the job draws it, and the same in words."""

from collections.abc import Sequence

from aggregation.figures.quadrant import Pair, Point, Quadrant, Scale
from toolkit.commitments import Effort
from toolkit.insights.efforts import EffortMark, line_ends, marks, together
from toolkit.insights.service import Evidence, Results
from toolkit.wording import commitments as effort_words
from toolkit.wording import figures as words
from toolkit.wording.reader import Reader

_EFFORTS = (float(min(Effort)), float(max(Effort)))
_PERCENT = (0.0, 100.0)
_STEPS = (0, 25, 50, 75, 100)


def effort_chart(reader: Reader, results: Results, evidence: Evidence) -> Quadrant | None:
    """What the chart shows of a group; None where no module has both sides."""
    shown = marks(results, evidence)
    if not shown:
        return None
    _ = reader.gettext
    line = _line(list(line_ends(together(results, evidence), _EFFORTS)))
    return Quadrant(
        points=tuple(_point(reader, mark) for mark in shown),
        effort=Scale(
            words=_("Effort, as the entity states it"),
            ends=_EFFORTS,
            steps=tuple((float(one), effort_words.effort(_, one)) for one in Effort),
        ),
        progress=Scale(
            words=_("Share who see that it got better"),
            ends=_PERCENT,
            steps=tuple((float(step), words.percent(reader, step)) for step in _STEPS),
        ),
        line=line,
        line_words=_("What entities see for an effort on average") if line else "",
    )


def effort_alt(reader: Reader, shown: Sequence[EffortMark]) -> str:
    """The chart in words: every number in it."""
    _ = reader.gettext
    said = "; ".join(
        _(
            "%(module)s: effort %(effort)s of 3, %(share)s see that it got better, "
            "95 %% sure of %(interval)s",
            module=reader.name(mark.module_id),
            effort=reader.mean(words.exact(mark.effort)),
            share=words.percent(reader, round(mark.progress.estimate * 100)),
            interval=words.share_interval(reader, mark.progress.interval),
        )
        for mark in shown
    )
    return _("Effort beside progress. %(modules)s.", modules=said)


def _point(reader: Reader, mark: EffortMark) -> Point:
    low, high = (100 * end for end in mark.progress.interval)
    return Point(
        id=mark.module_id,
        name=reader.name(mark.module_id),
        x=mark.effort,
        y=100 * mark.progress.estimate,
        up=(low, high),
    )


def _line(ends: Sequence[Pair]) -> tuple[Pair, Pair] | None:
    """The line in percent, as far as it lies between nobody and everybody."""
    if not ends:
        return None
    (x, y), (other_x, other_y) = ((effort, 100 * share) for effort, share in ends)
    slope = (other_y - y) / (other_x - x)

    def held(at: float, level: float) -> Pair:
        inside = min(_PERCENT[1], max(_PERCENT[0], level))
        return (at + (inside - level) / slope if slope else at), inside

    return held(x, y), held(other_x, other_y)
