"""The reader's language: which one, its direction, and the words of content in it."""

from fractions import Fraction

import flask_babel
from babel import negotiate_locale
from babel.support import NullTranslations
from flask import Flask, current_app, g, request
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from questionnaires.model import Questionnaire
from questionnaires.texts import texts
from toolkit.web.runtime import EXTENSION, current
from toolkit.wording import places, spoken
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
_READERS = "toolkit_readers"
_IN_SOURCE_LANGUAGE = Markup(' lang="en" dir="ltr"')


def init_app(app: Flask) -> None:
    """Let every page speak its reader's language."""
    flask_babel.Babel(app, locale_selector=_locale)
    offered = app.extensions[EXTENSION].settings.languages
    app.jinja_env.globals.update(
        _=_in_template,
        gettext=_in_template,
        ngettext=_number_in_template,
        languages=[(language, NAMES.get(language, language)) for language in offered],
    )
    app.jinja_env.filters["zone_name"] = zone_name
    app.jinja_env.filters["whole"] = whole
    app.context_processor(for_templates)


def select() -> str:
    """The language of this request: the one chosen, else the browser's, else the first offered."""
    offered = current().settings.languages
    chosen = request.cookies.get(COOKIE, "")
    if chosen in offered:
        return chosen
    # werkzeug's own match would rather take a later "en" than "ar" for an earlier "ar-EG".
    wanted = [tag for tag, quality in request.accept_languages if quality > 0]
    return negotiate_locale(wanted, offered, sep="-") or offered[0]


def _locale() -> str:
    language = select()
    return spoken.LOCALES.get(language, language)


def code() -> str:
    """The language of this request as a code of two letters."""
    found: str | None = g.get("language")
    if found is None:
        locale = flask_babel.get_locale()
        found = g.language = locale.language if locale else SOURCE
    return found


def direction() -> str:
    """``rtl`` or ``ltr``."""
    return "rtl" if spoken.is_right_to_left(code()) else "ltr"


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
            whole=whole,
        )
    return readers[key]


def one_decimal(value: Fraction) -> str:
    """A number with one decimal, written in the reader's way."""
    return spoken.one_decimal(code(), value)


def whole(value: int) -> str:
    """A whole number, written in the reader's way."""
    return spoken.whole(code(), value)


def hundredths(value: int) -> str:
    """A number of hundredths with two decimals, written in the reader's way."""
    return spoken.hundredths(code(), value)


def zone_name(zone: str) -> str:
    """A time zone in the reader's words."""
    return places.zone_name(gettext, code(), zone)


def zone_choices() -> tuple[tuple[str, str], ...]:
    """Every time zone that people live in, in the reader's words."""
    return places.zone_choices(code())


def gettext(text: str, **values: object) -> str:
    """A string of the interface in the reader's language, with ``%(name)s`` filled."""
    translated: str = _translations().ugettext(text)
    return translated % values if values else translated


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """A string that depends on a number; ``%(num)s`` is the number."""
    translated: str = _translations().ungettext(one, many, number)
    return translated % {"num": number, **values}


@pass_eval_context
def _in_template(context: EvalContext, text: str, /, **values: object) -> str:
    """As :func:`gettext`; what fills a string is escaped where the template escapes."""
    translated: str = _translations().ugettext(text)
    string = Markup(translated) if context.autoescape else translated  # noqa: S704 - our own text
    return string % values if values or "%" in translated else string


@pass_eval_context
def _number_in_template(
    context: EvalContext, one: str, many: str, number: int, /, **values: object
) -> str:
    """As :func:`ngettext`; what fills a string is escaped where the template escapes."""
    translated: str = _translations().ungettext(one, many, number)
    string = Markup(translated) if context.autoescape else translated  # noqa: S704 - our own text
    return string % {"num": number, **values}


def _translations() -> NullTranslations:
    """Look up the request's translations once: a page says a hundred strings."""
    found: NullTranslations | None = g.get("translations")
    if found is None:
        found = g.translations = flask_babel.get_translations()
    return found


def for_templates() -> dict[str, object]:
    """What every page says about its language; content is in English until it is translated."""
    return {
        "lang": code(),
        "dir": direction(),
        "content_lang": "" if code() == SOURCE else _IN_SOURCE_LANGUAGE,
    }
