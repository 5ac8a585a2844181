"""The page of a person who is signed in: who they are here, and what they may do."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, render_template

from toolkit.access import Person
from toolkit.language import gettext as _
from toolkit.roles import Role
from toolkit.signed_in import current_person

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
        has_rosters=bool(person.roles & {Role.ADMINISTRATOR, Role.COORDINATOR}),
        is_administrator=Role.ADMINISTRATOR in person.roles,
        is_planner=bool(person.roles & {Role.ADMINISTRATOR, Role.COORDINATOR}),
    )


def _held(person: Person) -> Iterator[Held]:
    for role, entity in person.grants:
        title, text = _words(role)
        yield Held(
            _("%(role)s of %(entity)s", role=title, entity=entity) if entity else title, text
        )


def _words(role: Role) -> tuple[str, str]:
    """A role's name, and what it is there for."""
    return {
        Role.ADMINISTRATOR: (
            _("Administrator"),
            _("Plan surveys, approve what is published, and give roles to others."),
        ),
        Role.CURATOR: (_("Curator"), _("Look after the texts of questions and tools.")),
        Role.REVIEWER: (
            _("Reviewer"),
            _("Read what others wrote for the catalogue before it is published."),
        ),
        Role.COORDINATOR: (
            _("Coordinator"),
            _("Confirm who is invited in this entity. See how many answered, never what."),
        ),
        Role.EXECUTIVE: (
            _("Executive"),
            _("Read the published results of this entity, beside those of the whole system."),
        ),
        Role.SYSTEM_EXECUTIVE: (
            _("System executive"),
            _("Read the published results of every entity."),
        ),
    }[role]
