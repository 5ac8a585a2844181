"""What a wave would show at an assumed response rate: each group, how sure, and what to do."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from aggregation.planning import Advice, Expectation, advice, expected
from aggregation.tree import Node, NodeKind, Tree
from toolkit.models import JobState, Wave, WaveState
from toolkit.planning import outlooks, terms
from toolkit.planning.tablelist import answering, eligible_of, tree_of
from toolkit.publications import entity_id, group_name

Verdict = Literal["shown", "too few", "withheld", "unknown"]
_BEFORE = (WaveState.PLANNED, WaveState.OPEN)  # nothing of it is published yet


@dataclass(frozen=True, slots=True)
class Prospect:
    """A group of the table list; ``unknown`` whether it is shown until a job has worked it out."""

    name: str  # empty for all entities together
    part_of: str  # the entity's name, of a part
    kind: NodeKind
    eligible: int
    expectation: Expectation
    verdict: Verdict
    advice: tuple[Advice, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """How far the job is that works it out, in steps; ``failed`` when it was given up."""

    done: int
    total: int
    failed: bool


@dataclass(frozen=True, slots=True)
class Outlook:
    """What somebody may read of a wave's outlook; ``is_known`` when it is worked out."""

    wave_id: int
    title: str
    percent: int
    fewest: int  # people behind a mean
    prospects: tuple[Prospect, ...]
    is_known: bool


def coming(session: Session) -> list[tuple[int, str]]:
    """The waves that are planned or open, newest first, by number and title."""
    rows = select(Wave.id, Wave.title).where(Wave.state.in_(_BEFORE)).order_by(Wave.id.desc())
    return [(number, title) for number, title in session.execute(rows)]


def ask(session: Session, wave_id: int, percent: int) -> bool:
    """Have it worked out; False where there is no such wave before its closing."""
    wave = session.get(Wave, wave_id, with_for_update=True)
    if wave is None or wave.state not in _BEFORE:
        return False
    outlooks.ask(session, wave_id, percent)
    return True


def outlook(
    session: Session, wave_id: int, percent: int, entities: Collection[str] | None
) -> Outlook | None:
    """The outlook of these entities and their parts, or of every group where ``entities`` is None.

    It rests on numbers of eligible people, on the thresholds, and on nobody's answers. None where
    there is no such wave before its closing.
    """
    wave = session.get(Wave, wave_id)
    if wave is None or wave.state not in _BEFORE:
        return None
    shown = outlooks.shown(session, wave, percent)
    fewest = terms.settings_of(wave).mean_limit
    seer = _Seer(
        eligible=eligible_of(session, wave_id),
        percent=percent,
        fewest=fewest,
        shown=shown,
    )
    nodes = _readable(tree_of(session, wave_id), entities)
    return Outlook(
        wave_id=wave_id,
        title=wave.title,
        percent=percent,
        fewest=fewest,
        prospects=tuple(seer.prospect(node, parent) for node, parent in nodes),
        is_known=shown is not None,
    )


def work(session: Session, wave_id: int, percent: int) -> Work | None:
    """How far it is; None unless somebody asked for it and has no answer yet."""
    if not outlooks.is_asked(session, wave_id, percent):
        return None
    job = outlooks.latest_job(session, wave_id)
    if job is None or job.state is JobState.DONE:  # one that was before this was asked for
        return Work(0, 0, failed=False)
    return Work(job.done, job.total, failed=job.state is JobState.FAILED)


@dataclass(frozen=True, slots=True)
class _Seer:
    """Who is eligible by cell, how many of them answer, and which groups are shown, once known."""

    eligible: Mapping[int, int]
    percent: int
    fewest: int
    shown: Collection[str] | None

    def prospect(self, node: Node, parent: str) -> Prospect:
        """What is to be said of a group."""
        cells = node.all_cells()
        people = sum(self.eligible[cell] for cell in cells)
        answers = sum(answering(self.eligible[cell], self.percent) for cell in cells)
        return Prospect(
            name="" if node.kind == "system" else group_name(node.id, parent or None),
            part_of=group_name(parent) if parent else "",
            kind=node.kind,
            eligible=people,
            expectation=expected(answers),
            verdict=self._verdict(node, answers),
            advice=advice(people, answers) if node.kind == "entity" else (),
        )

    def _verdict(self, node: Node, answers: int) -> Verdict:
        if answers < self.fewest:
            return "too few"
        if self.shown is None:
            return "unknown"
        return "shown" if node.id in self.shown else "withheld"


def _readable(tree: Tree, entities: Collection[str] | None) -> Iterator[tuple[Node, str]]:
    """The groups that somebody may read of, each with the id of the one that it is a part of."""
    if entities is None:
        yield tree.root, ""
        for group in tree.comparison_groups:
            cells = tuple(cell for node in tree.members(group) for cell in node.all_cells())
            yield Node(group.id, "group", cells), ""
    own = None if entities is None else {entity_id(name) for name in entities}
    for entity in tree.root.children:
        if own is None or entity.id in own:
            yield entity, ""
            yield from ((part, entity.id) for part in entity.children)
