"""Which questions of two versions can be compared."""

from questionnaires.comparing import asks_the_same, common_questions
from questionnaires.model import Question, Questionnaire


def with_question(questionnaire: Questionnaire, changed: Question) -> Questionnaire:
    """The questionnaire with one question in the place of the one of its id."""
    modules = tuple(
        module.model_copy(
            update={
                "factors": tuple(
                    factor.model_copy(
                        update={
                            "questions": tuple(
                                changed if one.id == changed.id else one for one in factor.questions
                            )
                        }
                    )
                    for factor in module.factors
                )
            }
        )
        for module in questionnaire.modules
    )
    rest = {name: getattr(questionnaire, name) for name in Questionnaire.model_fields}
    return Questionnaire(**rest | {"modules": modules})


def test_a_version_can_be_compared_with_itself(questionnaire: Questionnaire) -> None:
    assert common_questions(questionnaire, questionnaire) == set(questionnaire.questions)


def test_another_level_makes_another_question(questionnaire: Questionnaire) -> None:
    one = next(iter(questionnaire.questions.values()))
    other = one.model_copy(update={"levels": (*one.levels[:4], "We do it otherwise.")})
    revised = with_question(questionnaire, other)
    assert common_questions(revised, questionnaire) == set(questionnaire.questions) - {one.id}


def test_another_stem_counts_where_it_was_asked(questionnaire: Questionnaire) -> None:
    one = next(q for q in questionnaire.questions.values() if q.stem.unit)
    stem = one.stem.model_copy(update={"unit": "How does your unit do it?"})
    other = one.model_copy(update={"stem": stem})
    assert asks_the_same(one, other, "organisation")
    assert not asks_the_same(one, other, "unit")
    assert not asks_the_same(one, other)


def test_help_and_what_is_good_enough_change_no_answer(questionnaire: Questionnaire) -> None:
    one = next(iter(questionnaire.questions.values()))
    text = one.help.model_copy(update={"why": "Another reason."})
    enough = one.good_enough.model_copy(update={"large": 5})
    assert asks_the_same(one, one.model_copy(update={"help": text, "good_enough": enough}))


def test_about_whom_is_asked_counts(questionnaire: Questionnaire) -> None:
    one = next(q for q in questionnaire.questions.values() if q.referent == "respondent")
    assert not asks_the_same(one, one.model_copy(update={"referent": "organisation"}))
