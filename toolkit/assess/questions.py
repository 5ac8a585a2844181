"""Answering: the task list, a page for each part, check your answers, and submit."""

from collections.abc import Mapping

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from questionnaires.responses import OWN_IDS
from toolkit.assess import cookies, parts, service
from toolkit.assess.pagedata import PageData, page_data
from toolkit.assess.parts import Part
from toolkit.web.form import Errors, errors_of
from toolkit.web.runtime import current, reading, writing

blueprint = Blueprint("questions", __name__, url_prefix="/assessment")

NEXT_PART = "next"  # the value of the button that goes on to the next part


@blueprint.get("/tasks")
def tasks() -> str:
    """The five modules and the closing parts, each with how far it is."""
    with reading() as session:
        data = page_data(session, cookies.key_in_hand())
    return render_template("assess/tasks.html", data=data, tasks=data.tasks())


@blueprint.get("/answer/<part_id>")
def answer(part_id: str) -> str:
    """The questions of one part, as answered so far."""
    with reading() as session:
        data = page_data(session, cookies.key_in_hand())
    part = data.part(part_id) or abort(404)
    return _page(data, part, part.data(data.sheet.response), [])


@blueprint.post("/answer/<part_id>")
def save(part_id: str) -> Response:
    """Keep the answers of one part, and go on."""
    with writing() as session:
        data = page_data(session, cookies.key_in_hand(), for_update=True)
        part = data.part(part_id) or abort(404)
        form = part.form(request.form)
        if not form.validate():
            return make_response(_page(data, part, form.data, errors_of(form)), 422)
        service.store(session, data.key, part.apply(data.sheet, form))
    if "X-Autosave" in request.headers:
        return make_response("", 204)
    return redirect(_following(data, part_id, request.form.get("go", NEXT_PART)), 303)


@blueprint.get("/check")
def check() -> str:
    """Every answer with a link to change it, before submitting."""
    with reading() as session:
        data = page_data(session, cookies.key_in_hand())
    return render_template("assess/check.html", data=data, sections=data.answers_given())


@blueprint.post("/submit")
def submit() -> Response:
    """Finish; in a wave, cast or replace the sealed ballot."""
    with writing() as session:
        service.submit(session, cookies.key_in_hand(), current().settings.keys)
    return redirect(url_for("results.show"), 303)


def _page(data: PageData, part: Part, values: Mapping[str, object], errors: Errors) -> str:
    template = {
        parts.PROGRESS: "progress",
        parts.BARRIERS: "barriers",
        parts.TOOLS_TRIED: "tools_tried",
        parts.OWN: "own",
    }.get(part.id, "module")
    return render_template(
        f"assess/{template}.html",
        data=data,
        part=part,
        values=values,
        errors=errors,
        next_part=NEXT_PART,
    )


def _following(data: PageData, part_id: str, go: str) -> str:
    """Where "save and go on" leads: the next question of the page, or the next part."""
    if go in {*data.questionnaire.questions, *OWN_IDS}:
        return url_for(".answer", part_id=part_id, _anchor=go)
    order = data.part_ids
    place = order.index(part_id) + 1
    if place < len(order):
        return url_for(".answer", part_id=order[place])
    return url_for(".check")
