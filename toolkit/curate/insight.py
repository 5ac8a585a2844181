"""Pages on what curators need to know: where no tool is, which are called for, what is not said."""

from functools import partial

from flask import Blueprint, abort, render_template, request

from toolkit import content
from toolkit.content import TOOL
from toolkit.curate import answers, history, knowledge, trying
from toolkit.curate.history import Key
from toolkit.curate.newest import newest
from toolkit.curate.trying import Rule
from toolkit.publications import group_name
from toolkit.web import language
from toolkit.web.language import gettext as _
from toolkit.web.runtime import reading, reading_results
from tools_catalog.errors import ToolError
from tools_catalog.loader import parse
from tools_catalog.weights import STANDARD, Weights

MOST_LISTED = 100  # tools that a survey calls for
blueprint = Blueprint("knowledge", __name__, url_prefix="/account/curate")
answers.init_blueprint(blueprint)


@blueprint.get("/coverage")
def coverage() -> str:
    """Which factors, levels and lengths of time have tools, and which have none."""
    with reading() as session:
        tools, core = content.catalogue(session)
    return render_template(
        "curate/coverage.html",
        rows=knowledge.coverage(tools, core),
        reader=language.reader(core),
        columns=[
            *(_("Level %(number)s", number=number) for number in knowledge.LEVELS),
            *(_("%(minutes)s min. at most", minutes=minutes) for minutes in knowledge.TIMES),
            _("Longer"),
        ],
    )


@blueprint.get("/called-for")
def called_for() -> str:
    """Which tools the last survey calls for, and how they were found where they were tried."""
    with reading_results() as session:
        tools = content.tools(session)
        last = newest(session)
    return render_template(
        "curate/called_for.html",
        last=last,
        most=MOST_LISTED,
        rows=trying.called(last, Rule(tools)) if last else (),
        tried=knowledge.tried(last.publication) if last else {},
        one_decimal=language.one_decimal,
    )


@blueprint.get("/questions")
def questions() -> str:
    """Which questions people could not answer, of the last survey."""
    with reading_results() as session:
        last = newest(session)
    return render_template(
        "curate/questions.html",
        last=last,
        rows=knowledge.questions(last.publication) if last else (),
        scales=last.publication.scales if last else (),
        reader=language.reader(last.questionnaire) if last else None,
        one_decimal=language.one_decimal,
        hundredths=language.hundredths,
    )


@blueprint.get("/tools/<tool_id>/versions/<int:version>/dry-run")
def dry_run(tool_id: str, version: int) -> str:
    """Which tools the last survey would call for, if this version were published."""
    with reading() as session:
        facts = history.version(session, Key(TOOL, tool_id), version) or abort(404)
        tools = content.tools(session)
    try:
        then = Rule(trying.replaced(tools, parse(facts.text, source=tool_id)))
    except ToolError:
        then = None
    return _tried("curate/dry_run.html", Rule(tools), then, version=facts)


@blueprint.get("/weights")
def weights() -> str:
    """Which tools the last survey would call for, if the recommender weighed otherwise."""
    chosen = trying.weights_of(request.args)
    with reading() as session:
        tools = content.tools(session)
    then = None if chosen == STANDARD else Rule(tools, chosen)
    return _tried(
        "curate/weights.html",
        Rule(tools),
        then,
        options=_options,
        selected=partial(_selected, chosen),
    )


def _tried(template: str, today: Rule, then: Rule | None, **values: object) -> str:
    """A page with what a dry run shows; nothing where no survey is published, or nothing tried."""
    with reading_results() as session:
        last = newest(session)
    return render_template(
        template,
        last=last,
        is_whole=then is not None,
        counts=trying.counts(last, today, then) if last and then else (),
        groups=trying.shifts(last, today, then) if last and then else (),
        is_drawn=trying.can_be_drawn(today, then or today),
        group_name=group_name,
        one_decimal=language.one_decimal,
        **values,
    )


def _options(name: str) -> list[tuple[str, str]]:
    """The values of a weight that can be tried, each as its form says it."""
    return [
        (
            value,
            _("%(value)s (today)", value=value) if trying.is_of(STANDARD, name, value) else value,
        )
        for value in trying.TRIED[name]
    ]


def _selected(weights: Weights, name: str) -> str:
    return next(value for value in trying.TRIED[name] if trying.is_of(weights, name, value))
