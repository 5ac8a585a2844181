"""Who is signed in on this request: known on the pages that ask for it, and only there."""

from flask import g

from toolkit.web.access import Person

_NAME = "person"  # the layout asks for it too


def hold(person: Person) -> None:
    """Remember, for this request, who was let in."""
    setattr(g, _NAME, person)


def current_person() -> Person:
    """Who was let in, on a page that `access.ACCESS` keeps for signed-in people."""
    person: Person = getattr(g, _NAME)
    return person
