"""Stage two: what stands out in a group, as data for those who say it in the reader's language."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from aggregation.certainty import Estimate
from aggregation.change import Verdict, changes
from aggregation.grid import Band
from aggregation.levels import LevelStatement, levels
from aggregation.publication import Publication
from aggregation.standing import Standing, strongest, weakest
from aggregation.summaries import headline_means, share_estimate

CANNOT_SAY_FROM = 30  # percent
NO_BARRIERS = frozenset({"none", "cannot-say"})  # ids of answers beside the barriers

FindingKind = Literal[
    "response", "strongest", "weakest", "level", "change", "barrier", "cannot-say", "withheld"
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say about a group.

    Attributes
    ----------
    kind
        What kind of thing.
    ids
        The modules, questions or barriers that it is about, the foremost first.
    estimate
        The figure with what chance allows, where there is one.
    probability
        How firmly "strongest" and "weakest" hold.
    verdict
        Of a change.
    level
        Of a module.
    people, response_rate
        Of a response: the band, and the percentage that was reached.
    """

    kind: FindingKind
    ids: tuple[str, ...] = ()
    estimate: Estimate | None = None
    probability: float | None = None
    verdict: Verdict | None = None
    level: LevelStatement | None = None
    people: Band | None = None
    response_rate: int | None = None


def findings(
    publication: Publication,
    node_id: str,
    before: Publication | None = None,
    common: Collection[str] | None = None,
) -> tuple[Finding, ...]:
    """Everything that stands out in a group, in the order in which it is to be said.

    Who answered; strongest and weakest module; each module's level; what changed since ``before``,
    over the questions in ``common`` (all that both show by default); the barrier named most; what
    many cannot say, the largest first; the questions that are not shown. A withheld group has but
    its response, without numbers. KeyError where the table list does not have the group.
    """
    node = publication.node(node_id)
    response = Finding("response", people=node.respondents, response_rate=node.response_rate)
    if node.respondents is None:
        return (response,)
    return (
        response,
        *_standings(publication, node_id),
        *_levels(publication, node_id),
        *(_changes(before, publication, node_id, common) if before else ()),
        *_first_barrier(publication, node_id),
        *_cannot_say(publication, node_id),
        *_withheld(publication, node_id),
    )


def _standings(publication: Publication, node_id: str) -> Iterator[Finding]:
    means = headline_means(publication, node_id)
    ends: tuple[tuple[FindingKind, Standing | None], ...] = (
        ("strongest", strongest(publication, node_id)),
        ("weakest", weakest(publication, node_id)),
    )
    for kind, standing in ends:
        if standing:
            first = means[standing.ids[0]]
            yield Finding(kind, standing.ids, first, probability=standing.probability)


def _levels(publication: Publication, node_id: str) -> Iterator[Finding]:
    means = headline_means(publication, node_id)
    for key, statement in levels(publication, node_id).items():
        yield Finding("level", (key,), means[key], level=statement)


def _changes(
    before: Publication, after: Publication, node_id: str, common: Collection[str] | None
) -> Iterator[Finding]:
    for change in changes(before, after, node_id, common):
        yield Finding("change", (change.module,), change.difference, verdict=change.verdict)


def _first_barrier(publication: Publication, node_id: str) -> Iterator[Finding]:
    """The barriers with the largest share; none where all are named by a tenth or fewer."""
    barriers = publication.node(node_id).barriers
    named = [answer for answer in barriers.shares or () if answer.id not in NO_BARRIERS]
    largest = max((answer.share for answer in named), key=lambda share: share.percent, default=None)
    if barriers.people and largest and largest.cap != "at-most":
        ids = tuple(answer.id for answer in named if answer.share == largest)
        yield Finding("barrier", ids, share_estimate(largest, barriers.people, ids))


def _cannot_say(publication: Publication, node_id: str) -> Iterator[Finding]:
    asked = publication.node(node_id).questions
    shown = [(one.without_level, one.id) for one in asked if one.without_level]
    for figures, key in sorted(shown, key=lambda pair: -pair[0].cannot_say.percent):
        if figures.cannot_say.percent >= CANNOT_SAY_FROM:
            estimate = share_estimate(figures.cannot_say, figures.people, (key,))
            yield Finding("cannot-say", (key,), estimate)


def _withheld(publication: Publication, node_id: str) -> Iterator[Finding]:
    ids = tuple(one.id for one in publication.node(node_id).questions if one.mean is None)
    if ids:
        yield Finding("withheld", ids)
