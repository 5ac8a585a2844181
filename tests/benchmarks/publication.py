"""Stage one of a wave of 31 entities in two places each: how long, and how much memory.

``python -m tests.benchmarks.publication NUMBER`` prints seconds of CPU and megabytes, in a process
of its own, so that the memory is that of the publication alone.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from aggregation.publication import Edition, Publication
from aggregation.release import release
from aggregation.responses import Layout, Responses
from aggregation.tree import Node, Tree
from questionnaires.loader import parse
from questionnaires.model import Questionnaire
from tests.benchmarks.figures import Figure
from toolkit.publications import SYSTEM, entity_id, part_id
from toolkit.publish.service import layout_of, structure_of

ENTITIES = tuple(f"Entity {number:02}" for number in range(1, 32))
PLACES = ("Field", "Headquarters")
LARGE, LARGEST = 100_000, 1_000_000
_BUDGETS = {LARGE: (5, 700), LARGEST: (60, 700)}  # seconds and megabytes
_AT_ONCE = 50_000  # ballots made together, so that making them is not what is measured
_SKIPPED = 0.05  # of all answers
_CONTENT = "questionnaires/content/space"


def figures() -> Iterator[Figure]:
    """Stage one of opened ballots, reliability included, on one core."""
    for number, (most_seconds, most_megabytes) in _BUDGETS.items():
        command = [sys.executable, "-m", "tests.benchmarks.publication", str(number)]
        shown = subprocess.run(command, capture_output=True, text=True, check=True)
        seconds, megabytes = map(float, shown.stdout.split())
        what = f"Publication of {number:,} responses"
        yield Figure(f"{what}, unsealing apart, CPU", "s", seconds, budget=most_seconds)
        yield Figure(f"{what}, memory of the process", "MB", megabytes, budget=most_megabytes)


def published(questionnaire: Questionnaire, number: int, wave: int, entities: int) -> Publication:
    """The publication of so many random answers, spread evenly over the places of entities."""
    ballots = _ballots(layout_of(questionnaire), number, wave, entities)
    return _released(questionnaire, ballots, wave, entities)


def _released(
    questionnaire: Questionnaire, ballots: Iterable[tuple[int, bytes]], wave: int, entities: int
) -> Publication:
    responses = Responses.from_ballots(layout_of(questionnaire), ballots)
    tree = _tree(ENTITIES[:entities], 2 * len(responses))
    edition = Edition(str(wave), (("questionnaire", f"space/{questionnaire.version}"),))
    return release(responses, tree, structure_of(questionnaire), edition).publication


def _ballots(layout: Layout, number: int, seed: int, entities: int) -> Iterator[tuple[int, bytes]]:
    """Opened ballots as stage one reads them: the number of a cell, and a byte for each item."""
    chance = np.random.default_rng(seed)
    most = np.array([len(item.answers) for item in layout])
    cells = entities * len(PLACES)
    for start in range(0, number, _AT_ONCE):
        rows = min(_AT_ONCE, number - start)
        values = chance.integers(1, most + 1, (rows, len(layout)), dtype=np.uint8)
        values[chance.random(values.shape) < _SKIPPED] = 0
        for place, row in enumerate(values, start):
            yield place % cells, row.tobytes()


def _tree(names: Sequence[str], eligible: int) -> Tree:
    share = eligible // len(names)
    entities = tuple(
        _entity(name, number * len(PLACES), share) for number, name in enumerate(names)
    )
    return Tree(Node(SYSTEM, "system", (), entities, eligible))


def _entity(name: str, first: int, eligible: int) -> Node:
    parts = tuple(
        Node(part_id(name, place), "part", (first + number,), (), eligible // len(PLACES))
        for number, place in enumerate(PLACES)
    )
    return Node(entity_id(name), "entity", (), parts, eligible)


def _newest() -> Questionnaire:
    path = max(Path(_CONTENT).glob("v*.yaml"), key=lambda path: int(path.stem[1:]))
    return parse(path.read_text(encoding="utf-8"), source=path.name)


def _main(number: int) -> None:
    questionnaire = _newest()
    ballots = list(_ballots(layout_of(questionnaire), number, 1, len(ENTITIES)))
    started = time.process_time()
    text = _released(questionnaire, ballots, 1, len(ENTITIES)).json
    seconds = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    sys.stdout.write(f"{seconds} {peak if text else 0}\n")


if __name__ == "__main__":
    _main(int(sys.argv[1]))
