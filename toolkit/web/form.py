"""What every form here needs: choices by value alone, and its errors as a list."""

import unicodedata
from collections.abc import Iterable, Sequence

from wtforms import Form, IntegerField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than its type stubs

Errors = list[tuple[str, str]]

_LONGEST_NUMBER = 9  # digits; what is longer overflows the checks of WTForms
_NOT_FOR_HTML = {"Cc", "Cs", "Cn"}  # control characters, surrogates, what is no character


class WholeNumberField(IntegerField):
    """A whole number of a size that people type."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the number, or raise ValueError."""
        if valuelist and len(valuelist[0]) > _LONGEST_NUMBER:
            raise ValueError(self.gettext("Not a valid integer value."))
        super().process_formdata(list(valuelist))


def plain(text: str | None) -> str | None:
    """A text without the characters that no page can show again."""
    if text is None:
        return None
    return "".join(
        letter
        for letter in text
        if letter in "\t\r\n" or unicodedata.category(letter) not in _NOT_FOR_HTML
    )


def choices(values: Iterable[str]) -> list[SelectChoice]:
    """Choices by value alone."""
    return [SelectChoice(value, value) for value in values]


def errors_of(form: Form) -> Errors:
    """The first error of every field that has one, as (field id, message)."""
    return [(field.name, str(field.errors[0])) for field in form if field.errors]
