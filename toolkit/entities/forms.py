"""What is typed for an entity: fields made from the questionnaire, and read back as values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    DateField,
    Field,
    Form,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than its type stubs
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    StopValidation,
    ValidationError,
)

from toolkit.commitments import (
    ACTIONS,
    MOST_LINES,
    Ambition,
    Decision,
    Effort,
    FollowUpLine,
    Posting,
)
from toolkit.web.form import WholeNumberField, plain

Pairs = Sequence[tuple[str, str]]  # id and name, in the order in which they are offered
TENTHS = range(10, 51, 5)  # of a level: whole and half ones
YEARS_AHEAD = 10
LONGEST_FUNCTION, LONGEST_TITLE, LONGEST_TEXT = 120, 80, 400


def _stripped(text: str | None) -> str | None:
    return text.strip() if text else text


def _text(label: str, longest: int, *, required: str = "", hint: str = "") -> StringField:
    return StringField(label, **_typed(longest, required, hint))


def _long_text(label: str, longest: int, *, required: str = "", hint: str = "") -> TextAreaField:
    return TextAreaField(label, **_typed(longest, required, hint))


def _typed(longest: int, required: str, hint: str) -> dict[str, Any]:
    too_long = _("Use at most %(max)d characters")
    needed = [DataRequired(required)] if required else []
    return {
        "filters": [plain, _stripped],
        "validators": [*needed, Length(max=longest, message=too_long)],
        "description": hint,
    }


def _select(label: str, pairs: Pairs, empty: str, check: Any) -> SelectField:  # noqa: ANN401 - WTForms' validators are any callable
    return SelectField(
        label,
        choices=[SelectChoice(value, text) for value, text in (("", empty), *pairs)],
        default="",
        validators=[check],
    )


def _made(fields: Mapping[str, Any]) -> type[Form]:
    return type("EntityForm", (Form,), dict(fields))


class _WithYear:
    """A level needs its year, and a year its level."""

    def __init__(self, module_id: str) -> None:
        self.other = f"year-{module_id}"

    def __call__(self, form: Form, field: Field) -> None:
        year = form[self.other]
        if bool(field.data) is not bool(year.raw_data and year.raw_data[0].strip()):
            raise ValidationError(_("Say both the level and the year, or neither"))


def ambition_form(modules: Pairs, levels: Pairs, first_year: int) -> type[Form]:
    """A level and a year for each module; both may be left empty."""
    fields: dict[str, Any] = {}
    last = first_year + YEARS_AHEAD
    wrong = _("Enter a year from %(first)d to %(last)d", first=first_year, last=last)
    for key, _name in modules:
        fields[f"level-{key}"] = _select(
            _("Level to reach"), levels, _("No ambition"), _WithYear(key)
        )
        fields[f"year-{key}"] = WholeNumberField(
            _("By the year"), validators=[Optional(), NumberRange(first_year, last, wrong)]
        )
    return _made(fields)


def typed_ambitions(ambitions: Iterable[Ambition]) -> dict[str, Any]:
    """What a form shows of ambitions that are stated."""
    levels = {f"level-{one.module_id}": str(one.tenths) for one in ambitions}
    return levels | {f"year-{one.module_id}": one.year for one in ambitions}


def ambitions_of(form: Form, modules: Pairs) -> list[Ambition]:
    """The ambitions that were typed."""
    return [
        Ambition(key, int(form[f"level-{key}"].data), form[f"year-{key}"].data)
        for key, _name in modules
        if form[f"level-{key}"].data
    ]


def return_form(modules: Pairs, efforts: Pairs, actions: Pairs) -> type[Form]:
    """The effort of each module, and what was done under each letter; all may be left open."""
    fields: dict[str, Any] = {
        f"effort-{key}": RadioField(
            name,
            choices=[SelectChoice(value, text) for value, text in efforts],
            validators=[Optional()],
        )
        for key, name in modules
    }
    for letter, text in actions:
        fields[f"action-{letter}"] = _long_text(text, LONGEST_TEXT)
    return _made(fields)


def typed_return(effort: Mapping[str, int], actions: Mapping[str, str]) -> dict[str, Any]:
    """What a form shows of a return."""
    stated = {f"effort-{key}": str(value) for key, value in effort.items()}
    return stated | {f"action-{letter}": text for letter, text in actions.items()}


def efforts_of(form: Form, modules: Pairs) -> dict[str, Effort]:
    """The efforts that were chosen."""
    chosen = {key: form[f"effort-{key}"].data for key, _name in modules}
    return {key: Effort(int(value)) for key, value in chosen.items() if value}


def actions_of(form: Form) -> dict[str, str]:
    """What was done, by letter."""
    return {letter: form[f"action-{letter}"].data or "" for letter in ACTIONS}


class SignatureForm(Form):
    """Who signs, as it will be read."""

    name = _text(_("Your name"), LONGEST_FUNCTION, required=_("Enter your name"))
    title = _text(_("Your title"), LONGEST_FUNCTION, required=_("Enter your title"))


def posting_form(factors: Pairs) -> type[Form]:
    """An offer or an ask."""
    return _made(
        {
            "factor": _select(
                _("Subject"),
                factors,
                _("Choose one"),
                InputRequired(_("Choose the subject that it belongs to")),
            ),
            "title": _text(
                _("Title"),
                LONGEST_TITLE,
                required=_("Enter a title"),
                hint=_("At most 80 characters, such as “A template for a pre-mortem”."),
            ),
            "text": _long_text(
                _("What exactly"),
                LONGEST_TEXT,
                required=_("Say what exactly"),
                hint=_("At most 400 characters: a call, a template, a visit, and for whom."),
            ),
            "contact": _text(
                _("Contact (optional)"),
                LONGEST_FUNCTION,
                hint=_("A function, such as “the partnerships team”, not a person's name."),
            ),
        }
    )


def typed_posting(posting: Posting) -> dict[str, Any]:
    """What a form shows of an offer or an ask."""
    return {
        "factor": posting.factor_id,
        "title": posting.title,
        "text": posting.text,
        "contact": posting.contact,
    }


def posting_of(form: Form, before: Posting) -> Posting:
    """The offer or ask that was typed, in the place of the one before."""
    return replace(
        before,
        factor_id=form["factor"].data,
        title=form["title"].data,
        text=form["text"].data,
        contact=form["contact"].data or "",
    )


class _WhenAccepted:
    """What a decision needs that is accepted, and can do without otherwise."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Form, field: Field) -> None:
        if field.raw_data and field.raw_data[0].strip():
            return
        field.errors = []  # an empty date is no date, and need not be one
        is_accepted = form["verdict"].data == "accepted"
        raise StopValidation(self.message if is_accepted else "")


class DecisionForm(Form):
    """Accepted or not now, by whom, and when it begins."""

    verdict = RadioField(
        _("What did you decide?"),
        choices=[
            SelectChoice("accepted", _("Accepted")),
            SelectChoice("not-now", _("Not now")),
        ],
        validators=[InputRequired(_("Choose what you decided"))],
    )
    owner = StringField(
        _("Owner"),
        filters=[plain, _stripped],
        validators=[
            _WhenAccepted(_("Enter who owns it, as a function")),
            Length(max=LONGEST_FUNCTION, message=_("Use at most %(max)d characters")),
        ],
        description=_("A function, such as “the head of partnerships”, not a person's name."),
    )
    first_step_on = DateField(
        _("Date of the first step"),
        validators=[_WhenAccepted(_("Enter the date of the first step"))],
    )


def typed_decision(decision: Decision) -> dict[str, Any]:
    """What a form shows of a decision."""
    return {
        "verdict": "accepted" if decision.is_accepted else "not-now",
        "owner": decision.owner,
        "first_step_on": decision.first_step_on,
    }


def decision_of(form: Form, factor_id: str, tool_id: str) -> Decision:
    """The decision that was typed."""
    first_step_on: date | None = form["first_step_on"].data
    return Decision(
        factor_id=factor_id,
        tool_id=tool_id,
        is_accepted=form["verdict"].data == "accepted",
        owner=form["owner"].data or "",
        first_step_on=first_step_on,
    )


class _Whole:
    """A line says what staff said and what was done, or is empty."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __call__(self, form: Form, field: Field) -> None:
        done = form[f"done-{self.number}"].data
        if done and not field.data:
            raise ValidationError(_("Choose what staff said"))
        if field.data and not done:
            raise ValidationError(_("Say what was done, or choose nothing here"))


def follow_up_form(said: Pairs) -> type[Form]:
    """Up to five lines: what staff said, what was done, and by whom."""
    fields: dict[str, Any] = {}
    for number in range(1, MOST_LINES + 1):
        fields[f"said-{number}"] = _select(
            _("You said"), said, _("Nothing on this line"), _Whole(number)
        )
        fields[f"done-{number}"] = _long_text(_("We did"), LONGEST_TEXT)
        fields[f"owner-{number}"] = _text(
            _("By whom (optional)"), LONGEST_FUNCTION, hint=_("A function, not a person's name.")
        )
    return _made(fields)


def typed_follow_up(lines: Sequence[FollowUpLine]) -> dict[str, Any]:
    """What a form shows of lines that are written."""
    return {
        f"{name}-{number}": getattr(line, name)
        for number, line in enumerate(lines, start=1)
        for name in ("said", "done", "owner")
    }


def lines_of(form: Form) -> list[FollowUpLine]:
    """The lines that were typed."""
    return [
        FollowUpLine(
            form[f"said-{number}"].data,
            form[f"done-{number}"].data,
            form[f"owner-{number}"].data or "",
        )
        for number in range(1, MOST_LINES + 1)
        if form[f"said-{number}"].data
    ]


def naming_form(modules: Pairs) -> type[Form]:
    """The modules in which the entity may be named."""
    return _made(
        {
            "modules": SelectMultipleField(
                _("Name us to our peers in"),
                choices=[SelectChoice(key, name) for key, name in modules],
                validators=[Optional()],
                description=_("Choose none to be named in none."),
            )
        }
    )
