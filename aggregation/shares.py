"""One question's figures of one group, from how often each answer was given there."""

from collections.abc import Sequence

from aggregation import grid
from aggregation.publication import Buckets, QuestionFigures, WithoutLevel
from aggregation.responses import CANNOT_SAY, DOES_NOT_APPLY, LEVELS


def question_figures(
    question_id: str, row: Sequence[int], *, mean: bool, buckets: bool, without_level: bool
) -> QuestionFigures:
    """What may be shown of a question, all of it on the grid.

    ``row`` holds a number of people per byte value from 0; the rest says what may be shown.
    """
    level, answered = sum(row[1 : LEVELS + 1]), sum(row[1:])
    return QuestionFigures(
        question_id,
        grid.people(level) if mean else None,
        grid.mean(_total(row), level) if mean else None,
        _buckets(row, level) if buckets else None,
        _without_level(row, answered) if without_level else None,
    )


def _total(row: Sequence[int]) -> int:
    return sum(level * row[level] for level in range(1, LEVELS + 1))


def _buckets(row: Sequence[int], people: int) -> Buckets:
    parts = (row[1] + row[2], row[3], row[4] + row[5])
    return Buckets(*(grid.share(part, people) for part in parts))


def _without_level(row: Sequence[int], people: int) -> WithoutLevel:
    return WithoutLevel(
        grid.people(people),
        grid.share(row[DOES_NOT_APPLY], people),
        grid.share(row[CANNOT_SAY], people),
    )
