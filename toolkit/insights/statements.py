"""What every page of results reads: put together once, and past the object mapper."""

from sqlalchemy import bindparam, select

from toolkit.models import Cell, Chart, Published, Wave, WaveState

_WAVE, _CELL = Wave.__table__.c, Cell.__table__.c
_STORED, _CHART = Published.__table__.c, Chart.__table__.c
_FACTS = (
    *(_WAVE.id, _WAVE.state, _WAVE.title, _WAVE.perspective, _WAVE.questionnaire, _WAVE.version),
    *(_WAVE.sponsor, _WAVE.decision, _WAVE.results_by, _WAVE.is_demonstration),
    _WAVE.eligible,
)
_DRAWN = (
    _CHART.wave_id == bindparam("wave_id"),
    _CHART.node_id == bindparam("node_id"),
    _CHART.language == bindparam("language"),
    _CHART.drawn_from == bindparam("drawn_from"),
)

OPENED = select(*_FACTS).where(_WAVE.state != WaveState.PLANNED)  # every wave with a page
OPENED_NEWEST_FIRST = OPENED.order_by(_WAVE.id.desc())
ONE_OPENED = OPENED.where(_WAVE.id == bindparam("wave_id"))
COMPARABLE = (  # published waves of a questionnaire that asked about the same, newest first
    select(_WAVE.id, _WAVE.title, _WAVE.version)
    .where(
        _WAVE.id < bindparam("wave_id"),
        _WAVE.state == WaveState.PUBLISHED,
        _WAVE.questionnaire == bindparam("questionnaire"),
        _WAVE.perspective == bindparam("perspective"),
    )
    .order_by(_WAVE.id.desc())
)
STORED = select(_STORED.text, _STORED.sha256, _STORED.withdrawn_because, _STORED.proposed_on).where(
    _STORED.wave_id == bindparam("wave_id")
)
GROUPS = (  # every entity of every wave that was opened
    select(_CELL.wave_id, _CELL.entity)
    .join(Wave.__table__, _WAVE.id == _CELL.wave_id)
    .where(_WAVE.state != WaveState.PLANNED)
    .distinct()
)
CHARTS = select(_CHART.name, _CHART.alt).where(*_DRAWN).order_by(_CHART.name)
CHART = select(_CHART.svg).where(*_DRAWN, _CHART.name == bindparam("name"))
