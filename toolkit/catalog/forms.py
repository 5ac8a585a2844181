"""The catalogue's search and filters, read from the address: nonsense filters nothing."""

from collections.abc import Iterable
from functools import lru_cache

from wtforms import Form, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional

from toolkit.web.form import WholeNumberField, choices, plain
from tools_catalog.model import STARTERS

MINUTES = (60, 120, 240, 420, 840)


@lru_cache(maxsize=8)
def filter_form(modules: tuple[str, ...], factors: tuple[str, ...]) -> type[Form]:
    """The form for the modules and factors of a questionnaire, built once for each."""

    class FilterForm(Form):
        words = StringField(filters=[plain], validators=[Optional(), Length(max=100)])
        module = _select(modules)
        factor = _select(factors)
        minutes = _select(str(minutes) for minutes in MINUTES)
        people = WholeNumberField(validators=[Optional(), NumberRange(1, 500)])
        who = _select(STARTERS)

    return FilterForm


def _select(values: Iterable[str]) -> SelectField:
    return SelectField(choices=choices(("", *values)), default="", validators=[Optional()])
