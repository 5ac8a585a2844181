"""The catalogue as a file to download and upload, and what a new release changed."""

from collections.abc import Callable

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from toolkit.content import QUESTIONNAIRE, TOOL, BadContentError
from toolkit.curate import answers, files, listing, releases
from toolkit.curate.differences import passages
from toolkit.curate.forms import ReleaseForm
from toolkit.curate.history import Key
from toolkit.curate.refusals import VersionFacts
from toolkit.roles import Role
from toolkit.web.form import Errors, plain
from toolkit.web.language import gettext as _
from toolkit.web.runtime import reading, writing
from toolkit.web.signed_in import current_person

LARGEST_UPLOAD = 16 * 1024 * 1024  # bytes

blueprint = Blueprint("exchange", __name__, url_prefix="/account/curate")
answers.init_blueprint(blueprint, largest=LARGEST_UPLOAD)


@blueprint.get("/catalogue")
def index() -> str:
    """Download, upload, and what waits for a decision since the last release."""
    return _page([])


@blueprint.get("/catalogue.zip")
def download() -> Response:
    """Everything that is published, as the files that are shipped."""
    with reading() as session:
        data = files.packed(files.written(session))
    response = make_response(data)
    response.headers["Content-Type"] = "application/zip"
    response.headers["Content-Disposition"] = "attachment; filename=catalogue.zip"
    return response


@blueprint.post("/catalogue")
def upload() -> tuple[str, int]:
    """Begin a draft for everything in an uploaded catalogue that is not here."""
    file = request.files.get("catalogue")
    if not file:
        return _page([("catalogue", _("Choose the ZIP file of a catalogue"))]), 422
    try:
        found = files.checked(files.unpacked(file.read()))
    except BadContentError as error:
        lines = [("catalogue", plain(line) or "") for line in str(error).split("\n")]
        return _page(lines), 422
    with writing() as session:
        arrivals = files.draft_all(session, found, actor=current_person().email)
    return _page([], arrivals=arrivals), 200


@blueprint.get("/releases/<kind>/<content_id>")
def release(kind: str, content_id: str) -> str:
    """What a release changed, what was changed here, and the choice between them."""
    with reading() as session:
        offer = releases.offer(session, _key(kind, content_id)) or abort(404)
        titles = listing.titles(session)
    return render_template(
        "curate/release.html",
        offer=offer,
        name=titles.get(content_id, content_id),
        theirs=passages(offer.base, offer.theirs),
        mine=passages(offer.base, offer.mine),
        between=passages(offer.mine, offer.theirs),
        can_join=kind == TOOL and bool(offer.base),
        is_curator=Role.CURATOR in current_person().roles,
    )


@blueprint.post("/releases/<kind>/<content_id>")
def settle(kind: str, content_id: str) -> AnyResponse:
    """Keep ours, take theirs, or join both in a draft."""
    form = ReleaseForm(request.form)
    key = _key(kind, content_id)
    if not form.validate() or (form.choice.data == "join" and kind != TOOL):
        abort(400)
    act: dict[str, Callable[..., VersionFacts | None]] = {
        "keep": releases.keep_mine,
        "take": releases.take_theirs,
        "join": releases.join,
    }
    with writing() as session:
        draft = act[form.choice.data](
            session, key, form.offered.data or 0, actor=current_person().email
        )
    if draft is None:
        return redirect(url_for(".index"), 303)
    if kind == TOOL:
        return redirect(url_for("drafts.edit", tool_id=draft.id, version=draft.version), 303)
    address = url_for("questionnaires.edit", content_id=draft.id, version=draft.version)
    return redirect(address, 303)


def _key(kind: str, content_id: str) -> Key:
    if kind not in {TOOL, QUESTIONNAIRE}:
        abort(404)
    return Key(kind, content_id)


def _page(errors: Errors, **values: object) -> str:
    with reading() as session:
        offers = releases.offers(session)
        titles = listing.titles(session)
    return render_template(
        "curate/catalogue.html",
        errors=errors,
        offers=offers,
        titles=titles,
        is_curator=Role.CURATOR in current_person().roles,
        **values,
    )
