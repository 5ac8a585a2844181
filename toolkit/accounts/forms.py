"""The sign-in form: Flask-Security's, with our brake and the address as accounts are kept."""

from collections.abc import Callable

from flask import current_app, request
from flask_security.forms import LoginForm
from flask_security.utils import validate_redirect_url
from wtforms import EmailField, Field, Form, PasswordField, StringField, ValidationError
from wtforms.validators import InputRequired, StopValidation

from toolkit.accounts import service
from toolkit.accounts.brake import SignInBrake
from toolkit.roles import FOR_AN_ENTITY, Role
from toolkit.web.form import Errors
from toolkit.web.language import gettext as _
from toolkit.web.runtime import current

BRAKE = "toolkit_sign_in_brake"


def current_brake() -> SignInBrake:
    """The brake of the application that serves this request."""
    brake: SignInBrake = current_app.extensions[BRAKE]
    return brake


def _canonical(_form: object, field: Field) -> None:
    try:
        field.data = service.canonical_email(field.data)
    except service.AccountError as error:
        field.data = "".join(letter for letter in field.data if letter.isprintable())
        raise ValidationError from error


def _can_be_a_new_password(_form: object, field: Field) -> None:
    try:
        service.refuse_unfit_password(field.data)
    except service.AccountError as error:
        raise ValidationError(
            _(
                "Choose a password of %(shortest)s to %(longest)s characters",
                shortest=service.SHORTEST_PASSWORD,
                longest=service.LONGEST_PASSWORD,
            )
        ) from error


def _required(text: Callable[[], str]) -> Callable[[object, Field], None]:
    """A check whose message is said in the reader's language."""

    def check(_form: object, field: Field) -> None:
        if not (field.data or "").strip():
            raise StopValidation(text())

    return check


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
        brake = current_brake()
        address = request.remote_addr or ""
        account = self._account()
        brake.check(address, account)
        if not current().settings.password_sign_in:
            return False
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


def _new_password() -> Field:
    """A field of each form in its place: fields, and so their errors, have the page's order."""
    return PasswordField(
        validators=[_required(lambda: _("Enter a new password")), _can_be_a_new_password]
    )


def _entity() -> Field:
    return StringField(filters=[lambda text: (text or "").strip()])


class NewPasswordForm(Form):
    """A password, for somebody whom a link let in."""

    password = _new_password()


class ChangePasswordForm(Form):
    """A new password, by who knows the present one."""

    current = PasswordField(validators=[_required(lambda: _("Enter the password you have now"))])
    password = _new_password()


class BackupCodeForm(Form):
    """A new password, by who has a backup code."""

    email = EmailField(validators=[_required(lambda: _("Enter your email address"))])
    code = StringField(validators=[_required(lambda: _("Enter a backup code"))])
    password = _new_password()


class RoleForm(Form):
    """A role, and the entity that it is for."""

    role = StringField(validators=[_required(lambda: _("Choose a role"))])
    entity = _entity()

    def validate_role(self, field: Field) -> None:
        """Refuse what is no role."""
        if field.data not in set(Role):
            raise ValidationError(_("Choose a role"))

    def validate_entity(self, field: Field) -> None:
        """Ask for an entity where the role is one of an entity, and only there."""
        needed = self.role.data in FOR_AN_ENTITY
        if needed and not field.data:
            raise ValidationError(_("Enter the entity that this role is for"))
        if field.data and not needed:
            raise ValidationError(_("Leave the entity empty: this role is for the whole system"))
        if len(field.data) > service.LONGEST_ENTITY:
            raise ValidationError(
                _("An entity has at most %(most)s characters", most=service.LONGEST_ENTITY)
            )


class InviteForm(RoleForm):
    """Whom to invite, and as what."""

    email = EmailField(validators=[_required(lambda: _("Enter an email address"))])
    role = StringField()
    entity = _entity()

    def validate_email(self, field: Field) -> None:
        """Refuse what is no address."""
        try:
            service.canonical_email(field.data)
        except service.AccountError as error:
            raise ValidationError(_("Enter an email address, such as name@example.org")) from error

    def validate_role(self, field: Field) -> None:
        """Let the role come later."""
        if field.data:
            super().validate_role(field)
