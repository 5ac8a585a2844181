"""A wave's states, which may follow which, and what is refused in the wrong one."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from toolkit.audit import Action, record
from toolkit.models import Wave, WaveState
from toolkit.refusal import Refusal

_ALLOWED: Mapping[WaveState, frozenset[WaveState]] = {
    WaveState.PLANNED: frozenset({WaveState.OPEN}),
    WaveState.OPEN: frozenset({WaveState.CLOSED}),
    WaveState.CLOSED: frozenset(),
}


class WaveError(Refusal):
    """A wave cannot do this now; the message says why, and what is needed."""


def find(session: Session, wave_id: int) -> Wave:
    """The wave with this number, or a :class:`WaveError`."""
    wave = session.get(Wave, wave_id, with_for_update=True)
    if wave is None:
        raise WaveError(f"there is no wave {wave_id}")
    return wave


def move(wave: Wave, state: WaveState) -> None:
    """Let a wave go on to its next state."""
    if state not in _ALLOWED[wave.state]:
        raise WaveError(f"wave {wave.id} is {wave.state}, so it cannot become {state}")
    wave.state = state


def require(wave: Wave, state: WaveState, what: str) -> None:
    """Refuse what only a wave in this state can do."""
    if wave.state is not state:
        raise WaveError(f"wave {wave.id} is {wave.state}; {what} only while it is {state}")


def log(session: Session, wave_id: int, actor: str, action: Action, detail: str = "") -> None:
    """Write to the audit log what somebody did to a wave."""
    record(session, actor=actor, action=action, subject=f"wave {wave_id}", detail=detail[:300])
