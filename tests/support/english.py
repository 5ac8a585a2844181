"""The words of a questionnaire in English, without a request."""

from fractions import Fraction

from questionnaires.model import Questionnaire
from questionnaires.texts import texts
from toolkit.wording.reader import Reader


def gettext(text: str, **values: object) -> str:
    """The English text itself, with ``%(name)s`` filled."""
    return text % values if values else text


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """The English singular or plural, with ``%(num)s`` filled."""
    return (one if number == 1 else many) % {"num": number, **values}


def reader_of(questionnaire: Questionnaire) -> Reader:
    """An English reader of a questionnaire."""
    return Reader(
        questionnaire=questionnaire,
        texts=texts(questionnaire),
        gettext=gettext,
        ngettext=ngettext,
        number=_number,
    )


def _number(value: Fraction) -> str:
    return f"{float(value):.1f}"
