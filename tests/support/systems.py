"""Publications whose entities have the module means that a test wants."""

from collections.abc import Iterable, Mapping

from continua import SPREAD, System

from aggregation.grid import Mean, Spread, people
from aggregation.publication import (
    FORMAT,
    ChoiceFigures,
    Edition,
    NodeFigures,
    Publication,
    QuestionFigures,
    SpreadFigures,
)
from aggregation.settings import Settings
from aggregation.structure import Structure, structure
from aggregation.tree import NodeKind

MODULES = ("strategy", "partnerships", "architecture", "culture", "evaluation")
STRUCTURE = structure(
    {module: {f"{module}-{n}": [f"{module}-{n}-asked"] for n in range(3)} for module in MODULES}
)
_Means = Mapping[str, Mean | None]


def name_of(place: int) -> str:
    """The id of the entity in a row of a system."""
    return f"entity:Entity {place:02}"


def publication_of(
    system: System, wave: str = "1", withheld: Iterable[int] = (), built: Structure = STRUCTURE
) -> Publication:
    """A publication of a system's entities; all questions of a module have its mean."""
    without = set(withheld)
    entities = tuple(
        _node(
            name_of(place),
            "entity",
            "system",
            int(size),
            {
                key: None if place in without and module.id == "culture" else Mean(tenths)
                for module, tenths in zip(built, map(_tenths, row), strict=True)
                for key in module.questions
            },
        )
        for place, (row, size) in enumerate(zip(system.profiles, system.sizes, strict=True))
    )
    root = _node("system", "system", None, 5000, {})
    asked = [key for module in built for key in module.questions]
    spread = Spread(round(SPREAD * 10))
    return Publication(
        format=FORMAT,
        edition=Edition(wave),
        settings=Settings(),
        structure=built,
        nodes=(root, *entities),
        question_spreads=tuple(SpreadFigures(key, spread) for key in asked),
        module_spreads=tuple(SpreadFigures(module.id, spread) for module in built),
    )


def _tenths(value: float) -> int:
    return round(float(value) * 10)


def _node(key: str, kind: NodeKind, parent: str | None, size: int, means: _Means) -> NodeFigures:
    band = people(size)
    return NodeFigures(
        id=key,
        kind=kind,
        parent=parent,
        entities=(),
        respondents=band,
        response_rate=60,
        questions=tuple(
            QuestionFigures(one, band if mean else None, mean) for one, mean in means.items()
        ),
        progress=(),
        barriers=ChoiceFigures("barriers"),
        tools=(),
    )
