"""A small wave for tests of aggregation: four entities, two of them in two parts each."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from aggregation.grid import Band, Mean, Spread
from aggregation.publication import Edition, Publication, QuestionFigures
from aggregation.release import release
from aggregation.responses import Bytes, Item, Responses, barrier, question
from aggregation.settings import Settings
from aggregation.structure import structure
from aggregation.tree import Node, Tree

MODULES = structure(
    {
        "strategy": {"goals": ["goals-1", "goals-2"], "means": ["means"], "trends": ["trends"]},
        "culture": {"learning": ["learning-1", "learning-2"], "risk": ["risk"], "reward": ["pay"]},
    }
)
QUESTIONS = tuple(key for module in MODULES for key in module.questions)
PROGRESS = ("worse", "same", "better", "cannot-say")
TRIED = ("helped", "did-not-help", "not-tried")
LAYOUT = (
    *(question(key) for key in QUESTIONS),
    *(Item("progress", module.id, PROGRESS) for module in MODULES),
    *(barrier(key) for key in ("leadership", "rules", "none", "cannot-say")),
    *(Item("tool", key, TRIED) for key in ("headlines", "planner")),
)
ANSWERS = np.array([len(item.answers) for item in LAYOUT])
CELLS = (0, 1, 2, 3, 4, 5)
EDITION = Edition("2026", (("questionnaire", "small/1"),))

Answering = Callable[[np.random.Generator, tuple[int, int]], Bytes]


def tree(eligible: int | None = 400) -> Tree:
    """The system; ``eligible`` people a cell."""

    def node(key: str, *cells: int) -> Node:
        number = None if eligible is None else eligible * len(cells)
        kind = "part" if "-" in key else "entity"
        if len(cells) == 1:
            return Node(key, "part" if kind == "part" else "entity", cells, (), number)
        parts = tuple(node(f"{key}-{cell}", cell) for cell in cells)
        return Node(key, "entity", (), parts, number)

    entities = (node("a", 0, 1), node("b", 2), node("c", 3, 4), node("d", 5))
    total = None if eligible is None else eligible * len(CELLS)
    return Tree(Node("system", "system", (), entities, total))


def anything(rng: np.random.Generator, shape: tuple[int, int]) -> Bytes:
    """Any answer, no answer included."""
    return rng.integers(0, ANSWERS + 1, shape).astype(np.uint8)


def at_level(mean: float, spread: float = 1.0) -> Answering:
    """Levels around a mean; every other item is answered at random."""

    def answer(rng: np.random.Generator, shape: tuple[int, int]) -> Bytes:
        values = rng.integers(1, ANSWERS + 1, shape).astype(np.uint8)
        drawn = np.rint(rng.normal(mean, spread, (shape[0], len(QUESTIONS)))).clip(1, 5)
        values[:, : len(QUESTIONS)] = drawn.astype(np.uint8)
        return values

    return answer


def respond(
    sizes: Mapping[int, int],
    answering: Mapping[int, Answering] | Answering = anything,
    seed: int = 1,
) -> Responses:
    """Answers of so many people a cell, all of one kind or of one kind a cell."""
    rng = np.random.default_rng(seed)
    by_cell = dict.fromkeys(sizes, answering) if callable(answering) else answering
    rows = [by_cell[cell](rng, (number, len(LAYOUT))) for cell, number in sizes.items()]
    cells = np.repeat(np.array(list(sizes), np.int64), list(sizes.values()))
    empty = np.zeros((0, len(LAYOUT)), np.uint8)
    return Responses.of(LAYOUT, np.concatenate([empty, *rows]), cells)


def publish(
    responses: Responses, settings: Settings | None = None, eligible: int | None = 400
) -> Publication:
    """Stage one of the small wave."""
    return release(responses, tree(eligible), MODULES, EDITION, settings).publication


def showing(
    means: Mapping[str, Mean | None],
    *,
    node_id: str = "a",
    people: Band = Band(100, 199),  # noqa: B008 - it is frozen
    rate: int | None = 40,
    spread: Spread | None = Spread(10),  # noqa: B008 - it is frozen
) -> Publication:
    """A publication in which one group shows these question means and others show nothing."""
    blank = publish(respond({}))
    figures = tuple(
        QuestionFigures(key, people if mean else None, mean)
        for key, mean in ((key, means.get(key)) for key in QUESTIONS)
    )
    nodes = tuple(
        replace(node, respondents=people, response_rate=rate, questions=figures)
        if node.id == node_id
        else node
        for node in blank.nodes
    )
    spreads = tuple(replace(one, spread=spread) for one in blank.question_spreads)
    modules = tuple(replace(one, spread=spread) for one in blank.module_spreads)
    return replace(blank, nodes=nodes, question_spreads=spreads, module_spreads=modules)


def flat(strategy: int, culture: int) -> dict[str, Mean | None]:
    """The same mean, in tenths, for all questions of a module."""
    tenths = dict(zip(("strategy", "culture"), (strategy, culture), strict=True))
    return {key: Mean(tenths[module.id]) for module in MODULES for key in module.questions}
