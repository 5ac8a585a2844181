"""The pages that explain, the choice of a language, and the sign of life."""

from flask import Blueprint, abort, make_response, redirect, render_template, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from toolkit import content, publications
from toolkit.web import language
from toolkit.web.markdown import to_html
from toolkit.web.runtime import current, reading, reading_results

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def home() -> str:
    """What this is, and where to begin."""
    return _page("home")


@blueprint.get("/about")
def about() -> str:
    """Where it comes from, and what it is not."""
    return _page("about")


@blueprint.get("/privacy")
def privacy() -> str:
    """The promise, how it is kept and attacked, and what it does not cover."""
    with reading_results() as session:
        found = publications.attacks(session)
    return _explained("privacy", current().settings.privacy_notice, attacks=found)


@blueprint.get("/method")
def method() -> str:
    """How answers become levels, a profile and tools."""
    return _page("method")


@blueprint.get("/accessibility")
def accessibility() -> str:
    """What works for whom, and whom to tell what does not."""
    return _explained("accessibility", current().settings.accessibility_notice)


@blueprint.get("/language/<code>")
def choose_language(code: str) -> Response:
    """Remember a language on this device, and go home."""
    settings = current().settings
    if code not in settings.languages:
        abort(404)
    response = redirect(url_for(".home"), 303)
    response.set_cookie(
        language.COOKIE,
        code,
        max_age=31_536_000,
        httponly=True,
        secure=settings.secure_cookies,
        samesite="Lax",
    )
    return response


@blueprint.get("/health")
def health() -> Response:
    """Whether the application reaches its database."""
    with reading() as session:
        session.execute(select(1))
    response = make_response("ok\n")
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    return response


def _explained(name: str, notice: str, **more: object) -> str:
    """A page with the operator's own words, sanitised as tools are, in the first language."""
    first = current().settings.languages[0]
    return _page(name, notice=to_html(notice, _tool_address), notice_lang=first, **more)


def _tool_address(tool_id: str) -> str:
    return url_for("catalog.tool", tool_id=tool_id)


def _page(name: str, **more: object) -> str:
    with reading() as session:
        questionnaire = content.newest_questionnaire(session)
    return render_template(
        f"pages/{name}.html",
        reader=language.reader(questionnaire),
        questionnaire=questionnaire,
        contact=current().settings.contact,
        **more,
    )
