"""The result: what the answers show, which tools they call for, and what a person does with it."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import Form

from toolkit import content
from toolkit.assess import cookies, service
from toolkit.assess.forms import SituationForm, ToolForm, matters_form
from toolkit.assess.pagedata import PageData, page_data
from toolkit.assess.resultpage import result_page
from toolkit.assess.sheet import (
    CopyError,
    Sheet,
    read_copy,
    with_decision,
    with_plan,
    write_copy,
)
from toolkit.reading import reading_token
from toolkit.web.form import Errors, errors_of
from toolkit.web.language import gettext as _
from toolkit.web.runtime import current, reading, writing

blueprint = Blueprint("results", __name__, url_prefix="/assessment")


@blueprint.get("/result")
def show() -> Response:
    """The whole result."""
    return _page([])


@blueprint.post("/result/matters")
def matters() -> Response:
    """Mark what matters in the next six months, which orders the tools anew."""
    with reading() as session:
        questionnaire = page_data(session, cookies.key_in_hand()).questionnaire
    form = matters_form(questionnaire)(request.form)
    return _changed(
        form,
        lambda sheet: with_plan(sheet, matters=tuple(dict.fromkeys(form["matters"].data or ()))),
    )


@blueprint.post("/result/situation")
def situation() -> Response:
    """Say what role, time and people there are, which orders the tools anew."""
    form = SituationForm(request.form)
    return _changed(
        form,
        lambda sheet: with_plan(
            sheet,
            role=form.role.data or None,
            minutes=int(form.minutes.data) if form.minutes.data else None,
            people=form.people.data,
        ),
    )


@blueprint.post("/result/tool/<tool_id>")
def tool(tool_id: str) -> Response:
    """Refuse a tool, mark it as done, or bring it back."""
    with reading() as session:
        if tool_id not in {tool.id for tool in content.tools(session)}:
            abort(404)
    form = ToolForm(request.form)
    return _changed(
        form,
        lambda sheet: with_decision(
            sheet, tool_id, form.decision.data, form.reason.data or "other"
        ),
    )


@blueprint.get("/copy")
def copy() -> Response:
    """The person's answers as a file to keep."""
    with reading() as session:
        sheet = service.load(session, cookies.key_in_hand())
    today = datetime.now(UTC).date()
    response = make_response(write_copy(sheet.copy_of_answers(today)))
    response.headers["Content-Type"] = "application/json"
    response.headers["Content-Disposition"] = "attachment; filename=my-answers.json"
    return response


@blueprint.post("/compare")
def compare() -> Response:
    """Read a copy back, to see what has changed."""
    file = request.files.get("copy")
    with writing() as session:
        data = page_data(session, cookies.key_in_hand())
        try:
            earlier = read_copy(file.read() if file else b"", data.questionnaire)
        except CopyError:
            message = _("This file is not a copy of your answers from this questionnaire.")
            return _page([("copy", message)])
        service.change(
            session, data.key, lambda sheet: sheet.model_copy(update={"earlier": earlier})
        )
    return redirect(url_for(".show", _anchor="changes"), 303)


@blueprint.post("/again")
def again() -> Response:
    """Answer anew; the answers so far are kept for comparison."""
    key = cookies.key_in_hand()
    if key.wave_id != service.ALONE:
        abort(404)
    with writing() as session:
        service.begin_again(session, key)
    return redirect(url_for("questions.tasks"), 303)


def _changed(form: Form, change: Callable[[Sheet], Sheet]) -> Response:
    """Keep a change of the plan, or show what is wrong with it."""
    if not form.validate():
        return _page(errors_of(form))
    with writing() as session:
        service.change(session, cookies.key_in_hand(), change)
    return redirect(url_for(".show", _anchor="tools"), 303)


def _page(errors: Errors) -> Response:
    with reading() as session:
        data = page_data(session, cookies.key_in_hand())
        tools = content.tools(session)
    page = result_page(data, tools)
    html = render_template(
        "assess/result.html", data=data, page=page, errors=errors, together=_together(data)
    )
    return make_response(html, 422 if errors else 200)


def _together(data: PageData) -> str:
    """Where everybody invited reads the results of all; empty until these are published."""
    entity = data.sheet.entity
    if entity is None or data.wave is None or not data.wave.is_published:
        return ""
    secret_key = current().settings.secret_key
    return url_for("reading.show", token=reading_token(secret_key, data.wave.id, entity))
