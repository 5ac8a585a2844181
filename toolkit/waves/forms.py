"""The forms in which an administrator says what a wave is to be."""

from collections.abc import Callable, Mapping
from datetime import date

from wtforms import DateField, Form, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, StopValidation

from aggregation.settings import LEAST, Thresholds
from questionnaires.model import PERSPECTIVES
from toolkit.waves.service import LONGEST, Plan
from toolkit.web.form import Errors, WholeNumberField, choices, plain
from toolkit.web.language import gettext as _
from toolkit.wording.eligible import EVERY

MOST_PEOPLE = 10_000  # behind a figure; beyond it no group of the system would be shown
_LEAST: Mapping[str, int] = {
    "mean_from": LEAST.mean,
    "shares_from": LEAST.distribution,
    "protected": LEAST.k,
}


def _in_one_line(text: str | None) -> str:
    return " ".join((plain(text) or "").split())


def _printable(_form: Form, field: StringField) -> None:
    if not (field.data or "").isprintable():
        raise StopValidation("unprintable")


def _text(name: str, kind: type[StringField] = StringField) -> StringField:
    checks = [InputRequired(), Length(min=1, max=LONGEST[name]), _printable]
    return kind(filters=[_in_one_line], validators=checks)


def _people(name: str) -> WholeNumberField:
    least = _LEAST[name]
    return WholeNumberField(
        default=least, validators=[InputRequired(), NumberRange(least, MOST_PEOPLE)]
    )


class PlanForm(Form):
    """What has to be said of a wave; the versions that it can ask are set by the caller."""

    title = _text("title")
    perspective = RadioField(choices=choices(PERSPECTIVES), default="unit")
    eligible = RadioField(choices=choices(map(str, EVERY)))
    version = SelectField(coerce=str)
    sponsor = _text("sponsor")
    decision = _text("decision", TextAreaField)
    first_day = DateField(validators=[InputRequired()])
    last_day = DateField(validators=[InputRequired()])
    results_by = DateField(validators=[InputRequired()])
    mean_from = _people("mean_from")
    shares_from = _people("shares_from")
    protected = _people("protected")

    def problems(self, versions: list[int]) -> Errors:
        """Everything that is wrong with it, one sentence for each field; nothing where all is."""
        self.version.choices = choices(map(str, versions))
        self.validate()
        wrong = [field.name for field in self if field.errors]
        dates = [one for one in _wrong_dates(self) if one[0] not in wrong]
        return [(name, _SAID[name]()) for name in wrong] + dates

    def plan(self) -> Plan:
        """The plan that a form without problems says."""
        return Plan(
            title=self.title.data or "",
            perspective=next(one for one in PERSPECTIVES if one == self.perspective.data),
            sponsor=self.sponsor.data or "",
            decision=self.decision.data or "",
            results_by=self.results_by.data or date.min,
            thresholds=Thresholds(
                self.mean_from.data or 0, self.shares_from.data or 0, self.protected.data or 0
            ),
            first_day=self.first_day.data,
            last_day=self.last_day.data,
            version=int(self.version.data),
            eligible=next(one for one in EVERY if one == self.eligible.data),
        )


class DayForm(Form):
    """A new last day."""

    until = DateField(validators=[InputRequired()])


def filled(plan: Plan) -> PlanForm:
    """The form of a plan that was made before."""
    return PlanForm(
        data={
            "title": plan.title,
            "perspective": plan.perspective,
            "eligible": str(plan.eligible),
            "version": str(plan.version),
            "sponsor": plan.sponsor,
            "decision": plan.decision,
            "first_day": plan.first_day,
            "last_day": plan.last_day,
            "results_by": plan.results_by,
            "mean_from": plan.thresholds.mean,
            "shares_from": plan.thresholds.distribution,
            "protected": plan.thresholds.k,
        }
    )


def _wrong_dates(form: PlanForm) -> Errors:
    first, last, results = form.first_day.data, form.last_day.data, form.results_by.data
    found: Errors = []
    if first and last and last < first:
        found.append(("last_day", _("The last day is before the first day.")))
    if last and results and results <= last:
        found.append(("results_by", _("Results cannot be there before the last day is over.")))
    return found


def _number_wanted(name: str) -> Callable[[], str]:
    return lambda: _(
        "Enter a whole number from %(least)s to %(most)s: it can be raised, never lowered.",
        least=_LEAST[name],
        most=MOST_PEOPLE,
    )


_SAID: Mapping[str, Callable[[], str]] = {
    "title": lambda: _("Enter a title of at most %(most)s letters.", most=LONGEST["title"]),
    "perspective": lambda: _("Choose what people answer about."),
    "eligible": lambda: _("Choose who is eligible."),
    "version": lambda: _("Choose a version of the questionnaire that is released."),
    "sponsor": lambda: _(
        "Enter name and title of the person who asks, at most %(most)s letters.",
        most=LONGEST["sponsor"],
    ),
    "decision": lambda: _(
        "Enter one sentence on what will be decided, at most %(most)s letters.",
        most=LONGEST["decision"],
    ),
    "first_day": lambda: _("Enter the first day as a date, such as 2027-01-18."),
    "last_day": lambda: _("Enter the last day as a date, such as 2027-02-05."),
    "results_by": lambda: _("Enter the day of the results as a date, such as 2027-03-01."),
    **{name: _number_wanted(name) for name in _LEAST},
}
