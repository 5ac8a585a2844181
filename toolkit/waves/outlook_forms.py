"""The response rate that somebody assumes, in percent."""

from wtforms import Form
from wtforms.validators import InputRequired, NumberRange

from toolkit.web.form import WholeNumberField
from toolkit.web.language import gettext as _

USUAL = 30  # percent


class RateForm(Form):
    """A whole number of percent."""

    response = WholeNumberField(validators=[InputRequired(), NumberRange(1, 100)])

    def problem(self) -> str:
        """What is wrong with it, in one sentence."""
        return _("Enter a response rate as a whole number from 1 to 100, such as 30.")
