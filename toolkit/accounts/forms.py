"""The sign-in form: Flask-Security's, with our brake and the address as accounts are kept."""

from flask import current_app, request
from flask_security.forms import LoginForm
from flask_security.utils import validate_redirect_url
from wtforms import EmailField, Field, PasswordField, ValidationError
from wtforms.validators import InputRequired

from toolkit.accounts import service
from toolkit.accounts.brake import SignInBrake
from toolkit.form import Errors
from toolkit.language import gettext as _

BRAKE = "toolkit_sign_in_brake"


def _canonical(_form: object, field: Field) -> None:
    try:
        field.data = service.canonical_email(field.data)
    except service.AccountError as error:
        field.data = "".join(letter for letter in field.data if letter.isprintable())
        raise ValidationError from error


def _can_be_a_password(_form: object, field: Field) -> None:
    """Refuse what is longer than any password, which the hash would refuse with an error."""
    if len(service.normal_password(field.data)) > service.LONGEST_PASSWORD:
        raise ValidationError


class SignInForm(LoginForm):
    """Address and password, and where to go afterwards; nobody is remembered."""

    email = EmailField(validators=[InputRequired(), _canonical])
    password = PasswordField(validators=[InputRequired(), _can_be_a_password])
    remember = None  # type: ignore[assignment] # WTForms' way of leaving a field out

    def validate(self, **options: object) -> bool:
        """Check the password, unless too many were wrong already."""
        brake: SignInBrake = current_app.extensions[BRAKE]
        address = request.remote_addr or ""
        account = self._account()
        brake.check(address, account)
        valid: bool = super().validate(**options)
        if not valid and self.password.data:
            brake.failed(address, account)
        return valid

    def _account(self) -> str:
        """The account that is tried, however its address is written; empty for what is none."""
        try:
            return service.canonical_email(self.email.data or "")
        except service.AccountError:
            return ""

    def validate_next(self, field: Field) -> None:
        """Go to the first page instead of an address elsewhere; it is no reason to refuse."""
        if field.data and not validate_redirect_url(field.data):
            field.data = ""

    def said(self) -> Errors:
        """What to say when nobody was let in: the same, whether or not there is such an account."""
        if not self.is_submitted():
            return []
        missing = []
        if not self.email.data:
            missing.append(("email", _("Enter your email address")))
        if not self.password.data:
            missing.append(("password", _("Enter your password")))
        return missing or [("email", _("The email address or the password is not right"))]
