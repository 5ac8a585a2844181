"""The page on which a coordinator sees how large a random sample would be, and has it drawn."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from toolkit.planning import samples
from toolkit.refusal import Refusal
from toolkit.roles import Role
from toolkit.waves import roster_rows, sampling, service
from toolkit.waves.outlook_forms import USUAL
from toolkit.waves.sampling_forms import USUAL_WIDTH, SampleForm
from toolkit.web.form import Errors
from toolkit.web.language import gettext as _
from toolkit.web.language import hundredths, whole
from toolkit.web.runtime import reading, writing
from toolkit.web.signed_in import current_person

blueprint = Blueprint("sampling", __name__, url_prefix="/account/samples")


@blueprint.get("/<int:wave_id>/<path:name>")
def show(wave_id: int, name: str) -> str | tuple[str, int]:
    """How many would be drawn in each category, for the half-width that the address names."""
    _require(name)
    asked = request.args if {"half_width", "response"} & request.args.keys() else _USUAL
    form = SampleForm(asked)
    errors = form.problems()
    return _page(wave_id, name, form, errors)


@blueprint.post("/<int:wave_id>/<path:name>")
def draw(wave_id: int, name: str) -> Response | tuple[str, int]:
    """Draw it."""
    _require(name)
    form, actor = SampleForm(request.form), current_person().email
    if errors := form.problems():
        return _page(wave_id, name, form, errors), 422
    try:
        with writing() as session:
            sampling.draw(
                session,
                wave_id,
                name,
                half_width=form.width,
                percent=form.percent,
                seen=request.form.get("seen", ""),
                actor=actor,
            )
    except Refusal as refusal:
        return _page(wave_id, name, form, [("sizes", str(refusal))]), 422
    return redirect(url_for("roster.entity", wave_id=wave_id, name=name, done="drawn"), 303)


_USUAL = {"half_width": USUAL_WIDTH, "response": str(USUAL)}


def _page(wave_id: int, name: str, form: SampleForm, errors: Errors) -> str:
    with reading() as session:
        wave = service.shown(session, wave_id) or abort(404)
        rows = [one for one in roster_rows.entities_of(session, wave_id) if one.entity == name]
        is_open_to_it = wave.state == "planned" and bool(rows) and not rows[0].confirmed_by
        wanted = None
        if is_open_to_it and not form.errors:
            wanted = sampling.planned(
                session, wave_id, name, half_width=form.width, percent=form.percent
            )
        return render_template(
            "waves/sample.html",
            wave=wave,
            name=name,
            drawn=samples.of_entity(session, wave_id, name),
            is_open_to_it=is_open_to_it,
            may_sample=is_open_to_it and sampling.is_large(rows[0].people),
            wanted=wanted,
            widths=[
                (name, _("%(width)s of a level", width=hundredths(round(100 * width))))
                for name, width in sampling.HALF_WIDTHS.items()
            ],
            form=form,
            seen=roster_rows.fingerprint(session, wave_id, name),
            whole=whole,
            errors=errors,
        )


def _require(name: str) -> None:
    person = current_person()
    if Role.ADMINISTRATOR not in person.roles and name not in person.entities(Role.COORDINATOR):
        abort(403)
