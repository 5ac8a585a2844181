"""The desk's forms; what a tool's fields may hold is for the loader of the catalogue to say."""

from collections.abc import Callable, Mapping
from functools import lru_cache

from wtforms import (
    DateField,
    Field,
    Form,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional, Regexp, ValidationError

from questionnaires.model import Questionnaire
from toolkit.web.form import WholeNumberField, choices, plain
from toolkit.web.language import gettext as _
from tools_catalog.model import SECTION_TITLES
from tools_catalog.writing import FACTOR, LISTS, SECTION

LONGEST_NOTE = 300
LOOKS = ("person", "one-thing", "levels", "core")  # at own questions, before they are accepted
LONGEST_OBJECTION = 2_000
_LONGEST_TEXT = 60_000
_IDENTIFIER = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
_FACTS = (
    *("name", "counterpart", "module", "summary", "levels.from", "levels.to", "minutes"),
    *("people.from", "people.to", "who_can_start", *LISTS, "monday", "propose"),
)

HINTS: Mapping[str, Callable[[], str]] = {
    "name": lambda: _("As people will say it, in the fewest words."),
    "counterpart": lambda: _("The tool of the UN Innovation Toolkit that serves the same purpose."),
    "summary": lambda: _("One sentence: what people do, and what they have in the end."),
    "minutes": lambda: _("The sum of the minutes of all steps."),
    "prerequisites": lambda: _("What must be there before; one on each line."),
    "outputs": lambda: _("What people hold in their hands afterwards; one on each line."),
    "monday": lambda: _("A first step that one person can take alone, on Monday."),
    "propose": lambda: _("A short message with which somebody proposes the tool to a superior."),
    "factors": lambda: _(
        "3 for the one subject that the tool was written for, 2 or 1 where it also helps."
    ),
    "sections.steps": lambda: _(
        "Numbered; each begins with a bold title that says its minutes, such as "
        "1. **Write (10 minutes).**"
    ),
    "sections.worksheet": lambda: _("Tables to fill in on paper, and one filled-in example."),
    "sections.case": lambda: _("Public, named, linked and true, or a sentence that there is none."),
    "sections.next": lambda: _("Links to other tools: [Source Ideas](tool:source-ideas)"),
    "sections.references": lambda: _("Links begin with https://"),
}


@lru_cache(maxsize=8)
def tool_form(factors: tuple[str, ...]) -> type[Form]:
    """The form of a tool for a questionnaire's factors: every field of its file but id, version."""
    names = (
        *_FACTS,
        *(FACTOR + factor for factor in factors),
        *(SECTION + key for key in SECTION_TITLES),
    )
    fields = {
        name: TextAreaField(filters=[plain], validators=[Length(max=_LONGEST_TEXT)])
        for name in names
    }
    return type("ToolForm", (RevisionForm,), fields)


class RevisionForm(Form):
    """What every change of a version says: which state of it was read."""

    revision = WholeNumberField(default=0)


class AcceptForm(RevisionForm):
    """A curator has looked at everything that own questions have to be."""

    looked_at = SelectMultipleField(choices=choices(LOOKS), validate_choice=False)

    @staticmethod
    def looks() -> list[tuple[str, str]]:
        """What there is to look at."""
        return [
            (
                "person",
                _(
                    "None asks about the person: nobody's grade, age, sex, nationality, contract, "
                    "place or office can be told from an answer"
                ),
            ),
            ("one-thing", _("Each asks one thing that staff have seen or could have seen")),
            ("levels", _("The descriptions of each lie on one line, lowest first")),
            ("core", _("None repeats the self-assessment, flatters or shames")),
        ]

    def validate_looked_at(self, field: Field) -> None:
        """Nothing may be left out."""
        if not set(LOOKS) <= set(field.data or ()):
            raise ValidationError(_("Tick every line, or send the questions back"))


class QuestionnaireForm(RevisionForm):
    """The whole file of a questionnaire."""

    text = TextAreaField(filters=[plain])


class CaseForm(Form):
    """A tool in use, as somebody on the staff tells of it."""

    tool = StringField(filters=[plain], validators=[DataRequired()])
    done = TextAreaField(filters=[plain], validators=[DataRequired(), Length(max=4_000)])
    result = TextAreaField(filters=[plain], validators=[DataRequired(), Length(max=4_000)])
    hard = TextAreaField(filters=[plain], validators=[DataRequired(), Length(max=4_000)])
    contact = StringField(filters=[plain], validators=[DataRequired(), Length(max=254)])
    link = StringField(
        filters=[plain], validators=[Optional(), Regexp(r"^https://\S+$"), Length(max=500)]
    )


class HandInForm(RevisionForm):
    """What changed, and whether only its wording did."""

    note = StringField(filters=[plain], validators=[DataRequired(), Length(max=LONGEST_NOTE)])
    kind = RadioField(
        choices=choices(("meaning", "wording")), default="meaning", validators=[Optional()]
    )


class ReasonForm(RevisionForm):
    """Why something is sent back or withdrawn."""

    reason = TextAreaField(
        filters=[plain], validators=[DataRequired(), Length(max=LONGEST_OBJECTION)]
    )


class NewToolForm(Form):
    """The id that a tool keeps for ever, and its name."""

    id = StringField(
        filters=[plain], validators=[DataRequired(), Regexp(_IDENTIFIER), Length(max=48)]
    )
    name = StringField(filters=[plain], validators=[Optional(), Length(max=200)])


class ReleaseForm(Form):
    """What is made of a release's text."""

    offered = WholeNumberField(default=0)
    choice = RadioField(choices=choices(("keep", "take", "join")))


class ReviewByForm(Form):
    """By when somebody should look at a tool again."""

    review_by = DateField(validators=[Optional()])


class FilterForm(Form):
    """Which tools the desk's list shows."""

    words = StringField(filters=[plain], validators=[Optional(), Length(max=100)])
    state = StringField(filters=[plain], validators=[Optional(), Length(max=12)])
    page = WholeNumberField(default=1, validators=[Optional()])


def subjects(questionnaire: Questionnaire) -> tuple[str, ...]:
    """The factors that a tool can serve, in the order of the questionnaire."""
    return tuple(questionnaire.factors)
