"""Pages on links: which need a look, what is known of one tool's, and asking for a visit."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from flask import Blueprint, abort, redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from toolkit.content import TOOL
from toolkit.curate import history, listing, words
from toolkit.curate.history import Key
from toolkit.curate.weblinks import store
from toolkit.curate.weblinks.store import Errand, LinkFacts
from toolkit.roles import Role
from toolkit.web.language import gettext as _
from toolkit.web.runtime import reading, writing
from toolkit.web.signed_in import current_person

blueprint = Blueprint("weblinks", __name__, url_prefix="/account/curate")

_FINDINGS: Mapping[str, Callable[[], str]] = {
    "unchecked": lambda: _("Not visited yet"),
    "works": lambda: _("Works"),
    "moved": lambda: _("Has moved for good; change the address"),
    "gone": lambda: _("The site says that there is no such page"),
    "closed": lambda: _("The site answers, but shows a program no page; look at it yourself"),
    "not-allowed": lambda: _("Not visited: it leads to no address of the public web"),
}
_FAULTS: Mapping[str, Callable[[], str]] = {
    "name": lambda: _("the name of the site is not known any more"),
    "connection": lambda: _("no connection to the site"),
    "certificate": lambda: _("the certificate of the site is not valid"),
    "time": lambda: _("it took too long"),
    "answer": lambda: _("the answer cannot be understood"),
    "server": lambda: _("the site reports a fault of its own"),
    "redirects": lambda: _("it leads from one address to the next without end"),
}


@blueprint.get("/links")
def index() -> str:
    """Every link that needs a look, by what is amiss."""
    with reading() as session:
        amiss = store.amiss(session)
        counts = store.counts(session)
        titles = listing.titles(session)
        groups = _grouped(amiss)
        return _page("curate/links.html", session, groups=groups, counts=counts, titles=titles)


@blueprint.post("/links")
def ask() -> Response:
    """Ask for a visit to every link."""
    _ask(Errand("all", datetime.now(UTC).date().isoformat()))
    return redirect(url_for(".index"), 303)


@blueprint.get("/tools/<tool_id>/links")
def of_tool(tool_id: str) -> str:
    """Every link of a tool."""
    with reading() as session:
        versions = history.versions(session, Key(TOOL, tool_id)) or abort(404)
        links = store.of_tool(session, tool_id)
        name = versions[0].name
        return _page("curate/tool_links.html", session, tool_id=tool_id, name=name, links=links)


@blueprint.post("/tools/<tool_id>/links")
def ask_of_tool(tool_id: str) -> Response:
    """Ask for a visit to every link of a tool."""
    with reading() as session:
        if not history.versions(session, Key(TOOL, tool_id)):
            abort(404)
    _ask(Errand("tool", tool_id))
    return redirect(url_for(".of_tool", tool_id=tool_id), 303)


def finding(link: LinkFacts) -> str:
    """What the last visit to a link found."""
    if link.fault:
        return _("No answer: %(why)s", why=_FAULTS[link.fault]())
    return _FINDINGS[link.state]()


def _grouped(links: list[LinkFacts]) -> dict[str, list[LinkFacts]]:
    found: dict[str, list[LinkFacts]] = defaultdict(list)
    for link in links:
        failing = "broken" if link.is_broken else "failed"
        found[failing if link.failing_since else link.state].append(link)
    return found


def _page(template: str, session: Session, **values: object) -> str:
    return render_template(
        template,
        last=store.last_round(session),
        under_way=store.under_way(session),
        finding=finding,
        day=words.day,
        is_curator=Role.CURATOR in current_person().roles,
        **values,
    )


def _ask(errand: Errand) -> None:
    with writing() as session:
        store.ask(session, errand, actor=current_person().email)
