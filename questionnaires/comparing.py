"""Which questions two versions ask alike, so that answers to both can be compared."""

from questionnaires.model import Perspective, Question, Questionnaire


def asks_the_same(one: Question, other: Question, perspective: Perspective | None = None) -> bool:
    """Whether answers to two questions mean the same: who is asked about, the stem, every level.

    With a perspective only its wording counts, else every wording. Help, and what is good enough,
    do not change what an answer says.
    """
    if (one.id, one.referent, one.levels) != (other.id, other.referent, other.levels):
        return False
    if perspective is None:
        return one.stem == other.stem
    return one.stem.text(perspective) == other.stem.text(perspective)


def common_questions(
    one: Questionnaire, other: Questionnaire, perspective: Perspective | None = None
) -> frozenset[str]:
    """The ids of the questions that both versions ask alike."""
    return frozenset(
        key
        for key, question in one.questions.items()
        if key in other.questions and asks_the_same(question, other.questions[key], perspective)
    )
