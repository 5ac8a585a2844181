"""Before a wave opens: what it would show, for administrators and for coordinators."""

from collections.abc import Collection

import flask_babel
from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from toolkit.roles import Role
from toolkit.waves import outlook as service
from toolkit.waves.outlook_forms import USUAL, RateForm
from toolkit.web.language import whole
from toolkit.web.runtime import reading, reading_results, writing
from toolkit.web.signed_in import current_person

blueprint = Blueprint("outlook", __name__, url_prefix="/account/outlook")


@blueprint.get("/")
def index() -> str:
    """The waves that are planned or open."""
    with reading() as session:
        found = service.coming(session)
    return render_template("waves/coming.html", waves=found)


@blueprint.get("/<int:wave_id>")
def show(wave_id: int) -> str:
    """What a wave would show at the response rate that the address names."""
    typed = request.args.get("response", str(USUAL))
    form = RateForm(data={}) if "response" not in request.args else RateForm(request.args)
    is_good = "response" not in request.args or form.validate()
    percent = form.response.data if is_good and form.response.data else USUAL
    with reading_results() as session:
        found = service.outlook(session, wave_id, percent, _own())
    if found is None:
        abort(404)
    with reading() as session:
        work = service.work(session, wave_id, percent)
    errors = [] if is_good else [("response", form.problem())]
    return render_template(
        "waves/outlook.html",
        whole=whole,
        outlook=found,
        work=work,
        typed=typed,
        errors=errors,
        levels=_levels,
    )


@blueprint.post("/<int:wave_id>")
def ask(wave_id: int) -> Response:
    """Have it worked out what would be withheld."""
    form = RateForm(request.form)
    if not form.validate() or form.response.data is None:
        abort(400)
    percent = form.response.data
    with writing() as session:
        if not service.ask(session, wave_id, percent):
            abort(404)
    return redirect(url_for(".show", wave_id=wave_id, response=percent), 303)


def _own() -> Collection[str] | None:
    """The entities of a coordinator; None for an administrator, who sees all."""
    person = current_person()
    if Role.ADMINISTRATOR in person.roles:
        return None
    return person.entities(Role.COORDINATOR)


def _levels(value: float) -> str:
    """A distance in levels, to a hundredth, in the reader's way."""
    return str(flask_babel.format_decimal(round(value, 2), "0.00"))
