"""What the buttons below a version do, be it a tool's or a questionnaire's."""

from flask import request
from wtforms import Form

from toolkit.curate import history, service
from toolkit.curate.forms import HandInForm, ReasonForm, RevisionForm
from toolkit.curate.history import Key
from toolkit.web.form import Errors
from toolkit.web.language import gettext as _
from toolkit.web.runtime import writing
from toolkit.web.signed_in import current_person


def hand_in(key: Key, version: int) -> Errors:
    """Hand a draft in for review, or publish a change of wording at once."""
    form = HandInForm(request.form)
    if not form.validate():
        return [("note", _("Say in a few words what changed and why, in 300 characters"))]
    act = service.publish_wording if form.kind.data == "wording" else service.hand_in
    with writing() as session:
        act(
            session,
            key,
            version,
            revision=revision(form),
            note=form.note.data or "",
            actor=current_person().email,
        )
    return []


def send_back(key: Key, version: int) -> Errors:
    """Send a version back to its authors, with the reason."""
    form = ReasonForm(request.form)
    if not form.validate():
        return [("reason", _("Say what should be changed, so that the authors can"))]
    with writing() as session:
        service.send_back(
            session,
            key,
            version,
            revision=revision(form),
            objection=form.reason.data or "",
            actor=current_person().email,
        )
    return []


def publish(key: Key, version: int) -> None:
    """Publish what somebody else wrote."""
    with writing() as session:
        service.publish(
            session, key, version, revision=_revision_sent(), actor=current_person().email
        )


def discard(key: Key, version: int) -> bool:
    """Drop a draft; whether another version of it is left."""
    with writing() as session:
        service.discard(
            session, key, version, revision=_revision_sent(), actor=current_person().email
        )
        return bool(history.versions(session, key))


def revision(form: Form) -> int:
    """Which state of a version was read before its form was sent."""
    read: int | None = form["revision"].data
    return read or 0


def _revision_sent() -> int:
    form = RevisionForm(request.form)
    form.validate()
    return revision(form)
