"""Reading what entities want to ask of their own: a list, a preview, and what becomes of it."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from toolkit import content
from toolkit.curate import answers, owns
from toolkit.curate.forms import AcceptForm, ReasonForm, RevisionForm
from toolkit.curate.refusals import OwnMovedError
from toolkit.planning import ownquestions
from toolkit.web import language
from toolkit.web.form import Errors, errors_of
from toolkit.web.language import gettext as _
from toolkit.web.runtime import reading, writing
from toolkit.web.signed_in import current_person
from toolkit.wording.asking import own_texts

blueprint = Blueprint("owns", __name__, url_prefix="/account/curate/own-questions")
answers.init_blueprint(blueprint)


@blueprint.errorhandler(OwnMovedError)
def moved(_error: OwnMovedError) -> tuple[str, int]:
    """Say that nothing was decided."""
    page = render_template(
        "curate/refused.html",
        title=_("These questions have moved on"),
        text=_(
            "They were changed, decided on or asked meanwhile, so nothing was done. What waits "
            "for a curator now is on the list of own questions."
        ),
    )
    return page, 409


@blueprint.get("/")
def index() -> str:
    """Everything that waits for a curator."""
    with reading() as session:
        waiting = owns.in_review(session)
    return render_template("curate/own_questions.html", waiting=waiting, me=current_person().email)


@blueprint.get("/<int:wave_id>/<path:name>")
def show(wave_id: int, name: str) -> str:
    """One entity's questions as its staff will see them."""
    return _page(wave_id, name)


@blueprint.post("/<int:wave_id>/accept/<path:name>")
def accept(wave_id: int, name: str) -> Response | tuple[str, int]:
    """Let them be asked."""
    form = AcceptForm(request.form)
    if not form.validate():
        return _page(wave_id, name, errors=errors_of(form), ticked=form.looked_at.data or []), 422
    with writing() as session:
        owns.accept(session, wave_id, name, version=_version(), actor=current_person().email)
    return redirect(url_for(".index"), 303)


@blueprint.post("/<int:wave_id>/send-back/<path:name>")
def send_back(wave_id: int, name: str) -> Response | tuple[str, int]:
    """Send them back, with the reason."""
    form = ReasonForm(request.form)
    if not form.validate():
        errors = [("reason", _("Say what should be changed, so that the authors can"))]
        return _page(wave_id, name, errors=errors, reason=form.reason.data or ""), 422
    with writing() as session:
        owns.send_back(
            session,
            wave_id,
            name,
            version=_version(),
            objection=form.reason.data or "",
            actor=current_person().email,
        )
    return redirect(url_for(".index"), 303)


def _version() -> int:
    form = RevisionForm(request.form)
    form.validate()
    return form.revision.data or 0


def _page(
    wave_id: int,
    name: str,
    *,
    errors: Errors | None = None,
    ticked: list[str] | None = None,
    reason: str = "",
) -> str:
    with reading() as session:
        facts = ownquestions.facts(session, wave_id, name)
        reader = language.reader(content.newest_questionnaire(session))
    if not facts.is_in_review:
        abort(404)
    return render_template(
        "curate/own_question.html",
        facts=facts,
        questions=own_texts(reader.gettext, facts.questions),
        instruction=reader.text("instruction"),
        is_mine=current_person().email in facts.authors,
        errors=errors or [],
        ticked=ticked or [],
        reason=reason,
        looks=AcceptForm.looks(),
    )
