"""The six roles that a person with an account may have."""

import enum


class Role(enum.StrEnum):
    """What somebody may be here; a coordinator and an executive are so for one entity each."""

    ADMINISTRATOR = "administrator"
    CURATOR = "curator"
    REVIEWER = "reviewer"
    COORDINATOR = "coordinator"
    EXECUTIVE = "executive"
    SYSTEM_EXECUTIVE = "system-executive"


FOR_AN_ENTITY = frozenset({Role.COORDINATOR, Role.EXECUTIVE})
