"""What a coordinator wants of a sample: how sure, and how many are expected to answer."""

from collections.abc import Callable, Mapping

from werkzeug.datastructures import MultiDict
from wtforms import Form, RadioField
from wtforms.validators import InputRequired, NumberRange

from toolkit.waves.sampling import HALF_WIDTHS
from toolkit.web.form import Errors, WholeNumberField, choices
from toolkit.web.language import gettext as _

USUAL_WIDTH = "0.15"


class SampleForm(Form):
    """A half-width and a response rate."""

    half_width = RadioField(choices=choices(HALF_WIDTHS), default=USUAL_WIDTH)
    response = WholeNumberField(validators=[InputRequired(), NumberRange(1, 100)])

    def __init__(self, sent: Mapping[str, str]) -> None:
        super().__init__(MultiDict(sent))

    def problems(self) -> Errors:
        """What is wrong, one sentence for each field."""
        self.validate()
        return [(field.name, _SAID[field.name]()) for field in self if field.errors]

    @property
    def width(self) -> float:
        """The half-width of a form without problems, in levels."""
        return HALF_WIDTHS[self.half_width.data]

    @property
    def percent(self) -> int:
        """The response rate of a form without problems."""
        return self.response.data or 0


_SAID: Mapping[str, Callable[[], str]] = {
    "half_width": lambda: _("Choose how sure averages are to be."),
    "response": lambda: _("Enter a response rate as a whole number from 1 to 100, such as 30."),
}
