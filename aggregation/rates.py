"""The response rate while a wave is open: of which groups, in steps, and of all without counting.

No two groups that are counted have a person in common, so nothing can be subtracted; what is said
of all follows from what is said of them.
"""

from collections.abc import Mapping

from aggregation import grid

FEWEST = 50  # eligible people of whom a rate is said


def counted(eligible: Mapping[str, int], whole: str) -> dict[str, int]:
    """The groups whose answers are counted, each with its people.

    Every group of at least 50 people; where there is none, all together under the name ``whole``,
    if they are so many.

    Examples
    --------
    >>> counted({"Alpha": 60, "Bravo": 49}, whole="")
    {'Alpha': 60}
    >>> counted({"Alpha": 40, "Bravo": 30}, whole="")
    {'': 70}
    """
    large = {name: number for name, number in eligible.items() if number >= FEWEST}
    total = sum(eligible.values())
    return large or ({whole: total} if total >= FEWEST else {})


def step(answered: int, eligible: int) -> int:
    """The step of ten percent that is said of so many answers of ``eligible`` people.

    As in a publication (:func:`aggregation.grid.rate`), so that the last rate and the published
    number of people do not meet in one number; and the highest step leaves at least four who may
    not have answered.

    Examples
    --------
    >>> step(40, 100), step(60, 60), step(50, 50)
    (40, 80, 90)
    """
    most = eligible - grid.NARROWEST_BAND + 1
    return grid.rate(min(answered, most), eligible)


def overall(steps: Mapping[str, int], eligible: Mapping[str, int]) -> int | None:
    """The step of all groups together, from their steps alone; None where there is none.

    Each group stands at the middle of its step, with the weight of its eligible people.

    Examples
    --------
    >>> overall({"Alpha": 30, "Bravo": 50}, {"Alpha": 300, "Bravo": 100})
    40
    """
    people = sum(eligible[name] for name in steps)
    if not people:
        return None
    middles = sum((2 * low + grid.RATE_STEP) * eligible[name] for name, low in steps.items())
    return middles // (2 * people) // grid.RATE_STEP * grid.RATE_STEP
