"""What every form here needs: choices by value alone, and its errors as a list."""

from collections.abc import Iterable

from wtforms import Form
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than its type stubs

Errors = list[tuple[str, str]]


def choices(values: Iterable[str]) -> list[SelectChoice]:
    """Choices by value alone."""
    return [SelectChoice(value, value) for value in values]


def errors_of(form: Form) -> Errors:
    """The first error of every field that has one, as (field id, message)."""
    return [(field.name, str(field.errors[0])) for field in form if field.errors]
