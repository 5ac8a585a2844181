"""Pages on which administrators plan waves, open and close them, and approve what they found."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from toolkit import content
from toolkit.planning import days, steps
from toolkit.refusal import Refusal
from toolkit.waves import extending, opening, proposals, rates, service, words
from toolkit.waves.forms import DayForm, PlanForm, filled
from toolkit.waves.roster import read_groups
from toolkit.waves.service import LackingError, OutsideError, StaleError
from toolkit.web.form import Errors
from toolkit.web.language import gettext as _
from toolkit.web.runtime import current, reading, reading_results, writing
from toolkit.web.signed_in import current_person
from toolkit.wording.lacks import Lack

blueprint = Blueprint("waves", __name__, url_prefix="/account/waves")

Answer = Response | tuple[str, int]
_STEP = "/<int:wave_id>/steps/<any(open, close, approve, discard, delete):step>"


@blueprint.get("/")
def index() -> str:
    """Every wave, the newest first, with what is to be done next."""
    with reading() as session:
        return render_template(
            "waves/index.html", waves=service.every_wave(session)[::-1], words=words
        )


@blueprint.get("/new")
def new() -> str:
    """The form of a new wave, which asks the newest version unless told otherwise."""
    return _plan_page(PlanForm(data={"version": str(max(_versions()))}))


@blueprint.post("/new")
def create() -> Answer:
    """Plan a wave."""
    form = PlanForm(request.form)
    errors = form.problems(_versions())
    if errors:
        return _plan_page(form, errors=errors), 422
    with writing() as session:
        made = service.create(session, form.plan(), actor=current_person().email).id
    return redirect(url_for(".show", wave_id=made, done="planned"), 303)


@blueprint.get("/<int:wave_id>/")
def show(wave_id: int) -> str:
    """A wave: its state, its plan, what is missing, and what can be done."""
    return _page(wave_id)


@blueprint.get("/<int:wave_id>/edit")
def edit(wave_id: int) -> str | Response:
    """The form of a planned wave's plan."""
    with reading() as session:
        wave = service.found(session, wave_id) or abort(404)
        plan = service.plan_of(wave)
        if wave.state != "planned":
            return redirect(url_for(".show", wave_id=wave_id), 303)
    return _plan_page(filled(plan), wave_id, service.mark(plan))


@blueprint.post("/<int:wave_id>/edit")
def save(wave_id: int) -> Answer:
    """Put what was typed in the place of the plan."""
    form, seen = PlanForm(request.form), request.form.get("seen", "")
    errors = form.problems(_versions())
    if errors:
        return _plan_page(form, wave_id, seen, errors), 422
    actor = current_person().email
    try:
        with writing() as session:
            service.change(session, wave_id, form.plan(), seen=seen, actor=actor)
    except StaleError:
        with reading() as session:
            seen = service.mark(service.plan_of(service.found(session, wave_id) or abort(404)))
        said = _("Somebody else changed this plan meanwhile. What you typed is kept: save it again")
        return _plan_page(form, wave_id, seen, [("title", said)]), 409
    except Refusal as refusal:
        return _page(wave_id, [("plan", str(refusal))]), 422
    return redirect(url_for(".show", wave_id=wave_id, done="saved"), 303)


@blueprint.post("/<int:wave_id>/groups")
def group(wave_id: int) -> Answer:
    """Say which entities are compared with each other."""
    file, actor = request.files.get("sheet"), current_person().email
    data = file.read() if file else b""
    return _changed(
        wave_id,
        lambda session: service.set_groups(session, wave_id, read_groups(data), actor=actor),
        "sheet",
        "grouped",
    )


@blueprint.post("/<int:wave_id>/checklist")
def check(wave_id: int) -> Answer:
    """Tick what was ticked, and take back what was ticked before and is no more."""
    ticked, shown = request.form.getlist("checklist"), request.form.getlist("shown")
    actor = current_person().email
    return _changed(
        wave_id,
        lambda session: opening.check(session, wave_id, ticked, shown, actor=actor),
        "checklist",
        "checked",
    )


@blueprint.post("/<int:wave_id>/extend")
def extend(wave_id: int) -> Answer:
    """Announce a later last day."""
    form = DayForm(request.form)
    until = form.until.data if form.validate() else None
    if until is None:
        said = _("Enter the new last day as a date, such as 2027-02-12.")
        return _page(wave_id, [("until", said)], typed=request.form.get("until", "")), 422
    actor = current_person().email

    settings = current().settings
    return _changed(
        wave_id,
        lambda session: extending.extend(
            session, settings, wave_id, until, now=_now(), actor=actor
        ),
        "until",
        "extended",
    )


@blueprint.post("/<int:wave_id>/by-itself")
def open_by_itself(wave_id: int) -> Answer:
    """Have it opened when its first day begins, or take that back."""
    actor, now = current_person().email, _now()
    if "take-back" in request.form:
        return _changed(
            wave_id,
            lambda session: opening.open_by_hand(session, wave_id, actor=actor),
            "by-itself",
            "by-hand",
        )
    return _changed(
        wave_id,
        lambda session: opening.open_by_itself(session, wave_id, now=now, actor=actor),
        "by-itself",
        "by-itself",
    )


@blueprint.get(_STEP)
def ask(wave_id: int, step: str) -> str | Response:
    """What a step will do, before it is asked for."""
    return _step_page(wave_id, step)


@blueprint.post(_STEP)
def take(wave_id: int, step: str) -> Answer:
    """Ask the job process for a step."""
    actor, seen = current_person().email, request.form.get("seen", "")
    tells = request.form.get("tells") == "yes"
    try:
        with writing() as session:
            service.ask(session, wave_id, step, today=_today(), actor=actor, seen=seen, tells=tells)
    except LackingError as lacking:
        return _page(wave_id, [("next", words.lack(one)) for one in lacking.missing]), 422
    except Refusal as refusal:
        return _page(wave_id, [("next", line) for line in str(refusal).splitlines()]), 422
    return redirect(url_for(".show", wave_id=wave_id), 303)


def _changed(wave_id: int, change: Callable[[Session], object], field: str, done: str) -> Answer:
    """Change something in one transaction, and show the wave; or say what is wrong."""
    try:
        with writing() as session:
            change(session)
    except OutsideError as outside:
        errors = [(field, words.outside(outside.last_day, outside.results_by))]
        return _page(wave_id, errors, typed=request.form.get("until", "")), 422
    except Refusal as refusal:
        errors = [(field, line) for line in str(refusal).splitlines()]
        return _page(wave_id, errors, typed=request.form.get("until", "")), 422
    return redirect(url_for(".show", wave_id=wave_id, done=done), 303)


def _plan_page(
    form: PlanForm, wave_id: int | None = None, seen: str = "", errors: Errors | None = None
) -> str:
    return render_template(
        "waves/plan.html",
        form=form,
        wave_id=wave_id,
        seen=seen,
        versions=[(str(one), _("Version %(number)s", number=one)) for one in _versions()],
        perspectives=words.PERSPECTIVES,
        eligible=words.ELIGIBLE,
        errors=errors or [],
    )


def _page(wave_id: int, errors: Errors | None = None, typed: str = "") -> str:
    with reading_results() as session:
        proposal = proposals.proposal(session, wave_id)
    with reading() as session:
        wave = service.found(session, wave_id) or abort(404)
        is_open = wave.state == "open"
        return render_template(
            "waves/show.html",
            wave=wave,
            words=words,
            step=steps.of(session, wave_id),
            is_given_up=steps.is_given_up(session, wave_id),
            missing=[words.lack(one) for one in _missing(session, wave_id)],
            checklist=opening.checklist(session, wave_id),
            groups=service.groups_of(session, wave_id),
            rate=rates.of_wave(session, wave, _today()) if is_open else None,
            entity_rates=rates.of_entities(session, wave_id) if is_open else {},
            proposal=proposal,
            is_destroyed=proposals.is_destroyed(session, wave_id),
            opens_at=days.opens_at(session, wave),
            closes_at=days.closes_at(session, wave),
            zones=days.zones_of(session, wave_id),
            now=_now(),
            typed=typed,
            errors=errors or [],
            done=_done(),
        )


def _step_page(wave_id: int, step: str) -> str | Response:
    with reading_results() as session:
        proposal = proposals.proposal(session, wave_id)
    with reading() as session:
        wave = service.found(session, wave_id) or abort(404)
        if not service.may_ask(wave, step) or (step == "open" and _missing(session, wave_id)):
            return redirect(url_for(".show", wave_id=wave_id), 303)
        return render_template(
            "waves/step.html",
            wave=wave,
            step=step,
            words=words,
            proposal=proposal,
            has_mail=current().settings.mail is not None,
        )


def _missing(session: Session, wave_id: int) -> list[Lack]:
    wave = service.found(session, wave_id)
    planned = wave is not None and wave.state == "planned"
    return opening.missing(session, wave, _today()) if wave and planned else []


def _versions() -> list[int]:
    with reading() as session:
        return content.released_versions(session)


def _now() -> datetime:
    return datetime.now(UTC)


def _today() -> date:
    return _now().date()


def _done() -> str:
    said = words.DONE.get(request.args.get("done", "")) if request.method == "GET" else None
    return said() if said else ""
