"""What can be wrong with a tool's file."""

from collections.abc import Iterable
from dataclasses import dataclass

Located = tuple[str, str]  # where in a file, and what is wrong there


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right in a tool's file, and where it stands."""

    source: str
    path: str  # a key of the front matter, "people.from", or a place in the text, "Steps, line 40"
    message: str

    def __str__(self) -> str:
        """Write it on one line: file, place, what is wrong."""
        return ": ".join(part for part in (self.source, self.path, self.message) if part)


class ToolError(Exception):
    """Tools that cannot be used, with every problem found; the root of what this package raises."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
