"""A group's profile: the person's rule on the group's means, named only where it holds firmly."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from questionnaires.model import ProfileRules
from questionnaires.profiles import NamedProfile, name_profile

NAMED_FROM = Fraction(4, 5)  # of the draws
_SAID = 4  # of the commonest profiles among the draws

Means = Mapping[str, Fraction | None]


@dataclass(frozen=True, slots=True)
class GroupProfile:
    """What the means show, and in which share of draws from their intervals they show it.

    ``others`` are the other profiles that came up, the commonest first, at most three.
    """

    profile: NamedProfile
    share: Fraction
    others: tuple[NamedProfile, ...] = ()

    @property
    def is_named(self) -> bool:
        """Whether the profile holds firmly enough to be said."""
        return self.profile.kind != "none" and self.share >= NAMED_FROM


def name_group_profile(
    rules: ProfileRules, means: Means, drawn: Iterable[Means], *, min_modules: int
) -> GroupProfile:
    """Name the profile of published module means, and count the draws that have its title.

    ``drawn`` are module means drawn from their intervals, e.g. by ``aggregation.drawing``; without
    any the profile is not firm. A title is the kind, and the modules where they give the name.
    """
    profile = name_profile(rules, means, min_modules=min_modules)
    titles = [name_profile(rules, one, min_modules=min_modules) for one in drawn]
    counts: dict[object, int] = {}
    first: dict[object, NamedProfile] = {}
    for one in titles:
        counts[one.title] = counts.get(one.title, 0) + 1
        first.setdefault(one.title, one)
    others = sorted((key for key in counts if key != profile.title), key=lambda key: -counts[key])
    share = Fraction(counts.get(profile.title, 0), len(titles) or 1)
    return GroupProfile(profile, share, tuple(first[key] for key in others[: _SAID - 1]))
