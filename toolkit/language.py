"""The reader's language: which one, its direction, and the words of content in it."""

from decimal import Decimal
from fractions import Fraction

import flask_babel
from flask import current_app, request
from markupsafe import Markup

from questionnaires.model import Questionnaire
from questionnaires.texts import texts
from toolkit.runtime import current
from toolkit.wording.reader import Reader

COOKIE = "language"
SOURCE = "en"  # the language that content is written in
NAMES = {
    "en": "English",
    "fr": "Français",
    "es": "Español",
    "ru": "Русский",
    "zh": "中文",
    "ar": "العربية",
}
_RIGHT_TO_LEFT = {"ar"}
_READERS = "toolkit_readers"
_IN_SOURCE_LANGUAGE = Markup(' lang="en" dir="ltr"')


def select() -> str:
    """The language of this request: the one chosen, else the browser's, else the first offered."""
    offered = current().settings.languages
    chosen = request.cookies.get(COOKIE, "")
    if chosen in offered:
        return chosen
    return request.accept_languages.best_match(offered) or offered[0]


def code() -> str:
    """The language of this request as a code of two letters."""
    locale = flask_babel.get_locale()
    return locale.language if locale else SOURCE


def direction() -> str:
    """``rtl`` or ``ltr``."""
    return "rtl" if code() in _RIGHT_TO_LEFT else "ltr"


def reader(questionnaire: Questionnaire) -> Reader:
    """The words of a questionnaire and of the interface for this request's language."""
    readers: dict[tuple[str, str, int], Reader] = current_app.extensions.setdefault(_READERS, {})
    key = (code(), questionnaire.id, questionnaire.version)
    if key not in readers:
        readers[key] = Reader(
            questionnaire=questionnaire,
            texts=texts(questionnaire),
            gettext=gettext,
            ngettext=ngettext,
            number=one_decimal,
        )
    return readers[key]


def one_decimal(value: Fraction) -> str:
    """A number with one decimal, written in the reader's way."""
    decimal = Decimal(value.numerator) / value.denominator
    return str(flask_babel.format_decimal(decimal, format="0.0"))


def gettext(text: str, **values: object) -> str:
    """A string of the interface in the reader's language, with ``%(name)s`` filled."""
    return str(flask_babel.gettext(text, **values))


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """A string that depends on a number; ``%(num)s`` is the number."""
    return str(flask_babel.ngettext(one, many, number, **values))


def for_templates() -> dict[str, object]:
    """What every page says about its language; content is in English until it is translated."""
    offered = current().settings.languages
    return {
        "lang": code(),
        "dir": direction(),
        "languages": [(language, NAMES.get(language, language)) for language in offered],
        "content_lang": "" if code() == SOURCE else _IN_SOURCE_LANGUAGE,
    }
