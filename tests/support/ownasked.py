"""Questions that an entity asks of its own: written, and accepted as a curator does it."""

from sqlalchemy.orm import Session

from questionnaires import own
from questionnaires.own import OwnQuestion, OwnQuestions
from toolkit.models import OwnQuestionsKept, OwnState

AUTHOR, CURATOR = "coordinator@example.org", "curator@example.org"
_SUBJECTS = ("fund", "network", "library", "workshop", "newsletter")


def question(subject: str = "fund") -> OwnQuestion:
    """A good question, on one of several subjects."""
    return OwnQuestion(
        statement=f"How do you use our {subject} for small experiments?",
        help=f"The {subject} is two years old, and we want to know whom it reaches.",
        levels=(
            f"Nobody here has heard of the {subject} for experiments.",
            f"Some of us know that the {subject} for experiments exists.",
            f"We have once asked the {subject} for help with an experiment.",
            f"Each quarter the {subject} helps us with an experiment.",
            f"What we tried with the {subject} changed our plan of work.",
        ),
    )


def questions(number: int) -> OwnQuestions:
    """So many good questions."""
    return tuple(map(question, _SUBJECTS[:number]))


def keep(
    session: Session,
    wave_id: int,
    entity: str,
    number: int = 2,
    state: OwnState = OwnState.ACCEPTED,
) -> None:
    """Let an entity have so many questions in a wave, in some state."""
    session.add(
        OwnQuestionsKept(
            wave_id=wave_id,
            entity=entity,
            state=state,
            text=own.dump(questions(number)),
            authors=AUTHOR,
            reviewer=CURATOR,
        )
    )
