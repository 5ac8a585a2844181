"""How pages are made: what is the same for everybody is made once in each language, and kept."""

from collections.abc import Hashable, MutableMapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader
from jinja2.runtime import Macro
from markupsafe import Markup, escape

from toolkit.web.language import code

MOST_KEPT = 1024  # parts of pages, of some two kilobytes each


class Templates(Environment):
    """Templates whose globals stand in one dict each, not in a chain of two.

    Jinja looks all of them through wherever a template imports a macro.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Put a template's own globals over those of all, which are complete by then."""
        return {**self.globals, **(d or {})}


def init_app(app: Flask) -> None:
    """Let pages be made from our templates, before anything is added to them."""
    app.jinja_environment = Templates
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader(Path(app.root_path) / "templates"),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    app.jinja_env.globals["kept"] = kept
    app.jinja_env.filters["checked"] = checked


def kept(macro: Macro, *constants: Hashable) -> str:
    """What a macro makes of constants, made once in each language.

    Nothing of a person is among them, nor read by the macro: what is kept is shown to everybody.
    """
    return _kept(code(), macro, constants)


@lru_cache(MOST_KEPT)
def _kept(_language: str, macro: Macro, constants: tuple[Hashable, ...]) -> str:
    return macro(*constants)


def checked(group: str, value: str | None) -> Markup:
    """A group of radio buttons with one checked; no text in it looks so, as quotes are escaped."""
    mark = f' value="{escape(value)}"'
    return Markup(str(group).replace(mark, f"{mark} checked", 1))  # noqa: S704 - markup with a word more
