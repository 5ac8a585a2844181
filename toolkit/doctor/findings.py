"""What a check finds: that something is good, should be looked at, or is wrong; and what to do."""

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


class Rank(enum.StrEnum):
    """How bad a finding is; a problem needs somebody now."""

    GOOD = "good"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found: a clause, and a sentence that says what to do about it.

    Neither may hold a secret, or tell anything of a respondent, such as a number of answers.
    """

    rank: Rank
    text: str
    what_to_do: str = ""

    def __str__(self) -> str:
        """The finding as one line."""
        said = f"{self.text}. {self.what_to_do}" if self.what_to_do else self.text
        return f"{self.rank:<8} {' '.join(said.split())}"


def good(text: str) -> Finding:
    """Say what is as it should be."""
    return Finding(Rank.GOOD, text)


def warning(text: str, what_to_do: str) -> Finding:
    """Say what should be looked at."""
    return Finding(Rank.WARNING, text, what_to_do)


def problem(text: str, what_to_do: str) -> Finding:
    """Say what is wrong."""
    return Finding(Rank.PROBLEM, text, what_to_do)


def or_good(found: Iterable[Finding], text: str) -> Iterator[Finding]:
    """What was found, or, where that is nothing, that it is good."""
    found = list(found)
    yield from found or [good(text)]
