"""A question as it is asked on a page: its words, what can be chosen, and what stands apart."""

from collections.abc import Mapping
from dataclasses import dataclass

from questionnaires.own import OwnQuestions
from questionnaires.responses import OWN_IDS
from toolkit.wording.reader import Gettext

DOES_NOT_APPLY, CANNOT_SAY = "does-not-apply", "cannot-say"


@dataclass(frozen=True, slots=True)
class QuestionText:
    """A radio group in the reader's language."""

    name: str
    legend: str
    options: tuple[tuple[str, str], ...]
    apart: tuple[tuple[str, str], ...] = ()
    counter: str = ""
    help: Mapping[str, str] | None = None


def own_texts(gettext: Gettext, questions: OwnQuestions) -> tuple[QuestionText, ...]:
    """What an entity asks of its own, in its own words, as a module's questions are asked."""
    total = len(questions)
    return tuple(
        QuestionText(
            name=key,
            legend=question.statement,
            options=tuple((str(level), text) for level, text in enumerate(question.levels, 1)),
            apart=apart(gettext),
            counter=counter(gettext, number, total),
            help={"why": question.help},
        )
        for number, (key, question) in enumerate(zip(OWN_IDS, questions, strict=False), start=1)
    )


def apart(gettext: Gettext) -> tuple[tuple[str, str], ...]:
    """The two answers that carry no level."""
    _ = gettext
    return (
        (CANNOT_SAY, _("I cannot say")),
        (DOES_NOT_APPLY, _("Does not apply to us")),
    )


def counter(gettext: Gettext, number: int, total: int) -> str:
    """Which question of how many this is."""
    _ = gettext
    return _("Question %(number)s of %(total)s", number=number, total=total)
