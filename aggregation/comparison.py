"""Figures of groups from figures of their members, all members counting alike."""

from collections import Counter
from collections.abc import Callable, Mapping
from statistics import fmean, median

Values = Mapping[str, float]  # member -> its figure
Membership = Mapping[str, str]  # member -> its group


def sizes_by_group(values: Values, groups: Membership) -> dict[str, int]:
    """How many members of each group have a figure."""
    return dict(sorted(Counter(groups[member] for member in values).items()))


def means_by_group(values: Values, groups: Membership) -> dict[str, float]:
    """The mean of each group's members."""
    return _by_group(fmean, values, groups)


def medians_by_group(values: Values, groups: Membership) -> dict[str, float]:
    """The median of each group's members; of an even number, midway between the middle two."""
    return _by_group(median, values, groups)


def _by_group(
    figure: Callable[[list[float]], float], values: Values, groups: Membership
) -> dict[str, float]:
    return {
        group: figure([value for member, value in values.items() if groups[member] == group])
        for group in sizes_by_group(values, groups)
    }
