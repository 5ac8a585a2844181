"""The assessment's forms, built from the questionnaire once per version and part."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from flask_babel import lazy_gettext as _
from wtforms import (
    Field,
    Form,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from questionnaires.model import OFFICE_SIZES, PERSPECTIVES, Answer, Module, Questionnaire
from questionnaires.responses import BARRIER_UNKNOWN, NO_BARRIER, OWN_IDS, barriers_allowed
from toolkit.web.form import WholeNumberField, choices, plain
from toolkit.wording.asking import CANNOT_SAY, DOES_NOT_APPLY
from tools_catalog.model import STARTERS

ANSWERS: Mapping[str, Answer] = {
    **{str(level): Answer(level) for level in range(1, 6)},
    CANNOT_SAY: Answer.CANNOT_SAY,
    DOES_NOT_APPLY: Answer.DOES_NOT_APPLY,
}
VALUES: Mapping[Answer, str] = {answer: value for value, answer in ANSWERS.items()}
REFUSALS = ("no-time", "no-mandate", "too-big", "did-not-help", "other")
MINUTES = (60, 120, 240, 420, 840)
MOST_MATTERS = 3

_built: dict[tuple[str, int, str], type[Form]] = {}


class InvitedForm(Form):
    """How an invited person begins; the wave says what the answers are about."""

    size = RadioField(
        choices=choices(OFFICE_SIZES),
        validators=[InputRequired(_("Choose how large it is"))],
    )
    code = StringField(filters=[plain], validators=[Optional()])


class BeginForm(InvitedForm):
    """How a person begins alone: what the answers are about, too."""

    perspective = RadioField(
        choices=choices(PERSPECTIVES),
        default="unit",
        validators=[InputRequired(_("Choose what your answers are about"))],
    )


class CodeForm(Form):
    """A recovery code, typed or pasted."""

    code = StringField(filters=[plain], validators=[InputRequired(_("Enter your recovery code"))])


class SituationForm(Form):
    """What a person says about the own situation on the result page."""

    role = SelectField(choices=choices(("", *STARTERS)), validators=[Optional()])
    minutes = SelectField(
        choices=choices(("", *(str(minutes) for minutes in MINUTES))), validators=[Optional()]
    )
    people = WholeNumberField(
        validators=[
            Optional(),
            NumberRange(1, 500, _("Enter a number of people from 1 to 500, or leave it empty")),
        ]
    )


class ToolForm(Form):
    """What a person says about one recommended tool."""

    decision = RadioField(
        choices=choices(("refuse", "done", "restore")), validators=[InputRequired()]
    )
    reason = SelectField(choices=choices(REFUSALS), default="other", validators=[Optional()])


def module_form(questionnaire: Questionnaire, module: Module) -> type[Form]:
    """One radio field for each question of a module; nothing is required."""

    def fields() -> dict[str, Field]:
        return {question.id: _radio(ANSWERS) for question in module.questions}

    return _form(questionnaire, module.id, fields)


@lru_cache(maxsize=len(OWN_IDS))
def own_form(number: int) -> type[Form]:
    """One radio field for each of so many questions that an entity asks of its own."""
    return type("PartForm", (Form,), {key: _radio(ANSWERS) for key in OWN_IDS[:number]})


def progress_form(questionnaire: Questionnaire) -> type[Form]:
    """One radio field for each module: what has changed in twelve months."""

    def fields() -> dict[str, Field]:
        values = [choice.id for choice in questionnaire.progress_answers]
        return {module.id: _radio(values) for module in questionnaire.modules}

    return _form(questionnaire, "progress", fields)


def barriers_form(questionnaire: Questionnaire) -> type[Form]:
    """What stands in the way: some barriers up to the limit, or one of the two others."""

    def allowed(_form: Form, field: Field) -> None:
        if not barriers_allowed(questionnaire, tuple(field.data or ())):
            raise ValidationError(
                _(
                    "Choose up to %(limit)s, or only “none of these”, or only “I cannot say”",
                    limit=questionnaire.barriers.limit,
                )
            )

    def fields() -> dict[str, Field]:
        ids = [barrier.id for barrier in questionnaire.barriers.options]
        values = choices((*ids, NO_BARRIER, BARRIER_UNKNOWN))
        return {"barriers": SelectMultipleField(choices=values, validators=[Optional(), allowed])}

    return _form(questionnaire, "barriers", fields)


def tools_form(questionnaire: Questionnaire) -> type[Form]:
    """One radio field for each tool: tried, and whether it helped."""

    def fields() -> dict[str, Field]:
        values = [choice.id for choice in questionnaire.tools_tried.answers]
        return {tool.id: _radio(values) for tool in questionnaire.tools_tried.options}

    return _form(questionnaire, "tools", fields)


def matters_form(questionnaire: Questionnaire) -> type[Form]:
    """Up to three factors that matter in the next six months."""

    def at_most_three(_form: Form, field: Field) -> None:
        if len(set(field.data or ())) > MOST_MATTERS:
            raise ValidationError(_("Choose up to three subjects"))

    def fields() -> dict[str, Field]:
        values = choices(questionnaire.factors)
        return {
            "matters": SelectMultipleField(choices=values, validators=[Optional(), at_most_three])
        }

    return _form(questionnaire, "matters", fields)


def _radio(values: Iterable[str]) -> Field:
    return RadioField(choices=choices(values), validators=[Optional()])


def _form(
    questionnaire: Questionnaire, part: str, fields: Callable[[], dict[str, Field]]
) -> type[Form]:
    key = (questionnaire.id, questionnaire.version, part)
    if key not in _built:
        _built[key] = type("PartForm", (Form,), fields())
    return _built[key]
