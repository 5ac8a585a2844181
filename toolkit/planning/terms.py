"""What is fixed when a wave opens: questions, table list and thresholds, and nobody's answers."""

import hashlib
import json

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from aggregation.settings import Settings, Thresholds
from toolkit.models import (
    AmbitionStated,
    Cell,
    Link,
    Membership,
    Participation,
    Sampled,
    Wave,
)
from toolkit.planning import ownquestions
from toolkit.refusal import Refusal


class TermsError(Refusal):
    """A wave's thresholds are none, or are lower than they may be."""


def settings_of(wave: Wave) -> Settings:
    """A wave's thresholds; :class:`TermsError` where one is lower than the least."""
    try:
        return Settings(Thresholds(wave.mean_from, wave.shares_from, wave.protected))
    except (TypeError, ValueError) as error:
        raise TermsError(f"the thresholds of wave {wave.id} cannot be used: {error}") from error


def fingerprint(session: Session, wave: Wave) -> bytes:
    """The SHA-256 of a wave's terms as a line of hex digits.

    Kept outside the database, it shows whether somebody changed there who is counted with whom,
    who is compared with whom, who may answer, how many links there are, how many people a figure
    has to rest on, where an entity wanted to be, or what it asked of its own.
    """
    cells = select(Cell.id, Cell.entity, Cell.value, Cell.eligible).where(Cell.wave_id == wave.id)
    counted = select(Link.cell_id, func.count()).join(Cell).where(Cell.wave_id == wave.id)
    links = sorted(map(list, session.execute(counted.group_by(Link.cell_id))))
    has_roster = session.get(Participation, (wave.id, "")) is not None
    groups = select(Membership.group, Membership.entity).where(Membership.wave_id == wave.id)
    stated = select(AmbitionStated.entity, AmbitionStated.modules).where(
        AmbitionStated.wave_id == wave.id
    )
    ambitions = sorted(
        [entity, sorted(modules.items())] for entity, modules in session.execute(stated) if modules
    )
    own = ownquestions.asked_texts(session, wave.id)
    drawn = select(Sampled.entity, Sampled.value, Sampled.eligible, Sampled.drawn)
    samples = sorted(map(list, session.execute(drawn.where(Sampled.wave_id == wave.id))))
    terms = {
        "questions": [wave.questionnaire, wave.version, wave.perspective],
        "thresholds": [wave.mean_from, wave.shares_from, wave.protected],
        "cells": sorted(map(list, session.execute(cells))),
        "groups": sorted(map(list, session.execute(groups))),
        # Left out where nobody stated one, as in waves that opened before it could be stated.
        **({"ambitions": ambitions} if ambitions else {}),
        # Likewise where no entity asks anything of its own.
        **({"own": [wave.own_questions, own]} if own or wave.own_questions else {}),
        # Likewise in waves that opened before it was said who may answer.
        **({"eligible": wave.eligible} if wave.eligible else {}),
        # Likewise where everybody eligible is invited.
        **({"sampled": samples} if samples else {}),
        # Likewise in waves that opened before rosters were kept.
        **({"links": links} if has_roster else {}),
    }
    return f"{hashlib.sha256(json.dumps(terms).encode()).hexdigest()}\n".encode("ascii")
