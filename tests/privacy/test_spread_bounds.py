"""What a question's spread tells beside its mean and its shares, for every group that can be.

One cell of 20 to 29 people, the fewest of whom a spread is published: all their answers are gone
through, and all that a reader of their figures has to think possible of one of them is put
together.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from math import sqrt

from aggregation import grid

BAND = range(20, 30)
Figures = tuple[object, ...]
Counts = tuple[int, int, int, int, int]

mean, share = cache(grid.mean), cache(grid.share)


@cache
def spread(total: int, squares: int, number: int) -> grid.Spread:
    return grid.spread(sqrt(max(0, squares - total * total / number) / (number - 1)))


def every_group(number: int) -> Iterator[Counts]:
    """How many of so many people chose each level, in every way that there is."""
    for a, b, c, d in combinations(range(number + 4), 4):
        yield a, b - a - 1, c - b - 1, d - c - 1, number + 3 - d


def possible(*, with_spread: bool) -> dict[Figures, int]:
    """What is published -> the levels that somebody in such a group may have chosen, as bits."""
    found: dict[Figures, int] = defaultdict(int)
    for number in BAND:
        for counts in every_group(number):
            low, middle, high = counts[0] + counts[1], counts[2], counts[3] + counts[4]
            total = sum(level * count for level, count in enumerate(counts, 1))
            said: Figures = (
                mean(total, number),
                *(share(part, number) for part in (low, middle, high)),
            )
            if with_spread:
                squares = sum(level * level * count for level, count in enumerate(counts, 1))
                said = (*said, spread(total, squares, number))
            found[said] |= sum(1 << level for level, count in enumerate(counts) if count)
    return found


def test_no_figures_leave_one_possible_answer_and_few_leave_two() -> None:
    for with_spread, published, of_two_minds in ((False, 3441, 27), (True, 17647, 74)):
        found = [levels.bit_count() for levels in possible(with_spread=with_spread).values()]
        assert len(found) == published
        assert min(found) == 2
        assert found.count(2) == of_two_minds
