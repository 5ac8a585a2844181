"""What can be wrong with a questionnaire's content."""

from collections.abc import Iterable
from dataclasses import dataclass

Path = tuple[str | int, ...]
Located = tuple[Path, str]  # where in a document, and what is wrong there


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right in a content file, and where it stands."""

    source: str
    path: str  # inside the document, e.g. "modules[1].factors[0].questions[0].levels[2]"
    message: str

    def __str__(self) -> str:
        """Write it on one line: file, place, what is wrong."""
        return ": ".join(part for part in (self.source, self.path, self.message) if part)


class QuestionnaireError(Exception):
    """The root of what this package raises."""


class ContentError(QuestionnaireError):
    """A content file that cannot be used, with every problem found in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def written(path: Path) -> str:
    """Write a path the way a reader looks for it: keys with dots, positions in brackets."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")
