"""The desk's first pages: what waits for somebody, all tools, and one tool with its versions."""

from datetime import UTC, datetime

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from toolkit import content
from toolkit.content import TOOL
from toolkit.curate import answers, history, listing, owns, releases, service, words
from toolkit.curate.forms import FilterForm, ReasonForm, ReviewByForm
from toolkit.curate.history import Key
from toolkit.curate.weblinks import store
from toolkit.roles import Role
from toolkit.web.form import Errors, errors_of
from toolkit.web.language import gettext as _
from toolkit.web.runtime import reading, writing
from toolkit.web.signed_in import current_person

blueprint = Blueprint("curate", __name__, url_prefix="/account/curate")
answers.init_blueprint(blueprint)


@blueprint.get("/")
def index() -> str:
    """What waits for a curator or a reviewer."""
    with reading() as session:
        waiting = history.in_review(session)
        drafts = history.drafts(session)
        again = history.to_read_again(session)
        offers = releases.offers(session)
        own = len(owns.in_review(session))
        tools = content.tools(session)
        due = listing.due(tools, history.review_dates(session), datetime.now(UTC).date())
        broken = store.broken(session)
    return render_template(
        "curate/index.html",
        waiting=waiting,
        drafts=drafts,
        again=again,
        offers=offers,
        titles={tool.id: tool.name for tool in tools},
        due=due,
        own=own,
        broken=broken,
        words=words,
        me=current_person().email,
        is_curator=Role.CURATOR in current_person().roles,
    )


@blueprint.get("/tools")
def tools() -> str:
    """Every tool with its state, found by words and state."""
    form = FilterForm(request.args)
    form.validate()
    with reading() as session:
        published, known = content.tools(session), listing.newest(session)
        page = listing.page(
            published,
            known,
            listing.names(session, published, known),
            words=form.words.data or "",
            state=form.state.data or "",
            number=form.page.data or 1,
        )
    return render_template("curate/tools.html", form=form, page=page, words=words)


@blueprint.get("/tools/<tool_id>")
def tool(tool_id: str) -> str:
    """One tool: its versions, and what can be done with it."""
    return _tool_page(tool_id)


@blueprint.post("/tools/<tool_id>/withdraw")
def withdraw(tool_id: str) -> Response | tuple[str, int]:
    """Take a tool out of the catalogue, with the reason."""
    form = ReasonForm(request.form)
    if not form.validate():
        errors = [("reason", _("Say in a few words why it is withdrawn"))]
        return _tool_page(tool_id, errors=errors, reason=form.reason.data or ""), 422
    with writing() as session:
        service.withdraw(
            session,
            Key(TOOL, tool_id),
            reason=form.reason.data or "",
            actor=current_person().email,
        )
    return redirect(url_for(".tool", tool_id=tool_id), 303)


@blueprint.post("/tools/<tool_id>/review-by")
def review_by(tool_id: str) -> Response | tuple[str, int]:
    """Say by when somebody should read a tool again."""
    form = ReviewByForm(request.form)
    if not form.validate() or errors_of(form):
        errors = [("review_by", _("Enter a date, such as 2027-06-30, or leave it empty"))]
        return _tool_page(tool_id, errors=errors, typed=request.form.get("review_by", "")), 422
    with writing() as session:
        if not history.versions(session, Key(TOOL, tool_id)):
            abort(404)
        service.set_review_by(
            session, Key(TOOL, tool_id), form.review_by.data, actor=current_person().email
        )
    return redirect(url_for(".tool", tool_id=tool_id), 303)


def _tool_page(
    tool_id: str, errors: Errors | None = None, reason: str = "", typed: str = ""
) -> str:
    key = Key(TOOL, tool_id)
    with reading() as session:
        versions = history.versions(session, key)
        day = history.review_by(session, key)
        linking = listing.linking(content.tools(session), tool_id)
    if not versions:
        abort(404)
    return render_template(
        "curate/tool.html",
        tool_id=tool_id,
        name=versions[0].name,
        versions=versions,
        shown=history.shown(versions),
        open=next((one for one in versions if one.is_open), None),
        review_by=day.isoformat() if day else "",
        linking=linking,
        words=words,
        is_curator=Role.CURATOR in current_person().roles,
        errors=errors or [],
        reason=reason,
        typed=typed,
    )
