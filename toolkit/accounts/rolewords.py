"""Roles as people read them: a name, and what it is there for."""

from toolkit.roles import Role
from toolkit.web.language import gettext as _


def role_title(role: Role, entity: str = "") -> str:
    """A role's name, with its entity."""
    title, _text = role_words(role)
    return _("%(role)s of %(entity)s", role=title, entity=entity) if entity else title


def role_words(role: Role) -> tuple[str, str]:
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
