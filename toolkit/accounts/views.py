"""The page of a person who is signed in: who they are here, what they may do, and the way out."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user
from flask_security.utils import logout_user
from werkzeug.wrappers import Response

from toolkit.accounts import service
from toolkit.accounts.rolewords import role_title, role_words
from toolkit.roles import FOR_AN_ENTITY, Role
from toolkit.web.access import Person
from toolkit.web.runtime import writing
from toolkit.web.signed_in import current_person

blueprint = Blueprint("accounts", __name__, url_prefix="/account")


@dataclass(frozen=True, slots=True)
class Held:
    """A role as its holder reads it."""

    title: str
    text: str


@blueprint.get("/")
def home() -> str:
    """The roles of the person who is signed in."""
    person = current_person()
    return render_template(
        "accounts/home.html",
        person=person,
        held=list(_held(person)),
        has_desk=not person.roles.isdisjoint({Role.CURATOR, Role.REVIEWER}),
        is_administrator=Role.ADMINISTRATOR in person.roles,
        runs_waves=bool(person.roles & {Role.ADMINISTRATOR, Role.COORDINATOR}),
        speaks_for_an_entity=bool(person.roles & FOR_AN_ENTITY),
    )


@blueprint.post("/sign-out-everywhere")
def sign_out_everywhere() -> Response:
    """End every session of this account, on every device."""
    with writing() as session:
        service.end_sessions(session, current_user.id)
    logout_user()
    return redirect(url_for("security.login"), 303)


def _held(person: Person) -> Iterator[Held]:
    for role, entity in person.grants:
        yield Held(role_title(role, entity), role_words(role)[1])
