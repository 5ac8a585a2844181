"""Two versions of a questionnaire, question by question: whose answers can be compared."""

from dataclasses import dataclass
from typing import Literal

from questionnaires.comparing import asks_the_same
from questionnaires.loader import parse
from questionnaires.model import Question

Verdict = Literal["comparable", "not", "new", "gone"]


@dataclass(frozen=True, slots=True)
class Compared:
    """One question in both versions; ``changed`` names what differs, whether it decides or not."""

    id: str
    text: str
    verdict: Verdict
    changed: tuple[str, ...] = ()


def compare(before: str, after: str) -> tuple[Compared, ...]:
    """Every question of two good files, in the order of the new one, those that are gone last."""
    old = parse(before, source="before").questions
    new = parse(after, source="after").questions
    found = [
        _compared(old[key], question) if key in old else _alone(question, "new")
        for key, question in new.items()
    ]
    gone = (_alone(question, "gone") for key, question in old.items() if key not in new)
    return (*found, *gone)


def _compared(old: Question, new: Question) -> Compared:
    verdict: Verdict = "comparable" if asks_the_same(old, new) else "not"
    fields = ("referent", "stem", "levels", "good_enough", "help")
    changed = tuple(name for name in fields if getattr(old, name) != getattr(new, name))
    return Compared(new.id, new.stem.organisation, verdict, changed)


def _alone(question: Question, verdict: Verdict) -> Compared:
    return Compared(question.id, question.stem.organisation, verdict)
