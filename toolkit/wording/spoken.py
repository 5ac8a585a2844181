"""A reader's language without a request: numbers, strings and direction by its code."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, partial
from pathlib import Path

from babel.dates import format_date
from babel.numbers import format_decimal
from babel.support import Translations

from questionnaires.model import Questionnaire
from questionnaires.texts import texts
from toolkit.wording.reader import Gettext, Reader

_FOLDER = Path(__file__).parents[1] / "translations"
_RIGHT_TO_LEFT = frozenset({"ar"})
LOCALES = {"en": "en_GB"}  # how dates are written; elsewhere the language alone says it


def is_right_to_left(language: str) -> bool:
    """Whether a language is written from right to left."""
    return language in _RIGHT_TO_LEFT


@lru_cache(maxsize=1024)
def whole(language: str, value: int) -> str:
    """A whole number as a language writes it."""
    written: str = format_decimal(value, locale=language)
    return written


@lru_cache(maxsize=1024)
def one_decimal(language: str, value: Fraction) -> str:
    """A number with one decimal as a language writes it."""
    decimal = Decimal(value.numerator) / value.denominator
    return format_decimal(decimal, format="0.0", locale=language)


def hundredths(language: str, value: int) -> str:
    """A number of hundredths with two decimals as a language writes it."""
    return format_decimal(Decimal(value) / 100, format="0.00", locale=language)


@lru_cache(maxsize=256)
def day(language: str, value: date) -> str:
    """A day as a language writes it."""
    return format_date(value, "long", locale=LOCALES.get(language, language))


@lru_cache(maxsize=16)
def gettext_of(language: str) -> Gettext:
    """The interface in a language, for what is written before anybody asks for it."""
    return _filled(Translations.load(_FOLDER, [language]).ugettext)


def reader_of(language: str, questionnaire: Questionnaire) -> Reader:
    """A reader of a language, for what is written before anybody asks for it."""
    found = Translations.load(_FOLDER, [language])
    return Reader(
        questionnaire=questionnaire,
        texts=texts(questionnaire),
        gettext=_filled(found.ugettext),
        ngettext=_numbered(found.ungettext),
        number=partial(one_decimal, language),
        whole=partial(whole, language),
    )


def _filled(gettext: Callable[[str], str]) -> Callable[..., str]:
    def filled(text: str, **values: object) -> str:
        return gettext(text) % values if values else gettext(text)

    return filled


def _numbered(ngettext: Callable[[str, str, int], str]) -> Callable[..., str]:
    def numbered(one: str, many: str, number: int, **values: object) -> str:
        return ngettext(one, many, number) % {"num": number, **values}

    return numbered
