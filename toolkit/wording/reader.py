"""What every sentence needs: the reader's language, and the words of one questionnaire."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from questionnaires.model import Questionnaire
from questionnaires.scoring import LevelRange

Gettext = Callable[..., str]


def one_decimal(value: Fraction) -> Fraction:
    """Round half up to one decimal, exactly."""
    return Fraction(floor(value * 10 + Fraction(1, 2)), 10)


@dataclass(frozen=True, slots=True, eq=False)  # equal only to itself, so that it can be a key
class Reader:
    """One reader's language, and one questionnaire in it.

    Parameters
    ----------
    questionnaire
        The version that is spoken of.
    texts
        Its texts in the reader's language, by text id.
    gettext, ngettext
        The interface in the reader's language; both fill ``%(name)s``.
    number
        Writes a number with one decimal in the reader's way.
    whole
        Writes a whole number likewise.
    """

    questionnaire: Questionnaire
    texts: Mapping[str, str]
    gettext: Gettext
    ngettext: Gettext
    number: Callable[[Fraction], str]
    whole: Callable[[int], str] = str

    def text(self, *parts: str) -> str:
        """A content text by its id, e.g. ``text("goals", "name")``."""
        return self.texts[".".join((self.questionnaire.id, *parts))]

    def level_name(self, level: int) -> str:
        """The word for a level, 1 to 5."""
        return self.text("level", self.questionnaire.levels[level - 1].id, "name")

    def level(self, found: LevelRange) -> str:
        """A level in words, or the two that the answers lie between."""
        if not found.is_between:
            return self.level_name(found.low)
        _ = self.gettext
        return _(
            "between %(low)s and %(high)s",
            low=self.level_name(found.low),
            high=self.level_name(found.high),
        )

    def mean(self, value: Fraction) -> str:
        """A mean with one decimal, as it stands in sentences and tables."""
        return self.number(one_decimal(value))

    def of_five(self, value: Fraction) -> str:
        """A mean with one decimal, of five."""
        _ = self.gettext
        return _("%(mean)s of 5", mean=self.mean(value))

    def level_of_five(self, found: LevelRange, value: Fraction) -> str:
        """A level's word and the mean that it stands for."""
        _ = self.gettext
        return _("%(level)s, %(mean)s of 5", level=self.level(found), mean=self.mean(value))

    def name(self, content_id: str) -> str:
        """The name of a module or a factor."""
        return self.text(content_id, "name")

    def names(self, content_ids: Sequence[str]) -> str:
        """The names of modules or factors as a list in a sentence."""
        _ = self.gettext
        names = [self.name(content_id) for content_id in content_ids]
        if len(names) < 2:  # noqa: PLR2004 - a list needs two
            return "".join(names)
        return _("%(first)s and %(last)s", first=", ".join(names[:-1]), last=names[-1])
