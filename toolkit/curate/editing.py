"""Writing a tool: a new one, a new version, a copy, and the form in which its text is changed."""

from collections.abc import Mapping

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from toolkit import content
from toolkit.content import TOOL
from toolkit.curate import acts, answers, checking, fields, history, service, words
from toolkit.curate.differences import passages
from toolkit.curate.forms import NewToolForm, subjects, tool_form
from toolkit.curate.history import Key
from toolkit.curate.refusals import StaleError, VersionFacts
from toolkit.web import language
from toolkit.web.form import Errors, errors_of
from toolkit.web.language import gettext as _
from toolkit.web.runtime import reading, writing
from toolkit.web.signed_in import current_person
from tools_catalog import writing as tool_file

blueprint = Blueprint("drafts", __name__, url_prefix="/account/curate")
answers.init_blueprint(blueprint)


@blueprint.get("/new-tool")
def new() -> str:
    """Ask for the id and the name of a new tool."""
    return render_template("curate/new.html", form=NewToolForm(), errors=[], source=None)


@blueprint.post("/new-tool")
def create() -> Response | tuple[str, int]:
    """Begin a new tool."""
    form = NewToolForm(request.form)
    errors = _new_errors(form)
    with writing() as session:
        key = Key(TOOL, form.id.data or "")
        if not errors and history.versions(session, key):
            errors = [("id", _("There is a tool of this id already"))]
        if errors:
            page = render_template("curate/new.html", form=form, errors=errors, source=None)
            return page, 422
        text = fields.blank(key.id, form.name.data or "")
        draft = service.create(session, key, text, actor=current_person().email)
    return _to_edit(draft)


@blueprint.post("/tools/<tool_id>/versions/<int:version>/again")
def again(tool_id: str, version: int) -> Response:
    """Begin a new version with the text of this one: to go on from it, or to go back to it."""
    with writing() as session:
        source = history.version(session, Key(TOOL, tool_id), version) or abort(404)
        note = (
            ""
            if source == history.shown(history.versions(session, Key(TOOL, tool_id)))
            else _("Back to version %(number)s", number=version)
        )
        draft = service.create(
            session, Key(TOOL, tool_id), source.text, actor=current_person().email, note=note
        )
    return _to_edit(draft)


@blueprint.post("/tools/<tool_id>/versions/<int:version>/duplicate")
def duplicate(tool_id: str, version: int) -> Response | tuple[str, int]:
    """Begin another tool with the text of this one."""
    form = NewToolForm(request.form)
    errors = _new_errors(form)
    with writing() as session:
        source = history.version(session, Key(TOOL, tool_id), version) or abort(404)
        key = Key(TOOL, form.id.data or "")
        if not errors and history.versions(session, key):
            errors = [("id", _("There is a tool of this id already"))]
        if errors:
            page = render_template("curate/new.html", form=form, errors=errors, source=source)
            return page, 422
        text = fields.renamed(source.text, key.id, form.name.data or "")
        draft = service.create(session, key, text, actor=current_person().email)
    return _to_edit(draft)


@blueprint.get("/tools/<tool_id>/versions/<int:version>/edit")
def edit(tool_id: str, version: int) -> str | Response:
    """The form of a draft, with what is still to mend."""
    with reading() as session:
        draft = history.version(session, Key(TOOL, tool_id), version) or abort(404)
        todo = checking.problems(session, tool_id, draft.text)
    if not draft.is_draft:
        return redirect(url_for("reviews.show", tool_id=tool_id, version=version), 303)
    values = tool_file.taken_apart(draft.text, source=tool_id)
    return _edit_page(draft, values, todo=todo, revision=draft.revision)


@blueprint.post("/tools/<tool_id>/versions/<int:version>/edit")
def save(tool_id: str, version: int) -> Response | tuple[str, int]:
    """Keep what was written; what somebody else wrote meanwhile is shown, never lost."""
    with reading() as session:
        seen = history.version(session, Key(TOOL, tool_id), version)
        core = content.newest_questionnaire(session)
    form = tool_form(subjects(core))(request.form)
    form.validate()
    values = fields.typed(answers.typed(form), seen.text if seen else "", tool_id, version)
    if swallowed := tool_file.swallowing(values):
        return _edit_page(
            seen, values, errors=_swallowed(swallowed), revision=acts.revision(form)
        ), 422
    text = tool_file.put_together(values)
    try:
        with writing() as session:
            kept = service.save(
                session,
                Key(TOOL, tool_id),
                version,
                text,
                revision=acts.revision(form),
                actor=current_person().email,
            )
            todo = checking.problems(session, tool_id, text)
    except StaleError as error:
        return _conflict(error.current, values, text, version), 409
    return _after_saving(kept, values, todo)


@blueprint.post("/tools/<tool_id>/versions/<int:version>/discard")
def discard(tool_id: str, version: int) -> Response:
    """Drop a draft."""
    if acts.discard(Key(TOOL, tool_id), version):
        return redirect(url_for("curate.tool", tool_id=tool_id), 303)
    return redirect(url_for("curate.index"), 303)


def _after_saving(
    kept: VersionFacts, values: Mapping[str, str], todo: list[tuple[str, str]]
) -> Response | tuple[str, int]:
    """Where each button of the form leads."""

    def address(endpoint: str, **more: int) -> str:
        return url_for(endpoint, tool_id=kept.id, version=kept.version, **more)  # type: ignore[arg-type] # numbers only

    match request.form.get("go"):
        case "preview" if not todo:
            return redirect(address("reviews.preview"), 303)
        case "hand-in" if not todo:
            return redirect(address("reviews.show"), 303)
        case "preview" | "hand-in":
            return _edit_page(kept, values, errors=todo, revision=kept.revision), 422
        case _:
            return redirect(address(".edit", saved=kept.revision), 303)


def _conflict(
    current: VersionFacts | None, values: Mapping[str, str], text: str, version: int
) -> str:
    theirs = current.text if current else ""
    return _edit_page(
        current,
        {**values, "version": str(version)},
        conflict=words.stale(current),
        passages=passages(theirs, text) if current else (),
        revision=current.revision if current else 0,
    )


def _edit_page(
    draft: VersionFacts | None,
    values: Mapping[str, str],
    *,
    revision: int,
    errors: Errors | None = None,
    todo: Errors | None = None,
    **more: object,
) -> str:
    with reading() as session:
        reader = language.reader(content.newest_questionnaire(session))
    return render_template(
        "curate/edit.html",
        draft=draft,
        parts=fields.parts(reader, values),
        values=values,
        revision=revision,
        errors=fields.named(reader, errors or ()),
        todo=fields.named(reader, todo or ()),
        said=fields.by_field(errors or ()),
        is_saved="saved" in request.args,
        words=words,
        **more,
    )


def _swallowed(names: list[str]) -> Errors:
    message = _(
        "This would reach into the next section: it has a heading of its own with ## or a line "
        "below, or a block of code or a comment that does not end. Use ### for a heading."
    )
    return [(name, message) for name in names]


def _new_errors(form: NewToolForm) -> Errors:
    form.validate()
    said = {
        "id": _("Enter small letters and digits with hyphens between, such as source-ideas"),
        "name": _("Enter a name of at most 200 characters"),
    }
    return [(name, said[name]) for name, _text in errors_of(form)]


def _to_edit(draft: VersionFacts) -> Response:
    return redirect(url_for("drafts.edit", tool_id=draft.id, version=draft.version), 303)
