"""Reading a version: what changed, how respondents see it, and what becomes of it."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from toolkit import content
from toolkit.content import TOOL
from toolkit.curate import acts, answers, checking, fields, history, service, words
from toolkit.curate.differences import passages
from toolkit.curate.history import Key
from toolkit.curate.refusals import VersionFacts
from toolkit.roles import Role
from toolkit.web import language, toolpage
from toolkit.web.form import Errors
from toolkit.web.runtime import reading, writing
from toolkit.web.signed_in import current_person
from toolkit.wording.reader import Reader
from tools_catalog.errors import ToolError
from tools_catalog.loader import parse
from tools_catalog.model import Tool

blueprint = Blueprint(
    "reviews", __name__, url_prefix="/account/curate/tools/<tool_id>/versions/<int:version>"
)
answers.init_blueprint(blueprint)


@blueprint.get("/")
def show(tool_id: str, version: int) -> str:
    """One version beside another: the published one before it, or the one asked for."""
    return _page(tool_id, version)


@blueprint.post("/hand-in")
def hand_in(tool_id: str, version: int) -> Response | tuple[str, int]:
    """Hand a draft in for review, or publish a change of wording at once."""
    if errors := acts.hand_in(Key(TOOL, tool_id), version):
        return _page(tool_id, version, errors=errors, note=request.form.get("note", "")), 422
    return redirect(url_for("curate.tool", tool_id=tool_id), 303)


@blueprint.post("/publish")
def publish(tool_id: str, version: int) -> Response:
    """Publish what somebody else wrote."""
    acts.publish(Key(TOOL, tool_id), version)
    return redirect(url_for("curate.tool", tool_id=tool_id), 303)


@blueprint.post("/send-back")
def send_back(tool_id: str, version: int) -> Response | tuple[str, int]:
    """Send a version back to its authors, with the reason."""
    if errors := acts.send_back(Key(TOOL, tool_id), version):
        return _page(tool_id, version, errors=errors, reason=request.form.get("reason", "")), 422
    return redirect(url_for("curate.index"), 303)


@blueprint.post("/read-again")
def read_again(tool_id: str, version: int) -> Response:
    """Say that a change of wording has been read by a second person."""
    with writing() as session:
        service.read_again(session, Key(TOOL, tool_id), version, actor=current_person().email)
    return redirect(url_for("curate.index"), 303)


@blueprint.get("/preview")
def preview(tool_id: str, version: int) -> str:
    """The tool's page exactly as respondents see it, in a version that they may not see yet."""
    facts, tool, reader = _previewed(tool_id, version)
    if tool is None:
        return _page(tool_id, version)
    return render_template(
        "curate/preview.html",
        **toolpage.page_values(reader, tool, _address),
        worksheet_address=url_for(".preview_worksheet", tool_id=tool_id, version=version),
        version=facts,
        words=words,
    )


@blueprint.get("/preview/worksheet")
def preview_worksheet(tool_id: str, version: int) -> str:
    """The worksheet to print, likewise."""
    facts, tool, reader = _previewed(tool_id, version)
    if tool is None:
        return _page(tool_id, version)
    return render_template(
        "curate/preview_worksheet.html",
        **toolpage.worksheet_values(reader, tool, _address),
        tool_address=url_for(".preview", tool_id=tool_id, version=version),
        version=facts,
        words=words,
    )


def _previewed(tool_id: str, version: int) -> tuple[VersionFacts, Tool | None, Reader]:
    with reading() as session:
        facts = history.version(session, Key(TOOL, tool_id), version) or abort(404)
        core = content.newest_questionnaire(session)
        has_problems = bool(checking.problems(session, tool_id, facts.text))
    try:
        tool = None if has_problems else parse(facts.text, source=tool_id)
    except ToolError:
        tool = None
    return facts, tool, language.reader(core)


def _page(
    tool_id: str,
    version: int,
    errors: Errors | None = None,
    note: str | None = None,
    reason: str = "",
) -> str:
    key = Key(TOOL, tool_id)
    with reading() as session:
        versions = history.versions(session, key)
        facts = next((one for one in versions if one.version == version), None) or abort(404)
        todo = checking.problems(session, tool_id, facts.text) if facts.is_open else []
        core = content.newest_questionnaire(session)
    against = _against(versions, facts)
    person = current_person()
    return render_template(
        "curate/version.html",
        version=facts,
        against=against,
        others=[one for one in versions if one.version != version],
        passages=passages(against.text, facts.text) if against else (),
        todo=fields.named(language.reader(core), todo),
        can_be_wording=facts.is_open and service.is_wording(facts.text, history.shown(versions)),
        is_mine=person.email in facts.authors,
        is_curator=Role.CURATOR in person.roles,
        words=words,
        errors=errors or [],
        note=facts.note if note is None else note,
        reason=reason,
    )


def _against(versions: list[VersionFacts], facts: VersionFacts) -> VersionFacts | None:
    """The version to compare with: the one asked for, else the newest published one before."""
    asked = request.args.get("against", "")
    chosen = next((one for one in versions if asked and str(one.version) == asked), None)
    before = (one for one in versions if one.version < facts.version and not one.is_open)
    return chosen or next(before, None)


def _address(tool_id: str) -> str:
    return url_for("catalog.tool", tool_id=tool_id)
