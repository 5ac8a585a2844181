"""What a wave's table list would show at an assumed response rate, before anybody has answered."""

from collections.abc import Iterator

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from aggregation.groups import Groups
from aggregation.planning import Advice, advice, expectation
from aggregation.tree import Node
from toolkit import terms
from toolkit.models import Cell, Wave
from toolkit.publications import SYSTEM, group_name
from toolkit.publish.service import PublishError, tree_of

_ADVICE: dict[Advice, str] = {
    "team-sessions": "under 40 answers: team sessions tell this entity more",
    "random-sample": "over 2,000 people: a random sample is enough",
}


def preview(session: Session, wave_id: int, response_rate: float) -> Iterator[str]:
    """Every group of the table list: shown or not, how sure its means would be, and advice.

    Raises
    ------
    PublishError
        When there is no such wave, or nobody is invited to it.
    """
    wave = session.get(Wave, wave_id)
    cells = session.scalars(select(Cell).where(Cell.wave_id == wave_id).order_by(Cell.id)).all()
    if wave is None or not cells:
        raise PublishError(f"nobody is invited to wave {wave_id}")
    settings, tree = terms.settings_of(wave), tree_of(session, wave_id)
    eligible = {cell.id: cell.eligible for cell in cells}
    groups = Groups.of(tree, settings)
    answers = np.array([round(eligible[cell] * response_rate) for cell in groups.cells])
    shown = groups.showing(answers, settings.mean_limit, groups.may_show(answers))
    parents = groups.parents()
    for node in groups.nodes():
        people = sum(eligible[cell] for cell in node.all_cells())
        verdict = "shown " if node.id in shown else "hidden"
        name = _name(node, parents.get(node.id, ""))
        yield f"{verdict}  {name}: {_expected(node, people, response_rate)}"


def _name(node: Node, parent: str) -> str:
    if node.id == SYSTEM:
        return "all entities"
    if node.kind == "part":
        return f"{group_name(parent)}, {group_name(node.id, parent)}"
    return group_name(node.id)


def _expected(node: Node, people: int, response_rate: float) -> str:
    found = expectation(people, response_rate)
    parts = [f"{found.answers} of {people} answer"]
    if found.half_width is not None and found.smallest_change is not None:
        parts.append(f"a module's mean within {found.half_width:.2f}")
        parts.append(f"a change from {found.smallest_change:.2f}")
    if node.kind == "entity":
        parts += [_ADVICE[one] for one in advice(people, found.answers)]
    return "; ".join(parts)
