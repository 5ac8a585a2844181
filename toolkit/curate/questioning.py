"""Questionnaires at the desk: a new version from an old one, compared, reviewed, released."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from toolkit.content import QUESTIONNAIRE
from toolkit.curate import acts, answers, checking, comparison, history, service, words
from toolkit.curate.differences import passages
from toolkit.curate.forms import QuestionnaireForm
from toolkit.curate.history import Key
from toolkit.curate.refusals import StaleError, VersionFacts
from toolkit.roles import Role
from toolkit.web.form import Errors, plain
from toolkit.web.language import gettext as _
from toolkit.web.runtime import reading, writing
from toolkit.web.signed_in import current_person

LARGEST = 4 * 1024 * 1024  # bytes, as forms are sent; the loader takes a million characters

blueprint = Blueprint("questionnaires", __name__, url_prefix="/account/curate/questionnaires")
answers.init_blueprint(blueprint, largest=LARGEST)
_VERSION = "/<content_id>/versions/<int:version>"


@blueprint.get("/")
def index() -> str:
    """Every version of every questionnaire."""
    with reading() as session:
        versions = history.every_version(session, QUESTIONNAIRE)
    return render_template(
        "curate/questionnaires.html",
        versions=versions,
        open={one.id for one in versions if one.is_open},
        words=words,
        is_curator=Role.CURATOR in current_person().roles,
    )


@blueprint.post(f"{_VERSION}/again")
def again(content_id: str, version: int) -> Response:
    """Begin a new version with the text of this one."""
    with writing() as session:
        key = Key(QUESTIONNAIRE, content_id)
        source = history.version(session, key, version) or abort(404)
        draft = service.create(session, key, source.text, actor=current_person().email)
    return redirect(url_for(".edit", content_id=content_id, version=draft.version), 303)


@blueprint.get(f"{_VERSION}/edit")
def edit(content_id: str, version: int) -> str | Response:
    """The whole text of a draft, with every problem."""
    with reading() as session:
        draft = history.version(session, Key(QUESTIONNAIRE, content_id), version) or abort(404)
        todo = checking.questionnaire_problems(session, content_id, draft.text)
    if not draft.is_draft:
        return redirect(url_for(".show", content_id=content_id, version=version), 303)
    return _edit_page(draft.id, version, draft.text, revision=draft.revision, todo=todo)


@blueprint.post(f"{_VERSION}/edit")
def save(content_id: str, version: int) -> Response | tuple[str, int]:
    """Keep what was written or uploaded."""
    form = QuestionnaireForm(request.form)
    form.validate()
    revision = acts.revision(form)
    try:
        text = _uploaded() or form.text.data or ""
    except UnicodeDecodeError:
        errors = [("file", _("This file is not UTF-8 text. The text below is as it was."))]
        page = _edit_page(
            content_id, version, form.text.data or "", revision=revision, errors=errors
        )
        return page, 422
    text = text.replace("\r\n", "\n")
    try:
        with writing() as session:
            kept = service.save(
                session,
                Key(QUESTIONNAIRE, content_id),
                version,
                text,
                revision=revision,
                actor=current_person().email,
            )
    except StaleError as error:
        return _conflict(content_id, version, text, error.current), 409
    return redirect(
        url_for(".edit", content_id=content_id, version=kept.version, saved=kept.revision), 303
    )


@blueprint.post(f"{_VERSION}/discard")
def discard(content_id: str, version: int) -> Response:
    """Drop a draft."""
    acts.discard(Key(QUESTIONNAIRE, content_id), version)
    return redirect(url_for(".index"), 303)


@blueprint.get(f"{_VERSION}/")
def show(content_id: str, version: int) -> str:
    """A version beside the one before it, question by question."""
    return _page(content_id, version)


@blueprint.post(f"{_VERSION}/hand-in")
def hand_in(content_id: str, version: int) -> Response | tuple[str, int]:
    """Let somebody who did not write it read it."""
    if errors := acts.hand_in(Key(QUESTIONNAIRE, content_id), version):
        return _page(content_id, version, errors=errors, note=request.form.get("note", "")), 422
    return redirect(url_for(".index"), 303)


@blueprint.post(f"{_VERSION}/publish")
def publish(content_id: str, version: int) -> Response:
    """Release a version; from then on it never changes."""
    acts.publish(Key(QUESTIONNAIRE, content_id), version)
    return redirect(url_for(".index"), 303)


@blueprint.post(f"{_VERSION}/send-back")
def send_back(content_id: str, version: int) -> Response | tuple[str, int]:
    """Send a version back to its authors, with the reason."""
    if errors := acts.send_back(Key(QUESTIONNAIRE, content_id), version):
        reason = request.form.get("reason", "")
        return _page(content_id, version, errors=errors, reason=reason), 422
    return redirect(url_for("curate.index"), 303)


def _uploaded() -> str:
    file = request.files.get("file")
    return plain(file.read().decode("utf-8-sig")) or "" if file else ""


def _conflict(content_id: str, version: int, text: str, current: VersionFacts | None) -> str:
    return _edit_page(
        content_id,
        version,
        text,
        revision=current.revision if current else 0,
        conflict=words.stale(current),
        passages=passages(current.text, text) if current else (),
    )


def _edit_page(
    content_id: str,
    version: int,
    text: str,
    *,
    revision: int,
    errors: Errors | None = None,
    **more: Any,  # noqa: ANN401 - whatever the page shows
) -> str:
    return render_template(
        "curate/questionnaire_edit.html",
        content_id=content_id,
        version=version,
        text=text,
        revision=revision,
        errors=errors or [],
        is_saved="saved" in request.args,
        **more,
    )


def _page(
    content_id: str,
    version: int,
    errors: Errors | None = None,
    note: str | None = None,
    reason: str = "",
) -> str:
    with reading() as session:
        versions = history.versions(session, Key(QUESTIONNAIRE, content_id))
        facts = next((one for one in versions if one.version == version), None) or abort(404)
        is_open = facts.is_open
        todo = checking.questionnaire_problems(session, content_id, facts.text) if is_open else []
    before = next((one for one in versions if one.version < version and not one.is_open), None)
    compared = comparison.compare(before.text, facts.text) if before and not todo else ()
    person = current_person()
    return render_template(
        "curate/questionnaire.html",
        version=facts,
        before=before,
        todo=todo,
        compared=compared,
        comparable=sum(one.verdict == "comparable" for one in compared),
        passages=passages(before.text, facts.text) if before else (),
        is_mine=person.email in facts.authors,
        is_curator=Role.CURATOR in person.roles,
        words=words,
        errors=errors or [],
        note=facts.note if note is None else note,
        reason=reason,
    )
