"""The catalogue's pages; they know nothing of who reads them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from flask import (
    Blueprint,
    abort,
    get_template_attribute,
    make_response,
    render_template,
    request,
    url_for,
)
from markupsafe import Markup
from werkzeug.wrappers import Response
from wtforms import Form

from questionnaires.model import Questionnaire
from toolkit import content
from toolkit.catalog.forms import MINUTES, filter_form
from toolkit.web import language, toolpage
from toolkit.web.form import errors_of
from toolkit.web.language import gettext as _
from toolkit.web.language import ngettext
from toolkit.web.runtime import reading
from toolkit.wording import tools as tool_words
from toolkit.wording.reader import Reader
from tools_catalog.model import STARTERS, Tool
from tools_catalog.search import Query, find

blueprint = Blueprint("catalog", __name__, url_prefix="/tools")


@dataclass(frozen=True, slots=True)
class _Version:
    """A tool that equals every other with its id and version, so that its card can be kept."""

    id: str
    version: int
    tool: Tool = field(compare=False)


@blueprint.get("/")
def index() -> Response:
    """Search and filter the tools."""
    with reading() as session:
        tools, questionnaire = content.catalogue(session)
    reader = language.reader(questionnaire)
    form = _form(questionnaire)(request.args)
    errors = [] if form.validate() else errors_of(form)
    found = () if errors else find(tools, _query(form))
    page = render_template(
        "catalog/index.html",
        form=form,
        errors=errors,
        options=_options(reader),
        cards=_cards(reader, found),
        is_filtered=any(field.data for field in form),
        total=len(tools),
    )
    return make_response(page, 422 if errors else 200)


@blueprint.get("/<tool_id>")
def tool(tool_id: str) -> str:
    """One tool: what it is for, and how to do it."""
    found, reader = _found(tool_id)
    return render_template(
        "catalog/tool.html",
        **toolpage.page_values(reader, found, _address),
        worksheet_address=url_for(".worksheet", tool_id=tool_id),
    )


@blueprint.get("/<tool_id>/worksheet")
def worksheet(tool_id: str) -> str:
    """A tool's worksheet alone, to print."""
    found, reader = _found(tool_id)
    return render_template(
        "catalog/worksheet.html",
        **toolpage.worksheet_values(reader, found, _address),
        tool_address=_address(tool_id),
    )


def _found(tool_id: str) -> tuple[Tool, Reader]:
    with reading() as session:
        tools, questionnaire = content.catalogue(session)
    found = next((tool for tool in tools if tool.id == tool_id), None)
    return found or abort(404), language.reader(questionnaire)


def _address(tool_id: str) -> str:
    return url_for("catalog.tool", tool_id=tool_id)


def _form(questionnaire: Questionnaire) -> type[Form]:
    modules = tuple(module.id for module in questionnaire.modules)
    return filter_form(modules, tuple(questionnaire.factors))


def _query(form: Form) -> Query:
    return Query(
        words=form["words"].data or "",
        module=form["module"].data or None,
        factor=form["factor"].data or None,
        max_minutes=int(form["minutes"].data) if form["minutes"].data else None,
        people=form["people"].data,
        who=form["who"].data or None,
    )


def _cards(reader: Reader, tools: Iterable[Tool]) -> list[Markup]:
    return [_drawn_card(reader, _Version(tool.id, tool.version, tool)) for tool in tools]


@lru_cache(maxsize=4096)
def _drawn_card(reader: Reader, version: _Version) -> Markup:
    """The markup of a tool's card in a reader's language, which a version has once and for all."""
    card = toolpage.card(reader, version.tool)
    tool_card = get_template_attribute("macros/result.html", "tool_card")
    drawn: Markup = tool_card(
        _address(version.id),
        version.tool.name,
        version.tool.summary,
        version.tool.module,
        card.module_name,
        card.facts,
        heading=2,
    )
    return drawn


@lru_cache(maxsize=16)
def _options(reader: Reader) -> dict[str, list[tuple[str, str]]]:
    """The choices of every filter in the reader's language."""
    questionnaire = reader.questionnaire
    return {
        "module": [
            ("", _("All modules")),
            *((module.id, reader.name(module.id)) for module in questionnaire.modules),
        ],
        "factor": [
            ("", _("All subjects")),
            *((factor_id, reader.name(factor_id)) for factor_id in questionnaire.factors),
        ],
        "minutes": [
            ("", _("Any length")),
            *(
                (str(m), _("Up to %(time)s", time=tool_words.duration(_, ngettext, m)))
                for m in MINUTES
            ),
        ],
        "who": [
            ("", _("Anybody's tools")),
            *(
                (who, _("What %(who)s can start", who=tool_words.starter(_, who)))
                for who in STARTERS
            ),
        ],
    }
