"""Pages on what curators need to know: where no tool is, which are called for, what is not said."""

from functools import lru_cache

from flask import Blueprint, abort, render_template

from toolkit import content, language
from toolkit.content import TOOL
from toolkit.curate import answers, knowledge, service
from toolkit.curate.knowledge import Called
from toolkit.curate.newest import Newest, newest
from toolkit.curate.service import Key
from toolkit.runtime import reading, reading_results
from tools_catalog.errors import ToolError
from tools_catalog.loader import parse
from tools_catalog.model import Tool

blueprint = Blueprint("knowledge", __name__, url_prefix="/account/curate")
answers.init_blueprint(blueprint)


@blueprint.get("/coverage")
def coverage() -> str:
    """Which factors, levels and lengths of time have tools, and which have none."""
    with reading() as session:
        tools, core = content.catalogue(session)
    return render_template(
        "curate/coverage.html",
        rows=knowledge.coverage(tools, core),
        reader=language.reader(core),
        times=knowledge.TIMES,
        levels=knowledge.LEVELS,
    )


@blueprint.get("/called-for")
def called_for() -> str:
    """Which tools the last survey calls for, and how they were found where they were tried."""
    with reading_results() as session:
        tools = content.tools(session)
        last = newest(session)
    return render_template(
        "curate/called_for.html",
        last=last,
        rows=_called(last, tools) if last else (),
        tried=knowledge.tried(last.publication) if last else {},
        one_decimal=language.one_decimal,
    )


@blueprint.get("/questions")
def questions() -> str:
    """Which questions people could not answer, of the last survey."""
    with reading_results() as session:
        last = newest(session)
    return render_template(
        "curate/questions.html",
        last=last,
        rows=knowledge.questions(last.publication) if last else (),
        scales=last.publication.scales if last else (),
        reader=language.reader(last.questionnaire) if last else None,
        one_decimal=language.one_decimal,
        hundredths=language.hundredths,
    )


@blueprint.get("/tools/<tool_id>/versions/<int:version>/dry-run")
def dry_run(tool_id: str, version: int) -> str:
    """Which tools the last survey would call for, if this version were published."""
    with reading() as session:
        facts = service.version(session, Key(TOOL, tool_id), version) or abort(404)
        tools = content.tools(session)
    with reading_results() as session:
        last = newest(session)
    try:
        changed = tuple(knowledge.replaced(tools, parse(facts.text, source=tool_id)))
    except ToolError:
        changed = None
    before = {one.tool.id: one for one in _called(last, tools)} if last else {}
    return render_template(
        "curate/dry_run.html",
        version=facts,
        last=last,
        is_whole=changed is not None,
        before=before,
        rows=_called(last, changed) if last and changed else (),
        one_decimal=language.one_decimal,
    )


@lru_cache(maxsize=8)
def _called(last: Newest, tools: tuple[Tool, ...]) -> tuple[Called, ...]:
    """Worked out once for a publication and a catalogue."""
    return tuple(knowledge.called_for(tools, last.publication, last.questionnaire))
