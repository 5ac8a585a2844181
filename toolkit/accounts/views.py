"""The page of a person who is signed in: who they are here, and what they may do."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, render_template

from toolkit.accounts.rolewords import role_title, role_words
from toolkit.roles import FOR_AN_ENTITY, Role
from toolkit.web.access import Person
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


def _held(person: Person) -> Iterator[Held]:
    for role, entity in person.grants:
        yield Held(role_title(role, entity), role_words(role)[1])
