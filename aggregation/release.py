"""Stage one: from all answers of a wave to its publication, every number on the grid at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aggregation import grid
from aggregation.attack import Table
from aggregation.audit import AuditRecord
from aggregation.groups import Groups, Shown, Sums, only
from aggregation.publication import (
    FORMAT,
    AnswerShare,
    ChoiceFigures,
    Edition,
    ItemFigures,
    NodeFigures,
    Publication,
    QuestionFigures,
    ScaleFigures,
    Spares,
    SpreadFigures,
)
from aggregation.reliability import covariance_of, scale_quality
from aggregation.responses import LEVELS, Item, Kind, Responses
from aggregation.settings import Settings
from aggregation.shares import question_figures
from aggregation.structure import Module, Structure
from aggregation.tallies import Counts, Moments, Products, Tallies, tally
from aggregation.tree import Node, Tree

COMPLETE_ROWS = 100  # the fewest behind reliability and item statistics
FEWEST_ITEMS = 3  # of a scale
RESPONDENTS, BARRIERS = "respondents", "barriers"  # ids of tables


@dataclass(frozen=True, slots=True)
class Released:
    """A publication, and the record that has to stay apart from it."""

    publication: Publication
    record: AuditRecord


def release(
    responses: Responses,
    tree: Tree,
    structure: Structure,
    edition: Edition,
    settings: Settings | None = None,
    spares: Spares = Spares(),  # noqa: B008 - frozen
) -> Released:
    """Make the publication of a wave.

    Whether a figure is shown depends on numbers of people only, never on what they said.

    Parameters
    ----------
    responses
        Everybody's answers.
    tree
        The groups to be shown, down to the cells of the responses.
    structure
        The questions of each factor and module; all of them are in the responses' layout.
    edition
        The wave and the versions that it rests on.
    settings
        Thresholds, and whether anybody with the link could answer; the defaults where absent.
    spares
        Links made for people who became eligible later.

    Raises
    ------
    TreeError
        When responses belong to cells that the tree does not have.
    ResponsesError
        When the structure names a question that the layout does not have.
    """
    settings = settings or Settings()
    tallies = tally(responses, tree.cells, structure)
    spreads = {item.id: tallies.levels(item) for item in tallies.of_kind("question")}
    groups = Groups.of(tree, settings)
    stage = _Stage(tallies, groups, settings)
    publication = Publication(
        format=FORMAT,
        edition=edition,
        settings=settings,
        structure=structure,
        nodes=stage.nodes(),
        question_spreads=_spreads(spreads, settings),
        module_spreads=_spreads(tallies.modules, settings),
        scales=tuple(map(stage.scale, structure)),
        spares=spares,
    )
    entities = tuple(node.id for node in groups.nodes() if node.kind == "entity")
    return Released(publication, AuditRecord(groups.table_list(), entities, tuple(stage.tables)))


@dataclass(frozen=True)
class _Stage:
    """The tallies of a wave beside the groups that may be shown; ``tables`` grows as they are."""

    tallies: Tallies
    groups: Groups
    settings: Settings
    tables: list[Table] = field(default_factory=list)

    def nodes(self) -> tuple[NodeFigures, ...]:
        """The figures of every group, each before its children."""
        respondents = self.tallies.respondents
        people = only(self.groups.sums(respondents[:, None]))
        among = self.groups.may_show(respondents)
        shown = self._showing(RESPONDENTS, respondents, self.settings.mean_limit, among)
        parents = self.groups.parents()
        questions = self._questions(shown)
        choices = {kind: self._choices(kind, shown) for kind in ("progress", "tool")}
        barriers = self._barriers(shown)
        return tuple(
            NodeFigures(
                id=node.id,
                kind=node.kind,
                parent=parents.get(node.id),
                entities=tuple(member.id for member in self.groups.crossing.get(node, ())),
                respondents=grid.people(people[node.id]) if node.id in shown else None,
                response_rate=_rate(node, people[node.id]) if node.id in shown else None,
                questions=tuple(figures[node.id] for figures in questions),
                progress=tuple(figures[node.id] for figures in choices["progress"]),
                barriers=barriers[node.id],
                tools=tuple(figures[node.id] for figures in choices["tool"]),
            )
            for node in self.groups.nodes()
        )

    def scale(self, module: Module) -> ScaleFigures:
        """How well a module's questions go together: of the whole system, or of nobody."""
        products = self.tallies.scales[module.id]
        system = frozenset(node.id for node in self.groups.nodes() if node.kind == "system")
        enough = max(COMPLETE_ROWS, self.settings.distribution_limit)
        if len(module.questions) < FEWEST_ITEMS:
            return ScaleFigures(module.id)
        if self._showing(f"{module.id}: reliability", products.people, enough, system):
            return _scale(module, products)
        return ScaleFigures(module.id)

    def _showing(self, table: str, people: Counts, limit: int, among: Shown) -> Shown:
        """The groups that may show a table which rests on (cells,) people, written down."""
        shown = self.groups.showing(people, limit, among)
        counts = dict(zip(self.groups.cells, map(int, people), strict=True))
        self.tables.append(Table(table, limit, counts, shown))
        return shown

    def _questions(self, among: Shown) -> list[dict[str, QuestionFigures]]:
        return [self._question(item, among) for item in self.tallies.of_kind("question")]

    def _question(self, item: Item, among: Shown) -> dict[str, QuestionFigures]:
        counts, limit = self.tallies.answers[item], self.settings.distribution_limit
        levels, answers = counts[:, 1 : LEVELS + 1].sum(axis=1), counts[:, 1:].sum(axis=1)
        means = self._showing(f"{item.id}: mean", levels, self.settings.mean_limit, among)
        buckets = self._showing(f"{item.id}: levels", levels, limit, means)
        without = self._showing(f"{item.id}: without a level", answers, limit, among)
        return {
            key: question_figures(
                item.id,
                row,
                mean=key in means,
                buckets=key in buckets,
                without_level=key in without,
            )
            for key, row in self.groups.sums(counts).items()
        }

    def _choices(self, kind: Kind, among: Shown) -> list[dict[str, ChoiceFigures]]:
        return [self._choice(item, among) for item in self.tallies.of_kind(kind)]

    def _choice(self, item: Item, among: Shown) -> dict[str, ChoiceFigures]:
        counts = self.tallies.answers[item][:, 1:]
        sums = self.groups.sums(counts)
        return self._shares(item.id, item.answers, sums, counts.sum(axis=1), among)

    def _barriers(self, among: Shown) -> dict[str, ChoiceFigures]:
        items = self.tallies.of_kind("barrier")
        columns = [self.groups.sums(self.tallies.answers[item][:, 1:]) for item in items]
        sums = {
            node.id: tuple(column[node.id][0] for column in columns) for node in self.groups.nodes()
        }
        named = self.tallies.named_barriers
        return self._shares(BARRIERS, [item.id for item in items], sums, named, among)

    def _shares(
        self, choice_id: str, answers: Sequence[str], sums: Sums, people: Counts, among: Shown
    ) -> dict[str, ChoiceFigures]:
        shown = self._showing(choice_id, people, self.settings.distribution_limit, among)
        answered = only(self.groups.sums(people[:, None]))
        shares = {
            key: tuple(
                AnswerShare(answer, grid.share(number, answered[key]))
                for answer, number in zip(answers, row, strict=True)
            )
            for key, row in sums.items()
            if key in shown
        }
        bands = {key: grid.people(answered[key]) for key in shown}
        return {key: ChoiceFigures(choice_id, bands.get(key), shares.get(key)) for key in sums}


def _rate(node: Node, people: int) -> int | None:
    return grid.rate(people, node.eligible) if node.eligible else None


def _scale(module: Module, products: Products) -> ScaleFigures:
    number = int(products.people.sum())
    found = scale_quality(covariance_of(number, products.totals, products.products))
    pairs = zip(module.questions, found.item_rest, found.alpha_if_dropped, strict=True)
    return ScaleFigures(
        module.id,
        grid.people(number),
        grid.coefficient(found.alpha),
        grid.coefficient(found.omega),
        tuple(
            ItemFigures(key, grid.coefficient(rest), grid.coefficient(alpha))
            for key, rest, alpha in pairs
        ),
    )


def _spreads(moments: Mapping[str, Moments], settings: Settings) -> tuple[SpreadFigures, ...]:
    return tuple(SpreadFigures(key, _spread(one, settings)) for key, one in moments.items())


def _spread(moments: Moments, settings: Settings) -> grid.Spread | None:
    """A standard deviation is a distribution's figure, and needs people who share a cell."""
    enough = moments.number.sum() >= settings.distribution_limit
    if not enough or moments.freedom() < settings.thresholds.k:
        return None
    return grid.spread(moments.deviation())
