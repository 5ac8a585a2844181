"""The charts of a publication, drawn once by a job from the publication alone, and stored."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from matplotlib.figure import Figure
from sqlalchemy import delete

from aggregation.figures import estimates, quadrant, shapemap, slope
from aggregation.figures.style import svg
from toolkit.insights import service
from toolkit.insights.effortchart import effort_alt, effort_chart
from toolkit.insights.efforts import marks as marks_of_effort
from toolkit.insights.entitymap import map_of
from toolkit.insights.figures import ModuleFigures, figures_of
from toolkit.insights.others import points
from toolkit.insights.service import Evidence, Results
from toolkit.models import Chart
from toolkit.publications import NotPublishedError, published
from toolkit.storage.database import Engines
from toolkit.wording import charts as words
from toolkit.wording import groups as group_words
from toolkit.wording.charts import Marks
from toolkit.wording.reader import Reader
from toolkit.wording.spoken import is_right_to_left, reader_of

Progress = Callable[[int, int], None]  # groups drawn, of how many


def draw(engines: Engines, wave_id: int, languages: Sequence[str], progress: Progress) -> None:
    """Draw every chart of a wave's publication, and put them in the place of the older ones.

    Interrupted, it leaves the older ones; repeated, it draws the same bytes again. Of a wave that
    is not published none is kept.
    """
    groups = _groups(engines, wave_id)
    drawn = []
    for number, results in enumerate(groups):
        progress(number, len(groups))
        drawn += [chart for language in languages for chart in _charts_of(results, language)]
    with engines.write() as session:
        session.execute(delete(Chart).where(Chart.wave_id == wave_id))
        session.add_all(drawn)
    progress(len(groups), len(groups))


def _groups(engines: Engines, wave_id: int) -> list[Results]:
    """The groups that have a page with figures on it."""
    with engines.read() as session:
        try:
            nodes = published(session, wave_id).nodes
        except NotPublishedError:
            return []
        shown = [node.id for node in nodes if node.kind != "part" and node.respondents]
        return [service.results(session, wave_id, node_id) for node_id in shown]


def _charts_of(results: Results, language: str) -> Iterator[Chart]:
    evidence = results.evidence
    if evidence is None:
        return
    reader = reader_of(language, results.questionnaire)
    right_to_left = is_right_to_left(language)
    for name, alt, drawing in drawings(reader, results, evidence):
        for narrow in (False, True):
            figure = drawing(right_to_left=right_to_left, narrow=narrow)
            yield Chart(
                wave_id=results.wave.id,
                node_id=evidence.node_id,
                name=name + service.NARROW if narrow else name,
                language=language,
                drawn_from=evidence.hashes,
                alt=alt,
                svg=svg(figure),
            )


def drawings(
    reader: Reader, results: Results, evidence: Evidence
) -> Iterator[tuple[str, str, Callable[..., Figure]]]:
    """Each chart that has something to show: its name, its words, and how it is drawn."""
    modules = figures_of(evidence).modules
    marks = [Marks(one.id, one.now, one.before, one.system) for one in modules]
    if any(one.now for one in marks):
        chart = _estimates(reader, marks)
        yield "modules", words.modules_alt(reader, marks), partial(estimates.draw, chart)
    among = points(evidence.publication, evidence.node_id)
    if evidence.node.kind == "entity" and among:
        chart = _among(reader, modules, among)
        yield "others", words.others_alt(reader, marks, among), partial(estimates.draw, chart)
    if efforts := effort_chart(reader, results, evidence):
        alt = effort_alt(reader, marks_of_effort(results, evidence))
        yield "effort", alt, partial(quadrant.draw, efforts)
    moved = [Marks(one.id, one.compared, one.before, None) for one in modules]
    if any(one.now and one.before for one in moved):
        waves = (evidence.before_title, results.wave.title)
        lines = slope.Slope(tuple(_line(reader, one) for one in moved), waves)
        yield "change", words.change_alt(reader, moved, *waves), partial(slope.draw, lines)

    if results.groups and (found := map_of(reader, evidence.node_id, results.groups)):
        alt = group_words.map_alt(reader, shapemap.described(found))
        yield "map", alt, partial(shapemap.draw, found)


def _estimates(reader: Reader, modules: Iterable[Marks]) -> estimates.Estimates:
    _ = reader.gettext
    first, second, third, fourth, fifth = (reader.level_name(level) for level in range(1, 6))
    return estimates.Estimates(
        rows=tuple(_row(reader, module) for module in modules),
        levels=(first, second, third, fourth, fifth),
        legend=estimates.Legend(
            now=_("Average, with its 95% interval"),
            before=_("Wave before"),
            system=_("System, median"),
        ),
    )


def _row(reader: Reader, module: Marks) -> estimates.Row:
    now = module.now
    return estimates.Row(
        id=module.id,
        name=reader.name(module.id),
        printed=words.printed(reader, now),
        estimate=now.estimate if now else None,
        interval=now.interval if now else None,
        before=module.before.estimate if module.before else None,
        system=module.system.estimate if module.system else None,
        cap=now.cap if now else None,
    )


def _among(
    reader: Reader, modules: Iterable[ModuleFigures], among: Mapping[str, tuple[float, ...]]
) -> estimates.Estimates:
    """The own mean of each module among those of other entities, which have no names."""
    _ = reader.gettext
    first, second, third, fourth, fifth = (reader.level_name(level) for level in range(1, 6))
    return estimates.Estimates(
        rows=tuple(
            estimates.Row(
                id=one.id,
                name=reader.name(one.id),
                printed=words.printed(reader, one.now),
                estimate=one.now.estimate if one.now else None,
                system=one.system.estimate if one.system else None,
                cap=one.now.cap if one.now else None,
                others=among.get(one.id, ()),
            )
            for one in modules
        ),
        levels=(first, second, third, fourth, fifth),
        legend=estimates.Legend(
            now=_("This entity"), system=_("Median of entities"), others=_("Another entity")
        ),
    )


def _line(reader: Reader, module: Marks) -> slope.Line:
    before, now = module.before, module.now
    return slope.Line(
        id=module.id,
        name=reader.name(module.id),
        before=before.estimate if before else None,
        after=now.estimate if now else None,
        printed_before=words.printed(reader, before) if before else "",
        printed_after=words.printed(reader, now) if now else "",
    )
