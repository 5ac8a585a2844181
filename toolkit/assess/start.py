"""Beginning, returning, keeping the code, and leaving: the way in and out of an assessment."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import StringField

from questionnaires import own
from toolkit import content
from toolkit.assess import cookies, service
from toolkit.assess.forms import BeginForm, CodeForm, InvitedForm
from toolkit.sealing import codes
from toolkit.web import qr
from toolkit.web.form import Errors, errors_of
from toolkit.web.language import gettext as _
from toolkit.web.runtime import current, reading, writing
from toolkit.wording import eligible

blueprint = Blueprint("assess", __name__, url_prefix="/assessment")


@blueprint.get("/")
def start() -> Response:
    """What it is, who will see what, and how to begin."""
    token = cookies.invitation_token()
    with reading() as session:
        invited = service.usable_invitation(session, token)
        response = make_response(_start_page(session, BeginForm(), [], invited))
    if token and invited is None:
        cookies.drop_invitation(response)
    return response


@blueprint.get("/link/<token>")
def link(token: str) -> Response:
    """Open an invitation, which spends nothing, and take its token out of the address."""
    address = request.remote_addr or ""
    throttle = current().throttle
    throttle.check(address)
    try:
        with reading() as session:
            service.invitation(session, token)
    except service.UnknownLinkError:
        throttle.failed(address)
        raise
    response = redirect(url_for(".start"), 303)
    cookies.hold_invitation(response, token)
    return response


@blueprint.post("/begin")
def begin() -> Response:
    """Begin a sheet under a new code, or under the one that the person has."""
    token = cookies.invitation_token()
    form = (InvitedForm if token else BeginForm)(request.form)
    form.validate()
    known = _found(form.code) if form.code.data else None
    if errors := errors_of(form):
        with reading() as session:
            invited = service.invitation(session, token) if token else None
            return make_response(_start_page(session, form, errors, invited), 422)
    code = known.code if known else codes.new_code()
    with writing() as session:
        if token:
            key = service.begin_invited(session, code, token, form.size.data)
        else:
            key = service.begin(session, code, form["perspective"].data, form.size.data)
    response = redirect(url_for("questions.tasks" if known else ".code"), 303)
    cookies.hold_sheet(response, key, shown=known is not None)
    return response


@blueprint.get("/code")
def code() -> Response | str:
    """Show the new recovery code, once."""
    cookie = cookies.sheet_in_hand()
    if cookie is None or cookie.shown:
        return redirect(url_for("questions.tasks"), 303)
    written = codes.written(cookie.key.code)
    link = url_for(".resume", _external=True) + "#" + written
    return render_template("assess/code.html", code=written, link=link, qr=qr.image(link))


@blueprint.get("/code/file")
def code_file() -> Response:
    """The new recovery code as a text file."""
    cookie = cookies.sheet_in_hand()
    if cookie is None or cookie.shown:
        return redirect(url_for("questions.tasks"), 303)
    written = codes.written(cookie.key.code)
    address = url_for(".resume", _external=True)
    text = render_template("assess/code.txt", code=written, address=address)
    response = make_response(text)
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    response.headers["Content-Disposition"] = "attachment; filename=recovery-code.txt"
    return response


@blueprint.post("/code")
def code_kept() -> Response:
    """The person has kept the code: it is not shown again."""
    response = redirect(url_for("questions.tasks"), 303)
    cookies.hold_sheet(response, cookies.key_in_hand(), shown=True)
    return response


@blueprint.route("/return", methods=["GET", "POST"])
def resume() -> Response | str:
    """Return to one's answers with the recovery code."""
    form = CodeForm(request.form)
    if request.method == "GET":
        return render_template("assess/resume.html", form=form, errors=())
    key = _found(form.code) if form.validate() else None
    if key is None:
        page = render_template("assess/resume.html", form=form, errors=errors_of(form))
        return make_response(page, 422)
    response = redirect(url_for("questions.tasks"), 303)
    cookies.hold_sheet(response, key, shown=True)
    return response


@blueprint.post("/finish")
def finish() -> Response:
    """Clear this device; the answers stay under their code."""
    response = make_response(render_template("assess/finished.html", deleted=False))
    return _cleared(response)


@blueprint.get("/delete")
def ask_delete() -> str:
    """Say what deleting does before it is done."""
    key = cookies.key_in_hand()
    with reading() as session:
        sheet = service.load(session, key)
        wave = service.wave_facts(session, key.wave_id)
    return render_template("assess/delete.html", sheet=sheet, wave=wave)


@blueprint.post("/delete")
def delete() -> Response:
    """Delete the answers, and the ballot's contents while the wave is open."""
    with writing() as session:
        service.delete(session, cookies.key_in_hand(), current().settings.keys)
    return _cleared(make_response(render_template("assess/finished.html", deleted=True)))


def _cleared(response: Response) -> Response:
    cookies.clear(response)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _found(field: StringField) -> service.Key | None:
    """The sheet that belongs to the code in a field; a wrong code counts as a failed guess."""
    address, throttle = request.remote_addr or "", current().throttle
    throttle.check(address)
    try:
        with reading() as session:
            return service.find(session, codes.read(field.data or ""))
    except codes.CodeError:
        field.errors = [_("This is not a recovery code: compare all 26 letters and digits")]
    except service.NoSheetError:
        field.errors = [_("No answers belong to this code")]
        throttle.failed(address)
    return None


def _start_page(
    session: Session, form: InvitedForm, errors: Errors, invited: service.Invitation | None
) -> str:
    questionnaire = (
        content.questionnaire(session, invited.wave.questionnaire, invited.wave.version)
        if invited
        else content.newest_questionnaire(session)
    )
    return render_template(
        "assess/start.html",
        form=form,
        errors=errors,
        questionnaire=questionnaire,
        invited=invited,
        minutes=own.minutes(invited.own if invited else ()),
        zone=service.zone_of(session, invited) if invited else "",
        who=eligible.who(_, invited.wave.eligible) if invited else "",
        in_hand=cookies.sheet_in_hand() is not None,
    )
