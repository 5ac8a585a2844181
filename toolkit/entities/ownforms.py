"""Questions of an entity's own as they are typed: five places, any of which may stay empty."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Field, Form, TextAreaField

from questionnaires import own
from questionnaires.errors import Path
from questionnaires.own import MOST, OwnQuestions
from toolkit.web.form import plain

NUMBERS = range(1, MOST + 1)
LEVELS = range(1, 6)
_KNOWN: Mapping[str, Callable[[], str]] = {  # how what the package says begins -> in plain words
    "String should have at least": lambda: _("write this too, or empty the whole question"),
    "String should have at most": lambda: _("use at most 600 characters"),
    "Repeats": lambda: _("this says the same as another description of this question"),
    "Holds a slot or markup": lambda: _("use plain words: no markup, and nothing in { }"),
    "Holds characters": lambda: _("this holds characters that nobody can see: type it anew"),
    "Has ": lambda: _("use 6 to 18 words, so that the five can be told apart at a glance"),
}


def names_of(number: int) -> tuple[str, ...]:
    """The fields of one question."""
    return (f"statement-{number}", f"help-{number}", *(f"level-{number}-{n}" for n in LEVELS))


class _OwnForm(Form):
    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Let the package say what is wrong, each at its field."""
        super().validate(extra_validators)
        for name, message in _problems(self):
            field = self[name]
            field.errors = [*field.errors, message]
        return not self.errors


def own_form() -> type[Form]:
    """A statement, why it is asked, and five descriptions, five times."""
    fields = {name: field for number in NUMBERS for name, field in _fields(number)}
    return type("OwnForm", (_OwnForm,), fields)


def typed_own(questions: Iterable[own.OwnQuestion]) -> dict[str, str]:
    """What a form shows of questions that are written."""
    return {
        name: text
        for number, one in enumerate(questions, start=1)
        for name, text in zip(names_of(number), (one.statement, one.help, *one.levels), strict=True)
    }


def own_of(form: Form) -> OwnQuestions:
    """The questions that were typed, once nothing is wrong with them."""
    return tuple(own.OwnQuestion(**value) for _number, value in _values(form, tuple))


def _fields(number: int) -> Iterator[tuple[str, Field]]:
    labels = (
        _("The question"),
        _("Why you ask it"),
        _("First description: nothing, or by chance"),
        *(_("Second description"), _("Third description"), _("Fourth description")),
        _("Fifth description: improved from experience, and others learn from it"),
    )
    for name, label in zip(names_of(number), labels, strict=True):
        yield name, TextAreaField(label, filters=[plain, _one_line], render_kw={"rows": 2})


def _one_line(text: str | None) -> str | None:
    return " ".join(text.split()) if text else text


def _values(form: Form, levels: type) -> Iterator[tuple[int, dict[str, Any]]]:
    """The questions of which anything was typed, each with its number."""
    for number in NUMBERS:
        statement, why, *rest = (form[name].data or "" for name in names_of(number))
        if any((statement, why, *rest)):
            yield number, {"statement": statement, "help": why, "levels": levels(rest)}


def _problems(form: Form) -> Iterator[tuple[str, str]]:
    values = list(_values(form, list))
    numbers = [number for number, _value in values]
    for path, message in own.problems_of([value for _number, value in values]):
        known = (said() for begins, said in _KNOWN.items() if message.startswith(begins))
        number = numbers[int(path[0])]
        yield (
            _field(number, path[1:]),
            _("Question %(number)s: %(what)s", number=number, what=next(known, message)),
        )


def _field(number: int, path: Path) -> str:
    """The field of a question that a path in it leads to, e.g. ("levels", 2)."""
    statement, why, *levels = names_of(number)
    if path[0] == "levels":
        return levels[int(path[1])]
    return why if path[0] == "help" else statement
