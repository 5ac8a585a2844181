"""The tools that a group's answers call for, by which subjects, and how firmly."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from aggregation.drawing import draws
from aggregation.summaries import factor_means
from toolkit.insights.service import Evidence, Results
from toolkit.needs import needs_by_group, needs_of
from toolkit.wording.reader import Reader
from tools_catalog.group import GroupRecommendation, recommend_for_group
from tools_catalog.model import Tool
from tools_catalog.recommender import recommend

_SEED = 20_261_128  # the same publication always calls for the same
_DRAWS = 100
_MOST_SUBJECTS = 3  # that are named with a tool
_MOST_TOOLS = 8  # of the system


@dataclass(frozen=True, slots=True)
class CalledLine:
    """A tool with the subjects that call for it."""

    tool_id: str
    name: str
    module_id: str
    module_name: str
    subjects: tuple[str, ...]
    how_firmly: str


@dataclass(frozen=True, slots=True)
class Called:
    """The tools called for, the first one first."""

    title: str
    note: str
    lines: tuple[CalledLine, ...]


def called(reader: Reader, results: Results, evidence: Evidence) -> Called | None:
    """What an entity's answers call for, or what most entities' do; None without any gap."""
    kind = evidence.node.kind
    if kind == "system":
        return _of_system(reader, results, evidence)
    found = _of_entity(results, evidence) if kind == "entity" else ()
    if not found:
        return None
    _ = reader.gettext
    lines = tuple(_line(reader, one) for one in found)
    return Called(
        title=_("“%(tool)s” is called for first.", tool=lines[0].name),
        note=_(
            "A tool stands firm where it is among the five in at least four of five repetitions "
            "with averages drawn from their intervals; otherwise it is a close call."
        ),
        lines=lines,
    )


@lru_cache(maxsize=64)
def _of_entity(results: Results, evidence: Evidence) -> tuple[GroupRecommendation, ...]:
    """The five of an entity; each process works them out once for each publication."""
    publication, node_id = evidence.publication, evidence.node_id
    means = factor_means(publication, node_id)
    needs = needs_of(publication, node_id, results.questionnaire)
    drawn = draws(means, random_state=_SEED, number=_DRAWS)
    chosen = recommend_for_group(results.tools, needs, drawn).chosen
    return tuple(one for one in chosen if one.recommendation.kind == "gap")


def _of_system(reader: Reader, results: Results, evidence: Evidence) -> Called | None:
    """How many entities call for each tool, among those with every figure that it takes."""
    _ = reader.gettext
    number, counted = _counted(results, evidence)
    if not counted:
        return None
    tools = {tool.id: tool for tool in results.tools}
    lines = tuple(
        _system_line(
            reader,
            tools[key],
            reader.ngettext(
                "%(times)s of %(num)s entity",
                "%(times)s of %(num)s entities",
                number,
                times=reader.whole(times),
            ),
        )
        for key, times in counted[:_MOST_TOOLS]
    )
    return Called(
        title=_(
            "“%(tool)s” is called for in %(where)s, more than any other.",
            tool=lines[0].name,
            where=lines[0].how_firmly,
        )
        if len(counted) < 2 or counted[0][1] > counted[1][1]  # noqa: PLR2004 - the first two
        else _("Several tools are called for equally often."),
        note=_("Among the five tools that the answers of each entity call for."),
        lines=lines,
    )


@lru_cache(maxsize=16)
def _counted(results: Results, evidence: Evidence) -> tuple[int, tuple[tuple[str, int], ...]]:
    publication = evidence.publication
    entities = (node.id for node in publication.nodes if node.kind == "entity")
    shown = [
        needs
        for needs in needs_by_group(publication, entities, results.questionnaire).values()
        if needs
    ]
    among: Counter[str] = Counter()
    for needs in shown:
        chosen = recommend(results.tools, needs).chosen
        among.update(one.tool.id for one in chosen if one.kind == "gap")
    return len(shown), tuple(among.most_common())


def _line(reader: Reader, found: GroupRecommendation) -> CalledLine:
    _ = reader.gettext
    one = found.recommendation
    subjects = tuple(
        _(
            "%(subject)s (%(level)s, good enough %(target)s)",
            subject=reader.name(part.factor_id),
            level=reader.mean(part.level),
            target=reader.mean(part.target),
        )
        for part in one.contributions[:_MOST_SUBJECTS]
        if part.gap > 0
    )
    firm = _("firm") if found.is_firm else _("a close call")
    return _tool_line(reader, one.tool, subjects, firm)


def _system_line(reader: Reader, tool: Tool, where: str) -> CalledLine:
    own = [key for key in tool.own_factors if key in reader.questionnaire.factors]
    return _tool_line(reader, tool, tuple(map(reader.name, own)), where)


def _tool_line(reader: Reader, tool: Tool, subjects: Sequence[str], how_firmly: str) -> CalledLine:
    return CalledLine(
        tool_id=tool.id,
        name=tool.name,
        module_id=tool.module,
        module_name=reader.name(tool.module),
        subjects=tuple(subjects),
        how_firmly=how_firmly,
    )
