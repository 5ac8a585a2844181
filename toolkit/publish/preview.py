"""What a wave's table list would show at an assumed response rate, before anybody has answered."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from aggregation.groups import Groups, Shown
from aggregation.planning import Advice, advice, expected
from aggregation.tree import Node
from toolkit.models import Wave
from toolkit.planning import outlooks, tablelist, terms
from toolkit.planning.tablelist import answering, eligible_of, tree_of
from toolkit.publications import SYSTEM, group_name
from toolkit.publish.service import PublishError
from toolkit.storage.database import Engines

_ADVICE: dict[Advice, str] = {
    "team-sessions": "under 40 answers: team sessions tell this entity more",
    "random-sample": "over 2,000 people: a random sample is enough",
}


@dataclass(frozen=True)
class _Listed:
    """A wave's groups, who is eligible in each cell, and the fewest people behind a mean."""

    table_list: str
    groups: Groups
    eligible: Mapping[int, int]
    fewest: int

    def would_show(self, percent: int, progress: Callable[[int, int], None] | None = None) -> Shown:
        """The groups of which a mean would be shown if everywhere so many answered."""
        counts = [answering(self.eligible[cell], percent) for cell in self.groups.cells]
        answers = np.array(counts, np.int64)
        among = self.groups.may_show(answers)
        return self.groups.showing(answers, self.fewest, among, progress)


def work_out(engines: Engines, wave_id: int, progress: Callable[[int, int], None]) -> None:
    """Work out every response rate that somebody asked for of a wave, and keep what comes out."""
    with engines.read() as session:
        listed = _listed(session, wave_id)
        percents = outlooks.waiting(session, wave_id)
    for place, percent in enumerate(percents):

        def tell(done: int, total: int, before: int = place) -> None:
            progress(before * total + done, total * len(percents))

        shown = listed.would_show(percent, tell)
        with engines.write() as session:
            outlooks.keep(session, wave_id, percent, listed.table_list, shown)


def preview(session: Session, wave_id: int, percent: int) -> Iterator[str]:
    """Every group of the table list: shown or not, how sure its means would be, and advice.

    Raises
    ------
    PublishError
        When there is no such wave, or nobody is invited to it.
    """
    listed = _listed(session, wave_id)
    shown = listed.would_show(percent)
    parents = listed.groups.parents()
    for node in listed.groups.nodes():
        people = [listed.eligible[cell] for cell in node.all_cells()]
        answers = sum(answering(number, percent) for number in people)
        verdict = "shown " if node.id in shown else "hidden"
        name = _name(node, parents.get(node.id, ""))
        yield f"{verdict}  {name}: {_expected(node, sum(people), answers)}"


def _listed(session: Session, wave_id: int) -> _Listed:
    wave, eligible = session.get(Wave, wave_id), eligible_of(session, wave_id)
    if wave is None or not eligible:
        raise PublishError(f"nobody is invited to wave {wave_id}")
    settings = terms.settings_of(wave)
    groups = Groups.of(tree_of(session, wave_id), settings)
    return _Listed(tablelist.fingerprint(session, wave), groups, eligible, settings.mean_limit)


def _name(node: Node, parent: str) -> str:
    if node.id == SYSTEM:
        return "all entities"
    if node.kind == "part":
        return f"{group_name(parent)}, {group_name(node.id, parent)}"
    return group_name(node.id)


def _expected(node: Node, people: int, answers: int) -> str:
    found = expected(answers)
    parts = [f"{found.answers} of {people} answer"]
    if found.half_width is not None and found.smallest_change is not None:
        parts.append(f"a module's mean within {found.half_width:.2f}")
        parts.append(f"a change from {found.smallest_change:.2f}")
    if node.kind == "entity":
        parts += [_ADVICE[one] for one in advice(people, found.answers)]
    return "; ".join(parts)
