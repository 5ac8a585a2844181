"""Telling curators of a tool in use: a form for everybody with an account, a list for curators."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from toolkit import content
from toolkit.curate import answers, cases, listing
from toolkit.curate.forms import CaseForm
from toolkit.web.form import Errors, errors_of
from toolkit.web.language import gettext as _
from toolkit.web.runtime import reading, writing
from toolkit.web.signed_in import current_person

blueprint = Blueprint("cases", __name__, url_prefix="/account/curate/cases")
answers.init_blueprint(blueprint)


@blueprint.get("/new")
def new() -> str:
    """Ask what was done, what came of it, and what was hard."""
    form = CaseForm(data={"contact": current_person().email})
    return _page(form, is_sent="sent" in request.args)


@blueprint.post("/new")
def send() -> Response | tuple[str, int]:
    """Keep a case for the curators."""
    form = CaseForm(request.form)
    form.validate()
    with reading() as session:
        known = {tool.id for tool in content.tools(session)}
    errors = [(name, _said(name)) for name, _text in errors_of(form)]
    if form.tool.data not in known:
        errors.insert(0, ("tool", _said("tool")))
    if errors:
        return _page(form, errors=errors), 422
    with writing() as session:
        cases.send(session, answers.typed(form), sender=current_person().email)
    return redirect(url_for(".new", sent=1), 303)


@blueprint.get("/")
def index() -> str:
    """The cases that wait for a curator."""
    with reading() as session:
        waiting = cases.waiting(session)
        titles = listing.titles(session)
    return render_template("curate/cases.html", waiting=waiting, titles=titles)


@blueprint.post("/<int:case_id>/settle")
def settle(case_id: int) -> Response:
    """Take a case off the list; doing so twice does no harm."""
    with writing() as session:
        cases.settle(session, case_id, actor=current_person().email)
    return redirect(url_for(".index"), 303)


def _page(form: CaseForm, errors: Errors | None = None, *, is_sent: bool = False) -> str:
    with reading() as session:
        tools = content.tools(session)
    options = [("", _("Choose")), *((tool.id, tool.name) for tool in tools)]
    return render_template(
        "curate/case.html", form=form, options=options, errors=errors or [], is_sent=is_sent
    )


def _said(name: str) -> str:
    return {
        "tool": _("Choose the tool that was used"),
        "done": _("Say what was done, in at most 4,000 characters"),
        "result": _("Say what came of it, in at most 4,000 characters"),
        "hard": _("Say what was hard, in at most 4,000 characters"),
        "contact": _("Say whom a curator may ask"),
        "link": _("Enter an address that begins with https://, or leave it empty"),
    }[name]
