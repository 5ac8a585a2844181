"""Numbers of people as bands: an exact number is a figure that others can be subtracted from."""

from bisect import bisect_right

LOWER_ENDS = (0, 10, 15, 20, 30, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000)


def band(number: int) -> tuple[int, int | None]:
    """The band that a number of people lies in, both ends included; None where it has no upper end.

    Raises
    ------
    ValueError
        When the number is negative.
    """
    if number < 0:
        raise ValueError(f"no number of people: {number}")
    place = bisect_right(LOWER_ENDS, number)
    upper = LOWER_ENDS[place] - 1 if place < len(LOWER_ENDS) else None
    return LOWER_ENDS[place - 1], upper
