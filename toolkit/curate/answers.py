"""What the desk answers when it does not do something, and how much a form of it may hold."""

from flask import Blueprint, render_template, request
from wtforms import Form

from toolkit.curate import words
from toolkit.curate.refusals import RefusedError, StaleError
from toolkit.web.language import gettext as _

LARGEST_FORM = 1024 * 1024  # bytes; a tool in any script, as forms are sent


def init_blueprint(blueprint: Blueprint, *, largest: int = LARGEST_FORM) -> None:
    """Let a blueprint of the desk take long texts, and say what it refuses."""

    @blueprint.url_value_preprocessor
    def _allow_long_texts(_endpoint: str | None, _values: object) -> None:
        request.max_content_length = largest
        request.max_form_memory_size = largest

    @blueprint.errorhandler(RefusedError)
    def _refused(error: RefusedError) -> tuple[str, int]:
        title = _("This cannot be done as it is")
        return render_template(
            "curate/refused.html", title=title, text=words.reason(error.reason)
        ), 409

    @blueprint.errorhandler(StaleError)
    def _stale(error: StaleError) -> tuple[str, int]:
        title = _("This has changed meanwhile")
        page = render_template(
            "curate/refused.html",
            title=title,
            text=words.stale(error.current),
            current=error.current,
        )
        return page, 409


def typed(form: Form) -> dict[str, str]:
    """What a form holds, as texts by name."""
    return {field.name: field.data or "" for field in form if isinstance(field.data, str | None)}
